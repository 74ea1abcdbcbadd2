// The line that the user types during a turn: keys in, the new text and what to write to the terminal out.

import { countCells } from '../safety/text/display-cells.ts'

export interface EditedLine {
  text: string
  /** Written to the terminal as it is: characters that came, and blanks over those that went. */
  echo: string
  /** `done` by Enter, `dropped` by Esc; keys behind Enter are lost. */
  state: 'open' | 'done' | 'dropped'
}

const ESC = '\x1b'
const CTRL_U = '\x15'
const ENTER = ['\r', '\n']
const BACKSPACE = ['\x7f', '\b']

/** `keys`: the characters of one read. Arrows and other escape sequences mean nothing here. */
export function editLine(line: string, keys: string): EditedLine {
  if (keys.startsWith(ESC)) return { text: line, echo: '', state: keys === ESC ? 'dropped' : 'open' }
  let text = line
  let echo = ''
  for (const key of keys) {
    if (ENTER.includes(key)) return { text, echo, state: 'done' }
    if (BACKSPACE.includes(key)) {
      const last = [...text].at(-1) ?? ''
      text = text.slice(0, text.length - last.length)
      echo += wipe(last)
    } else if (key === CTRL_U) {
      echo += wipe(text)
      text = ''
    } else if (key >= ' ') {
      text += key
      echo += key
    }
  }
  return { text, echo, state: 'open' }
}

/** Blanks out the last cells before the cursor, as many as the text takes. */
function wipe(text: string): string {
  let cells = 0
  for (const character of text) cells += countCells(character)
  return '\b'.repeat(cells) + ' '.repeat(cells) + '\b'.repeat(cells)
}
