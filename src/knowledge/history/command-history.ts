// The user's own history in memory, and predictions from it: by habit (command-habits.ts), then by frequency and age together.

import type { ShellName } from '../../protocol/proposals.ts'
import { createSlices } from '../../sys/time-slices.ts'
import { CHAIN_LENGTH, createHabits, type Habits, type RanCommand } from './command-habits.ts'
import { MAX_HISTORY_LINES, parseHistory, type HistoryLine } from './history-file.ts'

const HALF_LIFE_MS = 14 * 24 * 3600 * 1000
/** The weight of frequency and age beside habit; measured with `npm run quality`. */
const WEIGHT_EVER = 0.05
/** Commands run lately are run again (the same file, the same test); their bonus halves every `LATELY` commands. */
const WEIGHT_LATELY = 0.5
const LATELY = 12
/** A line that has only failed is offered again when it was run this often: a test that fails is run again, a slip is not. */
const WORTH_REPEATING = 3
const MAX_UNIQUE = 12_000
/** The chains of the shells that ran something last are kept. */
const MAX_SHELLS = 64

/** A command that was run. `at` is in milliseconds since the epoch; `status` is null when unknown; `shell` names the shell. */
export interface HistoryRecord extends RanCommand {
  at?: number | undefined
  shell?: string | undefined
}

/** Asks for commands that begin with `prefix`, are run in `cwd`, and follow those in `recent`, oldest first. */
export interface HistoryQuery {
  prefix: string
  cwd?: string | undefined
  recent?: readonly RanCommand[] | undefined
  limit?: number | undefined
}

export interface Prediction {
  command: string
  /** 0..1 */
  confidence: number
  /** The probability that the command comes next, as far as habit tells. */
  probability: number
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
  /** True while it has failed each time; false where the status of a run is unknown. */
  hasOnlyFailed: boolean
  lastAt: number
  /** The number of commands that had been run when this one last was. */
  lastPlace: number
}

/** The last commands of one shell, oldest first. */
type Chain = RanCommand[]

/** All commands that were run. */
interface Past {
  entries: Map<string, Entry>
  habits: Habits
  /** By shell; commands of no known shell are one chain, ''. */
  chains: Map<string, Chain>
  total: number
}

const createPast = (): Past => ({ entries: new Map(), habits: createHabits(), chains: new Map(), total: 0 })

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
      const chain: Chain = []
      // Lines without a time are spread over the past, oldest first, a minute apart.
      for (const [i, line] of lines.entries()) {
        addCommand(past, { command: line.command, at: line.at || start - (lines.length - i) * 60_000 }, chain)
        await rest()
      }
      return lines.length
    },
    record({ command, cwd, status, at, shell = '' }) {
      const text = command.trimEnd()
      if (text === '' || /^\s|\uFFFD/.test(text) || past.total > MAX_HISTORY_LINES * 20) return
      const chain = past.chains.get(shell) ?? []
      past.chains.delete(shell)
      past.chains.set(shell, chain)
      if (past.chains.size > MAX_SHELLS) past.chains.delete(past.chains.keys().next().value ?? '')
      addCommand(past, { command: text, cwd, status, at: at ?? now() }, chain)
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

/** The answer to one request of a task (notices/waiting-answers.ts proposes it): the request is gone with it. */
const ANSWER_TO_TASK = /^kimi task (?:approve|reject) \S+:\S/

/** `chain` is what the command was run behind: what is read from a file does not follow what is run meanwhile. */
function addCommand(past: Past, { command, cwd, status, at }: HistoryRecord & { at: number }, chain: Chain): void {
  if (ANSWER_TO_TASK.test(command)) return
  const entry = past.entries.get(command) ?? {
    command,
    count: 0,
    failures: 0,
    hasOnlyFailed: true,
    lastAt: 0,
    lastPlace: 0,
  }
  past.entries.set(command, entry)
  entry.count += 1
  // Status 127: the program does not exist, so the command is never worth offering again.
  if (status === 127) entry.failures += 2
  else if (status !== undefined && status !== null && status !== 0 && status !== 130) entry.failures += 0.5
  if (status === undefined || status === null || status === 0 || status === 130) entry.hasOnlyFailed = false
  entry.lastAt = Math.max(entry.lastAt, at)
  entry.lastPlace = past.total
  const ran = { command, cwd, status }
  past.habits.count(ran, chain)
  chain.push(ran)
  if (chain.length > CHAIN_LENGTH) chain.shift()
  past.total += 1
  if (past.entries.size > MAX_UNIQUE) forgetOldest(past)
}

function predictFrom(past: Past, query: HistoryQuery, time: number): Prediction[] {
  const { prefix, cwd, recent = [], limit = 5 } = query
  const shares = past.habits.weigh(cwd, recent)
  const found: { entry: Entry; share: number; score: number }[] = []
  for (const entry of past.entries.values()) {
    if (!entry.command.startsWith(prefix) || entry.command === prefix) continue
    if (entry.failures >= entry.count || (entry.hasOnlyFailed && entry.count < WORTH_REPEATING)) continue
    const share = shares.get(entry.command) ?? 0
    found.push({ entry, share, score: share + scoreEver(past, entry, time) })
  }
  found.sort((a, b) => b.score - a.score || (a.entry.command < b.entry.command ? -1 : 1))
  const sum = found.reduce((all, item) => all + item.score, 0) || 1
  return found.slice(0, limit).map(({ entry, share, score }) => ({
    command: entry.command,
    count: entry.count,
    probability: share,
    confidence: Math.min(0.97, 0.35 + 0.6 * (score / sum) + Math.min(0.1, entry.count / 200)),
  }))
}

function scoreEver({ total }: Past, entry: Entry, time: number): number {
  const fresh = 0.25 + 0.75 * 2 ** (-Math.max(0, time - entry.lastAt) / HALF_LIFE_MS)
  const lately = 1 + WEIGHT_LATELY * 2 ** (-(total - entry.lastPlace) / LATELY)
  return (WEIGHT_EVER * fresh * lately * entry.count) / (total + 1)
}

/** Removes the commands in `gone`, and `text` from all habits and chains: contexts hold words of commands too. */
function forgetIn(past: Past, text: string, gone: readonly string[]): void {
  for (const command of gone) past.entries.delete(command)
  past.habits.forget(text)
  for (const [shell, chain] of past.chains)
    past.chains.set(
      shell,
      chain.filter(({ command }) => !command.includes(text)),
    )
}

/** Drops a quarter of the commands at once, so that they are seldom sorted. */
function forgetOldest(past: Past): void {
  const kept = [...past.entries.values()]
    .toSorted((a, b) => b.lastAt - a.lastAt)
    .slice(0, Math.floor(MAX_UNIQUE * 0.75))
  past.entries = new Map(kept.reverse().map((entry) => [entry.command, entry]))
}
