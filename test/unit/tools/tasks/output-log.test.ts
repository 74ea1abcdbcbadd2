import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openOutputLog, readLog, readLogTail } from '../../../../src/tools/tasks/output-log.ts'

let dir: string
beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), 'kimi-log-'))))
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const LIMITS = { limit: 400, kept: 100 }

test('a log that stays short is what was printed, byte for byte', () => {
  const path = join(dir, 'output.log')
  const log = openOutputLog(path)
  log.write(Buffer.from('one\n'))
  log.write(Buffer.from('two\n'))
  expect(log.total).toBe(8)
  log.close()
  expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n')
  expect(readLog(path, 4, 100)).toMatchObject({ from: 4, end: 8 })
  expect(readLogTail(path, 100)).toEqual({ text: 'one\ntwo\n', size: 8 })
})

test('a log that grows too long keeps its beginning and its end, and says how much is missing', () => {
  const path = join(dir, 'output.log')
  const log = openOutputLog(path, LIMITS)
  const all = Array.from({ length: 500 }, (_, index) => `line ${index}\n`).join('')
  for (let at = 0; at < all.length; at += 37) log.write(Buffer.from(all.slice(at, at + 37)))
  log.close()
  const text = readFileSync(path, 'latin1')
  expect(statSync(path).size).toBeLessThanOrEqual(LIMITS.limit)
  expect(text.slice(0, 100)).toBe(all.slice(0, 100))
  const [, head, omitted, tail] = /^([^]*)\n\[kimi: (\d+) bytes left out here\]\n([^]*)$/.exec(text)!
  expect(all.endsWith(tail!)).toBe(true)
  expect(tail!.length).toBeGreaterThanOrEqual(LIMITS.kept)
  expect(head!.length + Number(omitted) + tail!.length).toBe(all.length)
  expect(log.total).toBe(all.length)
})

test('a log is gone on with, also after it was cut', () => {
  const path = join(dir, 'output.log')
  let all = ''
  for (let round = 0; round < 20; round++) {
    const log = openOutputLog(path, LIMITS)
    const part = `${round}`.padStart(60, '.')
    all += part
    log.write(Buffer.from(part))
    expect(log.total).toBe(all.length)
    log.close()
  }
  expect(readLog(path, -60, 60, LIMITS).bytes.toString()).toBe(all.slice(-60))
})

test('who follows a log by position gets every byte once, but those left out', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 30 }), (sizes) => {
      const path = join(dir, `${Math.random()}.log`)
      const log = openOutputLog(path, LIMITS)
      let all = ''
      let position = 0
      for (const size of sizes) {
        const part = Array.from({ length: size }, () => String.fromCharCode(97 + (all.length % 26))).join('')
        all += part
        log.write(Buffer.from(part))
        for (;;) {
          const { bytes, from, end } = readLog(path, position, 64, LIMITS)
          expect(end).toBe(all.length)
          expect(from).toBeGreaterThanOrEqual(position)
          expect(bytes.toString()).toBe(all.slice(from, from + bytes.length))
          if (bytes.length === 0) break
          position = from + bytes.length
        }
        expect(position).toBe(all.length)
      }
      log.close()
    }),
  )
})

test('the end begins with a whole character', () => {
  const path = join(dir, 'output.log')
  const log = openOutputLog(path)
  log.write(Buffer.from('ab日本語'))
  log.close()
  expect(readLogTail(path, 8)).toEqual({ text: '本語', size: 11 })
})

test('where nothing was printed there is nothing to read', () => {
  expect(readLog(join(dir, 'none'), 5, 10)).toEqual({ bytes: Buffer.alloc(0), from: 5, end: 0 })
  expect(readLogTail(join(dir, 'none'), 10)).toEqual({ text: '', size: 0 })
})
