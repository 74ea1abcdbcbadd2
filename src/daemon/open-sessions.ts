// The live sessions of this daemon: opened by the first client, shared with later ones, and closed some time after the last
// client has gone.

import { randomUUID } from 'node:crypto'
import { dirname, join } from 'node:path'
import { loadConfig, type Config } from '../config/configuration.ts'
import { KimiError } from '../protocol/errors.ts'
import type { SessionChange } from '../protocol/events.ts'
import type { Content } from '../protocol/message.ts'
import type { Mode } from '../protocol/wire.ts'
import { EFFORTS, type OpenSession, type OpenedSession } from '../protocol/methods.ts'
import type { ModelReply } from '../session/agent-run.ts'
import type { CommandPlace, SessionHost } from '../session/opening/session-host.ts'
import type { PluginShelf } from '../plugins/plugin-shelf.ts'
import type { ValuesReply } from '../session/plugins/plugin-calls.ts'
import type { Session } from '../session/session.ts'
import { makeDirectory } from '../sys/files.ts'
import { rulesOf } from './user-safety.ts'
import { openShellSessions, type ShellSession } from './shells/shell-sessions.ts'
import type { Log } from '../sys/log.ts'
import type { Paths } from '../sys/paths.ts'

export interface SessionsDeps {
  paths: Paths
  log: Log
  readConfig(env: OpenSession['env']): Config
  trust: SessionHost['trust']
  keepRule: SessionHost['keepRule']
  /** Called before a session is opened, and before a command may be run, with the folders in which the agent works. */
  onWorkspace(folders: readonly string[]): void
  background: SessionHost['background']
  taskOrders: SessionHost['taskOrders']
  servers: SessionHost['servers']
  plugins: PluginShelf
  pluginValues(env: OpenSession['env']): Promise<ValuesReply>
  services(config: Config, workDir: string): SessionHost['services']
  userShell: NonNullable<SessionHost['userShell']>
  /** Called with the user's words before their turn begins; returns the words that the session gets. */
  onInput(session: Session, input: Content): Content
  /** True while work goes on in this session without a client. */
  isNeeded(session: Session): boolean
  onChanged(change: SessionChange, session: Session): void
  /** Called when the session's turn begins or ceases to wait for its user, and when a client comes or goes while it waits. */
  onWaitChanged(session: Session): void
  /** Looks for the model of a session that is about to be opened, where that takes a moment. */
  prepareModel(params: OpenSession): Promise<void>
  model(config: Config, env: OpenSession['env'], name: string | undefined, scope: string): ModelReply
}

export interface Sessions {
  /** Call `release` when the connection closes. */
  open(params: OpenSession): Promise<{ session: Session; opened: OpenedSession; release(): void }>
  /** The live session of the shell with this process id. */
  ofShell(pid: number): Session | undefined
  /** The mode of the session that the shell with this process id goes on with, live or not; '' when the shell has no session yet. Never rejects. */
  modeOfShell(pid: number): Promise<Mode | ''>
  list(): Session[]
  /**
   * A session that finds no model, or not the one of this name, looks for models in the variables of this client from now on, if that
   * helps.
   */
  offerModels(session: Session, env: OpenSession['env'], name?: string): void
  /** True once a session was opened. */
  readonly isUsed: boolean
  /** Closes the session whose files lie in `dir`, if it is live and nothing uses it. */
  closeIdle(dir: string): Promise<void>
  close(): Promise<void>
}

interface Entry {
  session: Session
  /** The number of connections that speak for it. */
  users: number
  timer: NodeJS.Timeout | undefined
  /** True when it was opened with flags that another client may not want. */
  isSpecial: boolean
  /** The settings that chose the session's model when it was opened. */
  models: string
  /** The variables in which the session's model is looked for. */
  sight: { env: OpenSession['env'] }
}

/** `movedFrom`: the directory in which the session had worked before, '' where it was this one. */
interface Found {
  entry: Entry
  movedFrom: string
}

/** A session without a client stays open for so long: the turns of a shell are separate connections. */
const IDLE_MS = 60_000
/** So many sessions without a client stay open, those that were used last: a script may begin thousands, each with a descriptor. */
const IDLE_LIMIT = 20

export function createSessions(deps: SessionsDeps): Sessions {
  const live = createLiveSet(deps)
  const shells = openShellSessions(deps.paths.run)
  // Two clients that ask for one session at once must share it.
  const oneByOne = createSequence()
  const list = () => live.list().map(({ session }) => session)

  /** The live session that `params` ask for, opened if need be; it has one user more. */
  async function find(params: OpenSession): Promise<Found> {
    const { choosePlace } = await import('../session/places/choose-place.ts')
    // A shell's session stays where it was begun, wherever the shell goes.
    const own = params.shellPid === undefined ? undefined : shells.find(params.shellPid)
    const { dir, id } = choosePlace(own ?? params, deps.paths.share)
    const known = live.find(dir)
    const models = modelsOf(deps.readConfig(params.env))
    const isStale = known !== undefined && known.models !== models && !deps.isNeeded(known.session)
    if (known && !isReplaceable(known, params, isStale)) {
      const before = known.session.workDir
      const { session } = adapt(known, params)
      offerModels(known, params.env, deps)
      return { entry: live.hold(known), movedFrom: session.workDir === before ? '' : before }
    }
    if (known) await live.drop(known)
    await live.untilGone(dir)
    const workDir = own?.workDir ?? params.workDir
    const sight = { env: params.env }
    const wish = await withChosenModel(params, dir, deps)
    deps.onWorkspace([workDir, params.workDir])
    const session = withTurnEvents(await openLiveSession({ ...wish, id, workDir }, sight, deps), deps)
    session.moveTo(params.workDir)
    const entry = live.hold({ session, users: 0, timer: undefined, isSpecial: isSpecial(params), models, sight })
    deps.onChanged('opened', session)
    if (params.shellPid !== undefined) shells.set(params.shellPid, { id, workDir })
    return { entry, movedFrom: session.movedFrom }
  }

  const liveOf = (own: ShellSession | undefined) => list().find(({ id }) => id === own?.id)

  return {
    open: (params) => oneByOne(async () => enter(await find(params), params, deps, live.leave)),
    ofShell: (pid) => liveOf(shells.find(pid)),
    async modeOfShell(pid) {
      const own = shells.find(pid)
      return liveOf(own)?.mode ?? (await readStoredMode(own, deps.paths.share))
    },
    list,
    offerModels(session, env, name) {
      const entry = live.find(session.dir)
      if (entry) offerModels(entry, env, deps, name)
    },
    get isUsed() {
      return live.isUsed
    },
    async closeIdle(dir) {
      const entry = live.find(dir)
      if (entry && isIdle(entry) && !deps.isNeeded(entry.session)) await live.drop(entry)
    },
    close: live.close,
  }
}

/** Describes the session to the client that speaks for it now. */
function enter({ entry, movedFrom }: Found, params: OpenSession, deps: SessionsDeps, leave: (entry: Entry) => void) {
  const problem = entry.session.modelName === '' ? findModelProblem(params, deps) : null
  const opened: OpenedSession = {
    ...describe(entry.session, deps.readConfig(params.env)),
    ...(problem === null ? {} : { modelProblem: problem }),
    ...(movedFrom === '' || params.shellPid !== undefined ? {} : { movedFrom }), // a shell takes its session along
  }
  return { session: entry.session, opened, release: once(() => leave(entry)) }
}

/** The sessions in memory, by directory, and how long those stay that have no client. */
function createLiveSet({ isNeeded, onChanged, log }: SessionsDeps) {
  /** A session that has lost its last client moves to the end. */
  const live = new Map<string, Entry>()
  /** Sessions that are on their way out, and still hold their lock. */
  const closing = new Map<string, Promise<void>>()
  let isUsed = false

  async function drop({ session, timer }: Entry): Promise<void> {
    clearTimeout(timer)
    if (!live.delete(session.dir)) return
    const closed = session
      .close()
      .catch((error: unknown) => log('warn', 'session', { problem: String(error) }))
      .finally(() => closing.delete(session.dir))
    closing.set(session.dir, closed)
    await closed
    onChanged('closed', session)
  }

  return {
    find: (dir: string) => live.get(dir),
    list: () => [...live.values()],
    get isUsed() {
      return isUsed
    },
    drop,
    untilGone: (dir: string) => closing.get(dir),
    /** A further client uses the session. */
    hold(entry: Entry): Entry {
      isUsed = true
      clearTimeout(entry.timer)
      entry.users++
      live.set(entry.session.dir, entry)
      return entry
    },
    leave(entry: Entry): void {
      const { dir } = entry.session
      if (--entry.users > 0 || live.get(dir) !== entry) return
      live.delete(dir)
      live.set(dir, entry)
      closeWhenIdle(entry, isNeeded, drop)
      const idle = [...live.values()].filter((other) => isIdle(other) && !isNeeded(other.session))
      for (const oldest of idle.slice(0, -IDLE_LIMIT)) void drop(oldest)
    },
    async close(): Promise<void> {
      await Promise.all([...live.values()].map(drop))
      await Promise.all(closing.values())
    },
  }
}

function closeWhenIdle(entry: Entry, isNeeded: SessionsDeps['isNeeded'], close: (entry: Entry) => unknown): void {
  entry.timer = setTimeout(() => {
    if (isNeeded(entry.session) || entry.session.isBusy) entry.timer?.refresh()
    else close(entry)
  }, IDLE_MS)
  entry.timer.unref()
}

/** True when an idle session must be opened anew, with other flags or other models. One that is in use is shared as it is. */
function isReplaceable(entry: Entry, params: OpenSession, isStale: boolean): boolean {
  return isIdle(entry) && (entry.isSpecial || isSpecial(params) || isStale)
}

/** The part of the configuration that chooses a model, to compare: `kimi model use` holds for the next turn. */
function modelsOf({ defaultModel, models, providers }: Config): string {
  return JSON.stringify([defaultModel, models, providers])
}

/** True when it has neither a client nor a turn. */
function isIdle({ users, session }: Entry): boolean {
  return users === 0 && !session.isBusy
}

/**
 * A client joins, and its mode holds from now on. The session goes where its shell is, or where a client opens it that nobody else
 * uses; others do not lose the directory under their hands.
 */
function adapt(entry: Entry, { workDir, mode, shellPid }: OpenSession): Entry {
  if (shellPid !== undefined) entry.session.moveTo(workDir)
  else if (isIdle(entry)) entry.session.relocate(workDir)
  if (mode) entry.session.setMode(mode)
  return entry
}

function isSpecial(open: OpenSession): boolean {
  const { isUnattended, trusts, config, model, agent, agentFile, skillsDirs, mcpServers, skipsUserServers } = open
  const isOtherwise = Boolean(mcpServers || skipsUserServers)
  return Boolean(isUnattended || trusts || config || model || agent || agentFile || skillsDirs || isOtherwise)
}

function offerModels({ session, sight }: Entry, env: OpenSession['env'], deps: SessionsDeps, name?: string): void {
  const finds = (from: OpenSession['env']) => deps.model(deps.readConfig(from), from, name, '').ok
  const isPoor = session.modelName === ''
  if (!isPoor && (name === undefined || finds(sight.env))) return
  if (!finds(env)) return
  sight.env = env
  if (isPoor) session.setModel({}) // tells all clients
}

async function readStoredMode(own: ShellSession | undefined, share: string): Promise<Mode | ''> {
  if (own === undefined) return ''
  try {
    const { choosePlace } = await import('../session/places/choose-place.ts')
    const { modeOfState, readState } = await import('../session/store/state-file.ts')
    return modeOfState(readState(choosePlace(own, share).state))
  } catch {
    return '' // the session has been removed, or its file cannot be read
  }
}

/** With the model and the effort that were chosen in the session, where the client wishes none and the model is still there. */
async function withChosenModel(params: OpenSession, dir: string, deps: SessionsDeps): Promise<OpenSession> {
  const { readState } = await import('../session/store/state-file.ts')
  const { kimi_model: model, kimi_effort: stored } = readState(join(dir, 'state.json'))
  const isChosen = params.model === undefined && params.thinking === undefined && params.effort === undefined
  const effort = EFFORTS.find((each) => each === stored)
  const wish = isChosen ? { ...params, ...(model ? { model } : {}), ...(effort ? { effort } : {}) } : params
  await deps.prepareModel(wish)
  if (wish.model === params.model) return wish
  return deps.model(configOf(params, deps), params.env, wish.model, '').ok ? wish : params
}

async function openLiveSession(
  params: OpenSession & { id: string },
  sight: Entry['sight'],
  deps: SessionsDeps,
): Promise<Session> {
  const { openSession } = await import('../session/opening/open-session.ts')
  const { paths } = deps
  const config = configOf(params, deps)
  const scope = randomUUID()
  return openSession(params, {
    share: paths.share,
    home: paths.home,
    config,
    trust: deps.trust,
    services: deps.services(config, params.workDir),
    rules: () => rulesOf(params.config ? config : deps.readConfig(params.env), paths.home),
    keepRule: deps.keepRule,
    sandbox(place) {
      deps.onWorkspace(place.folders)
      return prepareSandbox(place, paths)
    },
    whyNoSandbox: () => findWhyBare(paths),
    model: (name) => deps.model(config, sight.env, name, scope),
    lookForModel: () => deps.prepareModel({ ...params, env: sight.env }),
    log: (problem) => deps.log('warn', 'session', { problem }),
    background: deps.background,
    taskOrders: deps.taskOrders,
    servers: deps.servers,
    plugins: { shelf: deps.plugins, values: () => deps.pluginValues(sight.env) },
    userShell: deps.userShell,
  })
}

/**
 * The sandbox for commands in these folders, or null. It hides the share directory, the run directory and that of the socket, which may lie
 * in a temporary folder: a command could put a socket of its own there, and the user's shells would talk to it.
 */
async function prepareSandbox(place: CommandPlace, { home, share, run, socket }: Paths) {
  const { openSandbox } = await import('../safety/sandbox/sandbox.ts')
  const state = await openSandbox(run)
  if (state.kind !== 'ready') return null
  makeDirectory(dirname(socket))
  return state.prepare({ home, own: [share, run, dirname(socket)], ...place })
}

async function findWhyBare({ run }: Paths): Promise<string | null> {
  const { openSandbox } = await import('../safety/sandbox/sandbox.ts')
  const state = await openSandbox(run)
  if (state.kind === 'missing') return state.reason
  return process.platform === 'darwin' ? 'macOS has no sandbox yet for commands that write' : null
}

/**
 * The configuration of a session: the client's own if it brings one, with the client's flags over its limits. Throws
 * `config.invalid` when a file cannot be read.
 */
function configOf({ config: own, env, maxTries, maxRalphIterations }: OpenSession, deps: SessionsDeps): Config {
  if (own?.text?.trim() === '')
    throw new KimiError('config.invalid', 'Configuration text cannot be empty', { hint: '' })
  const config = own ? loadConfig({ file: own.file ?? deps.paths.config, env, text: own.text }) : deps.readConfig(env)
  // A proposal does with the readable part of a file; a turn must not run with half of its settings.
  if (config.broken !== null) throw new KimiError('config.invalid', config.broken)
  if (maxTries !== undefined) config.agent = { ...config.agent, maxTries }
  if (maxRalphIterations !== undefined) config.agent = { ...config.agent, maxRalphIterations }
  return config
}

/** The same session, which shows the user's words to `onInput` first, and tells when a turn begins and ends, and when the turn has given it a title. */
function withTurnEvents(session: Session, { onChanged, onWaitChanged, onInput }: SessionsDeps): Session {
  const prompt: Session['prompt'] = async (input, rules) => {
    if (session.isBusy) return session.prompt(input, rules)
    const { title } = session
    onChanged('turn_began', session)
    const outcome = await session.prompt(onInput(session, input), rules)
    onChanged('turn_ended', session)
    if (session.title !== title) onChanged('renamed', session)
    return outcome
  }
  const told = Object.create(session, { prompt: { value: prompt } }) as Session
  told.requests.onWaitChanged = () => onWaitChanged(told)
  return told
}

/** Null where no model was named: then none is there, and nothing is wrong. */
function findModelProblem(params: OpenSession, deps: SessionsDeps): NonNullable<OpenedSession['modelProblem']> | null {
  const config = params.config ? configOf(params, deps) : deps.readConfig(params.env)
  if (params.model === undefined && config.defaultModel === '') return null
  const found = deps.model(config, params.env, params.model, '')
  return found.ok ? null : { message: found.reason, hint: found.hint }
}

function describe(session: Session, { settings, agent }: Config): OpenedSession {
  const { id, dir, workDir, isNew, title, mode, modelName: model, effort } = session
  const shows = { showsSummary: settings['turns.summary'], showsThinking: agent.showsThinking ?? false }
  const shell = { prewarm: settings['shell.prewarm'], followCd: settings['shell.follow_cd'] as 'ask' | 'on' | 'off' }
  return {
    id,
    dir,
    workDir,
    isNew,
    title,
    mode,
    model,
    effort,
    allowed: session.allowed(),
    ...shows,
    editor: agent.editor,
    shell,
    terminal: terminalOf(settings),
  }
}

function terminalOf(settings: Config['settings']): OpenedSession['terminal'] {
  return {
    screen: settings['tui.screen'] as 'inline' | 'full',
    theme: settings['tui.theme'] as OpenedSession['terminal']['theme'],
    footer: settings['tui.footer'].split(',').map((item) => item.trim()),
    statusCommand: settings['tui.status_command'],
    notify: settings['tui.notify'] as OpenedSession['terminal']['notify'],
    vim: settings['tui.vim'],
    nextMessage: settings['ghost.message'],
  }
}

/** Runs work that is given to it one after the other, whether it succeeds or fails. */
function createSequence(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const result = last.then(work)
    last = result.catch(() => {})
    return result
  }
}

function once(action: () => void): () => void {
  let isDone = false
  return () => {
    if (!isDone) action()
    isDone = true
  }
}
