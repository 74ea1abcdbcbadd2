// The runner of a watch or a schedule: a process that runs the same command or prompt again and again, one run at a time. It
// outlives the daemon and the terminal. A run with a prompt begins a turn of the agent, which is a task of its own.

import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { startTime } from '../../sys/processes.ts'
import { FAMILY_VARIABLE } from '../../sys/process-mark.ts'
import { startWork, type CommandWork } from './command-work.ts'
import { beginRunnerLife, type RunnerLife } from './runner-life.ts'
import { parseSchedule, type Schedule } from '../task-schedule.ts'
import type { TaskSpec } from '../task-files.ts'
import { watchFiles } from './watch-files.ts'

/** Longest time between looks at the clock: timers stand still while the machine sleeps. */
const CLOCK_MS = 60_000
const SHOWN_PATHS = 3

export async function runTrigger(dir: string): Promise<void> {
  const life = beginRunnerLife(dir)
  if (!life) return
  const { spec, environment: env } = life
  // The times of a schedule are those of the clock on the wall of whoever has begun it.
  if (env['TZ'] === undefined) delete process.env['TZ']
  else process.env['TZ'] = env['TZ']
  const stopped = Promise.withResolvers<string>()
  const runs = createRuns(life, env)
  life.onStop(stopped.resolve)
  const { watch, every } = spec.kimi
  let close: () => Promise<void> | void
  if (watch) close = await followFiles(spec.cwd, watch, runs)
  else {
    const parsed = parseSchedule(every ?? '')
    if (!parsed.ok) return life.finish({ status: 'failed', failure_reason: parsed.reason })
    close = followSchedule(parsed.schedule, life, (cause) => runs.run(cause))
  }
  const reason = await stopped.promise
  await close()
  await runs.close()
  await life.finish({ status: 'killed', failure_reason: reason })
}

type Runs = ReturnType<typeof createRuns>

/**
 * Runs when files have changed. Changes during a run are ignored, since the run writes files itself; with `restarts` they
 * end the run and begin it again. Resolves when the watch has begun; the returned function ends it.
 */
async function followFiles(
  cwd: string,
  { patterns, debounceMs, restarts }: NonNullable<TaskSpec['kimi']['watch']>,
  runs: Runs,
): Promise<() => Promise<void>> {
  let isRunning = false
  const files = watchFiles({ cwd, patterns, debounceMs, onChanged, onProblem: runs.say })

  async function runOnce(cause: string): Promise<'ended' | 'restarted'> {
    if (restarts) return runs.run(cause)
    files.pause()
    const end = await runs.run(cause)
    const own = await files.resume()
    if (own.length > 0) runs.say(`changed while it ran, and not a reason to run again: ${describePaths(own)}`)
    return end
  }

  function onChanged(paths: string[]): void {
    if (isRunning) void runs.restart()
    else void runUntilEnded(describePaths(paths))
  }

  async function runUntilEnded(cause: string): Promise<void> {
    isRunning = true
    while ((await runOnce(cause)) === 'restarted');
    isRunning = false
  }

  await files.ready
  runs.say(`watching ${patterns.join(' ')}`)
  return files.close
}

/** Runs one after the other. The daemon learns of each by the count in the task's runtime. */
function createRuns(life: RunnerLife, env: Record<string, string>) {
  const { spec, log } = life
  let count = 0
  let current: CommandWork | null = null
  let isRestarting = false
  const say = (text: string) => log.write(Buffer.from(`[kimi: ${text}]\n`))

  async function run(cause: string): Promise<'ended' | 'restarted'> {
    count++
    say(`${new Date().toLocaleString('sv-SE')} run ${count}: ${cause}`)
    const prompt = spec.kind_payload['prompt']
    const started =
      typeof prompt === 'string'
        ? { ok: true as const, work: askAgent(life, env, `${prompt}\n\n(${cause})`) }
        : await startWork(spec, env, (bytes) => log.write(bytes))
    if (!started.ok) {
      say(started.reason)
      return 'ended'
    }
    current = started.work
    life.update({
      child_pid: current.pid,
      child_pgid: current.pid,
      kimi: { runs: count, childStarted: startTime(current.pid) },
    })
    const code = await current.ended
    current = null
    const hasRestarted = isRestarting
    isRestarting = false
    if (!hasRestarted) say(`exit ${code ?? 'unknown'}`)
    life.update({ exit_code: code, child_pid: null, child_pgid: null, kimi: { runs: count, ended: count } })
    return hasRestarted ? 'restarted' : 'ended'
  }

  /** Ends the run; its caller begins it again. */
  const restart = async () => {
    isRestarting = current !== null
    await current?.end(spec.kimi.grace)
  }
  return { run, say, restart, close: async () => current?.end(spec.kimi.grace) }
}

/** A turn of the agent, begun by `kimi task run --wait` with the keys of our own environment: it ends when the turn does. */
function askAgent(life: RunnerLife, env: Record<string, string>, words: string): CommandWork {
  const { spec, log } = life
  const { mode, model } = spec.kind_payload
  const flags = ['--wait', '--title', spec.description]
  if (typeof mode === 'string') flags.push('--mode', mode)
  if (typeof model === 'string') flags.push('--model', model)
  const args = [join(import.meta.dirname, 'cli.js'), 'task', 'run', ...flags, words]
  const child = spawn(process.execPath, args, {
    cwd: spec.cwd,
    env: { ...process.env, ...env, [FAMILY_VARIABLE]: spec.id },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => log.write(bytes))
  const ended = new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null))
    child.once('exit', (code) => resolve(code))
  })
  return { pid: child.pid ?? -1, ended, end: async () => void child.kill() }
}

/** Runs at the times of the schedule. Times that passed while the machine slept are made up for by one run. */
function followSchedule(schedule: Schedule, life: RunnerLife, run: (cause: string) => Promise<unknown>): () => void {
  let timer: NodeJS.Timeout | undefined
  const plan = () => {
    const next = schedule.next(new Date())
    life.update({ kimi: { nextRunAt: next && next.getTime() / 1000 } })
    if (!next) return
    const plannedAt = Date.now()
    const wait = () => {
      const left = next.getTime() - Date.now()
      if (Date.now() < plannedAt - CLOCK_MS) plan() // the clock was set back
      else if (left > 0) timer = setTimeout(wait, Math.min(left, CLOCK_MS))
      else void run(schedule.about).then(plan)
    }
    wait()
  }
  plan()
  return () => clearTimeout(timer)
}

function describePaths(paths: readonly string[]): string {
  const more = paths.length - SHOWN_PATHS
  return `${paths.slice(0, SHOWN_PATHS).join(', ')}${more > 0 ? ` and ${more} more` : ''} changed`
}
