// Output and a line that the user types, on one terminal: while a line is open, output waits, so that nothing tears the line.

import { editLine } from '../../view/line-editor.ts'

export interface TypedLine {
  write(text: string): void
  isOpen(): boolean
  /** Begins a line behind `label`; `onEnd` gets its text, or '' when it was dropped. */
  open(label: string, onEnd: (text: string) => void): void
  /** Keys that were typed, as the terminal sent them. */
  edit(keys: string): void
  /** Ends the open line, if there is one, as if `text` had been typed. */
  end(text: string): void
}

export function createTypedLine(out: { write(text: string): unknown }): TypedLine {
  let open: { text: string; held: string; onEnd(text: string): void } | null = null
  const write = (text: string) => {
    if (open) open.held += text
    else if (text !== '') out.write(text)
  }
  const end = (text: string) => {
    const ended = open
    if (!ended) return
    open = null
    out.write('\n')
    write(ended.held)
    ended.onEnd(text)
  }
  return {
    write,
    isOpen: () => open !== null,
    open(label, onEnd) {
      open = { text: '', held: '', onEnd }
      out.write(label)
    },
    edit(keys) {
      if (!open) return
      const { text, echo, state } = editLine(open.text, keys)
      open.text = text
      if (echo !== '') out.write(echo)
      if (state !== 'open') end(state === 'done' ? text : '')
    },
    end,
  }
}
