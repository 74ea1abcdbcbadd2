import { expect, test } from 'vitest'
import { watchIdle, type IdleDeps } from '../../../src/daemon/idle-exit.ts'

const UNUSED_MS = 60

/** Resolves with the milliseconds until the daemon counts as idle; rejects after `limitMs`. */
function untilIdle(deps: Partial<IdleDeps>, limitMs = 5_000): Promise<number> {
  const begin = performance.now()
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      watch.close()
      reject(new Error('not idle'))
    }, limitMs)
    const watch = watchIdle(
      {
        minutes: () => 10,
        isBusy: () => false,
        isUsed: () => false,
        onIdle() {
          clearTimeout(late)
          resolve(performance.now() - begin)
        },
        ...deps,
      },
      UNUSED_MS / 60_000,
    )
  })
}

test('a daemon that has met no shell, session or task ends after a short time, and no sooner', async () => {
  expect(await untilIdle({})).toBeGreaterThanOrEqual(UNUSED_MS)
})

test('one that was used keeps the whole idle time, and one that is busy or shall never end goes on', async () => {
  await expect(untilIdle({ isUsed: () => true }, 300)).rejects.toThrow('not idle')
  await expect(untilIdle({ isBusy: () => true }, 300)).rejects.toThrow('not idle')
  await expect(untilIdle({ minutes: () => 0 }, 300)).rejects.toThrow('not idle')
})
