// The lines that are typed on a terminal without line editing of ours. The terminal itself keeps an unfinished line, and would hand it over
// with the Enter that comes later: before a question it is taken out, so that nothing typed earlier answers.

import type { ReadStream } from 'node:tty'

export interface PlainLines {
  /**
   * Takes out what was typed so far and what is typed within the next `ms` milliseconds, finished lines too. Resolves with that text, without
   * control characters. Calls may overlap.
   */
  holdOff(ms: number): Promise<string>
  close(): void
}

export interface PlainLinesDeps {
  input: ReadStream
  onLine(line: string): void
  /** Ctrl-C while lines are held off: the terminal makes no signal of it then. */
  onInterrupt(): void
  onEnd(): void
}

const INTERRUPT = '\x03'
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]+/g

export function createPlainLines({ input, onLine, onInterrupt, onEnd }: PlainLinesDeps): PlainLines {
  let unfinished = ''
  let holds = 0
  const onData = (text: string) => {
    if (holds > 0 && input.isTTY && text.includes(INTERRUPT)) onInterrupt()
    unfinished += text
    if (holds > 0) return
    const lines = unfinished.split('\n')
    unfinished = lines.pop()!
    for (const [at, line] of lines.entries()) {
      // A line may bring a question, which the lines behind it were not typed for.
      if (holds > 0) return void (unfinished = [...lines.slice(at), unfinished].join('\n'))
      onLine(line.replace(/\r$/, ''))
    }
  }
  const end = () => {
    if (unfinished !== '' && holds === 0) onLine(unfinished)
    onEnd()
  }
  input.setEncoding('utf8')
  input.on('data', onData)
  input.on('end', end)
  return {
    async holdOff(ms) {
      // Without its line mode the terminal hands over the unfinished line.
      if (holds++ === 0 && input.isTTY) input.setRawMode(true)
      await new Promise((done) => setTimeout(done, ms))
      if (--holds === 0 && input.isTTY) input.setRawMode(false)
      const dropped = unfinished
      unfinished = ''
      return dropped.replaceAll(CONTROLS, ' ').trim()
    },
    close() {
      input.off('data', onData)
      input.off('end', end)
      input.pause()
    },
  }
}
