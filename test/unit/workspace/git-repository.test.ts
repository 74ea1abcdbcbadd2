import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readGitRefs } from '../../../src/workspace/git-refs.ts'
import { findRepository } from '../../../src/workspace/git-repository.ts'

let dir: string
beforeEach(() => (dir = realpathSync(mkdtempSync(join(tmpdir(), 'repository-')))))
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const git = (cwd: string, ...args: string[]) => {
  const set = ['user.name=t', 'user.email=t@example.org', 'init.defaultBranch=main', 'protocol.file.allow=always']
  return execFileSync('git', [...set.flatMap((one) => ['-c', one]), ...args], { cwd, stdio: 'pipe', encoding: 'utf8' })
}

/** git's own answer to the same question. */
const askGit = (cwd: string) => {
  const [root, gitDirectory, commonDirectory] = git(
    cwd,
    'rev-parse',
    '--path-format=absolute',
    '--show-toplevel',
    '--git-dir',
    '--git-common-dir',
  ).split('\n')
  return { root, gitDirectory, commonDirectory }
}

test('a repository, a worktree and a submodule lie where git says', () => {
  const main = join(dir, 'main')
  mkdirSync(join(main, 'deep', 'er'), { recursive: true })
  expect(findRepository(main)).toBeNull()
  git(main, 'init', '-q')
  git(main, 'commit', '-qm', 'one', '--allow-empty')
  git(main, 'worktree', 'add', '-q', '../tree', '-b', 'other')
  git(dir, 'init', '-q', 'library')
  git(join(dir, 'library'), 'commit', '-qm', 'one', '--allow-empty')
  git(main, 'submodule', '--quiet', 'add', '../library', 'library')
  for (const place of [main, join(main, 'deep', 'er'), join(dir, 'tree'), join(main, 'library')])
    expect(findRepository(place), place).toEqual(askGit(place))
})

test('a linked .git counts; one that is neither a repository nor names one does not', () => {
  git(dir, 'init', '-q')
  renameSync(join(dir, '.git'), join(dir, 'moved'))
  symlinkSync('moved', join(dir, '.git'))
  mkdirSync(join(dir, 'a', 'b'), { recursive: true })
  writeFileSync(join(dir, 'a', '.git'), 'no pointer\n')
  expect(findRepository(join(dir, 'a', 'b'))?.root).toBe(dir)
})

test('a worktree has the branches of its repository', () => {
  git(dir, 'init', '-q')
  git(dir, 'commit', '-qm', 'one', '--allow-empty')
  git(dir, 'tag', 'v1')
  git(dir, 'remote', 'add', 'origin', 'https://example.org/x')
  git(dir, 'branch', 'feature/x')
  git(dir, 'worktree', 'add', '-q', 'tree', '-b', 'other')
  git(dir, 'config', 'branch.main.remote', 'origin')
  git(dir, 'config', 'branch.main.merge', 'refs/heads/main')
  git(dir, 'config', 'branch.other.description', 'not merged')
  const branches = ['feature/x', 'main', 'other']
  const found = { branches, remotes: ['origin'], remoteBranches: [], tags: ['v1'], tracking: ['main'] }
  expect(readGitRefs(dir)).toEqual({ branch: 'main', ...found })
  git(dir, 'pack-refs', '--all')
  expect(readGitRefs(join(dir, 'tree'))).toEqual({ branch: 'other', ...found })
  expect(readGitRefs('/nonexistent/place')).toBeNull()
})
