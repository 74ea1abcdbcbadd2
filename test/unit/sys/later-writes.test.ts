import { expect, test, vi } from 'vitest'
import { createLaterWrites } from '../../../src/sys/later-writes.ts'

test('a write comes within 20 ms by itself, or at once when all are wanted, and once', () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const done: string[] = []
    const later = createLaterWrites(() => done.push('failed'))
    later.add(() => done.push('by itself'))
    vi.advanceTimersByTime(19)
    expect(done).toEqual([])
    vi.advanceTimersByTime(1)
    expect(done).toEqual(['by itself'])

    later.add(() => done.push('at the end'))
    later.finish()
    vi.advanceTimersByTime(100)
    expect(done).toEqual(['by itself', 'at the end'])
  } finally {
    vi.useRealTimers()
  }
})

test('a write that fails is told, and the next one is made all the same', () => {
  const told: unknown[] = []
  const later = createLaterWrites((error) => told.push(error))
  later.add(() => {
    throw new Error('the disk is full')
  })
  later.add(() => told.push('written'))
  later.finish()
  expect(told).toEqual([new Error('the disk is full'), 'written'])
})
