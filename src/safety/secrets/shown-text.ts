// Hides secrets in what a tool shows.

import { isSensitiveFile } from './secret-names.ts'
import { redactOutput, redactSecrets } from '../text/redaction.ts'

/** In the part of a diff that shows a file of secrets, as `git log -p` does when one was committed, every value is one. */
export function redactShown(text: string): string {
  return text
    .split(/^(?=diff --git )/m)
    .map((part) => {
      const path = /^diff --git .* "?b\/(.*?)"?$/m.exec(part)?.[1] ?? ''
      return isSensitiveFile(path) ? redactSecrets(part) : redactOutput(part)
    })
    .join('')
}
