// A record of all model calls, in an append-only file for each month; today's tokens and costs are summed up from it.

import { dirname, join } from 'node:path'
import type { UsageReport, UsageSum } from '../protocol/account.ts'
import { makeDirectory, readText } from '../sys/files.ts'
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
  /** Adds a call; written in the background, and lost where the disk fails. */
  add(call: ModelCall): void
  /** Sums of the day of `now`, by the local clock, and of a session in this month. */
  sum(now: number, session: string | null): Omit<UsageReport, 'left'>
  /** Resolves when all calls are on the disk. */
  settled(): Promise<void>
}

export function createUsageRecord(share: string): UsageRecord {
  let writing: Promise<void> = Promise.resolve()
  const fileOf = (at: number) => join(share, 'usage', `${dayOf(at).slice(0, 7)}.jsonl`)
  return {
    add(call) {
      const path = fileOf(call.at)
      const line = `${JSON.stringify(call)}\n`
      writing = writing.then(() => {
        try {
          makeDirectory(dirname(path))
          appendText(path, line)
        } catch {
          // A full disk costs the record a line, and nobody an answer.
        }
      })
    },
    sum(now, session) {
      const calls = readCalls(fileOf(now))
      const today = calls.filter(({ at }) => dayOf(at) === dayOf(now))
      const own = session === null ? [] : calls.filter((call) => call.session === session)
      const models = [...Map.groupBy(today, ({ model }) => model)].map(([model, some]) => ({ model, sum: sumUp(some) }))
      const weight = ({ sum }: { sum: UsageSum }) => sum.input + sum.output
      return {
        today: sumUp(today),
        session: own.length === 0 ? null : sumUp(own),
        models: models.sort((a, b) => weight(b) - weight(a)),
      }
    },
    settled: () => writing,
  }
}

/** Lines that a crash has torn, or that another release has written, are left out. */
function readCalls(path: string): ModelCall[] {
  const lines = (readText(path) ?? '').split('\n')
  return lines.flatMap((line) => {
    const found = parseObject(line)
    if (found === null || typeof found['at'] !== 'number' || typeof found['model'] !== 'string') return []
    const numberOf = (name: string) => Number(found[name]) || 0
    const usd = typeof found['usd'] === 'number' ? found['usd'] : null
    const session = String(found['session'] ?? '')
    const [input, cached, output] = [numberOf('input'), numberOf('cached'), numberOf('output')]
    return [{ at: found['at'], session, model: found['model'], input, cached, output, usd }]
  })
}

function sumUp(calls: readonly ModelCall[]): UsageSum {
  const add = (name: 'input' | 'cached' | 'output') => calls.reduce((sum, call) => sum + call[name], 0)
  const priced = calls.filter(({ usd }) => usd !== null)
  return {
    calls: calls.length,
    input: add('input'),
    cached: add('cached'),
    output: add('output'),
    usd: priced.length === 0 ? null : priced.reduce((sum, { usd }) => sum + (usd ?? 0), 0),
  }
}

/** The local day, as `2026-11-29`. */
function dayOf(at: number): string {
  const date = new Date(at)
  const two = (number: number) => String(number).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}
