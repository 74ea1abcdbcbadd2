// A command in one line: what it does and what its main options add. Made of the parts of an explanation.

import type { Part } from '../../protocol/proposals.ts'

const MAX_COMMANDS = 3
const MAX_OPTIONS = 3

/** The summary, or the empty string when nothing is known of the command but its name. */
export function summariseParts(parts: readonly Part[]): string {
  const commands: { does: string; with: string[] }[] = []
  let open: { does: string; with: string[] } | undefined
  for (const { text, meaning, source } of parts) {
    if (/^(?:\|&?|&&|\|\||;|&|\n)$/.test(text)) open = undefined
    else if (open && isOption(text, source)) open.with.push(meaning)
    else if (source === 'index' || source === 'man') {
      // Behind sudo comes the command, behind git its subcommand: the last one says what happens.
      if (open) open.does = meaning
      else commands.push((open = { does: meaning, with: [] }))
    }
  }
  return commands
    .slice(0, MAX_COMMANDS)
    .map(({ does, with: options }) => [does, options.slice(0, MAX_OPTIONS).join(', ')].filter(Boolean).join(': '))
    .join('; then ')
}

/** `tar xzf` has its options without a dash. */
const isOption = (text: string, source: string): boolean =>
  text.startsWith('-') || (source !== 'rule' && /^[a-zA-Z](?: |$)/.test(text))
