// Who hears what, exactly once: a notice is written down, told to the shell that began the task or, when that is gone, to
// the one used last, and told again until the shell has said that it has shown it. A shell says so in a file as well,
// which outlives us both.

import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { isAlive, startTime } from '../sys/processes.ts'
import { readText, writeAtomic } from '../sys/files.ts'
import { foldNotices, type Notice, type Tone } from './notice-text.ts'

/** A shell, as notices see it. */
export interface Hearer {
  pid: number
  started: string | null
  /** Milliseconds since the epoch: when its user last did something there. */
  usedAt: number
  /** Sends it a line to show, under a name by which it says that it has shown it; false when it cannot hear now. */
  tell(delivery: string, tone: Tone, text: string): boolean
}

export interface NoticesDeps {
  /** Where they are written down: `<share>/tasks/notices.jsonl`. */
  file: string
  /** Where shells write the deliveries they have shown. */
  seenFile: string
  hearers(): Hearer[]
}

export interface Notices {
  /** False when an equal one was published before. */
  publish(notice: Notice): boolean
  isPublished(key: string): boolean
  /** What begins so is not true any more: whoever has not heard of it by now never will. */
  withdraw(keyStart: string): void
  /** A shell can hear again. */
  came(): void
  /** It has shown this. */
  seen(delivery: string): void
  /** Whether something waits for the shell with this process. */
  isDueFor(hearer: Hearer): boolean
  /** Forgets what is no longer told apart: `isKnown` says which tasks there still are. */
  tidy(isKnown: (taskId: string) => boolean): void
  close(): void
}

interface Delivery {
  id: string
  keys: string[]
  shell: { pid: number; started: string | null }
}
type Line = { notice: Notice } | { delivery: Delivery } | { shown: string }

/** The first of a burst is told at once, what follows within this time together. */
const BURST_MS = 200
/** How often a shell is looked at that owes us an answer. */
const CHECK_MS = 1_000
/** The delivery of what nobody is told any more. */
const WITHDRAWN = 'none'
const NOBODY = { pid: 0, started: null }

export function createNotices({ file, seenFile, hearers }: NoticesDeps): Notices {
  const published = new Map<string, Notice>()
  /** Not shown yet, oldest first. */
  const due = new Map<string, Notice>()
  /** Told, and not yet said to be shown. */
  const open = new Map<string, Delivery>()
  let flushed = -Infinity
  let flushTimer: NodeJS.Timeout | undefined
  let checkTimer: NodeJS.Timeout | undefined

  const write = (line: Line) => {
    try {
      appendFileSync(file, JSON.stringify(line) + '\n', { mode: 0o600 })
    } catch {
      // A full disk: it is told all the same, and after a restart perhaps again.
    }
  }

  function load(): void {
    for (const text of (readText(file) ?? '').split('\n')) {
      let line: Line
      try {
        line = JSON.parse(text) as Line
      } catch {
        continue // half a line, or the end
      }
      if ('notice' in line) {
        published.set(line.notice.key, line.notice)
        due.set(line.notice.key, line.notice)
      } else if ('delivery' in line) open.set(line.delivery.id, line.delivery)
      else settle(line.shown)
    }
    readSeen()
  }

  function settle(id: string): void {
    for (const key of open.get(id)?.keys ?? []) due.delete(key)
    open.delete(id)
  }

  function readSeen(): void {
    const ids = new Set((readText(seenFile) ?? '').split('\n'))
    for (const id of [...open.keys()]) if (ids.has(id)) seen(id)
  }

  function seen(id: string): void {
    if (!open.has(id)) return
    write({ shown: id })
    settle(id)
  }

  /** Those in no open delivery. */
  const untold = () => {
    const told = new Set([...open.values()].flatMap(({ keys }) => keys))
    return [...due.values()].filter(({ key }) => !told.has(key))
  }

  function findHearer(shell: Notice['shell'], all: Hearer[]): Hearer | undefined {
    const own = shell && all.find(({ pid, started }) => pid === shell.pid && started === shell.started)
    if (own) return own
    return all.toSorted((a, b) => b.usedAt - a.usedAt)[0]
  }

  function schedule(): void {
    flushTimer ??= setTimeout(flush, Math.max(0, flushed + BURST_MS - performance.now()))
  }

  function flush(): void {
    flushTimer = undefined
    flushed = performance.now()
    const all = hearers()
    const groups = Map.groupBy(untold(), ({ shell }) => findHearer(shell, all))
    for (const [hearer, notices] of groups) {
      if (!hearer) continue
      const id = `d${randomBytes(6).toString('hex')}`
      const { pid, started } = hearer
      const delivery: Delivery = { id, keys: notices.map(({ key }) => key), shell: { pid, started } }
      open.set(id, delivery)
      write({ delivery })
      send(hearer, delivery)
    }
    watch()
  }

  function send(hearer: Hearer, { id, keys }: Delivery): void {
    const notices = keys.flatMap((key) => due.get(key) ?? [])
    if (notices.length === 0) return seen(id)
    const { tone, text } = foldNotices(notices)
    hearer.tell(id, tone, text)
  }

  /** A shell that has died without a word has shown nothing: somebody else is told. */
  function check(): void {
    readSeen()
    for (const [id, { shell }] of open) {
      if (isSame(shell)) continue
      open.delete(id)
      schedule()
    }
    watch()
  }

  function watch(): void {
    clearTimeout(checkTimer)
    if (due.size > 0) checkTimer = setTimeout(check, CHECK_MS).unref()
  }

  load()
  watch()
  return {
    publish(notice) {
      if (published.has(notice.key)) return false
      published.set(notice.key, notice)
      due.set(notice.key, notice)
      write({ notice })
      schedule()
      return true
    },
    isPublished: (key) => published.has(key),
    withdraw(keyStart) {
      const keys = [...due.keys()].filter((key) => key.startsWith(keyStart))
      if (keys.length === 0) return
      const delivery: Delivery = { id: WITHDRAWN, keys, shell: NOBODY }
      open.set(WITHDRAWN, delivery)
      write({ delivery })
      seen(WITHDRAWN)
    },
    came() {
      if (due.size === 0) return
      readSeen()
      const all = hearers()
      for (const delivery of open.values()) {
        const hearer = all.find(({ pid, started }) => pid === delivery.shell.pid && started === delivery.shell.started)
        if (hearer) send(hearer, delivery)
      }
      if (untold().length > 0) schedule()
    },
    seen,
    isDueFor({ pid, started }) {
      if ([...open.values()].some(({ shell }) => shell.pid === pid && shell.started === started)) return true
      return [...due.values()].some(({ shell }) => shell?.pid === pid && shell.started === started)
    },
    tidy(isKnown) {
      for (const key of published.keys()) {
        if (!due.has(key) && !isKnown(key.slice(0, key.indexOf(':')))) published.delete(key)
      }
      const lines: Line[] = [...published.values()].map((notice) => ({ notice }))
      const shown = [...published.keys()].filter((key) => !due.has(key))
      const rest: Delivery = { id: WITHDRAWN, keys: shown, shell: NOBODY }
      if (shown.length > 0) lines.push({ delivery: rest }, { shown: WITHDRAWN })
      lines.push(...[...open.values()].map((delivery) => ({ delivery })))
      if (existsSync(file)) writeAtomic(file, lines.map((line) => JSON.stringify(line) + '\n').join(''))
      if (open.size === 0 && existsSync(seenFile) && readFileSync(seenFile).length > 0) writeAtomic(seenFile, '')
    },
    close() {
      clearTimeout(flushTimer)
      clearTimeout(checkTimer)
    },
  }
}

function isSame({ pid, started }: { pid: number; started: string | null }): boolean {
  return isAlive(pid) && (started === null || startTime(pid) === started)
}
