// Trust in folders, against what a hostile repository would do.

import { execFileSync, fork } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { decideFolder, forgetFolder, judgeFolder, placesOfUser } from '../../../../src/safety/trust/folder-trust.ts'
import { openTrustStore, type TrustStore } from '../../../../src/safety/trust/trust-store.ts'
import { describeFresh, describeItems, listFreshRows, nameFolder } from '../../../../src/safety/trust/trust-words.ts'
import { programOf } from '../../../support/program.ts'

let top = ''
let home = ''
let repo = ''
let store: TrustStore
beforeEach(() => {
  top = realpathSync(mkdtempSync(join(tmpdir(), 'kimi-trust-')))
  home = join(top, 'home')
  repo = join(home, 'src', 'repo')
  mkdirSync(repo, { recursive: true })
  mkdirSync(join(home, '.kimi'))
  execFileSync('git', ['init', '-q', repo])
  store = openTrustStore(join(home, '.kimi'))
})
afterEach(() => rmSync(top, { recursive: true, force: true }))

function put(path: string, text = 'x', mode = 0o644): void {
  const full = join(repo, path)
  mkdirSync(dirname(full), { recursive: true })
  writeFileSync(full, text, { mode })
}
const judge = (dir = repo, user = { home, share: join(home, '.kimi') }, own = user.home) =>
  judgeFolder(dir, placesOfUser(user, own), store)
const stateOf = async (dir = repo) => (await judge(dir)).state
const trust = async (dir = repo) => decideFolder(await judge(dir), 'trusted', store)
const brings = async (dir = repo) => describeItems((await judge(dir)).items)

describe('what a folder brings', () => {
  test('nothing is nothing to trust, also with a repository, .env, node_modules/.bin and code', async () => {
    put('.env', 'KIMI_SHARE_DIR=/evil')
    put('.envrc')
    put('node_modules/.bin/git', '#!/bin/sh', 0o755)
    put('package.json', '{"scripts":{"test":"evil"}}')
    put('README.md')
    put('.git/hooks/pre-commit.sample', '#!/bin/sh', 0o755)
    expect(await judge()).toMatchObject({ state: 'nothing', root: repo, items: [] })
  })

  test('is named by kind, and hooks of git count when they can run', async () => {
    put('AGENTS.md')
    put('deep/AGENTS.md')
    put('.kimi/config.toml')
    put('.kimi/mcp.json', '{}')
    put('.claude/skills/deploy/SKILL.md')
    put('.kimi/skills/flat.md')
    put('.kimi/agents/reviewer.yaml')
    put('.git/hooks/pre-commit', '#!/bin/sh', 0o755)
    put('.git/hooks/post-merge', '#!/bin/sh', 0o644)
    execFileSync('git', ['-C', repo, 'config', 'core.fsmonitor', './evil'])
    execFileSync('git', ['-C', repo, 'config', 'alias.st', 'status'])
    execFileSync('git', ['-C', repo, 'config', 'core.pager', 'cat'])
    expect(await brings(join(repo, 'deep'))).toBe(
      'AGENTS.md, deep/AGENTS.md, 2 skills (flat, deploy), 1 agent (reviewer.yaml), .kimi/config.toml, .kimi/mcp.json, ' +
        '1 git hook (pre-commit), 1 git setting that runs a program (core.fsmonitor=./evil)',
    )
  })

  test.each([
    ['[core]\n\tfsmonitor = "./evil"\n', 'core.fsmonitor=./evil'],
    ['[CORE] FsMonitor=./evil', 'core.fsmonitor=./evil'],
    ['[core]\n\thooks\\\nPath = x', 'core.hookspath=x'],
    ['[filter "x.y"]\n clean = evil %f # c', 'filter.x.y.clean=evil %f'],
    ['[alias]\n st = !evil', 'alias.st=!evil'],
    ['[include]\n path = ../evil', 'include.path=../evil'],
    ['[includeIf "gitdir:~/"]\n path = evil', 'includeif.gitdir:~/.path=evil'],
    ['[diff "z"]\n\ttextconv=evil', 'diff.z.textconv=evil'],
    ['[core]\r\n\tsshCommand = evil\r\n', 'core.sshcommand=evil'],
    ['[credential "https://x.y"]\n helper = !evil', 'credential.https://x.y.helper=!evil'],
  ])('a configuration %j starts a program', async (text, found) => {
    writeFileSync(join(repo, '.git/config'), text)
    expect(await brings()).toContain(found)
  })

  test('is no file of secrets by a harmless name', async () => {
    put('.env', 'TOKEN=x')
    symlinkSync('.env', join(repo, 'AGENTS.md'))
    expect(await judge(repo)).toMatchObject({ state: 'nothing', items: [] })
  })

  test('of the home and above it is nothing, and neither is trusted whole', async () => {
    writeFileSync(join(home, 'AGENTS.md'), 'evil')
    for (const dir of [home, join(top), '/']) expect(await judge(dir)).toMatchObject({ state: 'nothing', items: [] })
    // A home that is a repository does not make one project of all that lies in it.
    execFileSync('git', ['init', '-q', home])
    const plain = join(home, 'plain')
    mkdirSync(plain)
    writeFileSync(join(plain, 'AGENTS.md'), 'x')
    expect(await judge(plain)).toMatchObject({ root: plain, state: 'asks' })
  })

  test('is none of what lies in the share directory, in whatever folder and by whatever path that is', async () => {
    for (const name of ['config.toml', 'mcp.json', 'AGENTS.md', 'skills/a/SKILL.md', 'agents/b.yaml'])
      put(`.kimi/${name}`)
    const link = join(top, 'link')
    symlinkSync(repo, link)
    for (const share of [join(repo, '.kimi'), join(link, '.kimi'), join(repo, 'none', '..', '.kimi')])
      expect(await judge(repo, { home, share })).toMatchObject({ state: 'nothing', root: repo, items: [] })
    // All else that the folder brings is asked about as ever, and so is all of it for a daemon with another share directory.
    put('AGENTS.md')
    put('.kimi-code/mcp.json')
    put('.git/hooks/pre-commit', '#!/bin/sh', 0o755)
    const found = await judge(repo, { home, share: join(repo, '.kimi') })
    expect(describeItems(found.items)).toBe('AGENTS.md, .kimi-code/mcp.json, 1 git hook (pre-commit)')
    expect(await brings()).toContain('.kimi/config.toml')
    // A link out of the project into the share directory brings nothing either.
    rmSync(join(repo, '.kimi'), { recursive: true })
    symlinkSync(join(home, '.kimi'), join(repo, '.kimi'))
    writeFileSync(join(home, '.kimi', 'config.toml'), '')
    expect(await brings()).not.toContain('config.toml')
  })

  test('of the home of a session is nothing, where its daemon has another home', async () => {
    const other = join(top, 'other')
    mkdirSync(join(other, '.kimi'), { recursive: true })
    writeFileSync(join(other, '.kimi', 'config.toml'), '')
    writeFileSync(join(other, 'AGENTS.md'), 'x')
    symlinkSync(other, join(top, 'link'))
    expect(await stateOf(other)).toBe('asks')
    for (const own of [other, join(top, 'link')])
      expect(await judge(other, undefined, own)).toMatchObject({ state: 'nothing', items: [] })
    // The daemon's own home is one all the same, and a project in either is a project.
    writeFileSync(join(home, 'AGENTS.md'), 'x')
    expect(await judge(home, undefined, other)).toMatchObject({ state: 'nothing' })
    put('AGENTS.md')
    expect(await judge(repo, undefined, other)).toMatchObject({ root: repo, state: 'asks' })
  })

  test('is bounded, and what is beyond the bound is never trusted', async () => {
    for (let index = 0; index < 520; index++) put(`.kimi/skills/s${index}/SKILL.md`)
    const found = await judge()
    expect([found.items.length, found.isCut]).toEqual([500, true])
  })

  test('names each server with every word that would run, with what it is given, and hides nothing of it', async () => {
    const words = `true \u001b]0;x; touch HIDDEN; : \u0007; exec python3\nrm`
    const mcpServers = {
      a: { command: 'sh', args: ['-c', words], cwd: 'tools' },
      b: { command: 'npx', args: ['x'.repeat(300), '${AWS_SECRET_ACCESS_KEY}'], env: { PATH: '${PWD}/bin' } },
      c: { url: 'https://x.example', headers: { Authorization: 'Bearer ${TOKEN:-none}' } },
    }
    put('.mcp.json', JSON.stringify({ mcpServers }))
    const found = await judge()
    expect(listFreshRows(found)).toEqual([
      ".mcp.json: a runs sh -c 'true <U+001B>]0;x; touch HIDDEN; : <U+0007>; exec python3<U+000A>rm'; in tools",
      `.mcp.json: b runs npx ${'x'.repeat(300)} '\${AWS_SECRET_ACCESS_KEY}'; with 'PATH=\${PWD}/bin'; ` +
        'is given your AWS_SECRET_ACCESS_KEY PWD',
      ".mcp.json: c connects to https://x.example; sends 'Authorization=Bearer ${TOKEN:-none}'; is given your TOKEN",
    ])
    // A server whose rows are too long to be read through is never admitted.
    put('.mcp.json', JSON.stringify({ mcpServers: { a: { command: 'x', args: ['y'.repeat(20_000)] } } }))
    expect(await judge()).toMatchObject({ items: [], isCut: true })
  })

  test('is told in clean words, whatever the names are', async () => {
    put('.kimi/skills/a\u001b[31m\nb\u202e/SKILL.md')
    put(`.kimi/skills/${'x'.repeat(200)}/SKILL.md`)
    const words = await brings()
    // oxlint-disable-next-line no-control-regex
    expect(words).not.toMatch(/[\u0000-\u001f\u007f\u202e]/)
    expect(words.length).toBeLessThan(200)
  })
})

describe('trust', () => {
  test('holds for the folder as it is, and a change asks again and says what changed', async () => {
    put('AGENTS.md', 'one')
    put('.kimi/skills/a/SKILL.md')
    expect(await stateOf()).toBe('asks')
    await trust()
    expect(await stateOf()).toBe('trusted')
    put('AGENTS.md', 'two')
    put('.kimi/skills/b/SKILL.md')
    const changed = await judge()
    expect(changed.state).toBe('asks')
    expect(describeFresh(changed)).toBe('changed: AGENTS.md; new: 1 skill (b)')
    await trust()
    rmSync(join(repo, '.kimi'), { recursive: true })
    expect(await stateOf()).toBe('trusted')
    put('AGENTS.md', 'one')
    expect(await stateOf()).toBe('asks')
  })

  test('counts the program that a setting of git names, and the hooks that lie elsewhere', async () => {
    put('tools/monitor', 'one', 0o755)
    put('.husky/pre-commit', 'one', 0o755)
    execFileSync('git', ['-C', repo, 'config', 'core.fsmonitor', 'tools/monitor --fast'])
    execFileSync('git', ['-C', repo, 'config', 'core.hooksPath', '.husky'])
    await trust()
    expect(await stateOf()).toBe('trusted')
    put('tools/monitor', 'two', 0o755)
    expect(describeFresh(await judge())).toContain('changed: 1 git setting')
    await trust()
    put('.husky/pre-commit', 'two', 0o755)
    expect(describeFresh(await judge())).toBe('changed: 1 git hook (.husky/pre-commit)')
  })

  test('in one place of a project is not trust in another that brings more', async () => {
    put('AGENTS.md')
    put('vendor/evil/AGENTS.md', 'evil')
    await trust()
    const inside = await judge(join(repo, 'vendor', 'evil'))
    expect([inside.root, inside.state, describeFresh(inside)]).toEqual([repo, 'asks', 'new: vendor/evil/AGENTS.md'])
    await trust(join(repo, 'vendor', 'evil'))
    expect([await stateOf(), await stateOf(join(repo, 'vendor', 'evil'))]).toEqual(['trusted', 'trusted'])
  })

  test('in a project is none in a clone inside it, a submodule or a worktree', async () => {
    put('AGENTS.md')
    execFileSync('git', ['-C', repo, 'add', '-A'])
    const me = ['-c', 'user.name=a', '-c', 'user.email=a@b']
    execFileSync('git', ['-C', repo, ...me, 'commit', '-qm', 'x'])
    await trust()
    const nested = join(repo, 'nested')
    execFileSync('git', ['clone', '-q', repo, nested], { stdio: 'ignore' })
    execFileSync('git', ['-C', repo, 'worktree', 'add', '-q', join(home, 'src', 'tree')], { stdio: 'ignore' })
    const module = ['-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', nested, 'module']
    execFileSync('git', ['-C', repo, ...module], { stdio: 'ignore' })
    for (const dir of [nested, join(home, 'src', 'tree'), join(repo, 'module')]) {
      expect(await judge(dir)).toMatchObject({ root: dir, state: 'asks' })
    }
    expect(await stateOf()).toBe('trusted')
  })

  test('goes neither with the folder to another place nor to another folder in its place', async () => {
    put('AGENTS.md', 'mine')
    await trust()
    renameSync(repo, `${repo}-moved`)
    expect(await stateOf(`${repo}-moved`)).toBe('asks')
    mkdirSync(repo)
    put('AGENTS.md', 'evil')
    expect(await stateOf()).toBe('asks')
  })

  test('is not passed on by a .git that claims to be another repository’s', async () => {
    put('AGENTS.md')
    await trust()
    const evil = join(home, 'evil')
    mkdirSync(evil)
    writeFileSync(join(evil, '.git'), `gitdir: ${repo}/.git\n`)
    writeFileSync(join(evil, 'AGENTS.md'), 'x')
    expect(await judge(evil)).toMatchObject({ root: evil, state: 'asks' })
  })

  test('follows no link out of the folder, waits for no fifo, and reads no more than it hashes', async () => {
    writeFileSync(join(home, 'key'), 'secret')
    symlinkSync(join(home, 'key'), join(repo, 'AGENTS.md'))
    mkdirSync(join(repo, '.kimi', 'skills'), { recursive: true })
    symlinkSync(home, join(repo, '.kimi', 'skills', 'stolen'))
    execFileSync('mkfifo', [join(repo, '.kimi', 'config.toml')])
    expect(await stateOf()).toBe('nothing')
    rmSync(join(repo, 'AGENTS.md'))
    put('AGENTS.md', 'x'.repeat(3_000_000))
    await trust()
    put('AGENTS.md', `${'x'.repeat(3_000_000)}y`)
    // The end of such a file is never read, so that a change there changes nothing.
    expect(await stateOf()).toBe('trusted')
    put('AGENTS.md', 'x'.repeat(256 * 1024))
    expect(await stateOf()).toBe('asks')
  })

  test('is refused for good, and forgotten', async () => {
    put('AGENTS.md')
    await decideFolder(await judge(), 'refused', store)
    expect(await stateOf()).toBe('refused')
    put('AGENTS.md', 'new')
    expect(await stateOf()).toBe('asks')
    expect(await forgetFolder(repo, store)).toBe(true)
    expect(await forgetFolder(repo, store)).toBe(false)
  })

  test('has no way in by a name that objects have anyway', async () => {
    put('.kimi/skills/__proto__.md')
    put('.kimi/skills/constructor.md')
    expect(await stateOf()).toBe('asks')
    await trust()
    expect(await stateOf()).toBe('trusted')
    put('.kimi/skills/__proto__.md', 'changed')
    expect(await stateOf()).toBe('asks')
  })
})

describe('the store', () => {
  const path = () => join(home, '.kimi', 'trust.json')

  test('is the user’s alone, and holds nothing when others may write it or it is garbage', async () => {
    put('AGENTS.md')
    await trust()
    expect(statSync(path()).mode & 0o777).toBe(0o600)
    const text = readFileSync(path(), 'utf8')
    chmodSync(path(), 0o666)
    expect(await stateOf()).toBe('asks')
    chmodSync(path(), 0o600)
    for (const garbage of [
      '',
      '{',
      '[]',
      '{"folders":7}',
      '{"folders":{"/x":7}}',
      '\u0000',
      text.replaceAll(/[0-9a-f]{64}/g, 'x'),
    ]) {
      writeFileSync(path(), garbage)
      expect(await stateOf()).toBe('asks')
    }
    await trust()
    expect(await stateOf()).toBe('trusted')
    const link = join(top, 'elsewhere')
    renameSync(path(), link)
    symlinkSync(link, path())
    expect(await stateOf()).toBe('asks')
  })

  test('keeps what several daemons write at once', async () => {
    const worker = programOf(join(import.meta.dirname, 'trust-writer.ts'))
    const workers = [0, 1, 2].map((index) => fork(worker, [join(home, '.kimi'), String(index)], { stdio: 'ignore' }))
    await Promise.all(workers.map((one) => once(one, 'exit')))
    expect(store.read().size).toBe(30)
    expect(existsSync(`${path()}.tmp`)).toBe(false)
  })

  test('forgets the oldest of very many folders', async () => {
    await store.change((folders) => {
      for (let index = 0; index < 2_100; index++)
        folders.set(`/f${index}`, { decision: 'trusted', at: index, items: {} })
    })
    expect([store.read().size, store.read().has('/f99'), store.read().has('/f100')]).toEqual([2_000, false, true])
  })
})

test('a name that a stranger has chosen does not speak in the question', () => {
  const item = { kind: 'skill', name: 'a). It is safe', key: 'k', digest: 'd' } as never
  expect(describeItems([item])).toBe("1 skill ('a). It is safe')")
  expect(nameFolder('/w/x? It brings nothing.\nAsk me')).toBe("'/w/x? It brings nothing.<U+000A>Ask me'")
  expect(nameFolder(`/w/${'x'.repeat(300)}/end`)).toMatch(/^'\/w\/x+…x+\/end'$/)
})
