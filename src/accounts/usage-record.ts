// A record of all model calls of this user, in an append-only file for each month. What was used today and by a session is summed up
// from it, for `kimi usage` and for the limits that the user has set; calls of other processes count, too.

import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { UsageReport, UsageSum } from '../protocol/account.ts'
import { makeDirectory } from '../sys/files.ts'
import { parseObject } from '../sys/json-reading.ts'
import { appendText } from '../sys/line-append.ts'

export interface ModelCall {
  /** Milliseconds since the epoch. */
  at: number
  /** The session's id; '' for proposals. */
  session: string
  model: string
  /** All tokens of the input, `cached` of them from the provider's cache. */
  input: number
  cached: number
  output: number
  /** US dollars; null where the price is not known. */
  usd: number | null
}

export interface UsageRecord {
  /** Adds a call. Where the disk fails, only this process knows of it. */
  add(call: ModelCall): void
  /** The sum of the day of `now`, by the local clock. */
  today(now: number): UsageSum
  /** The sum of a session in the month of `now` and in the one before. */
  session(now: number, id: string): UsageSum
  /** The sums of the day, of the session and of each model of the day. Without a session that has calls, `session` is null. */
  report(now: number, session: string | null): Omit<UsageReport, 'left'>
}

/** The sums of one file, and how far it has been read. */
interface Month {
  path: string
  /** Bytes of the whole lines that are counted. */
  readTo: number
  days: Map<string, Map<string, UsageSum>>
  sessions: Map<string, UsageSum>
}

const NOTHING: UsageSum = { calls: 0, input: 0, cached: 0, output: 0, usd: null }

/** Reads nothing before the first question. */
export function createUsageRecord(share: string): UsageRecord {
  const months = new Map<string, Month>()
  const monthOf = (at: number): Month => {
    const name = dayOf(at).slice(0, 7)
    const path = join(share, 'usage', `${name}.jsonl`)
    const month = months.get(name) ?? { path, readTo: 0, days: new Map(), sessions: new Map() }
    months.set(name, month)
    return month
  }
  const modelsOf = (now: number): [string, UsageSum][] => {
    const month = monthOf(now)
    readOn(month)
    return [...(month.days.get(dayOf(now)) ?? [])]
  }
  const today = (now: number) => modelsOf(now).reduce((sum, [, model]) => addUp(sum, model), NOTHING)
  const session = (now: number, id: string) =>
    [monthOf(beforeMonth(now)), monthOf(now)].reduce((sum, month) => {
      readOn(month)
      return addUp(sum, month.sessions.get(id) ?? NOTHING)
    }, NOTHING)
  return {
    add(call) {
      const month = monthOf(call.at)
      try {
        makeDirectory(dirname(month.path))
        appendText(month.path, `${JSON.stringify(call)}\n`)
      } catch {
        // A full disk costs the record a line, and nobody an answer.
        count(month, call)
      }
    },
    today,
    session,
    report(now, id) {
      const weight = ({ input, output }: UsageSum) => input + output
      const models = modelsOf(now).map(([model, sum]) => ({ model, sum }))
      const own = id === null ? NOTHING : session(now, id)
      return {
        today: today(now),
        session: own.calls === 0 ? null : own,
        models: models.sort((a, b) => weight(b.sum) - weight(a.sum)),
      }
    },
  }
}

/** Counts the lines that were added since the file was last read. A file that cannot be read adds nothing. */
function readOn(month: Month): void {
  let fd: number
  try {
    fd = openSync(month.path, 'r')
  } catch {
    return
  }
  try {
    const { size } = fstatSync(fd)
    if (size <= month.readTo) return
    const bytes = Buffer.alloc(size - month.readTo)
    const end = bytes.subarray(0, readSync(fd, bytes, 0, bytes.length, month.readTo)).lastIndexOf('\n') + 1
    for (const line of bytes.toString('utf8', 0, end).split('\n')) {
      const call = readCall(line)
      if (call) count(month, call)
    }
    month.readTo += end
  } catch {
    // The lines read before the error stay counted.
  } finally {
    closeSync(fd)
  }
}

/** Null for a line that another release has written. */
function readCall(line: string): ModelCall | null {
  const found = parseObject(line)
  if (found === null || typeof found['at'] !== 'number' || typeof found['model'] !== 'string') return null
  const numberOf = (name: string) => Number(found[name]) || 0
  const usd = typeof found['usd'] === 'number' ? found['usd'] : null
  const session = String(found['session'] ?? '')
  const [input, cached, output] = [numberOf('input'), numberOf('cached'), numberOf('output')]
  return { at: found['at'], session, model: found['model'], input, cached, output, usd }
}

function count({ days, sessions }: Month, call: ModelCall): void {
  const { at, session, model, ...counts } = call
  const sum = { ...counts, calls: 1 }
  const day = dayOf(at)
  const models = days.get(day) ?? new Map<string, UsageSum>()
  days.set(day, models.set(model, addUp(models.get(model) ?? NOTHING, sum)))
  if (session !== '') sessions.set(session, addUp(sessions.get(session) ?? NOTHING, sum))
}

function addUp(a: UsageSum, b: UsageSum): UsageSum {
  return {
    calls: a.calls + b.calls,
    input: a.input + b.input,
    cached: a.cached + b.cached,
    output: a.output + b.output,
    usd: a.usd === null && b.usd === null ? null : (a.usd ?? 0) + (b.usd ?? 0),
  }
}

/** A time in the month before. */
function beforeMonth(at: number): number {
  const date = new Date(at)
  return new Date(date.getFullYear(), date.getMonth(), 0).getTime()
}

/** The local day, as `2026-11-29`. */
function dayOf(at: number): string {
  const date = new Date(at)
  const two = (number: number) => String(number).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}
