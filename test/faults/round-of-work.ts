// A round of what users ask of a daemon: a session with two turns and a tool, a rename, a list, a task, a question at the prompt,
// words that are kept. Each failure is collected with its words.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findDaemon } from '../../src/client/connect.ts'
import type { Client } from '../../src/client/peer.ts'
import { KimiError } from '../../src/protocol/errors.ts'
import { encodeRecord } from '../../src/protocol/records.ts'
import type { Home } from '../support/kimi.ts'
import { script, useScripts } from '../support/wire-client.ts'

export interface Failure {
  text: string
  isNamed: boolean
}

export interface Outcome {
  failures: Failure[]
  /** The words of turns that were said to have ended well. */
  said: string[]
}

/** A daemon that does not answer at all. */
const LIMIT_MS = 120_000
const WORDS =
  /disk is full|disk quota|read-only|permission denied|too many files are open|disk does not work|cannot be (?:read|written)/

export const hasWords = (text: string) => WORDS.test(text)

/** The answers for the two turns of a session. The question at the prompt is this machine's to answer: it would take one of them. */
export function scriptTurns(home: Home): void {
  const turn = [
    script(['WriteFile', { path: 'made.txt', content: 'made\n' }]),
    script('the first'),
    script('the second'),
  ]
  useScripts(home, turn, 'suggest.offline = true\n')
}

/** `name` becomes the session's id. Never rejects. */
export async function workOnce(home: Home, name: string): Promise<Outcome> {
  const outcome: Outcome = { failures: [], said: [] }
  const attempt = async (what: string, work: () => Promise<unknown>): Promise<boolean> => {
    try {
      await Promise.race([
        work(),
        sleep(LIMIT_MS, undefined, { ref: false }).then(() => {
          throw new Error('no answer')
        }),
      ])
      return true
    } catch (error) {
      const text = error instanceof KimiError ? `${error.code}: ${error.message}` : String(error)
      // A thing that could not be made for a named reason cannot be found later.
      const isSequel = outcome.failures.length > 0 && /not_found/.test(text)
      outcome.failures.push({ text: `${what}: ${text}`, isNamed: hasWords(text) || isSequel })
      return false
    }
  }
  await withClient(home, attempt, (client) => talk(client, home, name, attempt, outcome))
  await withClient(home, attempt, (client) => ask(client, home, name, attempt))
  await attempt('a question at the prompt', () => askAtPrompt(home))
  return outcome
}

type Attempt = (what: string, work: () => Promise<unknown>) => Promise<boolean>

async function withClient(home: Home, attempt: Attempt, use: (client: Client) => Promise<void>): Promise<void> {
  await attempt('connecting', async () => {
    const client = await findDaemon(home.paths)
    if (!client) throw new Error('no daemon')
    await use(client)
    client.close()
  })
}

const open = (home: Home, id: string) => ({
  workDir: join(home.dir, 'work'),
  env: {},
  shellEnv: home.env,
  id,
  mode: 'bypass' as const,
})

/** A session with two turns. */
async function talk(client: Client, home: Home, id: string, attempt: Attempt, { said }: Outcome): Promise<void> {
  client.follow({ event() {}, request() {} })
  if (!(await attempt('session/open', () => client.call('session/open', open(home, id))))) return
  const capabilities = { supports_question: false, supports_plan_mode: false, kimi_events: true }
  await attempt('initialize', () => client.call('initialize', { protocol_version: '1.10', capabilities }))
  for (const words of [`first words of ${id}.`, `second words of ${id}.`])
    if (await attempt('prompt', () => client.call('prompt', { user_input: words }))) said.push(words)
}

/** Requests about sessions and tasks, and a question. */
async function ask(client: Client, home: Home, id: string, attempt: Attempt): Promise<void> {
  const workDir = join(home.dir, 'work')
  await attempt('session/said', () => client.call('session/said', { workDir, words: `said ${Math.random()}` }))
  await attempt('session/list', () => client.call('session/list', { workDir, limit: 3 }))
  await attempt('session/rename', () => client.call('session/rename', { workDir, id, title: 'renamed' }))
  await attempt('task/run', async () => {
    const task = { command: 'true', cwd: workDir, env: {}, shellEnv: home.env, notify: 'quiet' as const }
    const { id } = await client.call('task/run', task)
    await client.call('task/wait', { id, limitMs: 100_000 })
    await client.call('task/remove', { id })
  })
  await attempt('suggest/line', () =>
    client.call('suggest/line', { cwd: workDir, shell: 'zsh', env: {}, offline: true, line: 'gti status' }),
  )
  await attempt('daemon/status', () => client.call('daemon/status', {}))
}

/** A shell asks, uses the proposal and shows a notice; then it is gone. */
function askAtPrompt(home: Home): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(home.paths.socket)
    let heard = ''
    socket.on('error', reject)
    socket.on('data', (chunk) => {
      heard += chunk.toString()
      if (heard.includes('failed\x1f')) return reject(new Error(heard))
      if (!heard.includes('done\x1f')) return
      const [, command = ''] = /offer\x1f1\x1f1\x1f([^\x1f]*)/.exec(heard) ?? []
      socket.end(
        encodeRecord('used', 1, 1, 'run', command) + encodeRecord('seen', 'nothing') + encodeRecord('bye'),
        resolve,
      )
    })
    socket.on('close', () => reject(new Error('the connection was closed without an answer')))
    socket.write(
      encodeRecord('hello', 1, 'zsh', `faults-${Math.random()}`, process.pid, '', '', '', '') +
        encodeRecord('env') +
        encodeRecord('prompt', 0, 10, home.dir, '') +
        encodeRecord('ask', 1, home.dir, 10, 'list hidden files', ''),
    )
  })
}

/** True when all these words are in the session's conversation, and each of its lines is whole. */
export function isConversationWhole(home: Home, id: string, said: readonly string[]): boolean {
  const text = readConversation(home, id)
  const lines = text.split('\n').filter((line) => line !== '')
  // A last line that a full disk has cut is mended before the next one is written.
  const isWhole = lines.every((line, index) => index === lines.length - 1 || isJson(line))
  return isWhole && said.every((words) => text.includes(words))
}

/** The text of the session's conversation; '' when the session has no file for it. */
export function readConversation(home: Home, id: string): string {
  const root = join(home.paths.share, 'sessions')
  const files = (existsSync(root) ? readdirSync(root) : []).map((hash) => join(root, hash, id, 'context.jsonl'))
  const file = files.find((each) => existsSync(each))
  return file === undefined ? '' : readFileSync(file, 'utf8')
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line)
    return true
  } catch {
    return false
  }
}
