import { describe, expect, test } from 'vitest'
import { findPage } from '../../../../src/daemon/methods/task-pages.ts'
import type { TaskStatus } from '../../../../src/protocol/task.ts'
import type { Task } from '../../../../src/tasks/task-directory.ts'
import { FIRST_RUNTIME, type TaskSpec } from '../../../../src/tasks/task-files.ts'

function makeTask(at: number, status: TaskStatus, command = 'true'): Task {
  const id = `bash-${String(at).padStart(8, '0')}`
  const spec = { id, created_at: Math.floor(at / 3), command, kind_payload: {}, kimi: {} } as unknown as TaskSpec
  return { id, dir: '', spec, runtime: { ...FIRST_RUNTIME, status } }
}

const newestFirst = (tasks: readonly Task[]) =>
  tasks.toSorted((a, b) => b.spec.created_at - a.spec.created_at || (a.id < b.id ? -1 : 1))

/** All pages; `between` changes the tasks after each. */
function readAll(tasks: Task[], ended = Number.MAX_SAFE_INTEGER, between = (): void => {}): Task[][] {
  const pages: Task[][] = []
  for (let after: string | undefined; ;) {
    const { tasks: page, next } = findPage(newestFirst(tasks), ended, after)
    pages.push(page)
    between()
    if (next === undefined) return pages
    after = next
  }
}

describe('the pages of a list of tasks', () => {
  const many = Array.from({ length: 1234 }, (_, at) => makeTask(at, at % 10 === 0 ? 'running' : 'completed'))

  test('hold all of them once, those that run first, each group newest first', () => {
    const pages = readAll(many)
    expect(pages.map((page) => page.length)).toEqual([500, 500, 234])
    const isRunning = ({ runtime }: Task) => runtime.status === 'running'
    const sorted = newestFirst(many)
    expect(pages.flat()).toEqual([...sorted.filter(isRunning), ...sorted.filter((task) => !isRunning(task))])
  })

  test('end after as many ended tasks as were wanted', () => {
    expect(readAll(many, 10).flat()).toHaveLength(124 + 10)
    expect(readAll(many, 0).flat()).toHaveLength(124)
  })

  test('miss nothing that stays, when tasks end and go between two of them', () => {
    const tasks = [...many]
    const pages = readAll(tasks, undefined, () => {
      const ending = tasks.findIndex(({ runtime }) => runtime.status === 'running')
      tasks.splice(ending, 1, { ...tasks[ending]!, runtime: { ...FIRST_RUNTIME, status: 'completed' } })
      tasks.splice(700, 1)
    })
    const seen = new Set(pages.flat().map(({ id }) => id))
    expect(tasks.filter(({ id }) => !seen.has(id))).toEqual([])
  })

  test('are short where commands and prompts are long', () => {
    const long = Array.from({ length: 4 }, (_, at) => makeTask(at, 'created', 'x'.repeat(1024 * 1024)))
    expect(readAll(long).map((page) => page.length)).toEqual([1, 1, 1, 1])
  })

  test('begin anew behind a cursor that is none', () => {
    for (const after of ['', 'x', '[]', '[1,2,3]', '{}']) expect(findPage(many, 1, after).tasks[0]).toBe(many[0])
  })
})
