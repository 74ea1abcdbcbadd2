// Accounts as they cross the socket: logins, stored keys, limits and what was used. No value here holds a token or a key.

export const REGIONS = ['mainland-cn', 'global'] as const
export type Region = (typeof REGIONS)[number]

/** The sites of Kimi, on which the page of a login lies. */
export const LOGIN_SITES: readonly string[] = ['kimi.com', 'kimi.ai']

/** A step of a login, in the form that Kimi CLI prints with `--json`. `success` and `error` are the last ones. */
export interface LoginEvent {
  type: 'info' | 'verification_url' | 'waiting' | 'success' | 'error'
  message: string
  data?: Record<string, string>
  /** A command to type; only an `error` has one. */
  hint?: string
}

/** A credentials file of a Kimi Code login. */
export interface LoginView {
  file: string
  /** The program whose directory holds the file. */
  owner: 'kimi' | 'kimi-code'
  /** `rejected`: the login has ended, and only a new one helps. `unreadable`: `problem` says why. */
  state: 'usable' | 'rejected' | 'unreadable'
  problem?: string
  host: string
  baseUrl: string
  /** Seconds since the epoch; 0 when the file does not say. */
  expiresAt: number
}

export interface StoredKeyView {
  /** `keyring`: the system's secret service; `file`: a file with mode 0600. */
  kept: 'keyring' | 'file'
  /** The file's path, or the keyring's name for the entry. */
  place: string
  baseUrl: string
}

export interface AccountStatus {
  /** All logins that were found, the one in use first. */
  logins: LoginView[]
  key: StoredKeyView | null
}

/** A limit of a plan, and how much of it is used. */
export interface PlanLimit {
  label: string
  used: number
  limit: number
  /** ISO 8601; null when the service does not say. */
  resetsAt: string | null
}

/** The limits of a plan or the balance that an account has left. `failure` says in a line why nothing is known. */
export type AccountLeft =
  | { kind: 'plan'; host: string; limits: PlanLimit[]; extra: { left: number; of: number; currency: string } | null }
  | { kind: 'balance'; host: string; available: number; cash: number; voucher: number; currency: string }
  | { kind: 'failed'; host: string; failure: string; hint: string }

/** Tokens and their cost in US dollars; `usd` is null when no call had a known price. */
export interface UsageSum {
  calls: number
  input: number
  cached: number
  output: number
  usd: number | null
}

export interface UsageReport {
  left: AccountLeft[]
  today: UsageSum
  /** The session that was asked for. */
  session: UsageSum | null
  /** The models of today, most tokens first. */
  models: { model: string; sum: UsageSum }[]
}

export interface SignedIn {
  user: string
  plan: string
  region: string
}

/** The user who is logged in, null without a login. `failure` is set when the service could not be asked. */
export interface WhoAmI {
  status: AccountStatus
  who: SignedIn | null
  failure: string | null
}

export const IMPORT_KINDS = ['model', 'mcp', 'skill', 'instructions', 'rules', 'sessions'] as const
export type ImportKind = (typeof IMPORT_KINDS)[number]

/** Something of another agent that `kimi import` can take over. */
export interface ImportItem {
  /** The agent's name, for people. */
  agent: string
  kind: ImportKind
  name: string
  /** The file or directory that it is in. */
  from: string
  /**
   * `new`: would be taken; `there`: nothing to do; `held`: holds secrets, and is taken only with them; `taken` and `failed`: after
   * the import.
   */
  state: 'new' | 'there' | 'held' | 'taken' | 'failed'
  /** Names of secrets that are left out, unless they are asked for. */
  secrets: string[]
  /** Lines that belong to it: each rule, and what is left where it is. */
  notes?: string[]
  /** The reason of the state `failed`. */
  failure?: string
}
