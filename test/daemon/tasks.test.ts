// Background tasks, with a real daemon, real runners and a scripted model.

import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { TaskView } from '../../src/protocol/task.ts'
import { isGone } from '../unit/tasks/task-space.ts'
import { takeLock } from '../../src/sys/lock.ts'
import { killDaemon, lendDaemonTo, makeHome, makeServedHome, startDaemonIn, type Home } from '../support/kimi.ts'
import { shareScripts } from '../support/shared-daemon.ts'
import { script, useScripts } from '../support/wire-client.ts'

async function makeScripted(scripts: string[]): Promise<Home> {
  const home = await makeHome()
  useScripts(home, scripts)
  return home
}

/** The same, whose daemon runs already. */
async function makeServedScripted(scripts: string[]): Promise<Home> {
  const home = await makeServedHome()
  useScripts(home, scripts)
  return home
}

/** The home of tests that neither kill the daemon nor count all its tasks. */
const shareScripted = shareScripts()

async function run(home: Home, ...args: string[]): Promise<TaskView> {
  const { status, stdout, stderr } = await home.command(['task', 'run', '--json', ...args])
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout) as TaskView
}

const show = (home: Home, { id }: { id: string }): Promise<TaskView> => home.call('task/show', { id })

const becomes = (home: Home, task: TaskView, status: string) =>
  expect.poll(async () => (await show(home, task)).status).toBe(status)

describe('a command', () => {
  test('is listed, shown, read, begun again and removed', async () => {
    await using home = await makeServedHome()
    const { status, stdout } = await home.command(['task', 'run', '--wait', '--', 'echo out; echo err >&2; exit 3'])
    expect([status, stdout]).toEqual([3, ''])
    const list = (await home.command(['task', 'list'])).stdout
    expect(list).toMatch(/^✗ {2}\w{4} {2}echo out; echo err >&2; exit 3 {2}failed \(exit 3\): err\n$/)
    const short = list.split(/\s+/)[1]!
    const output = await home.command(['task', 'output', short])
    expect(output).toMatchObject({ status: 0, stdout: 'out\nerr\n' })
    expect((await home.command(['task', 'output', '-n', '1', short])).stdout).toBe('err\n')
    expect((await home.command(['task', 'show', short])).stdout).toContain('state: failed (exit 3): err\n')
    const again = JSON.parse((await home.command(['task', 'retry', '--json', short])).stdout) as TaskView
    expect(again).toMatchObject({ command: 'echo out; echo err >&2; exit 3' })
    await becomes(home, again, 'failed')
    expect((await home.command(['task', 'rm', short])).stdout).toBe('removed 1\n')
    const gone = await home.command(['task', 'show', short])
    expect([gone.status, gone.stderr]).toEqual([2, `kimi: there is no task "${short}"\n  kimi task list -a\n`])
  })

  test('behind -- is the command and nothing else; words without it are for the agent', async () => {
    await using home = shareScripted([script('done')])
    const task = await run(home, '--', 'printf', '%s|', 'a b', "it's", '--json', '$HOME')
    expect(task.command).toBe(`printf '%s|' 'a b' 'it'\\''s' --json '$HOME'`)
    await becomes(home, task, 'completed')
    expect((await home.command(['task', 'output', task.short])).stdout).toBe(`a b|it's|--json|$HOME|\n`)
    expect(await run(home, 'say', 'it')).toMatchObject({ kind: 'agent', command: 'say it' })
    const nothing = await home.command(['bg'])
    expect([nothing.status, nothing.stderr]).toEqual([
      2,
      'kimi: what is to be done? Words for the agent, or -- COMMAND\n  kimi task run "WORDS", or: kimi task run -- COMMAND\n',
    ])
  })

  test('has the environment, the directory and the modes of whoever began it, and no key of ours', async () => {
    await using home = await makeServedHome({ MINE: 'yes', KIMI_API_KEY: 'sk-secret', BASH_ENV: '/evil' })
    const command = 'echo "$MINE|$KIMI_API_KEY|$BASH_ENV|$PWD"; touch made; stat -c %a made'
    const task = await run(home, '--', command)
    await becomes(home, task, 'completed')
    const mode = (0o666 & ~process.umask()).toString(8)
    expect(readFileSync(task.outputPath, 'utf8').replaceAll('\r', '')).toBe(`yes|||${home.dir}\n${mode}\n`)
    expect(readdirSync(join(home.paths.share, 'tasks', task.id)).toSorted()).toEqual([
      'output.log',
      'runtime.json',
      'spec.json',
    ])
  })

  test('outlives the daemon, which is started again to tell how it ended', async () => {
    await using home = await makeHome()
    const go = join(home.dir, 'go')
    const task = await run(
      home,
      '--title',
      'long',
      '--',
      `echo early; until [ -e '${go}' ]; do sleep 0.1; done; exit 7`,
    )
    await becomes(home, task, 'running')
    await expect.poll(() => readFileSync(task.outputPath, 'utf8')).toContain('early')
    const pid = (await home.daemonPid())!
    await killDaemon(pid)
    writeFileSync(go, '')
    await expect.poll(() => home.daemonPid()).not.toBe(pid)
    await becomes(home, task, 'failed')
    expect(await show(home, task)).toMatchObject({ exitCode: 7 })
    await using zsh = await home.shell('zsh')
    await zsh.until((screen) => /● long failed after \d+s \(exit 7\): early — kimi task output \w{4}/.test(screen))
  })

  test('is stopped with all that it has detached', async () => {
    await using home = await makeServedHome()
    const command = '(sleep 999 & echo $!; setsid sleep 998 & sleep 0.2; pgrep -nf "^sleep 998$"); sleep 999'
    const task = await run(home, '--', command)
    await expect.poll(() => readFileSync(task.outputPath, 'utf8').trim().split('\n').length).toBe(2)
    const pids = readFileSync(task.outputPath, 'utf8').trim().split(/\s+/).map(Number)
    expect(pids.some(isGone)).toBe(false)
    const { stdout } = await home.command(['task', 'stop', task.short, '--reason', 'enough'])
    expect(stdout).toMatch(/^\w{4} stopped: enough\n$/)
    await expect.poll(() => pids.every(isGone)).toBe(true)
  })

  test('whose runner was killed is lost, and leaves nothing behind', async () => {
    await using home = await makeServedHome()
    const task = await run(home, '--', 'echo $$; sleep 999')
    await expect.poll(() => readFileSync(task.outputPath, 'utf8')).toMatch(/\d+\s/)
    const child = Number(readFileSync(task.outputPath, 'utf8'))
    const runtime = JSON.parse(readFileSync(join(home.paths.share, 'tasks', task.id, 'runtime.json'), 'utf8'))
    process.kill(runtime.worker_pid, 'SIGKILL')
    await becomes(home, task, 'lost')
    expect((await show(home, task)).reason).toBe('Background worker heartbeat expired')
    await expect.poll(() => isGone(child)).toBe(true)
  })

  test('that waits for its place gets it from the next daemon, in the environment it was given', async () => {
    await using home = await makeHome({ MINE: 'kept' })
    writeFileSync(home.paths.config, '[background]\nmax_running_tasks = 1\n')
    const go = join(home.dir, 'go')
    const first = await run(home, '--', `until [ -e '${go}' ]; do sleep 0.1; done`)
    const second = await run(home, '--no-terminal', '--', 'echo $MINE')
    expect(second.status).toBe('created')
    await becomes(home, first, 'running')
    await home.command(['daemon', 'restart'], { env: { MINE: 'other' } })
    writeFileSync(go, '')
    await becomes(home, second, 'completed')
    expect(readFileSync(second.outputPath, 'utf8')).toBe('kept\n')
  })
})

test('what a user cannot have meant is refused in one line, and nothing begins', async () => {
  await using home = await makeServedHome()
  const refusals: [string[], string][] = [
    [['bg', '--', ''], 'what is to be done? Words for the agent, or -- COMMAND'],
    [['bg', '--', ' ', ''], 'what is to be done? Words for the agent, or -- COMMAND'],
    [['watch', '[', '--', 'true'], 'the pattern "[" has a [ without its ]'],
    [['watch', 'src', '--', ''], 'what is to be run? Either --ask "WORDS" or -- COMMAND'],
    [['watch', 'src', '--debounce', '99999', '--', 'true'], 'debounce 99999: expected milliseconds, at most 60000'],
    [['every', '0 0 31 2 *', '--', 'true'], '0 0 31 2 *: no such day: it would never run'],
    [['every', '15m', '--ask', ' '], 'what is to be run? Either --ask "WORDS" or -- COMMAND'],
    [['every', '', '--', 'true'], '"": expected 15m, 2h, @daily or five cron fields'],
    [['task', 'steer', 'x', ''], 'say what? kimi task steer ID WORDS'],
    [['task', 'stop'], 'which? kimi task stop ID, or --all'],
  ]
  for (const [args, reason] of refusals) {
    const { status, stderr } = await home.command(args)
    expect([status, stderr.split('\n')[0]], args.join(' ')).toEqual([2, `kimi: ${reason}`])
  }
  // Words, and no model that could answer them.
  const { status, stderr } = await home.command(['bg', 'sleep 3; false'])
  expect([status, stderr]).toEqual([
    1,
    'kimi: no model is configured\n  kimi login, or export MOONSHOT_API_KEY=…; a command goes behind --: kimi bg -- COMMAND\n',
  ])
  expect((await home.command(['task', 'list'])).stdout).toBe('no tasks\n')
})

test('what goes on without the daemon is named when that stops, and task stop --all ends it', async () => {
  await using home = await makeHome()
  writeFileSync(home.paths.config, '[background]\nmax_running_tasks = 1\n')
  await run(home, '--title', 'build', '--', 'sleep 600')
  const waiting = await run(home, '--', 'true')
  expect(waiting).toMatchObject({ status: 'created', reason: '1 may run at once' })
  for (const args of [
    ['watch', '.', '--', 'true'],
    ['every', '1h', '--', 'true'],
    ['every', '2h', '--', 'true'],
  ]) {
    expect(await home.command(args)).toMatchObject({ status: 0 })
  }
  const running = async () => (await home.call('task/list', {})).tasks.filter(({ status }) => status === 'running')
  await expect.poll(async () => (await running()).length).toBe(4)
  const list = async (...args: string[]) => (await home.command(['task', 'list', ...args])).stdout.trim().split('\n')
  expect((await list()).filter((line) => line.startsWith('▶'))).toHaveLength(4)
  const left =
    /^kimi: 4 tasks go on without the daemon:\n(?: {2}\w{4} {2}(?:every [12]h: true|\.: true|build)\n){4} {2}kimi task stop --all\n$/
  expect((await home.command(['init', 'zsh', '--uninstall'])).stderr).toMatch(left)
  const queued = (words: string) => `kimi: a task ${words}:\n  ${waiting.id.slice(-8, -4)}  true\n`
  const restarted = await home.command(['daemon', 'restart'])
  expect(restarted.stderr).toBe(queued('waits for its place in the new daemon'))
  const stopped = await home.command(['daemon', 'stop'])
  expect([stopped.status, stopped.stdout]).toEqual([0, 'stopped\n'])
  const begins = queued('that waits for its place begins once kimi is used again')
  expect(stopped.stderr).toContain(begins)
  expect(stopped.stderr.replace(begins, '')).toMatch(left)
  const { stdout } = await home.command(['task', 'stop', '--all', '--reason', 'over'])
  expect(
    stdout
      .trim()
      .split('\n')
      .map((line) => line.slice(5)),
  ).toEqual(Array.from({ length: 5 }, () => 'stopped: over'))
  expect((await home.command(['task', 'stop', '--all'])).stdout).toBe('no tasks to stop\n')
  expect((await home.command(['daemon', 'stop'])).stderr).toBe('')
  expect(await list('-n', '3')).toHaveLength(3)
})

test('a daemon that is killed at any moment loses no task, runs none twice, and keeps limit and order', async () => {
  await using home = await makeHome()
  writeFileSync(home.paths.config, '[background]\nmax_running_tasks = 2\n')
  const count = 10
  const tasks: TaskView[] = []
  for (let at = 0; at < count; at++) {
    const command = `echo +${at} >> log; sleep 0.4; echo out${at}; echo -${at} >> log; exit ${at}`
    tasks.push(await run(home, '--no-terminal', '--', command))
  }
  const seed = Date.now() % 1000
  for (let round = 0; round < 4; round++) {
    const pid = await home.daemonPid()
    if (pid !== null) process.kill(pid, 'SIGKILL')
    await home.command(['daemon', 'start'])
    await new Promise((resolve) => setTimeout(resolve, (seed * (round + 1) * 37) % 400)) // a random moment
  }
  const countEnded = async () => {
    const shown = await Promise.all(tasks.map((task) => show(home, task)))
    return shown.filter(({ finishedAt }) => finishedAt !== null).length
  }
  await expect.poll(countEnded).toBe(count)
  const { stdout } = await home.command(['task', 'list', '-a', '--json'])
  const ended = (JSON.parse(stdout) as TaskView[]).toReversed()
  expect(ended.map(({ id, exitCode }) => [id, exitCode])).toEqual(tasks.map(({ id }, at) => [id, at]))
  expect(ended.map(({ outputPath }) => readFileSync(outputPath, 'utf8'))).toEqual(tasks.map((_, at) => `out${at}\n`))
  const log = readFileSync(join(home.dir, 'log'), 'utf8').trim().split('\n')
  const begun = log.filter((line) => line.startsWith('+')).map(Number)
  expect(begun.toSorted(), `seed ${seed}`).toEqual(tasks.map((_, at) => at))
  // Two that start together may swap.
  for (const [at, number] of begun.entries()) expect(Math.abs(at - number), `seed ${seed}`).toBeLessThanOrEqual(1)
  let running = 0
  for (const line of log) {
    running += line.startsWith('+') ? 1 : -1
    expect(running, `seed ${seed}`).toBeLessThanOrEqual(2)
  }
}, 60_000)

describe('a turn of the agent', () => {
  test('works in a session of its own, and what it says is its output', async () => {
    await using home = shareScripted([script('Looking. ', ['Glob', { pattern: '*.md' }]), script('All is well.')])
    const task = await run(home, 'look', 'around')
    await becomes(home, task, 'completed')
    const { stdout } = await home.command(['task', 'output', task.short])
    expect(stdout).toBe('Looking.\n• Glob *.md\nAll is well.\n[summary]\nAll is well.\n')
    const sessions = JSON.parse((await home.command(['session', 'list', '--json'])).stdout)
    expect(JSON.stringify(sessions)).toContain(task.sessionId)
    expect(await show(home, task)).toMatchObject({ steps: 2, kind: 'agent', title: 'look around' })
  })

  test('waits for an approval, shows exactly what, and is answered once, by whoever is first', async () => {
    await using home = await makeServedScripted([script(['Shell', { command: 'touch made' }]), script('end')])
    const task = await run(home, 'make it')
    await becomes(home, task, 'awaiting_approval')
    const { waiting } = await show(home, task)
    expect(waiting).toMatchObject({ kind: 'approval', text: 'Shell: Run `touch made`' })
    expect((await home.command(['task', 'list'])).stdout).toContain('asks: Shell: Run `touch made`')
    expect((await home.command(['task', 'status'])).stdout).toBe('1?\n')
    expect((await home.command(['task', 'status', '--tmux'])).stdout).toBe('#[fg=yellow]1?#[default]\n')
    const blind = await home.command(['task', 'approve', task.short])
    expect([blind.status, blind.stderr]).toEqual([
      2,
      `kimi: there is no terminal to ask on\n  kimi task approve ${task.short}:${waiting!.request}\n`,
    ])
    const other = await home.command(['task', 'approve', `${task.short}:00000000`])
    expect([other.status, other.stderr]).toEqual([
      1,
      `kimi: ${task.short} does not wait for 00000000: it has been answered, or its name is mistyped; something else waits now\n  kimi task approve ${task.short}\n`,
    ])
    const short = await home.kimi(['task', 'approve', `${task.short}:${waiting!.request.slice(0, 2)}`])
    expect(short.stderr).toContain('a request is named by 4 of its characters, or all')
    expect(existsSync(join(home.dir, 'made'))).toBe(false)
    const which = `${task.short}:${waiting!.request}`
    const both = await Promise.all([home.command(['task', 'approve', which]), home.command(['task', 'reject', which])])
    expect(both.map(({ status }) => status).toSorted()).toEqual([0, 1])
    await expect.poll(async () => (await show(home, task)).status).toMatch(/completed/)
    expect(existsSync(join(home.dir, 'made'))).toBe(both[0]!.status === 0)
  })

  test('asks a question, and takes a number or words for an answer', async () => {
    const options = [
      { label: 'Red', description: 'warm' },
      { label: 'Blue', description: 'cold' },
    ]
    const questions = [{ question: 'Which colour?', header: 'Colour', options }]
    await using home = shareScripted([script(['AskUserQuestion', { questions }]), script('thanks')])
    const task = await run(home, 'paint it')
    await becomes(home, task, 'awaiting_approval')
    const { waiting } = await show(home, task)
    expect(waiting).toMatchObject({ kind: 'question', options: ['Red', 'Blue'] })
    const { stdout } = await home.command(['task', 'approve', task.short, '--answer', '2'])
    expect(stdout).toMatch(/^\w{4} paint it\n {2}Which colour\?\n {2}1\. Red: warm\n {2}2\. Blue: cold\nanswered\n$/)
    await becomes(home, task, 'completed')
    const context = readFileSync(join(task.outputPath, '..', '..', '..', 'context.jsonl'), 'utf8')
    expect(context).toContain('{\\"answers\\":{\\"Which colour?\\":\\"Blue\\"}}')
  })

  test('is over when the commands are that it began in the background, and has heard how they ended', async () => {
    const background = { command: 'sleep 0.3; echo late; exit 5', run_in_background: true, description: 'slow' }
    await using home = shareScripted([script(['Shell', background]), script('begun'), script('heard')])
    const task = await run(home, '--mode', 'bypass', 'begin it')
    await becomes(home, task, 'completed')
    const context = readFileSync(join(task.outputPath, '..', '..', '..', 'context.jsonl'), 'utf8')
    expect(context).toMatch(/task\.failed[^]*Title: Background task failed: slow[^]*exit_code: 5[^]*late/)
    expect((await home.command(['task', 'output', task.short])).stdout).toMatch(/begun[^]*\[summary\]\nheard\n$/)
  })

  test('goes on in the next daemon when nothing had begun', async () => {
    await using home = await makeScripted([script(['Shell', { command: 'touch made' }]), script('end')])
    const task = await run(home, 'make it')
    await becomes(home, task, 'awaiting_approval')
    const pid = (await home.daemonPid())!
    await killDaemon(pid)
    await startDaemonIn(home)
    await becomes(home, task, 'awaiting_approval')
    const { waiting } = await show(home, task)
    expect(waiting!.text).toBe('Shell: Run `touch made`') // asked anew: it had not run
    await home.command(['task', 'approve', `${task.short}:${waiting!.request}`])
    await becomes(home, task, 'completed')
    const context = readFileSync(join(task.outputPath, '..', '..', '..', 'context.jsonl'), 'utf8')
    expect(context).toContain('You were interrupted')
  })

  test('in the directory that holds the share directory does not cost the daemon its lock', async () => {
    await using home = await makeScripted([
      script(['Grep', { pattern: 'nothing', include_ignored: true }]),
      script(['Shell', { command: 'touch made' }]),
      script('end'),
    ])
    await becomes(home, await run(home, '--mode', 'bypass', 'make it'), 'completed')
    expect(existsSync(join(home.dir, 'made'))).toBe(true)
    expect(takeLock(home.paths.lock)).toBe(null)
  })

  test('that waits when its daemon is stopped is named; the model learns that nobody has answered, and asks anew', async () => {
    await using home = await makeScripted([script(['Shell', { command: 'touch made' }]), script('end')])
    const task = await run(home, 'make it')
    await becomes(home, task, 'awaiting_approval')
    const stopped = await home.kimi(['daemon', 'stop'])
    expect(stopped).toEqual({
      status: 0,
      stdout: 'stopped\n',
      stderr: `kimi: a task of the agent pauses until kimi is used again:\n  ${task.short}  make it: waits for your answer, and asks again then\n`,
    })
    const file = join(task.outputPath, '..', '..', '..', 'context.jsonl')
    expect(readFileSync(file, 'utf8')).toContain('did NOT run. If it is still needed, make the same call again')
    expect(readFileSync(file, 'utf8')).not.toMatch(/rejected|user interrupted/)
    await startDaemonIn(home)
    await becomes(home, task, 'awaiting_approval')
    const { waiting } = await show(home, task)
    expect(waiting!.text).toBe('Shell: Run `touch made`')
    expect(await home.kimi(['daemon', 'restart'])).toMatchObject({
      status: 0,
      stderr: `kimi: a task of the agent goes on in the new daemon:\n  ${task.short}  make it: waited for your answer, and asks again\n`,
    })
    await becomes(home, task, 'awaiting_approval')
    const { waiting: again } = await show(home, task)
    await home.kimi(['task', 'approve', `${task.short}:${again!.request}`])
    await becomes(home, task, 'completed')
    expect(existsSync(join(home.dir, 'made'))).toBe(true)
  })

  test.each([
    ['goes on', ['approve'], 'completed', 2],
    ['stops', ['reject'], 'killed', 1],
  ] as const)('%s after a crash in the middle of a command only as the user says', async (_what, verb, end, times) => {
    const command = 'echo ran >> log; until [ -e go ]; do sleep 0.1; done'
    await using home = await makeScripted([script(['Shell', { command }]), script('end')])
    const task = await run(home, '--mode', 'bypass', 'run it')
    await expect.poll(() => existsSync(join(home.dir, 'log'))).toBe(true)
    const pid = (await home.daemonPid())!
    await killDaemon(pid)
    await startDaemonIn(home)
    await becomes(home, task, 'awaiting_approval')
    const { waiting } = await show(home, task)
    expect(waiting!.text).toContain('nobody knows how far it came')
    expect(waiting!.text).toContain(command)
    expect(readFileSync(join(home.dir, 'log'), 'utf8')).toBe('ran\n') // not run again
    writeFileSync(join(home.dir, 'go'), '')
    const answer = verb[0] === 'approve' ? ['--answer', '1'] : []
    await home.command(['task', verb[0], `${task.short}:${waiting!.request}`, ...answer])
    await becomes(home, task, end)
    expect(readFileSync(join(home.dir, 'log'), 'utf8').trim().split('\n')).toHaveLength(times)
  })

  test('can be steered and stopped', async () => {
    const command = 'until [ -e go ]; do sleep 0.1; done'
    await using home = shareScripted([script(['Shell', { command }]), script('end')])
    const task = await run(home, '--mode', 'bypass', 'run it')
    await expect.poll(async () => (await show(home, task)).tool).toBe('Shell')
    expect((await home.command(['task', 'steer', task.short, 'be', 'quick'])).status).toBe(0)
    writeFileSync(join(home.dir, 'go'), '')
    await becomes(home, task, 'completed')
    const context = readFileSync(join(task.outputPath, '..', '..', '..', 'context.jsonl'), 'utf8')
    expect(context).toContain('be quick')
    const late = await home.command(['task', 'steer', task.short, 'more'])
    expect([late.status, late.stderr.split('\n')[0]]).toEqual([1, 'kimi: no turn of the agent runs in this task'])
  })
})

test('--print is over when what it began in the background is', async () => {
  const background = { command: 'sleep 0.3; echo late > made', run_in_background: true, description: 'slow' }
  await using home = await makeServedScripted([script(['Shell', background]), script('begun'), script('heard')])
  const { status, stdout } = await home.command(['--print', '-p', 'go'])
  expect([status, stdout]).toEqual([0, 'begun\nheard\n'])
  expect(readFileSync(join(home.dir, 'made'), 'utf8')).toBe('late\n')
  await using other = await makeScripted([script(['Shell', background]), script('begun'), script('heard')])
  expect((await other.kimi(['--print', '--no-daemon', '-p', 'go'])).stdout).toBe('begun\nheard\n')
})

test('with tasks.auto_turn the agent goes on when what it had begun ends after its turn', async () => {
  const background = { command: 'until [ -e go ]; do sleep 0.1; done', run_in_background: true, description: 'slow' }
  const scripts = [script(['Shell', background]), script('begun'), script('heard of it')]
  await using home = await makeScripted(scripts)
  writeFileSync(home.paths.config, `[tasks]\nauto_turn = true\n`, { flag: 'a' })
  await lendDaemonTo(home)
  expect(await home.command(['-y', '-p', 'go'])).toMatchObject({ status: 0, stdout: 'begun\n' })
  const sessions = join(home.paths.share, 'sessions')
  const file = readdirSync(sessions, { recursive: true, encoding: 'utf8' }).find((name) =>
    /context\.jsonl$/.test(name),
  )!
  writeFileSync(join(home.dir, 'go'), '')
  await expect.poll(() => readFileSync(join(sessions, file), 'utf8')).toContain('heard of it')
})

test('a watch may ask the agent, and each turn it begins is a task of its own', async () => {
  await using home = await makeServedScripted([script('All tests pass.')])
  mkdirSync(join(home.dir, 'src'))
  const { stdout, stderr } = await home.command(['watch', 'src/**', '--json', '--ask', 'do the tests still pass?'])
  expect(stderr).toBe('')
  const watch = JSON.parse(stdout) as TaskView
  await expect.poll(() => readFileSync(watch.outputPath, 'utf8')).toContain('watching')
  writeFileSync(join(home.dir, 'src', 'a.ts'), 'changed')
  const turns = async () => {
    const { tasks } = await home.call('task/list', {})
    return tasks.filter(({ kind, status }) => kind === 'agent' && status === 'completed')
  }
  await expect.poll(async () => (await turns()).length).toBe(1)
  const [turn] = await turns()
  expect((await home.command(['task', 'output', turn!.short])).stdout).toContain('All tests pass.')
  expect((await home.command(['task', 'stop', watch.short])).status).toBe(0)
})

test('neither the output nor the title of a task can change the terminal', async () => {
  await using home = await makeServedHome()
  const hostile = `printf 'a\\033]0;title\\007b\\033[2Jc\\033[31mred\\033[m\\r\\nbar 10%%\\rbar 100%%\\n\\342\\200\\256x\\n'`
  const task = await run(home, '--title', 'x\u001b]0;evil\u0007\u202ey', '--', hostile)
  await becomes(home, task, 'completed')
  for (const args of [['list'], ['show', task.short], ['output', task.short]]) {
    expect((await home.command(['task', ...args])).stdout).not.toMatch(/[\u001b\u0007\u202e]/)
  }
  expect((await home.command(['task', 'output', task.short])).stdout).toBe('abcred\nbar 100%\n<U+202E>x\n')
  await using zsh = await home.shell('zsh')
  await zsh.until((screen) => screen.includes('● x<U+202E>y finished'))
})
