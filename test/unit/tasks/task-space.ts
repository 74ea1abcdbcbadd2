// What task tests share: the tasks of a daemon in a temporary share directory, with real runners.

import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { isTerminal } from '../../../src/protocol/task.ts'
import { createRequests } from '../../../src/session/requests.ts'
import { findPaths } from '../../../src/sys/paths.ts'
import { isAlive } from '../../../src/sys/processes.ts'
import type { Task } from '../../../src/tasks/task-directory.ts'
import { openSessionTasks } from '../../../src/tasks/session-tasks.ts'
import { createTasks, type TasksDeps } from '../../../src/tasks/tasks.ts'
import type { TaskInfo } from '../../../src/tools/tasks/background.ts'

export const RUNNER = join(import.meta.dirname, '..', '..', '..', 'dist', 'task-runner.js')

export function makeTaskSpace(options: Partial<TasksDeps> & { maxRunning?: number; home?: string } = {}) {
  const home = options.home ?? realpathSync(mkdtempSync(join(tmpdir(), 'kimi-tasks-')))
  if (options.home === undefined) onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  const paths = findPaths({ HOME: home })
  if (options.isHosted === false) listenAt(paths.socket)
  const tasks = createTasks({
    paths,
    log: () => {},
    runner: RUNNER,
    isHosted: true,
    settings: () => ({ maxRunning: options.maxRunning ?? 4, graceMs: 500, keepDays: 14, keepBytes: 1e9 }),
    openSession: () => Promise.reject(new Error('no sessions here')),
    canAnswer: () => false,
    onTaskChanged: () => {},
    onTaskRemoved: () => {},
    ...options,
  })
  onTestFinished(() => tasks.close())
  return {
    home,
    tasks,
    run: (command: string, wish: Partial<Parameters<typeof tasks.run>[0]> = {}) =>
      tasks.run({ command, cwd: home, env: {}, shellEnv: { PATH: process.env['PATH']! }, ...wish }),
    async ended(task: Task) {
      await tasks.wait(task, 20_000)
      if (!isTerminal(task.runtime.status)) throw new Error(`${task.id} is still ${task.runtime.status}`)
      return task.runtime
    },
    output: (task: Task) => readFileSync(join(task.dir, 'output.log'), 'utf8'),
    json: (task: Task | { dir: string }, name: string) => JSON.parse(readFileSync(join(task.dir, name), 'utf8')),
  }
}

/** Listens in the place of a daemon: a runner that finds none at the end of its task starts one. A second listener has no effect. */
function listenAt(socket: string): void {
  mkdirSync(dirname(socket), { recursive: true, mode: 0o700 })
  const server = createServer((connection) => connection.destroy())
  server.on('error', () => {}).listen(socket)
  onTestFinished(() => void server.close())
}

/** The background tasks of one session. */
export function makeSessionTasks(options: Parameters<typeof makeTaskSpace>[0] = {}) {
  const space = makeTaskSpace(options)
  const dir = join(space.home, 'session')
  const ends: TaskInfo[] = []
  let wake = () => {}
  const background = openSessionTasks(space.tasks, {
    id: 's1',
    dir,
    workDir: () => space.home,
    env: { PATH: process.env['PATH']! },
    umask: undefined,
    shellPid: undefined,
    requests: createRequests(() => {}),
    onTaskEnded(task) {
      ends.push(task)
      wake()
    },
  })
  return {
    ...space,
    dir,
    background,
    ends,
    async untilEnded(count: number) {
      while (ends.length < count) await new Promise<void>((resolve) => (wake = resolve))
    },
    read: (id: string, name: string) => JSON.parse(readFileSync(join(dir, 'tasks', id, name), 'utf8')),
  }
}

export function isGone(pid: number): boolean {
  try {
    return !isAlive(pid) || /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return true
  }
}
