// The journal of notices: which were published, which delivery handed them to which shell, and which deliveries that
// shell has acknowledged. Each event is one JSON line, so that a daemon that is killed neither loses nor repeats a notice.

import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { makeDirectory, readText, writeAtomic } from '../sys/files.ts'
import { isObject } from '../sys/json-reading.ts'
import { appendText } from '../sys/line-append.ts'
import type { Notice, ShellProcess } from './notice-text.ts'

/** Notices that were handed to a shell together, as one line. */
export interface Delivery {
  id: string
  /** The keys of its notices. */
  keys: string[]
  shell: ShellProcess
}

export interface NoticeJournal {
  /** Returns false when a notice with the same key was published before. */
  publish(notice: Notice): boolean
  isPublished(key: string): boolean
  /** True while there are notices that no shell has acknowledged. */
  hasPending(): boolean
  /** Pending notices that are in no open delivery, oldest first. */
  undelivered(): Notice[]
  /** Deliveries that no shell has acknowledged, oldest first. */
  openDeliveries(): Delivery[]
  /** Pending notices of a delivery: fewer than its keys when some were withdrawn. */
  noticesOf(delivery: Delivery): Notice[]
  /** Opens a delivery of these notices to a shell. */
  deliver(notices: readonly Notice[], shell: ShellProcess): Delivery
  /** Closes an open delivery without acknowledgement: its notices are undelivered again. */
  revoke(deliveryId: string): void
  /** Notes that a shell has shown a delivery. Ignores an unknown id. */
  acknowledge(deliveryId: string): void
  /** Acknowledges the deliveries that shells have written into their own file since. */
  readAcknowledgements(): void
  /** Drops the pending notices with these keys: they are not true any more. */
  withdraw(isUntrue: (key: string) => boolean): void
  /** Rewrites the file without the acknowledged notices of tasks that `isKnown` does not know. */
  compact(isKnown: (taskId: string) => boolean): void
}

export interface NoticeJournalFiles {
  /** `<share>/tasks/notices.jsonl` */
  file: string
  /** Shells append the id of each delivery that they have shown: this file outlives both the shell and the daemon. */
  acknowledgedFile: string
}

/** `done`: the keys of notices that were shown or withdrawn. */
type JournalLine = { notice: Notice } | { delivery: Delivery } | { shown: string } | { done: string[] }

interface JournalState {
  /** The keys of all that was published. */
  published: Set<string>
  /** Notices by key that no shell has acknowledged, oldest first. */
  pending: Map<string, Notice>
  open: Map<string, Delivery>
}

/** Keys in one line of a compacted journal. */
const KEYS_IN_LINE = 500

export function createNoticeJournal({ file, acknowledgedFile }: NoticeJournalFiles): NoticeJournal {
  const state: JournalState = { published: new Set(), pending: new Map(), open: new Map() }
  for (const line of readJournal(file)) apply(state, line)

  const record = (line: JournalLine) => {
    apply(state, line)
    try {
      makeDirectory(dirname(file)) // the first notice may come before the first task
      appendText(file, encode(line))
    } catch {
      // The disk is full: the notice is told all the same, and perhaps once more after a restart.
    }
  }
  const acknowledge = (id: string) => {
    if (state.open.has(id)) record({ shown: id })
  }
  const readAcknowledgements = () => {
    const shown = new Set((readText(acknowledgedFile) ?? '').split('\n'))
    for (const id of [...state.open.keys()].filter((id) => shown.has(id))) acknowledge(id)
  }
  readAcknowledgements()

  return {
    publish(notice) {
      if (state.published.has(notice.key)) return false
      record({ notice })
      return true
    },
    isPublished: (key) => state.published.has(key),
    hasPending: () => state.pending.size > 0,
    undelivered: () => findUndelivered(state),
    openDeliveries: () => [...state.open.values()],
    noticesOf: ({ keys }) => keys.flatMap((key) => state.pending.get(key) ?? []),
    deliver(notices, { pid, started }) {
      const id = `d${randomBytes(6).toString('hex')}`
      const delivery = { id, keys: notices.map(({ key }) => key), shell: { pid, started } }
      record({ delivery })
      return delivery
    },
    revoke: (id) => void state.open.delete(id),
    acknowledge,
    readAcknowledgements,
    withdraw(isUntrue) {
      const keys = [...state.pending.keys()].filter(isUntrue)
      if (keys.length > 0) record({ done: keys })
    },
    compact(isKnown) {
      forget(state, isKnown)
      if (existsSync(file)) writeAtomic(file, describeState(state).map(encode).join(''))
      if (state.open.size > 0 || !existsSync(acknowledgedFile)) return
      if (readFileSync(acknowledgedFile).length > 0) writeAtomic(acknowledgedFile, '')
    },
  }
}

function apply({ published, pending, open }: JournalState, line: JournalLine): void {
  if ('notice' in line) {
    published.add(line.notice.key)
    pending.set(line.notice.key, line.notice)
  } else if ('delivery' in line) open.set(line.delivery.id, line.delivery)
  else if ('done' in line) {
    for (const key of line.done) {
      published.add(key)
      pending.delete(key)
    }
  } else {
    for (const key of open.get(line.shown)?.keys ?? []) pending.delete(key)
    open.delete(line.shown)
  }
}

function findUndelivered({ pending, open }: JournalState): Notice[] {
  const delivered = new Set([...open.values()].flatMap(({ keys }) => keys))
  return [...pending.values()].filter(({ key }) => !delivered.has(key))
}

function forget({ published, pending }: JournalState, isKnown: (taskId: string) => boolean): void {
  for (const key of published) {
    const taskId = key.slice(0, key.indexOf(':'))
    if (!pending.has(key) && !isKnown(taskId)) published.delete(key)
  }
}

/** The shortest journal that leads to this state. */
function describeState({ published, pending, open }: JournalState): JournalLine[] {
  const done = [...published].filter((key) => !pending.has(key))
  const lines = Math.ceil(done.length / KEYS_IN_LINE)
  return [
    ...Array.from({ length: lines }, (_, at) => ({ done: done.slice(at * KEYS_IN_LINE, (at + 1) * KEYS_IN_LINE) })),
    ...[...pending.values()].map((notice) => ({ notice })),
    ...[...open.values()].map((delivery) => ({ delivery })),
  ]
}

function readJournal(file: string): JournalLine[] {
  return (readText(file) ?? '').split('\n').flatMap((text) => {
    try {
      const line: unknown = JSON.parse(text)
      return isJournalLine(line) ? [line] : []
    } catch {
      return [] // a line that was cut short, or the empty one at the end
    }
  })
}

/** False for what a damaged disk or another program has made of a line: the daemon starts all the same. */
function isJournalLine(line: unknown): line is JournalLine {
  if (!isObject(line)) return false
  const { notice, delivery, shown, done } = line
  if (notice !== undefined)
    return isObject(notice) && ['key', 'text', 'title'].every((name) => typeof notice[name] === 'string')
  if (delivery !== undefined)
    return (
      isObject(delivery) &&
      typeof delivery['id'] === 'string' &&
      isTexts(delivery['keys']) &&
      isObject(delivery['shell'])
    )
  return done === undefined ? typeof shown === 'string' : isTexts(done)
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === 'string')
}

function encode(line: JournalLine): string {
  return JSON.stringify(line) + '\n'
}
