import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { describeMissing, findFileMentions } from '../../../src/client/file-mentions.ts'

const dir = mkdtempSync(join(tmpdir(), 'mentions-'))
afterAll(() => rmSync(dir, { recursive: true }))
mkdirSync(join(dir, 'src'))
mkdirSync(join(dir, 'home'))
for (const name of ['a.ts', 'src/b.ts', 'home/c.md', 'odd?']) writeFileSync(join(dir, name), 'text')

const find = (words: string) => findFileMentions(words, dir, join(dir, 'home'))
const files = (words: string) =>
  find(words).flatMap(({ path, size }) => (size === null ? [] : [path.slice(dir.length + 1)]))
const missing = (words: string) => describeMissing(find(words))

test('files are found behind @, whatever a sentence puts behind them, and below ~', () => {
  expect(files('what is in @a.ts? and (see @src/b.ts), or "@a.ts"')).toEqual(['a.ts', 'src/b.ts'])
  expect(files('@~/c.md, @odd? and @src')).toEqual(['home/c.md', 'odd?'])
  expect(files('@a.ts: explain; @src/b.ts:12 is wrong')).toEqual(['a.ts', 'src/b.ts'])
  expect(files('mail me@a.ts')).toEqual([])
})

test.each([
  ['read @nofile', 'there is no file @nofile: the words go as they are'],
  ['read @src/c.ts, please: @~/none.', 'there is no file @src/c.ts, @~/none: the words go as they are'],
  ['@p @q @r @s @t', 'there is no file @p, @q, @r and 2 more: the words go as they are'],
  ['read @a.ts, @src and mail me@home', ''],
  ['what failed in @shell? see @session:ab12, @task:b3k9 and @docs:file:///x.md', ''],
  ['why does @app.route("/x") fail, and @', ''],
])('of %j is said: %j', (words, said) => {
  expect(missing(words)).toBe(said)
})
