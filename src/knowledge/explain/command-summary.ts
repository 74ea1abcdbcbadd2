// Makes one line of the parts of an explanation: the effect of each command, then its first options.

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
      // The last description of a command counts: that of the command behind sudo, of the subcommand behind git.
      if (open) open.does = meaning
      else commands.push((open = { does: meaning, with: [] }))
    }
  }
  return commands
    .slice(0, MAX_COMMANDS)
    .map(({ does, with: options }) => [does, options.slice(0, MAX_OPTIONS).join(', ')].filter(Boolean).join(': '))
    .join('; then ')
}

/** True for a part that is an option; those of `tar xzf` have no dash. */
const isOption = (text: string, source: string): boolean =>
  text.startsWith('-') || (source !== 'rule' && /^[a-zA-Z](?: |$)/.test(text))
