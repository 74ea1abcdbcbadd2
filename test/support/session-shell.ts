// The shell of a session as a client of the daemon sees it, without a terminal: its output as text, its state, its commands.

import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findDaemon } from '../../src/client/connect.ts'
import type { Client } from '../../src/client/peer.ts'
import type { ShellPush, ShellStart, UserCommand, UserShellState } from '../../src/protocol/shell-view.ts'
import { countSleeps, waitForIdle } from './idle-process.ts'
import type { Home } from './kimi.ts'

export const SHELLS = ['zsh', 'bash', 'fish'] as const
export type ShellUnderTest = (typeof SHELLS)[number]

export interface SessionShell extends AsyncDisposable {
  readonly client: Client
  readonly sessionId: string
  /** The directory of the session's files. */
  readonly sessionDir: string
  /** The home of the shell, with its start-up files. */
  readonly dir: string
  readonly state: UserShellState
  /** The output since the subscription. */
  readonly output: string
  readonly pushes: readonly ShellPush[]
  type(keys: string): Promise<void>
  /** Resolves when the check accepts state and output; throws after 30 s. */
  until(check: (state: UserShellState, output: string) => boolean, what: string): Promise<void>
  /** Types the line at the prompt, and waits for the command's end. */
  run(line: string): Promise<UserCommand>
  /** Presses Ctrl-C when the shell waits for a key, and returns when it has woken for that and waits again. */
  interrupt(): Promise<void>
  commands(): Promise<UserCommand[]>
}

const LIMIT_MS = 30_000

interface Options {
  /** The lines of the user's start-up file. */
  rc?: string
  env?: Record<string, string>
  /** Another connection to this session. */
  other?: SessionShell
  /** Undefined begins with the screen; null does not subscribe. */
  from?: ShellStart | null
  columns?: number
}

/** Opens a session with a shell whose home is a new directory, or another connection to a session. */
export async function openSessionShell(
  home: Home,
  shell: ShellUnderTest,
  options: Options = {},
): Promise<SessionShell> {
  const dir = options.other?.dir ?? mkdtempSync(join(home.dir, 'user-'))
  if (!options.other) writeStartFiles(dir, options.rc ?? '')
  const client = (await findDaemon(home.paths))!
  const env = { ...home.env, HOME: dir, SHELL: shell, TERM: 'xterm-256color', ...options.env }
  const { id, dir: sessionDir } = await client.call('session/open', {
    workDir: dir,
    env: {},
    shellEnv: env,
    ...(options.other === undefined ? {} : { id: options.other.sessionId }),
  })
  const seen = await openShell(client, env, options)
  const { until } = seen
  const type = async (keys: string) =>
    void (await client.call('shell/write', { bytes: Buffer.from(keys).toString('base64') }))
  const commands = async () => (await client.call('shell/commands', {})).commands
  const found: SessionShell = {
    client,
    sessionId: id,
    sessionDir,
    dir,
    get state() {
      return seen.state
    },
    get output() {
      return seen.output
    },
    pushes: seen.pushes,
    type,
    until,
    async run(line) {
      await until(({ phase }) => phase === 'prompt', 'a prompt')
      const { lastId } = seen.state
      await type(`${line}\r`)
      await until((now) => now.phase === 'prompt' && now.lastId > lastId, `the end of ${line}`)
      return (await commands()).at(-1)!
    },
    async interrupt() {
      const { pid } = seen.state
      await waitForIdle(pid)
      const slept = countSleeps(pid)
      await type('\x03')
      await waitForIdle(pid, slept)
    },
    commands,
    async [Symbol.asyncDispose]() {
      await client.call('shell/close', {}).catch(() => {})
      client.close()
    },
  }
  if (options.from !== null) await until(({ phase }) => phase !== 'starting', 'the first prompt')
  return found
}

/** Opens the session's shell, subscribes to it, and follows its state and output. */
async function openShell(client: Client, env: Record<string, string>, { columns = 80, from = 'screen' }: Options) {
  const pushes: ShellPush[] = []
  let output = ''
  client.followShell((push) => {
    pushes.push(push)
    output += Buffer.from(push.bytes, 'base64').toString()
    if (push.state) state = push.state
  })
  let state = await client.call('shell/open', { env, umask: 0o022, columns, rows: 24 })
  if (from !== null) state = (await client.call('shell/subscribe', { from, what: 'output' })).state

  const until: SessionShell['until'] = async (check, what) => {
    const limit = Date.now() + LIMIT_MS
    while (!check(state, output)) {
      if (Date.now() > limit) throw new Error(`waited for ${what}: ${JSON.stringify(state)}\n${output.slice(-2000)}`)
      await sleep(5)
    }
  }
  return {
    get state() {
      return state
    },
    get output() {
      return output
    },
    pushes,
    until,
  }
}

function writeStartFiles(dir: string, rc: string): void {
  writeFileSync(join(dir, '.zshrc'), `PS1='$ '\n${rc}\n`)
  writeFileSync(join(dir, '.bashrc'), `PS1='$ '\n${rc}\n`)
  mkdirSync(join(dir, '.config', 'fish'), { recursive: true })
  // Without this directory the first fish of a home reads all manual pages.
  mkdirSync(join(dir, '.local', 'share', 'fish', 'generated_completions'), { recursive: true })
  const prompt = `set -g fish_greeting\nfunction fish_prompt\n  printf '$ '\nend\n`
  writeFileSync(join(dir, '.config', 'fish', 'config.fish'), `${prompt}${rc}\n`)
}
