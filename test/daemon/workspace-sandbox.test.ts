// Commands that nobody is asked about run in the workspace's sandbox.

import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test, type TestContext } from 'vitest'
import type { TaskView } from '../../src/protocol/task.ts'
import { openSandbox } from '../../src/safety/sandbox/sandbox.ts'
import { findPaths } from '../../src/sys/paths.ts'
import { type Home, killDaemon, makeHome, startDaemonIn } from '../support/kimi.ts'
import { script, useScripts } from '../support/wire-client.ts'

test('with nobody there a command writes in the workspace alone, also in the background, and says why it failed', async (context) => {
  await using home = await makeHome()
  if ((await openSandbox(home.paths.run)).kind !== 'ready') return context.skip('no sandbox here')
  const work = join(home.dir, 'work')
  mkdirSync(work)
  writeFileSync(join(home.dir, 'notes.txt'), '')
  const background = {
    command: 'echo late > late; echo x >> ~/notes.txt',
    run_in_background: true,
    description: 'late',
  }
  useScripts(home, [
    script(['Shell', { command: 'echo made > made; echo x >> ~/notes.txt' }]),
    script(['Shell', background]),
    script('end'),
    script('heard'),
  ])
  const ran = await home.kimi(['--print', '--output-format', 'stream-json', '-p', 'go'], { cwd: work })
  expect(ran.status).toBe(0)
  expect(ran.stdout).toContain('Nobody is here to let it run outside the sandbox')
  for (const name of ['made', 'late']) expect(existsSync(join(work, name)), name).toBe(true)
  expect(readFileSync(join(home.dir, 'notes.txt'), 'utf8')).toBe('')
})

test('nothing is run or changed where the working directory leads elsewhere by now', async () => {
  await using home = await makeHome()
  const [above, other] = [join(home.dir, 'above'), join(home.dir, 'other')]
  for (const folder of [join(above, 'work'), join(other, 'work')]) mkdirSync(folder, { recursive: true })
  useScripts(
    home,
    [
      script(['Shell', { command: `mv ${above} ${above}-aside; ln -s ${other} ${above}` }]),
      script(['Shell', { command: 'touch ran' }], ['WriteFile', { path: 'written', content: 'x' }]),
      script('heard'),
    ],
    '[sandbox]\nmode = "off"\n',
  )
  const ran = await home.kimi(['--print', '--yolo', '--output-format', 'stream-json', '-p', 'go'], {
    cwd: join(above, 'work'),
  })
  expect(ran.stdout).toContain('work leads to another folder than when the session began')
  expect(readdirSync(join(other, 'work'))).toEqual([])
})

test('puts nothing into the folder of the daemon’s socket where that lies in a temporary folder', async (context) => {
  await using home = await makeHome()
  if ((await openSandbox(home.paths.run)).kind !== 'ready') return context.skip('no sandbox here')
  const work = join(home.dir, 'work')
  const share = join(home.dir, 'x'.repeat(110))
  for (const folder of [work, share]) mkdirSync(folder)
  const { socket } = findPaths({ HOME: home.dir, KIMI_SHARE_DIR: share })
  expect(socket).toMatch(/^\/tmp\//)
  useScripts(home, [
    script(['Shell', { command: `ls ${dirname(socket)}; echo > ${dirname(socket)}/x; echo end` }]),
    script('heard'),
  ])
  cpSync(home.paths.config, join(share, 'config.toml'))
  const ran = await home.kimi(['--print', '--no-daemon', '--output-format', 'stream-json', '-p', 'go'], {
    cwd: work,
    env: { KIMI_SHARE_DIR: share },
  })
  expect(ran.stdout).toContain('Permission denied')
  const isEntered = existsSync(join(dirname(socket), 'x'))
  rmSync(dirname(socket), { recursive: true, force: true })
  expect(isEntered).toBe(false)
})

/**
 * A repository in which a command of the agent waits for the file `go`, makes a pointer to another configuration of git, and ends once there
 * is a file `end`. `timeout`: the seconds after which the command becomes a task.
 */
async function beginPointer(home: Home, context: TestContext, timeout = 1) {
  if ((await openSandbox(home.paths.run)).kind !== 'ready') context.skip('no sandbox here')
  const work = join(home.dir, 'work')
  mkdirSync(work)
  execFileSync('git', ['init', '-q'], { cwd: work, env: { PATH: process.env['PATH'] } })
  // The folder goes with the test, and the command must not outlive it.
  const wait = (name: string) => `while [ -e begun ] && ! [ -e ${name} ]; do sleep 0.05; done`
  const command = `echo > begun; ${wait('go')}; f=common; echo /nowhere > .git/\${f}dir; echo > made; ${wait('end')}`
  useScripts(home, [script(['Shell', { command, timeout }]), script('heard')])
  const pid = await startDaemonIn(home)
  const client = home.kimi(['--print', '--mode', 'auto', '--trust', '-p', 'go'], { cwd: work }).catch(() => null)
  onTestFinished(async () => {
    for (const name of ['go', 'end']) if (existsSync(work)) writeFileSync(join(work, name), '')
    await client
  })
  await expect.poll(() => existsSync(join(work, 'begun')), { timeout: 20_000 }).toBe(true)
  return {
    pid,
    write: (name: string) => writeFileSync(join(work, name), ''),
    makes: () => expect.poll(() => existsSync(join(work, 'made')), { timeout: 10_000 }).toBe(true),
    pointers: () => readdirSync(join(work, '.git')).filter((name) => name.startsWith('commondir')),
    /** The command as a task, which it becomes after a second. */
    async task(): Promise<TaskView> {
      const find = async () =>
        (await home.call('task/list', {})).tasks.find(({ kind, status }) => kind === 'bash' && status === 'running')
      await expect.poll(find, { timeout: 20_000 }).toBeDefined()
      return (await find())!
    },
    async runner({ outputPath }: TaskView): Promise<number> {
      const read = () =>
        (JSON.parse(readFileSync(join(dirname(outputPath), 'runtime.json'), 'utf8')) as { worker_pid: number })
          .worker_pid
      await expect.poll(read).toBeGreaterThan(0)
      return read()
    },
  }
}

const ASIDE = [expect.stringMatching(/^commondir\.undone-\d+$/)]

test('what a command put into .git is moved aside although the command goes on as a task, and the daemon was stopped', async (context) => {
  await using home = await makeHome()
  const { write, makes, pointers, task } = await beginPointer(home, context)
  await task()
  expect((await home.command(['daemon', 'stop'])).status).toBe(0)
  write('go')
  await makes()
  write('end')
  await expect.poll(pointers, { timeout: 20_000 }).toEqual(ASIDE)
})

test('what a command put into .git is moved aside although the daemon was killed, and then the runner of the task', async (context) => {
  await using home = await makeHome()
  const { pid, write, makes, pointers, task, runner } = await beginPointer(home, context)
  const worker = await runner(await task())
  await killDaemon(pid)
  process.kill(worker, 'SIGKILL')
  write('go')
  await makes()
  await startDaemonIn(home)
  write('end')
  await expect.poll(pointers, { timeout: 20_000 }).toEqual(ASIDE)
})

test('what a command put into .git is moved aside by the next daemon when this one was killed with the command, the user is told, and what the user makes then stays', async (context) => {
  await using home = await makeHome()
  const { pid, write, makes, pointers } = await beginPointer(home, context, 120)
  write('go')
  await makes()
  await killDaemon(pid)
  const hasEnded = () => readdirSync(join(home.paths.share, 'sandboxed')).some((name) => name.endsWith('.ended'))
  await expect.poll(hasEnded, { timeout: 20_000 }).toBe(true)
  const mine = join(home.dir, 'work/.git/config.worktree')
  writeFileSync(mine, '# mine\n')
  await startDaemonIn(home)
  await expect.poll(pointers, { timeout: 20_000 }).toEqual(ASIDE)
  expect(readFileSync(mine, 'utf8')).toBe('# mine\n')
  await expect
    .poll(() => readNotices(home), { timeout: 20_000 })
    .toEqual([
      expect.stringMatching(
        /^kimi moved \S+\/commondir to \S+\/commondir\.undone-\d+: other programs would obey it — kimi daemon logs$/,
      ),
    ])
})

/** The notices that wait for a shell. */
function readNotices(home: Home): string[] {
  const file = join(home.paths.share, 'tasks', 'notices.jsonl')
  const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []
  return lines.map((line) => JSON.parse(line).notice?.text).filter((text) => text !== undefined)
}

/** A command of the agent puts programs that kimi starts for itself into the folder; later sessions and daemons must not run them. */
test.each([
  ['a workspace without a mark of a project', (home: Home) => join(home.dir, 'work/bin')],
  ['a temporary folder', () => mkdtempSync(join(tmpdir(), 'kimi-planted-'))],
])('no program for kimi itself comes from %s, from which a command has put one on the PATH', async (_, place) => {
  await using home = await makeHome()
  if ((await openSandbox(home.paths.run)).kind !== 'ready') return
  const [work, bin, escaped] = [join(home.dir, 'work'), place(home), join(home.dir, 'escaped')]
  onTestFinished(() => rmSync(bin, { recursive: true, force: true }))
  for (const folder of [work, bin]) mkdirSync(folder, { recursive: true })
  writeFileSync(join(work, 'a.txt'), 'needle\n')
  home.env['PATH'] = `${bin}:${home.env['PATH']}`
  const plant = `for p in bwrap ss mkfifo rg git flock; do printf '#!/bin/sh\\necho %s >>${escaped}\\nexit 1\\n' $p >${bin}/$p; chmod +x ${bin}/$p; done`
  for (const name of ['b1', 'b2']) {
    const use = script(['Shell', { command: `touch ${name}` }], ['Grep', { pattern: 'needle' }])
    useScripts(home, [...(name === 'b1' ? [script(['Shell', { command: plant }])] : []), use, script('end')])
    const ran = await home.kimi(['--print', '--mode', 'auto', '--trust', '-p', 'go'], { cwd: work })
    expect(existsSync(escaped) ? readFileSync(escaped, 'utf8') : '').toBe('')
    expect(ran.status, ran.stderr).toBe(0)
    expect(existsSync(join(work, name)), `${name}: ${ran.stdout}${ran.stderr}`).toBe(true)
    expect((await home.command(['daemon', 'stop'])).status).toBe(0)
  }
  expect(existsSync(join(bin, 'bwrap'))).toBe(true)
})
