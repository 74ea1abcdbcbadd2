// Text that comes along with the user's words and is not theirs: a mentioned file, a pipe, commands of the shell. It stands in a tag
// behind the words, in the form that Kimi CLI's models know, and this file alone writes and recognises it.

import type { Content } from './message.ts'

export type AttachedFrom = { kind: 'file'; path: string } | { kind: 'stdin' } | { kind: 'shell' }

export interface AttachedText {
  /** `note`: what a client of ours tells the model. `rest`: whatever else stands behind the first attachment. */
  from: AttachedFrom | { kind: 'note' } | { kind: 'rest' }
  open: string
  body: string
  close: string
}

/** The beginning of an attachment. It counts only at the beginning of a line. */
const OPENING = /(?<=^|\n)<(?:file path="([^"\n]*)"|(stdin|shell|system))>\n?/g
/** The ends of these tags within a text, which would make the rest of the text the user's words. */
const CLOSING = /<\/(?=(?:file|stdin|shell)\b)/gi

/** A link stands among the words, where the user has put it; its address and its name are another's text. */
const LINK = /<link>([^<>\n]*)<\/link>/g

/** The link in its tag, for a place among the words. Nothing in it can end the tag. */
export function attachLink(link: string): string {
  return `<link>${link.replaceAll(/[<>\p{Cc}\u2028\u2029]/gu, ' ')}</link>`
}

/** The text as it is shown to its user: links without their tags. */
export function showLinks(text: string): string {
  return text.replaceAll(LINK, '$1')
}

/** Characters that cannot stand in the tag of a file as they are. */
const UNTAGGABLE = /["<>\p{Cc}\u2028\u2029]/gu

/** True when a file's path stands in the tag as it is: the session judges the file at that path. */
export function isTaggable(path: string): boolean {
  return path.replaceAll(UNTAGGABLE, ' ') === path
}

/** The text in its tag, which nothing in the text and in the file's name can end. */
export function attachText(from: AttachedFrom, text: string): string {
  const path = from.kind === 'file' ? ` path="${from.path.replaceAll(UNTAGGABLE, ' ')}"` : ''
  return `<${from.kind}${path}>\n${text.replaceAll(CLOSING, '<\\/')}\n</${from.kind}>`
}

/**
 * The words of the user, and what is attached to them; together they are the text. Attachments stand behind the words: nothing after the
 * beginning of the first is the user's, so that a text from another program that ends its tag early gains nothing.
 */
export function splitAttached(text: string): { typed: string; attached: AttachedText[] } {
  const openings = new RegExp(OPENING)
  const attached: AttachedText[] = []
  let typed = text
  let end = 0
  for (let match = openings.exec(text); match !== null; match = openings.exec(text)) {
    const [open, path, kind = 'file'] = match
    const before = text.slice(end, match.index)
    if (attached.length === 0) typed = before
    else attached.push({ from: { kind: 'rest' }, open: '', body: before, close: '' })
    const begin = match.index + open.length
    const close = kind === 'system' ? '</system>' : `\n</${kind}>`
    const found = text.indexOf(close, begin)
    const bodyEnd = found < 0 ? text.length : found
    end = found < 0 ? text.length : found + close.length
    attached.push({ from: fromOf(kind, path), open, body: text.slice(begin, bodyEnd), close: text.slice(bodyEnd, end) })
    openings.lastIndex = end
  }
  if (attached.length > 0) attached.push({ from: { kind: 'rest' }, open: '', body: text.slice(end), close: '' })
  return { typed, attached }
}

function fromOf(kind: string, path: string | undefined): AttachedText['from'] {
  if (path !== undefined) return { kind: 'file', path }
  return { kind: kind === 'stdin' || kind === 'shell' ? kind : 'note' }
}

/** The words that the user has typed: the texts of an input without what is attached to them, and without links. */
export function typedWords(input: Content): string {
  const typedOf = (text: string) => splitAttached(text).typed.replaceAll(LINK, ' ')
  if (typeof input === 'string') return typedOf(input)
  return input.map((part) => (part.type === 'text' ? typedOf(part.text) : '')).join('\n')
}
