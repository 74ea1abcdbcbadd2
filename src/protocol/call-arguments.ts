// The arguments of a call. Providers take them back in the next request: each of them reads the JSON objects in a conversation, and one
// that cannot be read makes every further request of the conversation fail.

/** An answer of 128,000 tokens, the most that models give, has half as many characters. Reading 4 MB of brackets takes a second. */
const MOST_CHARACTERS = 1_000_000
const MOST_LEVELS = 100
/** So much is kept of arguments that cannot be read: enough to see what the model meant. */
const KEPT_CHARACTERS = 10_000

export type ParsedArguments = { ok: true; value: unknown } | { ok: false; reason: string }

/** The arguments as a value; null and text of blanks count as `{}`. Text that is too long or nested too deeply is not read at all. */
export function parseArguments(text: string | null): ParsedArguments {
  const trimmed = text?.trim() || '{}'
  if (trimmed.length > MOST_CHARACTERS) return { ok: false, reason: 'they are longer than 1,000,000 characters' }
  if (isDeep(trimmed)) return { ok: false, reason: `they are nested more than ${MOST_LEVELS} levels deep` }
  try {
    return { ok: true, value: JSON.parse(trimmed) }
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) }
  }
}

/** The text itself when it is a JSON object, else an object that holds it, or its beginning. */
export function readableArguments(text: string | null): string {
  const trimmed = text?.trim() ?? ''
  if (trimmed === '') return '{}'
  const parsed = parseArguments(trimmed)
  if (parsed.ok && typeof parsed.value === 'object' && parsed.value !== null && !Array.isArray(parsed.value))
    return text!
  return JSON.stringify({ unreadable_arguments: trimmed.slice(0, KEPT_CHARACTERS) })
}

function isDeep(text: string): boolean {
  let level = 0
  for (const [piece] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/gs)) {
    if (piece === '[' || piece === '{') level++
    else if (piece === ']' || piece === '}') level--
    if (level > MOST_LEVELS) return true
  }
  return false
}
