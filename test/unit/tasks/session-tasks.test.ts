import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { ensureGrammar } from '../../../src/safety/lines/bash-grammar.ts'
import { createShell } from '../../../src/tools/shell/shell.ts'
import { createTaskList } from '../../../src/tools/tasks/task-list.ts'
import { createTaskOutput } from '../../../src/tools/tasks/task-output.ts'
import { createTaskStop } from '../../../src/tools/tasks/task-stop.ts'
import { runTool } from '../tools/running.ts'
import { isGone, makeSessionTasks } from './task-space.ts'

beforeAll(ensureGrammar)

function makeShell(options: Parameters<typeof makeSessionTasks>[0] = {}) {
  const made = makeSessionTasks(options)
  const shell = createShell({
    workspace: { workDir: made.home, additionalDirs: [] },
    env: { PATH: process.env['PATH'] },
    isPlanMode: () => false,
    background: made.background,
  })
  return { ...made, shell }
}

describe('a command in the background', () => {
  test('starts with a reply of key-value lines, ends, and is told once', async () => {
    const made = makeShell()
    const args = { command: 'echo hello; exit 4', run_in_background: true, description: 'greets' }
    const result = await runTool(made.shell, args)
    expect(result.asks[0]?.action).toBe('run background command')
    expect(result.message).toBe('Background task started.')
    const id = /^task_id: (bash-[0-9a-z]{8})$/m.exec(result.text)?.[1] ?? ''
    expect(result.text).toContain('kind: bash\nstatus: starting\ndescription: greets\ncommand: echo hello; exit 4\n')
    expect(result.text).toContain('automatic_notification: true')
    expect(result.display).toEqual([
      { type: 'background_task', task_id: id, kind: 'bash', status: 'starting', description: 'greets' },
    ])
    await made.untilEnded(1)
    expect(made.ends).toMatchObject([{ id, status: 'failed', exitCode: 4 }])
    expect(readdirSync(join(made.dir, 'tasks', id)).toSorted()).toEqual(['output.log', 'runtime.json', 'spec.json'])
    expect(made.read(id, 'spec.json')).toMatchObject({ version: 1, id, kind: 'bash', session_id: 's1', timeout_s: 60 })
    expect(made.read(id, 'runtime.json')).toMatchObject({ status: 'failed', exit_code: 4, timed_out: false })
    const output = await runTool(createTaskOutput({ background: made.background }), { task_id: id })
    expect(output.text).toMatch(/^retrieval_status: success\n.*status: failed\n.*\[output\]\nhello\n$/s)
    expect(made.read(id, 'consumer.json')).toMatchObject({ last_seen_output_size: 6 })
  })

  test('needs a description', async () => {
    const { message } = await runTool(makeShell().shell, { command: 'true', run_in_background: true })
    expect(message).toBe('description is required when run_in_background is true.')
  })

  test('waits for its place when as many run as may, and its turn comes', async () => {
    const made = makeShell({ maxRunning: 2 })
    const spec = { command: 'sleep 300', description: 'waits', timeoutS: 600, callId: 'c' }
    for (let count = 0; count < 2; count++) await made.background.start(spec)
    const args = { command: 'echo mine', run_in_background: true, description: 'third' }
    const third = await runTool(made.shell, args)
    expect(third.text).toContain('status: created\n')
    expect(third.text).toContain('It waits for its place')
    const stop = createTaskStop({ background: made.background, isPlanMode: () => false })
    const id = made.background.list(true, 20)[0]!.id
    const stopped = await runTool(stop, { task_id: id })
    expect(stopped.asks[0]?.action).toBe('stop background task')
    expect(stopped.text).toContain('status: killed')
    expect(stopped.text).toContain('reason: Stopped by TaskStop')
    expect(made.read(id, 'control.json')).toMatchObject({ kill_reason: 'Stopped by TaskStop' })
    await made.untilEnded(2)
    expect(made.ends[1]).toMatchObject({ description: 'third', status: 'completed' })
    const list = createTaskList({ background: made.background })
    expect((await runTool(list, {})).text).toMatch(/^active_background_tasks: 1\n\[1\]\ntask_id: bash-/)
    expect((await runTool(list, { active_only: false })).text).toMatch(/^background_tasks: 3\n/)
  })

  test('that takes too long has failed and says so, and what it detached is gone', async () => {
    const made = makeShell()
    const command = 'sleep 300 & echo $!; setsid sleep 301 & sleep 0.3; pgrep -f "^sleep 301$" | tail -n 1; wait'
    await made.background.start({ command, description: 'd', timeoutS: 1, callId: 'c' })
    await made.untilEnded(1)
    expect(made.ends[0]).toMatchObject({ status: 'failed', timedOut: true, reason: 'Timed out after 1s' })
    const pids = readFileSync(made.ends[0]!.outputPath, 'utf8').trim().split('\n').map(Number)
    expect(pids).toHaveLength(2)
    await expect.poll(() => pids.every(isGone)).toBe(true)
    expect(made.read(made.ends[0]!.id, 'runtime.json')).toMatchObject({ interrupted: true, timed_out: true })
  })
})

describe('a foreground command that outlives its timeout', () => {
  test('goes on as a task, with all its output and its exit status', async () => {
    const made = makeShell()
    const command = 'echo early; while [ ! -e go ]; do sleep 0.02; done; echo late; exit 3'
    const result = await runTool(made.shell, { command, timeout: 1 })
    const id = /^task_id: (\S+)$/m.exec(result.text)?.[1] ?? ''
    const message = `The command still runs after 1s and goes on as background task ${id}.`
    expect([result.is_error, result.message]).toEqual([false, message])
    await expect.poll(() => made.read(id, 'runtime.json').status).toBe('running')
    writeFileSync(join(made.home, 'go'), '')
    await made.untilEnded(1)
    expect(made.ends[0]).toMatchObject({ status: 'failed', exitCode: 3 })
    expect(readFileSync(made.ends[0]!.outputPath, 'utf8')).toBe('early\nlate\n')
    await expect.poll(() => readdirSync(join(made.dir, 'tasks'))).toEqual([id])
  })

  test('can be stopped like any other', async () => {
    const made = makeShell()
    const result = await runTool(made.shell, { command: 'echo $$; sleep 300', timeout: 1 })
    const id = /^task_id: (\S+)$/m.exec(result.text)?.[1] ?? ''
    await expect.poll(() => made.read(id, 'runtime.json').status).toBe('running')
    await made.background.stop(id, 'enough')
    expect(made.ends[0]).toMatchObject({ status: 'killed', reason: 'enough' })
    expect(isGone(Number(readFileSync(made.ends[0]!.outputPath, 'utf8')))).toBe(true)
  })
})

describe('TaskOutput', () => {
  test('of a running task is not ready; waiting for it can time out and be cancelled', async () => {
    const made = makeShell()
    const started = await made.background.start({ command: 'sleep 300', description: 'd', timeoutS: 600, callId: 'c' })
    if (!started.ok) throw new Error(started.reason)
    const output = createTaskOutput({ background: made.background })
    const task_id = started.task.id
    expect((await runTool(output, { task_id })).text).toContain('retrieval_status: not_ready')
    expect((await runTool(output, { task_id, block: true, timeout: 0 })).text).toContain('retrieval_status: timeout')
    const cancelled = runTool(output, { task_id, block: true, timeout: 600 }, { signal: AbortSignal.abort() })
    expect((await cancelled).text).toContain('retrieval_status: timeout')
    expect((await runTool(output, { task_id: '../x' })).is_error).toBe(true)
  })
})

test('a subagent is a task too, and can be stopped', async () => {
  const made = makeSessionTasks()
  const agent = { agentId: 'a1', type: 'coder', description: 'd', prompt: 'p', callId: 'c' }
  const { taskId } = made.background.startAgent(agent, async () => ({ ok: true, text: 'found it' }))
  await made.untilEnded(1)
  expect(made.ends[0]).toMatchObject({ id: taskId, kind: 'agent', status: 'completed', agentId: 'a1' })
  expect(readFileSync(made.ends[0]!.outputPath, 'utf8')).toBe('[summary]\nfound it\n')
  const second = made.background.startAgent(
    agent,
    (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped')))),
  )
  await made.background.stop(second.taskId, 'enough')
  expect(made.ends[1]).toMatchObject({ status: 'killed', reason: 'enough' })
})

test('in plan mode nothing is stopped', async () => {
  const stop = createTaskStop({ background: makeSessionTasks().background, isPlanMode: () => true })
  expect((await runTool(stop, { task_id: 'bash-00000000' })).display).toEqual([
    { type: 'brief', text: 'Plan mode restriction' },
  ])
})

test('what ended while the session was closed is written down for the model', async () => {
  const made = makeSessionTasks()
  const command = 'while [ ! -e go ]; do sleep 0.02; done'
  const started = await made.background.start({ command, description: 'late', timeoutS: 60, callId: 'c' })
  if (!started.ok) throw new Error(started.reason)
  made.background.close()
  writeFileSync(join(made.home, 'go'), '')
  await made.ended(made.tasks.register.get(started.task.id)!)
  const [id] = readdirSync(join(made.dir, 'notifications'))
  const event = JSON.parse(readFileSync(join(made.dir, 'notifications', id!, 'event.json'), 'utf8'))
  expect(event).toMatchObject({
    id,
    type: 'task.completed',
    source_id: started.task.id,
    dedupe_key: `background_task:${started.task.id}:completed`,
    targets: ['llm', 'wire', 'shell'],
  })
})
