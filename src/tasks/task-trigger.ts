// The process of a watch or a schedule: runs the same again and again, one run at a time, whatever becomes of the daemon
// and the terminal. A run is a command, or a turn of the agent that is begun like any other.

import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { startTime } from '../sys/processes.ts'
import { FAMILY_VARIABLE } from '../tools/shell/shell-process.ts'
import { startWork, type CommandWork } from './command-work.ts'
import { beginRunnerLife, type RunnerLife } from './runner-life.ts'
import { parseSchedule, type Schedule } from './task-schedule.ts'
import { dropEnvironment, readEnvironment } from './task-files.ts'
import { watchFiles } from './watch-files.ts'

/** Timers stand still while the machine sleeps, the clock does not: it is looked at so often. */
const CLOCK_MS = 60_000
const SHOWN_PATHS = 3

export async function runTrigger(dir: string): Promise<void> {
  const life = beginRunnerLife(dir)
  if (!life) return
  const { spec } = life
  const env = readEnvironment(dir) ?? {}
  dropEnvironment(dir)
  const stopped = Promise.withResolvers<string>()
  const runs = createRuns(life, env)
  life.onStop(stopped.resolve)
  const { watch, every } = spec.kimi
  let close: () => Promise<void> | void
  if (watch) {
    const files = watchFiles({
      cwd: spec.cwd,
      patterns: watch.patterns,
      debounceMs: watch.debounceMs,
      onChanged: (paths) => void onChange(paths),
      onProblem: (text) => runs.say(text),
    })
    close = files.close
    let isRunning = false
    const onChange = async (paths: string[]) => {
      if (isRunning) return void runs.end() // only with `restarts`: what runs is ended, and run again
      isRunning = true
      for (let why: string[] | null = paths; why !== null;) {
        if (!watch.restarts) files.pause()
        const ended = await runs.run(describePaths(why))
        why = ended === 'restarted' ? paths : null
        if (!watch.restarts) {
          const own = await files.resume()
          if (own.length > 0) runs.say(`changed while it ran, and not a reason to run again: ${describePaths(own)}`)
        }
      }
      isRunning = false
    }
    await files.ready
    runs.say(`watching ${watch.patterns.join(' ')}`)
  } else {
    const parsed = parseSchedule(every ?? '')
    if (!parsed.ok) return life.finish({ status: 'failed', failure_reason: parsed.reason })
    close = followSchedule(parsed.schedule, life, (why) => runs.run(why))
  }
  const reason = await stopped.promise
  await close()
  await runs.close()
  await life.finish({ status: 'killed', failure_reason: reason })
}

/** One run after the other; the daemon hears of each by the runtime's count. */
function createRuns(life: RunnerLife, env: Record<string, string>) {
  const { spec, log } = life
  let count = 0
  let current: CommandWork | null = null
  let isRestarting = false
  const say = (text: string) => log.write(Buffer.from(`[kimi: ${text}]\n`))

  async function run(why: string): Promise<'ended' | 'restarted'> {
    count++
    say(`${new Date().toLocaleString('sv-SE')} run ${count}: ${why}`)
    const prompt = spec.kind_payload['prompt']
    const started =
      typeof prompt === 'string'
        ? { ok: true as const, work: askAgent(life, env, `${prompt}\n\n(${why})`) }
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

  const end = async () => {
    isRestarting = current !== null
    await current?.end(spec.kimi.grace)
  }
  return { run, say, end, close: async () => current?.end(spec.kimi.grace) }
}

/** A turn of the agent, begun as the user would, with the keys that our own environment has; it has ended when this has. */
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

/** A time that was missed, since the machine slept, is made up for once. */
function followSchedule(schedule: Schedule, life: RunnerLife, run: (why: string) => Promise<unknown>): () => void {
  let timer: NodeJS.Timeout | undefined
  const plan = () => {
    const next = schedule.next(new Date())
    life.update({ kimi: { nextRunAt: next && next.getTime() / 1000 } })
    if (!next) return
    const wait = () => {
      const left = next.getTime() - Date.now()
      if (left > 0) timer = setTimeout(wait, Math.min(left, CLOCK_MS))
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
