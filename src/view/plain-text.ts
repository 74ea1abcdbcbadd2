// The text of a turn on stdout when that is no terminal: as it comes, made harmless all the same, since what reads it may
// be one. What the model says before and after its tools are paragraphs of their own.

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
  const say = (text: string) => {
    if (text === '') return
    write(text)
    endsLine = text.endsWith('\n')
  }
  const finish = () => {
    say(sanitiser.end())
    sanitiser = createSanitiser()
    if (!endsLine) say('\n')
  }
  return {
    take(event) {
      if (event.type === 'StepBegin') finish()
      if (event.type === 'ContentPart' && event.payload.type === 'text') say(sanitiser.push(event.payload.text))
    },
    finish,
  }
}
