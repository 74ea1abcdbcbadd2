// The contract between a login, which owns its tokens, and those who ask a service with them.

/** A token, or the `reason` why no token can be given, in one line, and a command to type as `hint`. */
export type TokenReply = { ok: true; token: string } | { ok: false; reason: string; hint: string }

export interface TokenSource {
  /** A token that is valid now, as far as is known. */
  current(): Promise<TokenReply>
  /** A token in place of one that a service has refused. Calls at the same time share one renewal. */
  renew(refused: string): Promise<TokenReply>
}
