// Builds the headers of a request to a provider, and collects the secrets among their values.

export type RequestHeaders =
  | { ok: true; headers: Record<string, string>; secrets: string[] }
  | { ok: false; reason: string }

/** The headers. `own` are the configured ones, without names and characters that HTTP does not allow. */
export function buildHeaders(apiKey: string, own: Record<string, string>): RequestHeaders {
  const key = apiKey.trim()
  if (/[^\x21-\x7e]/.test(key)) return { ok: false, reason: 'it contains a blank or a character that no key has' }
  const headers: Record<string, string> = { 'user-agent': 'kimi-companion' }
  if (key !== '') headers['authorization'] = `Bearer ${key}`
  const secrets = key === '' ? [] : [key]
  for (const [name, value] of Object.entries(own)) {
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) continue
    const clean = value.replace(/[^\x20-\x7e]/g, '').trim()
    headers[name.toLowerCase()] = clean
    if (clean !== '' && /auth|key|token|secret|cookie/i.test(name)) secrets.push(clean)
  }
  return { ok: true, headers, secrets }
}
