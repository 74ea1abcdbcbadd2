// The place of a text's end in Markdown: inside code, or in a quotation, a text shows something and says it not itself.

export interface MarkdownPlace {
  /** The fence of the code block, as ``` or ~~~~; '' outside of one. */
  fence: string
  /** The beginning of the current line. */
  line: string
  /** True when the paragraph has an odd number of backticks so far. */
  isInCode: boolean
}

export function createPlace(): MarkdownPlace {
  return { fence: '', line: '', isInCode: false }
}

/** The characters of a line that are kept: a fence, an indent or a quotation shows in fewer. */
const LINE_CHARS = 80

/** Moves the place behind the text. */
export function moveBehind(place: MarkdownPlace, text: string): void {
  for (const [index, piece] of text.split('\n').entries()) {
    if (index > 0) endLine(place)
    if (place.line.length < LINE_CHARS) place.line += piece.slice(0, LINE_CHARS)
    for (const character of piece) if (character === '`') place.isInCode = !place.isInCode
  }
}

function endLine(place: MarkdownPlace): void {
  const fence = findFence(place.line)
  if (place.fence === '') place.fence = fence
  else if (fence.startsWith(place.fence) && /^[`~\s]*$/.test(place.line)) place.fence = ''
  if (fence !== '' || place.line.trim() === '') place.isInCode = false
  place.line = ''
}

function findFence(line: string): string {
  return /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1] ?? ''
}

/** True inside a code block, inline code, an indented line or a quotation. */
export function isShown({ fence, line, isInCode }: MarkdownPlace): boolean {
  return fence !== '' || isInCode || findFence(line) !== '' || /^(?: {4}|\t| {0,3}>)/.test(line)
}
