// Another user of the machine tries what a daemon keeps: the modes of its own folders and files are the fence, whatever those of the home.

import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { findPaths } from '../../src/sys/paths.ts'
import { findProgram } from '../support/ensure-shells.ts'
import { KIMI, makeHome, startDaemonIn } from '../support/kimi.ts'
import { script, useScripts } from '../support/wire-client.ts'

/** Tries to connect to the first path, and to read and write the others; prints what succeeded. */
const ATTEMPT = `
const fs = require('node:fs'), net = require('node:net')
const [socket, ...paths] = process.argv.slice(1)
const done = []
for (const path of paths) for (const flag of ['r', 'r+']) {
  try { fs.closeSync(fs.openSync(path, fs.constants.O_NONBLOCK | (flag === 'r' ? fs.constants.O_RDONLY : fs.constants.O_WRONLY))); done.push(flag + ' ' + path) } catch {}
}
net.connect(socket).on('connect', () => (done.push('connected'), end())).on('error', end)
function end() { console.log(JSON.stringify(done)); process.exit() }
`

function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) =>
    join(entry.parentPath, entry.name),
  )
}

test('another user reaches neither socket nor fifo, log, configuration, conversation or what a command printed', async (context) => {
  if (process.getuid?.() !== 0 || findProgram('setpriv') === null)
    return context.skip('this needs root, who can become another user')
  await using home = await makeHome()
  chmodSync(home.dir, 0o755)
  useScripts(home, [script(['Shell', { command: 'seq 100000' }]), script('end')])
  await startDaemonIn(home)
  await home.kimi(['--print', '-p', 'go'])
  const compiled = join(home.paths.share, 'cache/compile')
  const files = listFiles(home.paths.share).filter((path) => !path.startsWith(compiled))
  expect(files.some((path) => path.endsWith('context.jsonl'))).toBe(true)
  for (const path of [home.paths.control, home.paths.log, home.paths.config]) expect(existsSync(path), path).toBe(true)
  const other = ['--reuid', '65534', '--regid', '65534', '--clear-groups', process.execPath, '-e', ATTEMPT]
  const tried = spawnSync('setpriv', [...other, home.paths.socket, ...files], { encoding: 'utf8' })
  expect([tried.stdout.trim(), tried.stderr]).toEqual(['[]', ''])
  expect(statSync(home.paths.run).mode & 0o077).toBe(0)
})

test('nothing is said to a socket in /tmp that another user may have put in the place of the daemon’s', async () => {
  await using home = await makeHome({ MOONSHOT_API_KEY: 'sk-secret' })
  const env = { KIMI_SHARE_DIR: join(home.dir, 'x'.repeat(110)) }
  const { socket } = findPaths({ HOME: home.dir, ...env })
  const folder = dirname(socket)
  expect(folder).toMatch(/^\/tmp\//)
  let heard = ''
  const server = createServer((connection) => connection.on('data', (bytes) => (heard += bytes.toString())))
  const ask = (...words: string[]) => home.kimi([...words, 'private words'], { env })
  onTestFinished(() => {
    server.close()
    for (const path of [folder, `${folder}-other`]) rmSync(path, { recursive: true, force: true })
  })
  mkdirSync(folder)
  await new Promise<void>((resolve) => server.listen(socket, resolve))
  const expectRefused = async (reason: string) => {
    for (const words of [['ask'], ['suggest'], ['-p']]) {
      const { status, stdout, stderr } = await ask(...words)
      expect([status === 0, stdout, heard]).toEqual([false, '', ''])
      expect(stderr).toContain(reason)
    }
  }
  chmodSync(folder, 0o777)
  await expectRefused('can be entered by others (mode 777, expected 700)')
  if (process.getuid?.() === 0) {
    chmodSync(folder, 0o700)
    chownSync(folder, 65534, 65534)
    await expectRefused('belongs to another user')
  }
  rmSync(folder, { recursive: true })
  mkdirSync(`${folder}-other`, { mode: 0o700 })
  symlinkSync(`${folder}-other`, folder)
  await expectRefused('is a symbolic link')
})

test('a folder that another user has made in the place of the daemon’s is the reason why no daemon starts', async (context) => {
  if (process.getuid?.() !== 0 || findProgram('setpriv') === null)
    return context.skip('this needs root, who can become another user')
  await using home = await makeHome()
  chmodSync(home.dir, 0o755)
  const share = join(home.dir, 'x'.repeat(110))
  mkdirSync(share, { mode: 0o700 })
  chownSync(share, 65534, 65534)
  // The daemon of user 65534 has another folder than root's.
  const folder = dirname(findPaths({ HOME: home.dir, KIMI_SHARE_DIR: share }).socket).replace('kimi-0-', 'kimi-65534-')
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(folder, { mode: 0o700 }) // root's
  const asOther = (...words: string[]) =>
    spawnSync('setpriv', ['--reuid', '65534', '--regid', '65534', '--clear-groups', ...words], { encoding: 'utf8' })
  if (asOther('test', '-x', KIMI).status !== 0) return context.skip('the built kimi lies where only root may go')
  const env = ['env', '-i', `HOME=${home.dir}`, `PATH=${process.env['PATH']}`, `KIMI_SHARE_DIR=${share}`]
  const ran = asOther(...env, KIMI, 'daemon', 'start')
  expect(ran.stderr).toContain(`${folder} belongs to another user`)
  expect(ran.stderr).toContain('export KIMI_RUNTIME_DIR=')
  expect(ran.status).toBe(3)
})
