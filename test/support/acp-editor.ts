// An editor that drives `kimi acp`, built on the SDK's client. Each frame of both sides is checked against the protocol's schema.

import { spawn, type ChildProcess, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import {
  client,
  type AnyMessage,
  type ClientCapabilities,
  type ClientContext,
  type CreateElicitationRequest,
  type CreateElicitationResponse,
  type InitializeResponse,
  type PromptResponse,
  type RequestPermissionRequest,
  type SessionUpdate,
} from '@agentclientprotocol/sdk'
import { createFrameCheck } from './acp-schema.ts'
import { KIMI, type Home } from './kimi.ts'

export interface Frame {
  from: 'agent' | 'editor'
  id?: unknown
  method?: string
  params?: Record<string, unknown>
  result?: Record<string, unknown>
  error?: { code: number; message: string; data?: unknown }
}

export interface EditorOptions {
  capabilities?: ClientCapabilities
  clientInfo?: { name: string; version: string }
  /** The option to choose; 'cancelled' gives the outcome of that name, and a promise waits. */
  permit?: (request: RequestPermissionRequest) => string | Promise<string>
  fill?: (request: CreateElicitationRequest) => CreateElicitationResponse
  /** Texts of buffers that are not saved, by path. */
  buffers?: Map<string, string>
  /** Called before a write; throws to refuse it, and returns the text that is saved. */
  onWrite?: (path: string, text: string) => string
  args?: string[]
  env?: Record<string, string>
  /** False: the test sends `initialize` itself. */
  initialises?: boolean
}

export interface Editor extends AsyncDisposable {
  readonly agent: ClientContext
  readonly greeting: InitializeResponse
  readonly frames: readonly Frame[]
  readonly asked: readonly RequestPermissionRequest[]
  readonly forms: readonly CreateElicitationRequest[]
  readonly process: ChildProcess
  readonly exited: Promise<number | null>
  stderr(): string
  /** Sends a line as it is. The ids of its requests are strings, so that the SDK, which counts its own, does not see the answers. */
  send(text: string): void
  /** The updates of a session, in their order; of all sessions without an id. */
  updates(sessionId?: string): SessionUpdate[]
  /** The text that the agent has said in a session. */
  said(sessionId: string): string
  /** Resolves with the first frame of the agent, received or to come, that the check accepts. */
  see(check: (frame: Frame) => boolean, what: string): Promise<Frame>
  seeUpdate(check: (update: SessionUpdate) => boolean, what: string): Promise<SessionUpdate>
  newSession(cwd: string): Promise<string>
  prompt(sessionId: string, text: string): Promise<string>
}

const LIMIT_MS = 30_000

/** Starts `kimi acp` as an editor does. The editor offers what `capabilities` say, and fails when it is asked for more. */
export async function openEditor(home: Home, options: EditorOptions = {}): Promise<Editor> {
  const { capabilities = {}, clientInfo, args = ['acp'], env = {}, initialises = true } = options
  const child = spawn(KIMI, args, { env: { ...home.env, ...env }, cwd: home.dir, stdio: 'pipe' })
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve))
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  child.stdin.on('error', () => {})
  const { app, asked, forms, failures, close } = createOffer(options)
  const { frames, record, see } = createFrameLog(failures, () => stderr)
  const { agent } = connectAgent(app, child, record)
  const editor = {
    agent,
    frames,
    asked,
    forms,
    process: child,
    exited,
    stderr: () => stderr,
    send: (text: string) => void child.stdin.write(`${text}\n`),
    see,
    ...createUpdateViews(frames, see),
    newSession: async (cwd: string) => (await agent.request('session/new', { cwd, mcpServers: [] })).sessionId,
    async prompt(sessionId: string, text: string) {
      const prompt = [{ type: 'text' as const, text }]
      return (await agent.request<PromptResponse>('session/prompt', { sessionId, prompt })).stopReason
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end()
      const late = setTimeout(() => child.kill('SIGKILL'), 5_000)
      await exited
      clearTimeout(late)
      close()
      if (failures.length > 0) throw failures[0]
    },
  }
  const greeting = initialises
    ? await agent.request<InitializeResponse>('initialize', {
        protocolVersion: 1,
        clientCapabilities: capabilities,
        ...(clientInfo ? { clientInfo } : {}),
      })
    : ({} as InitializeResponse)
  return { ...editor, greeting }
}

/** Keeps the frames of both sides, checks each against the schema, and adds what is wrong to `failures`. */
function createFrameLog(failures: Error[], stderr: () => string) {
  const frames: Frame[] = []
  const looks = new Set<() => void>()
  const check = createFrameCheck()
  const record = (from: Frame['from'], frame: object) => {
    frames.push({ from, ...frame })
    try {
      check(from, frame)
    } catch (error) {
      failures.push(error as Error)
    }
    for (const look of looks) look()
  }
  const see: Editor['see'] = (accepts, what) =>
    new Promise((resolve, reject) => {
      const look = () => {
        const found = frames.find((frame) => frame.from === 'agent' && accepts(frame))
        if (!found) return
        looks.delete(look)
        clearTimeout(timer)
        resolve(found)
      }
      const timer = setTimeout(() => {
        looks.delete(look)
        const seen = frames.map((frame) => JSON.stringify(frame).slice(0, 160)).join('\n')
        reject(new Error(`waited for ${what}; saw:\n${seen}\n${stderr()}`))
      }, LIMIT_MS)
      looks.add(look)
      look()
    })
  return { frames, record, see }
}

/** Connects the SDK's client to the standard streams of `kimi acp`, and records each frame. */
function connectAgent(
  app: ReturnType<typeof createOffer>['app'],
  child: ChildProcessWithoutNullStreams,
  record: (from: Frame['from'], frame: object) => void,
) {
  const connection = app.connect({
    writable: new WritableStream<AnyMessage>({
      write(frame) {
        record('editor', frame)
        child.stdin.write(`${JSON.stringify(frame)}\n`)
      },
    }),
    readable: new ReadableStream<AnyMessage>({
      start(controller) {
        createInterface({ input: child.stdout })
          .on('line', (line) => {
            const frame = JSON.parse(line) as AnyMessage
            record('agent', frame)
            // An answer to no request is for the test alone; the SDK would complain about it.
            if (!('id' in frame && !('method' in frame) && typeof frame.id !== 'number')) controller.enqueue(frame)
          })
          .on('close', () => {
            if (!connection.signal.aborted) controller.close()
          })
      },
    }),
  })
  return connection
}

/** Reads the session updates among the frames. */
function createUpdateViews(
  frames: readonly Frame[],
  see: Editor['see'],
): Pick<Editor, 'updates' | 'said' | 'seeUpdate'> {
  const updates: Editor['updates'] = (sessionId) =>
    frames.flatMap(({ from, method, params }) =>
      from === 'agent' &&
      method === 'session/update' &&
      (sessionId === undefined || params?.['sessionId'] === sessionId)
        ? [params!['update'] as SessionUpdate]
        : [],
    )
  return {
    updates,
    said: (sessionId) => textsOf(updates(sessionId), 'agent_message_chunk'),
    async seeUpdate(accepts, what) {
      const isIt = ({ method, params }: Frame) =>
        method === 'session/update' && accepts(params!['update'] as SessionUpdate)
      return (await see(isIt, what)).params!['update'] as SessionUpdate
    },
  }
}

export function textsOf(
  updates: readonly SessionUpdate[],
  kind: 'agent_message_chunk' | 'agent_thought_chunk' | 'user_message_chunk',
): string {
  return updates
    .map((update) => (update.sessionUpdate === kind && update.content.type === 'text' ? update.content.text : ''))
    .join('')
}

/** The editor's answers to requests of the agent. A request for something that was not offered is kept as a failure of the test. */
function createOffer({ capabilities = {}, permit = () => 'approve', fill, buffers, onWrite }: EditorOptions) {
  const asked: RequestPermissionRequest[] = []
  const forms: CreateElicitationRequest[] = []
  const failures: Error[] = []
  const terminals = createTerminals()
  const demand = (isOffered: unknown, what: string) => {
    if (isOffered) return
    failures.push(new Error(`the agent asked for ${what}, which was not offered`))
    throw failures.at(-1)
  }
  const app = client({ name: 'test editor' })
    .onRequest('session/request_permission', async ({ params }) => {
      asked.push(params)
      const optionId = await permit(params)
      return { outcome: optionId === 'cancelled' ? { outcome: 'cancelled' } : { outcome: 'selected', optionId } }
    })
    .onNotification('session/update', () => {})
    .onRequest('elicitation/create', ({ params }) => {
      demand(capabilities.elicitation, 'a form')
      forms.push(params)
      return fill?.(params) ?? { action: 'cancel' }
    })
    .onRequest('fs/read_text_file', ({ params: { path } }) => {
      demand(capabilities.fs?.readTextFile, 'a file')
      return { content: buffers?.get(path) ?? readFileSync(path, 'utf8') }
    })
    .onRequest('fs/write_text_file', ({ params: { path, content } }) => {
      demand(capabilities.fs?.writeTextFile, 'a write')
      const text = onWrite ? onWrite(path, content) : content
      writeFileSync(path, text)
      if (buffers?.has(path)) buffers.set(path, text)
      return {}
    })
    .onRequest('terminal/create', ({ params }) => {
      demand(capabilities.terminal, 'a terminal')
      return terminals.create(params)
    })
    .onRequest('terminal/output', ({ params }) => terminals.output(params.terminalId))
    .onRequest('terminal/wait_for_exit', ({ params }) => terminals.wait(params.terminalId))
    .onRequest('terminal/kill', ({ params }) => terminals.kill(params.terminalId))
    .onRequest('terminal/release', ({ params }) => terminals.kill(params.terminalId))
  return { app, asked, forms, failures, close: terminals.close }
}

/** Real processes, as an editor's terminals are. */
function createTerminals() {
  const open = new Map<
    string,
    { child: ChildProcess; output: string; exit: Promise<{ exitCode: number | null; signal: string | null }> }
  >()
  return {
    create({
      command,
      args = [],
      env = [],
      cwd,
    }: {
      command: string
      args?: string[]
      env?: { name: string; value: string }[]
      cwd?: string | null
    }) {
      if (!existsSync(command)) throw new Error(`no such program: ${command}`)
      const variables = Object.fromEntries(env.map(({ name, value }) => [name, value]))
      const child = spawn(command, args, {
        cwd: cwd ?? undefined,
        env: { ...process.env, ...variables },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      const exit = new Promise<{ exitCode: number | null; signal: string | null }>((resolve) =>
        child.once('close', (exitCode, signal) => resolve({ exitCode, signal })),
      )
      const terminal = { child, output: '', exit }
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk: Buffer) => (terminal.output += chunk.toString()))
      const terminalId = randomUUID()
      open.set(terminalId, terminal)
      return { terminalId }
    },
    output: (id: string) => ({ output: open.get(id)!.output, truncated: false }),
    wait: (id: string) => open.get(id)!.exit,
    kill(id: string) {
      open.get(id)?.child.kill()
      return {}
    },
    close: () => open.forEach(({ child }) => child.kill('SIGKILL')),
  }
}
