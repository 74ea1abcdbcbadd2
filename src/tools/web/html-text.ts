// The readable part of a web page as Markdown. The page is read in one pass without a tree of elements, so that time
// and memory grow in proportion to its size.

import { decodeEntities, readAttributes, readTags } from './html-tags.ts'
import { createMarkdown } from './markdown-pieces.ts'

/** Elements whose content is never shown. */
const IGNORED = new Set('script style noscript template svg math iframe object canvas select button dialog'.split(' '))
/** Elements that stand around a page's text. */
const FRAME = new Set('nav footer aside form menu'.split(' '))
/** Elements without content and end tag. */
const VOID = new Set('area base br col embed hr img input link meta source track wbr'.split(' '))
/** A marked main part that is shorter is not the page's text. */
const MIN_MAIN_CHARACTERS = 200

export interface Readable {
  title: string
  markdown: string
}

/** The title and text of a page. `base` is its URL, to which its links are relative. */
export function readHtml(html: string, base: string): Readable {
  const title = decodeEntities(/<title[^>]{0,200}>([^<]{0,1000})/i.exec(html.slice(0, 200_000))?.[1] ?? '')
  const inner = render(html, base, true)
  const best = inner.length >= MIN_MAIN_CHARACTERS ? inner : longer(inner, render(html, base, false))
  return { title: title.replaceAll(/\s+/g, ' ').trim(), markdown: best }
}

function longer(a: string, b: string): string {
  return b.length > a.length ? b : a
}

/**
 * The page as Markdown. With `isNarrow` the elements around the text are left out, and if the page marks its main part,
 * only that part is taken.
 */
function render(html: string, base: string, isNarrow: boolean): string {
  const page = createMarkdown(base)
  const regions = createRegions()
  let skipped: { name: string; depth: number } | null = null
  readTags(html, {
    text(text) {
      if (skipped === null) page.text(text)
    },
    tag(name, source, isEnd) {
      if (skipped !== null) {
        if (skipped.name !== name) return
        skipped.depth += isEnd ? -1 : 1
        if (skipped.depth === 0) skipped = null
        return
      }
      const isRegion = name === 'main' || name === 'article'
      if (isEnd) {
        if (isRegion) regions.end(name, page.length)
        page.end(name)
        return
      }
      const attributes = readAttributes(source)
      const isHidden = attributes.hidden !== undefined || /display\s*:\s*none/i.test(attributes.style ?? '')
      if (!VOID.has(name) && (isHidden || IGNORED.has(name) || (isNarrow && FRAME.has(name)))) {
        skipped = { name, depth: 1 }
        return
      }
      page.start(name, attributes)
      if (isRegion) regions.start(name, page.length)
    },
  })
  page.endLink()
  if (isNarrow) {
    const main = regions.findMain(page.length)
    const text = main === undefined ? '' : tidy(page.slice(main.from, main.to))
    if (text.length >= MIN_MAIN_CHARACTERS) return text
  }
  return tidy(page.slice(0, page.length))
}

interface Region {
  name: string
  /** Positions in the pieces of the page. */
  from: number
  to: number
}

/** The `main` and `article` elements of a page. One inside another of the same name belongs to the outer one. */
function createRegions() {
  const closed: Region[] = []
  const open: { name: string; from: number; depth: number }[] = []
  return {
    start(name: string, at: number) {
      const outer = open.find((region) => region.name === name)
      if (outer) outer.depth++
      else open.push({ name, from: at, depth: 1 })
    },
    end(name: string, at: number) {
      const index = open.findIndex((region) => region.name === name)
      const region = open[index]
      if (region === undefined || --region.depth > 0) return
      open.splice(index, 1)
      closed.push({ name, from: region.from, to: at })
    },
    /** The first `main` element, else the largest `article`. Elements without an end reach to the end of the page. */
    findMain(end: number): Region | undefined {
      const all = [...closed, ...open.map(({ name, from }) => ({ name, from, to: end }))]
      return all.find(({ name }) => name === 'main') ?? all.toSorted((a, b) => b.to - b.from - (a.to - a.from))[0]
    },
  }
}

/** The text with at most one empty line in a row, and without blanks around lines outside of code. */
function tidy(text: string): string {
  const lines: string[] = []
  let isCode = false
  for (const raw of text.split('\n')) {
    if (raw.startsWith('```')) isCode = !isCode
    const indent = isCode ? '' : (/^ *(?=(?:-|\d+\.) )/.exec(raw.slice(0, 40))?.[0] ?? '')
    const line = isCode ? raw.trimEnd() : indent + collapse(raw)
    if (line === '' && !isCode && (lines.length === 0 || lines.at(-1) === '')) continue
    if (/^(?:-|\d+\.|\||#+|>)?$/.test(line.trim()) && line !== '' && !isCode) continue
    lines.push(line.replace(/^\| /, ''))
  }
  return lines.join('\n').trim()
}

function collapse(line: string): string {
  return line
    .replaceAll(/[ \t]{2,}/g, ' ')
    .trim()
    .replaceAll(/ ([.,;:!?)\]])/g, '$1')
}
