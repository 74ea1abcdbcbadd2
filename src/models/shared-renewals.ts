// A key that comes from a login and is renewed once for all sessions that use it.

import type { TokenReply, TokenSource } from '../protocol/token-source.ts'

/** Refused tokens whose successors are remembered. */
const KEPT_RENEWALS = 20

/**
 * The same source; a token is renewed once for all sessions: those that hear of its refusal later get the token that came in its
 * place. A renewal that failed is tried again.
 */
export function shareRenewals(source: TokenSource): TokenSource {
  const renewals = new Map<string, Promise<TokenReply>>()
  return {
    current: () => source.current(),
    renew(refused) {
      const known = renewals.get(refused)
      if (known) return known
      const renewal = source.renew(refused).then((reply) => {
        if (!reply.ok) renewals.delete(refused)
        return reply
      })
      renewal.catch(() => renewals.delete(refused))
      renewals.set(refused, renewal)
      if (renewals.size > KEPT_RENEWALS) renewals.delete(renewals.keys().next().value!)
      return renewal
    },
  }
}
