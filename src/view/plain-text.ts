// The text of a turn for a pipe. It is sanitised all the same, since a terminal may be at the pipe's other end. The model's
// text before and after its tools are paragraphs of their own.
//
// An answer may break off and begin anew. Its two beginnings never stand in one line: either the text is held back until
// the answer is complete, or a line of its own marks the break.

import type { WireEvent } from '../protocol/wire.ts'
import { createSanitiser } from '../safety/text/sanitiser.ts'

export interface PlainText {
  take(event: WireEvent): void
  /** Ends the last line. */
  finish(): void
}

export const BREAK_MARK = '[the answer broke off here, and begins anew]'

/** With `holds` an answer is written once it is complete, else as it comes. */
export function createPlainText(write: (text: string) => void, { holds = false } = {}): PlainText {
  let sanitiser = createSanitiser()
  let endsLine = true
  /** The text of this attempt at an answer: held back, or written. */
  let held = ''
  let hasWritten = false
  const append = (text: string) => {
    if (text === '') return
    write(text)
    endsLine = text.endsWith('\n')
  }
  const release = () => {
    append(sanitiser.push(held))
    held = ''
  }
  const finish = () => {
    release()
    append(sanitiser.end())
    sanitiser = createSanitiser()
    if (!endsLine) append('\n')
  }
  const beginAnew = () => {
    held = ''
    if (!hasWritten) return
    finish()
    append(`${BREAK_MARK}\n`)
    hasWritten = false
  }
  return {
    take(event) {
      if (event.type === 'StepRetry') return beginAnew()
      if (event.type === 'StepBegin') {
        hasWritten = false
        return finish()
      }
      // The tokens of an answer are told when it is complete.
      if (event.type === 'StatusUpdate' && event.payload.token_usage !== null) return release()
      if (event.type !== 'ContentPart' || event.payload.type !== 'text') return
      held += event.payload.text
      if (holds) return
      hasWritten = true
      release()
    },
    finish,
  }
}
