import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { parseSchedule } from '../../../src/tasks/task-schedule.ts'

const zone = process.env['TZ']
afterEach(() => {
  if (zone === undefined) delete process.env['TZ']
  else process.env['TZ'] = zone
})

function next(text: string, after: string): string | null {
  const parsed = parseSchedule(text)
  if (!parsed.ok) throw new Error(parsed.reason)
  const found = parsed.schedule.next(new Date(after))
  return found && found.toLocaleString('sv-SE').slice(0, 16)
}

test('an interval counts from the time before', () => {
  const parsed = parseSchedule('1h30m')
  expect(parsed.ok && parsed.schedule.next(new Date(1000))!.getTime()).toBe(1000 + 5400_000)
  expect(parsed.ok && parsed.schedule.about).toBe('every 1h30m')
})

test.each([
  ['*/15 * * * *', '2026-03-02 10:07', '2026-03-02 10:15'],
  ['0 9 * * mon-fri', '2026-03-06 09:00', '2026-03-09 09:00'],
  ['30 4 1,15 * 5', '2026-03-02 00:00', '2026-03-06 04:30'],
  ['0 0 29 feb *', '2026-01-01 00:00', '2028-02-29 00:00'],
  ['0 12 * * 7', '2026-03-02 00:00', '2026-03-08 12:00'],
  ['@monthly', '2026-03-01 00:00', '2026-04-01 00:00'],
  ['5/20 8-10/2 * * *', '2026-03-02 08:30', '2026-03-02 08:45'],
  ['0 0 31 12 ?', '2026-12-31 00:00', '2027-12-31 00:00'],
])('%s after %s is %s', (text, after, expected) => {
  expect(next(text, after)).toBe(expected)
})

test.each(['0 0 31 2 *', '0 0 30 2 *', '0 0 30 feb *', '59 23 31 4,6,9,11 *', '0 0 31 2 */7'])(
  '%s is refused: its day never comes',
  (text) => {
    const reason = `${text}: no such day: it would never run`
    expect(parseSchedule(text)).toEqual({ ok: false, reason })
  },
)

test('a day that comes once in 28 years is waited for', () => {
  expect(next('0 0 29 2 */7', '2032-03-01 00:00')).toBe('2060-02-29 00:00')
})

test.each([
  ['61 * * * *', 'minute 61: expected 0 to 59'],
  ['* 24 * * *', 'hour 24: expected 0 to 23'],
  ['* * 0 * *', 'day of month 0: expected 1 to 31'],
  ['* * * foo *', 'month foo: expected 1 to 12'],
  ['*/0 * * * *', 'minute */0: expected 0 to 59'],
  ['5-1 * * * *', 'minute 5-1: 5 comes after 1'],
  ['0 9 * * fri-mon', 'day of week fri-mon: fri comes after mon'],
  ['0 0 * * 70/2', 'day of week 70/2: expected 0 to 7'],
  ['* * * * * *', '"* * * * * *": expected 15m, 2h, @daily or five cron fields'],
  ['999999999999999999999d', '999999999999999999999d: expected at least 10s and at most 366d'],
  ['5s', '5s: expected at least 10s and at most 366d'],
  ['soon', '"soon": expected 15m, 2h, @daily or five cron fields'],
  ['', '"": expected 15m, 2h, @daily or five cron fields'],
])('%s is refused: %s', (text, reason) => {
  expect(parseSchedule(text)).toEqual({ ok: false, reason })
})

describe('when the clock changes', () => {
  test('a time that is left out runs right after the gap, once', () => {
    process.env['TZ'] = 'Europe/Berlin'
    expect(next('30 2 * * *', '2026-03-28 12:00')).toBe('2026-03-29 03:30')
    expect(next('30 2 * * *', '2026-03-29 03:30')).toBe('2026-03-30 02:30')
  })

  test('a time that comes twice runs once', () => {
    process.env['TZ'] = 'Europe/Berlin'
    const first = new Date('2026-10-25T00:30:00Z') // 02:30, for the first time
    const parsed = parseSchedule('30 2 * * *')
    const found = parsed.ok ? parsed.schedule.next(first)! : first
    expect(found.toISOString()).toBe('2026-10-26T01:30:00.000Z')
  })
})

test.each(['Europe/Berlin', 'America/Santiago', 'Australia/Lord_Howe', 'Antarctica/Troll'])(
  'in %s a schedule of every quarter of an hour never pauses when the clock changes, and one of each day runs once',
  (name) => {
    process.env['TZ'] = name
    const run = (text: string, from: Date, count: number) => {
      const parsed = parseSchedule(text)
      if (!parsed.ok) throw new Error(parsed.reason)
      const times = [from]
      for (let at = 0; at < count; at++) times.push(parsed.schedule.next(times.at(-1)!)!)
      return times.slice(1)
    }
    const days = Array.from({ length: 365 }, (_, day) => new Date(2026, 0, day, 12))
    const changes = days.filter((day, at) => at > 0 && day.getTimezoneOffset() !== days[at - 1]!.getTimezoneOffset())
    expect(changes.length).toBeGreaterThanOrEqual(2)
    for (const day of changes) {
      const quarters = run('*/15 * * * *', new Date(day.getTime() - 86_400_000), 150).map((time) => time.getTime())
      const pauses = quarters.slice(1).map((time, at) => (time - quarters[at]!) / 60_000)
      expect([...new Set(pauses)]).toEqual([15])
    }
    for (const text of ['30 2 * * *', '0 0 * * *', '15 1 * * *']) {
      const dates = run(text, days[0]!, 364).map((time) => time.toLocaleDateString('sv-SE'))
      expect(new Set(dates).size, text).toBe(364)
    }
  },
)

test('a name that every object has is no name of a schedule', () => {
  for (const text of ['__proto__', 'constructor', 'toString']) expect(parseSchedule(text).ok).toBe(false)
})

test('any text is read or refused in one line, and what is read comes', () => {
  const word = fc.constantFrom(
    '*',
    '?',
    '/',
    '-',
    ',',
    ' ',
    '@daily',
    'm',
    'd',
    'mon',
    'feb',
    '0',
    '5',
    '59',
    '31',
    '1e3',
    '\u0000',
    '²',
  )
  const text = fc.oneof(
    fc.string({ maxLength: 30 }),
    fc.array(word, { maxLength: 20 }).map((words) => words.join('')),
  )
  fc.assert(
    fc.property(text, (words) => {
      const parsed = parseSchedule(words)
      if (!parsed.ok) return void expect(parsed.reason).not.toMatch(/[\n\0]/)
      const now = new Date('2026-06-01T12:00:00')
      expect(parsed.schedule.next(now)!.getTime()).toBeGreaterThan(now.getTime())
    }),
    { numRuns: 1_000 },
  )
})

test('the next time is the first minute that matches, as a look at every minute finds it', () => {
  process.env['TZ'] = 'UTC'
  const first = Date.UTC(2026, 1, 25, 3, 11)
  const last = Date.UTC(2026, 2, 6)
  const reach = 40 * 86_400_000
  for (const text of ['7 */5 * * *', '*/13 3,17 2-20/3 * *', '0 0 * * 2', '59 23 28 2 *']) {
    const parsed = parseSchedule(text)
    if (!parsed.ok) throw new Error(parsed.reason)
    const fields = text.split(' ').map(expand)
    const isMatch = (time: number) => {
      const date = new Date(time)
      const parts = [
        date.getUTCMinutes(),
        date.getUTCHours(),
        date.getUTCDate(),
        date.getUTCMonth() + 1,
        date.getUTCDay(),
      ]
      return fields.every((matches, index) => matches(parts[index]!))
    }
    const matching: number[] = []
    for (let minute = first - (first % 60_000); minute < last + reach; minute += 60_000)
      if (isMatch(minute)) matching.push(minute)
    for (let at = first; at < last; at += 9_111_000) {
      const brute = matching.find((minute) => minute > at && minute < at + reach)
      const found = parsed.schedule.next(new Date(at))!.getTime()
      if (brute !== undefined) expect(found, `${text} after ${new Date(at).toISOString()}`).toBe(brute)
      else expect(found).toBeGreaterThan(at + reach - 86_400_000)
    }
  }
})

/** The fields above, read in the slow and obvious way. */
function expand(field: string): (value: number) => boolean {
  const allowed = new Set<number>()
  for (const part of field.split(',')) {
    const [range, step = '1'] = part.split('/')
    const [from, to] = range === '*' ? [0, 59] : range!.split('-').map(Number)
    for (let value = from!; value <= (to ?? (part.includes('/') ? 59 : from!)); value++) {
      if (range === '*' ? value % Number(step) === 0 : (value - from!) % Number(step) === 0) allowed.add(value)
    }
  }
  return (value) => allowed.has(value)
}
