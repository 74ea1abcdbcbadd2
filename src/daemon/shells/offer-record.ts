// A proposal as the fields of an `offer` record: the command, a note and the risk, one line each.

import type { Proposal, ShellName } from '../../protocol/proposals.ts'

export const NOTE_CHARS = 200
/** Labels without a warning: the command reads, writes or talks as the user asked. */
const PLAIN_LABELS = ['safe-readonly', 'writes', 'network']

/** The fields behind `offer`, the ask's id and the index. */
export function describeOffer(proposal: Proposal, shell: ShellName): [command: string, note: string, risk: string] {
  return [guardTab(proposal.command, shell), describeSource(proposal), describeRisk(proposal)]
}

/**
 * At Tab, zsh expands the word before the cursor and runs the substitution or glob qualifier in it. Nothing of a proposal
 * may run before Enter: behind a blank there is no such word.
 */
function guardTab(command: string, shell: ShellName): string {
  return shell === 'zsh' && /[`(]/.test(command) ? `${command} ` : command
}

/** The explanation, with the source of the proposal unless a model made it. All that this adds is ASCII. */
function describeSource({ explanation, source, confidence }: Proposal): string {
  const origin = confidence < 1 ? `(offline: ${source})` : ''
  return [explanation, origin].filter(Boolean).join(' ').slice(0, NOTE_CHARS)
}

/** The labels that deserve a warning, with the reason of the first one; '' when there are no such labels. */
function describeRisk({ labels, reasons }: Proposal): string {
  const serious = labels.filter((label) => !PLAIN_LABELS.includes(label))
  if (serious.length === 0) return ''
  const reason = reasons.find(({ label }) => label === serious[0])?.text ?? ''
  return [serious.join(', '), reason].filter(Boolean).join(': ').slice(0, NOTE_CHARS)
}
