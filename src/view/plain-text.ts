// The text of a turn for a pipe, as it comes. It is sanitised all the same, since a terminal may be at the pipe's other end.
// The model's text before and after its tools are paragraphs of their own.

import type { WireEvent } from '../protocol/wire.ts'
import { createSanitiser } from '../safety/text/sanitiser.ts'

export interface PlainText {
  take(event: WireEvent): void
  /** Ends the last line. */
  finish(): void
}

export function createPlainText(write: (text: string) => void): PlainText {
  let sanitiser = createSanitiser()
  let endsLine = true
  const append = (text: string) => {
    if (text === '') return
    write(text)
    endsLine = text.endsWith('\n')
  }
  const finish = () => {
    append(sanitiser.end())
    sanitiser = createSanitiser()
    if (!endsLine) append('\n')
  }
  return {
    take(event) {
      if (event.type === 'StepBegin') finish()
      if (event.type === 'ContentPart' && event.payload.type === 'text') append(sanitiser.push(event.payload.text))
    },
    finish,
  }
}
