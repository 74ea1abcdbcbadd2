// The agent's side of the protocol, on the SDK: which method does what. Sessions are in acp-session.ts.

import { isAbsolute } from 'node:path'
import { agent, type AgentApp, type AgentContext, type McpServer, type SessionInfo } from '@agentclientprotocol/sdk'
import { KimiError } from '../protocol/errors.ts'
import type { OpenSession } from '../protocol/methods.ts'
import type { SessionView } from '../protocol/session-view.ts'
import { sanitiseLine } from '../safety/text/sanitiser.ts'
import type { AcpSurroundings } from './acp-surroundings.ts'
import { createControl, type Control } from './control-line.ts'
import { toRequestError } from './acp-errors.ts'
import { openAcpSession, type AcpSession } from './acp-session.ts'
import type { EditorStream } from './editor-stream.ts'
import { logIn } from './login-steps.ts'
import { readMcpServers } from './editor-servers.ts'
import { OPTION_IDS } from './config-options.ts'
import { createSessionHandles, type SessionHandles } from './session-handles.ts'

/** Sessions in one answer of `session/list`. */
const LIST_PAGE = 50
const TITLE_CELLS = 200

/** The parameters that `session/new`, `load`, `resume` and `fork` share. */
interface Place {
  cwd: string
  additionalDirectories?: string[] | null
  mcpServers?: McpServer[] | null
}

export function serveAgent(editor: EditorStream, surroundings: AcpSurroundings): { close(): Promise<void> } {
  const sessions = createSessionHandles()
  const control = createControl(surroundings.connect)
  const app = agent({ name: 'kimi' })
  const parts = { app, editor, surroundings, sessions, control }
  serveAccounts(parts)
  serveOpening(parts)
  serveStored(parts)
  serveTurns(parts)
  const connection = app.connect(editor.stream)
  return {
    async close() {
      connection.close()
      await Promise.all([sessions.closeAll(), control.close()])
    },
  }
}

interface AgentParts {
  app: AgentApp
  editor: EditorStream
  surroundings: AcpSurroundings
  sessions: SessionHandles
  control: Control
}

function serveAccounts({ app, editor, surroundings, control }: AgentParts): void {
  app
    .onRequest('authenticate', ({ params, client, requestId }) =>
      orFail(async () => {
        await logIn(params.methodId, { client, requestId, abilities: editor.abilities, control, surroundings })
        return {}
      }),
    )
    .onRequest('logout', () =>
      orFail(async () => {
        await control.call('account/logout', { kimiCode: false })
        return {}
      }),
    )
}

/** The methods that open a session: a new one, one that is stored, or a copy of one. */
function serveOpening({ app, editor, surroundings, sessions, control }: AgentParts): void {
  async function open(context: AgentContext, place: Place, id?: string): Promise<AcpSession> {
    const wish = readPlace(place, surroundings, id)
    const { abilities } = editor
    const session = await openAcpSession(wish, { editor: context, abilities, connect: surroundings.connect })
    await sessions.add(session)
    return session
  }

  /** Opens a session that must exist. */
  async function reopen(context: AgentContext, place: Place, id: string): Promise<AcpSession> {
    // A session that the editor has open is let go first: its events would be told twice.
    await sessions.close(id)
    const found = await control.call('session/find', { id, workDir: place.cwd })
    // A session stays in the directory where it was begun: there its files are.
    return open(context, { ...place, cwd: found.workDir ?? place.cwd }, found.id)
  }

  app
    .onRequest('session/new', ({ params, client }) =>
      orFail(async () => {
        const session = await open(client, params)
        return { sessionId: session.id, ...announceLater(session) }
      }),
    )
    .onRequest('session/load', ({ params, client }) =>
      orFail(async () => {
        const session = await reopen(client, params, params.sessionId)
        await session.replay()
        // The editor knows the session, and takes nothing of the replay after the answer.
        session.announce()
        return session.describe()
      }),
    )
    .onRequest('session/resume', ({ params, client }) =>
      orFail(async () => announceLater(await reopen(client, params, params.sessionId))),
    )
    .onRequest('session/fork', readFork, ({ params, client }) =>
      orFail(async () => {
        const { id } = await control.call('session/fork', { id: params.sessionId, workDir: params.cwd })
        return { sessionId: id, ...announceLater(await reopen(client, params, id)) }
      }),
    )
}

function serveStored({ app, sessions, control }: AgentParts): void {
  app
    .onRequest('session/list', ({ params }) => orFail(() => listSessions(control, params)))
    .onRequest('session/close', ({ params }) =>
      orFail(async () => {
        if (!(await sessions.close(params.sessionId))) sessions.get(params.sessionId)
        return {}
      }),
    )
    .onRequest('session/delete', ({ params }) =>
      orFail(async () => {
        await sessions.close(params.sessionId)
        await control.call('session/delete', { id: params.sessionId, workDir: '/' })
        return {}
      }),
    )
}

function serveTurns({ app, sessions }: AgentParts): void {
  app
    .onRequest('session/set_mode', ({ params }) =>
      orFail(async () => {
        await sessions.get(params.sessionId).choose(OPTION_IDS.mode, params.modeId)
        return {}
      }),
    )
    .onRequest('session/set_config_option', ({ params }) =>
      orFail(async () => ({
        configOptions: await sessions.get(params.sessionId).choose(params.configId, params.value),
      })),
    )
    .onRequest('session/prompt', ({ params, signal }) =>
      orFail(() => sessions.get(params.sessionId).prompt(params.prompt, signal)),
    )
    .onNotification('session/cancel', ({ params }) => sessions.find(params.sessionId)?.cancel())
}

async function orFail<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw toRequestError(error)
  }
}

/** The session's modes and options for an answer; what the editor takes only after the answer follows it. */
function announceLater(session: AcpSession) {
  setImmediate(session.announce)
  return session.describe()
}

function readPlace(
  { cwd, additionalDirectories, mcpServers }: Place,
  { client }: AcpSurroundings,
  id?: string,
): OpenSession {
  for (const path of [cwd, ...(additionalDirectories ?? [])]) {
    if (!isAbsolute(path)) throw new KimiError('usage.invalid', `not an absolute path: ${path}`, { hint: '' })
  }
  return {
    workDir: cwd,
    keepsEmpty: true,
    ...client,
    ...(id === undefined ? {} : { id }),
    ...(additionalDirectories?.length ? { addDirs: additionalDirectories } : {}),
    ...(mcpServers?.length ? { mcpServers: readMcpServers(mcpServers) } : {}),
  }
}

/** The parameters of `session/fork`, which the SDK's stable part does not know. */
function readFork(params: unknown): Place & { sessionId: string } {
  const { sessionId, cwd, additionalDirectories, mcpServers } = (params ?? {}) as Record<string, unknown>
  if (typeof sessionId !== 'string' || typeof cwd !== 'string')
    throw toRequestError(new KimiError('usage.invalid', 'session/fork takes sessionId and cwd', { hint: '' }))
  const listOf = (value: unknown) => (Array.isArray(value) ? value : [])
  return {
    sessionId,
    cwd,
    additionalDirectories: listOf(additionalDirectories).map(String),
    mcpServers: listOf(mcpServers).filter((server) => typeof (server as McpServer | null)?.name === 'string'),
  }
}

/** The cursor is the number of sessions before the page. */
async function listSessions(control: Control, { cwd, cursor }: { cwd?: string | null; cursor?: string | null }) {
  const skip = cursor ? Number(cursor) : 0
  if (!Number.isSafeInteger(skip) || skip < 0)
    throw new KimiError('usage.invalid', `not a cursor of session/list: ${String(cursor)}`, { hint: '' })
  const { sessions, total } = await control.call('session/list', {
    ...(cwd ? { workDir: cwd } : {}),
    limit: LIST_PAGE,
    skip,
  })
  const next = skip + sessions.length
  return {
    sessions: sessions.flatMap(describeSession),
    ...(sessions.length > 0 && next < total ? { nextCursor: String(next) } : {}),
  }
}

/** A session whose directory is not known cannot be opened by an editor. */
function describeSession({ id, workDir, title, updatedAt }: SessionView): SessionInfo[] {
  if (workDir === null) return []
  const shown = title === '' ? {} : { title: sanitiseLine(title, TITLE_CELLS) }
  return [{ sessionId: id, cwd: workDir, ...shown, updatedAt: new Date(updatedAt).toISOString() }]
}
