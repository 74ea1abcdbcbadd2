// The tokens and the cost of model calls, by day and by session, and the limits that the user has set for them. They are kept in a
// file of the share directory, so that a limit holds for a new daemon, too.

import { readText, writeAtomic } from '../sys/files.ts'
import { isObject, parseJson } from '../sys/json-reading.ts'
import type { ChatEvent, ChatRequest, ChatStream, Failure } from './chat-stream.ts'
import { fail } from './model-failure.ts'
import type { ModelPrice } from './rules/model-rules.ts'

export interface Spent {
  tokens: number
  usd: number
}

/** 0 = no limit. */
export interface SpendingLimits {
  taskTokens: number
  sessionUsd: number
  dayUsd: number
}

export interface Spending {
  today(): Spent
  session(id: string): Spent
  record(session: string, spent: Spent): void
}

interface Book {
  day: string
  today: Spent
  sessions: Record<string, Spent>
}

/** Sessions whose sums are kept; the ones used last. */
const KEPT_SESSIONS = 200
const STORE_PAUSE_MS = 2_000
const NOTHING: Spent = { tokens: 0, usd: 0 }

/** @param file read when first needed, and written at most every 2 s; null keeps the sums in memory */
export function createSpending(file: string | null, now: () => Date = () => new Date()): Spending {
  let book: Book | null = null
  let storedAt = Number.NEGATIVE_INFINITY
  let timer: NodeJS.Timeout | undefined
  const read = (): Book => {
    const day = dayOf(now())
    book ??= (file === null ? null : readBook(file)) ?? { day, today: NOTHING, sessions: {} }
    if (book.day !== day) book = { ...book, day, today: NOTHING }
    return book
  }
  /** The calls of a busy agent share a write; the first one of a short process is written at once. */
  const storeSoon = (to: string) => {
    const waitMs = STORE_PAUSE_MS - (performance.now() - storedAt)
    clearTimeout(timer)
    if (waitMs > 0) return void (timer = setTimeout(() => storeSoon(to), waitMs).unref())
    storedAt = performance.now()
    if (book !== null) store(to, book)
  }
  return {
    today: () => read().today,
    session: (id) => read().sessions[id] ?? NOTHING,
    record(session, spent) {
      const { day, today, sessions } = read()
      const { [session]: before = NOTHING, ...others } = sessions
      const kept = Object.entries(others).slice(-(KEPT_SESSIONS - 1))
      book = { day, today: add(today, spent), sessions: Object.fromEntries([...kept, [session, add(before, spent)]]) }
      if (file !== null) storeSoon(file)
    },
  }
}

function add(a: Spent, b: Spent): Spent {
  return { tokens: a.tokens + b.tokens, usd: a.usd + b.usd }
}

/** The day at the user's clock. */
function dayOf(time: Date): string {
  return `${time.getFullYear()}-${time.getMonth() + 1}-${time.getDate()}`
}

/** A full disk must not end a turn: the sums are then known to this process alone. */
function store(file: string, book: Book): void {
  try {
    writeAtomic(file, JSON.stringify(book))
  } catch {
    // The next call is stored with this one.
  }
}

function readBook(file: string): Book | null {
  try {
    const stored = parseJson(readText(file) ?? '')
    const isBook = isObject(stored) && typeof stored['day'] === 'string' && isSpent(stored['today'])
    if (!isBook || !isObject(stored['sessions'])) return null
    const sessions = Object.entries(stored['sessions']).filter((entry): entry is [string, Spent] => isSpent(entry[1]))
    return { day: stored['day'] as string, today: stored['today'] as Spent, sessions: Object.fromEntries(sessions) }
  } catch {
    return null
  }
}

function isSpent(value: unknown): value is Spent {
  return isObject(value) && typeof value['tokens'] === 'number' && typeof value['usd'] === 'number'
}

/** The stream that counts what it costs, and refuses a request once a limit is reached. The cache key names the session. */
export function withLimits(
  stream: ChatStream,
  price: ModelPrice | null,
  spending: Spending,
  limits: () => SpendingLimits,
): ChatStream {
  return async function* limited(request: ChatRequest): AsyncGenerator<ChatEvent, void> {
    const session = request.cacheKey ?? ''
    const reached = findReached(session, spending, limits())
    if (reached) return yield reached
    for await (const event of stream(request)) {
      if (event.type === 'usage')
        spending.record(session, { tokens: event.input + event.output, usd: costOf(event, price) })
      yield event
    }
  }
}

function costOf(usage: Extract<ChatEvent, { type: 'usage' }>, price: ModelPrice | null): number {
  if (price === null) return 0
  const { input, output, cached, written = 0 } = usage
  const fresh = (input - cached - written) * price.input + written * (price.written ?? price.input)
  return (fresh + cached * price.cached + output * price.output) / 1_000_000
}

function findReached(session: string, spending: Spending, limits: SpendingLimits): Failure | null {
  const { taskTokens, sessionUsd, dayUsd } = limits
  const count = (tokens: number) => tokens.toLocaleString('en')
  const dollars = (usd: number) => `$${usd.toFixed(2)}`
  const own = taskTokens > 0 || sessionUsd > 0 ? spending.session(session) : NOTHING
  if (taskTokens > 0 && own.tokens >= taskTokens)
    return refuse('max_task_tokens', `${count(own.tokens)} of ${count(taskTokens)} tokens`, taskTokens * 2)
  if (sessionUsd > 0 && own.usd >= sessionUsd)
    return refuse('max_session_cost', `${dollars(own.usd)} of ${dollars(sessionUsd)}`, sessionUsd * 2)
  const today = dayUsd > 0 ? spending.today() : NOTHING
  if (dayUsd > 0 && today.usd >= dayUsd)
    return refuse('max_day_cost', `${dollars(today.usd)} of ${dollars(dayUsd)} today`, dayUsd * 2)
  return null
}

function refuse(setting: string, spent: string, next: number): Failure {
  const hint = `kimi config set ${setting} ${next}`
  return fail('model.quota', `your own limit ${setting} is reached: ${spent}`, { retryable: false, hint })
}
