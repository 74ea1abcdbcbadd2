// The simple command as every rule of a program gets it: its words, its input, and functions to report its effects.

import type { ShellName } from '../../protocol/proposals.ts'
import type { Word } from './command-words.ts'
import type { EffectLabel } from './findings.ts'

/** The standard input of a command. */
export interface Feed {
  /** The text of the input, or null when the line does not show it exactly (as a here-document or `echo 'x' |` does). */
  literal: string | null
  /** The source of the input. */
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
  /** True when the output goes to a file. */
  hasOutputFile: boolean
  /** Reports an effect, as the end of a sentence that begins with the command; `isTotalLoss` as in `Findings`. */
  add: (label: EffectLabel, effect: string, isTotalLoss?: boolean) => void
  /** Reports that the command is not safe, though no label is certain. */
  doubt: () => void
  /** Judges the words as a command of their own: the operand of a wrapper. */
  run: (words: Word[], options?: { feed?: Feed }) => void
  /** Judges a text as shell code. */
  runCode: (code: string) => void
}

/** A program's rule: adds labels for what this call does; adding nothing means that it only reads. */
export type Rule = (call: Call) => void

export type Rules = Record<string, Rule>

/** The same rule for several programs. `names` are separated by blanks. */
export function each(names: string, rule: Rule): Rules {
  return Object.fromEntries(names.split(' ').map((name) => [name, rule]))
}

/** The rule of a program that only reads, whatever its options. Its operands are still checked for secret files. */
export const reads: Rule = () => {}

/** The rule of a program that always has the same labels. `what` completes the sentence "`npm ci` …". */
export function always(labels: string, what: string): Rule {
  return (call) => {
    label(call, labels, what)
  }
}

/** Adds several labels, separated by blanks, with one reason. */
export function label(call: Call, labels: string, what: string): void {
  for (const name of labels.split(' ')) call.add(name as EffectLabel, what)
}

/** Programs whose first words are verbs: `git push --help` only shows help. */
const HAS_VERBS =
  /^(?:git|docker|podman|kubectl|helm|npm|pnpm|cargo|rustup|go|aws|gcloud|az|gh|glab|terraform|tofu|systemctl|brew|apt|apt-get|pip3?|poetry|uv|gem|ip|snap|flatpak|nix|dotnet|conda)$/
/** Verbs that pass `--help` on to the program that they run. */
const PASSES_HELP_ON = /^(?:run|exec|x|dlx|shell|compose|tool|test|explore|foreach|r|create|execute)$/

/** True when the call asks only for help or the version. `rm x --help` is left to the rule of rm. */
export function isHelpOnly(call: Call): boolean {
  const words = call.args.map((word) => word.value)
  const last = words.at(-1) ?? ''
  if (words.length === 1 && /^(?:--help|--version|-V|-version)$/.test(last)) return true
  if (!HAS_VERBS.test(call.name)) return false
  const verbs = words.slice(0, -1)
  if (words[0] === 'help' && words.length <= 2) return true
  return (
    last === '--help' &&
    verbs.length <= 3 &&
    verbs.every((word) => /^[a-z][a-z-]*$/.test(word) && !PASSES_HELP_ON.test(word))
  )
}
