// A key that comes from a login and is renewed: what models need of accounts.

export type TokenReply = { ok: true; token: string } | { ok: false; reason: string; hint: string }

export interface TokenSource {
  /** A token that is valid now. */
  current(): Promise<TokenReply>
  /** A new token, after the provider has refused this one. Calls at the same time share one renewal. */
  renew(refused: string): Promise<TokenReply>
}
