// The daemon's process, one for each user and share directory. It holds the lock of the run directory until it ends, and
// owns the paths there while it does.

import { chmodSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createConfigWatch } from './config-watch.ts'
import { redactSecrets } from '../safety/text/redaction.ts'
import { ensurePrivateDirectory, makeDirectory, writeAtomic } from '../sys/files.ts'
import { describeFileFailure } from '../protocol/file-failures.ts'
import { isListening } from '../sys/listening.ts'
import { takeLock, type Lock } from '../sys/lock.ts'
import { ownPath } from '../sys/own-path.ts'
import { createLog, type Level, type Log } from '../sys/log.ts'
import { isMarked } from '../sys/process-mark.ts'
import { closeKnownWorkspaces } from '../session/places/known-workspaces.ts'
import { findOwnUser } from '../sys/own-user.ts'
import { findPaths, type Paths } from '../sys/paths.ts'
import { findForeignOwner, hintForOwner } from '../sys/share-owner.ts'
import { createDaemon, type Daemon } from './daemon.ts'
import { openFifoDoor } from './shells/fifo-door.ts'
import { collectWhenIdle } from './idle-memory.ts'
import { watchIdle, type IdleWatch } from './idle-exit.ts'
import { openSocketDoor } from './socket-door.ts'

/** A daemon that is leaving needs up to 5 s; its successor waits a little longer for the lock. */
const LOCK_WAIT_MS = 7_000
const LOCK_POLL_MS = 50
const SHUTDOWN_LIMIT_MS = 5_000
/** Answers and turns may end by themselves within this part of it; then they are cancelled, which takes at most what is left. */
const ASKING_LIMIT_MS = 2_000
/** Clients that connected just before the socket's path was removed are still served for so long. */
const DRAIN_MS = 250
/**
 * Runs until stopped, then exits the process. Exits at once, with 0, when another daemon already serves the directory.
 * When it cannot start, it says why in one line on stderr and exits with 3.
 */
export async function runDaemon(env: NodeJS.ProcessEnv): Promise<void> {
  const paths = findPaths(env)
  // No program of a workspace is started by its name here: a command of the agent may have written it.
  closeKnownWorkspaces(paths.share, env, env['KIMI_STARTED_IN'] ?? process.cwd())
  delete env['KIMI_STARTED_IN']
  env['PATH'] = ownPath(env)
  const lock = await prepare(paths, env)
  if (!lock) return
  detachFromTerminal()

  // The configuration is read after the doors are open.
  let level: Level = 'info'
  const log = createLog(paths.log, redactSecrets, () => level)
  logUncaught(log)

  const stop = createStop(log, () => shutDown())
  const daemon = createDaemon({
    paths,
    log,
    indexFile: join(import.meta.dirname, 'knowledge.bin'),
    runner: join(import.meta.dirname, 'task-runner.js'),
    stop: () => stop('asked'),
  })
  const readLevel = () => (level = daemon.settings()['log.level'] as Level)
  const configWatch = createConfigWatch(paths.config, log, () => {
    daemon.refresh()
    readLevel()
  })
  const doors = await openDoors(paths, daemon, stop)
  stopOnSignals(stop)
  const memory = collectWhenIdle()

  async function shutDown(): Promise<void> {
    doors.hide()
    daemon.announceStop()
    await sleep(DRAIN_MS)
    for (const limit = performance.now() + ASKING_LIMIT_MS; daemon.isAsking() && performance.now() < limit;)
      await sleep(LOCK_POLL_MS)
    doors.close()
    memory.close()
    configWatch.close()
    await daemon.close()
    lock!.close()
    process.exit(0)
  }

  log('info', 'start', { pid: process.pid, socket: paths.socket })
  announceReady()
  // From here on it serves: what fails of the rest is in the log, and fails again where it is needed.
  await daemon.warm()
  readLevel()
  await configWatch.start().catch((error: unknown) => log('error', 'warm', { error: String(error) }))
}

/** Says in one line why the daemon has not begun to serve, and exits with 3. */
export function failToStart(error: unknown): never {
  fail(describeFileFailure(error, findPaths(process.env).run), 'kimi doctor')
  process.exit()
}

/** A terminal that is closed, or a log pipe whose reader has gone, must not end the daemon. */
function detachFromTerminal(): void {
  process.chdir('/')
  process.on('SIGHUP', () => {})
  process.on('SIGPIPE', () => {})
}

function logUncaught(log: Log): void {
  process.on('uncaughtException', (error) => log('error', 'uncaught', { error: error.stack ?? String(error) }))
  process.on('unhandledRejection', (error) =>
    log('error', 'unhandled', { error: error instanceof Error ? error.stack : String(error) }),
  )
}

/** Ends the process, giving the reason to the log; false when it is ending already. */
type Stop = (reason: string) => boolean

function createStop(log: Log, shutDown: () => Promise<void>): Stop {
  let isStopping = false
  return (reason) => {
    if (isStopping) return false
    isStopping = true
    log('info', 'stop', { reason })
    setTimeout(() => process.exit(1), SHUTDOWN_LIMIT_MS).unref()
    void shutDown()
    return true
  }
}

/** A second signal exits at once. */
function stopOnSignals(stop: Stop): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (!stop(signal)) process.exit(0)
    })
  }
}

/** Opens the fifo door, then the socket, and writes down where they are. */
async function openDoors(paths: Paths, daemon: Daemon, stop: Stop): Promise<{ hide(): void; close(): void }> {
  const idle: IdleWatch = watchIdle({
    minutes: () => daemon.settings()['daemon.idle_exit'],
    isBusy: daemon.isBusy,
    isUsed: daemon.isUsed,
    onIdle: () => stop('idle'),
  })
  const fifo = await openFifoDoor(paths.control, paths.shells, daemon.receiveShell)
  // The socket comes last: a client may ask for anything at once, even for the end of the daemon. With the socket first,
  // one connection of a burst was lost.
  const socket = await openSocketDoor(
    paths.socket,
    (connection) => {
      idle.touch()
      daemon.serve(connection)
    },
    () => stop('another socket took the path'),
  )
  if (paths.socket !== join(paths.run, 'sock')) writeAtomic(paths.socketPointer, paths.socket)
  else rmSync(paths.socketPointer, { force: true })
  writeAtomic(paths.pid, String(process.pid))
  return {
    hide: socket.hide,
    close() {
      idle.close()
      fifo.close()
      socket.close()
    },
  }
}

/** Tells the process that started the daemon, if it still listens. */
function announceReady(): void {
  if (!process.connected) return
  process.send!('ready')
  process.disconnect()
}

function hintForFolder(directory: string, reason: string): string {
  if (!reason.endsWith('another user')) return `chmod 700 ${directory}`
  return 'export KIMI_RUNTIME_DIR=…   # a folder of your own with a short path'
}

/** True for the run directory of the user's own home; of an account without one, it is not known which that is. */
function isOwnRun(run: string): boolean {
  const { home } = findOwnUser()
  return home === null || run === findPaths({ HOME: home }).run
}

/** The lock of the run directory, made private; null, with the exit code set, when there is nothing to do or no way to start. */
async function prepare(paths: Paths, env: NodeJS.ProcessEnv): Promise<Lock | null> {
  const foreign = findForeignOwner(paths.share, env)
  if (foreign !== null) return fail(foreign, hintForOwner())
  if (isMarked() && isOwnRun(paths.run))
    return fail('a command that kimi itself has started may not start it', 'run it in your own shell')
  try {
    makeDirectory(paths.run)
    for (const directory of new Set([paths.run, dirname(paths.socket)])) {
      const checked = ensurePrivateDirectory(directory)
      if (!checked.ok) return fail(checked.reason, hintForFolder(directory, checked.reason))
    }
    const limit = performance.now() + LOCK_WAIT_MS
    for (;;) {
      const lock = takeLock(paths.lock)
      if (lock) {
        chmodSync(paths.lock, 0o600)
        return lock
      }
      // The holder is a daemon that serves, or one that is leaving.
      if (await isListening(paths.socket)) return null
      if (performance.now() > limit)
        return fail(`the lock ${paths.lock} is held by a process that does not answer`, 'kimi daemon status')
      await sleep(LOCK_POLL_MS)
    }
  } catch (error) {
    return fail(describeFileFailure(error, paths.run), 'kimi doctor')
  }
}

function fail(reason: string, hint: string): null {
  process.stderr.write(`kimi: the daemon cannot start: ${reason}\n  ${hint}\n`)
  process.exitCode = 3
  return null
}
