// The place where a text stops being JSON: the runtime's own parser names none for most mistakes.

/** A text that is nested deeper is hostile: looking further would overflow the stack. */
const MOST_DEPTH = 500
const BLANK = /[ \t\r\n]*/y
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/y
const OTHER_VALUE = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y

/** The first mistake, as `line 3, column 5: expected a value`; null for text that is JSON. Lines and columns count from 1. */
export function findJsonFault(text: string): string | null {
  try {
    JSON.parse(text)
    return null
  } catch {
    const reader = createReader(text)
    readValue(reader)
    reader.skip(BLANK)
    const { at, expected } = reader.fault() ?? { at: reader.at(), expected: 'nothing more' }
    const before = text.slice(0, at)
    return `line ${before.split('\n').length}, column ${at - before.lastIndexOf('\n')}: expected ${expected}`
  }
}

type Reader = ReturnType<typeof createReader>

function createReader(text: string) {
  let at = 0
  let fault: { at: number; expected: string } | null = null
  const skip = (pattern: RegExp) => {
    pattern.lastIndex = at
    const found = pattern.exec(text)
    if (found) at = pattern.lastIndex
    return found !== null && found[0] !== ''
  }
  return {
    at: () => at,
    fault: () => fault,
    skip,
    /** True when this character comes next; it is passed then, with the blanks before it. */
    take(character: string) {
      skip(BLANK)
      if (text[at] !== character) return false
      at++
      return true
    },
    /** Notes the first mistake. Returns false. */
    fail(expected: string) {
      fault ??= { at, expected }
      return false
    },
  }
}

/** Passes a value, which stands in `depth` lists and objects. False after a mistake. */
function readValue(reader: Reader, depth = 0): boolean {
  if (depth > MOST_DEPTH) return reader.fail('less nesting')
  if (reader.take('{')) return readList(reader, '}', () => readMember(reader, depth + 1))
  if (reader.take('[')) return readList(reader, ']', () => readValue(reader, depth + 1))
  reader.skip(BLANK)
  return reader.skip(STRING) || reader.skip(OTHER_VALUE) || reader.fail('a value')
}

function readMember(reader: Reader, depth: number): boolean {
  reader.skip(BLANK)
  if (!reader.skip(STRING)) return reader.fail('a name in double quotes')
  return reader.take(':') ? readValue(reader, depth) : reader.fail('a colon')
}

function readList(reader: Reader, end: string, readItem: () => boolean): boolean {
  if (reader.take(end)) return true
  do {
    if (!readItem()) return false
  } while (reader.take(','))
  return reader.take(end) || reader.fail(`a comma or ${end}`)
}
