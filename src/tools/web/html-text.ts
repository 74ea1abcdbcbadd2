// The readable part of a page as Markdown. One pass over the tags, no tree: time and memory grow with the page alone.

import { decodeEntities, readAttributes, readTags } from './html-tags.ts'

/** Beginnings of elements whose content is never read. */
const IGNORED = new Set('script style noscript template svg math iframe object canvas select button dialog'.split(' '))
/** Around the text, not of it. */
const FRAME = new Set('nav footer aside form menu'.split(' '))
const VOID = new Set('area base br col embed hr img input link meta source track wbr'.split(' '))
const PARAGRAPHS = new Set(
  'p h1 h2 h3 h4 h5 h6 ul ol dl table blockquote pre figure section article main header details'.split(' '),
)
const LINES = new Set('div tr li dt dd br figcaption summary address center tbody thead caption'.split(' '))
/** Less than this is not the page's text, whatever it is marked as. */
const MIN_MAIN_CHARACTERS = 200

export interface Readable {
  title: string
  markdown: string
}

/** `base` is the page's URL, for its links. */
export function readHtml(html: string, base: string): Readable {
  const title = decodeEntities(/<title[^>]{0,200}>([^<]{0,1000})/i.exec(html.slice(0, 200_000))?.[1] ?? '')
  const inner = render(html, base, true)
  const best = inner.length >= MIN_MAIN_CHARACTERS ? inner : longer(inner, render(html, base, false))
  return { title: title.replaceAll(/\s+/g, ' ').trim(), markdown: best }
}

function longer(a: string, b: string): string {
  return b.length > a.length ? b : a
}

/** With `isNarrow`, what frames the text is left out, and of the rest the marked main part is taken where there is one. */
function render(html: string, base: string, isNarrow: boolean): string {
  let out: string[] = []
  const lists: { isOrdered: boolean; count: number }[] = []
  let link: { href: string; from: number } | null = null
  let preDepth = 0
  let skipped: { name: string; depth: number } | null = null
  const regions: { name: string; from: number; to: number }[] = []
  const openRegions: { name: string; from: number; depth: number }[] = []

  // A line that holds only its mark (`- `) is not broken again by the block inside it.
  let isLineEmpty = true
  let hasText = false
  const breakLine = (isNeeded: boolean, text = '\n') => {
    if (!isNeeded) return
    out.push(text)
    isLineEmpty = true
    hasText = false
  }
  const mark = (text: string) => {
    out.push(text)
    isLineEmpty = false
  }

  const closeLink = () => {
    if (link === null) return
    const text = out.splice(link.from).join('').replaceAll(/\s+/g, ' ').trim()
    if (text !== '') out.push(link.href === '' ? ` ${text} ` : ` [${text}](${link.href}) `)
    link = null
  }
  const startTag = (name: string, source: string) => {
    const { hidden, href, alt, style } = readAttributes(source)
    const isHidden = hidden !== undefined || /display\s*:\s*none/i.test(style ?? '')
    if (!VOID.has(name) && (isHidden || IGNORED.has(name) || (isNarrow && FRAME.has(name)))) {
      skipped = { name, depth: 1 }
      return
    }
    if (PARAGRAPHS.has(name)) breakLine(hasText || isLineEmpty, '\n\n')
    else if (LINES.has(name)) breakLine(name === 'li' || name === 'tr' ? !isLineEmpty : hasText || name === 'br')
    if (name === 'main' || name === 'article') {
      const open = openRegions.find((region) => region.name === name)
      if (open) open.depth++
      else openRegions.push({ name, from: out.length, depth: 1 })
    } else if (/^h[1-6]$/.test(name)) mark(`${'#'.repeat(Number(name[1]))} `)
    else if (name === 'hr') out.push('\n\n---\n\n')
    else if (name === 'blockquote') mark('> ')
    else if (name === 'pre') {
      if (preDepth++ === 0) out.push('```\n')
    } else if (name === 'code' && preDepth === 0) out.push('`')
    else if (name === 'ul' || name === 'ol') lists.push({ isOrdered: name === 'ol', count: 0 })
    else if (name === 'li') {
      const list = lists.at(-1)
      const sign = list?.isOrdered === true ? `${++list.count}.` : '-'
      mark(`${'  '.repeat(Math.min(8, Math.max(0, lists.length - 1)))}${sign} `)
    } else if (name === 'td' || name === 'th') mark(' | ')
    else if (name === 'img' && alt !== undefined && alt.trim() !== '') out.push(` [image: ${alt.trim()}] `)
    else if (name === 'a') {
      closeLink()
      link = { href: resolveLink(href, base), from: out.length }
    }
  }
  const endTag = (name: string) => {
    const at = openRegions.findIndex((region) => region.name === name)
    const region = openRegions[at]
    if (region !== undefined && --region.depth === 0) {
      openRegions.splice(at, 1)
      regions.push({ name, from: region.from, to: out.length })
    } else if (name === 'a') closeLink()
    else if (name === 'pre' && preDepth > 0) {
      if (--preDepth === 0) out.push('\n```')
    } else if (name === 'code' && preDepth === 0) out.push('`')
    else if (name === 'ul' || name === 'ol') lists.pop()
    if (PARAGRAPHS.has(name)) breakLine(true, '\n\n')
    else if (LINES.has(name)) breakLine(!isLineEmpty)
  }

  readTags(html, {
    text(text) {
      if (skipped !== null) return
      out.push(preDepth > 0 ? text : text.replaceAll(/\s+/g, ' '))
      if (!/\S/.test(text)) return
      isLineEmpty = false
      hasText = true
    },
    tag(name, source, isEnd) {
      if (skipped !== null) {
        if (skipped.name !== name) return
        skipped.depth += isEnd ? -1 : 1
        if (skipped.depth === 0) skipped = null
      } else if (isEnd) endTag(name)
      else startTag(name, source)
    },
  })
  closeLink()
  if (isNarrow) {
    for (const open of openRegions) regions.push({ ...open, to: out.length })
    const main = regions.find(({ name }) => name === 'main') ?? largest(regions)
    const text = main === undefined ? '' : tidy(out.slice(main.from, main.to).join(''))
    if (text.length >= MIN_MAIN_CHARACTERS) return text
  }
  return tidy(out.join(''))
}

function largest(regions: { name: string; from: number; to: number }[]) {
  return regions.toSorted((a, b) => b.to - b.from - (a.to - a.from))[0]
}

function resolveLink(href: string | undefined, base: string): string {
  if (href === undefined || href.startsWith('#') || !URL.canParse(href, base)) return ''
  const url = new URL(href, base)
  return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : ''
}

/** At most one empty line, and no blanks around lines outside of code. */
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
