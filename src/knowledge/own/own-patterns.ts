// Patterns that a person wrote: checked when read, then run on a text of bounded length and for a bounded time.

import { createContext, Script } from 'node:vm'
import type { Context } from 'node:vm'
import { runTimed } from '../../sys/timed-script.ts'

const MAX_PATTERN_CHARS = 200
const MAX_TEXT_CHARS = 4_096
/** Processor time after which a pattern is given up; less than the first attempt, which never has all of its wall time. */
const CPU_LIMIT_MS = 8
/**
 * Wall-clock limits of one attempt after another. V8 knows only wall-clock limits, and on a busy machine 10 ms can pass before a
 * thread has run at all: as long as the pattern has had less than `CPU_LIMIT_MS`, it is run again with twice the time.
 */
const ATTEMPTS_MS = [10, 20, 40, 80]

export type PatternResult = { ok: true; pattern: RegExp } | { ok: false; reason: string }

/** Reads a pattern; case does not matter, and `^` and `$` match at the ends of lines. */
export function readPattern(source: string): PatternResult {
  if (source.length > MAX_PATTERN_CHARS) return { ok: false, reason: `is longer than ${MAX_PATTERN_CHARS} characters` }
  if (hasNestedQuantifier(source)) return { ok: false, reason: 'repeats a group that repeats something itself' }
  try {
    return { ok: true, pattern: new RegExp(source, 'im') }
  } catch {
    return { ok: false, reason: 'is no regular expression' }
  }
}

/** True for patterns such as `(a+)+`, whose time grows exponentially on a text that almost matches. */
function hasNestedQuantifier(source: string): boolean {
  const bare = source.replace(/\\./g, '_').replace(/\[[^\]]*\]/g, '_')
  const repeats: boolean[] = []
  for (let at = 0; at < bare.length; at += 1) {
    const sign = bare[at] ?? ''
    const repeat = /[*+]/.test(sign) || (sign === '{' && /^\{\d+,/.test(bare.slice(at)))
    if (sign === '(') repeats.push(false)
    else if (sign === ')') {
      const inner = repeats.pop() ?? false
      if (inner && /^(?:[*+]|\{\d)/.test(bare.slice(at + 1))) return true
      if (inner && repeats.length > 0) repeats[repeats.length - 1] = true
    } else if (repeat && repeats.length > 0) repeats[repeats.length - 1] = true
  }
  return false
}

let context: Context | undefined
const script = new Script('found = pattern.exec(text)')

/**
 * The first match in the beginning of a text; undefined when the pattern took too long, and while too many files are open.
 * @param readCpuMs the processor time that this thread has used so far
 */
export function runPattern(
  pattern: RegExp,
  text: string,
  readCpuMs: () => number = readThreadCpuMs,
): RegExpExecArray | null | undefined {
  context ??= createContext({})
  Object.assign(context, { pattern, text: text.slice(0, MAX_TEXT_CHARS), found: null })
  let usedMs = 0
  for (const timeout of ATTEMPTS_MS) {
    const begin = readCpuMs()
    try {
      // V8 looks for an interrupt while a pattern backtracks, so a limit on the script is one on the pattern.
      runTimed(script, context, timeout)
      return context['found'] as RegExpExecArray | null
    } catch {
      usedMs += readCpuMs() - begin
      if (usedMs >= CPU_LIMIT_MS) return undefined
    }
  }
  return undefined
}

function readThreadCpuMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}
