// The lines of a corpus as arguments of kimi, as frames on its socket and as answers of a model's server: real commands in a home of
// their own, whose output, exit status and daemon are looked at.

import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { findForeign } from '../support/hostile-pieces.ts'
import { makeHome, ROOT, startDaemonIn, type Home } from '../support/kimi.ts'
import type { RanCommand } from '../support/many-commands.ts'
import type { Case } from './corpus-cases.ts'
import { nothingFound, type Outcome } from './corpus-play.ts'

export interface CommandOutcome extends Outcome {
  wrongExits: string[]
}

const ONE_LIMIT_MS = 3_000
const LINE_LIMIT_MS = 10_000
/** The exit statuses that each command may have for a line that somebody has typed. */
const EXITS: Record<string, readonly number[]> = {
  check: [0, 2],
  explain: [0, 2],
  fix: [0, 1, 2],
  suggest: [0, 1, 2, 75],
  ask: [0, 1, 4, 75],
}

/** Plays every case that has command lines, frames or answers of a server. */
export async function playCommands(cases: readonly Case[]): Promise<{ line: Case; outcome: CommandOutcome }[]> {
  const home = await makeHome({ KIMI_DEBUG: '1', CI: '1', NO_COLOR: '1' })
  try {
    const commands = cases.flatMap((line) => line.cli.map((words) => ({ line, words })))
    const ran = await runMany(
      home,
      commands.map(({ words }) => words),
    )
    const found = commands.map(({ line, words }, at) => ({ line, outcome: judge(ran[at]!, words) }))
    const sockets = await playSockets(
      home,
      cases.filter(({ kind }) => kind === 'socket'),
    )
    const answers = await playAnswers(
      home,
      cases.filter(({ kind }) => kind === 'api'),
    )
    return [...found, ...sockets, ...answers]
  } finally {
    await home[Symbol.asyncDispose]()
  }
}

function judge({ text, status }: RanCommand, words: readonly string[]): CommandOutcome {
  const outcome: CommandOutcome = { ...nothingFound(), wrongExits: [] }
  const foreign = findForeign(text, /(?!)/g)
  if (foreign !== null) outcome.raw.push(foreign)
  if (/\n {4}at /.test(text) && !/KimiError/.test(text)) outcome.crashes.push(text.slice(0, 300))
  if (status === null || !EXITS[words[0]!]!.includes(status)) outcome.wrongExits.push(`${words[0]}: ${status}`)
  return outcome
}

/** A process that does not answer is a crash of its last line: the others are run in another one. */
async function runMany(home: Home, lines: readonly string[][], limitMs = LINE_LIMIT_MS): Promise<RanCommand[]> {
  if (lines.length === 0) return []
  const file = join(home.dir, 'lines.json')
  writeFileSync(file, JSON.stringify(lines))
  const child = spawn(process.execPath, [join(ROOT, 'test/support/many-commands.ts'), file, String(limitMs)], {
    env: home.env,
    cwd: home.dir,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  let complaint = ''
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()))
  await new Promise((resolve) => child.once('close', resolve))
  if (said !== '') return JSON.parse(said) as RanCommand[]
  if (lines.length === 1) return [{ text: `\n    at ${complaint.slice(0, 300)}`, status: null }]
  const half = Math.ceil(lines.length / 2)
  return [...(await runMany(home, lines.slice(0, half), limitMs)), ...(await runMany(home, lines.slice(half), limitMs))]
}

async function playSockets(home: Home, cases: readonly Case[]): Promise<{ line: Case; outcome: CommandOutcome }[]> {
  if (cases.length === 0) return []
  const pid = await startDaemonIn(home)
  const found: { line: Case; outcome: CommandOutcome }[] = []
  for (const line of cases) {
    const outcome: CommandOutcome = { ...nothingFound(), wrongExits: [] }
    const socket = connect(home.paths.socket)
    socket.on('error', () => {}).resume()
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
    socket.write(Buffer.from(line.input, 'utf8'))
    const late = setTimeout(() => socket.destroy(), ONE_LIMIT_MS)
    await closed
    clearTimeout(late)
    const now = await home.status().catch(() => null)
    if (now?.pid !== pid) outcome.crashes.push(`the daemon ${pid} is now ${now?.pid ?? 'gone'}`)
    found.push({ line, outcome })
  }
  return found
}

/** Each answer of a server is given to a suggestion and to a turn. */
async function playAnswers(home: Home, cases: readonly Case[]): Promise<{ line: Case; outcome: CommandOutcome }[]> {
  const found: { line: Case; outcome: CommandOutcome }[] = []
  for (const line of cases) {
    const server = await serve(line.input)
    const { port } = server.address() as AddressInfo
    const env = { ...home.env, MOONSHOT_API_KEY: 'sk-test', KIMI_BASE_URL: `http://127.0.0.1:${port}/v1` }
    const lines = [
      ['suggest', 'list files'],
      ['ask', '--no-daemon', 'hello'],
    ]
    const ran = await runMany({ ...home, env }, lines, ONE_LIMIT_MS)
    server.close()
    server.closeAllConnections()
    ran.forEach((result, at) => {
      // A wait that the server has asked for is no crash.
      const outcome = judge({ ...result, status: result.status ?? 75 }, lines[at]!)
      found.push({ line, outcome })
    })
  }
  return found
}

async function serve(input: string): Promise<Server> {
  const [, status = '200', header = '', value = ''] = /^HTTP (\d{3})(?: ([\w-]+): ([^{\n]*))?/.exec(input) ?? []
  const body = input.replace(/^HTTP \d{3}(?: [\w-]+: [^{\n]*)?/, '')
  const server = createServer((request, response) => {
    request.resume()
    const type = status === '200' ? 'text/event-stream' : 'application/json'
    try {
      response.writeHead(Number(status), { 'content-type': type, ...(header === '' ? {} : { [header]: value.trim() }) })
    } catch {
      response.writeHead(Number(status))
    }
    response.end(body.trim())
  })
  await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1' }, resolve))
  return server
}
