// The question about a line: the line with its shell and directory, and the parts of the engine that answer it.

import type { ShellName } from '../protocol/proposals.ts'
import type { Programs } from '../workspace/programs-on-path.ts'
import type { RanCommand } from './history/command-habits.ts'
import type { History } from './history/command-history.ts'
import type { CommandIndex } from './index/index-file.ts'
import type { Tldr } from './words/tldr-pages.ts'

export interface SuggestQuery {
  line: string
  cwd: string
  shell: ShellName
  /** The commands run before, oldest first, for prediction. */
  recent?: readonly RanCommand[] | undefined
  limit?: number | undefined
  /** The asking shell's PATH, when it is another than the engine's. */
  path?: string | undefined
}

/** Parts of the engine that suggestions use. */
export interface SuggestDeps {
  index: CommandIndex
  programs: Programs
  home: string
  history: History
  tldr?: Tldr
}
