// One thing of a folder that would instruct the agent or run.

export type ContentKind = 'instructions' | 'skill' | 'agent' | 'settings' | 'servers' | 'git hook' | 'git setting'

export interface FolderItem {
  kind: ContentKind
  /** The name by which a trusted state is kept: a path in the folder, or a setting of git. */
  key: string
  /** The name for the user; a stranger may have chosen it. */
  name: string
  digest: string
}
