import { expect, test } from 'vitest'
import { createShellStream } from '../../../../src/session/user-shell/shell-stream.ts'

test('a reader gets all entries after the one it has read, in order', () => {
  const stream = createShellStream()
  for (const text of ['a', 'b', 'c']) stream.push(Buffer.from(text))
  expect([stream.next(0)?.seq, String(stream.next(1)?.bytes), stream.next(3)]).toEqual([1, 'b', undefined])
})

test('beyond its limit the oldest entries go, and a late reader sees the gap by the numbers', () => {
  const stream = createShellStream(10)
  for (let index = 0; index < 50_000; index++) stream.push(Buffer.from('12345'))
  expect(stream.newest).toBe(50_000)
  expect(stream.next(0)?.seq).toBe(49_999)
  expect(stream.next(49_999)?.seq).toBe(50_000)
})

test('one entry above the limit is kept', () => {
  const stream = createShellStream(10)
  stream.push(Buffer.alloc(100))
  expect(stream.next(0)?.bytes.length).toBe(100)
})
