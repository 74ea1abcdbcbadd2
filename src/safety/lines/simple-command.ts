// The one shape every program rule sees: a simple command, what feeds it, and how to report what it does.

import type { ShellName } from '../../protocol/proposals.ts'
import type { Word } from './command-words.ts'
import type { EffectLabel } from './findings.ts'

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
  /** Reports an effect, as the end of a sentence that begins with the command; `isTotalLoss` as in `Findings`. */
  add: (label: EffectLabel, effect: string, isTotalLoss?: boolean) => void
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
  for (const name of labels.split(' ')) call.add(name as EffectLabel, what)
}

/** Programs whose first words are verbs, so that `git push --help` does nothing else. */
const HAS_VERBS =
  /^(?:git|docker|podman|kubectl|helm|npm|pnpm|cargo|rustup|go|aws|gcloud|az|gh|glab|terraform|tofu|systemctl|brew|apt|apt-get|pip3?|poetry|uv|gem|ip|snap|flatpak|nix|dotnet|conda)$/
/** Verbs that hand `--help` on to what they run. */
const PASSES_HELP_ON = /^(?:run|exec|x|dlx|shell|compose|tool|test|explore|foreach|r|create|execute)$/

/** Whether the call asks only for help or the version. `rm x --help` is left to the rule of rm. */
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
