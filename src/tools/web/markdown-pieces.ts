// The Markdown of a page, written piece by piece as its tags are read.

import type { readAttributes } from './html-tags.ts'

/** Elements that are set off by empty lines. */
const PARAGRAPHS = new Set(
  'p h1 h2 h3 h4 h5 h6 ul ol dl table blockquote pre figure section article main header details'.split(' '),
)
/** Elements that begin a line. */
const LINES = new Set('div tr li dt dd br figcaption summary address center tbody thead caption'.split(' '))

const DEEPEST_LIST = 8

export interface MarkdownPieces {
  start(name: string, attributes: ReturnType<typeof readAttributes>): void
  end(name: string): void
  text(text: string): void
  /** Ends a link whose end tag is missing. */
  endLink(): void
  /** The number of pieces so far: a position for `slice`. */
  readonly length: number
  /** The text from one position to another. */
  slice(from: number, to: number): string
}

/** `base` is the page's URL, to which its links are relative. */
export function createMarkdown(base: string): MarkdownPieces {
  const lines = createLines()
  const { pieces } = lines
  const lists = createLists()
  let link: { href: string; from: number } | null = null
  let preDepth = 0

  const endLink = () => {
    if (link === null) return
    const text = pieces.splice(link.from).join('').replaceAll(/\s+/g, ' ').trim()
    if (text !== '') pieces.push(link.href === '' ? ` ${text} ` : ` [${text}](${link.href}) `)
    link = null
  }

  return {
    start(name, { href, alt }) {
      lines.start(name)
      if (/^h[1-6]$/.test(name)) lines.mark(`${'#'.repeat(Number(name[1]))} `)
      else if (name === 'hr') pieces.push('\n\n---\n\n')
      else if (name === 'blockquote') lines.mark('> ')
      else if (name === 'pre') {
        if (preDepth++ === 0) pieces.push('```\n')
      } else if (name === 'code' && preDepth === 0) pieces.push('`')
      else if (name === 'ul' || name === 'ol') lists.start(name === 'ol')
      else if (name === 'li') lines.mark(lists.nextMark())
      else if (name === 'td' || name === 'th') lines.mark(' | ')
      else if (name === 'img' && alt !== undefined && alt.trim() !== '') pieces.push(` [image: ${alt.trim()}] `)
      else if (name === 'a') {
        endLink()
        link = { href: resolveLink(href, base), from: pieces.length }
      }
    },
    end(name) {
      if (name === 'a') endLink()
      else if (name === 'pre' && preDepth > 0) {
        if (--preDepth === 0) pieces.push('\n```')
      } else if (name === 'code' && preDepth === 0) pieces.push('`')
      else if (name === 'ul' || name === 'ol') lists.end()
      lines.end(name)
    },
    text: (text) => lines.write(preDepth > 0 ? text : text.replaceAll(/\s+/g, ' ')),
    endLink,
    get length() {
      return pieces.length
    },
    slice: (from, to) => pieces.slice(from, to).join(''),
  }
}

/** The pieces, and the state of the line that is being written: blocks break lines, but never the same line twice. */
function createLines() {
  const pieces: string[] = []
  /** True when nothing is on the line. A line with a mark (`- `) and no text is not broken by a block inside it. */
  let isEmpty = true
  let hasText = false
  const breakLine = (text: string) => {
    pieces.push(text)
    isEmpty = true
    hasText = false
  }
  return {
    pieces,
    start(name: string) {
      if (PARAGRAPHS.has(name)) {
        if (hasText || isEmpty) breakLine('\n\n')
      } else if (LINES.has(name)) {
        if (name === 'li' || name === 'tr' ? !isEmpty : hasText || name === 'br') breakLine('\n')
      }
    },
    end(name: string) {
      if (PARAGRAPHS.has(name)) breakLine('\n\n')
      else if (LINES.has(name) && !isEmpty) breakLine('\n')
    },
    mark(text: string) {
      pieces.push(text)
      isEmpty = false
    },
    write(text: string) {
      pieces.push(text)
      if (!/\S/.test(text)) return
      isEmpty = false
      hasText = true
    },
  }
}

/** The lists around the present position, for the marks of their items. */
function createLists() {
  const open: { isOrdered: boolean; count: number }[] = []
  return {
    start: (isOrdered: boolean) => void open.push({ isOrdered, count: 0 }),
    end: () => void open.pop(),
    nextMark() {
      const list = open.at(-1)
      const sign = list?.isOrdered === true ? `${++list.count}.` : '-'
      return `${'  '.repeat(Math.min(DEEPEST_LIST, Math.max(0, open.length - 1)))}${sign} `
    },
  }
}

/** The absolute address of a link; '' for one inside the page, and for other schemes than http and https. */
function resolveLink(href: string | undefined, base: string): string {
  if (href === undefined || href.startsWith('#') || !URL.canParse(href, base)) return ''
  const url = new URL(href, base)
  return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : ''
}
