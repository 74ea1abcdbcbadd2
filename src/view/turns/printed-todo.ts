// A todo list that is written again in the same turn: only the items that have changed are printed again, and how many are done.

import type { DisplayBlock, TodoItem } from '../../protocol/wire.ts'
import type { CallItem } from './turn-state.ts'

/** The todo list among the blocks of a result; null when no block is one. */
export function findTodo(display: readonly DisplayBlock[]): readonly TodoItem[] | null {
  const block = display.findLast(({ type }) => type === 'todo')
  return block?.type === 'todo' ? block.items : null
}

/** The call with what its list says that the list `before` did not. */
export function withNewTodo(call: CallItem, before: readonly TodoItem[]): CallItem {
  const { result } = call
  const items = findTodo(result?.display ?? [])
  if (!result || !items || before.length === 0) return call
  const changed = items.filter(
    ({ title, status }) => !before.some((item) => item.title === title && item.status === status),
  )
  if (changed.length === items.length) return call
  const done = items.filter(({ status }) => status === 'done').length
  const rest = result.display.filter(({ type }) => type !== 'todo')
  const shown: DisplayBlock[] = [
    { type: 'todo', items: changed },
    { type: 'brief', text: `${done} of ${items.length} done` },
  ]
  return { ...call, result: { ...result, display: [...rest, ...shown] } }
}
