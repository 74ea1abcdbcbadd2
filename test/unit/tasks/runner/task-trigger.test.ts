import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Task } from '../../../../src/tasks/task-directory.ts'
import { FIRST_RUNTIME, noteSeen, readRuntime, requestStop, writeRuntime } from '../../../../src/tasks/task-files.ts'
import { isGone, makeTaskSpace } from '../task-space.ts'

const runsOf = (task: Task) => readRuntime(task.dir)?.kimi.ended ?? 0

async function openWatch(command: string, restarts = false) {
  const space = makeTaskSpace()
  mkdirSync(join(space.home, 'src'))
  writeFileSync(join(space.home, 'src', 'a.ts'), '')
  const task = space.run(command, { watch: { patterns: ['src/**'], restarts, debounceMs: 50 } })
  await expect
    .poll(() => (readRuntime(task.dir)?.status === 'running' ? space.output(task) : ''))
    .toContain('watching src/**')
  return { ...space, task, save: (text: string) => writeFileSync(join(space.home, 'src', 'a.ts'), text) }
}

test('a watch runs once for a save, and not for what the run itself writes', async () => {
  const { task, save, output } = await openWatch('echo ran; date +%N > src/made.ts; date +%N > src/a.ts; sleep 0.2')
  save('one')
  await expect.poll(() => output(task)).toContain('not a reason to run again: src/a.ts, src/made.ts changed')
  await new Promise((resolve) => setTimeout(resolve, 600)) // an absence is looked for
  expect(runsOf(task)).toBe(1)
  save('two')
  await expect.poll(() => runsOf(task)).toBe(2)
  expect(output(task).match(/^ran$/gm)).toHaveLength(2)
})

test('with restarts a change ends what runs and begins it again', async () => {
  const { task, save, output } = await openWatch('echo began $$; sleep 300', true)
  save('one')
  await expect.poll(() => output(task)).toMatch(/began \d+/)
  const first = Number(/began (\d+)/.exec(output(task))![1])
  save('two')
  await expect.poll(() => output(task).match(/began \d+/g)?.length).toBe(2)
  expect(isGone(first)).toBe(true)
})

test('a stopped watch takes its run along', async () => {
  const { task, save, output, tasks } = await openWatch('echo began $$; sleep 300')
  save('one')
  await expect.poll(() => output(task)).toMatch(/began \d+/)
  await tasks.stop(task, 'enough')
  expect(task.runtime).toMatchObject({ status: 'killed', failure_reason: 'enough' })
  expect(isGone(Number(/began (\d+)/.exec(output(task))![1]))).toBe(true)
})

test('a schedule says when it runs next, and one that cannot be read is refused', async () => {
  const space = makeTaskSpace()
  const task = space.run('true', { every: '@yearly' })
  await expect.poll(() => readRuntime(task.dir)?.kimi.nextRunAt ?? 0).toBeGreaterThan(Date.now() / 1000)
  expect(space.tasks.view(task).title).toBe('0 0 1 1 *: true')
  expect(() => space.run('true', { every: 'soon' })).toThrow('expected 15m, 2h, @daily or five cron fields')
  expect(() => space.run('true', { every: '0 0 30 2 *' })).toThrow('0 0 30 2 *: no such day: it would never run')
})

test('a schedule goes by the clock of whoever began it, not by the clock of the daemon', async () => {
  const space = makeTaskSpace()
  const hours = ['Asia/Tokyo', 'America/New_York'].map(async (zone) => {
    const shellEnv = { PATH: process.env['PATH']!, TZ: zone }
    const task = space.run('true', { every: '30 12 * * *', shellEnv })
    await expect.poll(() => readRuntime(task.dir)?.kimi.nextRunAt ?? 0).toBeGreaterThan(0)
    const next = new Date(readRuntime(task.dir)!.kimi.nextRunAt! * 1000)
    return next.toLocaleTimeString('sv-SE', { timeZone: zone })
  })
  expect(await Promise.all(hours)).toEqual(['12:30:00', '12:30:00'])
})

test('a schedule whose files were removed ends by itself: nobody could find it any more', async () => {
  const space = makeTaskSpace({ isHosted: false })
  const task = space.run('true', { every: '@yearly' })
  await expect.poll(() => readRuntime(task.dir)?.kimi.nextRunAt).toBeTruthy() // its last write for a while
  const pid = readRuntime(task.dir)!.worker_pid!
  await space.tasks.close()
  rmSync(task.dir, { recursive: true })
  await expect.poll(() => isGone(pid)).toBe(true)
  expect(existsSync(task.dir)).toBe(false)
})

test('no write makes the directory of a task anew that was removed meanwhile', () => {
  const { home } = makeTaskSpace()
  const dir = join(home, 'removed', 'task')
  expect(() => writeRuntime(dir, FIRST_RUNTIME)).toThrow('ENOENT')
  expect(() => requestStop(dir, 'enough')).toThrow('ENOENT')
  noteSeen(dir, 1) // by a tool, which has read an empty output
  expect(existsSync(join(home, 'removed'))).toBe(false)
})
