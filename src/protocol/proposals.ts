// Suggestions, their risk and their explanations, as the wire and the CLI's --json and --batch spell them.

/** Meaning and scoring of the labels: `kimi help risk`. `safe-readonly` stands alone. */
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

/** The reason for a label: `text` is the part of the command that earned it, and what this part does. */
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

/** The supported shells. */
export type ShellName = 'zsh' | 'bash' | 'fish'

/** A command that safety has not judged yet. `confidence` is 0..1; `source` is `history`, `index`, `rule`, a model's name… */
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

/** A part of an explained command: its text as typed, its meaning, and the source of the explanation. */
export interface Part {
  text: string
  meaning: string
  source: string
}
