// Proposals as lines, for a terminal or a pipe.

import { styleText } from 'node:util'
import type { Answer } from '../../protocol/methods.ts'

/** Prints each command on a line, and its explanation and labels below it as a comment, so that copied lines still run. */
export function printAnswer({ proposals, note }: Answer): void {
  for (const { command, explanation, labels, reasons, confidence, source } of proposals) {
    const facts = [explanation, confidence < 1 ? `offline: ${source}` : '', labels.join(', ')].filter(
      (fact) => fact !== '',
    )
    process.stdout.write(`${styleText('bold', command)}\n${styleText('dim', `# ${facts.join(' · ')}`)}\n`)
    const warning = reasons.find(({ label }) => !['safe-readonly', 'writes', 'network'].includes(label))
    if (warning) process.stdout.write(styleText('red', `# ${warning.label}: ${warning.text}`) + '\n')
  }
  if (note) process.stderr.write(`kimi: ${note}\n`)
}
