import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { claimSession } from '../../../../src/session/session-claim.ts'
import { placeSession } from '../../../../src/session/store/session-layout.ts'
import { lockSession, sweepLocks } from '../../../../src/session/store/session-lock.ts'
import { programOf } from '../../../support/program.ts'

let share: string
beforeEach(() => (share = mkdtempSync(join(tmpdir(), 'lock-'))))
afterEach(() => rmSync(share, { recursive: true, force: true }))

const locks = () => readdirSync(join(share, 'locks'))

test('the file of a lock goes when the lock is given back, and not before', () => {
  const place = placeSession(share, '/w', 'a')
  const lock = lockSession(place)!
  expect(lockSession(place)).toBeNull()
  expect(locks()).toHaveLength(1)
  lock.close()
  lock.close()
  expect(locks()).toEqual([])
  lockSession(place)!.close()
})

test('a session that cannot be begun, as on a full disk, is not kept locked', () => {
  mkdirSync(join(share, 'kimi.json')) // where a file is to be written
  const place = placeSession(share, '/w', 'a')
  expect(() => claimSession(place, { workDir: '/w' })).toThrow()
  const lock = lockSession(place)
  expect(lock).not.toBeNull()
  lock!.close()
})

test('what killed processes have left is swept, and a lock that is held is not', async () => {
  const lock = lockSession(placeSession(share, '/w', 'held'))!
  mkdirSync(join(share, 'locks'), { recursive: true })
  for (const name of ['a.lock', 'b.lock', 'b.lock-journal']) writeFileSync(join(share, 'locks', name), '')
  await sweepLocks(share)
  expect(locks()).toEqual([expect.stringContaining('held')])
  expect(lockSession(placeSession(share, '/w', 'held'))).toBeNull()
  lock.close()
})

test('two processes that take and give back one lock as fast as they can never hold it together', async () => {
  const source = (name: string) =>
    JSON.stringify(programOf(join(import.meta.dirname, '../../../../src/session/store', name)))
  const program = `
    import { readFileSync, writeFileSync } from 'node:fs'
    const { lockSession } = await import(${source('session-lock.ts')})
    const { placeSession } = await import(${source('session-layout.ts')})
    const place = placeSession(${JSON.stringify(share)}, '/w', 'shared')
    const note = ${JSON.stringify(join(share, 'holder'))}
    for (let held = 0; held < 40;) {
      const lock = lockSession(place)
      if (!lock) continue
      held++
      writeFileSync(note, String(process.pid))
      for (let look = 0; look < 5; look++) if (readFileSync(note, 'utf8') !== String(process.pid)) process.exit(9)
      lock.close()
    }`
  const children = Array.from({ length: 2 }, () =>
    spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'inherit', 'inherit'] }),
  )
  const ends = await Promise.all(children.map((child) => once(child, 'close')))
  expect(ends.map(([code]) => code as number)).toEqual([0, 0])
})
