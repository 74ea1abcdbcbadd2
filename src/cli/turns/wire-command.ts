// `kimi --wire`: Kimi CLI's wire protocol on stdin and stdout. Once the session is open, bytes pass through as they are.

import { once } from 'node:events'
import type { Duplex } from 'node:stream'
import { finished } from 'node:stream/promises'
import { readError } from '../../client/peer.ts'
import { KimiError } from '../../protocol/errors.ts'
import { encodeFrame } from '../../protocol/frames.ts'
import { openStream } from '../daemon-client.ts'
import { readSessionFlags, type SessionFlags } from './one-turn.ts'
import { onSignal } from './signals.ts'

/** Runs until stdin ends and its requests are answered. Nothing but frames is written to stdout. */
export async function serveWire(flags: SessionFlags, env: NodeJS.ProcessEnv): Promise<number> {
  const open = readSessionFlags(flags, env)
  const { stream, close, isHosted } = await openStream(flags, env)
  stream.write(encodeFrame({ jsonrpc: '2.0', id: 'open', method: 'session/open', params: open }))
  let status = 0
  const signals = onSignal(isHosted, (code) => {
    status = code
    stream.end()
  })
  try {
    await readOpened(stream)
    // The end of stdin ends only our side: the daemon answers what it was asked, and then ends its own.
    process.stdin.pipe(stream)
    process.stdin.once('error', () => stream.end())
    let hasEnded = false
    process.stdin.once('close', () => (hasEnded = true))
    process.stdin.once('end', () => (hasEnded = true))
    stream.pipe(process.stdout, { end: false })
    await finished(stream, { writable: false }).catch(() => {})
    if (status === 0 && !hasEnded) throw new KimiError('daemon.unreachable', 'the daemon closed the connection')
    return status
  } finally {
    signals.close()
    process.stdin.destroy()
    close()
  }
}

/** Reads the reply to `session/open`, which the client must not see. Throws the reason why there is no session. */
async function readOpened(stream: Duplex): Promise<void> {
  let read = Buffer.alloc(0)
  const gone = Promise.race([once(stream, 'close'), once(stream, 'end')]).then(() => [null])
  for (;;) {
    const [chunk] = (await Promise.race([once(stream, 'data'), gone])) as [Buffer | null]
    if (chunk === null) throw new KimiError('daemon.unreachable', 'the daemon closed the connection')
    stream.pause()
    read = Buffer.concat([read, chunk])
    const end = read.indexOf('\n')
    if (end < 0) {
      stream.resume()
      continue
    }
    if (end + 1 < read.length) (stream as Duplex).unshift(read.subarray(end + 1))
    const { error } = JSON.parse(read.subarray(0, end).toString()) as { error?: Parameters<typeof readError>[0] }
    if (error) throw readError(error)
    return
  }
}
