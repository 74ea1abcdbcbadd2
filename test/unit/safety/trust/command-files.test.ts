// Files that git runs by a command in its configuration: they are closed to the agent in auto, and trust notices when one changes.

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
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
] as const

test('each file that a command names is known, whether it is there yet or not', () => {
  for (const [key, command, file] of CASES) {
    git(key, command)
    expect(findGitNamed([root], home), command).toContain(join(root, file))
    git('--unset', key)
  }
  git('alias.l', '!git log --format=%h.%s origin/main https://x.example/a.js')
  expect(findGitNamed([root], home)).toEqual([])
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
