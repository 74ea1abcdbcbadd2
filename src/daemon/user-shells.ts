// The shells of the users in the sessions of this daemon: at most one in each session, opened by a client, ended with the session.

import { join } from 'node:path'
import type { Config } from '../config/configuration.ts'
import { KimiError } from '../protocol/errors.ts'
import type { Content } from '../protocol/message.ts'
import type { UserCommand, OpenUserShell } from '../protocol/shell-view.ts'
import type { Session } from '../session/session.ts'
import { createShellDoor } from '../session/user-shell/shell-run.ts'
import { attachMentioned, createShellNews } from '../session/user-shell/told-commands.ts'
import type { UserShell } from '../session/user-shell/user-shell.ts'
import type { Paths } from '../sys/paths.ts'
import type { UserShellDoor } from '../tools/shell/run-in-user-shell.ts'

/** A shell that was used waits so long at its prompt for its user to come back, in milliseconds. */
const KEPT_MS = 60 * 60_000

/** The folder of the shell files, beside dist/. */
const MARKS = join(import.meta.dirname, '..', 'shell')

/** A session is named by the directory of its files. */
export interface UserShells {
  /** The session's shell, opened if need be. Throws `shell.unsupported`. */
  open(session: Session, wish: OpenUserShell): Promise<UserShell>
  /** The shell that was opened in the session last, which may have ended; undefined when none was. */
  find(dir: string): UserShell | undefined
  /** The same, for what needs one that lives. Throws `shell.not_open`. */
  get(dir: string): UserShell
  doorOf(dir: string): UserShellDoor
  /** The user's input with the commands that it mentions; what else was run there is told to the session. */
  prepareInput(session: Session, input: Content): Content
  /** The last command, if it failed, of the shell with this process id. */
  failureOf(pid: number): UserCommand | undefined
  /** True when a session's shell has this process id. */
  hasProcess(pid: number): boolean
  /** True while the session's shell runs something, or may have its user come back. */
  isNeeded(dir: string): boolean
  /** True while any of them is needed. */
  isAnyNeeded(): boolean
  closeOf(dir: string): Promise<void>
  /** The same for a shell that only waits for its user; one that runs something stays. */
  closeAtPrompt(dir: string): Promise<void>
  close(): Promise<void>
}

export interface UserShellsDeps {
  paths: Paths
  settings(): Config['settings']
}

export function createUserShells(deps: UserShellsDeps): UserShells {
  const { open, find, findLive, dirs, closeOf } = createShellSet(deps)
  const describeNews = createShellNews()
  const isNeeded = (dir: string) => {
    const shell = findLive(dir)
    if (shell === undefined || shell.usedAt === 0) return false
    return shell.state.phase === 'running' || Date.now() - shell.usedAt < KEPT_MS
  }
  return {
    open,
    find,
    get(dir) {
      const shell = findLive(dir)
      if (shell) return shell
      throw new KimiError('shell.not_open', 'no shell is open in this session')
    },
    doorOf: (dir) => createShellDoor(() => findLive(dir)),
    prepareInput(session, input) {
      const shell = find(session.dir)
      const news = shell ? describeNews(shell, session.workDir) : ''
      if (news !== '') session.addContext(news)
      return attachMentioned(input, shell)
    },
    failureOf(pid) {
      const shell = dirs()
        .map(find)
        .find((each) => each?.state.pid === pid)
      const last = shell?.commands(0, 1)[0]
      return last?.status ? last : undefined
    },
    hasProcess: (pid) => dirs().some((dir) => findLive(dir)?.state.pid === pid),
    isNeeded,
    isAnyNeeded: () => dirs().some(isNeeded),
    closeOf,
    closeAtPrompt: async (dir) => void (findLive(dir)?.state.phase === 'running' || (await closeOf(dir))),
    close: async () => void (await Promise.all(dirs().map(closeOf))),
  }
}

/** The shells by the directories of their sessions' files: a user may give one id to sessions of two folders. */
function createShellSet({ paths, settings }: UserShellsDeps) {
  /** Two clients that open at once share a shell. */
  const opening = new Map<string, Promise<UserShell>>()
  const shells = new Map<string, UserShell>()

  const start = async (session: Session, wish: OpenUserShell): Promise<UserShell> => {
    const { createUserShell } = await import('../session/user-shell/user-shell.ts')
    const program = settings()['shell.program']
    // After `exit` the next shell begins where the last one was.
    const cwd = shells.get(session.dir)?.state.cwd ?? session.workDir
    const shell = await createUserShell({ ...wish, program, cwd, run: paths.run, marks: MARKS })
    shells.set(session.dir, shell)
    followDirectory(shell, session, () => settings()['shell.follow_cd'] === 'on')
    return shell
  }
  const findLive = (dir: string) => {
    const shell = shells.get(dir)
    return shell?.state.phase === 'ended' ? undefined : shell
  }
  return {
    async open(session: Session, wish: OpenUserShell): Promise<UserShell> {
      const live = findLive(session.dir)
      if (live) {
        live.resize(wish.columns, wish.rows)
        return live
      }
      const begun = opening.get(session.dir) ?? start(session, wish)
      opening.set(session.dir, begun)
      return begun.finally(() => opening.delete(session.dir))
    },
    find: (dir: string) => shells.get(dir),
    findLive,
    dirs: () => [...shells.keys()],
    async closeOf(dir: string): Promise<void> {
      await opening.get(dir)?.catch(() => {})
      const shell = shells.get(dir)
      shells.delete(dir)
      await shell?.close()
    },
  }
}

/** Moves the session with the shell, while `isOn`. */
function followDirectory(shell: UserShell, session: Session, isOn: () => boolean): void {
  let known = shell.state.cwd
  shell.stream.watch(() => {
    const { cwd, phase } = shell.state
    if (phase !== 'prompt' || cwd === known) return
    known = cwd
    if (isOn()) session.relocateWhenFree(cwd).catch(() => {}) // the disk is full: the shell has moved alone
  })
}
