// The user's own values for requests to Kimi's models, from the variables of Kimi CLI and Kimi Code.

import type { Thinking } from '../chat-stream.ts'

/** Fields of a request that the user's environment sets; absent ones are left to us, and to the model. */
export interface Sampling {
  temperature?: number
  topP?: number
  /** The limit of an answer in tokens; 0 sends no limit. */
  maxTokens?: number
  thinking?: Thinking
  /** The value of Kimi's `thinking.keep`: whether thoughts of earlier turns are kept. */
  keep?: string
}

const LEVELS: Record<string, Thinking> = {
  off: 'off',
  none: 'off',
  minimal: 'low',
  low: 'low',
  medium: 'medium',
  high: 'high',
  xhigh: 'max',
  max: 'max',
  on: 'on',
}
const OFF_WORDS = ['', 'false', '0', 'no', 'off', 'none', 'null']

type Variables = Readonly<Record<string, string | undefined>>

/** A value that is no number, or no level, counts as not set. */
export function readSampling(env: Variables): Sampling {
  const read = (name: string) => readNumber(env, name)
  const given = <K extends keyof Sampling>(key: K, value: number): Sampling =>
    Number.isFinite(value) ? { [key]: value } : {}
  const limit = [read('KIMI_MODEL_MAX_COMPLETION_TOKENS'), read('KIMI_MODEL_MAX_TOKENS')].find(Number.isFinite)
  const thinking = LEVELS[env['KIMI_MODEL_THINKING_EFFORT']?.trim().toLowerCase() ?? '']
  const keep = env['KIMI_MODEL_THINKING_KEEP']?.trim() ?? ''
  return {
    ...given('temperature', read('KIMI_MODEL_TEMPERATURE')),
    ...given('topP', read('KIMI_MODEL_TOP_P')),
    ...(limit === undefined ? {} : { maxTokens: Math.max(0, Math.floor(limit)) }),
    ...(thinking === undefined ? {} : { thinking }),
    ...(OFF_WORDS.includes(keep.toLowerCase()) ? {} : { keep }),
  }
}

/** NaN for a variable that is not set or holds no number. */
export function readNumber(env: Variables, name: string): number {
  const text = env[name]
  return text === undefined || text.trim() === '' ? Number.NaN : Number(text)
}
