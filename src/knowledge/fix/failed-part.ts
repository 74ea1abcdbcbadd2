// Of a failed line with several commands, finds the one that failed and the part of the line that is still to be done: what stood before
// it has run already, and would run a second time if the whole line were offered again.

import { judgeLine } from '../../safety/lines/line-risk.ts'
import { cutLine } from '../../shell-syntax/line-cutter.ts'
import { findProgram, type Simple, splitCommands } from '../../shell-syntax/shell-words.ts'
import { findNode, subcommandsOf } from '../index/command-spec.ts'
import { BUILTINS } from '../index/known-programs.ts'
import type { CommandIndex } from '../index/index-file.ts'
import { isNotFound } from './failed-command.ts'
import type { FixDeps, FixQuery } from './failed-command.ts'
import { findSpellings } from './misspelling.ts'

/** Words at the beginning of a command by which a shell groups, repeats or chooses others. */
const KEYWORDS = new Set(
  'if then else elif fi for while until do done case esac select function begin end { } [['.split(' '),
)
/** Operators behind which another pipeline begins, and those behind which it has run already although the one before it failed. */
const ENDS_PIPELINE = new Set(['&&', '||', ';', '&', '\n'])
const RUNS_ANYWAY = new Set(['||', ';', '&', '\n'])
/** Advice on what may be done next: it names commands that the failed line does not have. */
const ADVICE = /\((?:use|commit or discard|try) [^)\n]*\)/gi
/** Words that are too short to be recognised in an output. */
const SHORTEST_NAMED = 2

/** A part of a line. `at` is the offset in `text`, in UTF-16 units, at which the simple command begins that failed. */
export interface LinePart {
  text: string
  at: number
}

/**
 * The part of a failed line to be typed again: from the failed pipeline on, without what has run although it failed. Null where nothing
 * can be left out, as in a loop, and the rest of it changes something.
 * @param query a command that ran and failed; `output` may be empty
 */
export function findPartToRepeat(query: FixQuery, deps: FixDeps): LinePart | null {
  const { failed } = query
  const commands = splitCommands(failed)
  const chosen = chooseFailed(commands, query, deps)
  const at = chosen ? startOf(chosen) : 0
  const whole = { text: failed, at }
  if (commands.length < 2 || query.hasNotRun === true) return whole
  const others = commands.filter((command) => command !== chosen)
  const pieces = cutLine(failed)
  const isGrouped =
    pieces.some(({ kind, text }) => kind === 'operator' && /^(?:[()]|;;)$/.test(text)) ||
    commands.some(({ words }) => KEYWORDS.has(words[0]?.value ?? ''))
  if (isGrouped) return others.some((other) => changesSomething(failed, other)) ? null : whole
  const signs = pieces.filter(({ kind }) => kind === 'operator')
  const before = signs.findLast(({ start, text }) => start < at && ENDS_PIPELINE.has(text))
  const behind = signs.find(({ start, text }) => start > at && RUNS_ANYWAY.has(text))
  const [from, to] = [before?.end ?? 0, behind?.start ?? failed.length]
  // The commands behind the failed one in the pipe have had nothing to work on; those in front of it have done their work.
  const feeding = others.filter((other) => startOf(other) >= from && startOf(other) < at)
  if (feeding.some((other) => changesSomething(failed, other))) return null
  const text = failed.slice(from, to)
  return { text: text.trim(), at: at - from - (text.length - text.trimStart().length) }
}

const startOf = ({ words }: Simple): number => words[0]?.start ?? 0

/** True for a command that does more than read, by its label, with the redirections behind it. */
function changesSomething(line: string, { words }: Simple): boolean {
  const rest = line.slice(words[0]?.start ?? 0)
  const end = cutLine(rest).find(({ kind }) => kind === 'operator')?.start ?? rest.length
  const text = rest.slice(0, end).replace(/^(?:if|then|else|elif|while|until|do|!|\{)\s+/, '')
  if (/^(?:for|case|select|function|fi|done|esac|end|\})\b/.test(text)) return />/.test(text)
  return judgeLine(text, 'any').labels.some((label) => label !== 'safe-readonly' && label !== 'network')
}

/**
 * Of several commands, the one that failed: whose program does not exist; else the last of those that have a word which the output
 * names, since the commands before it have gone well, unless an earlier one has the same word; else the one whose program is named.
 */
function chooseFailed(
  commands: readonly Simple[],
  query: FixQuery,
  { index, programs: onPath }: FixDeps,
): Simple | undefined {
  const { output, exit } = query
  if (commands.length < 2) return commands[0]
  const programs = { has: (name: string) => onPath.has(name) || BUILTINS.has(name) }
  const nameOf = ({ words }: Simple): string => words[findProgram(words)]?.value ?? ''
  const missing = commands.find((command) => {
    const name = nameOf(command)
    return name !== '' && isNotFound({ name, output, exit, programs })
  })
  if (missing) return missing
  if (output.trim() === '') return commands.find((command) => hasWrongSubcommand(command, index)) ?? commands.at(-1)
  const said = output.replaceAll(ADVICE, '')
  const namedWords = (command: Simple): string[] =>
    command.words
      .slice(findProgram(command.words) + 1)
      .map(({ value }) => value)
      .filter((value) => value.length >= SHORTEST_NAMED && names(said, value))
  const last = commands.findLast((command) => namedWords(command).length > 0)
  if (last) {
    const words = namedWords(last)
    return commands.find((command) => namedWords(command).some((word) => words.includes(word)))
  }
  return commands.find((command) => nameOf(command).length > 1 && said.includes(nameOf(command))) ?? commands.at(-1)
}

/** True when a text holds the word, and not as a part of a longer one. */
function names(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1))
    if (!/[\w/-]/.test(text[at - 1] ?? '') && !/[\w/-]/.test(text[at + word.length] ?? '')) return true
  return false
}

/** True when a command's subcommand is unknown, and near a known one: an alias of the user's, such as `git st`, is near none. */
function hasWrongSubcommand({ words }: Simple, index: CommandIndex): boolean {
  const found = findNode(index, words.slice(findProgram(words)))
  const word = found?.rest.find(({ value }) => !value.startsWith('-'))
  if (!found || !word || found.path.length > 1 || !/^[a-z][\w-]{3,}$/.test(word.value)) return false
  const names = subcommandsOf(found.node)
  return names.size > 3 && !names.has(word.value) && findSpellings(word.value, names, () => 0.5, 1).length > 0
}
