// The terminal in a pty: from the command to its painted prompt, from a key to its echo while nothing happens and while an answer
// streams, the processor while it streams, the opening of a long session, and what a thousand messages take in memory.

import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pty from 'node-pty'
import { KIMI, makeHome, startDaemonIn, type Home } from '../support/kimi.ts'
import { answer, startModelServer, type Step } from '../support/model-server.ts'
import { cpuTicks } from '../support/cpu-ticks.ts'
import { sleep, state, summarise, type Row } from './measure.ts'

const CHUNKS_A_SECOND = 200
const STREAM_S = 6
const MESSAGES = 10_000
const READY = /(?:ask|bypass) · /
const WAIT_MS = 10_000

interface Ui {
  pid: number
  /** Milliseconds from the start to the first bytes with the prompt, and to the open session. */
  painted: Promise<number>
  ready: Promise<number>
  /** Milliseconds until the terminal writes something that holds `text`, after `send`. */
  time(send: string, text: string): Promise<number>
  write(text: string): void
  bytes(): number
  close(): Promise<void>
}

function openUi(home: Home, args: string[], cwd = home.dir): Ui {
  const env = { ...home.env, TERM: 'xterm-256color' }
  const begin = performance.now()
  const child = pty.spawn(KIMI, args, { cols: 120, rows: 36, cwd, env })
  const [painted, ready] = [Promise.withResolvers<number>(), Promise.withResolvers<number>()]
  let text = ''
  let bytes = 0
  let look: (data: string) => void = () => {}
  child.onData((read) => {
    const data = String(read)
    bytes += data.length
    text = (text + data).slice(-20_000)
    look(data)
    const ms = performance.now() - begin
    if (text.includes('❯')) painted.resolve(ms)
    // The row below the prompt, without its styles.
    if (READY.test(text.replaceAll(/\x1b\[[\d;?]*[a-zA-Z]/g, ''))) ready.resolve(ms)
  })
  const ended = new Promise<void>((resolve) => child.onExit(() => resolve()))
  return {
    pid: child.pid,
    painted: painted.promise,
    ready: ready.promise,
    time(send, wanted) {
      const from = performance.now()
      const seen = new Promise<number>((resolve) => {
        look = (data) => data.includes(wanted) && resolve(performance.now() - from)
      })
      child.write(send)
      return Promise.race([seen, sleep(WAIT_MS).then(() => WAIT_MS)])
    },
    write: (keys) => child.write(keys),
    bytes: () => bytes,
    async close() {
      child.write('\x03\x15\x04')
      await Promise.race([ended, sleep(2_000)])
      child.kill('SIGKILL')
    },
  }
}

/** The prompt beside `node -e 0` in the same rounds. */
export async function measurePaint(n: number): Promise<Row[]> {
  await using home = await makeHome({ MOONSHOT_API_KEY: 'sk-bench', MOONSHOT_BASE_URL: 'http://127.0.0.1:1/v1' })
  await startDaemonIn(home)
  const [painted, ready, bare]: number[][] = [[], [], []]
  for (let round = -2; round < n; round++) {
    const ui = openUi(home, [])
    const times = [await ui.painted, await ui.ready]
    await ui.close()
    const from = performance.now()
    execFileSync(process.execPath, ['-e', '0'])
    if (round < 0) continue
    painted!.push(times[0]!)
    ready!.push(times[1]!)
    bare!.push(performance.now() - from)
  }
  const ratio = (values: number[]) => summarise('', '', values, {}).p50 / summarise('', '', bare!, {}).p50
  return [
    summarise('terminal: prompt painted', 'ms', painted!, { p50: 200 }, ratio(painted!)),
    summarise('terminal: session open', 'ms', ready!, { p50: 400 }, ratio(ready!)),
  ]
}

/** Keys while nothing happens and while an answer streams, and the processor time of the terminal meanwhile. */
export async function measureTyping(n: number): Promise<Row[]> {
  const chunk = 'word **bold** and `code` '
  const steps: Step[] = Array.from({ length: CHUNKS_A_SECOND * STREAM_S }, (_, at) => [
    at % 40 === 39 ? `${chunk}\n\n` : chunk.slice((at % 4) * 6, (at % 4) * 6 + 6),
    { pauseMs: 1_000 / CHUNKS_A_SECOND },
  ]).flat()
  await using model = await startModelServer(() => answer(...steps))
  await using home = await makeHome({ MOONSHOT_API_KEY: 'sk-bench', MOONSHOT_BASE_URL: model.url })
  await startDaemonIn(home)
  const ui = openUi(home, [])
  await ui.ready
  await sleep(500)
  const type = async (count: number) => {
    const times: number[] = []
    for (let at = 0; at < count; at++) {
      const key = String.fromCharCode(97 + (at % 26))
      times.push(await ui.time(key, key))
      await sleep(30)
    }
    ui.write('\x15')
    await sleep(100)
    return times
  }
  const idle = await type(n)
  ui.write('go\r')
  await sleep(1_000)
  const [ticks, from, bytes] = [cpuTicks(ui.pid), performance.now(), ui.bytes()]
  await sleep(2_000)
  const seconds = (performance.now() - from) / 1_000
  const share = cpuTicks(ui.pid) - ticks
  const rate = (ui.bytes() - bytes) / seconds
  const streaming = await type(Math.min(n, 40))
  await ui.close()
  return [
    summarise('terminal: key to echo, idle', 'ms', idle, { p95: 16 }),
    summarise('terminal: key to echo, streaming', 'ms', streaming, { p95: 16 }),
    state('terminal: processor at 200 chunks a second', '% core', share / seconds, { most: 10 }),
    state('terminal: bytes written at 200 chunks a second', 'KB/s', rate / 1024, { most: 64 }),
  ]
}

/** A session of 10,000 messages: its opening, a key in it, and the memory beside that of an empty one. */
export async function measureLongSession(n: number): Promise<Row[]> {
  await using home = await makeHome({ MOONSHOT_API_KEY: 'sk-bench', MOONSHOT_BASE_URL: 'http://127.0.0.1:1/v1' })
  await startDaemonIn(home)
  const empty = openUi(home, ['-S', 'first'])
  await empty.ready
  await sleep(500)
  const before = readRss(empty.pid)
  empty.write('hello\r')
  await sleep(1_500)
  await empty.close()
  const { dir } = await home.call('session/find', { id: 'first', workDir: home.dir })
  writeLongLog(dir)
  const [opened, echoes]: number[][] = [[], []]
  let after = before
  for (let round = 0; round < n; round++) {
    const ui = openUi(home, ['-S', 'first'])
    opened!.push(await ui.ready)
    await sleep(300)
    echoes!.push(await ui.time('x', 'x'))
    after = readRss(ui.pid)
    await ui.close()
  }
  const perThousand = (after - before) / (MESSAGES / 1_000)
  return [
    summarise(`terminal: a session of ${MESSAGES} messages open`, 'ms', opened!, { p50: 300 }),
    summarise(`terminal: key to echo in it`, 'ms', echoes!, { p95: 16 }),
    state('terminal: memory for 1,000 messages', 'MB', Math.max(0, perThousand), { most: 2 }),
  ]
}

/** 5,000 turns of one question and one answer, in the session's own log. */
function writeLongLog(dir: string): void {
  mkdirSync(dir, { recursive: true })
  const lines = Array.from({ length: MESSAGES / 2 }, (_, at) => {
    const record = (type: string, payload: object) =>
      JSON.stringify({ timestamp: 1_790_000_000 + at, message: { type, payload } })
    return [
      record('TurnBegin', { user_input: `question ${at}` }),
      record('StepBegin', { n: 1 }),
      record('ContentPart', { type: 'text', text: `Answer ${at} with **some** words in it.\n\n- one\n- two\n` }),
      record('TurnEnd', {}),
    ].join('\n')
  })
  writeFileSync(join(dir, 'wire.jsonl'), `${lines.join('\n')}\n`)
}

/** Resident memory in megabytes. */
function readRss(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024
}
