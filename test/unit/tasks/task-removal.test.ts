import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeRuntime, writeSpec } from '../../../src/tasks/task-files.ts'
import { makeTaskSpace } from './task-space.ts'

test('the oldest outputs go while tasks run on, when all together keep too much; the newest always stays', async () => {
  const removed: string[] = []
  const settings = () => ({ maxRunning: 4, graceMs: 500, keepDays: 14, keepBytes: 1_500_000 })
  const space = makeTaskSpace({ settings, onTaskRemoved: (id) => removed.push(id) })
  const running = space.run('sleep 600')
  const print = (megabytes: number) => space.run(`head -c ${megabytes}000000 /dev/zero`)
  const oldest = print(1)
  await space.ended(oldest)
  await space.ended(print(1))
  await expect.poll(() => removed).toEqual([oldest.id])
  const large = print(4)
  await space.ended(large)
  await expect.poll(() => removed.length).toBe(2)
  expect(space.tasks.register.all().map(({ id }) => id)).toEqual([running.id, large.id])
  expect(statSync(join(large.dir, 'output.log')).size).toBe(4_000_000)
})

test('what ended more than tasks.keep_days ago goes after a start', async () => {
  const before = makeTaskSpace({ isHosted: false, maxRunning: 0 })
  const stop = async (at: number) => {
    const task = before.run('true')
    await before.tasks.stop(task, 'enough')
    const finished_at = Date.now() / 1000 - at
    writeSpec(task.dir, { ...task.spec, created_at: finished_at })
    writeRuntime(task.dir, { ...task.runtime, finished_at })
    return task
  }
  const [old, young] = [await stop(15 * 86_400), await stop(13 * 86_400)]
  await before.tasks.close()
  const next = makeTaskSpace({ home: before.home, isHosted: false })
  await next.tasks.load()
  await expect.poll(() => next.tasks.register.get(old.id)).toBe(undefined)
  expect(next.tasks.register.get(young.id)).toBeDefined()
})

test('all that has ended is removed some hundreds at a time, and what runs stays', async () => {
  const space = makeTaskSpace({ maxRunning: 0, isHosted: false })
  const waiting = space.run('true')
  for (let count = 0; count < 251; count++) {
    const id = `bash-${String(count).padStart(8, '0')}`
    const dir = join(waiting.dir, '..', id)
    mkdirSync(dir)
    writeFileSync(join(dir, 'spec.json'), JSON.stringify({ ...waiting.spec, id }))
    writeFileSync(join(dir, 'runtime.json'), JSON.stringify({ ...waiting.runtime, status: 'completed' }))
  }
  await space.tasks.load()
  expect(await space.tasks.removeEnded()).toEqual({ removed: 250, left: 1 })
  expect(await space.tasks.removeEnded()).toEqual({ removed: 1, left: 0 })
  expect(space.tasks.register.all()).toEqual([waiting])
  expect(() => space.tasks.remove(waiting)).toThrow('has not ended')
})
