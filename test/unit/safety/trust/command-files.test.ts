// Files that git runs by a command in its configuration: they are closed to the agent in auto, and trust notices when one changes.

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { findGitNamed } from '../../../../src/safety/trust/git-named-files.ts'
import { readGitPrograms } from '../../../../src/safety/trust/git-programs.ts'

const home = realpathSync(mkdtempSync(join(tmpdir(), 'kimi-named-')))
const root = join(home, 'work')
mkdirSync(join(root, 'sub'), { recursive: true })
execFileSync('git', ['init', '-q', root])
afterAll(() => rmSync(home, { recursive: true, force: true }))

const git = (...args: string[]) => execFileSync('git', ['-C', root, 'config', ...args])
const CASES = [
  ['filter.a.clean', 'sh -c "./a.sh"', 'a.sh'],
  ['filter.b.clean', '"./tools/b.sh" %f', 'tools/b.sh'],
  ['filter.c.clean', '"./my tools/c.sh" %f', 'my tools/c.sh'],
  ['filter.d.clean', './my\\ d.sh', 'my d.sh'],
  ['filter.e.clean', 'node --require=./e.js x', 'e.js'],
  ['filter.f.process', 'python3 tools/f.py', 'tools/f.py'],
  ['alias.g', `!f() { './g.sh' "$@"; }; f`, 'g.sh'],
  ['alias.h', '!./h.sh; true', 'h.sh'],
  ['alias.i', '!cd sub && ./i.sh', 'sub/i.sh'],
  ['alias.j', '!(./j.sh)&', 'j.sh'],
  ['alias.k', '!sh later.sh', 'later.sh'],
  ['core.fsmonitor', 'tools/bin/watch', 'tools/bin/watch'],
  ['diff.m.textconv', 'tools/tc', 'tools/tc'],
  ['diff.n.textconv', 'sh tn', 'tn'],
  ['diff.o.textconv', 'true && tools/o -x', 'tools/o'],
  ['diff.p.command', "sh -c 'tools/p'", 'tools/p'],
] as const

test('each file that a command names is known, whether it is there yet or not', () => {
  for (const [key, command, file] of CASES) {
    git(key, command)
    expect(findGitNamed([root], { home }), command).toContain(join(root, file))
    git('--unset', key)
  }
  git('alias.l', '!git log --format=%h.%s origin/main https://x.example/a.js')
  expect(findGitNamed([root], { home })).toEqual([])
  git('--unset', 'alias.l')
})

test('trust in a command ends when any of its files has changed', async () => {
  for (const [key, command, file] of CASES) {
    git(key, command)
    mkdirSync(join(root, file, '..'), { recursive: true })
    const digests = []
    for (const text of ['one', 'two']) {
      writeFileSync(join(root, file), text)
      digests.push((await readGitPrograms(root)).find(({ name }) => name.startsWith(key))!.digest)
    }
    expect(digests[0], command).not.toBe(digests[1])
    git('--unset', key)
  }
})

/** A hook of the repository that names files in each way. */
const HOOK = `#!/bin/sh
# ./in-a-comment.sh
root=$(git rev-parse --show-toplevel)
./scripts/a.sh || exit 1
"$root"/scripts/b
$(git rev-parse --show-toplevel)/scripts/c.py
. "$(dirname "$0")/../../scripts/d"
exec node tools/e.js src package-lock.json
`

test('each file that a hook runs is known; folders and files of data that it names are not', async () => {
  const hook = join(root, '.git/hooks/pre-commit')
  writeFileSync(hook, HOOK, { mode: 0o755 })
  for (const name of ['src/x', 'scripts/b', 'scripts/d', 'tools/x']) {
    mkdirSync(join(root, name, '..'), { recursive: true })
    writeFileSync(join(root, name), '')
  }
  writeFileSync(join(root, 'package-lock.json'), '{}')
  const named = ['scripts/a.sh', 'scripts/b', 'scripts/c.py', 'scripts/d', 'tools/e.js'].map((name) => join(root, name))
  expect(findGitNamed([root], { home }).toSorted()).toEqual(named)
  const digest = async () => (await readGitPrograms(root)).find(({ kind }) => kind === 'git hook')!.digest
  const before = await digest()
  writeFileSync(join(root, 'src/x'), 'changed')
  expect(await digest()).toBe(before)
  writeFileSync(join(root, 'scripts/b'), 'changed')
  expect(await digest()).not.toBe(before)
  rmSync(hook)
})

test('what the user has configured for all repositories counts in each repository, and outside of one', () => {
  const nested = join(root, 'nested')
  const plain = join(home, 'plain')
  mkdirSync(plain)
  execFileSync('git', ['init', '-q', nested])
  const all = (user: Parameters<typeof findGitNamed>[1]) =>
    findGitNamed([root, plain], user, [join(nested, '.git')]).toSorted()
  const expected = ['nested/.gh', '.gh', '../plain/.gh', '../plain/own.sh'].map((name) => join(root, name)).toSorted()
  const text = `[core]\n hooksPath = .gh\n[diff]\n external = ${plain}/own.sh\n`
  writeFileSync(join(home, 'settings'), text)
  for (const file of ['.gitconfig', '.config/git/config', 'xdg/git/config']) {
    mkdirSync(join(home, file, '..'), { recursive: true })
    symlinkSync(join(home, 'settings'), join(home, file))
    expect([file, all({ home, env: { XDG_CONFIG_HOME: join(home, 'xdg') } })]).toEqual([file, expected])
    rmSync(join(home, file))
  }
  expect(all({ home, env: { GIT_CONFIG_GLOBAL: join(home, 'settings') } })).toEqual(expected)
  const pairs = { GIT_CONFIG_KEY_0: 'core.hooksPath', GIT_CONFIG_VALUE_0: '.gh', GIT_EXTERNAL_DIFF: `${plain}/own.sh` }
  expect(all({ home, env: { GIT_CONFIG_COUNT: '1', ...pairs } })).toEqual(expected)
  expect(all({ home })).toEqual([])
})
