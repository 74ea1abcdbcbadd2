// The daemon's process: one per user and share directory. The lock is taken for life; whoever holds it owns the paths.

import { chmodSync, mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FSWatcher } from 'chokidar'
import { redactSecrets } from '../safety/text/redaction.ts'
import { ensurePrivateDirectory, writeAtomic } from '../sys/files.ts'
import { isListening } from '../sys/listening.ts'
import { takeLock, type Lock } from '../sys/lock.ts'
import { createLog, type Level } from '../sys/log.ts'
import { findPaths, type Paths } from '../sys/paths.ts'
import { createDaemon } from './daemon.ts'
import { openFifoDoor } from './shells/fifo-door.ts'
import { watchIdle } from './idle-exit.ts'
import { openSocketDoor } from './socket-door.ts'

/** A daemon that is leaving needs up to 5 s; its successor waits a little longer for the lock. */
const LOCK_WAIT_MS = 7_000
const LOCK_POLL_MS = 50
const SHUTDOWN_LIMIT_MS = 5_000
/** Who connected just before the path went is still served. */
const DRAIN_MS = 250

/**
 * Runs until stopped, then exits the process. Exits at once, with 0, when another daemon already serves the directory.
 * Says why in one line on stderr and exits with 3 when it cannot start.
 */
export async function runDaemon(env: NodeJS.ProcessEnv): Promise<void> {
  const paths = findPaths(env)
  process.umask(0o077)
  const lock = await prepare(paths)
  if (!lock) return
  process.chdir('/')
  // A terminal that goes away takes nobody along (Node dies of SIGHUP), and a closed log pipe neither.
  process.on('SIGHUP', () => {})
  process.on('SIGPIPE', () => {})

  // The configuration is read after the doors are open.
  let level: Level = 'info'
  const log = createLog(paths.log, redactSecrets, () => level)
  process.on('uncaughtException', (error) => log('error', 'uncaught', { error: error.stack ?? String(error) }))
  process.on('unhandledRejection', (error) =>
    log('error', 'unhandled', { error: error instanceof Error ? error.stack : String(error) }),
  )

  let isStopping = false
  const stop = (reason: string) => {
    if (isStopping) return
    isStopping = true
    void shutDown(reason)
  }
  const daemon = createDaemon({
    paths,
    log,
    indexFile: join(import.meta.dirname, 'knowledge.bin'),
    runner: join(import.meta.dirname, 'task-runner.js'),
    stop: () => stop('asked'),
  })
  const idle = watchIdle(
    () => daemon.settings()['daemon.idle_exit'],
    daemon.isBusy,
    () => stop('idle'),
  )
  const fifoDoor = await openFifoDoor(paths.control, paths.shells, daemon.receiveShell)
  // Last: whoever connects may at once ask for anything, an end included. One connection of a burst was lost otherwise.
  const socketDoor = await openSocketDoor(
    paths.socket,
    (socket) => {
      idle.touch()
      daemon.serve(socket)
    },
    () => stop('another socket took the path'),
  )
  if (paths.socket !== join(paths.run, 'sock')) writeAtomic(paths.socketPointer, paths.socket)
  else rmSync(paths.socketPointer, { force: true })
  writeAtomic(paths.pid, String(process.pid))
  let watcher: FSWatcher | undefined

  async function shutDown(reason: string): Promise<void> {
    log('info', 'stop', { reason })
    setTimeout(() => process.exit(1), SHUTDOWN_LIMIT_MS).unref()
    socketDoor.hide()
    await sleep(DRAIN_MS)
    while (daemon.isAsking()) await sleep(LOCK_POLL_MS)
    idle.close()
    fifoDoor.close()
    socketDoor.close()
    await watcher?.close()
    await daemon.close()
    lock!.close()
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => (isStopping ? process.exit(0) : stop(signal)))
  }

  log('info', 'start', { pid: process.pid, socket: paths.socket })
  if (process.connected) {
    // Else whoever started us is gone already.
    process.send!('ready')
    process.disconnect()
  }
  await daemon.warm()
  const readLevel = () => (level = daemon.settings()['log.level'] as Level)
  readLevel()
  const { watch } = await import('chokidar')
  watcher = watch(paths.config, { ignoreInitial: true, awaitWriteFinish: { stabilityThreshold: 50, pollInterval: 25 } })
  watcher.on('all', () => {
    daemon.reload()
    readLevel()
  })
  watcher.on('error', (error) => log('warn', 'watch', { error: String(error) }))
}

/** The lock of the run directory, made private; null (with the exit code set) when there is nothing for us to do. */
async function prepare(paths: Paths): Promise<Lock | null> {
  try {
    mkdirSync(paths.share, { recursive: true, mode: 0o700 })
    mkdirSync(paths.run, { recursive: true, mode: 0o700 })
    for (const directory of new Set([paths.run, dirname(paths.socket)])) {
      const checked = ensurePrivateDirectory(directory)
      if (!checked.ok) return fail(checked.reason, `chmod 700 ${directory}`)
    }
    const limit = performance.now() + LOCK_WAIT_MS
    for (;;) {
      const lock = takeLock(paths.lock)
      if (lock) {
        chmodSync(paths.lock, 0o600)
        return lock
      }
      // Somebody holds it: a daemon that serves, or one that is leaving.
      if (await isListening(paths.socket)) return null
      if (performance.now() > limit)
        return fail(`the lock ${paths.lock} is held by a process that does not answer`, 'kimi daemon status')
      await sleep(LOCK_POLL_MS)
    }
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error), 'kimi doctor')
  }
}

function fail(reason: string, hint: string): null {
  process.stderr.write(`kimi: the daemon cannot start: ${reason}\n  ${hint}\n`)
  process.exitCode = 3
  return null
}
