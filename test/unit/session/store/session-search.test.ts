import { existsSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { deleteSession, renameSession } from '../../../../src/session/store/session-catalog.ts'
import { openSearchIndex, type SearchIndex } from '../../../../src/session/store/session-search.ts'
import { makeSession, sayTurn, useScratch } from '../session-fixture.ts'

const scratch = useScratch()

async function search<T>(use: (index: SearchIndex) => Promise<T>): Promise<T> {
  const index = openSearchIndex(scratch.share)
  try {
    await index.refresh()
    return await use(index)
  } finally {
    index.close()
  }
}
const find = (query: string) => search(async (index) => (await index.search(query)).map(({ id }) => id))
const file = () => join(scratch.share, 'cache', 'sessions.db')

test('what users and models said is found, in any case and in Chinese down to one character', async () => {
  makeSession([['How do I rotate the LOGS?', 'Use logrotate']], 'logs')
  makeSession([['如何压缩图片', '可以用 mogrify 命令']], 'pictures')
  makeSession([['100% sure?', 'a_b']], 'signs')
  expect(await find('logs')).toEqual(['logs'])
  expect(await find('LOGROTATE')).toEqual(['logs'])
  expect(await find('压缩图片')).toEqual(['pictures'])
  expect(await find('图片')).toEqual(['pictures'])
  expect(await find('图')).toEqual(['pictures'])
  expect(await find('命令 mogrify')).toEqual(['pictures'])
  expect(await find('0%')).toEqual(['signs'])
  expect(await find('_b')).toEqual(['signs'])
  expect(await find('%x')).toEqual([])
  expect(await find('rotate 图')).toEqual([])
  for (const odd of ['', '   ', '"', 'AND', 'NOT logs"', "';--", 'a*', '(']) await find(odd)
})

test('a hit says where, when and in which words', async () => {
  const place = makeSession([[`${'before '.repeat(30)}the needle is here ${'after '.repeat(50)}`, 'ok']], 'a')
  renameSession(place, 'Sewing')
  const [hit] = await search((index) => index.search('needle'))
  expect(hit).toMatchObject({ id: 'a', workDir: scratch.work, title: 'Sewing' })
  expect(hit!.snippet).toMatch(/^….*needle is here.*…$/)
  expect(Math.abs(hit!.at - Date.now())).toBeLessThan(60_000)
  expect(await find('sewing')).toEqual(['a'])
})

test('only what has grown is read again, and what is gone is forgotten', async () => {
  const place = makeSession([['first words', 'ok']], 'a')
  makeSession([['other words', 'ok']], 'b')
  const index = openSearchIndex(scratch.share)
  expect(await index.refresh()).toEqual({ indexed: 2, left: 0 })
  expect(await index.refresh()).toEqual({ indexed: 0, left: 0 })
  sayTurn(place, 'later words', 'fine')
  expect(await index.refresh()).toEqual({ indexed: 1, left: 0 })
  expect((await index.search('later')).map(({ id }) => id)).toEqual(['a'])
  expect((await index.search('first')).map(({ id }) => id)).toEqual(['a'])
  expect(await index.search('words')).toHaveLength(2)
  deleteSession(place)
  await index.refresh()
  expect((await index.search('words')).map(({ id }) => id)).toEqual(['b'])
  index.close()
})

test('an index that is given little time at once goes on where it was, and says how much is left', async () => {
  for (const id of ['a', 'b', 'c', 'd']) makeSession([[`words of ${id}`, 'ok']], id)
  const index = openSearchIndex(scratch.share)
  const first = await index.refresh(0)
  expect(first.left).toBeGreaterThan(0)
  let { indexed, left } = first
  for (let ms = 1; left > 0; ms *= 2) {
    const next = await index.refresh(ms) // what is indexed already is looked at, too
    indexed += next.indexed
    left = next.left
  }
  expect(indexed).toBe(4)
  expect(await index.search('words')).toHaveLength(4)
  index.close()
})

test('a deleted or a damaged index is made again', async () => {
  makeSession([['find me please', 'ok']], 'a')
  expect(await find('find')).toEqual(['a'])
  rmSync(file())
  expect(await find('find')).toEqual(['a'])
  writeFileSync(file(), 'this is no database, '.repeat(1000))
  expect(await find('find')).toEqual(['a'])
  const size = statSync(file()).size
  truncateSync(file(), Math.floor(size / 2))
  expect(await find('find')).toEqual(['a'])
})

test('secrets are not in the index, which is for its owner alone', async () => {
  makeSession([['use OPENAI_API_KEY=sk-proj-abcdefghijklmnop1234567890 for this request', 'ok']], 'a')
  const [hit] = await search((index) => index.search('request'))
  expect(hit!.snippet).toContain('<redacted>')
  expect(await find('abcdefghijklmnop1234567890')).toEqual([])
  const bytes = [file(), `${file()}-wal`].filter((path) => existsSync(path)).map((path) => readFileSync(path, 'latin1'))
  expect(bytes.join('')).not.toContain('abcdefghijklmnop')
  expect(statSync(file()).mode & 0o777).toBe(0o600)
})

test('the newest message of each session is the hit, wherever among thousands of messages it is', async () => {
  const many = Array.from({ length: 1_300 }, (_, at): [string, string] => [`question ${at}`, 'an answer'])
  makeSession([['the ☂ of old', 'ok'], ...many, ['the ☂ of late', 'ok']], 'umbrella')
  const [hit, ...others] = await search((index) => index.search('☂'))
  expect(hit).toMatchObject({ id: 'umbrella', snippet: expect.stringContaining('of late') })
  expect(others).toEqual([])
  expect((await search((index) => index.search('the ☂ late')))[0]).toMatchObject({ id: 'umbrella' })
})
