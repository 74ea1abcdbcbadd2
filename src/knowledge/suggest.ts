// Decides what a line is — words, a half command, a wrong command — and asks the part that knows.

import type { Candidate, ShellName } from '../protocol/proposals.ts'
import type { History } from './history.ts'
import type { CommandIndex } from './index-file.ts'
import type { Programs } from './surroundings.ts'
import { answerWords } from './words/answer.ts'

export interface SuggestQuery {
  line: string
  cwd: string
  shell: ShellName
  /** The command run before, for prediction. */
  previous?: string | undefined
  limit?: number | undefined
}

/** What the engine lends to suggestions. */
export interface SuggestDeps {
  index: CommandIndex
  programs: Programs
  home: string
  history: History
}

export function suggestCommands(query: SuggestQuery, deps: SuggestDeps): Candidate[] {
  return answerWords(query.line, deps, query.limit ?? 5)
}
