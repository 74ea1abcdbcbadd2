// SetTodoList: the model's list of things to do, which the user sees.

import * as z from 'zod'
import type { TodoItem } from '../protocol/wire.ts'
import { done } from '../protocol/tool-result.ts'
import { defineTool, type Tool } from './tool.ts'

export interface TodoDeps {
  get(): TodoItem[]
  set(items: TodoItem[]): void
}

const ITEM = z.object({ title: z.string().min(1).max(2_000), status: z.enum(['pending', 'in_progress', 'done']) })
/** More is no list to work by, and each step would write it down again. */
const MOST_ITEMS = 500

const PARAMETERS = z.object({
  todos: z.array(ITEM).max(MOST_ITEMS).nullish(),
})

export function createSetTodoList(todos: TodoDeps): Tool {
  return defineTool({
    name: 'SetTodoList',
    description: 'Track work of several steps. The whole list each time; omit `todos` to read it, [] clears it.',
    parameters: PARAMETERS,
    isReadOnly: true, // only the list changes, and a second run sets the same list
    async run({ todos: items }) {
      if (!items) return done(render(todos.get()))
      todos.set(items)
      return done('Todo list updated', 'Todo list updated', [{ type: 'todo', items }])
    },
  })
}

function render(items: readonly TodoItem[]): string {
  return items.length === 0
    ? 'The list is empty.'
    : items.map(({ title, status }) => `- [${status}] ${title}`).join('\n')
}
