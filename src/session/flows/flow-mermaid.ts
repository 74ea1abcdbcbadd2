// Reads the part of Mermaid's flowcharts that flows need: nodes of any shape, labelled arrows, chains. Styles are ignored.

import { splitStatements } from './flow-statements.ts'
import { FlowFault, type Drawing } from './flow.ts'

const HEADER = /^(?:flowchart|graph)\b/
/** Lines with styles or groups, which have no meaning in a flow. */
const IGNORED =
  /^(?:%%|classDef\b|class\b|style\b|linkStyle\b|click\b|subgraph\b|end$|direction\b|accTitle\b|accDescr\b|---$|title\b)/
const ID = /^[^\s[\](){}<>|"'&;:=~.-]+(?:[-.](?![->.])[^\s[\](){}<>|"'&;:=~.-]+)*/
/** The brackets of each shape, longest first. */
const SHAPES: readonly [open: string, close: string][] = [
  ['(((', ')))'],
  ['([', '])'],
  ['[[', ']]'],
  ['[(', ')]'],
  ['((', '))'],
  ['{{', '}}'],
  ['[/', '/]'],
  ['[\\', '\\]'],
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
  ['>', ']'],
]
const ARROW = /^\s*(?:<?(?:--+>|==+>|-\.+->|--+[xo]?|==+|-\.+-)|~~~)\s*(?:\|([^|]*)\|)?\s*/
const TEXT_ARROW = /^\s*(?:--|==|-\.)\s+(.+?)\s+(?:--+>|==+>|\.+->|--+)\s*/

export function readMermaid(text: string): Drawing {
  const drawing: Drawing = { labels: new Map(), arrows: [] }
  for (const [index, line] of text.split('\n').entries()) {
    for (const statement of splitStatements(line, { comment: '%%', brackets: '[({' })) {
      if (HEADER.test(statement) || IGNORED.test(statement)) continue
      try {
        readStatement(statement, drawing)
      } catch (error) {
        if (!(error instanceof FlowFault)) throw error
        throw new FlowFault(`line ${index + 1}: ${error.message}`, { cause: error })
      }
    }
  }
  return drawing
}

/** Reads `A --> B & C -->|label| D`. */
function readStatement(statement: string, drawing: Drawing): void {
  let [from, rest] = readNodes(statement, drawing)
  while (rest !== '') {
    const arrow = TEXT_ARROW.exec(rest) ?? ARROW.exec(rest)
    if (!arrow) throw new FlowFault(`expected an arrow: ${rest.slice(0, 40)}`)
    const label = arrow[1] === undefined ? null : unquote(arrow[1])
    const [to, left] = readNodes(rest.slice(arrow[0].length), drawing)
    for (const start of from) for (const end of to) drawing.arrows.push({ from: start, to: end, label })
    ;[from, rest] = [to, left]
  }
}

function readNodes(text: string, drawing: Drawing): [ids: string[], rest: string] {
  const ids: string[] = []
  let rest = text
  do {
    rest = rest.replace(/^\s*&?\s*/, '')
    const id = ID.exec(rest)?.[0]
    if (id === undefined) throw new FlowFault(`expected a node: ${rest.slice(0, 40) || 'the line ends'}`)
    rest = rest.slice(id.length)
    const shape = SHAPES.find(([open]) => rest.startsWith(open))
    if (shape) {
      const [label, left] = readShape(rest, shape)
      drawing.labels.set(id, label)
      rest = left
    } else if (!drawing.labels.has(id)) drawing.labels.set(id, id)
    rest = rest.replace(/^:::[\w-]+/, '').trimStart()
    ids.push(id)
  } while (rest.startsWith('&'))
  return [ids, rest]
}

function readShape(text: string, [open, close]: readonly [string, string]): [label: string, rest: string] {
  const quoted = /^\s*"([^"]*)"\s*/.exec(text.slice(open.length))
  const end = text.indexOf(close, open.length + (quoted?.[0].length ?? 0))
  if (end < 0) throw new FlowFault(`${open} is not closed`)
  return [unquote(text.slice(open.length, end)), text.slice(end + close.length)]
}

function unquote(text: string): string {
  const bare = text.trim()
  const inner = /^"([^"]*)"$/.exec(bare)?.[1] ?? bare
  return inner
    .replaceAll(/<br\s*\/?>/gi, '\n')
    .replaceAll('#quot;', '"')
    .trim()
}
