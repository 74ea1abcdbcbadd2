// Progress that a program draws over itself with carriage returns: of each line only the last drawing is kept, as a terminal
// shows it.

/** Longer lines pass as they come: no progress is drawn so long, and memory stays bounded. */
const MAX_HELD_BYTES = 64 * 1024
const NEWLINE = 10
const RETURN = 13

export interface ProgressFilter {
  /** The bytes that are final now; the line that is being drawn is held back. */
  write(bytes: Buffer): Buffer
  /** The line that is held back. */
  held(): Buffer
}

export function createProgressFilter(): ProgressFilter {
  let drawing: Buffer[] = []
  let drawnBytes = 0
  /** The drawing before, which counts when a line ends with a carriage return. */
  let before: Buffer | null = null
  let isReturned = false
  const draw = (bytes: Buffer) => {
    if (bytes.length === 0) return
    drawing.push(bytes)
    drawnBytes += bytes.length
    isReturned = false
  }
  const line = () => (drawnBytes > 0 || before === null ? Buffer.concat(drawing) : before)
  const clear = () => {
    drawing = []
    drawnBytes = 0
    isReturned = false
    before = null
  }
  return {
    write(bytes) {
      const final: Buffer[] = []
      // Without any carriage return all whole lines are final: this is ten times faster than looking at each.
      const isPlain = before === null && !isReturned && !bytes.includes(RETURN)
      const wholeLines = isPlain ? bytes.lastIndexOf(NEWLINE) + 1 : 0
      if (wholeLines > 0) {
        final.push(...drawing, bytes.subarray(0, wholeLines))
        clear()
      }
      for (let from = wholeLines; from < bytes.length;) {
        const at = findEnd(bytes, from)
        draw(bytes.subarray(from, at))
        from = at + 1
        if (bytes[at] === NEWLINE) {
          final.push(line(), Buffer.from(isReturned ? '\r\n' : '\n'))
          clear()
        } else if (bytes[at] === RETURN) {
          before = line()
          drawing = []
          drawnBytes = 0
          isReturned = true
        } else if (drawnBytes > MAX_HELD_BYTES) {
          final.push(line())
          clear()
        }
      }
      return Buffer.concat(final)
    },
    held: line,
  }
}

/** The next line end or carriage return, or the length of `bytes`. */
function findEnd(bytes: Buffer, from: number): number {
  const newline = bytes.indexOf(NEWLINE, from)
  const end = newline < 0 ? bytes.length : newline
  const returned = bytes.subarray(from, end).indexOf(RETURN)
  return returned < 0 ? end : from + returned
}

/** A whole text without the drawings that were drawn over. */
export function collapseProgress(text: string): string {
  if (!text.includes('\r')) return text
  const filter = createProgressFilter()
  return Buffer.concat([filter.write(Buffer.from(text)), filter.held()]).toString()
}
