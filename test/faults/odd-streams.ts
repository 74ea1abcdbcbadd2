// npm run soak -- streams: a model that answers with streams drawn at random from the corpus of odd ones in test/fixtures/streams, read
// through all doors, three at a time, by one daemon. Prints a row a minute, and ends with 1 when a door hung or printed words that no
// user should see, or when the daemon died or leaked descriptors.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeHome, startDaemonIn, type Home } from '../support/kimi.ts'
import { startModelServer, type RecordedRequest, type Reply } from '../support/model-server.ts'
import { createRandom } from '../support/mutated-input.ts'
import { bytesOf, readStreamFixtures, type StreamFixture } from '../support/stream-fixtures.ts'
import { DOORS } from './stream-doors.ts'

const WORKERS = 3
const ROW_MS = 60_000
/** A model that calls tools for ever is another test's matter: after this many results the answer is plain. */
const MAX_RESULTS = 6
/** Descriptors that may be open at the end and were not at the beginning: twenty idle sessions stay open for a minute. */
const SPARE_DESCRIPTORS = 30
const ODD_WORDS = /\bundefined\b|\[object \w+\]|\bNaN\b|TypeError|ReferenceError|RangeError|\n\s+at \S+ \(.*:\d+:\d+\)/

interface Count {
  turns: Map<string, number>
  /** Failures by their text, with the fixtures that were sent. */
  failures: Map<string, number>
}

/** Resolves with true when nothing went wrong. `seed` makes the order of the streams repeatable as far as the doors' speed allows. */
export async function soakInOddStreams(minutes: number, seed: number): Promise<boolean> {
  const random = createRandom(seed)
  const fixtures = readStreamFixtures()
  const sent = new Map<string, StreamFixture[]>()
  const replyTo = (request: RecordedRequest): Reply => {
    const key = /odd-\d+x/.exec(request.raw)?.[0] ?? ''
    const end = [...request.raw.matchAll(/last-(\d+)x/g)].at(-1)
    if (end) return { steps: [`the end of ${end[1]}`] }
    const { length: results } = request.raw.match(/"role":"tool"/g) ?? []
    if (results >= MAX_RESULTS) return { steps: ['plain'] }
    const fixture = fixtures[Math.floor(random() * fixtures.length)]!
    sent.set(key, [...(sent.get(key) ?? []), fixture])
    return toReply(fixture)
  }
  await using model = await startModelServer((request) => replyTo(request))
  await using home = await makeOddHome(model.url)
  const pid = await startDaemonIn(home)
  const count: Count = { turns: new Map(), failures: new Map() }
  const first = readProcess(pid)
  const begin = Date.now()
  const printRow = () => {
    const { files, mb } = readProcess(pid)
    const turns = [...count.turns.values()].reduce((sum, each) => sum + each, 0)
    const failed = [...count.failures.values()].reduce((sum, each) => sum + each, 0)
    const cells = [((Date.now() - begin) / 60_000).toFixed(1), turns, model.requests.length, mb, files, failed]
    process.stdout.write(`${cells.map((cell) => String(cell).padStart(10)).join('')}\n`)
  }
  process.stdout.write(
    `${['minutes', 'turns', 'requests', 'RSS MB', 'files', 'failures'].map((head) => head.padStart(10)).join('')}\n`,
  )
  printRow()
  const rows = setInterval(printRow, ROW_MS)
  let next = 0
  const work = async () => {
    while (Date.now() - begin < minutes * 60_000) {
      const number = next++
      const door = DOORS[number % DOORS.length]!
      const key = `odd-${number}x`
      const fault = await door.run(home, `${key} go on`, `last-${number}x`, `the end of ${number}`).then(
        (said) => findOddWords(said, sent.get(key) ?? []),
        (error: unknown) => String(error),
      )
      count.turns.set(door.name, (count.turns.get(door.name) ?? 0) + 1)
      const names = (sent.get(key) ?? []).map(({ name }) => name).join(' + ')
      if (fault !== null) noteFailure(count, `${door.name}: ${fault} [${names}]`)
      sent.delete(key)
      if (model.requests.length > 0) forgetBodies(model.requests)
    }
  }
  await Promise.all(Array.from({ length: WORKERS }, work))
  clearInterval(rows)
  printRow()
  const last = readProcess(pid)
  const uncaught = home.log().match(/"event":"(?:uncaught|unhandled)".*/g) ?? []
  printSummary(count, { first, last, uncaught: uncaught.length })
  const isSame = (await home.daemonPid()) === pid
  return isSame && count.failures.size === 0 && uncaught.length === 0 && last.files <= first.files + SPARE_DESCRIPTORS
}

/** Counts and prints a failure; those that differ in the numbers of turns alone are the same. */
function noteFailure({ failures }: Count, said: string): void {
  const text = said.replaceAll(/(?:odd|last)-\d+x?/g, '…')
  failures.set(text, (failures.get(text) ?? 0) + 1)
  process.stdout.write(`    ${text.slice(0, 1_500)}\n`)
}

interface Seen {
  first: ReturnType<typeof readProcess>
  last: ReturnType<typeof readProcess>
  uncaught: number
}

function printSummary({ turns, failures }: Count, { first, last, uncaught }: Seen): void {
  process.stdout.write(
    `\nturns: ${[...turns].map(([name, times]) => `${name} ${times}`).join(', ')}\n` +
      `failures: ${failures.size}; uncaught errors: ${uncaught}; descriptors ${first.files} → ${last.files}; RSS ${first.mb} → ${last.mb} MB\n`,
  )
}

function toReply(fixture: StreamFixture): Reply {
  const isWhole = fixture.body?.startsWith('{') ?? false
  return isWhole
    ? { body: fixture.body!, headers: { 'content-type': 'application/json' } }
    : { steps: [{ bytes: bytesOf(fixture) }, { cut: 'end' }] }
}

/** Words that belong to no user, and marks of calls that no stream meant as text. Null when the text has neither. */
function findOddWords(said: string, sent: readonly StreamFixture[]): string | null {
  const odd = ODD_WORDS.exec(said)
  if (odd) return `odd words: ${said.slice(Math.max(0, odd.index - 200), odd.index + 200)}`
  const isText = sent.some(({ expect }) => `${expect.text ?? ''}${expect.think ?? ''}`.includes('<|tool_'))
  const mark = said.indexOf('<|tool_')
  return mark !== -1 && !isText ? `marks: ${said.slice(Math.max(0, mark - 200), mark + 200)}` : null
}

async function makeOddHome(url: string): Promise<Home> {
  const home = await makeHome()
  mkdirSync(join(home.dir, 'work'))
  for (const name of ['a.txt', 'b.txt']) writeFileSync(join(home.dir, name), `${name}\n`)
  writeFileSync(
    home.paths.config,
    'default_model = "odd"\n[loop_control]\nmax_retries_per_step = 2\n' +
      '[models.odd]\nprovider = "odd"\nmodel = "odd"\nmax_context_size = 100000\n' +
      `[providers.odd]\ntype = "kimi"\nbase_url = "${url}"\napi_key = "sk-test"\n`,
  )
  return home
}

/** The requests of two hours would fill the memory of this process. */
function forgetBodies(requests: readonly RecordedRequest[]): void {
  for (const request of requests.slice(-50)) {
    request.raw = ''
    Object.defineProperty(request, 'body', { value: null }) // a getter, which keeps what it has parsed
  }
}

function readProcess(of: number): { files: number; mb: number } {
  const rss = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${of}/status`, 'utf8'))?.[1] ?? '0'
  return { files: readdirSync(`/proc/${of}/fd`).length, mb: Math.round(Number(rss) / 1024) }
}
