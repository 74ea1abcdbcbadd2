// The times of a schedule: an interval such as `15m`, or the five fields of cron(5) in local time.

export interface Schedule {
  /** The schedule as it was understood, for the user. */
  about: string
  /** The first time after `after`; null when none comes within the next 40 years. */
  next(after: Date): Date | null
}

type Parsed<T> = { ok: true; value: T } | { ok: false; reason: string }

const INTERVAL = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/
const SHORTEST_S = 10
const LONGEST_S = 366 * 86_400
const NAMED: Record<string, string> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
  '@yearly': '0 0 1 1 *',
}
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
/** Weekdays of a date repeat after 28 years, or 40 across a century without a leap day. */
const YEARS_AHEAD = 40

/** Refuses what cannot be read, and what never comes (`0 0 30 2 *`). `reason` is one line for the user. */
export function parseSchedule(text: string): { ok: true; schedule: Schedule } | { ok: false; reason: string } {
  const words = text.trim().toLowerCase()
  const interval = words === '' ? null : INTERVAL.exec(words)
  if (interval) return parseInterval(words, interval)
  const named = Object.hasOwn(NAMED, words) ? NAMED[words] : undefined
  const fields = (named ?? words).split(/\s+/)
  if (fields.length !== 5) {
    return { ok: false, reason: `${JSON.stringify(text)}: expected 15m, 2h, @daily or five cron fields` }
  }
  const minute = parseField('minute', fields[0]!, 0, 59)
  const hour = parseField('hour', fields[1]!, 0, 23)
  const day = parseField('day of month', fields[2]!, 1, 31)
  const month = parseField('month', fields[3]!, 1, 12, MONTHS)
  const weekday = parseField('day of week', fields[4]!, 0, 7, DAYS)
  for (const field of [minute, hour, day, month, weekday]) if (!field.ok) return field
  const [minutes, hours, days, months, weekdays] = [minute, hour, day, month, weekday].map((field) =>
    field.ok ? field.value : new Set<number>(),
  ) as [Set<number>, Set<number>, Set<number>, Set<number>, Set<number>]
  if (weekdays.has(7)) weekdays.add(0)
  // cron(5): with both the day of the month and the day of the week restricted, either is enough.
  const isOpen = (field: string) => field.startsWith('*') || field === '?'
  const isEither = !isOpen(fields[2]!) && !isOpen(fields[4]!)
  const isDay = (date: Date) => {
    const [byDate, byWeekday] = [days.has(date.getDate()), weekdays.has(date.getDay())]
    return months.has(date.getMonth() + 1) && (isEither ? byDate || byWeekday : byDate && byWeekday)
  }
  const sort = (values: ReadonlySet<number>) => [...values].toSorted((a, b) => a - b)
  const next = (after: Date) =>
    findNext(after, isDay, { hours: sort(hours), minutes: sort(minutes), repeats: isOpen(fields[1]!) })
  if (!next(new Date())) return { ok: false, reason: `${text.trim()}: no such day: it would never run` }
  return { ok: true, schedule: { about: fields.join(' '), next } }
}

function parseInterval(words: string, parts: RegExpExecArray): ReturnType<typeof parseSchedule> {
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = parts.slice(1).map((part) => Number(part ?? 0))
  const total = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
  if (total < SHORTEST_S || total > LONGEST_S) {
    return { ok: false, reason: `${words}: expected at least ${SHORTEST_S}s and at most 366d` }
  }
  return {
    ok: true,
    schedule: { about: `every ${words}`, next: (after) => new Date(after.getTime() + total * 1000) },
  }
}

/** Reads one field: `*`, `?`, numbers and names, ranges `a-b`, steps `/n`, lists. */
function parseField(
  name: string,
  text: string,
  least: number,
  most: number,
  names: string[] = [],
): Parsed<Set<number>> {
  const values = new Set<number>()
  const read = (word: string): number => {
    const at = names.indexOf(word)
    return at >= 0 ? at + (least === 1 ? 1 : 0) : /^\d+$/.test(word) ? Number(word) : Number.NaN
  }
  for (const part of text.split(',')) {
    const [range = '', stepText, ...more] = part.split('/')
    const step = stepText === undefined ? 1 : /^\d+$/.test(stepText) ? Number(stepText) : 0
    const [fromText = '', toText, ...rest] =
      range === '*' || range === '?' ? [String(least), String(most)] : range.split('-')
    const from = read(fromText)
    const to = toText === undefined ? (stepText === undefined ? from : most) : read(toText)
    if (from > to && from <= most && to >= least) {
      return { ok: false, reason: `${name} ${part}: ${fromText} comes after ${toText ?? most}` }
    }
    const isWrong = more.length > 0 || rest.length > 0 || step < 1 || !(from >= least && to <= most && from <= to)
    if (isWrong) return { ok: false, reason: `${name} ${part}: expected ${least} to ${most}` }
    for (let value = from; value <= to; value += step) values.add(value)
  }
  return { ok: true, value: values }
}

interface TimesOfDay {
  /** Sorted, as the minutes. */
  hours: readonly number[]
  minutes: readonly number[]
  /** True for a schedule of every hour: it runs on when the clock is set back, where one of fixed hours runs once. */
  repeats: boolean
}

/**
 * Looks day by day, then at the times of that day. When the clock changes, a time that it leaves out runs right after the
 * gap, and a time that comes twice runs once.
 */
function findNext(after: Date, isDay: (date: Date) => boolean, times: TimesOfDay): Date | null {
  const begin = new Date(after.getFullYear(), after.getMonth(), after.getDate())
  // Days are counted at noon: midnight can lie in a gap of the clock.
  for (let ahead = 0; ahead <= YEARS_AHEAD * 366; ahead++) {
    const noon = new Date(begin.getFullYear(), begin.getMonth(), begin.getDate() + ahead, 12)
    const first = isDay(noon) ? findFirst(noon, after.getTime(), times) : Infinity
    if (first !== Infinity) return new Date(first)
  }
  return null
}

/** The first of the times on the day of `noon` after `after`, in milliseconds; Infinity when no time is left on that day. */
function findFirst(noon: Date, after: number, { hours, minutes, repeats }: TimesOfDay): number {
  const at = (hour: number, minute = 0) => new Date(noon.getFullYear(), noon.getMonth(), noon.getDate(), hour, minute)
  const hasChange = at(0).getTimezoneOffset() !== at(24).getTimezoneOffset()
  const shifts = repeats && hasChange ? CLOCK_SHIFTS_MS : [0]
  let first = Infinity
  for (const hour of hours) {
    for (const minute of minutes) {
      // Date moves a time that the clock leaves out behind the gap, and takes the first of one that comes twice.
      const time = at(hour, minute).getTime()
      for (const shift of shifts) {
        const isSame = shift === 0 || isAt(new Date(time + shift), hour, minute)
        if (isSame && time + shift > after) first = Math.min(first, time + shift)
      }
      if (first !== Infinity && !hasChange) return first // the times of such a day are in order
    }
  }
  return first
}

/** The clock is set back by an hour in most places, by half an hour on Lord Howe Island and by two at Troll. */
const CLOCK_SHIFTS_MS = [0, 1_800_000, 3_600_000, 7_200_000]

function isAt(date: Date, hour: number, minute: number): boolean {
  return date.getHours() === hour && date.getMinutes() === minute
}
