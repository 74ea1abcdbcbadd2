// Trusted folders and permission rules as clients see them.

export interface TrustedFolderView {
  /** The real path. */
  root: string
  decision: 'trusted' | 'refused'
  /** Milliseconds since 1970. */
  at: number
  /** The number of things that were trusted. */
  items: number
}

export interface FolderItemView {
  kind: string
  name: string
  change?: 'new' | 'changed'
  /** A row for each server of a file, with all that it would run, as exact text: nothing of it may be cut. */
  rows?: string[]
}

/** The things in a folder that would instruct the agent or be run, and whether the user trusts them. */
export interface FolderView {
  root: string
  /** `nothing`: there is nothing to trust. `asks`: the user has not been asked, or something is new or has changed. */
  state: 'nothing' | 'trusted' | 'refused' | 'asks'
  /** `name` is sanitised; a stranger may have chosen it. */
  items: FolderItemView[]
  /** True when there was more than is listed; what is not listed is never trusted. */
  isCut: boolean
}

export interface RuleView {
  id: string
  decision: 'allow' | 'ask' | 'deny'
  /** As `Shell(git push *)`. */
  rule: string
  /** The folder in which it holds; '' = everywhere. */
  scope: string
  reason: string
  /** Milliseconds since 1970; null = it does not end. */
  expires: number | null
  /** The file that holds it. */
  source: string
  /** False when it has ended, or holds in another folder. */
  isLive: boolean
}

/** The decision on an act, and the reason for it. */
export interface RuleAnswer {
  decision: 'allow' | 'ask' | 'deny'
  reason: string
  /** The rule that decides; missing where the mode does. */
  rule?: RuleView
  /** The commands of a line as rules see them. `…` is a word that is only known at run time. */
  parts: string[]
  /** The reason for which the line may run more than its parts; '' when it cannot. */
  doubt: string
}
