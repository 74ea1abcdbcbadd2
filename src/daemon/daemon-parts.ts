// The parts of a daemon, made and joined: each gets what it needs of the others, which it asks only when it runs.

import { join } from 'node:path'
import { createAccounts, type Accounts } from '../accounts/accounts.ts'
import { createModelOffer, type ModelOffer } from '../accounts/model-offer.ts'
import { createUsageRecord, type UsageRecord } from '../accounts/usage-record.ts'
import { createServerSecrets, type ServerSecrets } from '../mcp/server-secrets.ts'
import type { ClientEnv } from '../protocol/methods.ts'
import { isTerminal } from '../protocol/task.ts'
import { createBudget } from '../suggest/ghost-request.ts'
import type { MessageGuessDeps } from '../suggest/message-guess.ts'
import { createTaskNotices, type TaskNotices } from '../notices/task-notices.ts'
import { createSuggester, type Suggester } from '../suggest/suggester.ts'
import { createSessionIndex, type SessionIndex } from '../session/store/session-index.ts'
import { createServerLogins, type ServerLogins } from '../mcp/oauth/server-logins.ts'
import { createServerPool, type ServerPool } from '../mcp/server-pool.ts'
import { noteCommand } from '../tools/shell/begun-commands.ts'
import { ORIGIN_VARIABLE } from '../sys/process-mark.ts'
import { closeKnownWorkspaces, noteWorkspace } from '../session/places/known-workspaces.ts'
import { openPluginShelf, type PluginShelf } from '../plugins/plugin-shelf.ts'
import { findPluginValues } from './plugins/plugin-values.ts'
import type { Log } from '../sys/log.ts'
import { ownPath } from '../sys/own-path.ts'
import type { Paths } from '../sys/paths.ts'
import { openSessionTasks, ordersOfTasks } from '../tasks/session-tasks.ts'
import { createTasks, type Tasks } from '../tasks/tasks.ts'
import { createSurroundings } from '../workspace/prompt-surroundings.ts'
import type { Connection } from './connection.ts'
import { createGhost } from './shells/ghost-text.ts'
import { createKeyLessons } from './shells/key-lessons.ts'
import { createNoticeDoors, type ShellNoticeDoors } from './shells/notice-doors.ts'
import { createEventLog, type EventLog } from './event-log.ts'
import { watchLeftBehind, type LeftBehindWatch } from '../safety/sandbox/left-behind-watch.ts'
import { createLiveConfig, type LiveConfig } from './live-config.ts'
import { listDesertedWaits, listRunning } from './methods/live-turns.ts'
import { createModelPool, type ModelPool } from './model-pool.ts'
import { createSessions, type Sessions } from './open-sessions.ts'
import { createSharedKnowledge, type SharedKnowledge } from './shared-knowledge.ts'
import { createShells, type Shells } from './shells/shells.ts'
import { listTabValues } from './shells/tab-values.ts'
import { countUsage } from './usage-count.ts'
import { continueAfter, isAgentTask, liveTasksOf } from './task-continuation.ts'
import { createUserSafety } from './user-safety.ts'
import { createTaskEvents, type TaskEvents } from './task-events.ts'
import { findWebServices } from './web-services.ts'
import { createUserShells, type UserShells } from './user-shells.ts'

export interface DaemonOptions {
  paths: Paths
  log: Log
  /** The file of the baked command index. */
  indexFile: string
  /** The program that runs command tasks. */
  runner: string
  /** True in a client's own process: `daemon/stop` is refused, nothing is watched. */
  isHosted?: boolean
  /** Called when a client asks the daemon to stop. */
  stop?(): void
}

/** The connections and requests of the moment. */
export interface Traffic {
  connections: Set<Connection>
  /** JSON requests without an answer yet. */
  requests: number
  /** The number of these requests that wait for a task, perhaps for days: a daemon that ends does not wait for them. */
  waits: number
  /** Questions that programs have asked since the start. */
  asked: number
}

export interface DaemonParts {
  options: DaemonOptions
  traffic: Traffic
  events: EventLog
  taskEvents: TaskEvents
  config: LiveConfig
  /** Called before each request and at each prompt: what follows sees the configuration as the file has it now. */
  refreshConfig(): void
  knowledge: SharedKnowledge
  surroundings: ReturnType<typeof createSurroundings>
  accounts: Accounts
  usage: UsageRecord
  offer: ModelOffer
  models: ModelPool
  suggester: Suggester
  /** The parts by which a user's next message is guessed. */
  guessing: MessageGuessDeps
  shells: Shells
  tasks: Tasks
  noticeDoors: ShellNoticeDoors
  notices: TaskNotices
  safety: ReturnType<typeof createUserSafety>
  secrets: ServerSecrets
  logins: ServerLogins
  servers: ServerPool
  plugins: PluginShelf
  sessions: Sessions
  sessionIndex: SessionIndex
  userShells: UserShells
  leftBehind: LeftBehindWatch
}

export function createParts(options: DaemonOptions): DaemonParts {
  const { paths, log } = options
  const config = createLiveConfig(paths, log)
  const knowledge = createSharedKnowledge(paths, options.indexFile, log)
  const surroundings = createSurroundings()
  const usage = createUsageRecord(paths.share)
  const { share, home, config: configFile } = paths
  const isLasting = !options.isHosted
  const accounts = createAccounts({ share, home, config: configFile, env: process.env, log, isLasting })
  const hasEnded = () => accounts.status().logins[0]?.state === 'rejected'
  const offer = createModelOffer(paths.share, paths.home, hasEnded)
  const pool = createModelPool(config.read, accounts, join(share, 'cache', 'models.json'))
  const models = countUsage(pool, usage, () => config.read().settings)
  const suggester = createSuggester({
    knowledge: knowledge.open,
    surroundings,
    chat: models.chat,
    settings: (env) => config.readFor(env).settings,
  })
  const guessing: MessageGuessDeps = {
    config: config.readFor,
    budget: createBudget(),
  }
  const clientMetadataUrl = () => config.read().settings['mcp.client_metadata_url']
  const traffic: Traffic = { connections: new Set(), requests: 0, waits: 0, asked: 0 }
  const events = createEventLog()
  const known = { options, traffic, events, config, knowledge, surroundings }
  const own = { ...known, accounts, usage, offer, models, suggester, guessing }
  const parts = own as DaemonParts
  parts.refreshConfig = () => {
    if (config.refresh()) models.forget()
  }
  parts.leftBehind = watchLeftBehind(share, log)
  parts.leftBehind.look()
  if (options.isHosted) closeKnownWorkspaces(share, process.env, process.cwd())
  parts.safety = createUserSafety(paths, config.forget)
  // A login gives tasks a model that wait for one.
  accounts.watch(() => accounts.login() && parts.tasks?.agents.onKeyAvailable())
  parts.sessionIndex = createSessionIndex(paths.share)
  parts.userShells = createUserShells({ paths, settings: () => config.read().settings })
  parts.shells = joinShells(parts)
  parts.tasks = joinTasks(parts)
  parts.noticeDoors = createNoticeDoors({
    paths,
    isHosted: options.isHosted ?? false,
    shells: () => parts.shells.list(),
    tellTasks: parts.shells.tellTasks,
  })
  parts.notices = joinNotices(parts)
  parts.leftBehind.tell(parts.notices.onMovedAside)
  parts.secrets = createServerSecrets(share)
  parts.logins = createServerLogins({ share, env: process.env, log, clientMetadataUrl })
  parts.servers = joinServers(parts)
  parts.plugins = openPluginShelf(share, home)
  parts.sessions = joinSessions(parts)
  parts.taskEvents = createTaskEvents(events, () => listRunning(parts.tasks, parts.sessions.list()))
  return parts
}

function joinShells(parts: DaemonParts): Shells {
  const { options, config, guessing, knowledge, models, offer, suggester, surroundings } = parts
  const settingsFor = (env: ClientEnv) => config.readFor(env).settings
  return createShells({
    suggester,
    ghost: createGhost({
      knowledge: knowledge.open,
      settings: settingsFor,
      chat: models.chat,
      budget: guessing.budget,
    }),
    failureOf: (pid) => parts.userShells.failureOf(pid),
    readsTerminal: (env) => settingsFor(env)['suggest.terminal_output'],
    sourceOf(env) {
      const chat = models.chat(env)
      return chat.ok && !settingsFor(env)['suggest.offline'] ? chat.name : ''
    },
    offersModel(env) {
      if (settingsFor(env)['suggest.offline'] || models.chat(env).ok) return ''
      return offer.take(env) ?? ''
    },
    teachesKeys: createKeyLessons(join(options.paths.share, 'cache', 'keys-seen')),
    modeOf: ({ pid }) => parts.sessions.modeOfShell(pid),
    agentTaskOf: ({ pid }) => parts.sessions.ofShell(pid)?.title ?? '',
    async guessMessage({ pid, env }, signal) {
      const session = parts.sessions.ofShell(pid)
      return session
        ? (await import('../suggest/message-guess.ts')).guessNextMessage(session, env, signal, guessing)
        : ''
    },
    onPrompt(cwd) {
      parts.refreshConfig()
      surroundings.warm(cwd)
    },
    onAnswered: ({ name, pid }, ms) => options.log('debug', 'answer', { shell: name, pid, ms: Math.round(ms) }),
    onEnvironment: (env) => parts.tasks.agents.onKeyAvailable(env),
    onConnected(shell) {
      parts.noticeDoors.clearMark(shell)
      parts.notices.onShellConnected()
    },
    onGone: (shell) => parts.noticeDoors.clearMark(shell),
    onNoticeShown: (delivery) => parts.notices.onNoticeShown(delivery),
    offersFirst: ({ pid }) => parts.notices.offers(pid),
    listTabValues: (kind, cwd) =>
      listTabValues(
        kind,
        { tasks: parts.tasks, sessions: parts.sessionIndex, models: config.read().models, listed: models.listed() },
        cwd,
      ),
    // History and connection are ready before the first Ctrl-X.
    onOpened(shell, histfile) {
      setImmediate(() => models.preconnect(shell.env))
      void knowledge.readHistory(histfile, shell.name)
    },
    onCommandEnded: ({ id }, ended) => knowledge.record(ended, id),
    onProposalSettled: knowledge.learn,
  })
}

function joinTasks(parts: DaemonParts): Tasks {
  const { options, config } = parts
  return createTasks({
    paths: options.paths,
    log: options.log,
    runner: options.runner,
    isHosted: options.isHosted ?? false,
    settings() {
      const { settings } = config.read()
      return {
        maxRunning: settings['background.max_running_tasks'],
        graceMs: settings['background.kill_grace_period_ms'],
        keepDays: settings['tasks.keep_days'],
        keepBytes: settings['tasks.keep_mb'] * 1024 * 1024,
      }
    },
    openSession: (open) => parts.sessions.open(open),
    canAnswer: (env, model) => parts.models.resolve(config.readFor(env), env, model).ok,
    onTaskRemoved: (id) => parts.taskEvents.removed(id),
    onTaskChanged(change) {
      if (change.type === 'status') parts.taskEvents.changed(change.view)
      parts.notices.onTaskChanged(change)
      if (change.type === 'status') continueAfter(change.task, parts)
      // A runner that was killed has settled nothing.
      if (change.type === 'status' && isTerminal(change.task.runtime.status)) parts.leftBehind.look()
    },
  })
}

function joinNotices(parts: DaemonParts): TaskNotices {
  const { options, config } = parts
  return createTaskNotices({
    paths: options.paths,
    doors: parts.noticeDoors,
    settings: () => config.read().settings,
    tasks: () => parts.tasks,
    isWatched: (id) => parts.sessions.list().some((session) => session.id === id && session.requests.clients.size > 0),
    desertedTurns: () => listDesertedWaits(parts.tasks.register, parts.sessions.list()),
    onPublished: ({ key, tone, text, at }, shellPid) =>
      parts.events.publish({ topic: 'notices', key, tone, text, at, shellPid }),
  })
}

function joinServers(parts: DaemonParts): ServerPool {
  const { paths, log } = parts.options
  return createServerPool({
    share: paths.share,
    log: (problem) => log('warn', 'mcp', { problem }),
    createAuth: parts.logins.fetchFor,
    onUnauthorized: () => {},
    secretOf: parts.secrets.read,
    process: { ownVariables: { [ORIGIN_VARIABLE]: paths.run }, onStarted: noteCommand },
  })
}

/** Settles what earlier commands left behind, and takes no program for ourselves from the folders any more. */
function enterWorkspace(folders: readonly string[], { options, leftBehind }: DaemonParts): void {
  leftBehind.look()
  try {
    if (!noteWorkspace(options.paths.share, folders)) return
  } catch (error) {
    options.log('error', 'workspace', { error: String(error) })
  }
  // In a client's own process the PATH is that of commands, too.
  if (!options.isHosted) process.env['PATH'] = ownPath(process.env)
}

/** Looks for the model of a client, where that takes a moment, before it is asked for. */
export async function prepareModel(
  { env, model }: { env: ClientEnv; model?: string | undefined },
  { secrets, models, config }: DaemonParts,
): Promise<void> {
  await secrets.ready()
  await models.prepare(config.readFor(env), env, model)
}

function joinSessions(parts: DaemonParts): Sessions {
  const { options, config, models, tasks } = parts
  return createSessions({
    paths: options.paths,
    log: options.log,
    readConfig: config.readFor,
    trust: parts.safety.trust,
    keepRule: parts.safety.keepRule,
    onWorkspace: (folders) => enterWorkspace(folders, parts),
    background: (owner) => openSessionTasks(tasks, owner),
    taskOrders: () => ordersOfTasks(tasks),
    servers: parts.servers,
    plugins: parts.plugins,
    pluginValues: (env) => findPluginValues(parts, env),
    services: (own, workDir) => findWebServices(own, parts.accounts, workDir),
    userShell: parts.userShells.doorOf,
    onInput: parts.userShells.prepareInput,
    isNeeded: ({ id, dir }) =>
      parts.userShells.isNeeded(dir) ||
      isAgentTask(tasks, id) ||
      (config.read().settings['tasks.auto_turn'] && liveTasksOf(tasks, id).length > 0),
    model: models.agent,
    prepareModel: (params) => prepareModel(params, parts),
    onChanged(change, { id, dir, workDir, title }) {
      parts.sessionIndex.touch(dir)
      if (change === 'closed') void parts.userShells.closeOf(dir)
      parts.events.publish({ topic: 'sessions', change, id, workDir, title })
    },
    onWaitChanged: ({ id }) => parts.notices.onTurnWaitChanged(id),
  })
}
