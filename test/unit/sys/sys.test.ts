import { execFileSync, fork } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { ensurePrivateDirectory, makeDirectory, readText, writeAtomic } from '../../../src/sys/files.ts'
import { takeLock } from '../../../src/sys/lock.ts'
import { createLog, LOG_LIMIT_BYTES } from '../../../src/sys/log.ts'
import { findPaths, SOCKET_PATH_LIMIT_BYTES } from '../../../src/sys/paths.ts'
import { isAlive, isForeground } from '../../../src/sys/processes.ts'
import { findForeignOwner } from '../../../src/sys/share-owner.ts'
import { nearest } from '../../../src/sys/words/nearest-name.ts'
import { programOf } from '../../support/program.ts'

let dir: string
beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'sys-'))))
afterEach(() => rmSync(dir, { recursive: true, force: true }))

describe('paths', () => {
  test('everything lies in the share directory, and the run directory can be moved', () => {
    expect(findPaths({ HOME: '/h' })).toMatchObject({
      share: '/h/.kimi',
      socket: '/h/.kimi/run/sock',
      control: '/h/.kimi/run/control',
    })
    expect(findPaths({ HOME: '/h', KIMI_SHARE_DIR: '/s' }).socket).toBe('/s/run/sock')
    expect(findPaths({ HOME: '/h', KIMI_RUNTIME_DIR: '/r' }).socket).toBe('/r/sock')
  })

  test('a path too long for a socket is replaced by a short one, counted in bytes', () => {
    for (const home of [
      `/${'a'.repeat(60)}`,
      `/${'a'.repeat(90)}`,
      `/${'a'.repeat(104)}`,
      `/${'日'.repeat(33)}`,
      `/${'a'.repeat(250)}`,
    ]) {
      const { socket, run } = findPaths({ HOME: home })
      expect(Buffer.byteLength(socket)).toBeLessThanOrEqual(SOCKET_PATH_LIMIT_BYTES)
      expect(socket.startsWith(run)).toBe(Buffer.byteLength(`${run}/sock`) <= SOCKET_PATH_LIMIT_BYTES)
    }
    expect(findPaths({ HOME: `/${'a'.repeat(250)}` }).socket).not.toBe(
      findPaths({ HOME: `/${'b'.repeat(250)}` }).socket,
    )
  })

  test('programs with another TMPDIR find the same socket', () => {
    const find = () => findPaths({ HOME: `/${'a'.repeat(250)}` }).socket
    const usual = find()
    vi.stubEnv('TMPDIR', dir)
    expect(find()).toBe(usual)
    vi.unstubAllEnvs()
  })
})

describe('files', () => {
  test('an atomic write leaves the text, its mode and nothing else', () => {
    const path = join(dir, 'new', 'file')
    writeAtomic(path, 'one')
    writeAtomic(path, 'two')
    expect(readText(path)).toBe('two')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readdirSync(join(dir, 'new'))).toEqual(['file'])
  })

  test('a write that fails leaves the old text and no temporary file', () => {
    const path = join(dir, 'taken')
    mkdirSync(path)
    expect(() => writeAtomic(path, 'x')).toThrow()
    expect(readdirSync(dir)).toEqual(['taken'])
  })

  test.runIf(process.getuid?.() === 0)('a file that is a mount is overwritten', ({ skip }) => {
    const [path, source] = [join(dir, 'config'), join(dir, 'source')]
    for (const name of [path, source]) writeFileSync(name, 'old, and longer')
    try {
      execFileSync('mount', ['--bind', source, path], { stdio: 'ignore' })
    } catch {
      skip('no mounts here')
    }
    try {
      writeAtomic(path, 'new')
      expect([readText(path), readText(source), readdirSync(dir)]).toEqual(['new', 'new', ['config', 'source']])
    } finally {
      execFileSync('umount', [path])
    }
  })

  test('a write that the disk cuts short leaves the old text, as a write that fails does', () => {
    const path = join(dir, 'small')
    writeAtomic(path, 'old')
    // The limit of a file's size cuts a write short first, as a full disk does; the next write fails.
    const program = `import { writeAtomic } from ${JSON.stringify(programOf(join(import.meta.dirname, '../../../src/sys/files.ts')))}
      try { writeAtomic(${JSON.stringify(path)}, 'x'.repeat(100_000)) } catch (error) { process.stdout.write(error.code) }`
    const script = join(dir, 'cut.mjs')
    writeFileSync(script, program)
    const said = execFileSync('sh', ['-c', `ulimit -f 20; exec "$0" "$1"`, process.execPath, script], {
      encoding: 'utf8',
    })
    expect(said).toBe('EFBIG')
    expect(readText(path)).toBe('old')
  })

  test('a directory of ours is open to its owner alone under any umask, one of the user’s follows the umask', () => {
    const before = process.umask()
    try {
      for (const umask of [0o000, 0o022, 0o777]) {
        process.umask(umask)
        makeDirectory(join(dir, String(umask), 'a', 'b'))
        expect(statSync(join(dir, String(umask), 'a')).mode & 0o777).toBe(0o700)
        expect(statSync(join(dir, String(umask), 'a', 'b')).mode & 0o777).toBe(0o700)
      }
      process.umask(0o027)
      makeDirectory(join(dir, 'theirs'), 0o777)
      expect(statSync(join(dir, 'theirs')).mode & 0o777).toBe(0o750)
    } finally {
      process.umask(before)
    }
  })

  test('an absent file is null, and a pipe holds nobody up', () => {
    execFileSync('mkfifo', [join(dir, 'pipe')])
    expect(() => readText(join(dir, 'pipe'))).toThrow('it is a pipe, not a file')
    expect(readText(join(dir, 'none'))).toBeNull()
    writeFileSync(join(dir, 'file'), '')
    expect(readText(join(dir, 'file', 'below'))).toBeNull()
  })

  test('a directory is private only when it is ours, no link, and closed to others', () => {
    expect(ensurePrivateDirectory(join(dir, 'fresh'))).toEqual({ ok: true })
    chmodSync(join(dir, 'fresh'), 0o755)
    expect(ensurePrivateDirectory(join(dir, 'fresh'))).toMatchObject({
      ok: false,
      reason: expect.stringContaining('mode 755') as string,
    })
    symlinkSync('/tmp', join(dir, 'link'))
    expect(ensurePrivateDirectory(join(dir, 'link'))).toMatchObject({ ok: false })
    writeFileSync(join(dir, 'file'), '')
    expect(ensurePrivateDirectory(join(dir, 'file'))).toMatchObject({ ok: false })
  })
})

describe('lock', () => {
  test('one holds it, and it is free when the holder is killed', async () => {
    const path = join(dir, 'lock')
    const script = join(dir, 'holder.mjs')
    writeFileSync(
      script,
      `import { takeLock } from '${programOf(join(import.meta.dirname, '../../../src/sys/lock.ts'))}'
const isTaken = takeLock('${path}') !== null
globalThis.gc?.() // who holds a lock need not keep it in a variable
process.send?.(isTaken)
setInterval(() => {}, 1000)`,
    )
    const holder = fork(script, { execArgv: ['--expose-gc'] })
    expect(await new Promise((resolve) => holder.once('message', resolve))).toBe(true)
    expect(takeLock(path)).toBeNull()
    const gone = new Promise((resolve) => holder.once('exit', resolve))
    holder.kill('SIGKILL')
    await gone
    const lock = takeLock(path)
    expect(lock).not.toBeNull()
    lock?.close()
    takeLock(path)!.close()
  })
})

describe('log', () => {
  const read = () => readFileSync(join(dir, 'l', 'log'), 'utf8')

  test('a newline in a message cannot forge a line, and what must not be kept is taken out', () => {
    const log = createLog(join(dir, 'l', 'log'), (line) => line.replaceAll('sk-secret', '<redacted>'))
    log('info', 'said', { text: 'first\n2026-01-01 INFO approval=granted', key: 'sk-secret' })
    expect(read().split('\n')).toHaveLength(2)
    expect(read()).not.toContain('sk-secret')
    expect(statSync(join(dir, 'l', 'log')).mode & 0o777).toBe(0o600)
  })

  test('it rotates by size, keeps two files, and drops what is below its level', () => {
    const log = createLog(join(dir, 'l', 'log'), String)
    const text = 'x'.repeat(LOG_LIMIT_BYTES / 4)
    for (let line = 0; line < 20; line++) log('error', 'big', { text })
    log('debug', 'small')
    expect(readdirSync(join(dir, 'l')).toSorted()).toEqual(['log', 'log.1'])
    expect(statSync(join(dir, 'l', 'log')).size).toBeLessThan(LOG_LIMIT_BYTES * 1.5)
  })

  test('a line that a full disk has cut does not spoil the next one', () => {
    const path = join(dir, 'log')
    writeFileSync(path, '{"at":"2026-11-29T06:37:27')
    createLog(path, (line) => line)('info', 'start')
    createLog(path, (line) => line)('info', 'next')
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
    expect(lines.map((line) => (JSON.parse(line) as { event: string }).event)).toEqual(['start', 'next'])
  })

  test('a log that cannot be written loses lines, not work', () => {
    writeFileSync(join(dir, 'file'), '')
    createLog(join(dir, 'file', 'log'), String)('error', 'nowhere')
    expect(existsSync(join(dir, 'file', 'log'))).toBe(false)
  })
})

test('processes: alive, gone, in the foreground or not', () => {
  expect(isAlive(process.pid)).toBe(true)
  expect(isAlive(2 ** 22 + 1)).toBe(false)
  expect([true, false]).toContain(isForeground(process.pid))
  expect(isForeground(2 ** 22 + 1)).toBeNull()
})

test('the nearest word is offered only when it is close', () => {
  expect(nearest('sugest.offline', ['suggest.offline', 'log.level'])).toBe('suggest.offline')
  expect(nearest('banana', ['suggest.offline', 'log.level'])).toBeUndefined()
  expect(nearest('lgo', ['list', 'log'])).toBe('log')
  expect(nearest('xog', ['list', 'log'])).toBe('log')
  expect(nearest('xo', ['log'])).toBeUndefined()
})

describe.runIf(process.getuid?.() === 0)('the owner of a share directory (as root)', () => {
  const OTHER = 65534

  test('another user’s directory is refused, also through a link; an own one is not, whoever owns the home', () => {
    const share = join(dir, '.kimi')
    chownSync(dir, OTHER, OTHER)
    mkdirSync(share)
    expect(findForeignOwner(share, { SUDO_UID: String(OTHER) })).toBeNull()
    chownSync(share, OTHER, OTHER)
    symlinkSync(share, join(dir, 'link'))
    expect(findForeignOwner(share, {})).toBe(`${share} belongs to another user (uid ${OTHER})`)
    expect(findForeignOwner(join(dir, 'link'), {})).toContain('belongs to another user')
  })

  test('a directory that is still missing is not made in the home of the user who called sudo', () => {
    const share = join(dir, 'missing', '.kimi')
    chownSync(dir, OTHER, OTHER)
    expect(findForeignOwner(share, { SUDO_UID: String(OTHER) })).toBe(`${dir} belongs to another user (uid ${OTHER})`)
    expect(findForeignOwner(share, {})).toBeNull() // a container’s root in a mounted home
  })
})
