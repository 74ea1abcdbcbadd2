import { expect, test } from 'vitest'
import type { TaskView } from '../../../src/protocol/task.ts'
import { describeTaskNotice } from '../../../src/notices/notice-text.ts'
import { FIRST_RUNTIME, type TaskRuntime, type TaskSpec } from '../../../src/tasks/task-files.ts'
import { makeView } from '../view/task-views.ts'

function describe(view: Partial<TaskView>, kimi: TaskRuntime['kimi'] = {}) {
  const spec = { kimi: { grace: 0, socket: '' } } as TaskSpec
  const task = { id: 'agent-b3k9x2m1', dir: '', spec, runtime: { ...FIRST_RUNTIME, kimi } }
  return describeTaskNotice(makeView({ startedAt: 0, finishedAt: 192, title: 'build', ...view }), task)?.text
}

test('a failure that the configuration explains leads to the doctor, whatever its words are', () => {
  const reason = 'no model'
  expect(describe({ status: 'failed', reason }, { errorCode: 'model.not_configured' })).toContain('— kimi doctor')
  expect(describe({ status: 'failed', reason }, { errorCode: 'model.auth' })).toContain('— kimi doctor')
  const failed = { status: 'failed', reason: 'npm login: unauthorized, no API key' } as const
  expect(describe(failed)).toMatch(/ — kimi task output \w+$/)
})

test('a task that has ended says how, and one that goes on says nothing', () => {
  expect(describe({ status: 'completed', exitCode: 0 })).toMatch(
    /^build finished in 3m12s \(exit 0\) — kimi task output /,
  )
  expect(describe({ status: 'lost', reason: 'gone' })).toMatch(/^build was lost: gone — kimi task retry /)
  expect(describe({ status: 'running' })).toBe(undefined)
})
