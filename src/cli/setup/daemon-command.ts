// `kimi daemon …`: starts, stops and shows the daemon.

import { findOwnProgram } from '../../sys/own-path.ts'
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { findDaemon, greet } from '../../client/connect.ts'
import { startDaemon } from '../../client/start.ts'
import { settleStarter } from '../../client/starter-file.ts'
import { stopDaemon } from '../../client/stop.ts'
import type { DaemonStatus } from '../../protocol/methods.ts'
import { sanitiseLine } from '../../safety/text/sanitiser.ts'
import { readText } from '../../sys/files.ts'
import { findPaths, type Paths } from '../../sys/paths.ts'
import { findTasksLeft, sayTasksLeft, sayTasksPaused, sayTasksResumed } from '../tasks/tasks-left.ts'
import { unitFile } from './service-unit.ts'
import { say, sayAside, sayJson } from '../standard-streams.ts'

interface Options {
  json?: boolean
  follow?: boolean
  lines?: number
}

/** Runs one of the subcommands. Returns the exit status: `status` returns 3 when no daemon runs. */
export async function runDaemonCommand(name: string, options: Options, env: NodeJS.ProcessEnv): Promise<number> {
  const paths = findPaths(env)
  const print = (text: string) => say(text + '\n')
  switch (name) {
    case 'start':
      return startAndSettle(paths, env)
    case 'stop': {
      const left = await findTasksLeft(paths)
      print((await stopDaemon(paths)) ? 'stopped' : 'not running')
      sayTasksLeft(left)
      sayTasksPaused(left)
      return 0
    }
    case 'restart': {
      const left = await findTasksLeft(paths)
      const hasRun = await stopDaemon(paths)
      await startDaemon(paths, env)
      print(hasRun ? 'restarted' : 'started')
      sayTasksResumed(left)
      return 0
    }
    case 'status': {
      const status = await readStatus(paths)
      if (options.json) sayJson(status ?? { running: false })
      else print(status ? describe(status) : `not running (it starts on first use)\n  ${paths.socket}`)
      return status ? 0 : 3
    }
    case 'logs':
      return showLogs(paths.log, options)
    case 'run': {
      // The daemon's own bundle, in this process: a service manager watches the process that it has started.
      // A path and no URL: in the bundle this is a call of `require`.
      const file = join(import.meta.dirname, 'daemon.js')
      await ((await import(file)) as { started: Promise<void> }).started
      // A daemon that has begun to serve runs until a signal ends the process.
      return process.exitCode === undefined ? new Promise<never>(() => {}) : Number(process.exitCode)
    }
    default:
      print(unitFile(join(import.meta.dirname, 'kimi'), process.platform))
      return 0
  }
}

async function startAndSettle(paths: Paths, env: NodeJS.ProcessEnv): Promise<number> {
  try {
    await startDaemon(paths, env)
    settleStarter(paths, null)
    return 0
  } catch (error) {
    settleStarter(paths, `kimi: ${error instanceof Error ? error.message : String(error)}`)
    throw error
  }
}

async function readStatus(paths: Paths): Promise<DaemonStatus | null> {
  const client = await findDaemon(paths)
  if (!client) return null
  try {
    await greet(client, paths)
    return await client.call('daemon/status', {})
  } finally {
    client.close()
  }
}

const CWD_CELLS = 200

function describe(status: DaemonStatus): string {
  const { version, pid, upSeconds, rssBytes, socket, shells, asking } = status
  const lines = [
    `running: kimi ${version}, pid ${pid}, up ${upSeconds} s, ${Math.round(rssBytes / 1024 / 1024)} MB`,
    `  socket  ${socket}`,
    `  shells  ${shells.length}${asking > 0 ? `, ${asking} asking` : ''}`,
  ]
  for (const { shell, pid, cwd, atPrompt } of shells)
    lines.push(`    ${shell} ${pid} ${atPrompt ? 'at its prompt' : 'busy'} in ${sanitiseLine(cwd, CWD_CELLS)}`)
  return lines.join('\n')
}

async function showLogs(path: string, { follow, lines = 50 }: Options): Promise<number> {
  if (follow && existsSync(path)) {
    const tail = spawn(
      findOwnProgram('tail', process.env, [process.cwd()]) ?? '/usr/bin/tail',
      ['-n', String(lines), '-F', path],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    tail.stdout.setEncoding('utf8').on('data', say)
    return new Promise((resolve) => tail.once('close', (code) => resolve(code ?? 130)))
  }
  const text = readText(path)
  if (text === null) sayAside(`kimi: no log yet at ${path}\n`)
  else
    say(
      text
        .split('\n')
        .slice(-lines - 1)
        .join('\n'),
    )
  return 0
}
