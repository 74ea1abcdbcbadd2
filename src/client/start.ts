// Starts the daemon, detached from our terminal, session and environment. When many start it at once, one daemon results.

import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { KimiError } from '../protocol/errors.ts'
import { describeFileFailure } from '../protocol/file-failures.ts'
import { makeDirectory } from '../sys/files.ts'
import { isListening } from '../sys/listening.ts'
import { takeLock, type Lock } from '../sys/lock.ts'
import type { Paths } from '../sys/paths.ts'
import { createPatience } from './patience.ts'
import { longPattern } from '../sys/words/long-pattern.ts'

const POLL_MS = 20
/** A daemon that starts may sleep longer than one that runs: it waits up to 7 s for one that is leaving. */
const SILENCE_LIMIT_MS = 10_000
const LOOK_MS = 250
/**
 * Short questions make short-lived garbage: 500 of them grow the daemon to 304 MB with V8's default semi-space, and to 193 MB with this.
 * Jobs of the compiler Maglev wait for a processor with all that they have allocated: 800 turns at once grew the daemon by 18 to 32 MB, by 8
 * without Maglev, and took no longer.
 */
export const SMALL_HEAP = ['--max-semi-space-size=4', '--no-maglev']
/**
 * glibc gives each thread an arena of its own and keeps what is freed: after a thousand turns the daemon holds 70 MB of its own with the
 * default, and 61 MB with one arena. Blocks from the threshold of MMAP on go back to the system as soon as they are freed: the compilers'
 * are as large, and with it those 800 turns leave 4 MB. Other C libraries do not know the variables.
 */
export const SMALL_ARENAS = { MALLOC_ARENA_MAX: '1', MALLOC_TRIM_THRESHOLD_: '131072', MALLOC_MMAP_THRESHOLD_: '32768' }
/**
 * The variables of its starter that the daemon keeps, among them those of its own settings, of logins and of the keyring. Keys, models and the settings of
 * suggestions come with each client's requests.
 */
const KEPT = longPattern()`
  ^(HOME|PATH|USER|LOGNAME|LANG|LC_\w+|TZ|TMPDIR|KIMI_SHARE_DIR|KIMI_RUNTIME_DIR|KIMI_(DAEMON|LOG|GHOST|SHELL|TASKS|NOTIFICATIONS|TURNS
  |THINKING|LOCAL|PRICING|FILES|MAX)_\w+|KIMI_(CODE_)?OAUTH_HOST|KIMI_CODE_(BASE_URL|HOME)|KIMI_DISABLE_OAUTH_LOCK
  |DBUS_SESSION_BUS_ADDRESS|XDG_RUNTIME_DIR|NODE_DISABLE_COMPILE_CACHE|(HTTPS?|ALL|NO)_PROXY|(https?|all|no)_proxy|NODE_EXTRA_CA_CERTS
  |SSL_CERT_(FILE|DIR))$
`

/**
 * Returns when a daemon accepts connections, whoever started it. Throws `daemon.start_failed` with the daemon's own message.
 * While another process starts it, this one waits: that process gives up by itself, and its lock ends with it.
 */
export async function startDaemon(paths: Paths, env: NodeJS.ProcessEnv): Promise<void> {
  for (;;) {
    const lock = takeStartLock(paths)
    if (lock) {
      try {
        if (!(await isListening(paths.socket))) await spawnDaemon(env)
        return
      } finally {
        lock.close()
      }
    }
    if (await isListening(paths.socket)) return
    await sleep(POLL_MS)
  }
}

function takeStartLock(paths: Paths): Lock | null {
  try {
    makeDirectory(paths.run)
    return takeLock(`${paths.lock}.start`)
  } catch (error) {
    throw new KimiError('daemon.start_failed', describeFileFailure(error, paths.run), {
      hint: 'kimi doctor',
      cause: error,
    })
  }
}

/** The daemon takes no program for itself from the folder in which it was started. */
function describeFolder(): NodeJS.ProcessEnv {
  try {
    return { KIMI_STARTED_IN: process.cwd() }
  } catch {
    return {} // the folder was removed
  }
}

function spawnDaemon(env: NodeJS.ProcessEnv): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...SMALL_HEAP, join(import.meta.dirname, 'daemon.js')], {
      detached: true,
      cwd: '/',
      env: {
        ...Object.fromEntries(Object.entries(env).filter(([name]) => KEPT.test(name))),
        ...SMALL_ARENAS,
        ...describeFolder(),
      },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    let said = ''
    child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()))
    const patience = createPatience(SILENCE_LIMIT_MS)
    const timer = setInterval(() => {
      if (patience.look(child.pid ?? null) !== 'wait')
        done(new KimiError('daemon.start_failed', 'the daemon did not get ready'))
    }, LOOK_MS)
    const done = (error?: KimiError) => {
      clearInterval(timer)
      child.removeAllListeners()
      child.stderr?.destroy()
      if (child.connected) child.disconnect()
      child.unref()
      if (error) reject(error)
      else resolve()
    }
    child.once('message', () => done())
    child.once('error', (error) => done(new KimiError('daemon.start_failed', error.message, { cause: error })))
    child.once('close', (code) => {
      // Status 0 without a message: another daemon serves already.
      if (code === 0) return done()
      const [line = `it ended with status ${code}`, hint] = said.trim().split('\n')
      const reason = line.replace(/^kimi: the daemon cannot start: /, '')
      done(
        new KimiError('daemon.start_failed', `the daemon cannot start: ${reason}`, hint ? { hint: hint.trim() } : {}),
      )
    })
  })
}
