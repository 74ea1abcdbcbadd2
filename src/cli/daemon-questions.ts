// What suggest, fix, explain and check share: finding the daemon, reading a batch, printing answers.

import { realpathSync } from 'node:fs'
import type { Duplex } from 'node:stream'
import { connectDaemon, openClient } from '../client/connect.ts'
import type { Client } from '../client/peer.ts'
import { KimiError } from '../protocol/errors.ts'
import type { AskContext } from '../protocol/methods.ts'
import type { ShellName } from '../protocol/proposals.ts'
import { findPaths } from '../sys/paths.ts'
import { clientEnv } from './client-env.ts'

export interface AskOptions {
  json?: boolean
  offline?: boolean
  batch?: boolean
  cwd?: string
  shell?: ShellName
  daemon: boolean
}

/**
 * A client of the running daemon, started if need be; in-process with --no-daemon, in CI, and for a batch, which
 * brings enough work to pay for it. Always close it.
 */
export async function openAskClient(
  options: Pick<AskOptions, 'daemon' | 'batch'>,
  env: NodeJS.ProcessEnv,
): Promise<Client> {
  const paths = findPaths(env)
  if (!options.daemon || options.batch || env['CI']) return (await import('../client/host.ts')).hostDaemon(paths)
  return openClient({ paths, env, autostart: () => readAutostart(paths.config, env) })
}

/** The same, as bytes: for whoever speaks the protocol itself. */
export async function openStream(
  options: Pick<AskOptions, 'daemon'>,
  env: NodeJS.ProcessEnv,
): Promise<{ stream: Duplex; close(): void }> {
  const paths = findPaths(env)
  if (!options.daemon || env['CI']) return (await import('../client/host.ts')).hostStream(paths)
  const stream = await connectDaemon({ paths, env, autostart: () => readAutostart(paths.config, env) })
  return { stream, close: () => stream.destroy() }
}

/** Read only when no daemon runs: the TOML parser and zod cost more than the whole request. */
async function readAutostart(file: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const { loadConfig } = await import('../config/configuration.ts')
  return loadConfig({ file, env }).settings['daemon.autostart']
}

export function contextOf(options: AskOptions, env: NodeJS.ProcessEnv): AskContext {
  return {
    cwd: realPath(options.cwd ?? process.cwd()),
    shell: options.shell ?? shellOf(env),
    env: clientEnv(env).env,
    ...(options.offline ? { offline: true } : {}),
  }
}

function realPath(directory: string): string {
  try {
    return realpathSync(directory)
  } catch (error) {
    throw new KimiError('usage.invalid', `no such directory: ${directory}`, { hint: 'kimi help suggest', cause: error })
  }
}

function shellOf(env: NodeJS.ProcessEnv): ShellName {
  const name = env['SHELL']?.split('/').at(-1)
  return name === 'bash' || name === 'fish' ? name : 'zsh'
}

/**
 * One JSON object a line from stdin, one a line to stdout, in the same order with the same id. A line that is no object
 * gets `{id, error}`; the batch goes on.
 */
export async function runBatch(answer: (line: Record<string, unknown>) => Promise<object>): Promise<void> {
  const { createInterface } = await import('node:readline') // 3 ms that a single question need not pay
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    if (line.trim() === '') continue
    let id: unknown = null
    let result: object
    try {
      const parsed: unknown = JSON.parse(line)
      if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw new Error('not a JSON object')
      id = (parsed as Record<string, unknown>)['id'] ?? null
      result = await answer(parsed as Record<string, unknown>)
    } catch (error) {
      result = { error: error instanceof Error ? error.message : String(error) }
    }
    if (!process.stdout.write(JSON.stringify({ id, ...result }) + '\n'))
      await new Promise((resolve) => process.stdout.once('drain', resolve))
  }
}

/** A text field of a batch line, or the fallback. */
export function textOf(value: unknown, fallback = ''): string {
  return typeof value === 'string' ? value : fallback
}

/** Options of one batch line: its own `cwd` and `shell` over those of the command line. */
export function optionsOf(line: Record<string, unknown>, options: AskOptions): AskOptions {
  const shell = line['shell']
  return {
    ...options,
    ...(typeof line['cwd'] === 'string' ? { cwd: line['cwd'] } : {}),
    ...(shell === 'zsh' || shell === 'bash' || shell === 'fish' ? { shell } : {}),
  }
}
