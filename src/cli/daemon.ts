// `kimi daemon …`.

import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findDaemon, greet } from '../client/connect.ts'
import { startDaemon } from '../client/start.ts'
import { KimiError } from '../protocol/errors.ts'
import type { DaemonStatus } from '../protocol/methods.ts'
import { readText } from '../sys/files.ts'
import { findPaths, type Paths } from '../sys/paths.ts'
import { unitFile } from './unit.ts'

const STOP_LIMIT_MS = 6_000

interface Options {
  json?: boolean
  follow?: boolean
  lines?: number
}

/** Runs one of the subcommands; gives the exit status: `status` answers 3 when no daemon runs. */
export async function runDaemonCommand(name: string, options: Options, env: NodeJS.ProcessEnv): Promise<number> {
  const paths = findPaths(env)
  const say = (text: string) => process.stdout.write(text + '\n')
  switch (name) {
    case 'start':
      await startDaemon(paths, env)
      return 0
    case 'stop':
      say((await stop(paths)) ? 'stopped' : 'not running')
      return 0
    case 'restart':
      await stop(paths)
      await startDaemon(paths, env)
      return 0
    case 'status': {
      const status = await readStatus(paths)
      if (options.json) say(JSON.stringify(status ?? { running: false }))
      else say(status ? describe(status) : `not running (it starts on first use)\n  ${paths.socket}`)
      return status ? 0 : 3
    }
    case 'logs':
      return showLogs(paths.log, options)
    case 'run': {
      const { runDaemon } = await import('../daemon/main.ts')
      await runDaemon(env)
      // Runs until a signal ends the process.
      return process.exitCode === undefined ? new Promise<never>(() => {}) : Number(process.exitCode)
    }
    default:
      say(unitFile(join(import.meta.dirname, 'kimi'), process.platform))
      return 0
  }
}

/** False when none runs. One that does not answer is ended by its process. */
async function stop(paths: Paths): Promise<boolean> {
  const client = await findDaemon(paths)
  if (!client) return false
  const answers = await greet(client).then(
    () => true,
    () => false,
  )
  if (answers) await client.call('daemon/stop', {})
  else endProcess(paths, 'SIGTERM')
  client.close()
  if (await isGone(paths)) return true
  endProcess(paths, 'SIGKILL')
  if (await isGone(paths)) return true
  throw new KimiError('daemon.busy', 'the daemon cannot be stopped', { hint: 'kimi daemon logs' })
}

/** Gone when the lock is free: another one can start at once. */
async function isGone(paths: Paths): Promise<boolean> {
  const { takeLock } = await import('../sys/lock.ts')
  for (const limit = performance.now() + STOP_LIMIT_MS; performance.now() < limit; await sleep(25)) {
    const lock = takeLock(paths.lock)
    lock?.close()
    if (lock) return true
  }
  return false
}

/** The lock is held, so the pid is of this daemon unless it was written by one before; its command line tells. */
function endProcess(paths: Paths, signal: 'SIGTERM' | 'SIGKILL'): void {
  const pid = Number(readText(paths.pid))
  if (!Number.isSafeInteger(pid) || pid < 2) return
  // /proc where there is one: slim systems have no ps.
  const line =
    readText(`/proc/${pid}/cmdline`) ??
    spawnSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).stdout ??
    ''
  if (!/daemon\.js|daemon[\s\0]run/.test(line)) return
  process.kill(pid, 'SIGCONT') // a stopped process takes no SIGTERM
  process.kill(pid, signal)
}

export async function readStatus(paths: Paths): Promise<DaemonStatus | null> {
  const client = await findDaemon(paths)
  if (!client) return null
  try {
    await greet(client)
    return await client.call('daemon/status', {})
  } finally {
    client.close()
  }
}

function describe(status: DaemonStatus): string {
  const { version, pid, upSeconds, rssBytes, socket, shells, asking } = status
  const lines = [
    `running: kimi ${version}, pid ${pid}, up ${upSeconds} s, ${Math.round(rssBytes / 1024 / 1024)} MB`,
    `  socket  ${socket}`,
    `  shells  ${shells.length}${asking > 0 ? `, ${asking} asking` : ''}`,
  ]
  for (const { shell, pid, cwd, atPrompt } of shells)
    lines.push(`    ${shell} ${pid} ${atPrompt ? 'at its prompt' : 'busy'} in ${cwd}`)
  return lines.join('\n')
}

async function showLogs(path: string, { follow, lines = 50 }: Options): Promise<number> {
  if (follow && existsSync(path)) {
    const tail = spawn('tail', ['-n', String(lines), '-F', path], { stdio: 'inherit' })
    return new Promise((resolve) => tail.once('close', (code) => resolve(code ?? 130)))
  }
  const text = readText(path)
  if (text === null) process.stderr.write(`kimi: no log yet at ${path}\n`)
  else
    process.stdout.write(
      text
        .split('\n')
        .slice(-lines - 1)
        .join('\n'),
    )
  return 0
}
