// Makes of a model's reply the exact text for the prompt buffer, or a reason in one line why it is refused. Wrapping and
// comments are taken off; a command that cannot be shown as it is gets refused, never silently changed.

import type { ShellName } from '../../protocol/proposals.ts'
import { neutraliseHistory } from './history-expansion.ts'
import { describeHosts } from './host-names.ts'
import { findLookalike } from './lookalikes.ts'
import { SPOT, scanQuoting } from '../../shell-syntax/quote-map.ts'
import { findHiddenCharacter, nameCharacter } from './sanitiser.ts'
import { unwrapReply } from './reply-wrapping.ts'

/** A record from the daemon to a shell is at most 64 KB. */
const MAX_COMMAND_BYTES = 64 * 1024
/** A longer run of blanks can push the rest of a line out of sight. */
const MAX_BLANKS = 8
/** More marks than this on one letter paint over the lines around it. */
const TOO_MANY_MARKS = /\p{M}{5}/u
/** Base letters with a mark that has a composed form: a long run of them serves no command. */
const MARK_RUN = /(?:\p{L}\p{M}+){64}/u

export type Insertion = { ok: true; command: string; notes: string[] } | { ok: false; reason: string }

/**
 * Prepares one suggestion for the buffer of `shell`. The command that comes back holds no control character but newline
 * and tab, no hidden or look-alike character, no comment, and no `!` that the shell would rewrite at Enter.
 * `notes` are short remarks for the user (`more than one command`).
 */
export function prepareInsertion(text: string, options: { shell: ShellName }): Insertion {
  if (text.trim() === '') return refuse('the suggestion is empty')
  if (Buffer.byteLength(text) > MAX_COMMAND_BYTES) return refuse('the suggestion is longer than 64 KB')
  const lines = text.replaceAll(/\r+\n/g, '\n').replace(/\r+\s*$/, '')
  const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/.exec(lines)
  if (control) return refuse(`holds the control character ${nameCharacter(control[0])}`)
  const hidden = findHiddenCharacter(lines)
  if (hidden !== null) return refuse(`holds the hidden character ${nameCharacter(hidden)}`)
  if (TOO_MANY_MARKS.test(lines) || MARK_RUN.test(lines)) return refuse('holds a long run of combining marks')

  const unwrapped = unwrapReply(lines)
  if ('reason' in unwrapped) return refuse(unwrapped.reason)
  const notes = unwrapped.notes
  if (scanQuoting(unwrapped.command).unfinished === 'backslash') return refuse('ends in an unfinished backslash')
  const bare = dropComments(joinLines(unwrapped.command))
  if (bare === '') return refuse('holds only a comment')
  const { unfinished } = scanQuoting(bare)
  if (unfinished !== null) return refuse(`ends in an unfinished ${unfinished}`)
  const lookalike = findLookalike(bare)
  if (lookalike !== null) {
    return refuse(`holds ${nameCharacter(lookalike)}, which only looks like ${describeLookalike(lookalike)}`)
  }
  const blanks = collapseBlanks(bare)
  if (blanks.changed) notes.push('a long run of blanks was shortened')
  if (blanks.quoted) notes.push('holds a long run of blanks inside quotes')
  const neutral = neutraliseHistory(blanks.command, options.shell)
  if ('reason' in neutral) return refuse(neutral.reason)
  const command = neutral.command.trimEnd()
  if (Buffer.byteLength(command) > MAX_COMMAND_BYTES) return refuse('the suggestion is longer than 64 KB')
  if (hasSeveralCommands(command)) notes.push('more than one command')
  if (hasSubstitution(command)) notes.push('holds a command substitution')
  notes.push(...describeHosts(command))
  return { ok: true, command, notes }
}

function refuse(reason: string): Insertion {
  return { ok: false, reason }
}

function describeLookalike(character: string): string {
  if (/\s/u.test(character)) return 'a blank'
  return /\p{L}/u.test(character) ? 'a Latin letter' : 'an ASCII sign'
}

/** Joins lines that are one line for the shell: backslash-newline, and a newline after `|`, `&&` or `||`. */
function joinLines(text: string): string {
  if (!text.includes('\n')) return text
  const { spots } = scanQuoting(text)
  let joined = ''
  for (let at = 0; at < text.length; at++) {
    const spot = spots[at]
    if (spot === SPOT.escaped && text[at] === '\\' && text[at + 1] === '\n') {
      at++
      if (spots[at + 1] !== SPOT.double || spots[at - 2] !== SPOT.double) {
        const isBlank = /[ \t]$/.test(joined)
        let next = at + 1
        while (text[next] === ' ' || text[next] === '\t') next++
        joined = joined.replace(/[ \t]+$/, '')
        if (isBlank || next > at + 1) joined += ' '
        at = next - 1
      }
    } else if (text[at] === '\n' && spot === SPOT.plain && /(?:\||&&)[ \t]*$/.test(joined.slice(-16))) {
      joined = `${joined.trimEnd()} `
      while (/[ \t\n]/.test(text[at + 1] ?? '')) at++
    } else joined += text[at]
  }
  return joined
}

/**
 * Drops comments: zsh without INTERACTIVE_COMMENTS (its default) would pass `#` and the words after it as arguments.
 * Lines that held nothing else go too, and so do blank lines.
 */
function dropComments(text: string): string {
  const { spots } = scanQuoting(text)
  let kept = ''
  for (let at = 0; at < text.length; at++) {
    if (spots[at] === SPOT.comment) continue
    if (text[at] === '\n' && spots[at] === SPOT.plain) {
      kept = kept.replace(/[ \t]+$/, '')
      if (kept === '' || (kept.endsWith('\n') && spots[at - 1] !== SPOT.heredoc)) continue
    }
    kept += text[at]
  }
  return kept.replace(/^[ \t\n]+/, '').trimEnd()
}

function collapseBlanks(text: string): { command: string; changed: boolean; quoted: boolean } {
  const isLong = new RegExp(`[ \\t]{${MAX_BLANKS + 1},}`, 'g')
  if (!isLong.test(text)) return { command: text, changed: false, quoted: false }
  const { spots } = scanQuoting(text)
  let changed = false
  let quoted = false
  const command = text.replace(isLong, (run, offset: number) => {
    const isIndent = offset === 0 || text[offset - 1] === '\n'
    if (spots[offset] === SPOT.heredoc) return run
    if (spots[offset] !== SPOT.plain || spots[offset + run.length - 1] !== SPOT.plain) {
      quoted = true
      return run
    }
    changed = true
    return isIndent ? '  ' : ' '
  })
  return { command, changed, quoted }
}

/** True for commands with code that zsh runs already on Tab: `$(…)`, backticks, `=(…)`, `*(e:'…':)`. */
function hasSubstitution(command: string): boolean {
  const sign = /\$\((?!\()|`|[<>=]\(|\((?:[^()\s]*[,.^])?(?:e[^\w\s]|\+\w)/g
  if (!sign.test(command)) return false
  const { spots } = scanQuoting(command)
  return [...command.matchAll(sign)].some(
    ({ index }) => ![SPOT.single, SPOT.escaped, SPOT.ansi].includes(spots[index] as 1),
  )
}

const OPENING_WORDS = new Set(['do', 'if', 'case', 'foreach', '{'])
const CLOSING_WORDS = new Set(['done', 'fi', 'esac', 'end', '}'])
const CONTINUING_WORDS = new Set(['do', 'then', 'else', 'elif', '{', 'in'])

/** True for several lines that are not one construct (a loop, a function, a here-document, a quoted text). */
function hasSeveralCommands(command: string): boolean {
  if (!command.includes('\n')) return false
  const { spots } = scanQuoting(command)
  const plain = command.replaceAll(/[^\n]/g, (char, at: number) => (spots[at] === SPOT.plain ? char : '_'))
  let depth = 0
  let parentheses = 0
  let starts = 0
  let at = 0
  for (const line of plain.split('\n')) {
    const words = line.match(/[{}()]|[^\s;|&{}()]+/g) ?? []
    const first = words[0]
    const isBody = spots[at] === SPOT.heredoc || (at > 0 && spots[at - 1] !== SPOT.plain)
    if (depth + parentheses === 0 && first !== undefined && !isBody && !CONTINUING_WORDS.has(first)) starts++
    for (const word of isBody ? [] : words) {
      if (OPENING_WORDS.has(word)) depth++
      else if (CLOSING_WORDS.has(word)) depth = Math.max(0, depth - 1)
      else if (word === '(') parentheses++
      // The `)` of a case pattern closes nothing.
      else if (word === ')') parentheses = Math.max(0, parentheses - 1)
    }
    at += line.length + 1
  }
  return starts > 1
}
