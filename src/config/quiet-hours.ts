// The hours in which no desktop or terminal notification is shown: `22:00-07:00`, several spans separated by commas. A
// span may cross midnight.

const SPAN = /^([01]?\d|2[0-3]):([0-5]\d)-(?:([01]?\d|2[0-3]):([0-5]\d)|24:00)$/

/** The first and the last minute of a span, counted from midnight; null for a text that names no span. */
function readSpan(text: string): { from: number; to: number } | null {
  const found = SPAN.exec(text.trim())
  if (!found) return null
  const [fromHour, fromMinute, toHour = 24, toMinute = 0] = found
    .slice(1)
    .map((part) => (part ? Number(part) : undefined))
  const span = { from: fromHour! * 60 + fromMinute!, to: toHour * 60 + toMinute }
  return span.from === span.to ? null : span
}

/** True for hours that can be read, and for none. */
export function isHours(text: string): boolean {
  return text.trim() === '' || text.split(',').every((span) => readSpan(span) !== null)
}

/** True when `now` (in local time) lies in one of the spans. A span that cannot be read is ignored. */
export function isQuiet(hours: string, now: Date): boolean {
  const minute = now.getHours() * 60 + now.getMinutes()
  return hours.split(',').some((text) => {
    const span = readSpan(text)
    if (!span) return false
    const { from, to } = span
    return from < to ? minute >= from && minute < to : minute >= from || minute < to
  })
}
