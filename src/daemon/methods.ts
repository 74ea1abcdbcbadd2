// The JSON dialect's own methods: parameters are checked here, where strangers speak, and handed on.

import { z } from 'zod'
import type { Method, Methods } from '../protocol/methods.ts'
import { CLIENT_VARIABLES } from '../protocol/methods.ts'

const text = z.string().max(64 * 1024)
const shell = z.enum(['zsh', 'bash', 'fish'])
const asking = {
  cwd: text,
  shell,
  env: z.partialRecord(z.enum(CLIENT_VARIABLES), text),
  offline: z.boolean().optional(),
}

const PARAMS: { [M in Method]: z.ZodType } = {
  'daemon/hello': z.object({ protocol: z.number().int(), version: text }),
  'daemon/status': z.object({}),
  'daemon/stop': z.object({ ifIdle: z.boolean().optional() }),
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
  'suggest/request': z.object({ ...asking, line: text }),
}

/** What each method does: bound to the daemon by daemon.ts. `signal` aborts when the asking connection closes. */
export type Handlers = {
  [M in Method]: (
    params: Methods[M]['params'],
    signal: AbortSignal,
  ) => Methods[M]['result'] | Promise<Methods[M]['result']>
}

export type CallResult =
  | { ok: true; result: unknown }
  | { ok: false; reason: 'method' | 'params'; message: string }
  | { ok: false; reason: 'failed'; error: unknown }

/** Calls a method by name with what came off the wire. Never throws. */
export async function callMethod(
  handlers: Handlers,
  name: string,
  params: unknown,
  signal: AbortSignal,
): Promise<CallResult> {
  if (!Object.hasOwn(PARAMS, name)) return { ok: false, reason: 'method', message: name.slice(0, 100) }
  const method = name as Method
  const parsed = PARAMS[method].safeParse(params ?? {})
  if (!parsed.success) return { ok: false, reason: 'params', message: z.prettifyError(parsed.error).split('\n')[0]! }
  try {
    // The schema of a method gives its parameters: the table above is typed by the same keys.
    const handler = handlers[method] as (params: unknown, signal: AbortSignal) => unknown
    return { ok: true, result: await handler(parsed.data, signal) }
  } catch (error) {
    return { ok: false, reason: 'failed', error }
  }
}
