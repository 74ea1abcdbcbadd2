// The screen of tasks, attach and approve in unusual states: a daemon that hangs, long output, keys typed too early.

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { TaskView } from '../../src/protocol/task.ts'
import { KIMI, lendDaemonTo, makeHome, makeServedHome, type Home } from '../support/kimi.ts'
import { openTerminal } from '../support/terminal.ts'
import { script, useScripts } from '../support/wire-client.ts'

const TYPED_AHEAD_MS = 400
const LEAVE = '\u001b[?25h\u001b[?1049l'

async function begin(home: Home, ...args: string[]): Promise<TaskView> {
  const { stdout, stderr } = await home.command(['task', 'run', '--json', ...args])
  if (stdout === '') throw new Error(stderr)
  return JSON.parse(stdout) as TaskView
}

const show = (home: Home, { id }: TaskView): Promise<TaskView> => home.call('task/show', { id })

async function askFor(home: Home, command: string): Promise<TaskView> {
  useScripts(home, [script('Hello. ', ['Shell', { command }]), script('end of it')])
  const task = await begin(home, 'make it')
  await expect.poll(async () => (await show(home, task)).status).toBe('awaiting_approval')
  return task
}

function open(home: Home, args: string[], size: { cols?: number; rows?: number } = {}) {
  const { HOME: _, ...env } = home.env
  return openTerminal({ shell: KIMI, args, env, cwd: home.dir, ready: false, ...size })
}

test('on a small screen nothing is approved before its end has been in sight', async () => {
  await using home = await makeServedHome()
  const task = await askFor(home, `echo '${'a'.repeat(400)}'   'two  blanks'; touch made; echo THE-END`)
  await using term = await open(home, ['task', 'list', '--watch'], { cols: 40, rows: 10 })
  await term.until((screen) => screen.includes('waiting for you'))
  term.type('a')
  await term.until((screen) => screen.includes('shows the rest'))
  await sleep(TYPED_AHEAD_MS)
  term.type('y')
  await term.until((screen) => screen.includes('there is more of it'))
  expect((await show(home, task)).status).toBe('awaiting_approval')
  term.press('pagedown', 'pagedown', 'pagedown')
  await term.until(
    (screen) => screen.includes('y allows') && /'two {2}blanks'; touch/.test(screen.replaceAll('\n', '')),
  )
  term.type('y')
  await term.until((screen) => /done\n✓/.test(screen))
  expect(existsSync(join(home.dir, 'made'))).toBe(true)
})

test('r and then y refuses', async () => {
  await using home = await makeServedHome()
  const task = await askFor(home, 'touch made')
  await using term = await open(home, ['task', 'list', '--watch'])
  await term.until((screen) => screen.includes('waiting for you'))
  term.type('r')
  await term.until((screen) => screen.includes('y refuses it'))
  await sleep(TYPED_AHEAD_MS)
  term.type('y')
  await expect.poll(async () => (await show(home, task)).status).not.toBe('awaiting_approval')
  expect(existsSync(join(home.dir, 'made'))).toBe(false)
})

test('a y typed before the question of kimi task approve does not answer it', async () => {
  await using home = await makeServedHome()
  const task = await askFor(home, 'touch made')
  await using term = await open(home, ['task', 'approve', task.short])
  term.type('y')
  await term.until((screen) => screen.includes('Allow?') && /y$/.test(term.line()))
  expect((await show(home, task)).status).toBe('awaiting_approval')
  expect(term.screen()).not.toMatch(/^●$/m) // the sign of a tool that nobody names
  term.press('backspace')
  await sleep(TYPED_AHEAD_MS + 50)
  term.press('ctrl-c')
  expect((await term.exited).code).toBe(1)
  expect((await show(home, task)).status).toBe('awaiting_approval')
})

test('the words at the question of kimi task approve are the reason of a refusal; several keys at once answer nothing', async () => {
  await using home = await makeServedHome()
  const task = await askFor(home, 'touch made')
  await using screen = await open(home, ['task', 'list', '--watch'])
  await screen.until((text) => text.includes('waiting for you'))
  screen.type('a')
  await screen.until((text) => text.includes('y allows'))
  await sleep(TYPED_AHEAD_MS)
  screen.type('yes')
  await using term = await open(home, ['task', 'approve', task.short])
  await term.until((text) => text.includes('Allow?'))
  expect((await show(home, task)).status).toBe('awaiting_approval')
  await sleep(TYPED_AHEAD_MS + 50)
  term.type('yes but later\r')
  await term.until((text) => text.includes('refused'))
  expect((await term.exited).code).toBe(1)
  expect(existsSync(join(home.dir, 'made'))).toBe(false)
})

test('a daemon that hangs is named, q leaves all the same, and a status bar gets nothing', async () => {
  await using home = await makeServedHome()
  await begin(home, '--', 'sleep 300')
  await using term = await open(home, ['task', 'list', '--watch'])
  await term.until((screen) => screen.includes('sleep 300'))
  const pid = (await home.daemonPid())!
  process.kill(pid, 'SIGSTOP')
  await term.until((screen) => screen.includes('the daemon does not answer'))
  expect(await home.command(['task', 'status'])).toEqual({ status: 0, stdout: '', stderr: '' })
  term.type('q')
  expect((await term.exited).code).toBe(0)
  expect(term.output().endsWith(LEAVE)).toBe(true)
  process.kill(pid, 'SIGCONT')
})

test('SIGTERM and SIGHUP give the terminal back', async () => {
  await using home = await makeServedHome()
  await begin(home, '--', 'sleep 300')
  for (const [signal, code] of [
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    await using term = await open(home, ['task', 'list', '--watch'])
    await term.until((screen) => screen.includes('sleep 300'))
    process.kill(term.pid, signal)
    expect((await term.exited).code).toBe(code)
    expect(term.output().endsWith(LEAVE)).toBe(true)
  }
})

test('Enter attaches, Ctrl-\\ comes back; what has ended shows what it has printed', async () => {
  await using home = await makeServedHome()
  const task = await begin(home, '--title', 'talk', '--', 'printf "name? "; read name; echo "hello $name"')
  await using term = await open(home, ['task', 'list', '--watch'])
  await term.until((screen) => /▶ \w{4} talk/.test(screen))
  const attach = async (times: number) => {
    term.press('enter')
    await term.until(() => /name\?/.test(term.output().split('attached to')[times] ?? ''))
  }
  for (let times = 1; times <= 2; times++) {
    await attach(times)
    term.press('ctrl-\\')
    await term.until((screen) => /▶ \w{4} talk/.test(screen))
  }
  await attach(3)
  term.type('you\r')
  await term.until((screen) => screen.includes('hello you') && screen.includes('a key goes back to the list'))
  term.type(' ')
  await term.until((screen) => /✓ \w{4} talk/.test(screen))
  term.press('enter')
  await term.until((screen) => screen.includes(`${task.short} has printed`) && screen.includes('hello you'))
  term.type('q')
  await term.until((screen) => /✓ \w{4} talk/.test(screen))
  term.type('q')
  expect((await term.exited).code).toBe(0)
})

test.each([
  ['that stays on the screen', 'echo here', ''],
  ['that has a screen of its own', String.raw`printf "\\033[?25l\\033[?1049h\\033[Hhere"`, '\u001b[?1049l'],
])('attach: leaving a program %s keeps all that stood on the terminal', async (_what, command, back) => {
  await using home = await makeServedHome()
  const task = await begin(home, '--title', 'talk', '--', `${command}; sleep 300`)
  await using zsh = await home.shell('zsh', { rc: `PATH=${join(KIMI, '..')}:$PATH` })
  zsh.type(`echo first; echo second; kimi task attach ${task.short}\r`)
  await zsh.until((screen) => screen.includes('here'))
  zsh.press('ctrl-\\')
  await zsh.until(() => zsh.line() === 'PROMPT>')
  await zsh.until((screen) =>
    expect(screen).toMatch(
      /\nfirst\nsecond\nattached to \w{4} talk[^\n]*\n[^]*\w{4} goes on; kimi task attach \w{4}\nPROMPT>$/,
    ),
  )
  expect(zsh.output().includes('\u001b[?1049l')).toBe(back !== '')
  expect(zsh.output().lastIndexOf('\u001b[?25h')).toBeGreaterThan(zsh.output().lastIndexOf('\u001b[?25l'))
})

test('attach: Ctrl-\\ leaves a turn, and its prompt is there again', async () => {
  await using home = await makeServedHome()
  const task = await askFor(home, 'touch made')
  await using term = await open(home, ['task', 'attach', task.short])
  await term.until((screen) => screen.includes('Allow?'))
  term.press('ctrl-\\')
  expect((await term.exited).code).toBe(0)
  expect((await show(home, task)).status).toBe('awaiting_approval')
})

test('attach: a turn that runs in another terminal, to its end', async () => {
  await using home = await makeServedHome()
  useScripts(home, [script('Hello. ', ['Shell', { command: 'touch made' }]), script('end of it')])
  await using turn = await open(home, ['ask', 'make', 'it'])
  await turn.until((screen) => screen.includes('Allow?'))
  const { tasks } = await home.call('task/list', {})
  const live = tasks[0]
  await using term = await open(home, ['task', 'attach', live!.short])
  await term.until((screen) => screen.includes('Allow?'))
  await sleep(TYPED_AHEAD_MS)
  term.type('y')
  await term.until((screen) => screen.includes('end of it'))
  expect((await term.exited).code).toBe(0)
  expect((await turn.exited).code).toBe(0)
  expect(existsSync(join(home.dir, 'made'))).toBe(true)
})

test('attach: one that waits for its place says so', async () => {
  await using home = await makeHome()
  writeFileSync(home.paths.config, '[background]\nmax_running_tasks = 1\n')
  await lendDaemonTo(home)
  await begin(home, '--', 'sleep 300')
  const second = await begin(home, '--', 'sleep 301')
  await using term = await open(home, ['task', 'attach', second.short])
  await term.until((screen) => screen.includes(`kimi: ${second.short} waits for its place`))
  expect((await term.exited).code).toBe(1)
})

test('no daemon is started where the user has said so, and a wrong directory is named', async () => {
  await using home = await makeHome()
  await home.command(['config', 'set', 'daemon.autostart', 'false'])
  const list = await home.command(['task', 'list'])
  expect([list.status, list.stderr.split('\n')[1]]).toEqual([3, '  kimi daemon start'])
  expect(await home.daemonPid()).toBe(null)
  await lendDaemonTo(home)
  const lost = await home.command(['bg', '-w', '/nowhere', '--', 'ls'])
  expect([lost.status, lost.stderr.split('\n')[0]]).toEqual([2, 'kimi: no such directory: /nowhere'])
})

test('output -n shows as many lines as are asked for, and --raw every byte', async () => {
  await using home = await makeServedHome()
  const task = await begin(home, '--wait', '--no-terminal', '--', `printf 'a\\033[31mb\\n'; seq 1 100000`)
  const last = await home.command(['task', 'output', '-n', '90000', task.short])
  expect(last.stdout.split('\n').length - 1).toBe(90_000)
  expect(last.stdout.startsWith('10001\n')).toBe(true)
  expect((await home.command(['task', 'output', '--raw', task.short])).stdout).toBe(
    readFileSync(task.outputPath, 'utf8'),
  )
})
