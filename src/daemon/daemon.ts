// The daemon is a function: given paths and an environment it answers any stream that speaks a dialect. main.ts gives it
// doors; `--no-daemon` and tests host it over an in-memory stream. Everything heavy is opened on first use.

import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { loadConfig, withEnvironment, type Config } from '../config/configuration.ts'
import { createKnowledge, type Knowledge } from '../knowledge/engine.ts'
import { canAnswer } from '../models/model-catalog.ts'
import { KimiError } from '../protocol/errors.ts'
import type { Answer, AskContext, ClientEnv, DaemonStatus } from '../protocol/methods.ts'
import { PROTOCOL, VERSION, WIRE_PROTOCOL } from '../protocol/version.ts'
import { ensureGrammar } from '../safety/lines/bash-grammar.ts'
import { redactSecrets } from '../safety/text/redaction.ts'
import { classifyCommand } from '../safety/lines/line-risk.ts'
import type { Question } from '../suggest/prompt-question.ts'
import { createSuggester } from '../suggest/suggester.ts'
import { createSurroundings } from '../workspace/prompt-surroundings.ts'
import { isTerminal } from '../protocol/task.ts'
import { createTaskNotices } from '../notices/task-notices.ts'
import { openSessionTasks } from '../tasks/session-tasks.ts'
import type { Task } from '../tasks/task-directory.ts'
import { createTasks } from '../tasks/tasks.ts'
import { GO_ON_AFTER_TASKS } from '../session/background-settling.ts'
import { hasCode } from '../sys/files.ts'
import type { Log } from '../sys/log.ts'
import type { Paths } from '../sys/paths.ts'
import { serveConnection, type Connection, type Receivers } from './connection.ts'
import type { FifoReceiver } from './shells/fifo-door.ts'
import { createGhost } from './shells/ghost-text.ts'
import { openJsonPeer } from './json-peer.ts'
import { createNoticeDoors } from './shells/notice-doors.ts'
import { createModelPool } from './model-pool.ts'
import type { Handlers } from './json-methods.ts'
import { createSessions } from './open-sessions.ts'
import { createShellDigest } from './shells/shell-digest.ts'
import type { Shell } from './shells/shell-state.ts'
import { createShells } from './shells/shells.ts'
import { listTabValues } from './shells/tab-values.ts'
import { createTaskMethods } from './task-methods.ts'

export interface DaemonOptions {
  paths: Paths
  log: Log
  /** Where the baked command index lies. */
  indexFile: string
  /** The program that runs command tasks. */
  runner: string
  /** Hosted in a client's own process: `daemon/stop` is refused, nothing is watched. */
  isHosted?: boolean
  /** Asked to stop by a client. */
  stop?(): void
}

export interface Daemon {
  /** Answers a stream until it ends. */
  serve(stream: Duplex): void
  /** The receiver for a shell that comes by fifo. */
  receiveShell(connection: Connection): FifoReceiver
  /** Whether anything is open that an idle exit would hurt. */
  isBusy(): boolean
  /** Whether somebody waits for an answer. */
  isAsking(): boolean
  /** Reads the configuration anew with the next question. */
  reload(): void
  settings(): Config['settings']
  /** Opens what the first question would have to wait for. */
  warm(): Promise<void>
  close(): Promise<void>
}

function noSession(): KimiError {
  return new KimiError('protocol.invalid', 'this connection has no session: call session/open first')
}

const HISTORY_LIMIT_BYTES = 4 * 1024 * 1024

export function createDaemon(options: DaemonOptions): Daemon {
  const { paths, log } = options
  const started = performance.now()
  const connections = new Set<Connection>()
  const histories = new Set<string>()
  let config: Config | undefined
  let knowledge: Promise<Knowledge> | undefined
  let requests = 0
  let asked = 0

  const readConfig = (): Config => {
    if (config) return config
    config = loadConfig({ file: paths.config, env: process.env })
    for (const problem of config.problems) log('warn', 'config', { problem })
    return config
  }
  const settingsFor = (env: ClientEnv) => withEnvironment(readConfig(), env).settings
  const openKnowledge = () =>
    (knowledge ??= Promise.resolve(
      createKnowledge({
        indexFile: options.indexFile,
        home: paths.home,
        lessonsFile: join(paths.share, 'lessons.jsonl'),
        additions: paths.knowledge,
        env: process.env,
      }),
    ))

  const surroundings = createSurroundings()
  const models = createModelPool(readConfig)
  const suggester = createSuggester({
    knowledge: openKnowledge,
    surroundings,
    chat: models.chat,
    settings: settingsFor,
  })

  const ghost = createGhost({
    knowledge: openKnowledge,
    settings: settingsFor,
    chat: models.chat,
  })
  const shells = createShells({
    suggester,
    readsTerminal: () => readConfig().settings['suggest.terminal_output'],
    sourceOf(env) {
      const chat = models.chat(env)
      return chat.ok && !settingsFor(env)['suggest.offline'] ? chat.name : ''
    },
    agentTaskOf: ({ pid }) => sessions.titleOf(pid),
    onPrompt: surroundings.warm,
    onEnvironment: (env) => tasks.agents.onKeyAvailable(env),
    onConnected(shell) {
      noticeDoors.clearMark(shell)
      notices.onShellConnected()
    },
    onNoticeShown: (delivery) => notices.onNoticeShown(delivery),
    offersFirst: () => notices.offers(),
    ghost,
    listTabValues: (kind, cwd) =>
      listTabValues(kind, { tasks, models: readConfig().models, share: paths.share, ...(cwd && { cwd }) }),
    onOpened: (shell, histfile) => void greet(shell, histfile),
    onCommandEnded: (shell, { command, status }) =>
      void openKnowledge().then(({ history }) => history.record({ command, cwd: shell.cwd, status, at: Date.now() })),
    onProposalSettled: (about, offered, ran) =>
      void learn(about, offered, ran).catch((error: unknown) => log('warn', 'learn', { error: String(error) })),
  })

  /** Nothing private is remembered, and no secret. */
  async function learn(about: string, offered: string, ran: string): Promise<void> {
    if (/^\s/.test(about) || [about, offered, ran].some((text) => redactSecrets(text) !== text)) return
    const { lessons } = await openKnowledge()
    lessons.learn({ about, offered, ran, at: Date.now() })
  }

  /** A new shell: its history is read and the model's connection opened, before the first Ctrl-X. */
  async function greet(shell: Shell, histfile: string): Promise<void> {
    setImmediate(() => models.preconnect(shell.env))
    if (histfile === '' || histories.has(histfile)) return
    histories.add(histfile)
    const { history } = await openKnowledge()
    const tail = await readTail(histfile, HISTORY_LIMIT_BYTES)
    if (tail) history.load(tail, shell.name)
  }

  const status = (): DaemonStatus => ({
    version: VERSION,
    protocol: PROTOCOL,
    wire: WIRE_PROTOCOL,
    pid: process.pid,
    upSeconds: Math.round((performance.now() - started) / 1000),
    rssBytes: process.memoryUsage.rss(),
    socket: paths.socket,
    shells: shells
      .list()
      .map(({ id, name, pid, cwd, door, atPrompt }) => ({ id, shell: name, pid, cwd, door, atPrompt })),
    connections: connections.size,
    asking: shells.asking,
    asked,
    idleExitSeconds: readConfig().settings['daemon.idle_exit'] * 60,
  })

  async function ask(question: Question, signal: AbortSignal): Promise<Answer> {
    asked++
    const begin = performance.now()
    const answer: Answer = { proposals: [], ms: 0 }
    for await (const event of suggester.ask(question, signal)) {
      if (event.type === 'failed') throw event.error
      if (event.type === 'offer') answer.proposals[event.index - 1] = event.proposal
      else if (event.type === 'done' && event.note !== '') answer.note = event.note
    }
    answer.ms = performance.now() - begin
    return answer
  }
  const questionOf = ({ cwd, shell, env, offline }: AskContext, line: string): Question => ({
    line,
    cwd,
    shell,
    env,
    offline: offline ?? false,
    recent: [],
    aliases: [],
  })

  const tasks = createTasks({
    paths,
    log,
    runner: options.runner,
    isHosted: options.isHosted ?? false,
    settings() {
      const { settings, agent } = readConfig()
      return {
        maxRunning: agent.maxRunningTasks,
        graceMs: agent.killGraceMs,
        keepDays: settings['tasks.keep_days'],
        keepBytes: settings['tasks.keep_mb'] * 1024 * 1024,
      }
    },
    openSession: (open) => sessions.open(open),
    canAnswer(env, model) {
      const { models, providers, defaultModel } = withEnvironment(readConfig(), env)
      return canAnswer({ models, providers, default_model: model ?? defaultModel }, env)
    },
    onTaskChanged(change) {
      notices.onTaskChanged(change)
      if (change.type === 'status') goOn(change.task)
    },
  })
  const noticeDoors = createNoticeDoors({
    paths,
    shells: () => (options.isHosted ? [] : shells.list()),
    tellTasks: shells.tellTasks,
  })
  const notices = createTaskNotices({
    paths,
    doors: noticeDoors,
    settings: () => readConfig().settings,
    tasks: () => tasks,
    isWatched: (id) => sessions.list().some((session) => session.id === id && session.requests.clients.size > 0),
  })

  /** A task of a session has ended after the turn that began it: the agent goes on by itself, if the user wants it to. */
  function goOn({ spec, runtime }: Task): void {
    if (!isTerminal(runtime.status) || spec.kimi.turn) return
    if (!readConfig().settings['tasks.auto_turn'] || isTask(spec.session_id)) return
    const session = sessions
      .list()
      .find(({ id, isBusy, hasNotices }) => id === spec.session_id && !isBusy && hasNotices)
    if (!session) return
    const description = `${session.title || 'the agent'} goes on`
    const { shell } = spec.kimi
    const turn = { words: GO_ON_AFTER_TASKS }
    const own = {
      kind: 'agent' as const,
      description,
      cwd: session.workDir,
      kimi: { turn, ...(shell && { shell }), grace: 0, socket: '' },
    }
    tasks.agents.goOn(tasks.newSpec(own), session, tasks.enqueueWork)
  }
  /** Whether the agent works for a task in this session. */
  const isTask = (id: string) => liveTasksOf(id).some(({ spec }) => spec.kind === 'agent')
  const liveTasksOf = (id: string) =>
    tasks.register.all().filter(({ spec, runtime }) => spec.session_id === id && !isTerminal(runtime.status))

  const sessions = createSessions({
    paths,
    background: (owner) => openSessionTasks(tasks, owner),
    isNeeded: (id) => isTask(id) || (readConfig().settings['tasks.auto_turn'] && liveTasksOf(id).length > 0),
    log,
    readConfig: (env) => withEnvironment(readConfig(), env),
    model: models.agent,
  })

  const describePrompt = createShellDigest()

  const handlers: Handlers = {
    async 'session/open'(params, peer) {
      const { session, opened, release } = await sessions.open(params)
      peer.signal.addEventListener('abort', release, { once: true })
      if (peer.signal.aborted) release()
      await peer.bind(session)
      const shell = shells.list().find(({ pid }) => pid === params.shellPid)
      const fact = shell && describePrompt(shell)
      if (fact) session.addContext(fact)
      return opened
    },
    'session/mode'({ mode }, { session }) {
      if (!session) throw noSession()
      session.setMode(mode)
      return { mode: session.mode }
    },
    'session/background'(_, { session }) {
      if (!session) throw noSession()
      return { sent: session.sendToBackground() }
    },
    async 'session/rewind'(params, { session }) {
      if (!session) throw noSession()
      return session.rewind(params)
    },
    ...createTaskMethods(tasks, sessions.list, (pid) => shells.list().some((shell) => shell.pid === pid)),
    'daemon/hello': () => ({ version: VERSION, protocol: PROTOCOL, wire: WIRE_PROTOCOL, pid: process.pid }),
    'daemon/status': status,
    'daemon/stop': ({ ifIdle }) => {
      if (ifIdle && (shells.asking > 0 || requests > 1)) return { stopping: false }
      if (options.stop) setImmediate(options.stop)
      return { stopping: options.stop !== undefined }
    },
    'suggest/line': (params, { signal }) => ask(questionOf(params, params.line), signal),
    'suggest/fix': async ({ failed, output = '', exit = 1, shellPid, ...context }, { signal }) => {
      const question = questionOf(context, '')
      const shell = shells.list().find(({ pid }) => pid === shellPid)
      if (failed !== undefined) question.failed = { command: failed, status: exit, output }
      else {
        const last = shell && (await shells.describeFailure(shell))
        if (last) question.failed = last
      }
      if (!question.failed)
        throw new KimiError('suggest.empty', 'no failed command is known', { hint: 'kimi fix COMMAND' })
      return ask(question, signal)
    },
    'suggest/explain': async ({ command, shell }) => {
      const begin = performance.now()
      const parts = await (await openKnowledge()).explain({ command, shell })
      return { parts, ms: performance.now() - begin }
    },
    'suggest/check': async ({ command, shell }) => {
      await ensureGrammar()
      const begin = performance.now()
      return { ...classifyCommand(command, shell), ms: performance.now() - begin }
    },
    'suggest/forget': async ({ text }) => {
      const { lessons, history } = await openKnowledge()
      return { lessons: lessons.forget(text), commands: history.forget(text) }
    },
    'suggest/request': async (params) => ({
      request: await suggester.describeRequest(questionOf(params, params.line)),
    }),
  }

  const jsonDeps = {
    handlers,
    count: (change: number) => void (requests += change),
    report(method: string, error: unknown) {
      log('error', 'request', {
        method,
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      })
      // Our own files were replaced or removed under us: a daemon of the new ones must take over.
      if (hasCode(error, 'ERR_MODULE_NOT_FOUND')) options.stop?.()
    },
  }
  const receivers: Receivers = {
    json: (connection) => openJsonPeer(connection, jsonDeps),
    shell: (connection) => shells.open(connection, 'socket'),
  }

  return {
    serve(stream) {
      const connection = serveConnection(stream, receivers)
      connections.add(connection)
      stream.once('close', () => connections.delete(connection))
    },
    receiveShell: (connection) => shells.open(connection, 'fifo'),
    // Turns that are tasks go on in the next daemon.
    isAsking: () =>
      requests > 0 || shells.asking > 0 || sessions.list().some(({ id, isBusy }) => isBusy && !isTask(id)),
    isBusy: () => shells.isAny() || requests > 0 || connections.size > 0 || tasks.isBusy,
    reload() {
      config = undefined
      models.close()
    },
    settings: () => readConfig().settings,
    async warm() {
      readConfig()
      if (!options.isHosted) {
        tasks.load()
        notices.catchUp()
      }
      // All that is loaded later is loaded now: an update may replace our files while we run.
      await Promise.all([openKnowledge(), ensureGrammar(), import('./json-methods.ts')])
    },
    async close() {
      notices.close()
      await tasks.close()
      await sessions.close()
      for (const connection of connections) connection.close()
      models.close()
      await (await knowledge)?.close()
    },
  }
}

/** The end of a file, or null: history files can be large, gone, or no file at all. */
async function readTail(path: string, limitBytes: number): Promise<Uint8Array | null> {
  const file = await open(path, 'r').catch(() => null)
  if (!file) return null
  try {
    const { size } = await file.stat()
    const length = Math.min(size, limitBytes)
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(length), position: size - length })
    return buffer.subarray(0, bytesRead)
  } catch {
    return null
  } finally {
    await file.close()
  }
}
