// Watches the arguments of a call arrive: tells when the JSON object is whole, and leaves out what servers send behind it.

export interface ObjectScan {
  /** The arguments so far. */
  text: string
  /** The end of them that `takeFresh` has not given yet: to cut it from the whole text again and again takes long. */
  fresh: string
  /** True from the closing bracket on: nothing that follows belongs to the arguments. */
  isWhole: boolean
  depth: number
  isInString: boolean
  isEscaped: boolean
  /** The text does not begin as an object: it is taken as it is, and never known to be whole. */
  isOther: boolean
}

export function createObjectScan(): ObjectScan {
  return { text: '', fresh: '', isWhole: false, depth: 0, isInString: false, isEscaped: false, isOther: false }
}

/**
 * Takes the next piece. Text behind a whole object is dropped, since some servers send the arguments twice; behind an
 * empty object it begins them anew, since others send `{}` before the arguments.
 */
export function scanPiece(scan: ObjectScan, piece: string): void {
  let begin = scan.isWhole ? piece.length : 0
  let end = piece.length
  for (let at = 0; at < piece.length && !scan.isOther; at++) {
    const code = piece.charCodeAt(at)
    if (scan.isWhole) {
      if (isBlank(code)) continue
      if (code !== OPEN || !isEmptyObject(scan.text + piece.slice(begin, end))) break
      Object.assign(scan, createObjectScan())
      begin = at
      end = piece.length
    }
    readCharacter(scan, code)
    if (scan.isWhole) end = at + 1
  }
  const accepted = piece.slice(begin, end)
  scan.text += accepted
  scan.fresh += accepted
}

export function takeFresh(scan: ObjectScan): string {
  const { fresh } = scan
  scan.fresh = ''
  return fresh
}

const QUOTE = 0x22
const OPEN = 0x7b
const CLOSE = 0x7d
const OPEN_LIST = 0x5b
const CLOSE_LIST = 0x5d
const BACKSLASH = 0x5c

function readCharacter(scan: ObjectScan, code: number): void {
  if (scan.isInString) {
    if (scan.isEscaped) scan.isEscaped = false
    else if (code === BACKSLASH) scan.isEscaped = true
    else if (code === QUOTE) scan.isInString = false
  } else if (scan.depth === 0) {
    if (code === OPEN) scan.depth = 1
    else if (!isBlank(code)) scan.isOther = true
  } else if (code === QUOTE) scan.isInString = true
  else if (code === OPEN || code === OPEN_LIST) scan.depth++
  else if (code === CLOSE || code === CLOSE_LIST) scan.isWhole = --scan.depth === 0
}

function isBlank(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d)
}

/** True for `{}`, also with blanks, and for the beginnings of it: such arguments say nothing yet. */
export function isEmptyObject(text: string): boolean {
  return text.length < 100 && /^\s*(?:\{\s*\}?)?\s*$/.test(text)
}
