import { expect, test } from 'vitest'
import { createQueue } from '../../../src/tasks/task-queue.ts'

test('no more run at once than the limit, and the next begins when one has ended', () => {
  const started: string[] = []
  const queue = createQueue(() => 2)
  for (const id of ['a', 'b', 'c']) queue.add(id, 'one', () => started.push(id))
  expect([started, queue.waiting]).toEqual([['a', 'b'], 1])
  queue.free('a')
  expect([started, queue.waiting]).toEqual([['a', 'b', 'c'], 0])
})

test('whoever has fewest running goes first', () => {
  const started: string[] = []
  const queue = createQueue(() => 2)
  for (const id of ['a1', 'a2', 'a3', 'a4']) queue.add(id, 'a', () => started.push(id))
  queue.add('b1', 'b', () => started.push('b1'))
  queue.free('a1')
  expect(started).toEqual(['a1', 'a2', 'b1'])
  queue.free('b1')
  expect(started.at(-1)).toBe('a3')
})

test('what was running before counts, and what is taken back never starts', () => {
  const started: string[] = []
  const queue = createQueue(() => 1)
  queue.occupy('old', 'a')
  queue.add('x', 'a', () => started.push('x'))
  queue.add('y', 'a', () => started.push('y'))
  queue.free('x')
  queue.free('old')
  expect(started).toEqual(['y'])
})
