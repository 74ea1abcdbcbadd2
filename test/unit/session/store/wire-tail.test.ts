import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readWireTail } from '../../../../src/session/store/wire-tail.ts'

let dir: string
beforeAll(() => void (dir = mkdtempSync('/tmp/kt-tail-')))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const record = (type: string, payload: object) => `${JSON.stringify({ timestamp: 1, message: { type, payload } })}\n`
const turn = (name: string, length: number) =>
  record('TurnBegin', { user_input: name }) +
  record('ContentPart', { type: 'text', text: 'x'.repeat(length) }) +
  record('TurnEnd', {})

function namesIn(path: string, turns: number, before?: number) {
  const { events, start } = readWireTail(path, turns, before)
  const names = events.flatMap((event) => (event.type === 'TurnBegin' ? [event.payload.user_input] : []))
  return { names, start, count: events.length }
}

test('however long the turns are, pages from the end give each turn once, and end at 0', () => {
  const path = join(dir, 'pages.jsonl')
  fc.assert(
    fc.property(
      fc.array(fc.nat(100_000), { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 1, max: 5 }),
      (lengths, size) => {
        writeFileSync(path, `{"type":"metadata"}\n${lengths.map((length, at) => turn(`t${at}`, length)).join('')}`)
        const seen: unknown[] = []
        let before: number | undefined
        for (;;) {
          const page = namesIn(path, size, before)
          expect(page.count).toBe(page.names.length * 3)
          seen.unshift(...page.names)
          if (page.start === 0) break
          before = page.start
        }
        expect(seen).toEqual(lengths.map((_, at) => `t${at}`))
      },
    ),
    { numRuns: 40 },
  )
})

test('a missing file has no turns; torn and foreign lines are left out; words that look like a turn are none', () => {
  expect(readWireTail(join(dir, 'none.jsonl'), 3)).toEqual({ events: [], times: [], start: 0 })
  const path = join(dir, 'torn.jsonl')
  writeFileSync(
    path,
    `${turn('one', 3)}not json\n${record('ContentPart', { type: 'text', text: '"TurnBegin"' })}{"timest`,
  )
  expect(namesIn(path, 5)).toEqual({ names: ['one'], start: 0, count: 4 })
})

test('the end of a long log is read without the rest of it', () => {
  const path = join(dir, 'long.jsonl')
  writeFileSync(path, turn('many', 10_000).repeat(3_000) + turn('last', 10))
  const begin = process.cpuUsage()
  expect(namesIn(path, 1).names).toEqual(['last'])
  const { user, system } = process.cpuUsage(begin)
  expect((user + system) / 1_000).toBeLessThan(100)
})
