import { expect, test } from 'vitest'
import { createTurnSlot } from '../../../src/session/turn-slot.ts'

/** Work that ends when it is told to, and writes down that it began. */
function createWork(log: string[]) {
  return (name: string) => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const run = async () => {
      log.push(`${name} begins`)
      await promise
      log.push(`${name} ends`)
    }
    return { run, end: resolve }
  }
}

test('a turn, and further work between turns, begin when the work between turns is done', async () => {
  const log: string[] = []
  const slot = createTurnSlot()
  const make = createWork(log)
  const [first, second, turn] = [make('first'), make('second'), make('turn')]
  const works = [slot.between(first.run), slot.between(second.run)]
  const running = slot.run(turn.run)
  expect(slot.isBusy).toBe(true)
  for (const work of [turn, second, first]) {
    work.end()
    await new Promise(setImmediate)
  }
  await Promise.all([...works, running])
  expect(log).toEqual(['first begins', 'first ends', 'second begins', 'second ends', 'turn begins', 'turn ends'])
  expect(slot.isBusy).toBe(false)
})

test('work between turns that fails holds nothing up, and whoever waits for a free slot waits for it', async () => {
  const log: string[] = []
  const slot = createTurnSlot()
  const { promise, reject } = Promise.withResolvers<never>()
  const failing = slot.between(() => promise).catch((error: Error) => log.push(error.message))
  const free = slot.untilFree().then(() => log.push('free'))
  reject(new Error('the disk is full'))
  await Promise.all([failing, free])
  await slot.run(async () => log.push('turn'))
  expect(log.toSorted()).toEqual(['free', 'the disk is full', 'turn'])
})
