// Markdown as rows for a terminal, while it streams. A row is returned once nothing can change it any more; the rest, a
// row at most, an open mark or a table, can be previewed. Without colours the marks of emphasis and headings stay as they
// are, since nothing could take their place.

import { cutLine } from '../cell-text.ts'
import { paint, type Format, type PrintStyle } from '../print-style.ts'
import { colourCode } from './code-colours.ts'
import { scanInline } from './inline-spans.ts'
import { describeTable } from './table-lines.ts'
import { createWrapper, wrapText, type Span, type Wrapper } from './word-wrap.ts'

export interface MarkdownText {
  /** Takes sanitised text and returns the rows that are final now. */
  push(text: string): string[]
  /** The rows that are not final yet. */
  preview(): string[]
  /** Returns the open row as it is; the text goes on below it. */
  breakRow(): string[]
  /** Returns the rest and begins anew. */
  end(): string[]
}

interface Reading {
  style: PrintStyle
  /** The part of the current line that no row holds yet. */
  source: string
  /** The line that streams, once its kind is known. */
  line: { wrapper: Wrapper; formats: readonly Format[]; before: string } | null
  fence: { mark: string; language: string } | null
  /** Source lines of a table that has not ended. */
  table: string[]
  /** True when the last row was blank or no row has come yet: another blank row adds nothing. */
  isBlank: boolean
}

/** A preview is made for each piece of text, so it has to be short. */
const PREVIEWED_CHARACTERS = 500
const PREVIEWED_LINES = 10

/** `getStyle` is asked at each call, since a terminal may be resized. */
export function createMarkdown(getStyle: () => PrintStyle): MarkdownText {
  const begin = (): Reading => ({ style: getStyle(), source: '', line: null, fence: null, table: [], isBlank: true })
  let reading = begin()
  return {
    push(text) {
      reading.style = getStyle()
      reading.source += text
      const rows: string[] = []
      while (text.includes('\n')) {
        const end = reading.source.indexOf('\n')
        if (end < 0) break
        const whole = reading.source.slice(0, end)
        const rest = reading.source.slice(end + 1)
        rows.push(...takeLine(reading, whole))
        reading.source = rest
      }
      rows.push(...takePart(reading))
      return rows
    },
    preview() {
      reading.style = getStyle()
      const { style, source, line, fence, table } = reading
      if (line) return line.wrapper.preview(source === '' ? [] : [{ text: source, formats: line.formats }])
      if (fence)
        return source === ''
          ? []
          : [describeCode(reading, cutLine(style, source.slice(0, PREVIEWED_CHARACTERS), style.width))]
      const open = [...table.slice(-PREVIEWED_LINES), source.slice(-PREVIEWED_CHARACTERS)]
      return open.filter((text) => text.trim() !== '').flatMap((text) => wrapText(text, { style }))
    },
    breakRow() {
      reading.style = getStyle()
      const { source, line } = reading
      if (!line) return [...endTable(reading), ...(reading.fence || source === '' ? [] : takeLine(reading, source))]
      reading.source = ''
      return [...line.wrapper.push([{ text: source, formats: line.formats }]), ...line.wrapper.end()]
    },
    end() {
      reading.style = getStyle()
      const rows = reading.source === '' && !reading.line ? [] : takeLine(reading, reading.source)
      rows.push(...endTable(reading))
      if (reading.fence) rows.push(paint(reading.style, 'dim', closeOf(reading)))
      reading = begin()
      return rows
    },
  }
}

/** The end of a line, or all of it. */
function takeLine(reading: Reading, text: string): string[] {
  const { line } = reading
  if (!line) return beginLine(reading, text, true)
  reading.line = null
  reading.source = ''
  return [...line.wrapper.push(readSpans(reading, line, text, true)), ...line.wrapper.end()]
}

/** The text of a line that has not ended. */
function takePart(reading: Reading): string[] {
  const { line, source } = reading
  if (source === '') return []
  if (!line) return isDecided(reading) ? beginLine(reading, source, false) : []
  return line.wrapper.push(readSpans(reading, line, source, false))
}

/** The text of a line in its looks; what is still open stays in `reading.source`. */
function readSpans(
  reading: Reading,
  line: NonNullable<Reading['line']>,
  text: string,
  isWhole: boolean,
): readonly Span[] {
  if (!reading.style.hasColours) {
    reading.source = ''
    return [{ text, formats: [] }]
  }
  const { spans, rest } = scanInline(text, { isWhole, formats: line.formats, before: line.before })
  reading.source = rest
  line.before = text.slice(0, text.length - rest.length).at(-1) ?? line.before
  return spans
}

const FENCE = /^\s*(`{3,}|~{3,})\s*([^`]*)$/
const QUOTE = /^ {0,3}>[ \t]?/
const HEADING = /^ {0,3}(#{1,6})[ \t]+/
const ITEM = /^(\s*)([-*+]|\d{1,9}[.)])([ \t]+)/
const RULE = /^ {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$/

/** True when no further text can change the kind of the line that streams. */
function isDecided({ source, fence, table }: Reading): boolean {
  if (fence) return false
  let text = source
  for (let quote = QUOTE.exec(text); quote; quote = QUOTE.exec(text)) text = text.slice(quote[0].length)
  text = text.trimStart()
  if (text === '' || /^(?:\||`{3}|~{3})/.test(text)) return false
  // This might be the next row of the table.
  if (table.length > 0 && text[0] === '|') return false
  return !/^(?:#{1,6}[ \t]*|[-*+_][-*+_ \t]*|\d{1,9}(?:[.)][ \t]*)?|`{1,2}|~{1,2})$/.test(text)
}

function beginLine(reading: Reading, text: string, isWhole: boolean): string[] {
  const { style } = reading
  if (reading.fence) return takeCode(reading, text)
  if (/^\s*\|/.test(text)) {
    reading.source = ''
    reading.table.push(text)
    return []
  }
  const rows = endTable(reading)
  const fence = FENCE.exec(text)
  if (isWhole && fence) {
    const [, mark = '', language = ''] = fence
    reading.fence = { mark, language: /^[^\s{,]*/.exec(language)![0].toLowerCase() }
    reading.source = ''
    reading.isBlank = false
    return [...rows, paint(style, 'dim', style.hasColours ? `${style.marks.codeTop} ${language}`.trimEnd() : text)]
  }
  if (isWhole && text.trim() === '') {
    reading.source = ''
    if (reading.isBlank) return rows
    reading.isBlank = true
    return [...rows, '']
  }
  reading.isBlank = false
  if (isWhole && RULE.test(text)) {
    reading.source = ''
    return [...rows, style.hasColours ? paint(style, 'dim', style.marks.rule.repeat(Math.min(style.width, 40))) : text]
  }
  const { lead, nextLead, formats, rest } = readLead(text, style)
  const line = { wrapper: createWrapper({ style: () => reading.style, lead, nextLead }), formats, before: '' }
  reading.line = line
  if (isWhole) return [...rows, ...takeLine(reading, rest)]
  return [...rows, ...line.wrapper.push(readSpans(reading, line, rest, false))]
}

/** The signs before the text of a line, in its first row and in the others. */
function readLead(text: string, style: PrintStyle) {
  const { hasColours, marks } = style
  let rest = text
  let lead = ''
  for (let quote = QUOTE.exec(rest); quote; quote = QUOTE.exec(rest)) {
    lead += hasColours ? `${marks.bar} ` : '> '
    rest = rest.slice(quote[0].length)
  }
  const quotes = lead
  const formats: Format[] = lead === '' ? [] : ['dim']
  const heading = HEADING.exec(rest)
  const item = ITEM.exec(rest)
  if (heading) {
    rest = rest.slice(heading[0].length)
    if (!hasColours) lead += `${heading[1]} `
    formats.push('bold', ...(heading[1] === '#' ? (['underline'] as const) : []))
  } else if (item) {
    const [whole, indent = '', sign = ''] = item
    rest = rest.slice(whole.length)
    lead += `${indent.replaceAll('\t', '  ')}${hasColours && sign.length === 1 ? marks.bullet : sign} `
  } else {
    const [indent = ''] = /^[ \t]*/.exec(rest)!
    rest = rest.slice(indent.length)
    lead += indent.replaceAll('\t', '  ')
  }
  return { lead, nextLead: quotes + ' '.repeat(lead.length - quotes.length), formats, rest }
}

function takeCode(reading: Reading, text: string): string[] {
  const { style, fence } = reading
  reading.source = ''
  const close = /^\s*(`{3,}|~{3,})\s*$/.exec(text)?.[1] ?? ''
  if (fence && close.startsWith(fence.mark)) {
    const row = paint(style, 'dim', style.hasColours ? closeOf(reading) : text)
    reading.fence = null
    return [row]
  }
  return [describeCode(reading, text)]
}

function closeOf({ style, fence }: Reading): string {
  return style.hasColours ? style.marks.codeEnd : (fence?.mark ?? '')
}

/** Code is neither wrapped nor set in, so that it can be copied. */
function describeCode({ style, fence }: Reading, text: string): string {
  return colourCode(text, fence?.language ?? '', style)
}

function endTable(reading: Reading): string[] {
  const source = reading.table.splice(0)
  if (source.length === 0) return []
  reading.isBlank = false
  const { style } = reading
  return describeTable(source, style) ?? source.flatMap((text) => wrapText(text, { style }))
}
