import { rmSync, utimesSync } from 'node:fs'
import { expect, test } from 'vitest'
import { archiveSession, renameSession } from '../../../../src/session/store/session-catalog.ts'
import { createSessionIndex } from '../../../../src/session/store/session-index.ts'
import { makeSession, sayTurn, useScratch } from '../session-fixture.ts'

const scratch = useScratch()

/** Sessions a, b, c with times one second apart, the last one newest. */
function makeThree() {
  const places = ['a', 'b', 'c'].map((id) => makeSession([[`words of ${id}`, 'ok']], id))
  for (const [at, { context }] of places.entries()) utimesSync(context, 1000 + at, 1000 + at)
  return places
}

test('a list has what has changed since the last one: words, names, the archive, new and deleted sessions', async () => {
  const [a, b, c] = makeThree()
  const index = createSessionIndex(scratch.share)
  const list = async (archived?: boolean) => {
    const { sessions, total } = await index.list({ archived, limit: 2 })
    return [sessions.map(({ id, title }) => `${id}: ${title}`), total]
  }
  expect(await list()).toEqual([['c: words of c', 'b: words of b'], 3])
  sayTurn(a!, 'more', 'fine')
  renameSession(b!, 'Renamed')
  archiveSession(c!)
  expect(await list()).toEqual([['a: words of a', 'c: words of c'], 3])
  expect(await list(false)).toEqual([['a: words of a', 'b: Renamed'], 2])
  expect(await list(true)).toEqual([['c: words of c'], 1])
  rmSync(a!.dir, { recursive: true })
  makeSession([['brand new', 'ok']], 'd')
  expect(await list(false)).toEqual([['d: brand new', 'b: Renamed'], 2])
})

test('the newest are given as they were last seen, with those in which something was said here since', async () => {
  makeThree()
  const index = createSessionIndex(scratch.share)
  const newest = async () => (await index.newest(2, scratch.work)).map(({ id }) => id)
  expect(await newest()).toEqual(['c', 'b'])
  const place = makeSession([['said here', 'ok']], 'e')
  index.touch(place.dir)
  expect(await newest()).toEqual(['e', 'c'])
  index.touch(`${place.dir}-without-words`)
  expect(await newest()).toEqual(['e', 'c'])
  makeSession([['by another process', 'ok']], 'f')
  await expect.poll(newest).toEqual(['f', 'e'])
  expect(await index.newest(2, '/elsewhere')).toEqual([])
})
