// The user's own history in memory, and what they are likely to type next.
// Measured order of what predicts best: previous command, then directory, then frequency and age together.

import type { ShellName } from '../../protocol/proposals.ts'
import { MAX_HISTORY_LINES, parseHistory } from './history-file.ts'

const HALF_LIFE_MS = 14 * 24 * 3600 * 1000
/** What each view of the past may say at most; measured on `npm run quality`. */
const WEIGHTS = { previous: 0.6, head: 0.3, headHere: 1, cwd: 0.25, ever: 0.05 }
/** What was run some commands ago is run again: the same file, the same test. */
const WEIGHT_LATELY = 0.5
const LATELY = 12
/** So many times a context must have been seen before it is believed by half. */
const DOUBT = 2
const MAX_UNIQUE = 12_000
const MAX_CONTEXTS = 64

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
  /** How many commands had been run when it last was. */
  lastPlace: number
  /** How often each command came right before this one, and each kind of command (`git commit`). */
  after: Map<string, number>
  afterHead: Map<string, number>
  cwds: Map<string, number>
}

const CONTEXTS = ['after', 'afterHead', 'cwds'] as const
type ContextName = (typeof CONTEXTS)[number]

export function createHistory(now: () => number = Date.now): History {
  let entries = new Map<string, Entry>()
  const programs = new Map<string, number>()
  /** How often something followed a command, a kind of command, a directory. */
  const contexts: Record<ContextName, Map<string, number>> = {
    after: new Map<string, number>(),
    afterHead: new Map<string, number>(),
    cwds: new Map<string, number>(),
  }
  let last: string | undefined
  let total = 0

  const add = (command: string, cwd: string | undefined, status: number | null | undefined, at: number): void => {
    let entry = entries.get(command)
    if (!entry) {
      entry = {
        command,
        count: 0,
        failures: 0,
        lastAt: 0,
        lastPlace: 0,
        after: new Map(),
        afterHead: new Map(),
        cwds: new Map(),
      }
      entries.set(command, entry)
    }
    entry.count += 1
    // 127 is a command that does not exist: never worth offering again.
    if (status === 127) entry.failures += 2
    else if (status !== undefined && status !== null && status !== 0 && status !== 130) entry.failures += 0.5
    entry.lastAt = Math.max(entry.lastAt, at)
    entry.lastPlace = total
    if (last !== undefined) {
      count(entry.after, contexts.after, last)
      const head = headOf(last)
      count(entry.afterHead, contexts.afterHead, head)
      if (cwd !== undefined) count(entry.afterHead, contexts.afterHead, placeHead(head, cwd))
    }
    if (cwd !== undefined) count(entry.cwds, contexts.cwds, cwd)
    const program = /^\S+/.exec(command)?.[0] ?? ''
    programs.set(program, (programs.get(program) ?? 0) + 1)
    last = command
    total += 1
    if (entries.size > MAX_UNIQUE) {
      entries = forgetOldest(entries)
      for (const name of CONTEXTS) contexts[name] = sumContexts(entries.values(), name)
    }
  }

  const count = (own: Map<string, number>, all: Map<string, number>, key: string): void => {
    if (!own.has(key) && own.size >= MAX_CONTEXTS) return
    own.set(key, (own.get(key) ?? 0) + 1)
    all.set(key, (all.get(key) ?? 0) + 1)
  }

  /** How much of what happened in a context was this command; little where the context is hardly known. */
  const share = (own: Map<string, number>, all: Map<string, number>, key: string | undefined): number =>
    key === undefined ? 0 : (own.get(key) ?? 0) / ((all.get(key) ?? 0) + DOUBT)

  const score = (
    entry: Entry,
    time: number,
    cwd: string | undefined,
    previous: string | undefined,
    head: string | undefined,
  ): number => {
    const fresh = 0.25 + 0.75 * 2 ** (-Math.max(0, time - entry.lastAt) / HALF_LIFE_MS)
    const known =
      WEIGHTS.previous * share(entry.after, contexts.after, previous) +
      WEIGHTS.head * share(entry.afterHead, contexts.afterHead, head) +
      WEIGHTS.headHere * share(entry.afterHead, contexts.afterHead, head && cwd && placeHead(head, cwd)) +
      WEIGHTS.cwd * share(entry.cwds, contexts.cwds, cwd) +
      (WEIGHTS.ever * fresh * entry.count) / (total + 1)
    return known * (1 + WEIGHT_LATELY * 2 ** (-(total - entry.lastPlace) / LATELY))
  }

  const clear = (): void => {
    entries.clear()
    programs.clear()
    for (const context of Object.values(contexts)) context.clear()
    last = undefined
    total = 0
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
      const head = previous === undefined ? undefined : headOf(previous)
      for (const entry of entries.values()) {
        if (!entry.command.startsWith(prefix) || entry.command === prefix) continue
        if (entry.failures >= entry.count) continue
        found.push({ entry, score: score(entry, time, cwd, previous, head) })
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
      if (gone.length === entries.size) {
        clear()
        return gone.length
      }
      for (const command of gone) entries.delete(command)
      // Nor what they came before: their words are names of contexts too.
      for (const entry of entries.values())
        for (const name of CONTEXTS)
          for (const key of entry[name].keys()) if (key.includes(text)) entry[name].delete(key)
      for (const name of CONTEXTS) contexts[name] = sumContexts(entries.values(), name)
      if (last?.includes(text)) last = undefined
      return gone.length
    },
    countProgram: (name) => programs.get(name) ?? 0,
    get size() {
      return entries.size
    },
    clear,
  }
}

/** A kind of command in a directory: what follows `git commit` differs between projects. */
const placeHead = (head: string, cwd: string): string => `${cwd}\0${head}`

/** The kind of a command: its program, and the subcommand where there is one. */
export function headOf(command: string): string {
  return /^\S+(?: [a-z][a-z-]*(?= |$))?/.exec(command)?.[0] ?? command
}

/** Drops a quarter at once, so that the sort is paid for seldom. */
function forgetOldest(entries: Map<string, Entry>): Map<string, Entry> {
  const kept = [...entries.values()].toSorted((a, b) => b.lastAt - a.lastAt).slice(0, Math.floor(MAX_UNIQUE * 0.75))
  return new Map(kept.reverse().map((entry) => [entry.command, entry]))
}

function sumContexts(entries: Iterable<Entry>, name: ContextName): Map<string, number> {
  const sums = new Map<string, number>()
  for (const entry of entries) for (const [key, times] of entry[name]) sums.set(key, (sums.get(key) ?? 0) + times)
  return sums
}
