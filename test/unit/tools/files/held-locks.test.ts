import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isHeldLock, takeLock } from '../../../../src/sys/lock.ts'
import { openForReading } from '../../../../src/tools/files/pinned-file.ts'

test('the file of a lock that this process holds is not opened, whose closing would give the lock up', async () => {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'kimi-held-')))
  const path = join(dir, 'lock')
  const lock = takeLock(path)!
  expect(isHeldLock(path)).toBe(true)
  await expect(openForReading(path)).rejects.toMatchObject({ code: 'EBUSY' })
  lock.close()
  expect(isHeldLock(path)).toBe(false)
  await (await openForReading(path)).close()
  rmSync(dir, { recursive: true })
})
