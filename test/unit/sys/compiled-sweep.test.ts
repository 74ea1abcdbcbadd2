import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sweepCompiledCode } from '../../../src/sys/folders/compiled-sweep.ts'

test('code that was compiled more than 60 days ago is removed, and other code stays', async () => {
  const share = mkdtempSync(join(tmpdir(), 'kimi-compiled-'))
  try {
    await sweepCompiledCode(share) // nothing was compiled yet
    const directory = join(share, 'cache', 'compile', 'v24-x64')
    mkdirSync(directory, { recursive: true })
    for (const [name, days] of [
      ['old', 61],
      ['new', 59],
    ] as const) {
      writeFileSync(join(directory, name), '')
      const then = Date.now() / 1000 - days * 24 * 3600
      utimesSync(join(directory, name), then, then)
    }
    await sweepCompiledCode(share)
    expect([existsSync(join(directory, 'old')), existsSync(join(directory, 'new'))]).toEqual([false, true])
  } finally {
    rmSync(share, { recursive: true })
  }
})
