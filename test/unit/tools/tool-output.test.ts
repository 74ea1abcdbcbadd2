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

test('of a line that is too long both ends are kept', () => {
  const output = createOutput()
  output.write(`begin ${'x'.repeat(3000)} end\n`)
  const { text, isTruncated } = output.finish()
  expect(isTruncated).toBe(true)
  expect(text).toMatch(/^begin x+\[\.\.\.truncated\]x+ end\n$/)
})

test('progress that is drawn over itself is shown as the terminal shows it', () => {
  const shownOf = (text: string, step: number) => {
    const output = createOutput()
    for (let at = 0; at < text.length; at += step) output.write(text.slice(at, at + step))
    return output.finish()
  }
  const frames = Array.from({ length: 100 }, (_, index) => `\r${'#'.repeat(index)} ${index}`).join('')
  const cases = [
    [`${frames}\rFINISHED OK`, 'FINISHED OK'],
    [`begin\n${frames}\nend\n`, `begin\n${'#'.repeat(99)} 99\nend\n`],
    ['10 %\r20 %\r\nnext', '20 %\r\nnext'],
    ['10 %\r20 %\r', '20 %'],
    ['one\r\ntwo\r\n', 'one\r\ntwo\r\n'],
    ['\r\n\n', '\r\n\n'],
  ] as const
  for (const [text, shown] of cases)
    for (const step of [1, 7, 100_000]) expect(shownOf(text, step)).toMatchObject({ text: shown, isTruncated: false })
})

test('hours of progress take no memory and no file', () => {
  const output = createOutput({ spillPath: '/nowhere/at/all' })
  for (let index = 0; index < 100_000; index++) output.write(`\r${index} of 100000 files`)
  expect(output.finish()).toEqual({
    text: '99999 of 100000 files',
    isTruncated: false,
    spillPath: null,
    totalBytes: 21,
  })
})

test('a page is cut at its end, and says so', () => {
  const cut = cutText('y'.repeat(60_000))
  expect([cut.text.length, cut.isTruncated]).toEqual([MAX_OUTPUT_CHARACTERS, true])
  expect(cut.text.endsWith(TRUNCATED)).toBe(true)
  expect(cutText('short')).toEqual({ text: 'short', isTruncated: false })
})
