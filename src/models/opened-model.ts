// Opens a resolved model. Its implementation is loaded with the first request.

import type { ChatRequest, ChatStream } from './chat-stream.ts'
import type { ResolvedModel, Sampling } from './model-catalog.ts'

export interface OpenedModel {
  stream: ChatStream
  /** Loads the implementation and opens a connection ahead of the first request. Returns at once and never fails. */
  preconnect: () => void
  close: () => void
}

/** Opens the model. `getKey` returns a token that is valid now, for a model whose key comes from a login. */
export function createChatStream(resolved: ResolvedModel, getKey?: () => string | Promise<string>): OpenedModel {
  let loading: Promise<OpenedModel> | null = null
  const load = (): Promise<OpenedModel> => (loading ??= open(resolved, getKey))
  return {
    async *stream(request) {
      const { stream } = await load()
      yield* stream(request)
    },
    preconnect: () => void load().then((model) => model.preconnect()),
    close: () => void loading?.then((model) => model.close()),
  }
}

/** The body that would be sent to the model's provider for this request; for a scripted model the request itself. */
export async function describeBody(resolved: ResolvedModel, request: Omit<ChatRequest, 'signal'>): Promise<object> {
  if (resolved.kind === 'scripted') return request
  const { buildBody } = await import('./completion-body.ts')
  const { model, dialect, baseUrl } = resolved
  const host = URL.canParse(baseUrl) ? new URL(baseUrl).host : ''
  const asked = withSampling(request, resolved.sampling)
  return buildBody({ ...asked, signal: new AbortController().signal }, { model, dialect, host })
}

async function open(resolved: ResolvedModel, getKey?: () => string | Promise<string>): Promise<OpenedModel> {
  if (resolved.kind === 'scripted') {
    const { createScriptedStream } = await import('./scripted-model.ts')
    return { stream: createScriptedStream(resolved), preconnect: () => undefined, close: () => undefined }
  }
  const { createOpenAIStream } = await import('./openai-compatible.ts')
  const { baseUrl, model, headers, dialect } = resolved
  const apiKey = resolved.apiKey === '' && getKey !== undefined ? getKey : resolved.apiKey
  const opened = createOpenAIStream({ baseUrl, model, headers, dialect, apiKey })
  return { ...opened, stream: (request) => opened.stream(withSampling(request, resolved.sampling)) }
}

/** The request with the user's own values in place of ours. */
function withSampling<R extends Omit<ChatRequest, 'signal'>>(request: R, { maxTokens, ...sampling }: Sampling): R {
  const { maxTokens: wanted, ...rest } = { ...request, ...sampling }
  const limit = maxTokens === undefined || wanted === undefined ? (wanted ?? maxTokens) : Math.min(wanted, maxTokens)
  const isUnlimited = maxTokens === 0 || limit === undefined
  return { ...rest, ...(isUnlimited ? {} : { maxTokens: limit }) } as R
}
