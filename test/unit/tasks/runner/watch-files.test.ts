import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createIgnoreRules } from '../../../../src/workspace/ignore-rules.ts'
import { watchFiles } from '../../../../src/tasks/runner/watch-files.ts'

function makeTree(files: Record<string, string> = {}): { dir: string; write(name: string, text?: string): void } {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'kimi-watch-')))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  const write = (name: string, text = 'x') => {
    mkdirSync(dirname(join(dir, name)), { recursive: true })
    writeFileSync(join(dir, name), text)
  }
  for (const [name, text] of Object.entries(files)) write(name, text)
  return { dir, write }
}

async function watchTree(patterns: string[], files: Record<string, string> = {}) {
  const tree = makeTree(files)
  const batches: string[][] = []
  const problems: string[] = []
  const watch = watchFiles({
    cwd: tree.dir,
    patterns,
    debounceMs: 60,
    onChanged: (paths) => batches.push(paths),
    onProblem: (text) => problems.push(text),
  })
  onTestFinished(() => watch.close())
  await watch.ready
  /** Waits for a batch and a little longer, in which no other one may come. */
  const next = async () => {
    await expect.poll(() => batches.length).toBeGreaterThan(0)
    await new Promise((resolve) => setTimeout(resolve, 400)) // an absence is looked for
    return batches.splice(0)
  }
  const none = async () => {
    await new Promise((resolve) => setTimeout(resolve, 500)) // an absence is looked for
    return batches.splice(0)
  }
  return { ...tree, watch, batches, problems, next, none }
}

describe('a save is one batch with the file it is of', () => {
  const saves: [string, (dir: string) => void][] = [
    ['written in place', (dir) => writeFileSync(join(dir, 'src/a.ts'), 'new text')],
    [
      'truncated, then written',
      (dir) => {
        writeFileSync(join(dir, 'src/a.ts'), '')
        writeFileSync(join(dir, 'src/a.ts'), 'new text')
      },
    ],
    [
      'written beside and renamed over',
      (dir) => {
        writeFileSync(join(dir, 'src/.a.ts.tmp~'), 'new text')
        renameSync(join(dir, 'src/.a.ts.tmp~'), join(dir, 'src/a.ts'))
      },
    ],
    [
      'as vim does: a test file, a backup, a swap file, the old one moved away',
      (dir) => {
        writeFileSync(join(dir, 'src/4913'), '')
        rmSync(join(dir, 'src/4913'))
        writeFileSync(join(dir, 'src/.a.ts.swp'), 'swap')
        renameSync(join(dir, 'src/a.ts'), join(dir, 'src/a.ts~'))
        writeFileSync(join(dir, 'src/a.ts'), 'new text')
        rmSync(join(dir, 'src/a.ts~'))
        rmSync(join(dir, 'src/.a.ts.swp'))
      },
    ],
    [
      'removed and made anew',
      (dir) => {
        rmSync(join(dir, 'src/a.ts'))
        writeFileSync(join(dir, 'src/a.ts'), 'new text')
      },
    ],
  ]
  test.each(saves)('%s', async (_how, save) => {
    const tree = await watchTree(['src/**/*.ts'], { 'src/a.ts': 'old', 'src/b.ts': 'other' })
    save(tree.dir)
    expect(await tree.next()).toEqual([['src/a.ts']])
    save(tree.dir) // and the file is still watched
    expect(await tree.next()).toEqual([['src/a.ts']])
  })
})

test('new files, deleted files and directories made a moment ago are seen', async () => {
  const tree = await watchTree(['src'], { 'src/a.ts': 'a' })
  tree.write('src/deep/er/new.ts')
  expect(await tree.next()).toEqual([['src/deep/er/new.ts']])
  tree.write('src/deep/er/new.ts', 'again')
  expect(await tree.next()).toEqual([['src/deep/er/new.ts']])
  rmSync(join(tree.dir, 'src/deep'), { recursive: true })
  expect(await tree.next()).toEqual([['src/deep/er/new.ts']])
  tree.write('src/deep/er/new.ts', 'back')
  expect(await tree.next()).toEqual([['src/deep/er/new.ts']])
})

test('what git ignores, node_modules, and what does not match changes nothing', async () => {
  const tree = await watchTree(['**/*.ts', '!**/*.gen.ts'], {
    '.gitignore': 'out/\n*.log.ts\n!keep.log.ts\n/top.ts\n',
    'pkg/.gitignore': 'local.ts\n',
    'node_modules/x/index.ts': '',
    'out/a.ts': '',
  })
  execFileSync('git', ['init', '-q', tree.dir])
  const ignored = ['node_modules/x/index.ts', 'out/a.ts', 'b.log.ts', 'top.ts', 'pkg/local.ts', 'a.gen.ts', 'readme.md']
  for (const name of ignored) tree.write(name, 'changed')
  expect(await tree.none()).toEqual([])
  for (const name of ['keep.log.ts', 'pkg/top.ts', 'local.ts']) tree.write(name, 'changed')
  expect((await tree.next()).flat().toSorted()).toEqual(['keep.log.ts', 'local.ts', 'pkg/top.ts'])
})

test('a checkout of a thousand files is one batch', async () => {
  const { dir, write } = makeTree()
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@localhost', ...args], { cwd: dir, stdio: 'ignore' })
  const fill = (text: string) => {
    for (let at = 0; at < 1000; at++) write(`src/d${at % 20}/f${at}.ts`, text)
  }
  git('init', '-q')
  fill('one')
  git('add', '.')
  git('commit', '-qm', 'one')
  git('checkout', '-qb', 'other')
  fill('two')
  git('commit', '-qam', 'two')
  const batches: string[][] = []
  const watch = watchFiles({
    cwd: dir,
    patterns: ['src/**'],
    debounceMs: 150,
    onChanged: (paths) => batches.push(paths),
    onProblem() {},
  })
  onTestFinished(() => watch.close())
  await watch.ready
  git('checkout', '-q', '-')
  await expect.poll(() => batches.flat().length).toBe(1000)
  expect(batches).toHaveLength(1)
})

test('while it is paused changes are kept back, and told to whoever goes on', async () => {
  const tree = await watchTree(['src/**'], { 'src/a.ts': '' })
  tree.watch.pause()
  tree.write('src/a.ts', 'by the command')
  tree.write('src/made.ts')
  expect(await tree.watch.resume()).toEqual(['src/a.ts', 'src/made.ts'])
  expect(await tree.none()).toEqual([])
  tree.write('src/a.ts', 'by the user')
  expect(await tree.next()).toEqual([['src/a.ts']])
})

test.each([
  ['build', 'build', true, true],
  ['build', 'a/build', true, true],
  ['build/', 'build', false, false],
  ['/build', 'a/build', true, false],
  ['a/*.js', 'a/b.js', false, true],
  ['a/*.js', 'a/b/c.js', false, false],
  ['**/x.js', 'x.js', false, true],
  ['a/**', 'a/b/c', false, true],
  ['a/**/z', 'a/z', false, true],
  ['*.[oa]', 'x.o', false, true],
  ['*.[!oa]', 'x.o', false, false],
  ['\\#x', '#x', false, true],
  ['\\!x', '!x', false, true],
  ['# x', '# x', false, false],
  ['a\\ ', 'a ', false, true],
  ['x.?s', 'x.ts', false, true],
])('gitignore %j and %j', (line, path, isDirectory, expected) => {
  const { dir } = makeTree({ '.gitignore': `${line}\n` })
  execFileSync('git', ['init', '-q', dir])
  expect(createIgnoreRules(dir).isIgnored(join(dir, path), isDirectory)).toBe(expected)
  // As git itself sees it.
  if (isDirectory) mkdirSync(join(dir, path), { recursive: true })
  else {
    mkdirSync(dirname(join(dir, path)), { recursive: true })
    writeFileSync(join(dir, path), '')
  }
  let byGit = true
  try {
    execFileSync('git', ['check-ignore', '-q', '--', path], { cwd: dir })
  } catch {
    byGit = false
  }
  expect(byGit).toBe(expected)
})
