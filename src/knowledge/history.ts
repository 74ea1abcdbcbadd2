// The user's own history in memory, and what they are likely to type next.
// Measured order of what predicts best: previous command, then directory, then frequency and age together.

import type { ShellName } from '../protocol/proposals.ts'
import { MAX_HISTORY_LINES, parseHistory } from './history-file.ts'

const HALF_LIFE_MS = 14 * 24 * 3600 * 1000
const WEIGHT_PREVIOUS = 6
const WEIGHT_CWD = 2.2
const MAX_UNIQUE = 12_000

/** One command as it was run. `at` in milliseconds; `status` null when unknown. */
export interface HistoryRecord {
  command: string
  cwd?: string | undefined
  status?: number | null | undefined
  at?: number | undefined
}

/** What to predict: commands that begin with `prefix`, here, after `previous`. */
export interface HistoryQuery {
  prefix: string
  cwd?: string | undefined
  previous?: string | undefined
  limit?: number | undefined
}

export interface Prediction {
  command: string
  /** 0..1 */
  confidence: number
  count: number
}

export interface History {
  /** Adds the commands of a history file, given whole or as its tail. */
  load(text: string | Uint8Array, shell: ShellName): number
  /** Adds one command. A command that begins with a blank is not recorded. */
  record(entry: HistoryRecord): void
  /** Likely commands, the likeliest first. */
  predict(query: HistoryQuery): Prediction[]
  /** Drops the commands in which `text` occurs, or all with ''; tells how many. */
  forget(text: string): number
  /** How often a program was used. */
  countProgram(name: string): number
  readonly size: number
  clear(): void
}

interface Entry {
  command: string
  count: number
  failures: number
  lastAt: number
  /** How often each command came right before this one. */
  after: Map<string, number>
  cwds: Map<string, number>
}

export function createHistory(now: () => number = Date.now): History {
  let entries = new Map<string, Entry>()
  const programs = new Map<string, number>()
  let last: string | undefined
  let total = 0

  const add = (command: string, cwd: string | undefined, status: number | null | undefined, at: number): void => {
    let entry = entries.get(command)
    if (!entry) {
      entry = { command, count: 0, failures: 0, lastAt: 0, after: new Map(), cwds: new Map() }
      entries.set(command, entry)
    }
    entry.count += 1
    // 127 is a command that does not exist: never worth offering again.
    if (status === 127) entry.failures += 2
    else if (status !== undefined && status !== null && status !== 0 && status !== 130) entry.failures += 0.5
    entry.lastAt = Math.max(entry.lastAt, at)
    if (last !== undefined && entry.after.size < 64) entry.after.set(last, (entry.after.get(last) ?? 0) + 1)
    if (cwd !== undefined && (entry.cwds.has(cwd) || entry.cwds.size < 32)) {
      entry.cwds.set(cwd, (entry.cwds.get(cwd) ?? 0) + 1)
    }
    const program = /^\S+/.exec(command)?.[0] ?? ''
    programs.set(program, (programs.get(program) ?? 0) + 1)
    last = command
    total += 1
    if (entries.size > MAX_UNIQUE) entries = forgetOldest(entries)
  }

  return {
    load(text, shell) {
      const lines = parseHistory(text, shell)
      const start = now()
      last = undefined
      // Lines without a time are spread over the past, oldest first, a minute apart.
      for (const [i, line] of lines.entries())
        add(line.command, undefined, null, line.at || start - (lines.length - i) * 60_000)
      return lines.length
    },
    record({ command, cwd, status, at }) {
      const text = command.trimEnd()
      if (text === '' || /^\s/.test(text) || total > MAX_HISTORY_LINES * 20) return
      add(text, cwd, status, at ?? now())
    },
    predict({ prefix, cwd, previous, limit = 5 }) {
      const time = now()
      const found: { entry: Entry; score: number }[] = []
      for (const entry of entries.values()) {
        if (!entry.command.startsWith(prefix) || entry.command === prefix) continue
        if (entry.failures >= entry.count) continue
        found.push({ entry, score: scoreEntry(entry, time, cwd, previous) })
      }
      found.sort((a, b) => b.score - a.score || (a.entry.command < b.entry.command ? -1 : 1))
      const sum = found.reduce((all, item) => all + item.score, 0) || 1
      return found.slice(0, limit).map(({ entry, score }) => ({
        command: entry.command,
        count: entry.count,
        confidence: Math.min(0.97, 0.35 + 0.6 * (score / sum) + Math.min(0.1, entry.count / 200)),
      }))
    },
    forget(text) {
      const gone = [...entries.keys()].filter((command) => command.includes(text))
      for (const command of gone) entries.delete(command)
      for (const { after } of entries.values()) for (const command of gone) after.delete(command)
      if (last?.includes(text)) last = undefined
      return gone.length
    },
    countProgram: (name) => programs.get(name) ?? 0,
    get size() {
      return entries.size
    },
    clear() {
      entries.clear()
      programs.clear()
      last = undefined
      total = 0
    },
  }
}

function scoreEntry(entry: Entry, time: number, cwd: string | undefined, previous: string | undefined): number {
  const age = Math.max(0, time - entry.lastAt)
  const frecency = Math.log2(1 + entry.count) * (0.25 + 0.75 * 2 ** (-age / HALF_LIFE_MS))
  const follows = previous === undefined ? 0 : (entry.after.get(previous) ?? 0)
  const here = cwd === undefined ? 0 : (entry.cwds.get(cwd) ?? 0)
  return frecency + WEIGHT_PREVIOUS * Math.log2(1 + follows) + WEIGHT_CWD * Math.log2(1 + here)
}

/** Drops a quarter at once, so that the sort is paid for seldom. */
function forgetOldest(entries: Map<string, Entry>): Map<string, Entry> {
  const kept = [...entries.values()].toSorted((a, b) => b.lastAt - a.lastAt).slice(0, Math.floor(MAX_UNIQUE * 0.75))
  return new Map(kept.reverse().map((entry) => [entry.command, entry]))
}
