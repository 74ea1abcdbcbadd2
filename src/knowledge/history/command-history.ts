// The user's own history in memory, and predictions from it. Measured order of the best predictors: the previous command, then
// the directory, then frequency and age together.

import type { ShellName } from '../../protocol/proposals.ts'
import { createSlices } from '../../sys/time-slices.ts'
import { MAX_HISTORY_LINES, parseHistory, type HistoryLine } from './history-file.ts'

const HALF_LIFE_MS = 14 * 24 * 3600 * 1000
/** Weights of the contexts in a prediction; measured with `npm run quality`. */
const WEIGHTS = { previous: 0.6, head: 0.3, headHere: 1, cwd: 0.25, ever: 0.05 }
/** Commands run lately are run again (the same file, the same test); their bonus halves every `LATELY` commands. */
const WEIGHT_LATELY = 0.5
const LATELY = 12
/** A context that has been seen this many times counts by half. */
const DOUBT = 2
const MAX_UNIQUE = 12_000
const MAX_CONTEXTS = 64

/** A command that was run. `at` is in milliseconds since the epoch; `status` is null when unknown. */
export interface HistoryRecord {
  command: string
  cwd?: string | undefined
  status?: number | null | undefined
  at?: number | undefined
}

/** Asks for commands that begin with `prefix`, are run in `cwd`, and follow `previous`. */
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
  /** Adds the last 20,000 commands of a history file, given whole or as its tail, in slices of time; returns their number. */
  load(text: string | Uint8Array, shell: ShellName): Promise<number>
  /** Adds one command. A command that begins with a blank is not recorded, nor one with bytes that are no UTF-8. */
  record(entry: HistoryRecord): void
  /** Likely commands, the likeliest first; never `prefix` itself. */
  predict(query: HistoryQuery): Prediction[]
  /** Drops the commands in which `text` occurs, or all with ''; returns their number. */
  forget(text: string): number
  readonly size: number
  clear(): void
}

interface Entry {
  command: string
  count: number
  /** 2 for each run of a program that does not exist, 0.5 for another failure. */
  failures: number
  lastAt: number
  /** The number of commands that had been run when this one last was. */
  lastPlace: number
  /** The number of times that each command came right before this one. */
  after: Map<string, number>
  /** The same by the kind of the command before (`git commit`), and by that kind in a directory. */
  afterHead: Map<string, number>
  cwds: Map<string, number>
}

const CONTEXTS = ['after', 'afterHead', 'cwds'] as const
type ContextName = (typeof CONTEXTS)[number]

/** Commands that were run one after the other. */
interface Chain {
  last: string | undefined
}

/** All commands that were run. */
interface Past extends Chain {
  entries: Map<string, Entry>
  /** The same counts, summed over all entries. */
  contexts: Record<ContextName, Map<string, number>>
  total: number
}

function createPast(): Past {
  return {
    entries: new Map(),
    contexts: { after: new Map(), afterHead: new Map(), cwds: new Map() },
    last: undefined,
    total: 0,
  }
}

/** @param now milliseconds since the epoch */
export function createHistory(now: () => number = Date.now): History {
  let past = createPast()
  return {
    async load(text, shell) {
      const rest = createSlices()
      const all: HistoryLine[] = []
      for (const line of parseHistory(text, shell)) {
        all.push(line)
        await rest()
      }
      const lines = all.slice(-MAX_HISTORY_LINES)
      const start = now()
      // A command recorded meanwhile follows other commands than those of the file.
      const chain: Chain = { last: undefined }
      // Lines without a time are spread over the past, oldest first, a minute apart.
      for (const [i, line] of lines.entries()) {
        addCommand(past, { command: line.command, at: line.at || start - (lines.length - i) * 60_000 }, chain)
        await rest()
      }
      past.last ??= chain.last
      return lines.length
    },
    record({ command, cwd, status, at }) {
      const text = command.trimEnd()
      if (text === '' || /^\s|\uFFFD/.test(text) || past.total > MAX_HISTORY_LINES * 20) return
      addCommand(past, { command: text, cwd, status, at: at ?? now() })
    },
    predict: (query) => predictFrom(past, query, now()),
    forget(text) {
      const gone = [...past.entries.keys()].filter((command) => command.includes(text))
      if (gone.length === past.entries.size) past = createPast()
      else forgetIn(past, text, gone)
      return gone.length
    },
    get size() {
      return past.entries.size
    },
    clear: () => void (past = createPast()),
  }
}

/** `chain` is what the command was run behind: what is read from a file does not follow what is run meanwhile. */
function addCommand(
  past: Past,
  { command, cwd, status, at }: HistoryRecord & { at: number },
  chain: Chain = past,
): void {
  const { contexts } = past
  const { last } = chain
  const entry = past.entries.get(command) ?? createEntry(past, command)
  entry.count += 1
  // Status 127: the program does not exist, so the command is never worth offering again.
  if (status === 127) entry.failures += 2
  else if (status !== undefined && status !== null && status !== 0 && status !== 130) entry.failures += 0.5
  entry.lastAt = Math.max(entry.lastAt, at)
  entry.lastPlace = past.total
  if (last !== undefined) {
    count(entry.after, contexts.after, last)
    const head = headOf(last)
    count(entry.afterHead, contexts.afterHead, head)
    if (cwd !== undefined) count(entry.afterHead, contexts.afterHead, placeHead(head, cwd))
  }
  if (cwd !== undefined) count(entry.cwds, contexts.cwds, cwd)
  chain.last = command
  past.total += 1
  if (past.entries.size > MAX_UNIQUE) forgetOldest(past)
}

function createEntry(past: Past, command: string): Entry {
  const [after, afterHead, cwds] = [new Map(), new Map(), new Map()]
  const entry: Entry = { command, count: 0, failures: 0, lastAt: 0, lastPlace: 0, after, afterHead, cwds }
  past.entries.set(command, entry)
  return entry
}

function count(own: Map<string, number>, all: Map<string, number>, key: string): void {
  if (!own.has(key) && own.size >= MAX_CONTEXTS) return
  own.set(key, (own.get(key) ?? 0) + 1)
  all.set(key, (all.get(key) ?? 0) + 1)
}

function predictFrom(past: Past, query: HistoryQuery, time: number): Prediction[] {
  const { prefix, cwd, previous, limit = 5 } = query
  const found: { entry: Entry; score: number }[] = []
  const head = previous === undefined ? undefined : headOf(previous)
  const situation = { time, cwd, previous, head, headHere: head && cwd && placeHead(head, cwd) }
  for (const entry of past.entries.values()) {
    if (!entry.command.startsWith(prefix) || entry.command === prefix) continue
    if (entry.failures >= entry.count) continue
    found.push({ entry, score: scoreEntry(past, entry, situation) })
  }
  found.sort((a, b) => b.score - a.score || (a.entry.command < b.entry.command ? -1 : 1))
  const sum = found.reduce((all, item) => all + item.score, 0) || 1
  return found.slice(0, limit).map(({ entry, score }) => ({
    command: entry.command,
    count: entry.count,
    confidence: Math.min(0.97, 0.35 + 0.6 * (score / sum) + Math.min(0.1, entry.count / 200)),
  }))
}

/** The prompt that a command is predicted for. */
interface Situation {
  time: number
  cwd: string | undefined
  previous: string | undefined
  head: string | undefined
  headHere: string | undefined
}

function scoreEntry({ contexts, total }: Past, entry: Entry, situation: Situation): number {
  const { time, cwd, previous, head, headHere } = situation
  const fresh = 0.25 + 0.75 * 2 ** (-Math.max(0, time - entry.lastAt) / HALF_LIFE_MS)
  const known =
    WEIGHTS.previous * share(entry.after, contexts.after, previous) +
    WEIGHTS.head * share(entry.afterHead, contexts.afterHead, head) +
    WEIGHTS.headHere * share(entry.afterHead, contexts.afterHead, headHere) +
    WEIGHTS.cwd * share(entry.cwds, contexts.cwds, cwd) +
    (WEIGHTS.ever * fresh * entry.count) / (total + 1)
  return known * (1 + WEIGHT_LATELY * 2 ** (-(total - entry.lastPlace) / LATELY))
}

/** The command's share in all that happened in a context; small while the context is hardly known. */
function share(own: Map<string, number>, all: Map<string, number>, key: string | undefined): number {
  return key === undefined ? 0 : (own.get(key) ?? 0) / ((all.get(key) ?? 0) + DOUBT)
}

/** Removes the commands in `gone`, and `text` from the contexts of all others: the names of contexts hold commands too. */
function forgetIn(past: Past, text: string, gone: readonly string[]): void {
  for (const command of gone) past.entries.delete(command)
  for (const entry of past.entries.values())
    for (const name of CONTEXTS) for (const key of entry[name].keys()) if (key.includes(text)) entry[name].delete(key)
  sumContexts(past)
  if (past.last?.includes(text)) past.last = undefined
}

/** Drops a quarter of the commands at once, so that they are seldom sorted. */
function forgetOldest(past: Past): void {
  const kept = [...past.entries.values()]
    .toSorted((a, b) => b.lastAt - a.lastAt)
    .slice(0, Math.floor(MAX_UNIQUE * 0.75))
  past.entries = new Map(kept.reverse().map((entry) => [entry.command, entry]))
  sumContexts(past)
}

function sumContexts(past: Past): void {
  for (const name of CONTEXTS) {
    const sums = new Map<string, number>()
    for (const entry of past.entries.values())
      for (const [key, times] of entry[name]) sums.set(key, (sums.get(key) ?? 0) + times)
    past.contexts[name] = sums
  }
}

/** A kind of command in a directory: commands that follow `git commit` differ between projects. */
const placeHead = (head: string, cwd: string): string => `${cwd}\0${head}`

/** The kind of a command: its program, and the subcommand where there is one. */
function headOf(command: string): string {
  return /^\S+(?: [a-z][a-z-]*(?= |$))?/.exec(command)?.[0] ?? command
}
