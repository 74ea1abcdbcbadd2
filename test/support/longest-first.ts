// The order of test files: the longest first, so that none of them is left running alone at the end.

import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** The longest files on two cores, longest first, as `--reporter=json` shows them. All others follow by size. */
const LONGEST = [
  'daemon/mcp',
  'e2e/terminal-interrupt',
  'daemon/lifecycle',
  'shell/notices',
  'daemon/tasks',
  'daemon/turns',
  'shell/agent-mode',
  'e2e/terminal-ui',
  'shell/bash-daemon',
  'shell/newcomer-keys',
  'e2e/commands',
  'shell/fish',
  'shell/agent-answers',
  'shell/doctor',
  'e2e/shell-mode',
  'e2e/task-screen',
  'daemon/trust',
  'daemon/hostile-output',
  'daemon/acp-protocol',
  'shell/ghost',
  'daemon/acp-editors',
  'shell/hostile-fish',
  'e2e/one-step',
  'shell/notices-neighbours',
  'shell/ghost-next',
  'daemon/acp-clients',
  'daemon/turn-input',
  'shell/session-shell',
  'daemon/wire',
  'daemon/socket',
  'shell/fish-wake',
  'shell/bash-wake',
  'shell/messages',
  'shell/completion',
  'e2e/task-terminal',
  'e2e/packed-pty',
  'unit/safety/sandbox/evasions',
  'unit/corpus/tool-evasions',
  'unit/mcp/conformance',
  'unit/safety/certain/certain-run',
  'unit/mcp/server-pool',
  'unit/mcp/server-connection',
  'unit/accounts/login-source',
  'unit/safety/trust/folder-trust',
  'unit/tools/search/search-tools',
  'unit/tasks/runner/watch-files',
  'unit/suggest/look',
  'unit/knowledge/index/index-file',
  'unit/tasks/session-tasks',
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
