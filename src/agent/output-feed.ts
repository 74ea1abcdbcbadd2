// The output of a running call as events for those who watch: not every byte, but its end, ten times a second at most.

import type { WireEvent } from '../protocol/wire.ts'

/** A command that ends sooner makes no event: its result shows all there is. */
const INTERVAL_MS = 100
/** The characters of an event: more than the few lines that a client shows. */
const KEPT_CHARACTERS = 2_000
const NEWLINE = 10

export interface OutputFeed {
  write(bytes: Buffer): void
  /** No event comes afterwards. */
  close(): void
}

export interface FeedDeps {
  emit(event: WireEvent): void
  sleep(ms: number): Promise<unknown>
}

export function createOutputFeed(callId: string, { emit, sleep }: FeedDeps): OutputFeed {
  const decoder = new TextDecoder()
  let text = ''
  let lines = 0
  let isWaiting = false
  let isClosed = false
  const send = () => {
    isWaiting = false
    if (isClosed || text === '') return
    emit({ type: 'ToolOutput', payload: { tool_call_id: callId, text, lines } })
    text = ''
  }
  return {
    write(bytes) {
      if (isClosed) return
      for (const byte of bytes) if (byte === NEWLINE) lines++
      text = (text + decoder.decode(bytes, { stream: true })).slice(-KEPT_CHARACTERS).toWellFormed()
      if (isWaiting) return
      isWaiting = true
      void sleep(INTERVAL_MS).then(send)
    },
    close: () => void (isClosed = true),
  }
}
