// The parameters of the JSON dialect's own methods, checked with zod before a handler sees them.

import * as z from 'zod'
import { KimiError } from '../../protocol/errors.ts'
import type { Method, Methods } from '../../protocol/methods.ts'
import { IMPORT_KINDS, REGIONS } from '../../protocol/account.ts'
import { CLIENT_VARIABLES, EFFORTS, TERMINAL_VARIABLES } from '../../protocol/methods.ts'
import { MCP_EXPOSURES } from '../../protocol/mcp.ts'
import { MODES } from '../../protocol/wire.ts'
import { TOPICS } from '../../protocol/events.ts'
import type { Session } from '../../session/session.ts'
import type { JsonConnection } from '../connection.ts'

// Zod writes and compiles code for a schema when it is first used, which takes longer than a thousand checks without.
z.config({ jitless: true })

const text = z.string().max(64 * 1024)
const shell = z.enum(['zsh', 'bash', 'fish'])
const env = z.partialRecord(z.enum([...CLIENT_VARIABLES, ...TERMINAL_VARIABLES]), text)
const mode = z.enum(MODES)
const asking = {
  cwd: text,
  shell,
  env,
  offline: z.boolean().optional(),
}

const client = {
  env,
  shellEnv: z.record(z.string(), z.string()),
  umask: z.number().int().min(0).max(0o777).optional(),
  shellPid: z.number().int().optional(),
}
const servers = { workDir: text.startsWith('/'), shellEnv: z.record(z.string(), z.string()) }
/** As SessionChoice. */
const choice = { id: text.optional(), workDir: text }
const limit = z.number().int().min(1).optional()
const size = z.number().int().min(1).max(9999)

const region = z.enum(REGIONS).optional()
const AREAS = ['account', 'model', 'mcp', 'plugins', 'neighbours', 'hooks', 'own', 'sandbox', 'tasks'] as const

const PARAMS: { [M in Method]: () => z.ZodType } = {
  'daemon/hello': () => z.object({ protocol: z.number().int(), version: text }),
  'daemon/status': () => z.object({ loop: z.boolean().optional() }),
  'daemon/checks': () => z.object({ areas: z.array(z.enum(AREAS)), env }),
  'daemon/stop': () => z.object({ ifIdle: z.boolean().optional() }),
  'account/login': () => z.object({ region, env: env.optional() }),
  'account/logout': () => z.object({ kimiCode: z.boolean() }),
  'account/key': () => z.object({ key: text.min(1), region, env }),
  'account/status': () => z.object({}),
  'account/whoami': () => z.object({ env: env.optional() }),
  'account/usage': () => z.object({ workDir: text.startsWith('/'), env }),
  'account/offer': () => z.object({ env }),
  'account/import': () =>
    z.object({
      apply: z.boolean(),
      secrets: z.boolean(),
      only: z.array(z.enum(IMPORT_KINDS)).optional(),
      workDir: text.startsWith('/').optional(),
      from: text.optional(),
    }),
  'model/list': () => z.object({ env, fresh: z.boolean().optional() }),
  'model/show': () => z.object({ env, name: text.optional() }),
  'suggest/line': () => z.object({ ...asking, line: text }),
  'suggest/last': () => z.object({ shellPid: z.number() }),
  'suggest/fix': () =>
    z.object({
      ...asking,
      failed: text.optional(),
      output: z
        .string()
        .max(512 * 1024)
        .optional(),
      exit: z.number().int().optional(),
      shellPid: z.number().int().optional(),
    }),
  'suggest/explain': () => z.object({ ...asking, command: text }),
  'suggest/check': () =>
    z.object({ command: z.string().max(512 * 1024), shell: z.enum(['zsh', 'bash', 'fish', 'any']) }),
  'suggest/forget': () => z.object({ text, isDry: z.boolean().optional() }),
  'suggest/request': () => z.object({ ...asking, line: text }),
  'session/open': () =>
    z.object({
      ...client,
      workDir: text,
      id: text.optional(),
      continues: z.boolean().optional(),
      config: z.object({ text: z.string().optional(), file: text.optional() }).optional(),
      model: text.optional(),
      thinking: z.boolean().optional(),
      effort: z.enum(EFFORTS).optional(),
      mode: mode.optional(),
      lastMode: mode.optional(),
      isUnattended: z.boolean().optional(),
      trusts: z.boolean().optional(),
      keepsEmpty: z.boolean().optional(),
      settlesWithinS: z.number().positive().optional(),
      addDirs: z.array(text).optional(),
      agent: text.optional(),
      agentFile: text.optional(),
      skillsDirs: z.array(text).optional(),
      mcpServers: z.record(text, z.unknown()).optional(),
      mcpFiles: z.array(text).optional(),
      skipsUserServers: z.boolean().optional(),
      maxSteps: z.number().int().min(1).optional(),
      maxTries: z.number().int().min(1).optional(),
      maxRalphIterations: z.number().int().min(-1).optional(),
      outlives: z.boolean().optional(),
    }),
  'events/subscribe': () =>
    z.object({
      topics: z.array(z.enum(TOPICS)).min(1),
      since: z.object({ epoch: text, seq: z.number().int().min(0) }).optional(),
    }),
  'task/run': () =>
    z
      .object({
        ...client,
        // The file tasks/wish-check.ts says in words for the user which texts and numbers these may be.
        command: z.string().optional(),
        prompt: z.string().optional(),
        title: z.string().optional(),
        cwd: text,
        timeoutS: z.number().optional(),
        terminal: z.object({ columns: size, rows: size }).optional(),
        notify: z.enum(['always', 'quiet']).optional(),
        mode: mode.optional(),
        model: text.optional(),
        watch: z
          .object({
            patterns: z.array(z.string()).min(1),
            restarts: z.boolean(),
            debounceMs: z.number(),
          })
          .optional(),
        every: z.string().optional(),
      })
      .refine((wish) => (wish.command === undefined) !== (wish.prompt === undefined), 'command or prompt, one of them')
      .refine((wish) => !(wish.watch && wish.every !== undefined), 'watch or every, one of them'),
  'task/list': () => z.object({ ended: z.number().int().min(0).optional(), after: text.optional() }),
  'task/show': () => z.object({ id: text }),
  'task/noticed': () => z.object({ key: text }),
  'task/answer': () =>
    z.object({
      id: text,
      request: text.optional(),
      answer: z.enum(['approve', 'approve_for_session', 'reject']),
      text: text.optional(),
    }),
  'task/steer': () => z.object({ id: text, words: text }),
  'task/stop': () => z.object({ id: text, reason: text.optional() }),
  'task/retry': () => z.object({ ...client, id: text }),
  'task/remove': () => z.object({ id: text.optional() }),
  'task/output': () =>
    z.object({
      id: text,
      from: z.number().int().optional(),
      limit: z
        .number()
        .int()
        .min(1)
        .max(1024 * 1024)
        .optional(),
      lines: z.number().int().min(1).optional(),
      waitMs: z.number().int().min(0).max(60_000).optional(),
    }),
  'task/wait': () => z.object({ id: text, limitMs: z.number().int().min(0).max(2_000_000_000) }),
  'workspace/find_files': () =>
    z.object({
      workDir: text.startsWith('/'),
      query: text.max(1024),
      limit: z.number().int().min(1).max(200).optional(),
      env,
    }),
  'trust/list': () => z.object({}),
  'trust/show': () => z.object({ path: text.startsWith('/') }),
  'trust/add': () => z.object({ path: text.startsWith('/') }),
  'trust/remove': () => z.object({ path: text.startsWith('/') }),
  'permission/list': () => z.object({ workDir: text }),
  'permission/explain': () => z.object({ act: text, workDir: text, mode, path: text }),
  'permission/add': () =>
    z.object({
      decision: z.enum(['allow', 'ask', 'deny']),
      rule: text,
      workDir: text,
      scope: z.boolean().optional(),
      reason: text.optional(),
      expires: text.optional(),
    }),
  'permission/remove': () => z.object({ id: text.min(4) }),
  'permission/import': () =>
    z.object({
      path: text.startsWith('/'),
      workDir: text,
      scope: z.boolean().optional(),
      apply: z.boolean(),
    }),
  'mcp/list': () => z.object(servers),
  'mcp/test': () => z.object({ ...servers, name: text }),
  'mcp/search': () => z.object({ words: text, online: z.boolean() }),
  'mcp/find': () => z.object({ name: text, online: z.boolean() }),
  'mcp/draft': () => z.object({ text: text.min(1), env }),
  'mcp/keep-secrets': () =>
    z.object({
      server: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/),
      values: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_-]{0,100}$/), text.min(1)),
    }),
  'mcp/auth': () => z.object({ ...servers, name: text }),
  'mcp/auth-paste': () => z.object({ address: text }),
  'mcp/set-client': () =>
    z.object({
      name: text,
      clientId: text.min(1),
      clientSecret: text.min(1).optional(),
      callbackPort: z.number().int().min(1).max(65_535).optional(),
    }),
  'mcp/reset-auth': () => z.object({ ...servers, name: text }),
  'mcp/add': () => z.object({ name: text, entry: z.record(text, z.unknown()) }),
  'mcp/remove': () => z.object({ name: text }),
  'mcp/change': () =>
    z.object({
      name: text,
      fields: z.strictObject({
        enabled: z.boolean().nullable().optional(),
        exposure: z.enum(MCP_EXPOSURES).nullable().optional(),
        trusted: z.boolean().nullable().optional(),
      }),
    }),
  'plugin/list': () => z.object({}),
  'plugin/stage': () => z.object({ ...servers, source: text, env }),
  'plugin/install': () => z.object({ stage: text, givesKey: z.boolean(), env }),
  'plugin/remove': () => z.object({ name: text }),
  'shell/open': () =>
    z.object({
      env: z.record(z.string(), z.string()),
      umask: client.umask,
      columns: size,
      rows: size,
    }),
  'shell/write': () => z.object({ bytes: z.base64().max(96 * 1024) }),
  'shell/resize': () => z.object({ columns: size, rows: size }),
  'shell/subscribe': () =>
    z.object({
      from: z.union([z.literal('screen'), z.number().int().min(0)]),
      what: z.enum(['output', 'state']),
    }),
  'shell/commands': () => z.object({ after: z.number().int().min(0).optional(), limit }),
  'shell/follow': () => z.object({}),
  'shell/close': () => z.object({}),
  'session/background': () => z.object({}),
  'session/context': () => z.object({}),
  'session/changes': () => z.object({}),
  'session/allowed': () => z.object({}),
  'session/next_message': () => z.object({ env }),
  'session/hooks': () => z.object({}),
  'session/history': () =>
    z.object({ turns: z.number().int().min(0).max(500), before: z.number().int().min(1).optional() }),
  'workspace/git': () => z.object({ workDir: text.startsWith('/') }),
  'session/move': () => z.object({ workDir: text.startsWith('/') }),
  'session/mode': () => z.object({ mode }),
  'session/model': () => z.object({ env, name: text.optional(), effort: z.enum(EFFORTS).nullish() }),
  'session/said': () => z.object({ workDir: text.startsWith('/'), words: z.string().max(1024 * 1024) }),
  'session/inputs': () => z.object({ workDir: text.startsWith('/'), limit }),
  'session/list': () =>
    z.object({
      workDir: text.optional(),
      archived: z.boolean().optional(),
      limit,
      skip: z.number().int().min(0).optional(),
    }),
  'session/find': () => z.object(choice),
  'session/show': () => z.object(choice),
  'session/cache': () => z.object(choice),
  'session/rename': () => z.object({ ...choice, title: text }),
  'session/archive': () => z.object(choice),
  'session/unarchive': () => z.object(choice),
  'session/delete': () => z.object(choice),
  'session/fork': () => z.object({ ...choice, turns: z.number().int().min(0).optional() }),
  'session/export': () => z.object({ ...choice, path: text.startsWith('/'), replaces: z.boolean().optional() }),
  'session/search': () => z.object({ query: text.min(1), limit, withinMs: z.number().int().min(1).optional() }),
  'session/rewind': () =>
    z.object({
      named: z.object(choice).optional(),
      to: z.number().int().min(1).optional(),
      what: z.enum(['files', 'chat', 'both']),
      apply: z.boolean(),
      undo: z.boolean().optional(),
      force: z.boolean().optional(),
    }),
}

/** The connection that a request came by. */
export interface Peer {
  /** Aborts when the connection closes. */
  readonly signal: AbortSignal
  /** The session that the connection speaks for, once it has opened one. */
  readonly session: Session | null
  readonly connection: JsonConnection
  /** `outlives`: the connection's turns go on when it closes. */
  bind(session: Session, outlives: boolean): Promise<void>
}

/** The function behind each method; one file of handlers for each namespace (`session-methods.ts`, `task-methods.ts`, …). */
export type Handlers = {
  [M in Method]: (params: Methods[M]['params'], peer: Peer) => Methods[M]['result'] | Promise<Methods[M]['result']>
}

/** The handlers of one namespace: those of `session/open`, `session/mode` and so on for `session`. */
export type NamespaceHandlers<N extends string> = Pick<Handlers, Extract<Method, `${N}/${string}`>>

export type CallResult =
  | { ok: true; result: unknown }
  | { ok: false; reason: 'method' | 'params'; message: string }
  | { ok: false; reason: 'failed'; error: unknown }

const made = new Map<Method, z.ZodType>()

/** The schema of the method's parameters, made when it is first called: to make all of them takes 8 ms of the daemon's start. */
function schemaOf(method: Method): z.ZodType {
  const schema = made.get(method) ?? PARAMS[method]()
  made.set(method, schema)
  return schema
}

/** Calls a method by name with parameters off the wire. Never throws. */
export async function callMethod(handlers: Handlers, name: string, params: unknown, peer: Peer): Promise<CallResult> {
  if (!Object.hasOwn(PARAMS, name)) return { ok: false, reason: 'method', message: name.slice(0, 100) }
  const method = name as Method
  const parsed = schemaOf(method).safeParse(params ?? {})
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    return issue?.code === 'too_big' && issue.origin === 'string'
      ? { ok: false, reason: 'failed', error: tooLong(issue) }
      : { ok: false, reason: 'params', message: z.prettifyError(parsed.error).split('\n')[0]! }
  }
  try {
    // The table above has the schema of each method, so its output is what the handler takes.
    const handler = handlers[method] as (params: unknown, peer: Peer) => unknown
    return { ok: true, result: await handler(parsed.data, peer) }
  } catch (error) {
    return { ok: false, reason: 'failed', error }
  }
}

/** A text that is too long is no fault of the program: the error says so in the user's terms. */
function tooLong({ path, maximum }: z.core.$ZodIssueTooBig): KimiError {
  const limit = maximum.toLocaleString('en-US')
  return new KimiError(
    'usage.invalid',
    `${String(path[0] ?? 'that')} is too long: at most ${limit} characters are taken`,
    {
      hint: '',
    },
  )
}
