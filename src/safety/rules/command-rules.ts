// Rules on commands. A command line is denied when any part of it is, and asked about when that cannot be decided. It is allowed
// when each of its parts certainly is: plain words, no substitution, redirection or assignment.

import { accessSync, constants } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import type { RiskLabel } from '../../protocol/proposals.ts'
import { quoteAlways } from '../../shell-syntax/word-quoting.ts'
import { type CertainPlace, findCertainty } from '../certain/certain-line.ts'
import { readPlainLine } from '../certain/plain-line.ts'
import { classifyCommand, SERIOUS_LABELS } from '../lines/line-risk.ts'
import { leavesFolders } from './command-pattern.ts'
import { type LineCommands, readLineCommands } from './line-commands.ts'
import { type Fit, fitDenied, isAllowedBy, readPattern, type WordPattern } from './word-pattern.ts'
import { followLinks, isInside } from './workspace-path.ts'
import { longPattern } from '../../sys/words/long-pattern.ts'

export interface CommandPlace extends CertainPlace {
  /** True when the user trusts the folders: only there may a program of theirs be meant by its mere name. */
  isTrusted: boolean
}

/** A fit, with what brought it: a command, or the reason of the doubt. */
export interface CommandFit {
  fit: Fit
  why: string
}

/** Reads a line once for any number of rules. */
export function readCommands(line: string, { cwd, path }: Pick<CommandPlace, 'cwd' | 'path'>): LineCommands {
  return readLineCommands(line, { cwd, path })
}

/** Whether a rule that forbids or asks is about the line. */
export function fitCommand(match: string, { commands, doubt }: LineCommands): CommandFit {
  if (match === '') return { fit: 'yes', why: 'every command' }
  const pattern = readPattern(match)
  if (pattern === null) return { fit: 'maybe', why: 'the rule cannot be read' }
  let maybe: string | null = null
  for (const { names, args, isSure } of commands) {
    const fit = fitDenied(pattern, names, args)
    if (fit === 'no') continue
    const shown = [names?.[0] ?? '…', ...args.map(({ value, isKnown }) => (isKnown ? value : '…'))].join(' ')
    if (fit === 'yes' && isSure) return { fit, why: shown }
    maybe ??= isSure ? `\`${shown}\` may be meant` : `it may run \`${shown}\``
  }
  const why = maybe ?? doubt
  return why === null ? { fit: 'no', why: '' } : { fit: 'maybe', why }
}

export interface AllowedPart {
  text: string
  /** Index of the rule that covers the part; `reader` for one that only shows something; null when it is asked about. */
  by: number | 'reader' | null
}

/** The parts of a plain line, each with the one of `matches` that covers it. Null for a line that is not plain: no rule covers it. */
export function coverParts(line: string, matches: readonly string[], place: CommandPlace): AllowedPart[] | null {
  const commands = readPlainLine(line, { HOME: place.home, PWD: place.cwd })
  if (commands === null || commands.length === 0) return null
  const patterns = matches.map((match) => (match === '' ? 'every' : readPattern(match)))
  return commands.map(({ words }): AllowedPart => {
    const isLiteral = words.every(({ pieces }) =>
      pieces.every(({ text, isQuoted }) => isQuoted || !/[*?[\]]/.test(text)),
    )
    const values = words.map(({ pieces }) => pieces.map(({ text }) => text).join(''))
    const text = values.join(' ')
    if (!isLiteral) return { text, by: null }
    const at = patterns.findIndex((pattern) => pattern !== null && covers(pattern, values, place))
    if (at >= 0) return { text, by: at }
    const quoted = values.map(quoteAlways).join(' ')
    return { text, by: findCertainty(quoted, place) === 'closed' ? 'reader' : null }
  })
}

/** Even a rule for every command covers none of these. */
const isDanger = (label: RiskLabel) => label !== 'remote-code' && SERIOUS_LABELS.includes(label)

/** Programs that run other programs, or change where the next part of the line runs: only a rule with all of their words covers them. */
const PASSES_ON = longPattern()`
  ^(?:(?:ba|z|fi|da|k|c|tc|a|mk)?sh|env|sudo|doas|su|xargs|parallel|eval|exec|source|\.|command|builtin|nohup|setsid|time|timeout|nice
  |ionice|stdbuf|watch|busybox|toybox|coproc|cd|pushd|popd|trap|alias|if|then|else|while|until|for|do|case|select|function|ssh|chroot
  |unshare|script|flock)$
`

function covers(pattern: WordPattern | 'every', words: readonly string[], place: CommandPlace): boolean {
  const [name = ''] = words
  if (name.includes('/') ? !isNamedBy(pattern, name) : !/^[\w][\w.+-]*$/.test(name) || !isMeant(name, place))
    return false
  if (pattern === 'every') return !PASSES_ON.test(name) && !effectsOf(words).some(isDanger)
  if (!isAllowedBy(pattern, words)) return false
  if (pattern.rest === '' && !pattern.words.includes('*')) return true
  if (
    PASSES_ON.test(name) ||
    isWorse(
      words,
      pattern.words.filter((word) => !/^\*+$/.test(word)),
    )
  )
    return false
  return pattern.words.includes('**') || !leavesFolders(words, place.folders)
}

/** A program with its folder, as `./gradlew`, is covered only by a rule that spells it in the same way. */
function isNamedBy(pattern: WordPattern | 'every', program: string): boolean {
  return pattern !== 'every' && pattern.words[0] === program && !program.includes('*')
}

/** True when the command has an effect that the words of the pattern, alone or with one more word, do not have. */
function isWorse(words: readonly string[], named: readonly string[]): boolean {
  const known = [...effectsOf(named), ...effectsOf([...named, 'x'])]
  return effectsOf(words).some((label) => !known.includes(label))
}

/** The labels of the command; all serious ones when it cannot be parsed. */
function effectsOf(words: readonly string[]): readonly RiskLabel[] {
  const { labels, parses } = classifyCommand(words.map(quoteAlways).join(' '), 'bash')
  return parses ? labels.filter((label) => label !== 'safe-readonly') : SERIOUS_LABELS
}

/** False when the shell would find a program of the workspace under that name, which is not the one that the user means. */
function isMeant(name: string, { path, folders, isTrusted }: CommandPlace): boolean {
  if (isTrusted) return true
  for (const folder of path.split(delimiter)) {
    if (!isAbsolute(folder)) return false
    const program = join(folder, name)
    try {
      accessSync(program, constants.X_OK)
    } catch {
      continue
    }
    try {
      return !isInside(followLinks(program), folders) && !isInside(followLinks(folder), folders)
    } catch {
      return false
    }
  }
  return true
}
