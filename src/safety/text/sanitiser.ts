// The one sanitiser: makes text from outside safe to print on any terminal and to keep in a record or a log.
// Escape sequences go, other control bytes go, and characters that hide or reorder text become visible as <U+202E>.

import stripAnsi from 'strip-ansi'
import { countCells, splitDrawn } from './display-cells.ts'
import { longPattern } from '../../sys/words/long-pattern.ts'

/** C0 without \t, \n and \r, then DEL and C1. */
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g

/**
 * Characters that are invisible, reorder their neighbours, or break lines where no shell does:
 * bidi controls, zero width, fillers, separators, variation selectors, tags, musical and interlinear controls.
 */
const HIDDEN_RANGES =
  '\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u2800' +
  '\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffb\\u{1bca0}-\\u{1bca3}\\u{1d173}-\\u{1d17a}\\u{e0000}-\\u{e0fff}' +
  '\\ud800-\\udfff'
const HIDDEN = new RegExp(`[${HIDDEN_RANGES}]`, 'u')
const HIDDEN_ALL = new RegExp(`[${HIDDEN_RANGES}]`, 'gu')

/** Selector and joiner as emoji use them, and the selector in a keycap (1️⃣); such text stays as it is. */
const EMOJI_GLUE =
  /(?<=\p{Extended_Pictographic}|[\u{1f3fb}-\u{1f3ff}])(?:\ufe0f\u200d?|\u200d)(?!\ufe0f|\u200d)|(?<=[\d#*])\ufe0f(?=\u20e3)/gu
const EMOJI_BASE = /\p{Extended_Pictographic}|[\u{1f3fb}-\u{1f3ff}]|\u20e3/u
/** The end of a chunk that glue at the beginning of the next one belongs to. */
const OPEN_EMOJI = /(?:\p{Extended_Pictographic}|[\u{1f3fb}-\u{1f3ff}])\ufe0f?$|[\d#*]$/u

/** More marks than any script stacks on one letter only serve to paint over other lines. */
const MARKS_PER_LETTER = 4
const STACKED_MARKS = new RegExp(`(\\p{M}{${MARKS_PER_LETTER}})\\p{M}+`, 'gu')

/** A sequence that the end of a chunk has cut; every alternative stops at the next ESC, so the search stays linear. */
const CUT_SEQUENCE = longPattern()`
  (?:\u001b(?:\[[\u0030-\u003f]*[\u0020-\u002f]*|[\]PX^_k][^\u0007\u0018\u001a\u001b\u0080-\u009f]*\u001b?|[\u0020-\u002f]*)
  |\u009b[\u0030-\u003f]*[\u0020-\u002f]*|[\u0090\u0098\u009d-\u009f][^\u0007\u0018\u001a\u001b\u0080-\u009f]*\u001b?|\r
  |(?<=[\d#*])\ufe0f|[\ud800-\udbff])$
`
const HELD_CHARACTERS = 4096

/** `<U+202E>` for a character that must not be shown as itself. */
export function nameCharacter(character: string): string {
  return `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`
}

/** The first character that hides or reorders the text a reader sees, or null. Emoji sequences do not count. */
export function findHiddenCharacter(text: string): string | null {
  return HIDDEN.exec(withoutEmojiGlue(text))?.[0] ?? null
}

/** Text that any terminal prints as plain characters. Newlines and tabs stay; a lone CR is shown as ^M. */
export function sanitiseText(text: string): string {
  const plain = stripAnsi(text)
    .replaceAll(/\r\n/g, '\n')
    .replaceAll('\r', '^M')
    .replaceAll(CONTROLS, '')
    .replaceAll(STACKED_MARKS, '$1')
  return HIDDEN.test(plain) ? showHidden(plain) : plain
}

/** The styles that `styleText` writes for us: bold, dim, italic, underline, inverse, strikethrough, the basic colours, and their ends. */
const OWN_STYLE = /(\u001b\[(?:[0-479]|2[2-479]|3[0-79]|9[0-7])?m)/

/** The same for text that we have styled ourselves: nothing but those styles passes. Pieces from outside are sanitised before. */
export function sanitiseStyled(text: string): string {
  if (!text.includes('\u001b')) return sanitiseText(text)
  return text
    .split(OWN_STYLE)
    .map((part, at) => (at % 2 === 1 ? part : sanitiseText(part)))
    .join('')
}

/** The same in one line of at most `maxCells` terminal cells; what does not fit is cut with `…`. */
export function sanitiseLine(text: string, maxCells: number): string {
  const line = sanitiseText(text)
    .replaceAll(/[\n\t ]+/g, ' ')
    .trim()
  let cells = 0
  let fits = ''
  for (const character of splitDrawn(line)) {
    cells += countCells(character)
    if (cells <= maxCells - 1) fits += character
    else if (cells > maxCells) return maxCells < 1 ? '' : `${fits}…`
  }
  return line
}

/** The same, but cut in the middle: the ends of long commands and paths tell them apart. */
export function sanitiseEnds(text: string, maxCells: number): string {
  const line = [...splitDrawn(sanitiseLine(text, Infinity))]
  const cells = line.map(countCells)
  if (cells.reduce((sum, each) => sum + each, 0) <= maxCells) return line.join('')
  const take = (from: readonly number[], room: number) => {
    let count = 0
    for (let used = from[0] ?? 0; count < from.length && used <= room; used += from[count] ?? 0) count++
    return count
  }
  const tail = take(cells.toReversed(), Math.floor((maxCells - 1) / 2))
  const head = take(cells, Math.ceil((maxCells - 1) / 2))
  return maxCells < 1 ? '' : `${line.slice(0, head).join('')}…${tail === 0 ? '' : line.slice(-tail).join('')}`
}

/** A sanitiser for text that comes in chunks: an escape, CRLF or surrogate pair may be split anywhere. */
export function createSanitiser(): { push: (chunk: string) => string; end: () => string } {
  let held = ''
  let before = ''
  return {
    /** The text that can be shown so far; an unfinished sequence is kept until its rest comes. */
    push(chunk) {
      const text = before + held + chunk
      const cut = CUT_SEQUENCE.exec(text)
      held = cut && cut[0].length <= HELD_CHARACTERS ? cut[0] : ''
      const whole = held === '' ? text : text.slice(0, -held.length)
      const shown = sanitiseText(whole)
      const isLonger = shown.startsWith(before)
      const more = isLonger ? shown.slice(before.length) : sanitiseText(whole.slice(before.length))
      before = OPEN_EMOJI.exec(whole)?.[0] ?? ''
      return more
    },
    /** The rest of the text. A sequence without an end is dropped. */
    end() {
      const rest = held === '\r' ? '^M' : held === '\ufe0f' ? nameCharacter(held) : ''
      held = ''
      before = ''
      return rest
    },
  }
}

function withoutEmojiGlue(text: string): string {
  return EMOJI_BASE.test(text) ? text.replaceAll(EMOJI_GLUE, '') : text
}

function showHidden(text: string): string {
  const glue = EMOJI_BASE.test(text) ? [...text.matchAll(EMOJI_GLUE)] : []
  let shown = ''
  let from = 0
  for (const match of glue) {
    shown += text.slice(from, match.index).replaceAll(HIDDEN_ALL, nameCharacter) + match[0]
    from = match.index + match[0].length
  }
  return shown + text.slice(from).replaceAll(HIDDEN_ALL, nameCharacter)
}
