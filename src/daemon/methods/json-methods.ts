// The parameters of the JSON dialect's own methods, checked with zod before a handler sees them.

import * as z from 'zod'
import type { Method, Methods } from '../../protocol/methods.ts'
import { REGIONS } from '../../protocol/account.ts'
import { CLIENT_VARIABLES } from '../../protocol/methods.ts'
import { MODES } from '../../protocol/wire.ts'
import { TOPICS } from '../../protocol/events.ts'
import type { Session } from '../../session/session.ts'
import type { JsonConnection } from '../connection.ts'

const text = z.string().max(64 * 1024)
const shell = z.enum(['zsh', 'bash', 'fish'])
const env = z.partialRecord(z.enum(CLIENT_VARIABLES), text)
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
/** As SessionChoice. */
const choice = { id: text.optional(), workDir: text }
const limit = z.number().int().min(1).optional()
const size = z.number().int().min(1).max(9999)

const region = z.enum(REGIONS).optional()
const AREAS = ['account', 'model', 'neighbours', 'hooks', 'own', 'sandbox', 'tasks'] as const

const PARAMS: { [M in Method]: z.ZodType } = {
  'daemon/hello': z.object({ protocol: z.number().int(), version: text }),
  'daemon/status': z.object({ loop: z.boolean().optional() }),
  'daemon/checks': z.object({ areas: z.array(z.enum(AREAS)), env }),
  'daemon/stop': z.object({ ifIdle: z.boolean().optional() }),
  'account/login': z.object({ region }),
  'account/logout': z.object({ kimiCode: z.boolean() }),
  'account/key': z.object({ key: text.min(1), region, env }),
  'account/status': z.object({}),
  'account/whoami': z.object({}),
  'account/usage': z.object({ workDir: text.startsWith('/'), env }),
  'account/offer': z.object({ env }),
  'account/import': z.object({ apply: z.boolean(), secrets: z.boolean() }),
  'model/list': z.object({ env, fresh: z.boolean().optional() }),
  'model/show': z.object({ env, name: text.optional() }),
  'suggest/line': z.object({ ...asking, line: text }),
  'suggest/fix': z.object({
    ...asking,
    failed: text.optional(),
    output: z
      .string()
      .max(512 * 1024)
      .optional(),
    exit: z.number().int().optional(),
    shellPid: z.number().int().optional(),
  }),
  'suggest/explain': z.object({ ...asking, command: text }),
  'suggest/check': z.object({ command: z.string().max(512 * 1024), shell: z.enum(['zsh', 'bash', 'fish', 'any']) }),
  'suggest/forget': z.object({ text }),
  'suggest/request': z.object({ ...asking, line: text }),
  'session/open': z.object({
    ...client,
    workDir: text,
    id: text.optional(),
    continues: z.boolean().optional(),
    config: z.object({ text: z.string().optional(), file: text.optional() }).optional(),
    model: text.optional(),
    thinking: z.boolean().optional(),
    mode: mode.optional(),
    isUnattended: z.boolean().optional(),
    trusts: z.boolean().optional(),
    settlesWithinS: z.number().positive().optional(),
    addDirs: z.array(text).optional(),
    agent: text.optional(),
    agentFile: text.optional(),
    skillsDirs: z.array(text).optional(),
    maxSteps: z.number().int().min(1).optional(),
    maxTries: z.number().int().min(1).optional(),
    maxRalphIterations: z.number().int().min(-1).optional(),
  }),
  'events/subscribe': z.object({
    topics: z.array(z.enum(TOPICS)).min(1),
    since: z.object({ epoch: text, seq: z.number().int().min(0) }).optional(),
  }),
  'task/run': z
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
  'task/list': z.object({ ended: z.number().int().min(0).optional(), after: text.optional() }),
  'task/show': z.object({ id: text }),
  'task/answer': z.object({
    id: text,
    request: text.optional(),
    answer: z.enum(['approve', 'approve_for_session', 'reject']),
    text: text.optional(),
  }),
  'task/steer': z.object({ id: text, words: text }),
  'task/stop': z.object({ id: text, reason: text.optional() }),
  'task/retry': z.object({ ...client, id: text }),
  'task/remove': z.object({ id: text.optional() }),
  'task/output': z.object({
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
  'task/wait': z.object({ id: text, limitMs: z.number().int().min(0).max(2_000_000_000) }),
  'trust/list': z.object({}),
  'trust/show': z.object({ path: text.startsWith('/') }),
  'trust/add': z.object({ path: text.startsWith('/') }),
  'trust/remove': z.object({ path: text.startsWith('/') }),
  'permission/list': z.object({ workDir: text }),
  'permission/explain': z.object({ act: text, workDir: text, mode, path: text }),
  'permission/add': z.object({
    decision: z.enum(['allow', 'ask', 'deny']),
    rule: text,
    workDir: text,
    scope: z.boolean().optional(),
    reason: text.optional(),
    expires: text.optional(),
  }),
  'permission/remove': z.object({ id: text.min(4) }),
  'permission/import': z.object({
    path: text.startsWith('/'),
    workDir: text,
    scope: z.boolean().optional(),
    apply: z.boolean(),
  }),
  'session/background': z.object({}),
  'session/mode': z.object({ mode }),
  'session/said': z.object({ workDir: text.startsWith('/'), words: text }),
  'session/list': z.object({ workDir: text.optional(), archived: z.boolean().optional(), limit }),
  'session/find': z.object(choice),
  'session/show': z.object(choice),
  'session/cache': z.object(choice),
  'session/rename': z.object({ ...choice, title: text }),
  'session/archive': z.object(choice),
  'session/unarchive': z.object(choice),
  'session/delete': z.object(choice),
  'session/fork': z.object({ ...choice, turns: z.number().int().min(0).optional() }),
  'session/export': z.object({ ...choice, path: text.startsWith('/'), replaces: z.boolean().optional() }),
  'session/search': z.object({ query: text.min(1), limit, withinMs: z.number().int().min(1).optional() }),
  'session/rewind': z.object({
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
  bind(session: Session): Promise<void>
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

/** Calls a method by name with parameters off the wire. Never throws. */
export async function callMethod(handlers: Handlers, name: string, params: unknown, peer: Peer): Promise<CallResult> {
  if (!Object.hasOwn(PARAMS, name)) return { ok: false, reason: 'method', message: name.slice(0, 100) }
  const method = name as Method
  const parsed = PARAMS[method].safeParse(params ?? {})
  if (!parsed.success) return { ok: false, reason: 'params', message: z.prettifyError(parsed.error).split('\n')[0]! }
  try {
    // The table above has the schema of each method, so its output is what the handler takes.
    const handler = handlers[method] as (params: unknown, peer: Peer) => unknown
    return { ok: true, result: await handler(parsed.data, peer) }
  } catch (error) {
    return { ok: false, reason: 'failed', error }
  }
}
