// Files by a few letters: which are listed, and in which order.

import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createFileFinder, type FileFinder } from '../../../src/workspace/file-finder.ts'
import { createPathTable, matchPaths, scorePath } from '../../../src/workspace/path-match.ts'

let root: string
let finder: FileFinder
beforeEach(() => {
  root = mkdtempSync(join(realpathSync(tmpdir()), 'finder-'))
  finder = createFileFinder()
})
afterEach(() => {
  finder.close()
  rmSync(root, { recursive: true })
})

function write(...paths: string[]): void {
  for (const path of paths) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), '')
  }
}
const git = (...args: string[]) => execFileSync('git', args, { cwd: root, stdio: 'ignore' })
const find = (query: string) => finder.find(root, query, 20, process.env)

describe('which files', () => {
  test('in a repository those that git does not ignore, tracked or not, and their folders', async () => {
    git('init', '-q')
    write('src/main.ts', 'src/deep/util.ts', 'build/out.js', 'notes.md')
    writeFileSync(join(root, '.gitignore'), 'build/\n')
    write('src/removed.ts')
    git('add', 'src')
    rmSync(join(root, 'src/removed.ts'))
    expect(await find('')).toEqual(['src/', 'notes.md', '.gitignore'])
    expect(await find('out')).toEqual([])
    expect(await find('removed')).toEqual([])
    expect(await find('util')).toEqual(['src/deep/util.ts'])
    expect(await find('deep')).toEqual(['src/deep/', 'src/deep/util.ts'])
  })

  test('without a repository those of a walk, which leaves ignored ones out', async () => {
    write('a/b.txt', 'node_modules/x/index.js', 'skipped.log')
    writeFileSync(join(root, '.gitignore'), '*.log\n')
    expect(await find('')).toEqual(['a/', '.gitignore'])
    expect(await find('index')).toEqual([])
  })

  test('a repository that names a program for git runs none', async () => {
    git('init', '-q')
    write('file.ts')
    git('config', 'core.fsmonitor', `touch ${join(root, 'ran')}; false`)
    expect(await find('')).toEqual(['file.ts'])
    expect(existsSync(join(root, 'ran'))).toBe(false)
  })

  test('paths outside are looked up in their directory', async () => {
    write('in/one.txt', 'other/two.txt', 'other/.hidden')
    const inside = finder.find(join(root, 'in'), '../o', 20, process.env)
    expect(await inside).toEqual(['../other/'])
    expect(await finder.find(join(root, 'in'), '../other/', 20, process.env)).toEqual(['../other/two.txt'])
    expect(await find(`${root}/in/`)).toEqual([`${root}/in/one.txt`])
    expect(await find('/no/such/')).toEqual([])
  })

  test('a new file is found after the list is renewed, without waiting for it', async () => {
    write('one.ts')
    await find('one')
    write('two.ts')
    const deadline = performance.now() + 15_000
    while ((await find('two')).length === 0 && performance.now() < deadline)
      await new Promise((done) => setTimeout(done, 50))
    expect(await find('two')).toEqual(['two.ts'])
  })
})

describe('which first', () => {
  const order = async (query: string, ...paths: string[]) =>
    matchPaths(await createPathTable(paths.toSorted()), query, 10)

  test('a name before its beginning, before a part of it, before its folder, before scattered letters', async () => {
    const paths = ['lib/main', 'lib/main.ts', 'lib/the-main.ts', 'lib/domain.ts', 'main/x.ts', 'lib/m-a-i-n.ts']
    expect(await order('main', ...paths)).toEqual(paths)
  })

  test('a shorter path before a longer one', async () => {
    expect(await order('util', 'a/b/c/util.ts', 'util.ts')).toEqual(['util.ts', 'a/b/c/util.ts'])
  })

  test('a query with a folder finds its files', async () => {
    expect(await order('tui/comp', 'src/tui/composer.ts', 'src/view/composer.ts')).toEqual(['src/tui/composer.ts'])
    expect(await order('src/', 'src/', 'src/a.ts', 'lib/a.ts')).toEqual(['src/', 'src/a.ts'])
  })

  test('the result is that of comparing every path by itself', async () => {
    const name = fc.string({ unit: fc.constantFrom('a', 'b', 'm', 'Ä', '-', '.', '1'), minLength: 1, maxLength: 5 })
    const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join('/'))
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(path, { maxLength: 40 }), name, async (paths, letters) => {
        const query = letters.toLowerCase()
        const found = await matchPaths(await createPathTable(paths), query, 5)
        const scores = paths.flatMap((each) => scorePath(each.toLowerCase(), query) ?? [])
        const best = scores.toSorted((a, b) => b - a).slice(0, 5)
        expect(found.map((each) => scorePath(each.toLowerCase(), query))).toEqual(best)
      }),
      { numRuns: 300 },
    )
  })
})
