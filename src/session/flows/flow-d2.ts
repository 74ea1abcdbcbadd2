// Reads the part of D2 that flows need: labels, block texts and chains of arrows. Styles and the insides of nodes are
// ignored.

import { countOpen, splitStatements } from './flow-statements.ts'
import { FlowFault, type Drawing } from './flow.ts'
import { longPattern } from '../../sys/words/long-pattern.ts'

const D2 = { comment: '#', brackets: '{' }
/** Keywords of D2: `a.shape: diamond` styles one node, `direction: down` the whole drawing. */
const STYLE_KEY = longPattern()`
  (?:^|\.)(?:shape|style|icon|link|tooltip|near|width|height|class|classes|direction|vars|layers|scenarios|steps|constraint|label|top
  |left|grid-[\w-]+|[\w-]*-gap|source-arrowhead|target-arrowhead)(?:\.|$)
`
const NAME = /^(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)'|((?:(?!->|<-|--|<->)[^:;{}|"'#\n])+))/

export function readD2(text: string): Drawing {
  const drawing: Drawing = { labels: new Map(), arrows: [] }
  const lines = text.split('\n')
  let depth = 0
  for (let at = 0; at < lines.length; at++) {
    const start = at
    const line = lines[at]!.trim()
    if (depth > 0) {
      for (const statement of splitStatements(line, D2)) depth += countOpen(statement, '{', '}')
      continue
    }
    const block = /\|(\|*)([a-z0-9]*)(?:\s+#.*)?$/i.exec(line)
    if (block && /[:]\s*$/.test(line.slice(0, block.index))) {
      const [label, end] = readBlock(lines, at, `${block[1]}|`)
      at = end
      readStatement(line.slice(0, block.index).replace(/:\s*$/, ''), drawing, start, label)
      continue
    }
    for (const statement of splitStatements(line, D2)) {
      const opened = countOpen(statement, '{', '}')
      if (opened < 0) throw fault(start, 'unexpected }')
      depth += opened
      readStatement(withoutBraces(statement), drawing, start, null)
    }
  }
  if (depth > 0) throw new FlowFault('a { is not closed')
  return drawing
}

/** The statement without its braces, which contain styles or the insides of a node. */
function withoutBraces(statement: string): string {
  const value = /^[^"'{]*:\s*("(?:[^"\\]|\\.)*"|'[^']*')/.exec(statement)?.[0] ?? ''
  const brace = statement.indexOf('{', value.length)
  return brace < 0 ? statement : statement.slice(0, brace)
}

/** The lines up to the closing bar without their common indentation, and the index of the closing bar. */
function readBlock(lines: readonly string[], start: number, close: string): [text: string, end: number] {
  const end = lines.findIndex((line, index) => index > start && line.trim() === close)
  if (end < 0) throw fault(start, `the block is not closed by ${close}`)
  const body = lines.slice(start + 1, end)
  const indents = body.filter((line) => line.trim() !== '').map((line) => line.search(/\S/))
  const indent = Math.min(...indents, Number.MAX_SAFE_INTEGER)
  return [
    body
      .map((line) => line.slice(indent))
      .join('\n')
      .trim(),
    end,
  ]
}

/** Reads `a -> b -> c: label`, `a: label`, or `a`. */
function readStatement(statement: string, drawing: Drawing, index: number, block: string | null): void {
  const ids: string[] = []
  const ways: string[] = []
  let rest = statement.trim()
  for (;;) {
    const name = NAME.exec(rest)
    const id = (name?.[1]?.replaceAll(/\\(.)/g, '$1') ?? name?.[2]?.replaceAll("''", "'") ?? name?.[3] ?? '').trim()
    if (!name || id === '') throw fault(index, `expected a node: ${rest.slice(0, 40) || 'the line ends'}`)
    ids.push(id)
    rest = rest.slice(name[0].length).trimStart()
    const way = /^(<->|->|<-|--)/.exec(rest)?.[1]
    if (way === undefined) break
    ways.push(way)
    rest = rest.slice(way.length).trimStart()
  }
  if (rest !== '' && !rest.startsWith(':')) throw fault(index, `unexpected text: ${rest.slice(0, 40)}`)
  const label = block ?? (rest === '' ? null : unquote(rest.slice(1)))
  if (ids.some((id) => STYLE_KEY.test(id))) return
  for (const id of ids) if (!drawing.labels.has(id)) drawing.labels.set(id, id)
  if (ways.length === 0 && label !== null && label !== '') drawing.labels.set(ids[0]!, label)
  for (const [at, way] of ways.entries()) {
    const [from, to] = way === '<-' ? [ids[at + 1]!, ids[at]!] : [ids[at]!, ids[at + 1]!]
    if (way !== '->' && way !== '<-') throw fault(index, `an arrow of a flow has one direction: ${way}`)
    drawing.arrows.push({ from, to, label: label === '' ? null : label })
  }
}

function unquote(text: string): string {
  const bare = text.trim()
  const double = /^"((?:[^"\\]|\\.)*)"$/s.exec(bare)?.[1]
  return (double?.replaceAll(/\\(["\\])/g, '$1') ?? /^'(.*)'$/s.exec(bare)?.[1]?.replaceAll("''", "'") ?? bare).trim()
}

function fault(index: number, reason: string): FlowFault {
  return new FlowFault(`line ${index + 1}: ${reason}`)
}
