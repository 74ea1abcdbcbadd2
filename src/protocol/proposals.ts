// What a suggestion is made of, wherever it came from. Shared by the wire, the CLI's --json and --batch.

/** Meaning and scoring of the labels: README, "Risk labels". `safe-readonly` stands alone. */
export const RISK_LABELS = [
  'safe-readonly',
  'writes',
  'network',
  'privileged',
  'destructive',
  'remote-code',
  'credential-touching',
] as const
export type RiskLabel = (typeof RISK_LABELS)[number]

/** Why a label was given: `text` is the part of the command that gave it, and what it does. */
export interface RiskReason {
  label: RiskLabel
  text: string
}

/** The verdict on one command line. No labels and `parses: false` means unknown, never safe. */
export interface Risk {
  labels: RiskLabel[]
  reasons: RiskReason[]
  parses: boolean
}

/** Shells whose grammar and line editor we know. */
export type ShellName = 'zsh' | 'bash' | 'fish'

/** A command before safety has looked at it. `confidence` is 0..1; `source` says who proposed it (`history`, `index`, `rule`, a model's name…). */
export interface Candidate {
  command: string
  explanation: string
  source: string
  confidence: number
}

/** A command offered by Ctrl-X: a candidate that passed the insertion filter, with its risk. */
export interface Proposal extends Candidate {
  labels: RiskLabel[]
  reasons: RiskReason[]
}

/** One part of an explained command: the text as typed, what it means, and who says so. */
export interface Part {
  text: string
  meaning: string
  source: string
}
