// The live sessions of this daemon: opened by who comes first, shared by who comes later, closed some time after the
// last has gone.

import { randomUUID } from 'node:crypto'
import { loadConfig, type Config } from '../config/load.ts'
import type { OpenSession, OpenedSession } from '../protocol/methods.ts'
import type { ModelChoice } from '../session/agent-run.ts'
import type { Session } from '../session/session.ts'
import type { Log } from '../sys/log.ts'
import type { Paths } from '../sys/paths.ts'

export interface SessionsDeps {
  paths: Paths
  log: Log
  readConfig(env: OpenSession['env']): Config
  model(config: Config, env: OpenSession['env'], name: string | undefined, scope: string): ModelChoice
}

export interface Sessions {
  /** `release` is to be called when the connection closes. */
  open(params: OpenSession): Promise<{ session: Session; opened: OpenedSession; release(): void }>
  readonly isTurning: boolean
  list(): Session[]
  close(): Promise<void>
}

/** A session nobody is attached to is kept for the next: a shell's turns come one by one. */
const IDLE_MS = 60_000

export function createSessions(deps: SessionsDeps): Sessions {
  const { paths, log } = deps
  const live = new Map<string, { session: Session; users: number; timer: NodeJS.Timeout | undefined }>()
  const shells = new Map<number, string>()
  /** Opening is one after the other: two clients that ask for one session at once must share it. */
  let opening: Promise<unknown> = Promise.resolve()

  async function find(params: OpenSession): Promise<Session> {
    const wanted = params.shellPid === undefined ? undefined : shells.get(params.shellPid)
    const known = [...live.values()].find(({ session }) => session.id === (params.id ?? wanted))
    if (known && (params.id === undefined || known.session.workDir === params.workDir || wanted)) {
      if (wanted) known.session.moveTo(params.workDir)
      if (params.mode) known.session.setMode(params.mode)
      return known.session
    }
    const { openSession } = await import('../session/open-session.ts')
    if (wanted) params = { ...params, id: wanted }
    const { config: given } = params
    const config = given
      ? loadConfig({ file: given.file ?? paths.config, env: params.env, text: given.text })
      : deps.readConfig(params.env)
    if (params.maxTries !== undefined) config.agent = { ...config.agent, maxTries: params.maxTries }
    if (params.maxRalphIterations !== undefined)
      config.agent = { ...config.agent, maxRalphIterations: params.maxRalphIterations }
    const scope = randomUUID()
    const session = await openSession(params, {
      share: paths.share,
      home: paths.home,
      config,
      model: (name) => deps.model(config, params.env, name, scope),
      log: (problem) => log('warn', 'session', { problem }),
    })
    const twin = live.get(session.dir)
    if (twin) return twin.session
    live.set(session.dir, { session, users: 0, timer: undefined })
    if (params.shellPid !== undefined) shells.set(params.shellPid, session.id)
    return session
  }

  function release(session: Session): void {
    const entry = live.get(session.dir)
    if (!entry || --entry.users > 0) return
    entry.timer = setTimeout(() => void drop(session), IDLE_MS)
    entry.timer.unref()
  }

  async function drop(session: Session): Promise<void> {
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
    get isTurning() {
      return [...live.values()].some(({ session }) => session.isBusy)
    },
    list: () => [...live.values()].map(({ session }) => session),
    async close() {
      for (const { timer } of live.values()) clearTimeout(timer)
      await Promise.all([...live.values()].map(({ session }) => session.close()))
      live.clear()
    },
  }
}
