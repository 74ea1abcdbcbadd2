// An item of a folder that trust is about: a file or a git setting that would instruct the agent or run a program.

export type ContentKind = 'instructions' | 'skill' | 'agent' | 'settings' | 'servers' | 'git hook' | 'git setting'

export interface FolderItem {
  kind: ContentKind
  /** The name by which a trusted state is kept: a path in the folder, or a setting of git. */
  key: string
  /** The name for the user; a stranger may have chosen it. */
  name: string
  /** The programs and addresses that the item would start or call, whole, in rows of exact text; missing where the name says enough. */
  rows?: readonly string[]
  digest: string
}
