import { expect, test } from 'vitest'
import { createEventLog, type EventLog } from '../../../src/daemon/event-log.ts'
import type { DaemonEvent, TaskEvent } from '../../../src/protocol/events.ts'
import { makeView } from '../view/task-views.ts'

const notice = (key: string): DaemonEvent => ({ topic: 'notices', key, tone: 'good', text: key, at: 0, shellPid: null })
const progress = (id: string, lastLine: string): TaskEvent => ({
  topic: 'tasks',
  change: 'progress',
  task: makeView({ id, lastLine }),
})

function readAll(log: EventLog, from: number): DaemonEvent[] {
  const read: DaemonEvent[] = []
  for (let next = log.next(from); next; next = log.next(next.seq)) read.push(next.event)
  return read
}

test('events are read in order from any place that is kept', () => {
  const log = createEventLog()
  for (const key of ['a', 'b', 'c']) log.publish(notice(key))
  expect(readAll(log, 0)).toEqual([notice('a'), notice('b'), notice('c')])
  expect(readAll(log, 2)).toEqual([notice('c')])
  expect(readAll(log, 3)).toEqual([])
  expect(log.cursor.seq).toBe(3)
})

test('a place whose next event was dropped, that lies ahead, or that is of another daemon is not complete', () => {
  const log = createEventLog(2)
  const { epoch } = log.cursor
  expect(log.isComplete({ epoch, seq: 0 })).toBe(true)
  for (const key of ['a', 'b', 'c']) log.publish(notice(key))
  expect(log.isComplete({ epoch, seq: 0 })).toBe(false)
  expect(log.isComplete({ epoch, seq: 1 })).toBe(true)
  expect(log.isComplete({ epoch, seq: 4 })).toBe(false)
  expect(log.isComplete({ epoch: createEventLog().cursor.epoch, seq: 1 })).toBe(false)
})

test('of a task’s progress only the latest is kept, and none behind its end', () => {
  const log = createEventLog()
  log.publish(progress('bash-1', 'one'))
  log.publish(progress('bash-2', 'other'))
  log.publish(progress('bash-1', 'two'))
  expect(readAll(log, 0)).toEqual([progress('bash-2', 'other'), progress('bash-1', 'two')])
  const end: TaskEvent = { topic: 'tasks', change: 'changed', task: makeView({ id: 'bash-1', status: 'completed' }) }
  log.publish(end)
  expect(readAll(log, 0)).toEqual([progress('bash-2', 'other'), end])
  expect(log.isComplete({ ...log.cursor, seq: 0 })).toBe(true)
})

test('a watcher is told of each event until it ends', () => {
  const log = createEventLog()
  let told = 0
  const end = log.watch(() => told++)
  log.publish(notice('a'))
  end()
  log.publish(notice('b'))
  expect([told, log.watchers]).toEqual([1, 0])
})
