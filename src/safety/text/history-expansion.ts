// Keeps zsh and bash from rewriting a line at Enter: `!` is quoted wherever either shell would expand it.
// Measured in zsh 5.9 and bash 5.2, each line put in the buffer by a widget: `"done!"` leaves zsh at a dquote> prompt,
// `hi!;` fails in bash only, `"$!"` and `$!)` fail in zsh only, here-document bodies are left alone by both.

import type { ShellName } from '../../protocol/proposals.ts'
import { SPOT, scanQuoting } from '../../shell-syntax/quote-map.ts'

/**
 * The same command with every `!` quoted that the shell would expand, or the reason why that would change its meaning.
 * fish has no history expansion: its lines come back as they are.
 */
export function neutraliseHistory(text: string, shell: ShellName): { command: string } | { reason: string } {
  if (shell === 'fish') return { command: text }
  if (!/[!^]/.test(text)) return { command: text }
  const { spots } = scanQuoting(text)
  if (substitutes(text, spots)) return { reason: 'a line that starts with ^ rewrites the line before it' }
  let command = ''
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? ''
    const spot = spots[at]
    if (char !== '!' || spot === SPOT.single || spot === SPOT.heredoc || spot === SPOT.escaped) {
      command += char
      continue
    }
    const next = text[at + 1] ?? ''
    const before = text[at - 1] ?? ''
    if (spot === SPOT.ansi) command += '\\x21'
    else if (before === '$' && spots[at - 1] !== SPOT.escaped) {
      const fixed = keepLastJob(command, text.slice(at + 1, at + 3), spot ?? 0)
      if (fixed === null) return { reason: '$! followed by text is rewritten by zsh at Enter' }
      command = fixed.command
      at += fixed.skip
    } else if (isInert(next, spot ?? 0)) command += char
    else if (spot === SPOT.double) {
      command += next === '"' ? `"'!'` : `"'!'"`
      if (next === '"') at++
    } else if (spot === SPOT.arithmetic) command += '! '
    else if (before === '[' && spots[at - 1] === spot) command += '^'
    else if (spot === SPOT.parameter) {
      if (before !== '{' || shell === 'zsh') return { reason: 'holds ! inside ${…}, where it cannot be quoted' }
      command += char
    } else if (isReference(text, at))
      return { reason: `${text.slice(at, at + 2)} is a history reference: the shell would replace it at Enter` }
    else command += '\\!'
  }
  return { command }
}

/**
 * True when a line of the text starts with `^`: bash rewrites the line before it, also in the middle of a command and within double quotes,
 * but not in single quotes and in the body of a here-document.
 */
function substitutes(text: string, spots: Uint8Array): boolean {
  for (let at = text.indexOf('^'); at >= 0; at = text.indexOf('^', at + 1)) {
    const spot = spots[at]
    const isText = spot === SPOT.single || spot === SPOT.ansi || spot === SPOT.heredoc
    if (at === 0 || (text[at - 1] === '\n' && !isText)) return true
  }
  return false
}

/** True when both shells leave a `!` before this character alone; `(` only outside quotes (bash expands `"!("`). */
function isInert(next: string, spot: number): boolean {
  if (next === '' || next === ' ' || next === '\t' || next === '\n' || next === '=') return true
  return next === '(' && spot === SPOT.plain
}

/** True when the word is nothing but a reference (`!!`, `!$`, `!-2`, `!12`, `!?x?`); other words only hold a `!`. */
function isReference(text: string, at: number): boolean {
  const before = text[at - 1] ?? ' '
  return ' \t\n;|&('.includes(before) && /[!$*^:?\d-]/.test(text[at + 1] ?? '')
}

/** `$!` stays `$!`; where zsh would read its `!` as a reference, a blank or the loss of needless quotes prevents it. */
function keepLastJob(written: string, rest: string, spot: number): { command: string; skip: number } | null {
  const next = rest[0] ?? ''
  if (next === '' || ' \t\n=;'.includes(next)) return { command: `${written}!`, skip: 0 }
  if (spot === SPOT.plain && ')&|<>'.includes(next)) return { command: `${written}! `, skip: 0 }
  if (spot === SPOT.double && next === '"' && written.endsWith('"$') && ' \t\n;)&|'.includes(rest[1] ?? ' ')) {
    return { command: `${written.slice(0, -2)}$! `, skip: 1 }
  }
  return null
}
