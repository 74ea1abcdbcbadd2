// The contract of a protocol: how a request is written, and how the events of an answer are read.

import type { ChatRequest } from '../chat-stream.ts'
import type { ModelRules } from '../rules/model-rules.ts'
import type { StreamItem } from '../stream/event-decoder.ts'

/** The model that a request is for. */
export interface Target {
  model: string
  dialect: 'kimi' | 'openai'
  host: string
  rules: ModelRules
  /** The field for thoughts that go back to the provider; '' sends none back. */
  thoughtsField: string
  /** Kimi's `thinking.keep`. */
  keep?: string
}

export interface Speaker {
  /** The address of a request for a streamed answer. */
  address(base: URL, model: string): URL
  /** The body. Its fields have a fixed order and are absent when unset, since prompt caches need equal beginnings. */
  buildBody(request: Omit<ChatRequest, 'signal'>, target: Target): object
  /** Makes the reader of one answer: it turns each event into chunks of chat completions, which stream/ puts together. */
  createReader(): (value: unknown) => StreamItem[]
}

/** A chunk of chat completions with this delta, as stream/answer-assembler.ts takes it. */
export function toChunk(delta: object, more: { id?: unknown; finish?: string; usage?: object } = {}): StreamItem {
  const { id, finish, usage } = more
  const value = {
    ...(id === undefined ? {} : { id }),
    choices: [{ index: 0, delta, ...(finish === undefined ? {} : { finish_reason: finish }) }],
    ...(usage === undefined ? {} : { usage }),
  }
  return { type: 'chunk', value }
}

/** A data URL in its parts; null for any other address. */
export function readDataUrl(url: string): { mime: string; data: string } | null {
  const [, mime, data] = /^data:([^;,]+);base64,(.*)$/s.exec(url) ?? []
  return mime === undefined || data === undefined ? null : { mime, data }
}

const ID_LIMIT_CHARS = 64

/** An id of a call in the characters and the length that every provider takes. */
export function cleanId(id: string): string {
  return id.replaceAll(/[^\w-]/g, '_').slice(0, ID_LIMIT_CHARS) || 'call'
}

/** A tool's name in the characters that every provider takes. */
export function cleanName(name: string): string {
  return name.replaceAll(/[^\w-]/g, '_') || 'unknown'
}
