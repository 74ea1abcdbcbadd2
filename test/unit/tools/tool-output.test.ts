import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import {
  MAX_LINE_CHARACTERS,
  MAX_OUTPUT_CHARACTERS,
  TRUNCATED,
  createOutput,
  cutText,
} from '../../../src/tools/tool-output.ts'

test('whatever comes in whatever pieces, the limits hold, and what fits is shown as it is', () => {
  const line = fc.tuple(fc.constantFrom('a', 'é', '漢', '😀'), fc.nat(4000)).map(([one, count]) => one.repeat(count))
  const pieces = fc.array(fc.oneof(line, fc.constant('\n')), { maxLength: 60 })
  fc.assert(
    fc.property(pieces, (parts) => {
      const output = createOutput()
      for (const part of parts) output.write(part)
      const { text, isTruncated } = output.finish()
      const whole = parts.join('')
      expect(text.length).toBeLessThanOrEqual(MAX_OUTPUT_CHARACTERS)
      expect(Math.max(...text.split('\n').map((shown) => shown.length))).toBeLessThanOrEqual(MAX_LINE_CHARACTERS)
      expect(text.isWellFormed()).toBe(true)
      expect(isTruncated).toBe(text !== whole)
      expect(text.includes(TRUNCATED)).toBe(isTruncated)
    }),
    { numRuns: 200 },
  )
})

test('of too much both ends are kept, the end more', () => {
  const output = createOutput()
  for (let index = 0; index < 20_000; index++) output.write(`line ${index}\n`)
  const { text, isTruncated } = output.finish()
  const [head = '', tail = ''] = text.split(TRUNCATED)
  expect(isTruncated).toBe(true)
  expect(head.startsWith('line 0\n')).toBe(true)
  expect(tail.endsWith('line 19999\n')).toBe(true)
  expect(tail.length).toBeGreaterThan(head.length)
})

test('the whole goes to a file only when not all of it is shown', () => {
  const dir = mkdtempSync(join(tmpdir(), 'kimi-output-'))
  onTestFinished(() => {
    rmSync(dir, { recursive: true })
  })
  const small = createOutput({ spillPath: join(dir, 'small') })
  small.write('short')
  expect(small.finish().spillPath).toBe(null)
  const large = createOutput({ spillPath: join(dir, 'large') })
  large.write('x\n'.repeat(200_000))
  expect(large.finish()).toMatchObject({ spillPath: join(dir, 'large'), totalBytes: 400_000 })
  expect(readFileSync(join(dir, 'large')).length).toBe(400_000)
})

test('a page is cut at its end, and says so', () => {
  const cut = cutText('y'.repeat(60_000))
  expect([cut.text.length, cut.isTruncated]).toEqual([MAX_OUTPUT_CHARACTERS, true])
  expect(cut.text.endsWith(TRUNCATED)).toBe(true)
  expect(cutText('short')).toEqual({ text: 'short', isTruncated: false })
})
