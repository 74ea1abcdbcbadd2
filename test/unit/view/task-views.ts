// A task as the daemon lists it.

import type { TaskView } from '../../../src/protocol/task.ts'

export function makeView(change: Partial<TaskView>): TaskView {
  return {
    id: `bash-${change.short ?? 'aaaa'}0000`,
    short: 'aaaa',
    kind: 'bash',
    status: 'running',
    title: 'build',
    command: 'make',
    cwd: '/',
    sessionId: '',
    createdAt: 0,
    startedAt: 0,
    finishedAt: null,
    exitCode: null,
    timedOut: false,
    reason: '',
    steps: 0,
    tool: '',
    tokens: 0,
    lastLine: '',
    outputPath: '/nowhere',
    outputBytes: 0,
    waiting: null,
    runs: 0,
    nextRunAt: null,
    terminal: '',
    ...change,
  }
}
