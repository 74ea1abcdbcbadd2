// Patterns that a person wrote: checked when read, run on a bounded text and for a bounded time.

import { createContext, Script } from 'node:vm'
import type { Context } from 'node:vm'

const MAX_PATTERN_CHARS = 200
const MAX_TEXT_CHARS = 4_096
/** V8 looks for an interrupt while a pattern backtracks, so a limit on the script is one on the pattern. */
const LIMIT_MS = 10

export type PatternResult = { ok: true; pattern: RegExp } | { ok: false; reason: string }

/** Reads a pattern; case does not matter, `^` and `$` are ends of lines. */
export function readPattern(source: string): PatternResult {
  if (source.length > MAX_PATTERN_CHARS) return { ok: false, reason: `is longer than ${MAX_PATTERN_CHARS} characters` }
  if (hasNestedQuantifier(source)) return { ok: false, reason: 'repeats a group that repeats something itself' }
  try {
    return { ok: true, pattern: new RegExp(source, 'im') }
  } catch {
    return { ok: false, reason: 'is no regular expression' }
  }
}

/** `(a+)+` and its like take time without end on a text that hardly fits. */
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

/** What a pattern finds in the beginning of a text; undefined when it took too long. */
export function runPattern(pattern: RegExp, text: string): RegExpExecArray | null | undefined {
  context ??= createContext({})
  Object.assign(context, { pattern, text: text.slice(0, MAX_TEXT_CHARS), found: null })
  try {
    script.runInContext(context, { timeout: LIMIT_MS })
    return context['found'] as RegExpExecArray | null
  } catch {
    return undefined
  }
}
