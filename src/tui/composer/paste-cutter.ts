// Cuts pastes out of what the terminal sends, in time that grows with their length. pi-tui's own cutter copies the whole paste for each
// read: 10 MB, which a terminal hands on in 2,600 reads, took it 13 seconds.

export interface PasteReceiver {
  /** Takes the input outside of pastes: keys and answers of the terminal, perhaps cut in the middle. */
  onKeys(data: string): void
  /** The last keys were no keys but the cut begin of a paste: they are to be forgotten, unless they were taken already. */
  onBeginCut(): void
  /** The text of a whole paste. */
  onPaste(text: string): void
}

const BEGIN = '\x1b[200~'
const END = '\x1b[201~'
const CTRL_C = '\x03'

/** The function returned takes each read. The begin and the end of a paste may be cut anywhere. */
export function createPasteCutter({ onKeys, onBeginCut, onPaste }: PasteReceiver): (read: string) => void {
  let pieces: string[] | null = null
  /** The last characters of the paste so far, in which its end may have begun. */
  let tail = ''
  /** The last characters that were taken for keys, when the mark of a paste may begin with them. */
  let begun = ''

  const finish = (after: string) => {
    const text = pieces!.join('')
    pieces = null
    tail = ''
    onPaste(text)
    if (after !== '') take(after)
  }
  const takePaste = (read: string) => {
    const end = (tail + read).indexOf(END)
    if (end < 0) {
      pieces!.push(read)
      tail = (tail + read).slice(1 - END.length)
      return
    }
    const length = end - tail.length
    if (length >= 0) pieces!.push(read.slice(0, length))
    else cutEnd(pieces!, -length)
    finish(read.slice(length + END.length))
  }
  const take = (read: string): void => {
    if (pieces) {
      // A terminal that never ends its paste would swallow all keys: Ctrl-C gets out.
      if (read !== CTRL_C) return takePaste(read)
      finish('')
    }
    const isCut = begun !== '' && (begun + read).startsWith(BEGIN)
    const begin = isCut ? -begun.length : read.indexOf(BEGIN)
    if (begin < 0 && !isCut) {
      begun = cutBegin(begun + read)
      return onKeys(read)
    }
    if (isCut) onBeginCut()
    else if (begin > 0) onKeys(read.slice(0, begin))
    begun = ''
    pieces = []
    takePaste(read.slice(begin + BEGIN.length))
  }
  return take
}

/** Takes the last `count` characters off the pieces. */
function cutEnd(pieces: string[], count: number): void {
  for (let left = count; left > 0 && pieces.length > 0;) {
    const last = pieces.pop()!
    if (last.length > left) pieces.push(last.slice(0, -left))
    left -= last.length
  }
}

/** The longest end of a text that is the beginning of a paste's mark, but not all of it. */
function cutBegin(text: string): string {
  const from = text.lastIndexOf('\x1b')
  return from >= 0 && BEGIN.startsWith(text.slice(from)) ? text.slice(from) : ''
}
