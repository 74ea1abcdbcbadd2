// The line that the user types during a turn: the text so far and a key in, the new text out.

export interface EditedLine {
  text: string
  /** `done` by Enter, `dropped` by Esc. */
  state: 'open' | 'done' | 'dropped'
}

const ESC = '\x1b'
const CTRL_U = '\x15'
const CTRL_W = '\x17'
const ENTER = ['\r', '\n']
const ALT_ENTER = ['\x1b\r', '\x1b\n']
const BACKSPACE = ['\x7f', '\b']

/** `key`: a character, a control character or an escape sequence. Arrows and the like mean nothing here. */
export function editLine(line: string, key: string): EditedLine {
  if (key === ESC) return { text: line, state: 'dropped' }
  if (ENTER.includes(key)) return { text: line, state: 'done' }
  return { text: editText(line, key), state: 'open' }
}

function editText(line: string, key: string): string {
  if (ALT_ENTER.includes(key)) return `${line}\n`
  if (BACKSPACE.includes(key)) return [...line].slice(0, -1).join('')
  if (key === CTRL_U) return ''
  if (key === CTRL_W) return line.replace(/\S*\s*$/u, '')
  return line + textOfKey(key)
}

/** The text that a key types; '' for control keys and sequences. Alt before a character is dropped. */
export function textOfKey(key: string): string {
  const text = /^\x1b[^[O\x1b]$/u.test(key) ? key.slice(1) : key
  return /^[\x00-\x1f\x7f]/.test(text) ? '' : text
}

/** A paste as text: its line ends and tabs stay, other control characters go. */
export function textOfPaste(paste: string): string {
  return paste.replaceAll(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, '')
}
