// A proposal as the fields of an `offer` record: the command, a note, the risk and its tone, one line each.

import { sanitiseEnds, sanitiseLine } from '../../safety/text/sanitiser.ts'
import type { Proposal, RiskLabel, ShellName } from '../../protocol/proposals.ts'

const NOTE_CELLS = 200
const QUOTE_CELLS = 24
/** Labels of commands that write or talk as the user asked: they are named, without a warning and a reason. */
const MILD_LABELS: RiskLabel[] = ['writes', 'network']
/** Labels of commands whose effect cannot be undone. */
const BAD_LABELS: RiskLabel[] = ['destructive', 'remote-code']

type OfferFields = [command: string, note: string, risk: string, tone: 'bad' | 'asks' | '']

/** The fields behind `offer`, the ask's id and the index. */
export function describeOffer(proposal: Proposal, shell: ShellName): OfferFields {
  const { labels } = proposal
  const isSerious = labels.some((label) => label !== 'safe-readonly' && !MILD_LABELS.includes(label))
  const tone = labels.some((label) => BAD_LABELS.includes(label)) ? 'bad' : isSerious ? 'asks' : ''
  const risk = isSerious ? describeRisk(proposal) : labels.filter((label) => MILD_LABELS.includes(label)).join(', ')
  return [guardTab(proposal.command, shell), describeSource(proposal), describeWords(risk), tone]
}

/**
 * At Tab, zsh expands the word before the cursor and runs the substitution or glob qualifier in it. Nothing of a proposal
 * may run before Enter: behind a blank there is no such word.
 */
function guardTab(command: string, shell: ShellName): string {
  return shell === 'zsh' && /[`(]/.test(command) ? `${command} ` : command
}

/** Words for a shell's message: one line, as every shell draws them. */
export function describeWords(text: string): string {
  return sanitiseLine(text, NOTE_CELLS)
}

/** The explanation, with the source of the proposal unless a model made it. All that this adds is ASCII. */
function describeSource({ explanation, source, confidence }: Proposal): string {
  const origin = confidence < 1 ? `(offline: ${source})` : ''
  return describeWords([explanation, origin].filter(Boolean).join(' '))
}

/** The labels that deserve a warning, with the reason of the first one. */
function describeRisk({ command, labels, reasons }: Proposal): string {
  const serious = labels.filter((label) => label !== 'safe-readonly' && !MILD_LABELS.includes(label))
  const reason = reasons.find(({ label }) => label === serious[0])?.text ?? ''
  return [serious.join(', '), shortenQuote(reason, command)].filter(Boolean).join(': ')
}

/**
 * A reason begins with the part of the line that it is about. The line stands right beside it, so that the whole of it is not repeated,
 * and of a long part only its ends: the row has no more room than the terminal's width.
 */
function shortenQuote(reason: string, command: string): string {
  const [quoted, part = ''] = /^`([^`]+)` /.exec(reason) ?? []
  if (quoted === undefined) return reason
  const rest = reason.slice(quoted.length)
  return part === command ? rest : `\`${sanitiseEnds(part, QUOTE_CELLS)}\` ${rest}`
}
