// The daemon is a function: given paths and an environment it answers any stream that speaks one of the two dialects.
// daemon-process.ts gives it doors; `--no-daemon` and tests host it over an in-memory stream.

import type { Duplex } from 'node:stream'
import type { Config } from '../config/configuration.ts'
import type { Method } from '../protocol/methods.ts'
import { ensureGrammar } from '../safety/lines/bash-grammar.ts'
import { sweepLocks } from '../session/store/session-lock.ts'
import { serveConnection, type Connection, type Receivers } from './connection.ts'
import { createAccountMethods } from './methods/account-methods.ts'
import { createDaemonMethods } from './methods/daemon-methods.ts'
import { createParts, type DaemonOptions, type DaemonParts } from './daemon-parts.ts'
import { createEventMethods } from './methods/event-methods.ts'
import type { FifoReceiver } from './shells/fifo-door.ts'
import { openJsonPeer, type JsonDeps } from './json-peer.ts'
import { createLiveSessionMethods } from './methods/live-session-methods.ts'
import { createStoredSessionMethods } from './methods/stored-session-methods.ts'
import { createModelMethods } from './methods/model-methods.ts'
import { createShellMethods } from './methods/shell-methods.ts'
import { createSuggestMethods } from './methods/suggest-methods.ts'
import { isAgentTask } from './task-continuation.ts'
import { sweepCompiledCode } from '../sys/folders/compiled-sweep.ts'
import { findMarked } from '../sys/process-mark.ts'
import { countBegunCommands } from '../tools/shell/begun-commands.ts'
import { isTerminal } from '../protocol/task.ts'
import { commandTest, createCommandWatch, createPeerGuard, type CommandWatch } from './peer-guard.ts'
import { createMcpMethods } from './methods/mcp-methods.ts'
import { createPluginMethods } from './plugins/plugin-methods.ts'
import { createPermissionMethods } from './methods/permission-methods.ts'
import { createTaskMethods } from './methods/task-methods.ts'
import { createTrustMethods } from './methods/trust-methods.ts'
import { createWorkspaceMethods } from './methods/workspace-methods.ts'

export interface Daemon {
  /** Answers a stream until it ends. */
  serve(stream: Duplex): void
  /** The receiver for a shell that comes by fifo. */
  receiveShell(connection: Connection): FifoReceiver
  /** True while something is open that an idle exit would hurt. */
  isBusy(): boolean
  /** True once a shell, a session or a task has come. */
  isUsed(): boolean
  /** True while somebody waits for an answer. */
  isAsking(): boolean
  /** Makes the next question read the configuration again if its file has changed. */
  refresh(): void
  settings(): Config['settings']
  /** Loads what the first question would otherwise have to wait for. */
  warm(): Promise<void>
  /** Tells those who follow the daemon's events that it stops: a connection that closes now was not lost. */
  announceStop(): void
  close(): Promise<void>
}

export function createDaemon(options: DaemonOptions): Daemon {
  const parts = createParts(options)
  const { accounts, config, knowledge, models, notices, sessions, shells, tasks } = parts
  const { connections } = parts.traffic
  const json = createJsonDeps(parts)
  const receivers: Receivers = {
    json: (connection) => openJsonPeer(connection, json),
    shell: (connection) => shells.open(connection, 'socket'),
  }
  return {
    serve(stream) {
      const connection = serveConnection(stream, receivers)
      connections.add(connection)
      stream.once('close', () => connections.delete(connection))
    },
    receiveShell: (connection) => shells.open(connection, 'fifo'),
    // Turns that are tasks do not count: the next daemon goes on with them.
    isAsking: () =>
      parts.traffic.requests > parts.traffic.waits ||
      shells.asking > 0 ||
      sessions.list().some(({ id, isBusy }) => isBusy && !isAgentTask(tasks, id)),
    isUsed: () => shells.isUsed || sessions.isUsed || tasks.register.all().length > 0,
    isBusy: () => hasWork(parts),
    refresh: parts.refreshConfig,
    settings: () => config.read().settings,
    warm: () => warmUp(parts, options),
    announceStop: () => parts.events.publish({ topic: 'daemon', change: 'stopping' }),
    async close() {
      parts.taskEvents.close()
      parts.leftBehind.close()
      notices.close()
      // Tasks use sessions, and sessions use servers and shells.
      await tasks.close()
      await sessions.close()
      await Promise.all([parts.servers.close(), parts.userShells.close()])
      for (const connection of connections) connection.close()
      models.close()
      await Promise.all([knowledge.close(), accounts.close()])
    },
  }
}

async function warmUp({ config, knowledge, notices, tasks }: DaemonParts, options: DaemonOptions): Promise<void> {
  const attempt = async (what: string, work: () => unknown) => {
    try {
      await work()
    } catch (error) {
      options.log('error', 'warm', { what, error: String(error) })
    }
  }
  await attempt('config', config.read)
  const tasksLoaded = options.isHosted
    ? undefined
    : attempt('tasks', tasks.load).then(() => attempt('notices', notices.catchUp))
  // An update may replace our files while we run, so everything that is loaded later is loaded now.
  await Promise.all([
    attempt('knowledge', knowledge.open),
    attempt('grammar', ensureGrammar),
    attempt('methods', () => import('./methods/json-methods.ts')),
    tasksLoaded,
  ])
  if (!options.isHosted) await attempt('leftovers', () => sweepLeftovers(options.paths.share))
}

async function sweepLeftovers(share: string): Promise<void> {
  await sweepLocks(share)
  await sweepCompiledCode(share)
}

function hasWork({ shells, userShells, tasks, traffic }: DaemonParts): boolean {
  return (
    shells.isAny() || userShells.isAnyNeeded() || traffic.requests > 0 || traffic.connections.size > 0 || tasks.isBusy
  )
}

/** Watches the commands of the agent and of tasks. The runner of a task may start one at any time. */
function watchCommands({ tasks, options }: DaemonParts, isCommand: (pid: number) => boolean): CommandWatch {
  const mayStart = () =>
    tasks.register.all().some(({ spec, runtime }) => spec.kind === 'bash' && !isTerminal(runtime.status))
  const countBegun = () => (mayStart() ? null : countBegunCommands())
  // Before our first command only one of an earlier daemon can be alive: on a busy system none is looked for again and again.
  const find = async () => {
    const found = await findMarked(isCommand)
    return found === 'unknown' && countBegunCommands() === 0 ? 'none' : found
  }
  const watch = createCommandWatch(countBegun, find, isCommand)
  // A hosted daemon has no peers but its own process, which is admitted without a look.
  if (!options.isHosted) watch.lookSoon()
  return watch
}

const WAITING_METHODS: readonly string[] = ['task/wait', 'task/output', 'account/login'] satisfies Method[]

function createJsonDeps(parts: DaemonParts): JsonDeps {
  const { options, traffic } = parts
  const isCommand = commandTest(options.paths.run)
  const commands = watchCommands(parts, isCommand)
  return {
    handlers: {
      ...createDaemonMethods(parts),
      ...createAccountMethods(parts),
      ...createModelMethods(parts),
      ...createSuggestMethods(parts),
      ...createLiveSessionMethods(parts),
      ...createStoredSessionMethods(parts),
      ...createTaskMethods(parts),
      ...createEventMethods(parts),
      ...createShellMethods(parts),
      ...createTrustMethods(parts),
      ...createPermissionMethods(parts),
      ...createWorkspaceMethods(),
      ...createMcpMethods(parts),
      ...createPluginMethods(parts),
    },
    guard: () => createPeerGuard(isCommand, commands),
    onRequest(method) {
      // The file's watch may come later than the first request after an edit.
      parts.refreshConfig()
      traffic.requests++
      if (WAITING_METHODS.includes(method)) traffic.waits++
    },
    onReply(method, ms) {
      options.log('debug', 'request', { method, ms: Math.round(ms) })
      traffic.requests--
      commands.lookSoon()
      if (WAITING_METHODS.includes(method)) traffic.waits--
    },
    onFailure(method, error) {
      options.log('error', 'request', {
        method,
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      })
    },
  }
}
