import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { spareGit } from '../../../../src/knowledge/words/sense/spared-git.ts'

const dir = mkdtempSync('/tmp/kimi-spared-')
afterAll(() => rmSync(dir, { recursive: true, force: true }))

/** A repository with a branch whose file is called `foo.log`, a word that also stands in git's own files, and empty folders. */
function makeRepository(name: string): string {
  const root = join(dir, name)
  mkdirSync(root)
  const git = (...words: string[]) => execFileSync('git', ['-C', root, ...words], { stdio: 'pipe' })
  git('init', '-q', '-b', 'foo.log')
  for (const file of ['a.txt', 'b.log']) writeFileSync(join(root, file), 'foo\n')
  git('add', '.')
  git('-c', 'user.name=foo', '-c', 'user.email=foo@localhost', 'commit', '-qm', 'foo')
  writeFileSync(join(root, 'two words.txt'), 'foo\n') // not added yet
  return root
}

/** Every file of git's with its content. */
function readGit(root: string): Record<string, string> {
  const names = readdirSync(join(root, '.git'), { recursive: true, withFileTypes: true })
  return Object.fromEntries(
    names.map((entry) => {
      const path = join(entry.parentPath, entry.name)
      return [path, entry.isFile() ? readFileSync(path, 'latin1') : 'folder']
    }),
  )
}

test.each([
  "grep -rl foo . | xargs sed -i 's/foo/bar/g'",
  "find . -type f -exec sed -i 's/foo/bar/g' {} +",
  'find . -type f -name "*.log" -delete',
  'find . -name "*.log" -delete',
  'find . -type d -empty -delete',
  'find . -type f -empty -delete',
  'find . -maxdepth 1 -mindepth 1 ! -name a.txt -exec mv -t /tmp {} +',
  'find . -mindepth 1 -maxdepth 1 -type d ! -name kept -exec rm -rf {} +',
  'find . -type d -name heads -prune -exec rm -rf {} +',
  'find . -type f -not -name a.txt -delete',
  'find . -type f -print0 | xargs -0 rm',
  'find . -type d -exec chmod 700 {} + ; find . -type f -exec chmod 600 {} +',
  'find . -mindepth 2 -type f -exec mv -t . -i {} +',
])('%s leaves all files of git as they are', (command) => {
  const root = makeRepository(`r${Math.random()}`)
  const before = readGit(root)
  for (const isInRepository of [true, false]) {
    const copy = `${root}-${isInRepository}`
    cpSync(root, copy, { recursive: true })
    execFileSync('sh', ['-c', spareGit(command, isInRepository).replace('/tmp ', `${dir} `)], {
      cwd: copy,
      stdio: 'pipe',
    })
    expect(readGit(copy)).toEqual(
      Object.fromEntries(Object.entries(before).map(([k, v]) => [k.replace(root, copy), v])),
    )
    if (command.includes('sed')) expect(readFileSync(join(copy, 'two words.txt'), 'utf8')).toBe('bar\n')
  }
})

test.each([
  'find /var/log -name "*.gz" -delete',
  'find . -name node_modules -type d -prune -exec rm -rf {} +',
  'find build -mindepth 1 -delete',
  'find . -type f -name "*.log"',
  'rm -rf .git',
  "sed -i 's/foo/bar/g' a.txt",
])('%s is offered as it is', (command) => {
  expect(spareGit(command, true)).toBe(command)
})
