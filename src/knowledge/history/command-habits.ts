// Habits: which command follows which. A command is taken apart into its kind (`git switch *`) and its arguments. Which kind
// comes next is counted in four contexts, from the widest to the narrowest; which arguments it has is a matter of how
// lately each was used here. The share of a command is the product of both, and is a probability: of the commands that get
// 0.6, about six of ten are typed next (`npm run quality` prints how many).

import { measureDistance } from '../../sys/words/word-distance.ts'

/** A command that was run at a prompt. `cwd` is undefined where the history file does not tell it. */
export interface RanCommand {
  command: string
  cwd?: string | undefined
  status?: number | null | undefined
}

export interface Habits {
  /** Counts one command. @param before the commands run right before it in the same shell, oldest first */
  count(ran: RanCommand, before: readonly RanCommand[]): void
  /**
   * The probability that each command comes next in `cwd`. The sum is below 1: the rest belongs to commands that were never run.
   * @param before the last commands of the shell, oldest first; CHAIN_LENGTH of them are read
   */
  weigh(cwd: string | undefined, before: readonly RanCommand[]): Map<string, number>
  /** Drops all in which `text` occurs. */
  forget(text: string): void
}

/** The number of commands before the prompt that are looked at. */
export const CHAIN_LENGTH = 6
/** The exit status of a program that does not exist: such a command is no context, and is probably typed again. */
const NOT_FOUND = 127
/**
 * The contexts, and the number of observations at which each outweighs the wider one before it: the directory; the kind of the last
 * command anywhere; the same in this directory; the last two kinds here, with the failure of the last one.
 */
const CONTEXTS = [
  ['place', 1],
  ['kind', 8],
  ['kindHere', 5],
  ['twoHere', 50],
] as const
/**
 * A command that nobody expected (`date`, `ls`) often interrupts a habit that goes on behind it. Its weight as an interruption falls
 * with the probability that it had: by e at STRAY_SHARE. An interrupted habit counts by half when it goes on.
 */
const STRAY_WEIGHT = 0.7
const STRAY_SHARE = 0.02
const STRAY_COUNT = 0.5
const STRAY_LEAST = 0.05
/** Counts are halved when there are this many: what is done now outweighs what was done once. */
const HALVED_AT = 120
const LEAST_COUNT = 0.6
/** Kinds that are less likely are not looked into. */
const LEAST_SHARE = 0.004
const MAX_RANK = 12
/** A kind with so few commands in a directory is looked up in the others too. */
const FEW = 3
const KEPT_ELSEWHERE = 8
const KEPT_HERE = 32
const MAX_KEYS = 8_000
/** The share of a mistyped command that is typed again as the known command next to it, and the largest distance to that. */
const RETYPED_SHARE = 0.72
const OTHERWISE_SHARE = 0.25
const RETYPED_DISTANCE = 2.2

/** Counts of what was seen in one context. */
interface Counts {
  all: number
  of: Map<string, number>
}

interface Cut {
  kind: string
  args: string
}

/** Commands of one kind by their arguments, the last used at the end. */
type Recent = Map<string, string>

interface Books {
  contexts: Map<string, Counts>
  /** Counts by kind of command, and under '' for all kinds: which of the recent arguments it was run with, 0 for the last ones, `new` for others. */
  ranks: Map<string, Counts>
  here: Map<string, Recent>
  elsewhere: Map<string, Recent>
  /** The number of the command that used these arguments last, by directory. */
  lastUse: Map<string, number>
  place: number
}

export function createHabits(): Habits {
  const books: Books = {
    contexts: new Map(),
    ranks: new Map(),
    here: new Map(),
    elsewhere: new Map(),
    lastUse: new Map(),
    place: 0,
  }
  return {
    count: (ran, before) => countCommand(books, ran, before),
    weigh: (cwd, before) => weighCommands(books, cwd, before),
    forget(text) {
      for (const { of } of books.contexts.values()) dropKeys(of, text)
      for (const recent of [...books.here.values(), ...books.elsewhere.values()])
        for (const [args, command] of recent) if (command.includes(text)) recent.delete(args)
      for (const book of [books.contexts, books.ranks, books.here, books.elsewhere, books.lastUse]) dropKeys(book, text)
      for (const counts of books.contexts.values()) counts.all = [...counts.of.values()].reduce((sum, n) => sum + n, 0)
    },
  }
}

function dropKeys(map: Map<string, unknown>, text: string): void {
  for (const key of map.keys()) if (key.includes(text)) map.delete(key)
}

/** `git switch fix-login` is of the kind `git switch *`, with the arguments `fix-login`: plain words and options make the kind. */
function cutCommand(command: string): Cut {
  const words = command.match(/"[^"]*"?|'[^']*'?|\S+/g) ?? [command]
  const args: string[] = []
  const kind = words.map((word, at) => {
    if (at === 0 || /^(?:-{1,2}[a-zA-Z][\w-]*|[a-z]{2,12})$/.test(word)) return word
    args.push(word)
    return '*'
  })
  return { kind: kind.join(' '), args: args.join(' ') }
}

const keyOf = (...parts: string[]): string => parts.join('\0')
const known = (before: readonly RanCommand[]): RanCommand[] =>
  before.slice(-CHAIN_LENGTH).filter(({ status }) => status !== NOT_FOUND)

/** The keys of the contexts behind `chain`, from the widest on, with the weight of what is wider. */
function contextsOf(cwd: string | undefined, chain: readonly RanCommand[]): { key: string; doubt: number }[] {
  const [last, earlier] = [chain.at(-1), chain.at(-2)]
  const kind = last ? cutCommand(last.command).kind : ''
  const failed = last?.status ? '!' : ''
  const keys = {
    place: cwd,
    kind,
    kindHere: cwd === undefined ? undefined : keyOf(cwd, kind),
    twoHere: cwd === undefined ? undefined : keyOf(cwd, earlier ? cutCommand(earlier.command).kind : '', kind + failed),
  }
  return CONTEXTS.flatMap(([name, doubt]) => {
    const key = keys[name]
    return key === undefined ? [] : [{ key: keyOf(name, key), doubt }]
  })
}

/** The probability that one kind had in a chain of contexts, each of which corrects the wider one, before it was counted there. */
function shareBefore(books: Books, kind: string, contexts: ReturnType<typeof contextsOf>): number {
  return contexts.reduce((share, { key, doubt }) => {
    const counts = books.contexts.get(key)
    const others = Math.max(0, (counts?.of.get(kind) ?? 0) - 1)
    return (others + share * doubt) / (Math.max(0, (counts?.all ?? 0) - 1) + doubt)
  }, 0)
}

function sharesBehind(books: Books, contexts: ReturnType<typeof contextsOf>): Map<string, number> {
  let shares = new Map<string, number>()
  for (const { key, doubt } of contexts) {
    const counts = books.contexts.get(key)
    if (!counts) continue
    const sum = counts.all + doubt
    const next = new Map([...shares].map(([kind, share]) => [kind, (share * doubt) / sum]))
    for (const [kind, n] of counts.of) next.set(kind, (next.get(kind) ?? 0) + n / sum)
    shares = next
  }
  return shares
}

/** The weight of the last command of the chain as an interruption: 0 for one that its own chain foretold. */
function strayWeight(books: Books, chain: readonly RanCommand[]): number {
  const last = chain.at(-1)
  if (!last || chain.length < 3) return 0
  const before = chain.slice(0, -1)
  const { kind } = cutCommand(last.command)
  const stray = strayWeight(books, before)
  const share = shareBefore(books, kind, contextsOf(last.cwd, before))
  const resumed = stray > STRAY_LEAST ? shareBefore(books, kind, contextsOf(last.cwd, before.slice(0, -1))) : 0
  return STRAY_WEIGHT * Math.exp(-(share * (1 - stray) + resumed * stray) / STRAY_SHARE)
}

function weighCommands(books: Books, cwd: string | undefined, before: readonly RanCommand[]): Map<string, number> {
  const chain = known(before)
  const stray = strayWeight(books, chain)
  const kinds = sharesBehind(books, contextsOf(cwd, chain))
  if (stray > STRAY_LEAST) {
    for (const [kind, share] of kinds) kinds.set(kind, share * (1 - stray))
    for (const [kind, share] of sharesBehind(books, contextsOf(cwd, chain.slice(0, -1))))
      kinds.set(kind, (kinds.get(kind) ?? 0) + share * stray)
  }
  const commands = new Map<string, number>()
  for (const [kind, share] of kinds) {
    if (share < LEAST_SHARE) continue
    for (const [rank, command] of listCommands(books, kind, cwd).slice(0, MAX_RANK).entries())
      commands.set(command, share * shareOfRank(books, kind, String(rank)))
  }
  const last = before.at(-1)
  if (last?.status === NOT_FOUND) weighRetyped(books, commands, last.command)
  return commands
}

/** After a mistyped command the known one next to it is the likeliest. */
function weighRetyped(books: Books, commands: Map<string, number>, typed: string): void {
  let [meant, least] = ['', RETYPED_DISTANCE]
  for (const recent of books.elsewhere.values()) {
    for (const command of recent.values()) {
      const distance = command === typed ? Infinity : measureDistance(typed, command, least)
      if (distance < least) [meant, least] = [command, distance]
    }
  }
  if (meant === '') return
  for (const [command, share] of commands) commands.set(command, share * OTHERWISE_SHARE)
  commands.set(meant, RETYPED_SHARE)
}

/** The commands of a kind, those first whose arguments were used last in this directory, by whatever command. */
function listCommands(books: Books, kind: string, cwd: string | undefined): string[] {
  const here = [...(books.here.get(keyOf(cwd ?? '', kind)) ?? [])]
    .map(([args, command]) => ({ command, at: books.lastUse.get(keyOf(cwd ?? '', args)) ?? 0 }))
    .toSorted((a, b) => b.at - a.at)
    .map(({ command }) => command)
  if (here.length > FEW) return here
  const others = [...(books.elsewhere.get(kind)?.values() ?? [])].toReversed()
  return [...here, ...others.filter((command) => !here.includes(command))]
}

/** The share of the runs of a kind that used arguments of this rank; hardly known kinds lean on all others. */
function shareOfRank({ ranks }: Books, kind: string, rank: string): number {
  const [own, all] = [ranks.get(kind), ranks.get('')]
  const usual = ((all?.of.get(rank) ?? 0) + 0.05) / ((all?.all ?? 0) + 1)
  return ((own?.of.get(rank) ?? 0) + 2 * usual) / ((own?.all ?? 0) + 2)
}

function countCommand(books: Books, ran: RanCommand, before: readonly RanCommand[]): void {
  if (ran.status === NOT_FOUND) return
  const { command, cwd } = ran
  const { kind, args } = cutCommand(command)
  const chain = known(before)
  for (const { key } of contextsOf(cwd, chain)) add(books.contexts, key, kind)
  if (strayWeight(books, chain) >= STRAY_WEIGHT / 2)
    for (const { key } of contextsOf(cwd, chain.slice(0, -1)).slice(1)) add(books.contexts, key, kind, STRAY_COUNT)
  const rank = listCommands(books, kind, cwd).indexOf(command)
  for (const key of [kind, '']) add(books.ranks, key, rank < 0 ? 'new' : String(Math.min(rank, MAX_RANK)))
  keepLatest(books.elsewhere, kind, args, command, KEPT_ELSEWHERE)
  if (cwd !== undefined) keepLatest(books.here, keyOf(cwd, kind), args, command, KEPT_HERE)
  renew(books.lastUse, keyOf(cwd ?? '', args), ++books.place)
}

function keepLatest(book: Map<string, Recent>, key: string, args: string, command: string, limit: number): void {
  const recent = book.get(key) ?? new Map<string, string>()
  recent.delete(args)
  recent.set(args, command)
  if (recent.size > limit) recent.delete(recent.keys().next().value ?? '')
  renew(book, key, recent)
}

function add(book: Map<string, Counts>, key: string, value: string, by = 1): void {
  const counts = book.get(key) ?? { all: 0, of: new Map<string, number>() }
  if (counts.all > HALVED_AT) {
    counts.all = 0
    for (const [each, n] of counts.of) {
      if (n < LEAST_COUNT) counts.of.delete(each)
      else counts.of.set(each, n / 2)
      counts.all += counts.of.get(each) ?? 0
    }
  }
  counts.all += by
  counts.of.set(value, (counts.of.get(value) ?? 0) + by)
  renew(book, key, counts)
}

/** Puts a key at the end of the map, and drops the key that was not used for the longest time where there are too many. */
function renew<V>(map: Map<string, V>, key: string, value: V): void {
  map.delete(key)
  map.set(key, value)
  if (map.size > MAX_KEYS) map.delete(map.keys().next().value ?? '')
}
