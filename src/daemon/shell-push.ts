// Pushes the output of a user's shell to a connection, at the pace at which its client reads.

import { encodeFrame } from '../protocol/frames.ts'
import { SHELL_PUSH_METHOD, type ShellPush } from '../protocol/shell-view.ts'
import type { StreamEntry } from '../session/user-shell/shell-stream.ts'
import type { UserShell } from '../session/user-shell/user-shell.ts'
import type { Peer } from './methods/json-methods.ts'

/** Entries are joined up to this size, so that a flood of output makes few frames. */
const PUSH_BYTES = 64 * 1024
/** The shell waits so long for a client that does not read; then it goes on, and the client may lose output. */
const HOLD_LIMIT_MS = 5_000

/**
 * Pushes the entries after number `from`, the first of them after the reply to the subscription. While the client does not read, the
 * shell is held, so that nothing is lost; not for ever, since another terminal may show the same shell.
 */
export function pushShell(peer: Peer, shell: UserShell, from: number, what: 'output' | 'state'): () => void {
  const { connection, signal } = peer
  const { stream } = shell
  const isOutput = what === 'output'
  const detach = isOutput ? shell.attach() : () => {}
  /** No push holds output from both before and after the subscription. */
  const border = stream.newest
  let seq = Math.min(from, border)
  const state = { isWaiting: true, isEnded: false }
  let release = () => {}

  const send = (params: ShellPush) =>
    connection.send(encodeFrame({ jsonrpc: '2.0', method: SHELL_PUSH_METHOD, params }))
  const pump = () => {
    while (!state.isWaiting && !state.isEnded) {
      const entries = gather(stream.next, seq, border)
      const last = entries.at(-1)
      if (!last) return
      if (connection.isFull) return waitForReader()
      const isLost = entries[0]!.seq !== seq + 1
      seq = last.seq
      const bytes = isOutput ? Buffer.concat(entries.map((entry) => entry.bytes)).toString('base64') : ''
      const changed = last.state ? { state: last.state } : {}
      if (isOutput || last.state) send({ seq, bytes, ...changed, ...(isLost ? { reset: true } : {}) })
    }
  }
  const waitForReader = () => {
    state.isWaiting = true
    release = isOutput ? shell.hold() : release
    const late = setTimeout(() => release(), HOLD_LIMIT_MS)
    connection.onceDrained(() => {
      clearTimeout(late)
      release()
      state.isWaiting = false
      pump()
    })
  }
  const unwatch = stream.watch(pump)
  const end = () => {
    if (state.isEnded) return
    state.isEnded = true
    unwatch()
    release()
    detach()
  }
  signal.addEventListener('abort', end, { once: true })
  setImmediate(() => {
    state.isWaiting = false
    pump()
  })
  return end
}

/** The entries after `seq` for one push: up to the first that changes the state, or to the one numbered `border`. */
function gather(next: (seq: number) => StreamEntry | undefined, seq: number, border: number): StreamEntry[] {
  const entries: StreamEntry[] = []
  let bytes = 0
  for (let entry = next(seq); entry && bytes < PUSH_BYTES; entry = next(entry.seq)) {
    entries.push(entry)
    bytes += entry.bytes.length
    if (entry.state || entry.seq === border) break
  }
  return entries
}
