// The checks of wire clients' input: parameters of methods, and answers to our requests. Clients may be of other makers.

import * as z from 'zod'
import type { ContentPart } from '../../protocol/message.ts'
import type { ToolReturn } from '../../protocol/wire.ts'
import type { ApprovalReply } from '../../session/requests.ts'

const media = z.object({ url: z.string(), id: z.string().nullable().default(null) })
const part = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('think'), think: z.string(), encrypted: z.string().nullable().default(null) }),
  z.object({ type: z.literal('image_url'), image_url: media }),
  z.object({ type: z.literal('audio_url'), audio_url: media }),
  z.object({ type: z.literal('video_url'), video_url: media }),
]) satisfies z.ZodType<ContentPart>
const input = z.union([z.string(), z.array(part)])

const PARAMS = {
  initialize: z.looseObject({
    protocol_version: z.string(),
    client: z.looseObject({ name: z.string(), version: z.string().nullish() }).nullish(),
    external_tools: z
      .array(z.object({ name: z.string(), description: z.string(), parameters: z.record(z.string(), z.unknown()) }))
      .nullish(),
    hooks: z
      .array(
        z.object({
          id: z.string(),
          event: z.string(),
          matcher: z.string().default(''),
          timeout: z.number().int().default(30),
        }),
      )
      .nullish()
      .transform((hooks) => hooks ?? []),
    capabilities: z
      .looseObject({
        supports_question: z.boolean().default(false),
        supports_plan_mode: z.boolean().default(false),
        /** Not in wire 1.10: asks for the events that it does not have. */
        kimi_events: z.boolean().default(false),
        /** As `kimi_events`: what the client does for tools in the name of an editor. */
        editor: z.object({ reads: z.boolean(), writes: z.boolean(), runs: z.boolean() }).optional(),
      })
      .nullish(),
  }),
  prompt: z.object({ user_input: input }),
  steer: z.object({ user_input: input }),
  cancel: z.looseObject({}),
  replay: z.looseObject({}),
  set_plan_mode: z.object({ enabled: z.boolean() }),
}

export type WireMethod = keyof typeof PARAMS
export type WireParams = { [M in WireMethod]: z.infer<(typeof PARAMS)[M]> }

export function isWireMethod(name: string): name is WireMethod {
  return Object.hasOwn(PARAMS, name)
}

export function readParams<M extends WireMethod>(method: M, params: unknown): WireParams[M] | null {
  const parsed = PARAMS[method].safeParse(params ?? {})
  return parsed.success ? (parsed.data as WireParams[M]) : null
}

const approval = z.looseObject({
  response: z.enum(['approve', 'approve_for_session', 'approve_always', 'reject']),
  feedback: z.string().nullish(),
})
const answers = z.looseObject({ answers: z.record(z.string(), z.string()) })
const toolReturn = z.looseObject({
  return_value: z.looseObject({
    is_error: z.boolean(),
    output: z.union([z.string(), z.array(part)]).default(''),
    message: z.string().default(''),
    display: z.array(z.looseObject({ type: z.string() })).default([]),
    extras: z.record(z.string(), z.unknown()).nullable().default(null),
  }),
})
const hook = z.looseObject({ action: z.enum(['allow', 'block']), reason: z.string().default('') })

const edited = z.union([
  z.object({
    ok: z.literal(true),
    text: z.string(),
    exit: z.object({ code: z.number().nullable(), signal: z.string().nullable(), is_cut: z.boolean() }).optional(),
  }),
  z.object({ ok: z.literal(false), reason: z.string(), has_begun: z.boolean().optional() }),
])

/** A client's answer. Invalid ones count as a refusal, as a dismissed question, as a failed tool, or as a hook that allows. */
export function readAnswer(kind: string, result: unknown): unknown {
  if (kind === 'ApprovalRequest') {
    const { data } = approval.safeParse(result)
    return { response: data?.response ?? 'reject', feedback: data?.feedback ?? '' } satisfies ApprovalReply
  }
  if (kind === 'QuestionRequest') return answers.safeParse(result).data?.answers ?? {}
  if (kind === 'HookRequest') return hook.safeParse(result).data ?? { action: 'allow', reason: '' }
  if (kind === 'EditorRequest')
    return edited.safeParse(result).data ?? { ok: false, reason: 'the editor sent no valid answer' }
  const value = toolReturn.safeParse(result).data?.return_value as ToolReturn | undefined
  return value ?? { is_error: true, output: '', message: 'The client sent no valid result.', display: [], extras: null }
}
