// A command that the agent runs asks the daemon over its socket.

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findDaemon } from '../../src/client/connect.ts'
import { findProgram } from '../support/ensure-shells.ts'
import { makeHome, startDaemonIn } from '../support/kimi.ts'
import { script, useScripts } from '../support/wire-client.ts'

/** A program that asks the daemon to open a session in which nothing is asked, and writes down the answer. */
const INTRUDER = `
import { connect } from 'node:net'
import { renameSync, writeFileSync } from 'node:fs'
const [socket, workDir, out] = process.argv.slice(2)
const params = { workDir, env: {}, shellEnv: {}, mode: 'bypass' }
const stream = connect(socket, () => stream.write(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'session/open', params }) + '\\n'))
stream.once('data', (data) => {
  const { error } = JSON.parse(data.toString().split('\\n')[0])
  writeFileSync(out + '.part', error ? error.data.code : 'opened')
  renameSync(out + '.part', out)
  stream.destroy()
})
`

test('a command of the agent opens no session, however it hides where it comes from, and may look all the same', async (context) => {
  if (process.platform !== 'linux' || findProgram('ss') === null) return context.skip('the kernel cannot be asked here')
  await using home = await makeHome()
  const intruder = join(home.dir, 'intruder.mjs')
  writeFileSync(intruder, INTRUDER)
  const run = (out: string) => `${process.execPath} ${intruder} ${home.paths.socket} ${home.dir} ${home.dir}/${out}`
  const wait = (...outs: string[]) =>
    `while ! { ${outs.map((out) => `[ -e ${out} ]`).join(' && ')}; }; do sleep 0.05; done`
  const command = [
    run('plain'),
    `env -i ${run('cleaned')}`,
    `env -i setsid sh -c '${run('detached')} &'`,
    `(setsid env -i sh -c '(${run('orphan')}) & exit' &)`,
    // The process `patient` begins after the command and its own parent have ended.
    `(setsid env -i sh -c '(while [ -d ${home.dir} ] && [ ! -e ${home.dir}/over ]; do sleep 0.05; done; ${run('patient')} & exit) >/dev/null 2>&1 & exit' >/dev/null 2>&1 &)`,
    wait('detached', 'orphan'),
    `${home.env['KIMI_BIN'] ?? join(import.meta.dirname, '../../dist/kimi')} task list >>${home.dir}/said 2>&1; echo "list: $?" >>${home.dir}/said`,
    `${join(import.meta.dirname, '../../dist/kimi')} -p hello >>${home.dir}/said 2>&1; echo "prompt: $?" >>${home.dir}/said`,
    `timeout 20 ${join(import.meta.dirname, '../../dist/kimi')} daemon stop >>${home.dir}/said 2>&1; echo "stop: $?" >>${home.dir}/said`,
    `${join(import.meta.dirname, '../../dist/kimi')} config set mcp.approvals all >>${home.dir}/said 2>&1; echo "config: $?" >>${home.dir}/said`,
  ].join('\n')
  writeFileSync(join(home.dir, 'attack.sh'), command)
  useScripts(
    home,
    [script(['Shell', { command: 'sh attack.sh' }]), script('end'), script('end')],
    '[sandbox]\nmode = "off"\n',
  )
  // The sandbox, which keeps any command from the socket, is off.
  const ran = await home.kimi(['ask', '--yolo', 'go'])
  expect(ran).toMatchObject({ status: 0, stderr: '' })
  writeFileSync(join(home.dir, 'over'), '')
  await expect.poll(() => existsSync(join(home.dir, 'patient'))).toBe(true)
  for (const out of ['plain', 'cleaned', 'detached', 'orphan', 'patient'])
    expect([out, readFileSync(join(home.dir, out), 'utf8')]).toEqual([out, 'peer.refused'])
  const said = readFileSync(join(home.dir, 'said'), 'utf8')
  expect(said).toContain('list: 0')
  expect(said).toContain('prompt: 4')
  expect(said).toContain('stop: 4')
  expect(said).toContain('config: 4')
  expect(readFileSync(home.paths.config, 'utf8')).not.toContain('approvals')
  expect(said).toContain('a command that kimi itself has started')
  // Somebody else is admitted, also while and after such a command runs.
  expect((await home.kimi(['-p', 'again', '-y'])).status).toBe(0)
  expect(existsSync(join(home.dir, 'orphan'))).toBe(true)
})

test('a machine too busy to tell who asks is named, and the same connection is served as soon as it tells', async (context) => {
  const ss = findProgram('ss')
  if (process.platform !== 'linux' || ss === null) return context.skip('the kernel cannot be asked here')
  await using home = await makeHome()
  const programs = join(home.dir, 'programs')
  mkdirSync(programs)
  home.env['PATH'] = `${programs}:${home.env['PATH']}`
  writeFileSync(join(programs, 'ss'), `#!/bin/sh\n[ -e ${programs}/broken ] && exit 1\nexec ${ss} "$@"\n`, {
    mode: 0o755,
  })
  await startDaemonIn(home)
  const task = { command: 'true', cwd: home.dir, env: {}, shellEnv: home.env, notify: 'quiet' as const }
  const { id } = await home.call('task/run', task)
  await home.call('task/wait', { id, limitMs: 20_000 })
  writeFileSync(join(programs, 'broken'), '')
  const client = (await findDaemon(home.paths))!
  await expect(client.call('task/run', task)).rejects.toMatchObject({
    code: 'daemon.busy',
    message:
      'task/run was not begun: the system has not told which process asks, as when it is busy or too many files are open',
  })
  rmSync(join(programs, 'broken'))
  expect(await client.call('task/run', task)).toHaveProperty('id')
  client.close()
  rmSync(programs, { recursive: true })
})

test('a command that sends its orders and ends is refused, and so is what it has left behind', async (context) => {
  if (process.platform !== 'linux' || findProgram('ss') === null) return context.skip('the kernel cannot be asked here')
  await using home = await makeHome()
  const intruder = join(home.dir, 'intruder.mjs')
  writeFileSync(intruder, INTRUDER)
  const task = { command: `touch ${home.dir}/hasty`, cwd: '/', env: {}, shellEnv: {} }
  const order = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'task/run', params: task })
  const hasty = join(home.dir, 'hasty.mjs')
  writeFileSync(
    hasty,
    `import { connect } from 'node:net'
const stream = connect(process.argv[2], () => stream.write(${JSON.stringify(order + '\n')}, () => process.kill(process.pid, 'SIGKILL')))`,
  )
  const left = `while [ -d ${home.dir} ] && [ ! -e over ]; do sleep 0.05; done; ${process.execPath} ${intruder} ${home.paths.socket} ${home.dir} ${home.dir}/left`
  const attack = `${process.execPath} ${hasty} ${home.paths.socket}; ${process.execPath} ${hasty} ${home.paths.socket}
(setsid env -i sh -c '${left}' >/dev/null 2>&1 &)`
  writeFileSync(join(home.dir, 'attack.sh'), attack)
  const sandbox = '[sandbox]\nmode = "off"\n'
  useScripts(home, [script(['Shell', { command: 'sh attack.sh' }]), script('end')], sandbox)
  expect((await home.kimi(['ask', '--yolo', 'go'])).status).toBe(0)
  writeFileSync(join(home.dir, 'over'), '')
  await expect.poll(() => existsSync(join(home.dir, 'left'))).toBe(true)
  expect(readFileSync(join(home.dir, 'left'), 'utf8')).toBe('peer.refused')
  expect(existsSync(join(home.dir, 'hasty'))).toBe(false)
})
