// Hides secrets in what a tool shows.

import { isSensitiveFile } from './secret-names.ts'
import { redactOutput, redactSecrets } from '../text/redaction.ts'

/** Colours and other attributes (SGR), and what grep writes behind them. */
const COLOURS = /\u001b\[[\d;:]*[mK]/g

/**
 * The text without its secrets. A colour in front of a name, or within a value, keeps it from being recognised: text with a secret in it
 * is shown without colours.
 */
export function redactShown(text: string): string {
  if (!text.includes('\u001b[')) return redactParts(text)
  const plain = text.replaceAll(COLOURS, '')
  const shown = redactParts(plain)
  return shown === plain ? redactParts(text) : shown
}

/** In the part of a diff that shows a file of secrets, as `git log -p` does when one was committed, every value is one. */
function redactParts(text: string): string {
  return text
    .split(/^(?=diff --git )/m)
    .map((part) => {
      const path = /^diff --git .* "?b\/(.*?)"?$/m.exec(part)?.[1] ?? ''
      return isSensitiveFile(path) ? redactSecrets(part) : redactOutput(part)
    })
    .join('')
}
