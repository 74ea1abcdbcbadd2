// YAML's single values, and what the readers of the others share.

export type Yaml = string | number | boolean | null | Yaml[] | { [key: string]: Yaml }

/** How the reader gives up; caught where reading began. */
export class YamlFault extends Error {
  readonly index: number
  constructor(index: number, reason: string) {
    super(reason)
    this.index = index
  }
}

/** The lines, and how far they have been read. Everything below moves `at` on. */
export interface Cursor {
  lines: string[]
  at: number
  depth: number
}

const ESCAPES: Record<string, string> = {
  '0': '\0',
  a: '\u0007',
  b: '\b',
  t: '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\u001b',
  ' ': ' ',
  '"': '"',
  '/': '/',
  '\\': '\\',
  N: '\u0085',
  _: '\u00a0',
}
const CODE_LENGTH: Record<string, number> = { x: 2, u: 4, U: 8 }

/** YAML 1.2's core schema. */
export function readScalar(text: string, index: number): Yaml {
  if (/^[&*!%@`]|^[?-](?:\s|$)|^[,[\]{}]/.test(text)) {
    throw new YamlFault(index, `not supported or not quoted: ${text.slice(0, 20)}`)
  }
  if (/^(?:~|null|Null|NULL)?$/.test(text)) return null
  if (/^(?:true|True|TRUE)$/.test(text)) return true
  if (/^(?:false|False|FALSE)$/.test(text)) return false
  if (/^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$|^0x[\da-fA-F]+$|^0o[0-7]+$/.test(text)) return Number(text)
  return text
}

/** The string in quotes at column `from`, and the column behind it. It must end on its line. */
export function readQuoted(line: string, from: number, index: number): { text: string; end: number } {
  const quote = line[from]
  let text = ''
  for (let at = from + 1; at < line.length; at++) {
    const character = line[at]!
    if (character === quote) {
      if (quote === '"' || line[at + 1] !== "'") return { text, end: at + 1 }
      text += "'"
      at++
    } else if (character === '\\' && quote === '"') {
      const name = line[++at] ?? ''
      const length = CODE_LENGTH[name]
      const code = length === undefined ? '' : line.slice(at + 1, at + 1 + length)
      if (length === undefined && ESCAPES[name] === undefined) throw new YamlFault(index, `unknown escape \\${name}`)
      if (
        length !== undefined &&
        (!/^[\da-fA-F]+$/.test(code) || code.length < length || Number.parseInt(code, 16) > 0x10ffff)
      )
        throw new YamlFault(index, `not a character: \\${name}${code}`)
      text += length === undefined ? ESCAPES[name] : String.fromCodePoint(Number.parseInt(code, 16))
      at += length ?? 0
    } else text += character
  }
  throw new YamlFault(index, 'a quoted string must end on its line')
}
