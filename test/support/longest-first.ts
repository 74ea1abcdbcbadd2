// The order of test files: the longest first, so that none of them is left running alone at the end.

import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** The longest files on two cores, longest first, as `--reporter=json` shows them. All others follow by size. */
const LONGEST = [
  'shell/hostile-fish',
  'shell/agent-mode',
  'shell/notices',
  'daemon/lifecycle',
  'daemon/turns',
  'daemon/tasks',
  'shell/notices-neighbours',
  'e2e/commands',
  'shell/ghost',
  'e2e/task-screen',
  'shell/fish',
  'shell/bash-daemon',
  'shell/hostile-bash',
  'shell/hostile-zsh',
  'shell/proposals',
  'e2e/task-terminal',
  'shell/bash-hygiene',
  'daemon/wire',
  'unit/knowledge/index/index-file',
  'unit/tasks/watch-files',
  'unit/session/rewind/rewind',
  'unit/tools/web/web-tools',
]

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const found = LONGEST.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`))
      return found === -1 ? LONGEST.length : found
    }
    const group = ({ project }: TestSpecification) => project.config.sequence.groupOrder
    return (await super.sort(files)).toSorted((a, b) => group(a) - group(b) || rank(a) - rank(b))
  }
}
