// The live sessions of this daemon: opened by the first client, shared with later ones, and closed some time after the last
// client has gone.

import { randomUUID } from 'node:crypto'
import { loadConfig, type Config } from '../config/configuration.ts'
import type { SessionChange } from '../protocol/events.ts'
import type { OpenSession, OpenedSession } from '../protocol/methods.ts'
import type { ModelReply } from '../session/agent-run.ts'
import type { SessionHost } from '../session/open-session.ts'
import type { Session } from '../session/session.ts'
import { openShellSessions } from './shells/shell-sessions.ts'
import type { Log } from '../sys/log.ts'
import type { Paths } from '../sys/paths.ts'

export interface SessionsDeps {
  paths: Paths
  log: Log
  readConfig(env: OpenSession['env']): Config
  background: SessionHost['background']
  /** True while work goes on in this session without a client. */
  isNeeded(id: string): boolean
  onChanged(change: SessionChange, session: Session): void
  model(config: Config, env: OpenSession['env'], name: string | undefined, scope: string): ModelReply
}

export interface Sessions {
  /** Call `release` when the connection closes. */
  open(params: OpenSession): Promise<{ session: Session; opened: OpenedSession; release(): void }>
  /** The title of the live session of the shell with this process id, or ''. */
  titleOf(shellPid: number): string
  list(): Session[]
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

/** Every directory counts as trusted: users cannot say yet which ones they trust, and this is the one place that decides. */
function trustEveryDirectory(): boolean {
  return true
}

/** A session without a client stays open for so long: the turns of a shell are separate connections. */
const IDLE_MS = 60_000

export function createSessions(deps: SessionsDeps): Sessions {
  const live = new Map<string, Entry>()
  const shells = openShellSessions(deps.paths.run)
  // Two clients that ask for one session at once must share it.
  const oneByOne = createSequence()
  const list = () => [...live.values()].map(({ session }) => session)

  /** The live session that `params` ask for, opened if need be. */
  async function find(params: OpenSession): Promise<Entry> {
    const { choosePlace } = await import('../session/choose-place.ts')
    // A shell's session stays where it was begun, wherever the shell goes.
    const own = params.shellPid === undefined ? undefined : shells.find(params.shellPid)
    const { dir, id } = choosePlace(own ?? params, deps.paths.share)
    const known = live.get(dir)
    if (known && !isReplaceable(known, params)) return adapt(known, params)
    if (known) await drop(known)
    const workDir = own?.workDir ?? params.workDir
    const session = withTurnEvents(await openLiveSession({ ...params, id, workDir }, deps), deps.onChanged)
    session.moveTo(params.workDir)
    const entry = { session, users: 0, timer: undefined, isSpecial: isSpecial(params) }
    live.set(dir, entry)
    deps.onChanged('opened', session)
    if (params.shellPid !== undefined) shells.set(params.shellPid, { id, workDir })
    return entry
  }

  function enter(entry: Entry, env: OpenSession['env']) {
    clearTimeout(entry.timer)
    entry.users++
    const leave = () => {
      if (--entry.users === 0) closeWhenIdle(entry, deps.isNeeded, drop)
    }
    return { session: entry.session, opened: describe(entry.session, deps.readConfig(env)), release: once(leave) }
  }

  async function drop({ session, timer }: Entry): Promise<void> {
    clearTimeout(timer)
    if (!live.delete(session.dir)) return
    await session.close()
    deps.onChanged('closed', session)
  }

  return {
    open: (params) => oneByOne(async () => enter(await find(params), params.env)),
    titleOf(shellPid) {
      const own = shells.find(shellPid)
      return list().find(({ id }) => id === own?.id)?.title ?? ''
    },
    list,
    async closeIdle(dir) {
      const entry = live.get(dir)
      if (entry && isIdle(entry) && !deps.isNeeded(entry.session.id)) await drop(entry)
    },
    async close() {
      for (const { timer } of live.values()) clearTimeout(timer)
      await Promise.all(list().map((session) => session.close()))
      live.clear()
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

function isSpecial({ isUnattended, config, model, agent, agentFile, skillsDirs }: OpenSession): boolean {
  return Boolean(isUnattended || config || model || agent || agentFile || skillsDirs)
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
    isTrusted: trustEveryDirectory,
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

/** The configuration of a session: the client's own if it brings one, with the client's flags over its limits. */
function configOf({ config: own, env, maxTries, maxRalphIterations }: OpenSession, deps: SessionsDeps): Config {
  const config = own ? loadConfig({ file: own.file ?? deps.paths.config, env, text: own.text }) : deps.readConfig(env)
  if (maxTries !== undefined) config.agent = { ...config.agent, maxTries }
  if (maxRalphIterations !== undefined) config.agent = { ...config.agent, maxRalphIterations }
  return config
}

/** The same session, which also tells when a turn begins and ends, and when the turn has given it a title. */
function withTurnEvents(session: Session, onChanged: SessionsDeps['onChanged']): Session {
  const prompt: Session['prompt'] = async (input) => {
    if (session.isBusy) return session.prompt(input)
    const { title } = session
    onChanged('turn_began', session)
    const outcome = await session.prompt(input)
    onChanged('turn_ended', session)
    if (session.title !== title) onChanged('renamed', session)
    return outcome
  }
  return Object.create(session, { prompt: { value: prompt } }) as Session
}

function describe(session: Session, { settings }: Config): OpenedSession {
  const { id, dir, workDir, isNew, title, mode, modelName: model } = session
  return { id, dir, workDir, isNew, title, mode, model, showsSummary: settings['turns.summary'] }
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
