// Runs daemons of the built kimi, one after the other, in this process: `daemon-host DIST COMPILED`. Each has a home and an environment of its
// own, given in a message. A process of its own costs each daemon five times as much.

import { rmSync } from 'node:fs'
import { enableCompileCache, flushCompileCache } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** `start` runs a daemon in an environment; `end` stops it, and removes the directory of its home. */
export type HostWish = { start: Record<string, string> } | { end: string }
/** `ready` comes from the daemon itself. */
export type HostNews = 'ready' | 'ended'

const [dist = '', compiled = ''] = process.argv.slice(2)
process.umask(0o077)
enableCompileCache(compiled)
const { runDaemon } = (await import(pathToFileURL(join(dist, 'daemon-process.js')).href)) as {
  runDaemon: (env: NodeJS.ProcessEnv) => Promise<void>
}

const exit = process.exit.bind(process)
/** The signals and errors that a daemon listens to. */
const HEARD = ['SIGHUP', 'SIGPIPE', 'SIGTERM', 'SIGINT', 'uncaughtException', 'unhandledRejection']
let isReady = false

// The daemon drops the channel once it is ready; here the next one needs it.
process.disconnect = () => void (isReady = true)

async function start(env: Record<string, string>): Promise<void> {
  for (const name of Object.keys(process.env)) delete process.env[name]
  Object.assign(process.env, env)
  isReady = false
  await runDaemon(process.env)
  if (!isReady) exit() // the daemon has said why
}

/**
 * Ends the daemon as SIGTERM would, but for the process. Timers that it has left go with it. A daemon that was ending already, or does
 * not end within its limit, does end the process.
 */
function end(directory: string): void {
  let mayStay = false
  process.exit = ((code?: number) => {
    for (const timer of timers) clearTimeout(timer)
    timers.clear()
    for (const event of HEARD) process.removeAllListeners(event)
    process.exit = exit
    rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
    if (code || !mayStay || !process.connected) exit(code)
    flushCompileCache() // holds now what was loaded for a question or a turn
    try {
      process.send!('ended' satisfies HostNews)
    } catch {
      exit(0) // whoever has started this process is gone
    }
  }) as typeof process.exit
  process.emit('SIGTERM')
  mayStay = true
}

/** The timers of the daemon that runs. */
const timers = new Set<NodeJS.Timeout>()
for (const name of ['setTimeout', 'setInterval'] as const) {
  const set = globalThis[name] as typeof setTimeout
  const noting = (...args: Parameters<typeof setTimeout>) => {
    const timer = set(...args)
    timers.add(timer)
    return timer
  }
  globalThis[name] = Object.assign(noting, set) as typeof setTimeout & typeof setInterval
}

process.on('message', (wish: HostWish) => {
  if ('start' in wish) void start(wish.start)
  else end(wish.end)
})
process.on('disconnect', () => {
  if (process.exit === exit) exit(0) // else it ends when the daemon has
})
