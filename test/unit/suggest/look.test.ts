import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { planLook, RESULT_BYTES } from '../../../src/suggest/look.ts'

let home: string
let cwd: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'look-'))
  cwd = join(home, 'project')
  mkdirSync(cwd)
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const place = (change = {}) => ({ cwd, home, share: join(home, '.kimi'), path: process.env['PATH']!, ...change })
const look = (what: string, arg: unknown, change = {}, signal = new AbortController().signal) =>
  planLook({ what, arg }, place(change)).find(signal, RESULT_BYTES)
const write = (path: string, text: string | Buffer) => writeFileSync(join(cwd, path), text)
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { cwd, stdio: 'pipe' })
/** A program that leaves a mark when it is run. */
const plant = (folder: string, name: string) => {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, name), `#!/bin/sh\ntouch '${home}/PWNED'\necho planted\n`)
  chmodSync(join(folder, name), 0o755)
}
const isPwned = () => existsSync(join(home, 'PWNED'))

describe('at files', () => {
  test('a directory, a file and a search are seen, below the directory and the home', async () => {
    mkdirSync(join(cwd, 'src'))
    write('package.json', '{"scripts":{"dev":"vite"}}')
    write('src/server.ts', 'const a = 1\nlisten(PORT)\n')
    expect(await look('list', '.')).toBe('package.json\nsrc/')
    expect(await look('read', 'package.json')).toContain('vite')
    expect(await look('grep', 'port')).toBe('src/server.ts:2: listen(PORT)')
    expect(await look('list', '~')).toBe('project/')
    expect(await look('grep', 'nowhere')).toBe('(nothing)')
  })

  test('no secret, no state of ours, nothing outside, nothing through a link', async () => {
    mkdirSync(join(home, '.kimi'))
    mkdirSync(join(home, '.ssh'))
    writeFileSync(join(home, '.kimi', 'config.toml'), 'hunter2')
    writeFileSync(join(home, '.ssh', 'id_ed25519'), 'hunter2')
    writeFileSync(join(home, '.zsh_history'), 'hunter2')
    write('.env', 'hunter2')
    symlinkSync('/etc/passwd', join(cwd, 'way-out'))
    symlinkSync(join(home, '.ssh', 'id_ed25519'), join(cwd, 'notes.txt'))
    for (const arg of ['.env', '~/.kimi/config.toml', '~/.zsh_history', 'notes.txt', '../.ssh/id_ed25519'])
      expect([arg, await look('read', arg)]).toEqual([arg, 'not possible: it may hold secrets'])
    for (const arg of ['/etc/passwd', 'way-out', '../../..', '/'])
      expect([arg, await look('read', arg)]).toEqual([arg, 'not possible: outside of the directory'])
    expect(await look('grep', 'hunter2')).toBe('(nothing)')
    expect(await look('grep', 'hunter2', { cwd: home })).toBe('(nothing)')
  })

  test('keys in a harmless file are taken out, hidden characters are named, and 4 KB are enough', async () => {
    write('notes', 'token = ghp_abcdefghijklmnopqrstuvwxyz0123456789 \u202e\u001b[31mred')
    expect(await look('read', 'notes')).toBe('token = <redacted> <U+202E>red')
    write('long', '漢'.repeat(5_000))
    const long = await look('read', 'long')
    expect(Buffer.byteLength(long)).toBeLessThanOrEqual(RESULT_BYTES)
    expect(long).toMatch(/^漢+\n\[\.\.\.truncated\]$/)
  })

  test('a pipe, a device and a binary file are no text, and hold nobody up', async () => {
    execFileSync('mkfifo', [join(cwd, 'pipe')])
    write('binary', Buffer.from([1, 0, 2]))
    expect(await look('read', 'pipe')).toBe('not possible: not a text file')
    expect(await look('read', 'binary')).toBe('not possible: not a text file')
    expect(await look('read', '/dev/zero', { cwd: '/' })).toMatch(/^not possible/)
    expect(await look('read', '/proc/self/environ', { cwd: '/' })).toMatch(/^not possible/)
    expect(await look('grep', 'x')).toBe('(nothing)')
  })

  test('a folder that may not be read spoils no search', async () => {
    mkdirSync(join(cwd, 'closed'))
    write('open', 'needle')
    chmodSync(join(cwd, 'closed'), 0)
    expect(await look('grep', 'needle')).toBe('open:1: needle')
    chmodSync(join(cwd, 'closed'), 0o700)
  })
})

describe('at git', () => {
  test('named queries only', async () => {
    git('init', '-qb', 'main')
    git('commit', '-qm', 'one', '--allow-empty')
    git('branch', 'feature/login')
    git('tag', 'v1')
    git('remote', 'add', 'origin', 'https://me:hunter2@example.org/x.git')
    write('new', 'x')
    expect(await look('git', 'merged')).toContain('feature/login')
    expect(await look('git', 'branches')).toMatch(/^\*main/m)
    expect(await look('git', 'log')).toContain('one')
    expect(await look('git', 'tags')).toContain('v1')
    expect(await look('git', 'remotes')).toContain('https://me:<redacted>@example.org')
    expect(await look('git', 'status')).toBe('## main\n?? new\n')
    for (const arg of ['status; id', '--version', 'push', 'constructor', '-c alias.x=!id x'])
      expect(await look('git', arg)).toMatch(/^not possible: git answers/)
  })

  test('nothing that a repository configures is run: monitor, hooks, pager, filters, signatures, transports', async () => {
    plant(cwd, 'evil')
    git('init', '-qb', 'main')
    write('.gitattributes', '* filter=x\n')
    write('file', 'one')
    git('add', '.')
    git('commit', '-qm', 'one')
    mkdirSync(join(cwd, '.git', 'hooks'), { recursive: true })
    for (const hook of ['post-index-change', 'reference-transaction', 'fsmonitor-watchman'])
      plant(join(cwd, '.git', 'hooks'), hook)
    const evil = join(cwd, 'evil')
    for (const [key, value] of [
      ['core.fsmonitor', evil],
      ['core.pager', evil],
      ['pager.log', evil],
      ['diff.external', evil],
      ['filter.x.clean', evil],
      ['filter.x.process', evil],
      ['filter.x.required', 'true'],
      ['log.showSignature', 'true'],
      ['gpg.program', evil],
      ['alias.status', `!${evil}`],
      ['core.sshCommand', evil],
      ['core.alternateRefsCommand', evil],
    ])
      git('config', key!, value!)
    write('file', 'two') // as long as before: only its content tells
    utimesSync(join(cwd, 'file'), 1, 1)
    for (const query of ['branches', 'merged', 'log', 'status', 'remotes', 'tags', 'stash']) await look('git', query)
    expect(await look('git', 'status')).toContain('## main')
    expect(isPwned()).toBe(false)
    // The trap is real: an unguarded question falls into it.
    expect(() => git('status')).toThrow()
    expect(isPwned()).toBe(true)
    rmSync(join(home, 'PWNED'))
    git('config', 'filter.a=b.clean', evil)
    expect(await look('git', 'status')).toMatch(/^not possible: .*filters/)
    expect(isPwned()).toBe(false)
  })

  test('a clone with missing objects fetches none', async () => {
    plant(cwd, 'evil')
    git('init', '-qb', 'main')
    write('.git/HEAD', 'ref: refs/heads/main\n')
    mkdirSync(join(cwd, '.git', 'refs', 'heads'), { recursive: true })
    write('.git/refs/heads/main', `${'1'.repeat(40)}\n`)
    for (const [key, value] of [
      ['extensions.partialClone', 'origin'],
      ['core.repositoryFormatVersion', '1'],
      ['remote.origin.url', `ext::${join(cwd, 'evil')}`],
      ['remote.origin.promisor', 'true'],
      ['protocol.ext.allow', 'always'],
    ])
      git('config', key!, value!)
    for (const query of ['branches', 'merged', 'log', 'status', 'stash']) await look('git', query)
    expect(isPwned()).toBe(false)
    expect(() => git('log')).toThrow()
    expect(isPwned()).toBe(true)
  })

  test('programs that the workspace brings along are not run, whatever PATH says', async () => {
    git('init', '-qb', 'main')
    for (const name of ['git', 'man', 'rg', 'nroff', 'cat']) {
      plant(cwd, name)
      plant(join(cwd, 'node_modules', '.bin'), name)
    }
    mkdirSync(join(cwd, 'deep'))
    for (const where of [cwd, join(cwd, 'deep')]) {
      const path = `.::${cwd}:${join(cwd, 'node_modules', '.bin')}:${process.env['PATH']}`
      expect(await look('git', 'branches', { cwd: where, path })).not.toContain('planted')
      expect(await look('help', 'ls', { cwd: where, path })).not.toContain('planted')
      expect(await look('help', 'rg', { cwd: where, path })).not.toContain('planted')
    }
    mkdirSync(join(home, 'empty'))
    expect(await look('git', 'branches', { path: join(home, 'empty') })).toBe('not possible: git is not installed')
    // Where no folder is left the system's are used.
    expect(await look('git', 'branches', { path: '.:' })).not.toMatch(/planted|not possible/)
    expect(isPwned()).toBe(false)
  })
})

describe('at a manual', () => {
  test('of an installed program, or only at what it says of a word', async () => {
    expect(await look('help', 'tar')).toMatch(/tar/i)
    const some = await look('help', 'tar --exclude')
    expect(some).toContain('--exclude')
    expect(Buffer.byteLength(some)).toBeLessThanOrEqual(RESULT_BYTES)
  })

  test('only programs of the system whose --help is known to do nothing are asked for it', async () => {
    const own = join(home, 'bin')
    for (const name of ['deploy', 'rg', 'kubectl']) plant(own, name)
    for (const name of ['deploy', 'rg', 'kubectl', 'nothing-of-this-name'])
      expect(await look('help', name, { path: own })).toMatch(/^not possible/)
    for (const arg of ['--html=x ls', '../x', '/bin/ls', 'a;b', ''])
      expect(await look('help', arg)).toMatch(/^not possible/)
    expect(isPwned()).toBe(false)
  })
})

test('what is no request is answered, and a look that is too late finds nothing', async () => {
  for (const args of [null, 'x', {}, { what: 'rm', arg: '.' }, { what: 'list', arg: 1 }])
    expect(await planLook(args, place()).find(new AbortController().signal, 100)).toMatch(/^not possible/)
  expect(await look('list', '.', {}, AbortSignal.abort())).toBe('not possible: the time for looks is over')
})
