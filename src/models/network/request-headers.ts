// Builds the headers of a request to a provider, and collects the secrets among their values.

import type { Protocol } from '../provider-kinds.ts'

export type RequestHeaders =
  | { ok: true; headers: Record<string, string>; secrets: string[] }
  | { ok: false; reason: string }

/** The form in which a provider takes its key: OpenAI's, which Kimi takes in each protocol, Anthropic's or Google's. */
export type KeyForm = 'bearer' | 'anthropic' | 'gemini'

/** The version of Anthropic's API that the bodies are written for. */
const ANTHROPIC_VERSION = '2023-06-01'

export function keyFormOf(protocol: Protocol, dialect: 'kimi' | 'openai'): KeyForm {
  return dialect === 'openai' && (protocol === 'anthropic' || protocol === 'gemini') ? protocol : 'bearer'
}

/** The headers. `own` are the configured ones, without names and characters that HTTP does not allow. */
export function buildHeaders(
  apiKey: string,
  own: Record<string, string>,
  form: KeyForm = 'bearer',
  protocol: Protocol = 'chat',
): RequestHeaders {
  const key = apiKey.trim()
  if (/[^\x21-\x7e]/.test(key)) return { ok: false, reason: 'it contains a blank or a character that no key has' }
  const headers: Record<string, string> = { 'user-agent': 'kimi-companion' }
  if (protocol === 'anthropic') headers['anthropic-version'] = ANTHROPIC_VERSION
  if (key !== '') Object.assign(headers, spellKey(key, form))
  const secrets = key === '' ? [] : [key]
  for (const [name, value] of Object.entries(own)) {
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) continue
    const clean = value.replace(/[^\x20-\x7e]/g, '').trim()
    headers[name.toLowerCase()] = clean
    if (clean !== '' && /auth|key|token|secret|cookie/i.test(name)) secrets.push(clean)
  }
  return { ok: true, headers, secrets }
}

function spellKey(key: string, form: KeyForm): Record<string, string> {
  if (form === 'anthropic') return { 'x-api-key': key }
  return form === 'gemini' ? { 'x-goog-api-key': key } : { authorization: `Bearer ${key}` }
}
