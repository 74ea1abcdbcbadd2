// The delivery of notices to shells, exactly once: to the shell that began the task or, when that is gone, to the one used
// last, and again until the shell has acknowledged that it has shown them.

import { isAlive, startTime } from '../sys/processes.ts'
import type { Delivery, NoticeJournal } from './notice-journal.ts'
import { foldNotices, type Notice, type ShellProcess, type Tone } from './notice-text.ts'

/** A shell that can show a notice at its prompt. */
export interface PromptShell extends ShellProcess {
  /** Milliseconds since the epoch: the last time that the user did something there. */
  usedAt: number
  /** False while it runs a command: all that comes meanwhile is told in one line once it is back at its prompt. */
  readonly isConnected: boolean
  /** Sends a line to show. `delivery` is the name by which the shell acknowledges it. */
  tell(delivery: string, tone: Tone, text: string): void
  /** Leaves a sign for a shell that is not connected: a notice waits for it. */
  remind(): void
}

export interface NoticeDeliveryDeps {
  journal: NoticeJournal
  shells(): PromptShell[]
}

export interface NoticeDelivery {
  /** Returns false when a notice with the same key was published before. */
  publish(notice: Notice): boolean
  /** A shell can show notices again: sends what it has not acknowledged. */
  onShellConnected(): void
  /** A shell has shown this delivery. */
  onNoticeShown(delivery: string): void
  /** The shell at whose prompt the notice is shown; undefined while no shell can show it. */
  shellOf(notice: Notice): PromptShell | undefined
  /** Something else has shown the notice with this key to its user, in the place of that shell. */
  onShownElsewhere(key: string): void
  close(): void
}

/** The first notice of a burst is told at once, those that follow within this time together. */
const BURST_MS = 200
/** Poll interval for shells that have not acknowledged a delivery: they may have died. */
const CHECK_MS = 1_000

export function createNoticeDelivery({ journal, shells }: NoticeDeliveryDeps): NoticeDelivery {
  let flushedAt = -Infinity
  let flushTimer: NodeJS.Timeout | undefined
  let checkTimer: NodeJS.Timeout | undefined

  function schedule(): void {
    flushTimer ??= setTimeout(flush, Math.max(0, flushedAt + BURST_MS - performance.now()))
  }

  function flush(): void {
    clearTimeout(flushTimer)
    flushTimer = undefined
    const all = sortByUse(shells())
    const undelivered = all.length > 0 ? journal.undelivered() : []
    for (const [shell, notices] of Map.groupBy(undelivered, (notice) => chooseShell(notice.shell, all))) {
      if (!shell?.isConnected) {
        shell?.remind()
        continue
      }
      flushedAt = performance.now()
      send(journal, journal.deliver(notices, shell), shell)
    }
    scheduleCheck()
  }

  function check(): void {
    checkTimer = undefined
    journal.readAcknowledgements()
    revokeOfDeadShells(journal)
    flush() // a notice may have been kept for a shell that has died
  }

  function scheduleCheck(): void {
    if (journal.hasPending()) checkTimer ??= setTimeout(check, CHECK_MS).unref()
  }

  scheduleCheck()
  return {
    publish(notice) {
      const isNew = journal.publish(notice)
      if (isNew) schedule()
      return isNew
    },
    onShellConnected() {
      if (!journal.hasPending()) return
      journal.readAcknowledgements()
      const all = shells()
      for (const delivery of journal.openDeliveries()) {
        const shell = all.find((shell) => isSameProcess(shell, delivery.shell))
        if (shell?.isConnected) send(journal, delivery, shell)
      }
      flush()
    },
    onNoticeShown: journal.acknowledge,
    shellOf: (notice) => chooseShell(notice.shell, sortByUse(shells())),
    onShownElsewhere: (shown) => journal.withdraw((key) => key === shown),
    close: () => [flushTimer, checkTimer].forEach((timer) => clearTimeout(timer)),
  }
}

function send(journal: NoticeJournal, delivery: Delivery, shell: PromptShell): void {
  const notices = journal.noticesOf(delivery)
  if (notices.length === 0) return journal.acknowledge(delivery.id)
  const { tone, text } = foldNotices(notices)
  shell.tell(delivery.id, tone, text)
}

/** A shell that died without an acknowledgement has shown nothing: its notices go to another shell. */
function revokeOfDeadShells(journal: NoticeJournal): void {
  for (const { id, shell } of journal.openDeliveries()) if (!isRunning(shell)) journal.revoke(id)
}

function sortByUse(shells: readonly PromptShell[]): PromptShell[] {
  return shells.toSorted((a, b) => b.usedAt - a.usedAt)
}

/** The shell that began the task; when that is gone, the one used last, which is the first of `all`. */
function chooseShell(own: ShellProcess | null, all: PromptShell[]): PromptShell | undefined {
  return (own && all.find((shell) => isSameProcess(shell, own))) ?? all[0]
}

function isSameProcess(a: ShellProcess, b: ShellProcess): boolean {
  return a.pid === b.pid && a.started === b.started
}

function isRunning({ pid, started }: ShellProcess): boolean {
  return isAlive(pid) && (started === null || startTime(pid) === started)
}
