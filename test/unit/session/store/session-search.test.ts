import { existsSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { deleteSession, renameSession } from '../../../../src/session/store/session-catalog.ts'
import { openSearchIndex, type SearchIndex } from '../../../../src/session/store/session-search.ts'
import { makeSession, sayTurn, useScratch } from '../session-fixture.ts'

const scratch = useScratch()

function search<T>(use: (index: SearchIndex) => T): T {
  const index = openSearchIndex(scratch.share)
  try {
    index.refresh()
    return use(index)
  } finally {
    index.close()
  }
}
const find = (query: string) => search((index) => index.search(query).map(({ id }) => id))
const file = () => join(scratch.share, 'cache', 'sessions.db')

test('what users and models said is found, in any case and in Chinese down to one character', () => {
  makeSession([['How do I rotate the LOGS?', 'Use logrotate']], 'logs')
  makeSession([['如何压缩图片', '可以用 mogrify 命令']], 'pictures')
  makeSession([['100% sure?', 'a_b']], 'signs')
  expect(find('logs')).toEqual(['logs'])
  expect(find('LOGROTATE')).toEqual(['logs'])
  expect(find('压缩图片')).toEqual(['pictures'])
  expect(find('图片')).toEqual(['pictures'])
  expect(find('图')).toEqual(['pictures'])
  expect(find('命令 mogrify')).toEqual(['pictures'])
  expect(find('0%')).toEqual(['signs'])
  expect(find('_b')).toEqual(['signs'])
  expect(find('%x')).toEqual([])
  expect(find('rotate 图')).toEqual([])
  for (const odd of ['', '   ', '"', 'AND', 'NOT logs"', "';--", 'a*', '(']) expect(() => find(odd)).not.toThrow()
})

test('a hit says where, when and in which words', () => {
  const place = makeSession([[`${'before '.repeat(30)}the needle is here ${'after '.repeat(50)}`, 'ok']], 'a')
  renameSession(place, 'Sewing')
  const [hit] = search((index) => index.search('needle'))
  expect(hit).toMatchObject({ id: 'a', workDir: scratch.work, title: 'Sewing' })
  expect(hit!.snippet).toMatch(/^….*needle is here.*…$/)
  expect(Math.abs(hit!.at - Date.now())).toBeLessThan(60_000)
  expect(find('sewing')).toEqual(['a'])
})

test('only what has grown is read again, and what is gone is forgotten', () => {
  const place = makeSession([['first words', 'ok']], 'a')
  makeSession([['other words', 'ok']], 'b')
  const index = openSearchIndex(scratch.share)
  expect(index.refresh()).toBe(2)
  expect(index.refresh()).toBe(0)
  sayTurn(place, 'later words', 'fine')
  expect(index.refresh()).toBe(1)
  expect(index.search('later').map(({ id }) => id)).toEqual(['a'])
  expect(index.search('first').map(({ id }) => id)).toEqual(['a'])
  expect(index.search('words')).toHaveLength(2)
  deleteSession(place)
  index.refresh()
  expect(index.search('words').map(({ id }) => id)).toEqual(['b'])
  index.close()
})

test('a deleted or a damaged index is made again', () => {
  makeSession([['find me please', 'ok']], 'a')
  expect(find('find')).toEqual(['a'])
  rmSync(file())
  expect(find('find')).toEqual(['a'])
  writeFileSync(file(), 'this is no database, '.repeat(1000))
  expect(find('find')).toEqual(['a'])
  const size = statSync(file()).size
  truncateSync(file(), Math.floor(size / 2))
  expect(find('find')).toEqual(['a'])
})

test('secrets are not in the index, which is for its owner alone', () => {
  makeSession([['use OPENAI_API_KEY=sk-proj-abcdefghijklmnop1234567890 for this request', 'ok']], 'a')
  const [hit] = search((index) => index.search('request'))
  expect(hit!.snippet).toContain('<redacted>')
  expect(find('abcdefghijklmnop1234567890')).toEqual([])
  const bytes = [file(), `${file()}-wal`].filter((path) => existsSync(path)).map((path) => readFileSync(path, 'latin1'))
  expect(bytes.join('')).not.toContain('abcdefghijklmnop')
  expect(statSync(file()).mode & 0o777).toBe(0o600)
})
