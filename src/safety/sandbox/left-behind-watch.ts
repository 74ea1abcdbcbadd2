// Settles what commands of the sandbox left behind when the process that was to do so has died: a daemon, or the runner of a task.

import { notesFolder, settleLeftBehind } from './walled-commands.ts'
import type { Log } from '../../sys/log.ts'

/** A command may live on without its keeper: until it ends, it is looked at so often. */
const POLL_MS = 1_000

export interface LeftBehindWatch {
  /** Settles at once what can be. Never throws. */
  look(): void
  /** From now on `onMoved` is told of what is moved aside, a line for each; first of all that was moved before. */
  tell(onMoved: (moved: readonly string[]) => void): void
  close(): void
}

export function watchLeftBehind(share: string, log: Log): LeftBehindWatch {
  let timer: NodeJS.Timeout | undefined
  let isClosed = false
  let untold: string[] = []
  let onMoved: ((moved: readonly string[]) => void) | undefined
  const tell = () => {
    if (onMoved === undefined || untold.length === 0) return
    onMoved(untold)
    untold = []
  }
  const look = () => {
    clearTimeout(timer)
    const { moved, isOver } = settle(share, log)
    for (const what of moved) log('warn', 'sandbox', { what })
    untold.push(...moved)
    tell()
    if (!isOver && !isClosed) timer = setTimeout(look, POLL_MS).unref()
  }
  return {
    look,
    tell(listener) {
      onMoved = listener
      tell()
    },
    close() {
      isClosed = true
      clearTimeout(timer)
    },
  }
}

function settle(share: string, log: Log): ReturnType<typeof settleLeftBehind> {
  try {
    return settleLeftBehind(notesFolder(share))
  } catch (error) {
    log('error', 'sandbox', { error: String(error) })
    return { moved: [], isOver: false }
  }
}
