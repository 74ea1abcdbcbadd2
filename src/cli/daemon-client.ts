// The commands' way to a daemon: the one that runs, a new one, or one inside this process.

import type { Duplex } from 'node:stream'
import { connectDaemon, openClient, type ConnectOptions } from '../client/connect.ts'
import type { Client } from '../client/peer.ts'
import { findPaths, type Paths } from '../sys/paths.ts'
import { sayFailure } from './standard-streams.ts'

export interface DaemonChoice {
  /** False with --no-daemon: the work is done in this process. */
  daemon: boolean
  /** A batch brings enough work to pay for a daemon of its own. */
  batch?: boolean
  /** False to take only a daemon that runs already. */
  starts?: boolean
  /** Gets what is to be said to the user about the daemon, in place of stderr. */
  onRemark?(text: string): void
}

/** A client of the running daemon, which is started if need be; in-process with --no-daemon, in CI and for a batch. Close it. */
export async function openAskClient(choice: DaemonChoice, env: NodeJS.ProcessEnv): Promise<Client> {
  const paths = findPaths(env)
  if (!choice.daemon || choice.batch || env['CI']) return (await import('../client/host.ts')).hostDaemon(paths)
  return openClient(connectOptions(paths, env, choice))
}

/** The same as a stream of bytes, for a command that speaks the protocol itself. */
export async function openStream(
  choice: DaemonChoice,
  env: NodeJS.ProcessEnv,
): Promise<{ stream: Duplex; close(): void; isHosted: boolean }> {
  const paths = findPaths(env)
  if (!choice.daemon || env['CI']) return (await import('../client/host.ts')).hostStream(paths)
  const stream = await connectDaemon(connectOptions(paths, env, choice))
  return { stream, close: () => stream.destroy(), isHosted: false }
}

function connectOptions(
  paths: Paths,
  env: NodeJS.ProcessEnv,
  { starts = true, onRemark = sayFailure }: DaemonChoice,
): ConnectOptions {
  return {
    paths,
    env,
    autostart: async () => starts && (await readAutostart(paths.config, env)),
    onRemark: (text) => onRemark(text),
  }
}

/** Called only when no daemon runs: the TOML parser and zod cost more than the whole request. */
async function readAutostart(file: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const { loadConfig } = await import('../config/configuration.ts')
  return loadConfig({ file, env }).settings['daemon.autostart']
}
