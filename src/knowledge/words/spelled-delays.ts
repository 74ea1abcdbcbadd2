// Delays of a shutdown in minutes, the only unit that shutdown(8) takes: of "in 2 hours" its commands would take the number alone.

const STOPS = /\b(?:shut(?:s|ting)?[ -]?down|power(?:s|ing)? off|turn(?:s|ing)? off|switch off|halt|reboot|restart)\b/i
const DELAY = /\b(in|after|for)\s+(?:(\d+(?:\.\d+)?|an?|one|two|three|half an?)\s+hours?|(\d+)\s+(?:seconds|secs))\b/i
const NUMBERS: Record<string, number> = { a: 1, an: 1, one: 1, two: 2, three: 3, 'half a': 0.5, 'half an': 0.5 }

/** "shut down in 2 hours" as "shut down in 120 minutes"; another request as it is. Seconds become whole minutes, at least one. */
export function spellDelays(request: string): string {
  if (!STOPS.test(request)) return request
  return request.replace(DELAY, (_, word: string, hours: string | undefined, seconds: string | undefined) => {
    const minutes =
      hours === undefined
        ? Math.max(1, Math.round(Number(seconds) / 60))
        : Math.round((NUMBERS[hours.toLowerCase()] ?? Number(hours)) * 60)
    return `${word} ${minutes} minutes`
  })
}
