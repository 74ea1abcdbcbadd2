// Proposals as lines, for a terminal or a pipe.

import { styleText } from 'node:util'
import type { Answer } from '../../protocol/methods.ts'
import { sanitiseLine, sanitiseText } from '../../safety/text/sanitiser.ts'
import { say, sayFailure } from '../standard-streams.ts'

const FACT_CELLS = 2_000

/** Prints each command on a line, and its explanation and labels below it as a comment, so that copied lines still run. */
export function printAnswer({ proposals, note }: Answer): void {
  for (const { command, explanation, labels, reasons, confidence, source } of proposals) {
    const facts = [explanation, confidence < 1 ? `offline: ${source}` : '', labels.join(', ')].filter(
      (fact) => fact !== '',
    )
    say(
      `${styleText('bold', sanitiseText(command))}\n${styleText('dim', `# ${sanitiseLine(facts.join(' · '), FACT_CELLS)}`)}\n`,
    )
    const warning = reasons.find(({ label }) => !['safe-readonly', 'writes', 'network'].includes(label))
    if (warning) say(styleText('red', `# ${warning.label}: ${sanitiseLine(warning.text, FACT_CELLS)}`) + '\n')
  }
  if (note) sayFailure(note)
}
