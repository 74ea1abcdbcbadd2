// The only way to stdout and stderr for the commands of this folder: text goes through a gate that lets no control byte pass but
// newlines, tabs and the few styles that we write ourselves. The house test names the files that may hold a stream themselves.

import { styleText } from 'node:util'
import { sanitiseLine, sanitiseStyled, sanitiseText } from '../safety/text/sanitiser.ts'

/** Writes text to stdout. False when the reader is slower than we are. */
export function say(text: string): boolean {
  return process.stdout.write(throughGate(text, process.stdout))
}

/** Writes text to stderr. */
export function sayAside(text: string): boolean {
  return process.stderr.write(throughGate(text, process.stderr))
}

/** Writes a value as one line of JSON in which every control and hidden character is an escape. */
export function sayJson(value: unknown, indent?: number): boolean {
  return process.stdout.write(`${escapeHidden(JSON.stringify(value, null, indent))}\n`)
}

/** The longest line of a failure, in cells of a terminal. */
export const MESSAGE_CELLS = 2_000

/** Writes a failure to stderr: a message in one line, and the command that helps. */
export function sayFailure(message: string, hint = ''): void {
  const line = sanitiseLine(message, MESSAGE_CELLS)
  sayAside(`kimi: ${line}\n${hint === '' ? '' : `  ${sanitiseLine(hint, MESSAGE_CELLS)}\n`}`)
}

function throughGate(text: string, stream: NodeJS.WriteStream): string {
  return styleText('dim', 'x', { stream }) === 'x' ? sanitiseText(text) : sanitiseStyled(text)
}

/** JSON.stringify escapes C0 and lone surrogates; DEL, C1 and characters that reorder or hide text are left to us. */
function escapeHidden(json: string): string {
  return json.replaceAll(
    /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}]/gu,
    (found) =>
      Array.from({ length: found.length }, (_, at) => `\\u${found.charCodeAt(at).toString(16).padStart(4, '0')}`).join(
        '',
      ),
  )
}
