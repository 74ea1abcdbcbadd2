// The one shape every program rule sees: a simple command, what feeds it, and how to report what it does.

import type { RiskLabel, ShellName } from '../protocol/proposals.ts'
import type { Word } from './words.ts'

/** What a command reads on its standard input. */
export interface Feed {
  /** The text, when the line shows it exactly (a here-document, `echo 'x' |`). */
  literal: string | null
  /** Where it comes from. */
  kind: 'none' | 'pipe' | 'file' | 'text'
  /** Words of the command before the pipe: what xargs may be given. */
  words?: Word[]
}

export interface Call {
  /** The program without its folder. */
  name: string
  args: Word[]
  /** The program and its arguments without quotes, one blank between them. */
  text: string
  feed: Feed
  shell: ShellName | 'any'
  /** Where the output goes when it goes to a file, so that `: > f` can be told from `echo x > f`. */
  hasOutputFile: boolean
  add: (label: Exclude<RiskLabel, 'safe-readonly'>, what: string) => void
  /** Not safe, but no label is certain. */
  doubt: () => void
  /** Judges the words as a command of their own: the operand of a wrapper. */
  run: (words: Word[], options?: { feed?: Feed }) => void
  /** Judges a text as shell code. */
  runCode: (code: string) => void
}

/** A program's rule: adds labels for what this call does; adding nothing means that it only reads. */
export type Rule = (call: Call) => void

export type Rules = Record<string, Rule>

/** One rule under several names. `names` are separated by blanks. */
export function each(names: string, rule: Rule): Rules {
  return Object.fromEntries(names.split(' ').map((name) => [name, rule]))
}

/** Every option of the program reads; its operands are still checked for secret files by the walker. */
export const reads: Rule = () => {}

/** Always these labels. `what` completes the sentence "`npm ci` …". */
export function always(labels: string, what: string): Rule {
  return (call) => {
    label(call, labels, what)
  }
}

/** Adds several labels, separated by blanks, with one reason. */
export function label(call: Call, labels: string, what: string): void {
  for (const name of labels.split(' ')) call.add(name as Exclude<RiskLabel, 'safe-readonly'>, what)
}

/** Whether the call asks only for help or the version. */
export function isHelpOnly(call: Call): boolean {
  const last = call.args.at(-1)?.value
  if (call.args.length === 1 && (last === '-V' || last === '-version' || last === 'help')) return true
  return last === '--help' || (call.args.length === 1 && last === '--version')
}
