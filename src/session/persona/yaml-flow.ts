// YAML between quotes and brackets: quoted strings, [lists] and {maps}, which may go on over several lines.

import { readQuoted, readScalar, YamlFault, type Cursor, type Yaml } from './yaml-scalar.ts'

const DEPTH_LIMIT = 50
/** The value that begins at column `from` of the present line. The cursor moves behind its last line. */
export function readFlow(cursor: Cursor, from: number): Yaml {
  let column = from
  let depth = 0

  const fault = (reason: string) => new YamlFault(cursor.at, reason)
  const line = () => cursor.lines[cursor.at] ?? ''
  /** The next character that means something; inside brackets it may stand some lines further down. */
  const peek = (): string => {
    for (;;) {
      while (column < line().length && /\s/.test(line()[column]!)) column++
      const isComment = line()[column] === '#' && (column === 0 || /\s/.test(line()[column - 1]!))
      if (column < line().length && !isComment) return line()[column]!
      if (cursor.at + 1 >= cursor.lines.length) throw fault('a bracket is not closed')
      cursor.at++
      column = 0
    }
  }
  const readQuote = (): string => {
    const { text, end } = readQuoted(line(), column, cursor.at)
    column = end
    return text
  }
  const readPlain = (): string => {
    const [text] = /^(?:[^,[\]{}:#]|:(?![\s,[\]{}]|$)|(?<=\S)#)*/.exec(line().slice(column))!
    column += text.length
    return text.trim()
  }
  const readItem = (): Yaml => {
    const first = peek()
    if (first === '[') return readItems(']', readItem) as Yaml[]
    if (first === '{') return readMap()
    return first === '"' || first === "'" ? readQuote() : readScalar(readPlain(), cursor.at)
  }
  const readItems = <T>(close: string, read: () => T): T[] => {
    if (++depth > DEPTH_LIMIT) throw fault('nested too deeply')
    const items: T[] = []
    column++
    while (peek() !== close) {
      items.push(read())
      if (peek() === ',') column++
      else if (peek() !== close) throw fault(`expected , or ${close}`)
    }
    column++
    depth--
    return items
  }
  const readMap = (): Yaml => {
    const entries = new Map<string, Yaml>()
    readItems('}', () => {
      const isQuoted = /["']/.test(peek())
      const key = isQuoted ? readQuote() : readPlain()
      if (key === '' && !isQuoted) throw fault('expected a key')
      if (entries.has(key)) throw fault(`the key ${JSON.stringify(key)} stands here twice`)
      if (peek() !== ':') throw fault('expected `key: value`')
      column++
      entries.set(key, /[,}]/.test(peek()) ? null : readItem())
    })
    return Object.fromEntries(entries)
  }

  const value = readItem()
  const rest = line().slice(column)
  if (!/^\s*(?:\s#.*)?$/.test(rest)) throw fault(`unexpected text: ${rest.trim().slice(0, 20)}`)
  cursor.at++
  return value
}
