// The live sessions of this daemon: opened by who comes first, shared by who comes later, closed some time after the
// last has gone.

import { randomUUID } from 'node:crypto'
import { loadConfig, type Config } from '../config/configuration.ts'
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
  /** Whether something works in this session that nobody is attached to. */
  isNeeded(id: string): boolean
  model(config: Config, env: OpenSession['env'], name: string | undefined, scope: string): ModelReply
}

export interface Sessions {
  /** `release` is to be called when the connection closes. */
  open(params: OpenSession): Promise<{ session: Session; opened: OpenedSession; release(): void }>
  /** The title of the live session of the shell with this process id, or ''. */
  titleOf(shellPid: number): string
  list(): Session[]
  close(): Promise<void>
}

interface Entry {
  session: Session
  users: number
  timer: NodeJS.Timeout | undefined
  /** Opened with flags that another client may not want. */
  isSpecial: boolean
}

function hasOwnWays({ isUnattended, config, model, agent, agentFile, skillsDirs }: OpenSession): boolean {
  return Boolean(isUnattended || config || model || agent || agentFile || skillsDirs)
}

/** Every directory counts as trusted: users cannot say yet which ones they trust, and this is the one place that decides. */
function trustEveryDirectory(): boolean {
  return true
}

/** A session nobody is attached to is kept for the next: a shell's turns come one by one. */
const IDLE_MS = 60_000

export function createSessions(deps: SessionsDeps): Sessions {
  const { paths, log } = deps
  const live = new Map<string, Entry>()
  const shells = openShellSessions(paths.run)
  /** Opening is one after the other: two clients that ask for one session at once must share it. */
  let opening: Promise<unknown> = Promise.resolve()

  async function find(params: OpenSession): Promise<Session> {
    const own = params.shellPid === undefined ? undefined : shells.find(params.shellPid)
    const [{ choosePlace }, { openSession }] = await Promise.all([
      import('../session/choose-place.ts'),
      import('../session/open-session.ts'),
    ])
    // A shell's session stays where it was begun, wherever the shell goes.
    const place = choosePlace(own ?? params, paths.share)
    const known = live.get(place.dir)
    const isSpecial = hasOwnWays(params)
    // With other ways an idle session is opened anew; one that is in use is shared as it is.
    if (known && known.users === 0 && !known.session.isBusy && (isSpecial || known.isSpecial)) await drop(known.session)
    else if (known) {
      known.session.moveTo(params.workDir)
      if (params.mode) known.session.setMode(params.mode)
      return known.session
    }
    const { config: given } = params
    const config = given
      ? loadConfig({ file: given.file ?? paths.config, env: params.env, text: given.text })
      : deps.readConfig(params.env)
    if (params.maxTries !== undefined) config.agent = { ...config.agent, maxTries: params.maxTries }
    if (params.maxRalphIterations !== undefined)
      config.agent = { ...config.agent, maxRalphIterations: params.maxRalphIterations }
    const scope = randomUUID()
    const opened = { ...params, id: place.id, workDir: own?.workDir ?? params.workDir }
    const session = await openSession(opened, {
      share: paths.share,
      home: paths.home,
      config,
      isTrusted: trustEveryDirectory,
      model: (name) => deps.model(config, params.env, name, scope),
      log: (problem) => log('warn', 'session', { problem }),
      background: deps.background,
    })
    session.moveTo(params.workDir)
    live.set(session.dir, { session, users: 0, timer: undefined, isSpecial })
    if (params.shellPid !== undefined) shells.set(params.shellPid, { id: place.id, workDir: opened.workDir })
    return session
  }

  function release(session: Session): void {
    const entry = live.get(session.dir)
    if (!entry || --entry.users > 0) return
    entry.timer = setTimeout(() => {
      if (deps.isNeeded(session.id)) entry.timer?.refresh()
      else void drop(session)
    }, IDLE_MS)
    entry.timer.unref()
  }

  async function drop(session: Session): Promise<void> {
    clearTimeout(live.get(session.dir)?.timer)
    live.delete(session.dir)
    await session.close()
  }

  return {
    open(params) {
      const result = opening.then(async () => {
        const session = await find(params)
        const entry = live.get(session.dir)!
        clearTimeout(entry.timer)
        entry.users++
        let isReleased = false
        const { id, dir, workDir, isNew, title, mode, modelName: model } = session
        return {
          session,
          opened: { id, dir, workDir, isNew, title, mode, model },
          release() {
            if (isReleased) return
            isReleased = true
            release(session)
          },
        }
      })
      opening = result.catch(() => {})
      return result
    },
    titleOf(shellPid) {
      const id = shells.find(shellPid)?.id
      return [...live.values()].find(({ session }) => session.id === id)?.session.title ?? ''
    },
    list: () => [...live.values()].map(({ session }) => session),
    async close() {
      for (const { timer } of live.values()) clearTimeout(timer)
      await Promise.all([...live.values()].map(({ session }) => session.close()))
      live.clear()
    },
  }
}
