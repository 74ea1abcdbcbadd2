// The door for shells that cannot open a Unix socket. Such a shell says hello on the control fifo with one atomic record
// (at most PIPE_BUF = 4,096 bytes); the daemon makes it a pair of fifos and holds both ends open, so that neither side
// ever blocks on open, and a bridge process per shell (45 MB, 1.5 ms) is not needed.

import { execFile } from 'node:child_process'
import { closeSync, constants, existsSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs'
import { Socket } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createRecordDecoder, RECORD_LIMIT_BYTES, type ShellRecord } from '../../protocol/records.ts'
import { ensurePrivateDirectory, hasCode } from '../../sys/files.ts'
import { isAlive } from '../../sys/processes.ts'
import type { Connection } from '../connection.ts'
import { findTerminal } from './prompt-wake.ts'

/** A fifo has no end of file while we hold it open: a shell's end is seen by its process. */
const LIVENESS_MS = 2_000
const RETRY_MS = 20
const PAIR_NAME = /^[A-Za-z0-9_-]{1,64}$/
const HELLO_TTY = 4
/** fish writes into its own fifo before it reads, and a full one would hang it: half of the 64 KB, twice. */
const FISH_LIMIT_BYTES = 16 * 1024
const HAS_READ = ['prompt', 'wait']

export interface FifoReceiver {
  record(record: ShellRecord): void
  closed(): void
}

export interface FifoDoor {
  close(): void
}

/** Opens `control` and serves each shell that says hello there through `receive`. */
export async function openFifoDoor(
  control: string,
  directory: string,
  receive: (connection: Connection) => FifoReceiver,
): Promise<FifoDoor> {
  const checked = ensurePrivateDirectory(directory)
  if (!checked.ok) throw new Error(checked.reason)
  for (const name of readdirSync(directory)) rmSync(join(directory, name), { force: true }) // of a daemon that was killed
  rmSync(control, { force: true })
  await makeFifo(control)
  const pairs = new Map<string, { pid: number; close(): void }>()

  const controlInput = readFifo(control, (record) => {
    if (record.name !== 'hello') return
    const [, , id = '', pid = ''] = record.fields
    if (PAIR_NAME.test(id) && !pairs.has(id)) void openPair(id, Number(pid), record)
  })

  async function openPair(id: string, pid: number, hello: ShellRecord): Promise<void> {
    for (const other of pairs.values()) if (other.pid === pid) other.close() // it has replaced itself: exec bash
    pairs.set(id, { pid, close: () => {} }) // claimed before the wait below
    const question = join(directory, `${id}.q`)
    const answer = join(directory, `${id}.a`)
    const scratch = join(directory, `${id}.t`) // the shell's own, for what its builtins print
    try {
      await makeFifo(question, answer)
    } catch {
      pairs.delete(id)
      return // the run directory is gone or full: the shell finds no pair and says so
    }
    const limit = hello.fields[1] === 'fish' ? FISH_LIMIT_BYTES : Infinity
    const output = createFifoWriter(openSync(answer, constants.O_RDWR | constants.O_NONBLOCK), limit)
    const connection: Connection = { send: (text) => output.write(text), close: () => close() }
    const receiver = receive(connection)
    const input = readFifo(question, (record) => {
      if (HAS_READ.includes(record.name)) output.resume()
      if (record.name === 'bye') close()
      else receiver.record(record)
    })
    const close = () => {
      if (!pairs.delete(id)) return
      input.close()
      output.close()
      for (const path of [question, answer, scratch]) rmSync(path, { force: true })
      receiver.closed()
    }
    pairs.set(id, { pid, close })
    hello.fields[HELLO_TTY] ||= await findTerminal(pid) // bash would need a process to tell
    if (pairs.has(id)) receiver.record(hello)
  }

  const liveness = setInterval(() => {
    for (const pair of pairs.values()) if (!isAlive(pair.pid)) pair.close()
  }, LIVENESS_MS)
  liveness.unref()

  return {
    close() {
      clearInterval(liveness)
      controlInput.close()
      for (const pair of pairs.values()) pair.close()
      rmSync(control, { force: true })
    },
  }
}

const run = promisify(execFile)

/** Node has no mkfifo. */
async function makeFifo(...paths: string[]): Promise<void> {
  const missing = paths.filter((path) => !existsSync(path))
  if (missing.length > 0) await run('mkfifo', ['-m', '600', ...missing])
}

function readFifo(path: string, receive: (record: ShellRecord) => void): { close(): void } {
  const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK)
  const input = new Socket({ fd, readable: true, writable: false })
  let decode = createRecordDecoder()
  input.on('data', (chunk) => {
    for (const result of decode(chunk)) {
      if (result.ok) receive(result.record)
      else decode = createRecordDecoder() // a broken record is dropped; unlike a socket, a fifo cannot be hung up
    }
  })
  input.on('error', () => input.destroy())
  return { close: () => input.destroy() }
}

/**
 * A fifo holds 64 KB and takes more than 4,096 bytes in parts: what did not fit waits for the shell to read.
 * A shell that never reads loses what is beyond the limit, by whole records. After `burstBytes` it has to have read.
 */
function createFifoWriter(
  fd: number,
  burstBytes: number,
): { write(text: string): void; resume(): void; close(): void } {
  let waiting: Buffer = Buffer.alloc(0)
  let room = burstBytes
  let timer: NodeJS.Timeout | undefined
  const flush = () => {
    timer = undefined
    try {
      while (waiting.length > 0 && room > 0) {
        const written = writeSync(fd, waiting, 0, Math.min(waiting.length, room))
        waiting = waiting.subarray(written)
        room -= written
      }
    } catch (error) {
      if (hasCode(error, 'EAGAIN')) timer = setTimeout(flush, RETRY_MS)
      else waiting = Buffer.alloc(0)
    }
  }
  return {
    write(text) {
      if (waiting.length > RECORD_LIMIT_BYTES) return
      waiting = Buffer.concat([waiting, Buffer.from(text)])
      if (!timer) flush()
    },
    resume() {
      room = burstBytes
      if (!timer) flush()
    },
    close() {
      clearTimeout(timer)
      closeSync(fd)
    },
  }
}
