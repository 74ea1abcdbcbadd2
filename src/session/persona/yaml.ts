// The part of YAML that agent files and front matter use: mappings, lists, scalars, block scalars, flow lists and maps.
// Anchors, tags, several documents and the like are errors that name their line, never guesses.

import { readFlow } from './yaml-flow.ts'
import { readQuoted, readScalar, YamlFault, type Cursor, type Yaml } from './yaml-scalar.ts'

export type { Yaml } from './yaml-scalar.ts'
export type YamlResult = { ok: true; value: Yaml } | { ok: false; line: number; reason: string }

const DEPTH_LIMIT = 50
const KEY =
  /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s\-?:,[\]{}#&*!|>'"%@`](?:[^:#]|:(?=\S)|(?<=\S)#)*?|-(?=\S)[^:#]*?)[ \t]*:(?=\s|$)/
const BLANK = /^\s*(?:#.*)?$/
const BLOCK_SCALAR = /^([|>])(?:([1-9])([-+])?|([-+])([1-9])?)?\s*(?:#.*)?$/

/** `firstLine` is the number of the text's first line in its file. An empty text is null. */
export function parseYaml(text: string, firstLine = 1): YamlResult {
  const lines = text
    .replace(/^\ufeff/, '')
    .replace(/\r?\n$/, '')
    .split(/\r?\n/)
  const cursor: Cursor = { lines, at: 0, depth: 0 }
  try {
    skipBlank(cursor)
    if (/^---\s*(?:#.*)?$/.test(cursor.lines[cursor.at] ?? '')) {
      cursor.at++
      skipBlank(cursor)
    }
    const value = cursor.at < cursor.lines.length ? readNode(cursor, 0) : null
    skipBlank(cursor)
    if (cursor.at < cursor.lines.length) throw new YamlFault(cursor.at, 'unexpected text, or wrong indentation')
    return { ok: true, value }
  } catch (error) {
    if (!(error instanceof YamlFault)) throw error
    return { ok: false, line: error.index + firstLine, reason: error.message }
  }
}

function skipBlank(cursor: Cursor): void {
  while (cursor.at < cursor.lines.length && BLANK.test(cursor.lines[cursor.at]!)) cursor.at++
}

function indentOf(cursor: Cursor): number {
  const line = cursor.lines[cursor.at]
  if (line === undefined) return -1
  const indent = line.search(/[^ ]/)
  if (line[indent] === '\t') throw new YamlFault(cursor.at, 'indented with a tab; use spaces')
  return indent
}

/** What begins at the present line, indented by at least `least`. */
function readNode(cursor: Cursor, least: number): Yaml {
  if (++cursor.depth > DEPTH_LIMIT) throw new YamlFault(cursor.at, 'nested too deeply')
  const indent = indentOf(cursor)
  if (indent < least) throw new YamlFault(cursor.at, 'expected deeper indentation')
  const line = cursor.lines[cursor.at]!.slice(indent)
  let value: Yaml
  if (/^-(?:\s|$)/.test(line)) value = readList(cursor, indent)
  else if (KEY.test(line)) value = readMap(cursor, indent)
  else value = readInline(cursor, indent, least - 1)
  cursor.depth--
  return value
}

function readList(cursor: Cursor, indent: number): Yaml[] {
  const list: Yaml[] = []
  for (skipBlank(cursor); indentOf(cursor) === indent; skipBlank(cursor)) {
    const line = cursor.lines[cursor.at]!
    if (!/^-(?:\s|$)/.test(line.slice(indent))) break
    if (BLANK.test(line.slice(indent + 1))) {
      cursor.at++
      skipBlank(cursor)
      list.push(indentOf(cursor) > indent ? readNode(cursor, indent + 1) : null)
    } else {
      // The item is what the line would hold with a blank for its dash.
      cursor.lines[cursor.at] = `${line.slice(0, indent)} ${line.slice(indent + 1)}`
      list.push(readNode(cursor, indent + 1))
    }
  }
  return list
}

function readMap(cursor: Cursor, indent: number): Yaml {
  const entries = new Map<string, Yaml>()
  for (skipBlank(cursor); indentOf(cursor) === indent; skipBlank(cursor)) {
    const start = cursor.at
    const match = KEY.exec(cursor.lines[start]!.slice(indent))
    if (!match) throw new YamlFault(start, 'expected `key: value`')
    const [whole, spelled = ''] = match
    const key = /^["']/.test(spelled) ? readQuoted(spelled, 0, start).text : spelled
    if (entries.has(key)) throw new YamlFault(start, `the key ${JSON.stringify(key)} stands here twice`)
    const from = indent + whole.length
    if (!BLANK.test(cursor.lines[start]!.slice(from))) entries.set(key, readInline(cursor, from, indent))
    else {
      cursor.at++
      skipBlank(cursor)
      const isListBelow = indentOf(cursor) === indent && /^\s*-(?:\s|$)/.test(cursor.lines[cursor.at]!)
      const hasChild = indentOf(cursor) > indent || isListBelow
      entries.set(key, hasChild ? readNode(cursor, isListBelow ? indent : indent + 1) : null)
    }
  }
  return Object.fromEntries(entries)
}

/** A value from column `from` of the present line; what continues it is indented deeper than `parent`. */
function readInline(cursor: Cursor, from: number, parent: number): Yaml {
  const start = cursor.at
  const text = cursor.lines[start]!.slice(from).trimStart()
  if (text.startsWith('|') || text.startsWith('>')) return readBlockScalar(cursor, text, parent)
  if (/^["'[{]/.test(text)) return readFlow(cursor, cursor.lines[start]!.length - text.length)
  return readScalar(readPlain(cursor, text, parent), start)
}

/** A plain scalar with the lines that continue it, which YAML joins by blanks. */
function readPlain(cursor: Cursor, text: string, parent: number): string {
  const words = [text]
  cursor.at++
  while (cursor.at < cursor.lines.length && !BLANK.test(cursor.lines[cursor.at]!) && indentOf(cursor) > parent) {
    words.push(cursor.lines[cursor.at]!.trim())
    cursor.at++
  }
  const found = words.findIndex((word) => /:(?:\s|$)/.test(withoutComment(word)))
  if (found >= 0) throw new YamlFault(cursor.at - words.length + found, 'a value with `: ` in it must be quoted')
  const bare = words.map((word) => withoutComment(word).trim())
  const cut = bare.findIndex((word, index) => index < words.length - 1 && word !== words[index]!.trim())
  if (cut >= 0) throw new YamlFault(cursor.at - words.length + cut + 1, 'the value has ended before the comment above')
  return bare.join(' ')
}

function withoutComment(text: string): string {
  return text.replace(/(?:^|\s+)#.*$/, '')
}

function readBlockScalar(cursor: Cursor, header: string, parent: number): string {
  const match = BLOCK_SCALAR.exec(header)
  if (!match) throw new YamlFault(cursor.at, `not supported: ${header.slice(0, 20)}`)
  const [, style, digit = match[5], chomp = match[4] ?? ''] = match
  const lines: string[] = []
  let indent = digit === undefined ? -1 : Math.max(parent, 0) + Number(digit)
  for (cursor.at++; cursor.at < cursor.lines.length; cursor.at++) {
    const line = cursor.lines[cursor.at]!
    const own = line.search(/[^ ]/)
    if (own >= 0 && indent < 0) indent = own > parent ? own : Number.MAX_SAFE_INTEGER
    if (own >= 0 && own < indent) break
    lines.push(indent < 0 ? '' : line.slice(indent))
  }
  const kept = lines.join('\n').replace(/\n+$/, '')
  const ending = chomp === '+' ? '\n'.repeat(lines.length - kept.split('\n').length + 1) : '\n'
  const body = style === '|' ? kept : fold(kept)
  return chomp === '-' || (body === '' && chomp !== '+') ? body : body + ending
}

/** Lines of one paragraph become one; a blank line and lines indented deeper keep their breaks. */
function fold(text: string): string {
  return text.replaceAll(
    /(?<=^|\n)([^\s\n][^\n]*)\n(\n*)(?=[^\s\n])/g,
    (_, line: string, blank: string) => line + (blank || ' '),
  )
}
