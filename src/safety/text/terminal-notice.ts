// Notices as an escape sequence of the terminal. Texts are data: nothing in them ends a sequence.

import { sanitiseLine } from './sanitiser.ts'

const TEXT_CELLS = 200
const OSC = '\x1b]'
const ST = '\x1b\\'

/**
 * The escape sequence for a terminal with these `features` (names that the shell plugin found: $TERM_PROGRAM, kitty, wezterm,
 * vte, foot, tmux, linux). Null for a terminal that is not known to show one; tmux swallows them all.
 */
export function describeTerminalNotice(features: string, title: string, body: string): string | null {
  const words = new Set(features.toLowerCase().split(/\s+/))
  if (['tmux', 'linux', 'dumb', 'screen'].some((word) => words.has(word))) return null
  const [head, text] = [clean(title), clean(body)]
  if (words.has('kitty')) return `${OSC}99;i=kimi:d=0;${head}${ST}${OSC}99;i=kimi:d=1:p=body;${text}${ST}`
  // The title comes first: a text that begins with `4;` would draw a progress bar.
  if (words.has('iterm.app')) return `${OSC}9;${head}: ${text}\x07`
  if (['wezterm', 'ghostty', 'vte', 'foot'].some((word) => words.has(word))) {
    return `${OSC}777;notify;${head};${text}${ST}`
  }
  return null
}

/** Text without control characters, hidden characters and `;`, which separates the parts of a sequence. */
function clean(text: string): string {
  return sanitiseLine(text, TEXT_CELLS).replaceAll(';', ',')
}
