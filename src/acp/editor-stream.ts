// The frames on stdin and stdout. `initialize` is answered here, at once; all other frames go to the SDK, which is loaded meanwhile.

import type { AnyMessage, Stream } from '@agentclientprotocol/sdk'
import { createFrameDecoder, encodeFrame, FRAME_LIMIT_TEXT } from '../protocol/frames.ts'
import { failure, type RpcFailure } from '../protocol/rpc.ts'
import { describeAgent, NO_ABILITIES, readHandshake, type EditorAbilities } from './handshake.ts'

const INVALID_PARAMS = -32602
const PARSE_ERROR = -32700
const INVALID_REQUEST = -32600

export interface EditorStream {
  /** The frames but `initialize`, for the SDK. */
  readonly stream: Stream
  /** The abilities that the editor has declared in `initialize`; before that all are false. */
  readonly abilities: EditorAbilities
  /** Settles when the editor sends nothing more, or does not read any more. */
  readonly ended: Promise<void>
}

/** `program` is the path of kimi, for editors that run its login. */
export function openEditorStream(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  program: string,
): EditorStream {
  let abilities = NO_ABILITIES
  const { promise: ended, resolve: end } = Promise.withResolvers<void>()
  const send = (frame: unknown) => output.write(encodeFrame(frame))

  /** True when the frame was an `initialize`, which is answered now. */
  function greet(frame: AnyMessage): boolean {
    if (!('method' in frame) || frame.method !== 'initialize' || !('id' in frame)) return false
    const id = frame.id as never
    const read = readHandshake(frame.params)
    if (read === null) {
      send(failure(id, INVALID_PARAMS, 'Invalid params: protocolVersion must be a whole number'))
      return true
    }
    abilities = read
    send({ jsonrpc: '2.0', id, result: describeAgent(read, program) })
    return true
  }

  const readable = readFrames(input, output, { greet, send, end })
  const writable = new WritableStream<AnyMessage>({
    // An editor that reads slowly holds up the turn, and not the memory of this process.
    write: (frame) => (send(frame) ? undefined : new Promise<void>((resolve) => void output.once('drain', resolve))),
  })
  return {
    stream: { readable, writable },
    get abilities() {
      return abilities
    },
    ended,
  }
}

interface Reading {
  greet(frame: AnyMessage): boolean
  send(frame: unknown): void
  /** Called when the editor is gone. */
  end(): void
}

/** The frames that are no greeting. A line that is no frame is answered, and the rest goes on. */
function readFrames(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  { greet, send, end }: Reading,
): ReadableStream<AnyMessage> {
  return new ReadableStream({
    start(controller) {
      const decode = createFrameDecoder()
      let isOpen = true
      const close = () => {
        if (isOpen) controller.close()
        isOpen = false
        end()
      }
      const take = (chunk: Buffer) => {
        for (const frame of decode(chunk)) {
          if (!isOpen) return
          if (frame.ok && isObject(frame.value) && greet(frame.value as AnyMessage)) continue
          if (frame.ok) controller.enqueue(frame.value as AnyMessage)
          else if (frame.reason === 'invalid') send(parseFailure())
          else {
            send(failure(null, INVALID_REQUEST, `Invalid request: a line of more than ${FRAME_LIMIT_TEXT}`))
            close()
          }
        }
      }
      input.on('data', take)
      for (const event of ['end', 'close', 'error']) input.on(event, close)
      output.on('error', close)
    },
    cancel: end,
  })
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function parseFailure(): RpcFailure {
  return failure(null, PARSE_ERROR, 'Parse error: the line is not JSON in UTF-8')
}
