// Certificates that the user trusts beside those of Node: a company's proxy often signs with its own authority.

import { readFileSync } from 'node:fs'
import tls from 'node:tls'

/** Node reads its own variable only when it starts, and the daemon has started before. */
const VARIABLES = ['SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS']

export type Trust = { ok: true; ca: string[] | undefined } | { ok: false; reason: string }

/** The certificates to trust; `ca` is undefined where no variable names more. */
export function readTrust(env: NodeJS.ProcessEnv): Trust {
  const extra: string[] = []
  for (const variable of VARIABLES) {
    const file = env[variable]
    if (!file) continue
    try {
      extra.push(readFileSync(file, 'utf8'))
    } catch (error) {
      return {
        ok: false,
        reason: `${variable} names a file that cannot be read: ${(error as NodeJS.ErrnoException).code}`,
      }
    }
  }
  return { ok: true, ca: extra.length === 0 ? undefined : [...tls.getCACertificates('default'), ...extra] }
}
