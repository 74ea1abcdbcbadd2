// A duration in words.

/** `7s`, `3m12s`, `2h05m`, `3d4h`. */
export function describeDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  const [days, hours, minutes, rest] = [whole / 86_400, (whole / 3600) % 24, (whole / 60) % 60, whole % 60].map(
    Math.floor,
  )
  const two = (value: number | undefined) => String(value).padStart(2, '0')
  if (days! > 0) return `${days}d${hours}h`
  if (hours! > 0) return `${hours}h${two(minutes)}m`
  return minutes! > 0 ? `${minutes}m${two(rest)}s` : `${rest}s`
}
