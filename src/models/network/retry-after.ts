// Reads the time that a provider asks us to wait.

/** The longest time that a request waits. When the provider asks for more, the request fails and names the time. */
export const RETRY_AFTER_LIMIT_MS = 120_000

/**
 * `Retry-After` in seconds or as a date, or `retry-after-ms`, as milliseconds from now. A date is compared with the
 * answer's own `Date`, so that a wrong local clock does no harm. Undefined when absent, negative or unreadable.
 */
export function readRetryAfter(get: (header: string) => string | undefined, now: number): number | undefined {
  const exact = toDuration(get('retry-after-ms'), 1)
  if (exact !== undefined) return exact
  const value = get('retry-after')?.trim()
  if (value === undefined || value === '') return undefined
  if (/^[-+]?[\d.]+$/.test(value)) return toDuration(value, 1_000)
  const at = Date.parse(value)
  const serverNow = Date.parse(get('date') ?? '')
  const wait = at - (Number.isNaN(serverNow) ? now : serverNow)
  return Number.isNaN(wait) || wait < 0 ? undefined : wait
}

function toDuration(text: string | undefined, unitMs: number): number | undefined {
  const amount = Number(text?.trim() || Number.NaN)
  return Number.isFinite(amount) && amount >= 0 ? Math.round(amount * unitMs) : undefined
}

/** A wait in words: `3 s`, `5 min`, `2 h`. */
export function sayDuration(ms: number): string {
  if (ms < 90_000) return `${Math.max(1, Math.ceil(ms / 1_000))} s`
  if (ms < 90 * 60_000) return `${Math.ceil(ms / 60_000)} min`
  return `${Math.ceil(ms / 3_600_000)} h`
}
