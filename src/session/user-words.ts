// Reads the user's input: pages of the hosts that it names may be fetched unasked, and secrets in attached files are hidden.

import type { Content } from '../protocol/message.ts'
import { isSensitiveFile } from '../safety/secrets/secret-names.ts'
import { redactOutput, redactSecrets } from '../safety/text/redaction.ts'

/** Text that came along with the user's words, and is not theirs: a mentioned file, or a pipe. */
const ATTACHED = /<file path="([^"\n]*)">\n([^]*?)\n<\/file>|<stdin>\n([^]*?)\n<\/stdin>/g

/** The input as the model gets it; the hosts that it names are known from now on. */
export function takeWords(input: Content, hosts: HeardHosts): Content {
  hosts.hear(input)
  return hideAttachedSecrets(input)
}

/** The input with the secrets in its attached files hidden. What the user has typed stays as it is. */
function hideAttachedSecrets(input: Content): Content {
  return mapText(input, (text) =>
    text.replaceAll(ATTACHED, (all: string, path?: string, file?: string, piped?: string) => {
      const body = file ?? piped ?? ''
      const shown = path !== undefined && isSensitiveFile(path) ? redactSecrets(body) : redactOutput(body)
      return shown === body ? all : all.replace(body, () => shown)
    }),
  )
}

function mapText(input: Content, change: (text: string) => string): Content {
  if (typeof input === 'string') return change(input)
  return input.map((part) => (part.type === 'text' ? { ...part, text: change(part.text) } : part))
}

/** The hosts that a session's user has named or approved. */
export interface HeardHosts {
  hear(input: Content): void
  add(host: string): void
  has(host: string): boolean
}

const HOST = /(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+\p{L}[\p{L}\p{N}-]*/gu

export function createHeardHosts(): HeardHosts {
  const known = new Set<string>()
  return {
    hear(input) {
      mapText(input, (text) => {
        for (const [host] of text.replaceAll(ATTACHED, ' ').matchAll(HOST)) known.add(plainHost(host))
        return text
      })
    },
    add: (host) => void known.add(plainHost(host)),
    has: (host) => known.has(plainHost(host)),
  }
}

/** The host as URLs spell it; `www.` before a name changes nothing. */
function plainHost(host: string): string {
  const lower = host.toLowerCase()
  const spelled = URL.canParse(`http://${lower}`) ? new URL(`http://${lower}`).hostname : lower
  return spelled.replace(/^www\./, '')
}
