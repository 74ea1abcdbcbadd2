// The hours in which no desktop or terminal notification is shown: `22:00-07:00`, several spans separated by commas. A
// span may cross midnight.

const SPAN = /^([01]?\d|2[0-3]):([0-5]\d)-([01]?\d|2[0-3]|24):([0-5]\d)$/

/** True when `now` (in local time) lies in one of the spans. A span that cannot be read is ignored. */
export function isQuiet(hours: string, now: Date): boolean {
  const minute = now.getHours() * 60 + now.getMinutes()
  return hours.split(',').some((span) => {
    const found = SPAN.exec(span.trim())
    if (!found) return false
    const [fromHour, fromMinute, toHour, toMinute] = found.slice(1).map(Number)
    const from = fromHour! * 60 + fromMinute!
    const to = toHour! * 60 + toMinute!
    return from <= to ? minute >= from && minute < to : minute >= from || minute < to
  })
}
