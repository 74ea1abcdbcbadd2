// Explains a command part by part. It reads; it never runs what it explains.

import type { Part } from '../../protocol/proposals.ts'
import type { CommandIndex } from '../index-file.ts'
import type { Programs } from '../surroundings.ts'
import type { Manual } from './manual.ts'

export interface ExplainDeps {
  index: CommandIndex
  programs: Programs
  manual: Manual
}

export async function explainCommand(command: string, deps: ExplainDeps): Promise<Part[]> {
  return [{ text: command, meaning: deps.index.describe(command.split(' ')[0] ?? ''), source: 'index' }]
}
