// The lock under which a login is renewed, so that of all programs that share it one asks and the others read its answer. Kimi
// Code makes a directory and keeps its time fresh (the npm package proper-lockfile 4.1: `stale` 5 s); Kimi CLI holds flock(2) on a
// file. Both are taken: a renewal that overlaps another one ends the login of all. Between our own processes a kernel lock decides
// first, which no slow disk makes look stale: of twenty processes on a crowded machine four renewed with the directory alone.

import { findOwnProgram, ownPath } from '../sys/own-path.ts'
import { spawn } from 'node:child_process'
import { existsSync, openSync, closeSync } from 'node:fs'
import { mkdir, rmdir, stat, utimes } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describeFileFailure } from '../protocol/file-failures.ts'
import { hasCode, makeDirectory } from '../sys/files.ts'
import { waitForLock } from '../sys/lock.ts'
import { followLink } from './login-file.ts'
import type { Slot } from './login-slots.ts'

export type LockReply = { ok: true; release(): Promise<void> } | { ok: false; reason: string }

/** A lock that was not touched for so long belongs to nobody (Kimi Code's figure). */
const STALE_MS = 5_000
const TOUCH_MS = 2_000
/** Kimi Code waits 60 s to two minutes for another program. */
const WAIT_LIMIT_MS = 60_000
const POLL_MS = 50
/** Kimi CLI's own requests end after half a minute. */
const FLOCK_WAIT_S = 30

export async function takeLoginLock(
  slot: Pick<Slot, 'file' | 'ownLock' | 'lockTarget' | 'kimiCliLock'>,
): Promise<LockReply> {
  const own = await takeOwnLock(slot.ownLock)
  if (!own.ok) return own
  const shared = await takeDirectoryLock(lockTargetOf(slot))
  if (!shared.ok) {
    await own.release()
    return shared
  }
  const releaseFile = slot.kimiCliLock === null ? () => {} : await takeFileLock(slot.kimiCliLock)
  return {
    ok: true,
    async release() {
      releaseFile()
      await shared.release()
      await own.release()
    },
  }
}

/** A link that leads into the credentials of another home has the lock there: that is where its programs look. */
function lockTargetOf({ file, lockTarget }: Pick<Slot, 'file' | 'lockTarget'>): string {
  const real = followLink(file)
  if (real === file || basename(dirname(real)) !== 'credentials') return lockTarget
  return join(dirname(dirname(real)), 'oauth', basename(real, '.json'))
}

async function takeOwnLock(path: string): Promise<LockReply> {
  try {
    makeDirectory(dirname(path))
    const lock = await waitForLock(path, WAIT_LIMIT_MS)
    if (lock) return { ok: true, release: async () => lock.close() }
    return { ok: false, reason: `another process of kimi holds ${path}` }
  } catch (error) {
    return { ok: false, reason: describeFileFailure(error, dirname(path)) }
  }
}

async function takeDirectoryLock(target: string): Promise<LockReply> {
  const path = `${target}.lock`
  try {
    makeDirectory(dirname(target))
    closeSync(openSync(target, 'a', 0o600)) // proper-lockfile wants the file to be there
    const limit = performance.now() + WAIT_LIMIT_MS
    const watch = createStaleWatch(path)
    for (;;) {
      if (await tryMake(path)) return { ok: true, release: await keepFresh(path) }
      if (await watch.isStale()) await removeDirectory(path)
      else if (performance.now() > limit) return { ok: false, reason: `another program holds ${path}` }
      else await sleep(POLL_MS)
    }
  } catch (error) {
    return { ok: false, reason: describeFileFailure(error, dirname(target)) }
  }
}

async function tryMake(path: string): Promise<boolean> {
  try {
    await mkdir(path, { mode: 0o700 })
    return true
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false
    throw error
  }
}

/**
 * Tells whether the lock's holder is gone: its time is older than STALE_MS, or it has not changed while we watched for so long. A
 * clock that was put back leaves times in the future, which proper-lockfile would wait for.
 */
function createStaleWatch(path: string): { isStale(): Promise<boolean> } {
  let seen = 0
  let since = performance.now()
  return {
    async isStale() {
      const touchedAt = await readTime(path)
      if (touchedAt === null) return false
      if (touchedAt !== seen) {
        seen = touchedAt
        since = performance.now()
      }
      return touchedAt < Date.now() - STALE_MS || performance.now() - since > STALE_MS
    },
  }
}

async function readTime(path: string): Promise<number | null> {
  return (await stat(path).catch(() => null))?.mtimeMs ?? null
}

async function removeDirectory(path: string): Promise<void> {
  await rmdir(path).catch((error: unknown) => {
    if (!hasCode(error, 'ENOENT')) throw error
  })
}

/** Touches the directory until it is released. A time that is not ours means that another program took the lock for stale. */
async function keepFresh(path: string): Promise<() => Promise<void>> {
  let ours = await readTime(path)
  const touch = async () => {
    if ((await readTime(path)) !== ours) return
    const now = new Date()
    await utimes(path, now, now).catch(() => {})
    ours = await readTime(path)
  }
  let touching: Promise<void> = Promise.resolve()
  const timer = setInterval(() => (touching = touch()), TOUCH_MS).unref()
  return async () => {
    clearInterval(timer)
    await touching
    if ((await readTime(path)) === ours) await removeDirectory(path).catch(() => {})
  }
}

/**
 * Holds Kimi CLI's lock with the program `flock`, since Node has no flock(2). The file is there once Kimi CLI has renewed a login;
 * before, and where there is no such program, nothing is held. The lock ends with us: the child ends when its stdin does.
 */
async function takeFileLock(path: string): Promise<() => void> {
  if (!existsSync(path)) return () => {}
  const program = findOwnProgram('flock', process.env)
  if (program === null) return () => {}
  const child = spawn(program, ['-w', String(FLOCK_WAIT_S), path, '/bin/sh', '-c', 'echo; exec cat'], {
    env: { ...process.env, PATH: ownPath(process.env) },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  child.stdin.on('error', () => {})
  await new Promise<void>((resolve) => {
    child.stdout.once('data', () => resolve())
    child.once('error', () => resolve())
    child.once('close', () => resolve())
  })
  return () => child.stdin.end()
}
