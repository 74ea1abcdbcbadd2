// `kimi --wire`: Kimi CLI's wire protocol on stdin and stdout. Once the session is open, bytes pass through as they are.

import { once } from 'node:events'
import { encodeFrame } from '../../protocol/frames.ts'
import { openStream } from '../daemon-client.ts'
import { readSessionFlags, type SessionFlags } from './one-turn.ts'

/** Runs until stdin ends. Nothing but frames is written to stdout. */
export async function serveWire(flags: SessionFlags, env: NodeJS.ProcessEnv): Promise<number> {
  const open = readSessionFlags(flags, env)
  const { stream, close } = await openStream(flags, env)
  stream.write(encodeFrame({ jsonrpc: '2.0', id: 'open', method: 'session/open', params: open }))
  const refusal = await readFirstFrame(stream)
  if (refusal !== null) {
    close()
    process.stderr.write(`kimi: ${refusal}\n`)
    return 1
  }
  process.stdin.pipe(stream, { end: false })
  stream.pipe(process.stdout)
  await Promise.race([once(process.stdin, 'end'), once(stream, 'close')])
  // A client that has closed only its own side still gets the replies that are on their way.
  await new Promise(setImmediate)
  close()
  return 0
}

/** Reads the reply to `session/open`, which the client must not see. Returns null, or the reason why there is no session. */
async function readFirstFrame(stream: NodeJS.ReadWriteStream): Promise<string | null> {
  let text = ''
  for (;;) {
    const [chunk] = (await Promise.race([once(stream, 'data'), once(stream, 'close').then(() => [null])])) as [
      Buffer | null,
    ]
    if (chunk === null) return 'the daemon closed the connection'
    stream.pause()
    text += chunk.toString('utf8')
    const end = text.indexOf('\n')
    if (end < 0) {
      stream.resume()
      continue
    }
    const rest = text.slice(end + 1)
    if (rest !== '') (stream as unknown as { unshift(chunk: Buffer): void }).unshift(Buffer.from(rest))
    const { error } = JSON.parse(text.slice(0, end)) as { error?: { message: string } }
    return error?.message ?? null
  }
}
