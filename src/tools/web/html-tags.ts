// Cuts HTML into texts and tags. Accepts broken pages, and takes time in proportion to their length.

export interface TagListener {
  /** Called with each text, its entities decoded. */
  text(text: string): void
  /** Called with each tag: its name in lower case, and the source between the name and `>`. */
  tag(name: string, source: string, isEnd: boolean): void
}

/** Elements whose content is text up to their end tag. */
const RAW = /^(?:script|style|textarea|title|xmp|noembed|noframes)$/
const MAX_TAG_CHARACTERS = 20_000

export function readTags(html: string, listener: TagListener): void {
  let at = 0
  while (at < html.length) {
    const open = html.indexOf('<', at)
    const textEnd = open < 0 ? html.length : open
    if (textEnd > at) listener.text(decodeEntities(html.slice(at, textEnd)))
    if (open < 0) return
    if (html.startsWith('<!--', open)) {
      const end = html.indexOf('-->', open + 4)
      at = end < 0 ? html.length : end + 3
      continue
    }
    const next = html[open + 1] ?? ''
    if (next === '!' || next === '?') {
      const end = html.indexOf('>', open)
      at = end < 0 ? html.length : end + 1
      continue
    }
    const isEnd = next === '/'
    const name = readName(html, open + (isEnd ? 2 : 1))
    if (name === '') {
      listener.text('<')
      at = open + 1
      continue
    }
    const from = open + (isEnd ? 2 : 1) + name.length
    const end = findTagEnd(html, from)
    const lower = name.toLowerCase()
    listener.tag(lower, html.slice(from, end), isEnd)
    at = end + 1
    if (!isEnd && RAW.test(lower)) at = skipRaw(html, at, lower, listener)
  }
}

function readName(html: string, at: number): string {
  return /^[a-zA-Z][\w:-]{0,40}/.exec(html.slice(at, at + 42))?.[0] ?? ''
}

/** The position of the `>` that ends the tag. A `>` in quotes does not count, unless the quotes are never closed. */
function findTagEnd(html: string, from: number): number {
  const limit = Math.min(html.length, from + MAX_TAG_CHARACTERS)
  let quote = ''
  for (let at = from; at < limit; at++) {
    const char = html[at]!
    if (quote !== '') {
      if (char === quote) quote = ''
    } else if (char === '>') return at
    else if ((char === '"' || char === "'") && html[at - 1] === '=') quote = char
  }
  const plain = html.indexOf('>', from)
  return plain < 0 ? html.length : plain
}

function skipRaw(html: string, at: number, name: string, listener: TagListener): number {
  const close = new RegExp(`</${name}(?=[\\s/>])`, 'gi')
  close.lastIndex = at
  const found = close.exec(html)
  const end = found?.index ?? html.length
  if (name === 'textarea' || name === 'xmp') listener.text(decodeEntities(html.slice(at, end)))
  return end
}

/** The attributes that decide how an element is shown; `hidden` is '' when it has no value. */
export function readAttributes(source: string): { href?: string; alt?: string; hidden?: string; style?: string } {
  const found: Record<string, string> = {}
  for (const match of source.slice(0, MAX_TAG_CHARACTERS).matchAll(ATTRIBUTE)) {
    const [, name = '', double, single, bare] = match
    const key = name.toLowerCase()
    if (/^(?:href|alt|hidden|style)$/.test(key)) found[key] ??= decodeEntities(double ?? single ?? bare ?? '')
    if (key === 'aria-hidden' && (double ?? single ?? bare) === 'true') found.hidden = ''
  }
  return found
}

const ATTRIBUTE = /([^\s"'<>/=]+)(?:\s{0,20}=\s{0,20}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g

const NAMED: Record<string, string> = Object.fromEntries(
  'amp=& lt=< gt=> quot=" apos=\' copy=© reg=® trade=™ hellip=… mdash=— ndash=– lsquo=‘ rsquo=’ ldquo=“ rdquo=” laquo=« raquo=» bull=• middot=· para=¶ sect=§ deg=° plusmn=± times=× divide=÷ frac12=½ frac14=¼ euro=€ pound=£ yen=¥ cent=¢ larr=← rarr=→ uarr=↑ darr=↓ harr=↔ ne=≠ le=≤ ge=≥ infin=∞ asymp=≈ check=✓ auml=ä ouml=ö uuml=ü Auml=Ä Ouml=Ö Uuml=Ü szlig=ß eacute=é egrave=è agrave=à aacute=á ccedil=ç ntilde=ñ oacute=ó iacute=í uacute=ú ecirc=ê acirc=â ocirc=ô aring=å oslash=ø aelig=æ micro=µ zwj= zwnj= shy='
    .split(' ')
    .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
)

export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text
  return text.replaceAll(
    /&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|([a-zA-Z][\da-zA-Z]{1,30}));?/g,
    (all: string, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return name === 'nbsp' ? ' ' : (NAMED[name] ?? all)
      const code = decimal === undefined ? Number.parseInt(hex ?? '0', 16) : Number(decimal)
      const isText = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
      return isText ? String.fromCodePoint(code) : '\ufffd'
    },
  )
}
