import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { KimiError } from '../../../../src/protocol/errors.ts'
import type { OpenSession } from '../../../../src/protocol/methods.ts'
import { createRequests } from '../../../../src/session/requests.ts'
import type { Session } from '../../../../src/session/session.ts'
import { writeRuntime } from '../../../../src/tasks/task-files.ts'
import { makeTaskSpace } from '../task-space.ts'

let isLoggedIn = false
const hasKey = (env: Record<string, string | undefined>) => isLoggedIn || env['KIMI_API_KEY'] !== undefined

/** The part of a session that a turn uses: it fails for want of a key, or finishes. */
async function openSession({ id = '', workDir, env }: OpenSession) {
  const dir = join(workDir, 'session')
  mkdirSync(dir, { recursive: true })
  const session = {
    id,
    dir,
    workDir,
    requests: createRequests(() => {}),
    attach: () => {},
    detach: () => {},
    cancel: () => true,
    prompt: async () =>
      hasKey(env)
        ? { status: 'finished' as const }
        : { status: 'failed' as const, error: new KimiError('model.not_configured', 'no key') },
  }
  return { session: session as unknown as Session, release: () => {} }
}

test('a turn that a crash left without a key goes on when a shell brings what the model needs, and not before', async () => {
  const before = makeTaskSpace({ maxRunning: 0, isHosted: false })
  const { id, dir, runtime } = before.tasks.run({ prompt: 'go', cwd: before.home, env: {}, shellEnv: {} })
  writeRuntime(dir, { ...runtime, status: 'running', worker_pid: null }) // as a daemon leaves it that was killed

  const canAnswer = hasKey
  const { tasks, ended } = makeTaskSpace({ home: before.home, openSession, canAnswer, isHosted: false })
  await tasks.load()
  const task = tasks.register.get(id)!
  await expect
    .poll(() => [task.runtime.status, task.runtime.failure_reason])
    .toEqual(['starting', 'waits for a shell with a key'])
  tasks.agents.onKeyAvailable({ GITHUB_TOKEN: 'x' })
  expect(task.runtime.status).toBe('starting')
  tasks.agents.onKeyAvailable({ KIMI_API_KEY: 'k' })
  expect(task.runtime.status).toBe('running')
  expect(await ended(task)).toMatchObject({ status: 'completed' })
})

test('a turn without a key goes on when a login appears', async () => {
  const before = makeTaskSpace({ maxRunning: 0, isHosted: false })
  const { id, dir, runtime } = before.tasks.run({ prompt: 'go', cwd: before.home, env: {}, shellEnv: {} })
  writeRuntime(dir, { ...runtime, status: 'running', worker_pid: null })
  const { tasks, ended } = makeTaskSpace({ home: before.home, openSession, canAnswer: hasKey, isHosted: false })
  await tasks.load()
  const task = tasks.register.get(id)!
  await expect.poll(() => task.runtime.status).toBe('starting')
  tasks.agents.onKeyAvailable()
  expect(task.runtime.status).toBe('starting')
  isLoggedIn = true
  tasks.agents.onKeyAvailable()
  expect(await ended(task).finally(() => (isLoggedIn = false))).toMatchObject({ status: 'completed' })
})

test('a turn that waited for its user when the daemon ended, and then asks nothing, is told as stopped, not as finished', async () => {
  const before = makeTaskSpace({ maxRunning: 0, isHosted: false })
  const { id, dir, runtime } = before.tasks.run({ prompt: 'go', cwd: before.home, env: {}, shellEnv: {} })
  writeRuntime(dir, { ...runtime, status: 'awaiting_approval', worker_pid: null })
  const { tasks, ended } = makeTaskSpace({ home: before.home, openSession, canAnswer: hasKey, isHosted: false })
  await tasks.load()
  const task = tasks.register.get(id)!
  await expect.poll(() => task.runtime.status).toBe('starting') // it also waits for a key, meanwhile
  tasks.agents.onKeyAvailable({ KIMI_API_KEY: 'k' })
  expect(await ended(task)).toMatchObject({
    status: 'killed',
    failure_reason: 'It waited for your answer when its daemon ended, and did not ask again',
  })
})

test('a suspended turn can be stopped', async () => {
  const before = makeTaskSpace({ maxRunning: 0, isHosted: false })
  const { id, dir, runtime } = before.tasks.run({ prompt: 'go', cwd: before.home, env: {}, shellEnv: {} })
  writeRuntime(dir, { ...runtime, status: 'running', worker_pid: null })
  const { tasks } = makeTaskSpace({ home: before.home, openSession, isHosted: false })
  await tasks.load()
  const task = tasks.register.get(id)!
  await expect.poll(() => task.runtime.status).toBe('starting')
  await tasks.stop(task, 'enough')
  expect(task.runtime).toMatchObject({ status: 'killed', failure_reason: 'enough' })
})
