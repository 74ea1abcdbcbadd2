// The live sessions of this daemon: opened by the first client, shared with later ones, and closed some time after the last
// client has gone.

import { randomUUID } from 'node:crypto'
import { loadConfig, type Config } from '../config/configuration.ts'
import { KimiError } from '../protocol/errors.ts'
import type { SessionChange } from '../protocol/events.ts'
import type { OpenSession, OpenedSession } from '../protocol/methods.ts'
import type { ModelReply } from '../session/agent-run.ts'
import type { SessionHost } from '../session/open-session.ts'
import type { Session } from '../session/session.ts'
import { rulesOf } from './user-safety.ts'
import { openShellSessions } from './shells/shell-sessions.ts'
import type { Log } from '../sys/log.ts'
import type { Paths } from '../sys/paths.ts'

export interface SessionsDeps {
  paths: Paths
  log: Log
  readConfig(env: OpenSession['env']): Config
  trust: SessionHost['trust']
  keepRule: SessionHost['keepRule']
  background: SessionHost['background']
  /** True while work goes on in this session without a client. */
  isNeeded(id: string): boolean
  onChanged(change: SessionChange, session: Session): void
  /** Looks for the model of a session that is about to be opened, where that takes a moment. */
  prepareModel(params: OpenSession): Promise<void>
  model(config: Config, env: OpenSession['env'], name: string | undefined, scope: string): ModelReply
}

export interface Sessions {
  /** Call `release` when the connection closes. */
  open(params: OpenSession): Promise<{ session: Session; opened: OpenedSession; release(): void }>
  /** The title of the live session of the shell with this process id, or ''. */
  titleOf(shellPid: number): string
  list(): Session[]
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
  async function find(params: OpenSession): Promise<Entry> {
    const { choosePlace } = await import('../session/choose-place.ts')
    // A shell's session stays where it was begun, wherever the shell goes.
    const own = params.shellPid === undefined ? undefined : shells.find(params.shellPid)
    const { dir, id } = choosePlace(own ?? params, deps.paths.share)
    const known = live.find(dir)
    if (known && !isReplaceable(known, params)) return live.hold(adapt(known, params))
    if (known) await live.drop(known)
    await live.untilGone(dir)
    const workDir = own?.workDir ?? params.workDir
    await deps.prepareModel(params)
    const session = withTurnEvents(await openLiveSession({ ...params, id, workDir }, deps), deps.onChanged)
    session.moveTo(params.workDir)
    const entry = live.hold({ session, users: 0, timer: undefined, isSpecial: isSpecial(params) })
    deps.onChanged('opened', session)
    if (params.shellPid !== undefined) shells.set(params.shellPid, { id, workDir })
    return entry
  }

  function enter(entry: Entry, env: OpenSession['env']) {
    const opened = describe(entry.session, deps.readConfig(env))
    return { session: entry.session, opened, release: once(() => live.leave(entry)) }
  }

  return {
    open: (params) => oneByOne(async () => enter(await find(params), params.env)),
    titleOf(shellPid) {
      const own = shells.find(shellPid)
      return list().find(({ id }) => id === own?.id)?.title ?? ''
    },
    list,
    get isUsed() {
      return live.isUsed
    },
    async closeIdle(dir) {
      const entry = live.find(dir)
      if (entry && isIdle(entry) && !deps.isNeeded(entry.session.id)) await live.drop(entry)
    },
    close: live.close,
  }
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
      const idle = [...live.values()].filter((other) => isIdle(other) && !isNeeded(other.session.id))
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
    if (isNeeded(entry.session.id)) entry.timer?.refresh()
    else close(entry)
  }, IDLE_MS)
  entry.timer.unref()
}

/** True when an idle session must be opened anew, with other flags. One that is in use is shared as it is. */
function isReplaceable(entry: Entry, params: OpenSession): boolean {
  return isIdle(entry) && (entry.isSpecial || isSpecial(params))
}

/** True when it has neither a client nor a turn. */
function isIdle({ users, session }: Entry): boolean {
  return users === 0 && !session.isBusy
}

/** A client joins: relative paths are those of its directory, and its mode holds from now on. */
function adapt(entry: Entry, { workDir, mode }: OpenSession): Entry {
  entry.session.moveTo(workDir)
  if (mode) entry.session.setMode(mode)
  return entry
}

function isSpecial({ isUnattended, trusts, config, model, agent, agentFile, skillsDirs }: OpenSession): boolean {
  return Boolean(isUnattended || trusts || config || model || agent || agentFile || skillsDirs)
}

async function openLiveSession(params: OpenSession & { id: string }, deps: SessionsDeps): Promise<Session> {
  const { openSession } = await import('../session/open-session.ts')
  const { paths } = deps
  const config = configOf(params, deps)
  const scope = randomUUID()
  return openSession(params, {
    share: paths.share,
    home: paths.home,
    config,
    trust: deps.trust,
    rules: () => rulesOf(params.config ? config : deps.readConfig(params.env), paths.home),
    keepRule: deps.keepRule,
    sandbox: (folders) => prepareSandbox(folders, paths),
    model: (name) => deps.model(config, params.env, name, scope),
    log: (problem) => deps.log('warn', 'session', { problem }),
    background: deps.background,
  })
}

/** The sandbox for commands in these folders, or null. It hides the share directory and the run directory. */
async function prepareSandbox(folders: readonly string[], { home, share, run }: Paths) {
  const { openSandbox } = await import('../safety/sandbox/sandbox.ts')
  const state = await openSandbox(run)
  return state.kind === 'ready' ? state.prepare({ home, own: [share, run], folders }) : null
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

/** The same session, which also tells when a turn begins and ends, and when the turn has given it a title. */
function withTurnEvents(session: Session, onChanged: SessionsDeps['onChanged']): Session {
  const prompt: Session['prompt'] = async (input, rules) => {
    if (session.isBusy) return session.prompt(input, rules)
    const { title } = session
    onChanged('turn_began', session)
    const outcome = await session.prompt(input, rules)
    onChanged('turn_ended', session)
    if (session.title !== title) onChanged('renamed', session)
    return outcome
  }
  return Object.create(session, { prompt: { value: prompt } }) as Session
}

function describe(session: Session, { settings, agent }: Config): OpenedSession {
  const { id, dir, workDir, isNew, title, mode, modelName: model } = session
  const shows = { showsSummary: settings['turns.summary'], showsThinking: agent.showsThinking ?? false }
  return { id, dir, workDir, isNew, title, mode, model, ...shows }
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
