// The hours in which nothing beeps: `22:00-07:00`, several separated by commas, over midnight as well.

const SPAN = /^([01]?\d|2[0-3]):([0-5]\d)-([01]?\d|2[0-3]|24):([0-5]\d)$/

export function checkQuietHours(hours: string): boolean {
  return splitSpans(hours).every((span) => SPAN.test(span))
}

/** By the local clock. What cannot be read is never quiet. */
export function isQuiet(hours: string, now: Date): boolean {
  const minute = now.getHours() * 60 + now.getMinutes()
  return splitSpans(hours).some((span) => {
    const found = SPAN.exec(span)
    if (!found) return false
    const [fromHour, fromMinute, toHour, toMinute] = found.slice(1).map(Number)
    const from = fromHour! * 60 + fromMinute!
    const to = toHour! * 60 + toMinute!
    return from <= to ? minute >= from && minute < to : minute >= from || minute < to
  })
}

function splitSpans(hours: string): string[] {
  return hours
    .split(',')
    .map((span) => span.trim())
    .filter((span) => span !== '')
}
