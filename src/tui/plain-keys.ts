// A key as a plain terminal sends it, whatever protocol this terminal speaks.

import type { TerminalInput } from './composer/key-reader.ts'

const BYTES: Record<string, string> = {
  enter: '\r',
  escape: '\x1b',
  backspace: '\x7f',
  tab: '\t',
  space: ' ',
  up: '\x1b[A',
  down: '\x1b[B',
}

/** The bytes of a key or of a paste; '' for a key that plain terminals do not have. */
export function toPlainBytes(input: TerminalInput): string {
  if (input.kind === 'paste') return `\x1b[200~${input.text}\x1b[201~`
  if (input.text !== '') return input.text
  const control = /^ctrl\+([a-z\\\]])$/.exec(input.name)?.[1]
  return control ? String.fromCharCode(control.charCodeAt(0) & 0x1f) : (BYTES[input.name] ?? '')
}
