// The door for shells that cannot open a Unix socket. Such a shell says hello on the control fifo with one atomic record (at
// most PIPE_BUF = 4,096 bytes). The daemon makes a pair of fifos for it and holds both ends open: neither side ever blocks on
// open, and no bridge process is needed for each shell (it took 45 MB, and 1.5 ms a round trip).

import { execFile } from 'node:child_process'
import {
  closeSync,
  constants,
  existsSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { Socket } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createRecordDecoder, RECORD_LIMIT_BYTES, type ShellRecord } from '../../protocol/records.ts'
import { discard, ensurePrivateDirectory, hasCode } from '../../sys/files.ts'
import { isAlive } from '../../sys/processes.ts'
import type { Connection } from '../connection.ts'
import { findTerminal } from './prompt-wake.ts'
import { SHELL_ID } from './shell-state.ts'

/** A fifo has no end of file while the daemon holds it open: the end of a shell is seen by its process. */
const LIVENESS_MS = 2_000
const RETRY_MS = 20
const HELLO_TTY = 4
/** fish writes into its own fifo before it reads, and a full one would hang it: 16 of the fifo's 64 KB at a time. */
const FISH_LIMIT_BYTES = 16 * 1024
/** Records that a shell sends after it has read all that was there, or before it reads all that is there. */
const SENT_AT_READING = ['prompt', 'wait', 'hold']

export interface FifoReceiver {
  record(record: ShellRecord): void
  /** A fifo does not tell what was left unread: always false. */
  closed(isUnread: false): void
}

export interface FifoDoor {
  close(): void
}

/** The fifo pair of one shell. */
interface Pair {
  pid: number
  close(): void
}

/** Opens `control` and serves each shell that says hello there through `receive`. Throws when the directory is not safe. */
export async function openFifoDoor(
  control: string,
  directory: string,
  receive: (connection: Connection) => FifoReceiver,
): Promise<FifoDoor> {
  const checked = ensurePrivateDirectory(directory)
  if (!checked.ok) throw new Error(checked.reason)
  for (const name of readdirSync(directory)) rmSync(join(directory, name), { force: true }) // left by a daemon that was killed
  rmSync(control, { force: true })
  await makeFifos(control)
  const controlFd = openFifo(control)
  nameDescriptor(control, controlFd)
  const pairs = new Map<string, Pair>()

  const controlInput = readFifo(controlFd, (record) => {
    if (record.name !== 'hello') return
    const [, , id = '', pid = ''] = record.fields
    if (SHELL_ID.test(id) && !pairs.has(id)) void openPair(id, Number(pid), record)
  })

  async function openPair(id: string, pid: number, hello: ShellRecord): Promise<void> {
    for (const other of pairs.values()) if (other.pid === pid) other.close() // the process has replaced itself by exec
    pairs.set(id, { pid, close: () => {} }) // taken before the first wait: the shell may say hello again
    const files = pathsOf(directory, id)
    const [question, answer] = [`${files.question}~`, `${files.answer}~`]
    let close = (): void => void pairs.delete(id)
    try {
      await makeFifos(question, answer)
      const isFish = hello.fields[1] === 'fish'
      const pair = servePair({ ...files, question, answer }, isFish, receive, () => pairs.delete(id))
      close = pair.close
      pairs.set(id, { pid, close })
      hello.fields[HELLO_TTY] ||= await findTerminal(pid) // bash would need a process to tell
      if (!pairs.has(id)) return
      pair.receiver.record(hello)
      // A shell that finds its pair finds the greeting in it. A hundred that looked for it again and again kept the daemon from sending it.
      renameSync(question, files.question)
      renameSync(answer, files.answer)
    } catch {
      close() // the run directory is gone or full: the shell finds no pair and says so
    }
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
      discard(control)
      discard(descriptorName(control))
    },
  }
}

/** `scratch` is the shell's own file, for what its builtins print. */
function pathsOf(directory: string, id: string) {
  return {
    question: join(directory, `${id}.q`),
    answer: join(directory, `${id}.a`),
    scratch: join(directory, `${id}.t`),
  }
}

const openFifo = (path: string): number => openSync(path, constants.O_RDWR | constants.O_NONBLOCK)

/** The name that a fifo gets once its shell shall find it. */
const lastingName = (path: string): string => path.replace(/~$/, '')

/** The file beside a fifo that holds the number of our descriptor of it. */
const descriptorName = (fifo: string): string => `${fifo}.fd`

/**
 * Tells a fish the number of our descriptor of a fifo. It opens the fifo through /proc, where it does not wait for us, and would else look
 * through all our descriptors: a hundred of them took each other 20 s.
 */
function nameDescriptor(fifo: string, fd: number): void {
  writeFileSync(descriptorName(fifo), `${fd}\n`, { mode: 0o600 })
}

/** Joins a pair to a receiver. `isFirstClose` is called by each close; it returns true for the first. */
function servePair(
  files: ReturnType<typeof pathsOf>,
  isFish: boolean,
  receive: (connection: Connection) => FifoReceiver,
  isFirstClose: () => boolean,
): { receiver: FifoReceiver; close(): void } {
  const [questionFd, answerFd] = [openFifo(files.question), openFifo(files.answer)]
  if (isFish) {
    nameDescriptor(lastingName(files.question), questionFd)
    nameDescriptor(lastingName(files.answer), answerFd)
  }
  const output = createFifoWriter(answerFd, isFish ? FISH_LIMIT_BYTES : Infinity)
  const receiver = receive({ send: output.write, close: () => close(), hasUnread: () => input.hasUnread() })
  const input = readFifo(questionFd, (record) => {
    if (SENT_AT_READING.includes(record.name)) output.resume()
    if (record.name === 'bye') close()
    else receiver.record(record)
  })
  const close = () => {
    if (!isFirstClose()) return
    input.close()
    output.close()
    for (const path of Object.values(files)) {
      const name = lastingName(path)
      for (const made of [path, name, descriptorName(name)]) discard(made)
    }
    receiver.closed(false)
  }
  return { receiver, close }
}

const run = promisify(execFile)

/** The fifos that the next `mkfifo` makes, and the end of the one that runs. */
let wanted: string[] = []
let made: Promise<void> = Promise.resolve()
let nextMade: Promise<void> | null = null

/**
 * Makes fifos for our user alone, by the program: Node has no mkfifo. Calls that come while it runs share the next run: starting
 * a process for each of a hundred shells took seconds.
 */
async function makeFifos(...paths: string[]): Promise<void> {
  const missing = paths.filter((path) => !existsSync(path))
  if (missing.length === 0) return
  wanted.push(...missing)
  nextMade ??= made.then(async () => {
    const now = wanted
    wanted = []
    nextMade = null
    made = run('mkfifo', ['-m', '600', ...now]).then(
      () => {},
      () => {}, // whoever finds its fifos missing says so
    )
    await made
  })
  await nextMade
  const lost = missing.find((path) => !existsSync(path))
  if (lost !== undefined) throw new Error(`${lost} cannot be made`)
}

/** `hasUnread` reads what the shell has written by now, and tells whether any of it has not been received yet. */
interface FifoReader {
  hasUnread(): boolean
  close(): void
}

function readFifo(fd: number, receive: (record: ShellRecord) => void): FifoReader {
  const input = new Socket({ fd, readable: true, writable: false })
  const unread: ShellRecord[] = []
  let isReceiving = false
  let decode = createRecordDecoder()
  const take = (chunk: Buffer) => {
    for (const result of decode(chunk)) {
      if (result.ok) unread.push(result.record)
      else decode = createRecordDecoder() // a broken record is dropped; unlike a socket, a fifo cannot be hung up
    }
  }
  const receiveAll = () => {
    if (isReceiving) return
    isReceiving = true
    try {
      for (let record = unread.shift(); record; record = unread.shift()) receive(record)
    } finally {
      isReceiving = false
    }
  }
  input.on('data', (chunk: Buffer) => {
    take(chunk)
    receiveAll()
  })
  input.on('error', () => input.destroy())
  return {
    hasUnread() {
      const chunk = Buffer.alloc(4096)
      try {
        if (!input.destroyed) take(chunk.subarray(0, readSync(fd, chunk)))
      } catch {
        // The fifo is empty.
      }
      if (unread.length > 0) setImmediate(receiveAll)
      return unread.length > 0
    },
    close: () => input.destroy(),
  }
}

/**
 * A fifo holds 64 KB and takes more than 4,096 bytes in parts: text that does not fit waits for the shell to read. For a
 * shell that never reads, records beyond RECORD_LIMIT_BYTES are dropped whole. After `burstBytes` nothing is written until
 * `resume` says that the shell has read.
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
