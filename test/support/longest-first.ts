// The order of test files: the longest first, so that none of them is left running alone at the end.

import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** The longest files on two cores, longest first, as `--reporter=json` shows them. All others follow by size. */
const LONGEST = [
  'shell/hostile-fish',
  'shell/agent-mode',
  'daemon/lifecycle',
  'shell/fish',
  'shell/notices',
  'daemon/turns',
  'daemon/tasks',
  'e2e/commands',
  'shell/bash-daemon',
  'shell/agent-answers',
  'shell/zsh-daemon',
  'shell/ghost',
  'e2e/task-screen',
  'shell/notices-neighbours',
  'shell/messages',
  'shell/bash-hygiene',
  'shell/screen-truth',
  'e2e/newcomer',
  'e2e/task-terminal',
  'daemon/wire',
  'daemon/session-cli',
  'shell/hostile-bash',
  'shell/hostile-zsh',
  'unit/tasks/runner/watch-files',
  'unit/knowledge/index/index-file',
  'unit/tools/shell/shell',
  'unit/tasks/session-tasks',
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
