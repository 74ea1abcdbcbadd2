// The start of command tasks: late runners, several runners for one task, and what the next daemon does with all of them.

import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { MOVED } from '../../../src/protocol/errors.ts'
import { keepEnvironment, writeRuntime } from '../../../src/tasks/task-files.ts'
import { makeTaskSpace, RUNNER } from './task-space.ts'

type Space = ReturnType<typeof makeTaskSpace>

const lines = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n').filter(Boolean) : [])

/** A runner that begins only when the file `late` is there, and ends when its home is gone or after a minute. */
function makeLateRunner(home: string): string {
  const path = join(home, 'late-runner.mjs')
  const late = JSON.stringify(join(home, 'late'))
  writeFileSync(
    path,
    `import { existsSync } from 'node:fs'
for (const began = Date.now(); !existsSync(${late});) {
  if (!existsSync(${JSON.stringify(home)}) || Date.now() - began > 60_000) process.exit(1)
  await new Promise((resolve) => setTimeout(resolve, 20))
}
await import(${JSON.stringify(RUNNER)})`,
  )
  return path
}

/** Another daemon over the same directory; the one before has been killed. */
async function followUp(before: Space, options: Parameters<typeof makeTaskSpace>[0] = {}): Promise<Space> {
  await before.tasks.close()
  const space = makeTaskSpace({ home: before.home, isHosted: false, ...options })
  await space.tasks.load()
  return space
}

describe('a late runner', () => {
  test('is waited for, however long the task has existed: a slow start is no loss', async () => {
    const space = makeTaskSpace({ maxRunning: 0 })
    const slow = makeTaskSpace({ home: space.home, runner: makeLateRunner(space.home) })
    const task = slow.run('echo here')
    ;(task.spec as { created_at: number }).created_at -= 3600
    await expect(slow.tasks.wait(task, 2_500)).resolves.toBeUndefined() // the poll for dead runners has looked twice
    expect(task.runtime.status).toBe('starting')
    writeFileSync(join(space.home, 'late'), '')
    expect(await slow.ended(task)).toMatchObject({ status: 'completed', exit_code: 0 })
    expect(slow.output(task)).toBe('here\n')
  })

  test('of a daemon that was killed finds its task taken, and the task runs once', async () => {
    const first = makeTaskSpace({ maxRunning: 0 })
    const killed = makeTaskSpace({ home: first.home, isHosted: false, runner: makeLateRunner(first.home) })
    const { id } = killed.run(`echo ran >> '${first.home}/log'`)
    const next = await followUp(killed)
    const task = next.tasks.register.get(id)!
    expect(await next.ended(task)).toMatchObject({ status: 'completed' })
    writeFileSync(join(first.home, 'late'), '')
    await expect.poll(() => lines(join(first.home, 'log'))).toEqual(['ran'])
  })

  test('that takes the task first is adopted by the next daemon', async () => {
    const space = makeTaskSpace({ maxRunning: 0, isHosted: false })
    const { id, dir } = space.run(`until [ -e '${space.home}/go' ]; do sleep 0.02; done; exit 4`)
    writeRuntime(dir, { ...space.json({ dir }, 'runtime.json'), status: 'starting' }) // as a daemon leaves it
    spawn(process.execPath, [RUNNER, dir], { stdio: 'ignore' })
    const next = await followUp(space)
    const task = next.tasks.register.get(id)!
    await expect.poll(() => task.runtime.status).toBe('running')
    writeFileSync(join(space.home, 'go'), '')
    expect(await next.ended(task)).toMatchObject({ status: 'failed', exit_code: 4 })
  })
})

describe('when the files of kimi were moved while it ran', () => {
  test('a command is refused in words, and no task is left', () => {
    const space = makeTaskSpace({ runner: '/nowhere/task-runner.js' })
    expect(() => space.run('true')).toThrow(expect.objectContaining({ code: 'install.moved' }))
    expect(space.tasks.register.all()).toEqual([])
  })

  test('a command that waited for its place fails with the reason', async () => {
    const space = makeTaskSpace({ maxRunning: 0 })
    const moved = makeTaskSpace({ home: space.home, maxRunning: 1, runner: makeLateRunner(space.home) })
    writeFileSync(join(space.home, 'late'), '')
    const first = moved.run(`until [ -e '${space.home}/go' ]; do sleep 0.02; done`)
    const second = moved.run('true')
    await expect.poll(() => first.runtime.status).toBe('running')
    renameSync(join(space.home, 'late-runner.mjs'), join(space.home, 'moved.mjs'))
    writeFileSync(join(space.home, 'go'), '')
    expect(await moved.ended(second)).toMatchObject({ status: 'failed', failure_reason: MOVED })
  })
})

test('of several runners for one task the first runs it', async () => {
  const space = makeTaskSpace({ maxRunning: 0 })
  const task = space.run(`echo ran >> '${space.home}/log'; sleep 0.3`)
  const runners = Array.from({ length: 5 }, () => spawn(process.execPath, [RUNNER, task.dir], { stdio: 'ignore' }))
  await Promise.all(runners.map((runner) => new Promise((resolve) => runner.once('exit', resolve))))
  expect(lines(join(space.home, 'log'))).toEqual(['ran'])
  expect(space.json(task, 'runtime.json')).toMatchObject({ status: 'completed' })
})

test('a runner that dies before it begins fails its task, with the reason', async () => {
  const space = makeTaskSpace()
  const runner = join(space.home, 'dead-runner.mjs')
  writeFileSync(runner, "process.kill(process.pid, 'SIGKILL')")
  const broken = makeTaskSpace({ home: space.home, runner })
  const task = broken.run('true')
  expect(await broken.ended(task)).toMatchObject({
    status: 'failed',
    failure_reason: 'its runner was ended by SIGKILL',
  })
})

describe('the next daemon', () => {
  /** `count` tasks that write down that they begin and wait for `go`. */
  function runMany(space: Space, count: number): string[] {
    const command = (at: number) => `echo ${at} >> log; until [ -e go ]; do sleep 0.02; done; echo -${at} >> log`
    return Array.from({ length: count }, (_, at) => space.run(command(at)).id)
  }

  test('keeps the limit and the order of the tasks that wait', async () => {
    const before = makeTaskSpace({ maxRunning: 2, isHosted: false })
    const ids = runMany(before, 8)
    await expect.poll(() => lines(join(before.home, 'log')).length).toBe(2)
    const started = new Set<string>()
    const next = await followUp(before, {
      maxRunning: 2,
      onTaskChanged: ({ task }) => task.runtime.status === 'starting' && started.add(task.id),
    })
    expect([...started]).toEqual([])
    expect(ids.map((id) => next.tasks.register.get(id)!.runtime.status)).toEqual([
      ...['running', 'running'],
      ...Array.from({ length: 6 }, () => 'created'),
    ])
    writeFileSync(join(before.home, 'go'), '')
    for (const id of ids) expect(await next.ended(next.tasks.register.get(id)!)).toMatchObject({ exit_code: 0 })
    expect([...started]).toEqual(ids.slice(2))
    let running = 0
    for (const line of lines(join(before.home, 'log'))) {
      running += line.startsWith('-') ? -1 : 1
      expect(running).toBeLessThanOrEqual(2)
    }
  })

  test('forgets a task whose files were only half there', async () => {
    const before = makeTaskSpace({ isHosted: false, maxRunning: 0 })
    const { dir } = before.run('true')
    rmSync(join(dir, 'spec.json')) // it is written last
    const other = join(before.home, '.kimi', 'tasks', 'bash-00000000')
    mkdirSync(other, { recursive: true })
    keepEnvironment(other, {})
    expect((await followUp(before)).tasks.register.all()).toEqual([])
  })
})
