// Opens a resolved model. Its implementation is loaded with the first request.

import type { ChatRequest, ChatStream } from './chat-stream.ts'
import type { RemoteModel, ResolvedModel } from './configured-model.ts'
import { createLaterTools } from './later-tools.ts'
import type { Listing } from './provider-stream.ts'
import { obeyRules } from './rules/request-rules.ts'
import type { Sampling } from './rules/model-variables.ts'
import type { TokenSource } from '../protocol/token-source.ts'

export interface OpenedModel {
  stream: ChatStream
  /** Loads the implementation and opens a connection ahead of the first request. Returns at once and never fails. */
  preconnect: () => void
  /** Asks the provider for its list of models; null for a scripted model. Never rejects. */
  list: () => Promise<Listing | null>
  close: () => void
}

/** Outside of the configuration: the way to the provider. */
export interface OpeningOptions {
  /** The source of the key of a model whose key comes from a login. */
  tokens?: TokenSource | null
  /** The variables that name the proxy. */
  proxyEnv?: NodeJS.ProcessEnv
  /** The size of a picture from which on it is uploaded or made smaller. */
  uploadOverBytes?: () => number
}

/** Opens the model. */
export function createChatStream(resolved: ResolvedModel, options: OpeningOptions = {}): OpenedModel {
  let loading: Promise<OpenedModel> | null = null
  const load = (): Promise<OpenedModel> => (loading ??= open(resolved, options))
  return {
    async *stream(request) {
      const { stream } = await load()
      yield* stream(request)
    },
    preconnect: () => void load().then((model) => model.preconnect()),
    list: async () => (await load()).list(),
    close: () => void loading?.then((model) => model.close()),
  }
}

/** The body that would be sent to the model's provider for this request; for a scripted model the request itself. */
export async function describeBody(resolved: ResolvedModel, request: Omit<ChatRequest, 'signal'>): Promise<object> {
  if (resolved.kind === 'scripted') return request
  const { loadSpeaker } = await import('./protocols/speakers.ts')
  const { model, dialect, baseUrl, rules, thoughtsField, sampling } = resolved
  const host = URL.canParse(baseUrl) ? new URL(baseUrl).host : ''
  const asked = fitRequest(request, resolved)
  const speaker = await loadSpeaker(resolved.protocol)
  return speaker.buildBody(asked, { model, dialect, host, rules, thoughtsField, ...keepOf(sampling) })
}

async function open(
  resolved: ResolvedModel,
  { tokens, proxyEnv, uploadOverBytes }: OpeningOptions,
): Promise<OpenedModel> {
  if (resolved.kind === 'scripted') {
    const { createScriptedStream } = await import('./scripted-model.ts')
    return {
      stream: createScriptedStream(resolved),
      preconnect: () => undefined,
      list: async () => null,
      close: () => undefined,
    }
  }
  const { createProviderStream } = await import('./provider-stream.ts')
  const { baseUrl, model, headers, dialect, protocol, rules, thoughtsField, sampling } = resolved
  const opened = createProviderStream({
    baseUrl,
    model,
    headers,
    dialect,
    protocol,
    rules,
    thoughtsField,
    ...keepOf(sampling),
    keyHint: hintForKey(resolved),
    apiKey: resolved.apiKey === '' && tokens ? tokens : resolved.apiKey,
    ...(proxyEnv === undefined ? {} : { proxyEnv }),
    ...(uploadOverBytes === undefined ? {} : { uploadOverBytes }),
  })
  const later = rules.takesToolsLater && protocol === 'chat' && dialect === 'kimi' ? createLaterTools() : null
  return {
    ...opened,
    stream(request) {
      const asked = fitRequest(request, resolved)
      return opened.stream(later ? later.place(asked) : asked)
    },
  }
}

/** The command that mends a key which the provider does not accept. */
function hintForKey({ oauth, keySource }: RemoteModel): string {
  if (oauth !== undefined) return keySource.startsWith('kimi login') ? keySource : 'kimi login'
  return /^[A-Z_]+$/.test(keySource) ? `export ${keySource}=…` : 'kimi config edit'
}

function keepOf({ keep }: Sampling): { keep?: string } {
  return keep === undefined ? {} : { keep }
}

/**
 * The request with the user's own values in place of ours, and without what the model refuses. Thinking is the user's only where
 * nobody has wished anything; the user's limit holds for thoughts, too.
 */
function fitRequest<R extends Omit<ChatRequest, 'signal'>>(request: R, { sampling, rules }: RemoteModel): R {
  const { maxTokens: most, thinking, keep: _, ...own } = sampling
  const wish = request.thinking ?? thinking
  const { maxTokens, ...rest } = obeyRules(
    { ...request, ...own, ...(wish === undefined ? {} : { thinking: wish }) },
    rules,
  )
  const limit = most === undefined || maxTokens === undefined ? (maxTokens ?? most) : Math.min(maxTokens, most)
  return { ...rest, ...(most === 0 || limit === undefined ? {} : { maxTokens: limit }) } as R
}
