import { createServer } from 'node:net'
import { linkSync, mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findMasks } from '../../../../src/safety/secrets/secret-masks.ts'
import { seatbeltArguments } from '../../../../src/safety/sandbox/seatbelt.ts'
import { type PreparedSandbox, openSandbox } from '../../../../src/safety/sandbox/sandbox.ts'
import type { ReaderSight } from '../../../../src/safety/sandbox/wall.ts'
import type { SandboxView } from '../../../../src/safety/sandbox/bubblewrap.ts'
import { makeSystemCallFilter } from '../../../../src/safety/sandbox/system-call-filter.ts'
import { unaskedEnvironment } from '../../../../src/safety/sandbox/unasked-environment.ts'
import { startShell } from '../../../../src/tools/shell/shell-process.ts'

const root = realpathSync(mkdtempSync(join(tmpdir(), 'kimi-sandbox-')))
const home = join(root, 'home')
const work = join(home, 'work')
const share = join(home, '.kimi')
const socket = join(root, 'sock')
const server = createServer((connection) => connection.end('reached\n'))
let prepared: PreparedSandbox | null = null
let whyNot = 'no sandbox'

beforeAll(async () => {
  for (const folder of [join(work, 'sub'), share, join(home, '.ssh')]) mkdirSync(folder, { recursive: true })
  writeFileSync(join(work, '.env'), 'TOKEN=1\n')
  writeFileSync(join(work, 'plain.txt'), 'plain\n')
  writeFileSync(join(work, 'sub/server.pem'), 'pem\n')
  writeFileSync(join(share, 'config.toml'), 'key\n')
  writeFileSync(join(home, '.ssh/any-name'), 'key\n')
  linkSync(join(work, '.env'), join(work, 'copy.txt'))
  symlinkSync('.env', join(work, 'link.txt'))
  await new Promise<void>((resolve) => server.listen(socket, resolve))
  const state = await openSandbox(join(root, 'run'))
  if (state.kind === 'ready') prepared = await state.prepare({ home, own: [share], folders: [work] })
  else whyNot = state.reason
})
afterAll(() => {
  server.close()
  rmSync(root, { recursive: true, force: true, maxRetries: 5 }) // a sandbox beside this one may just cover the socket
})

async function run(command: string, view: SandboxView = 'closed', sight: ReaderSight = 'names', named: string[] = []) {
  let output = ''
  const started = await startShell({
    command,
    shell: '/bin/bash',
    cwd: work,
    env: { PATH: process.env['PATH'], HOME: home, GITHUB_TOKEN: 'token' },
    wall: prepared!.wall(view, sight, named),
    onOutput: (bytes) => (output += bytes.toString()),
  })
  if (!started.ok) throw new Error(started.message)
  const { code } = await started.process.exited
  return { code, output: output.trim() }
}

describe('in the sandbox', () => {
  test.each([
    ['a file of the workspace is read', 'cat plain.txt', 0, /^plain$/],
    ['nothing is written in the workspace', 'echo x > plain.txt', 1, /Read-only file system/],
    ['nothing is written elsewhere', 'echo x > /tmp/kimi-sandbox-evil', 1, /Read-only file system/],
    ['a temporary file is possible', 'f=$(mktemp) && echo x > $f && cat $f', 0, /^x$/],
    ['a large here-document is possible', 'cat <<x | wc -l\n' + 'line\n'.repeat(20_000) + 'x', 0, /^20000$/],
    ['.env is closed', 'cat .env', 1, /Permission denied/],
    ['a link to it is closed', 'cat link.txt', 1, /Permission denied/],
    ['another name of it is closed', 'cat copy.txt', 1, /Permission denied/],
    ['a key deeper in the workspace is closed', 'cat sub/server.pem', 1, /Permission denied/],
    ['a key of any name in .ssh is closed', 'cat ../.ssh/any-name', 1, /Permission denied/],
    ['our own settings are closed', 'cat ../.kimi/config.toml', 1, /Permission denied/],
    ['the modes of a closed file cannot be changed', 'chmod 644 .env; cat .env', 1, /Permission denied/],
    [
      'no variable holds a secret',
      'echo "<$GITHUB_TOKEN>"; cat /proc/1/environ | tr "\\0" "\\n" | grep -c TOKEN',
      1,
      /^<>\n0$/,
    ],
    ['no other process is seen', `kill -0 ${process.pid}`, 1, /No such process/],
    [
      'no Unix socket is reached',
      `python3 -c 'import socket; socket.socket(socket.AF_UNIX).connect("${socket}")' 2>&1 | tail -1`,
      0,
      /not permitted/,
    ],
    ['no address is reached', 'exec 3<>/dev/tcp/127.0.0.1/9', 1, /not permitted|unreachable/i],
    ['no further namespace is made', 'unshare -Ur true', 1, /not permitted/],
    ['nothing is mounted', 'mount -t tmpfs x /mnt', /./, /denied|permitted|superuser/],
    ['no right is left to root', 'chown 1:1 plain.txt', 1, /Read-only|permitted/],
  ])('%s', async (_, command, code, output) => {
    if (prepared === null) return expect.soft(whyNot).not.toBe('')
    const ended = await run(command)
    expect(ended.output).toMatch(output)
    if (typeof code === 'number') expect(ended.code).toBe(code)
  })

  test('a program that shows processes sees them, and still writes nothing', async (context) => {
    if (prepared === null) return context.skip(whyNot)
    expect((await run(`[ -d /proc/${process.pid} ] && echo seen`, 'system')).output).toBe('seen')
    expect((await run(`kill -0 ${process.pid}`, 'system')).output).toMatch(/not permitted/)
    expect((await run('echo x > plain.txt', 'system')).output).toMatch(/Read-only/)
    expect((await run('cat .env', 'system')).output).toMatch(/Permission denied/)
  })

  test('a line that is not certain sees nothing of the disk but the workspace, the system and what it names in temporary folders', async (context) => {
    if (prepared === null) return context.skip(whyNot)
    writeFileSync(join(home, 'notes.txt'), 'private\n')
    expect((await run('cat ../notes.txt', 'closed', 'names')).output).toBe('private')
    expect((await run('cat ../notes.txt', 'closed', 'tried')).output).toMatch(/No such file/)
    expect((await run('ls ..', 'closed', 'tried')).output).toMatch(/Permission denied/)
    expect((await run('cat plain.txt', 'closed', 'tried')).output).toBe('plain')
    expect((await run('cat .env', 'closed', 'tried')).output).toMatch(/Permission denied/)
    expect((await run('ls -d /mnt /srv /boot', 'closed', 'tried')).output).toMatch(/^(?:ls: .*No such file.*\n?){3}$/)
    expect((await run('mkdir /srv ~/new', 'closed', 'tried')).output).toMatch(/^(?:mkdir: .*Read-only.*\n?){2}$/)
    writeFileSync(join(root, 'temporary'), 'here\n')
    expect((await run(`cat ${root}/temporary`, 'closed', 'tried')).output).toMatch(/No such file/)
    expect((await run(`cat ${root}/temporary`, 'closed', 'tried', [join(root, 'temporary')])).output).toBe('here')
  })

  test('a certain line that opens files sees no other part of the disk, wherever a name leads by now; the processes it sees', async (context) => {
    if (prepared === null) return context.skip(whyNot)
    writeFileSync(join(home, 'notes.txt'), 'private\n')
    symlinkSync(join(home, 'notes.txt'), join(work, 'swapped'))
    expect((await run('cat swapped', 'closed', 'certain')).output).toMatch(/No such file/)
    expect((await run('ls ..', 'closed', 'names')).output).toContain('notes.txt')
    expect((await run(`[ -d /proc/${process.pid} ] && echo seen; cat swapped`, 'system', 'certain')).output).toMatch(
      /^seen\n.*No such file/,
    )
  })

  test('a secret that appears while a line is tried is noticed', async (context) => {
    if (prepared === null) return context.skip(whyNot)
    const wall = prepared.wall('closed', 'tried')
    expect(await wall.hasKeptSecrets!()).toBe(true)
    mkdirSync(join(work, 'later'))
    writeFileSync(join(work, 'later/.env'), 'TOKEN=1\n')
    expect(await wall.hasKeptSecrets!()).toBe(false)
    rmSync(join(work, 'later'), { recursive: true })
    expect(await wall.hasKeptSecrets!()).toBe(true)
    writeFileSync(join(work, 'sub/new'), 'pem\n')
    renameSync(join(work, 'sub/new'), join(work, 'sub/server.pem'))
    expect(await wall.hasKeptSecrets!()).toBe(false)
    expect(prepared.wall('closed', 'names').hasKeptSecrets).toBe(undefined)
  })

  test('all that a command has started ends with it', async (context) => {
    if (prepared === null) return context.skip(whyNot)
    const ended = await run('setsid sleep 987 & sleep 0.05; echo over')
    expect(ended.output).toBe('over')
  })
})

test('another name of a secret is closed in whichever folder of the workspace it lies', async () => {
  const [first, second] = [join(root, 'first'), join(root, 'second')]
  for (const folder of [first, second]) mkdirSync(folder)
  writeFileSync(join(second, '.env'), 'TOKEN=1\n')
  linkSync(join(second, '.env'), join(first, 'plain'))
  const { files } = await findMasks({ home, own: [], folders: [first, second] })
  expect(files).toEqual(expect.arrayContaining([join(first, 'plain'), join(second, '.env')]))
})

test('a workspace too large to be searched does not count as closed', async () => {
  const big = join(root, 'big')
  mkdirSync(join(big, 'sub'), { recursive: true })
  for (let file = 0; file < 30; file++) writeFileSync(join(big, `sub/f${file}`), '')
  expect((await findMasks({ home, own: [share], folders: [big] }, 20)).isComplete).toBe(false)
  expect((await findMasks({ home, own: [share], folders: [work] }, 20)).isComplete).toBe(true)
})

test('the filter refuses sockets on the processors it knows, and keeps those to the kernel where asked', () => {
  for (const processor of ['x64', 'arm64'] as const) {
    const closed = makeSystemCallFilter(processor, 'closed')!
    expect(closed.length % 8).toBe(0)
    expect(makeSystemCallFilter(processor, 'system')!.length).toBeGreaterThan(closed.length)
  }
  expect(makeSystemCallFilter('riscv64', 'closed')).toBeNull()
})

test('the profile for macOS closes secrets and quotes their names', () => {
  const [, profile] = seatbeltArguments({ folders: ['/Users/a/.ssh'], files: ['/Users/a/x"y'] })
  expect(profile).toContain('(deny file-read* (subpath "/Users/a/.ssh") (literal "/Users/a/x\\"y"))')
  expect(profile).toContain('(deny default)')
})

test('a secret in the value of a variable is left out as well as one in its name', () => {
  const kept = unaskedEnvironment({
    LANG: 'C',
    X: 'https://user:passw0rd@host/',
    MY_TOKEN: 'a',
    CDPATH: '/',
    GIT_DIR: 'x',
  })
  expect(Object.keys(kept).filter((name) => !name.startsWith('GIT_'))).toEqual(['LANG'])
  expect(kept).not.toHaveProperty('GIT_DIR')
})
