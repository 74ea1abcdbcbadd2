// The order of test files: the longest first, so that none of them is left running alone at the end.

import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files that take longest on two cores, longest first; `npx vitest run --reporter=json` tells. All others follow by size. */
const LONGEST = [
  'shell/hostile-fish',
  'daemon/lifecycle',
  'shell/notices',
  'shell/agent-mode',
  'shell/notices-neighbours',
  'daemon/turns',
  'e2e/commands',
  'daemon/tasks',
  'shell/hostile-bash',
  'shell/hostile-zsh',
  'shell/fish',
  'daemon/wire',
  'shell/bash-daemon',
  'shell/proposals',
  'e2e/task-screen',
  'shell/ghost',
  'unit/knowledge/index/index-file',
  'unit/tasks/watch-files',
  'unit/session/rewind/rewind',
  'unit/tools/web',
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
