import { expect, test } from 'vitest'
import type { TaskStatus } from '../../../src/protocol/task.ts'
import type { Task } from '../../../src/tasks/task-directory.ts'
import { FIRST_RUNTIME } from '../../../src/tasks/task-files.ts'
import { createTaskIndex } from '../../../src/tasks/task-index.ts'

/** An index of tasks, each as its id and status, the oldest first. */
function indexOf(...rows: [id: string, status: TaskStatus][]) {
  const index = createTaskIndex()
  for (const [at, [id, status]] of rows.entries()) {
    index.keep({ id, dir: '', spec: { id, created_at: at }, runtime: { ...FIRST_RUNTIME, status } } as unknown as Task)
  }
  return (text: string) => index.find(text).map(({ id }) => id)
}

test('a beginning names the random part of an id, and only without such a task the id', () => {
  const find = indexOf(['bash-k3abcdef', 'running'], ['bash-b3k9x2m1', 'running'], ['agent-qwerty12', 'running'])
  expect(find('b')).toEqual(['bash-b3k9x2m1'])
  expect(find('k3ab')).toEqual(['bash-k3abcdef'])
  expect(find('agent-q')).toEqual(['agent-qwerty12'])
  expect(find('bash')).toEqual(['bash-k3abcdef', 'bash-b3k9x2m1'])
  expect([find(''), find('zz')]).toEqual([[], []])
})

test('tasks that have ended make no beginning ambiguous of one that has not', () => {
  const find = indexOf(['bash-b3k9x2m1', 'completed'], ['bash-b4abcdef', 'running'], ['bash-b5abcdef', 'killed'])
  expect(find('b')).toEqual(['bash-b4abcdef'])
  expect(find('b3')).toEqual(['bash-b3k9x2m1'])
  expect(find('bash-b3k9x2m1')).toEqual(['bash-b3k9x2m1'])
})

test('of ended tasks those count first that the list shows', () => {
  const later = Array.from({ length: 10 }, (_, at): [string, TaskStatus] => [`bash-c${at}abcdef`, 'completed'])
  const find = indexOf(['bash-b3k9x2m1', 'completed'], ['bash-b4abcdef', 'completed'], ...later.slice(1))
  expect(find('b')).toEqual(['bash-b4abcdef'])
  expect(indexOf(['bash-b3k9x2m1', 'completed'], ['bash-b4abcdef', 'completed'], ...later)('b')).toHaveLength(2)
})
