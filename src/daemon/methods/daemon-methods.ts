// The daemon/* methods: the release that runs, its state, and its end.

import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { DaemonStatus } from '../../protocol/methods.ts'
import { PROTOCOL, VERSION, WIRE_PROTOCOL } from '../../protocol/version.ts'
import type { DaemonParts } from '../daemon-parts.ts'
import { checkInstallation } from './self-checks.ts'
import type { NamespaceHandlers } from './json-methods.ts'

/** Node's timer of the measurement: what is measured contains it. */
const STALL_RESOLUTION_MS = 5

export function createDaemonMethods(parts: DaemonParts): NamespaceHandlers<'daemon'> {
  const { options, config, shells, traffic } = parts
  const started = performance.now()
  const stalls = createStallClock()
  const status = (loop: boolean): DaemonStatus => ({
    version: VERSION,
    protocol: PROTOCOL,
    wire: WIRE_PROTOCOL,
    pid: process.pid,
    upSeconds: Math.round((performance.now() - started) / 1000),
    rssBytes: process.memoryUsage.rss(),
    socket: options.paths.socket,
    shells: shells
      .list()
      .map(({ id, name, pid, cwd, door, atPrompt, key }) => ({ id, shell: name, pid, cwd, door, atPrompt, key })),
    connections: traffic.connections.size,
    asking: shells.asking,
    asked: traffic.asked,
    idleExitSeconds: config.read().settings['daemon.idle_exit'] * 60,
    longestStallMs: stalls.read(loop),
  })
  return {
    'daemon/hello': () => ({ version: VERSION, protocol: PROTOCOL, wire: WIRE_PROTOCOL, pid: process.pid }),
    'daemon/status': ({ loop }) => status(loop ?? false),
    'daemon/checks': ({ areas, env }) => checkInstallation(areas, parts, env),
    'daemon/stop'({ ifIdle }) {
      // The open requests include this one.
      if (ifIdle && (shells.asking > 0 || traffic.requests > 1)) return { stopping: false }
      if (options.stop) setImmediate(options.stop)
      return { stopping: options.stop !== undefined }
    },
  }
}

/** Measures the event loop once somebody has asked for it, and costs nothing before. */
function createStallClock(): { read(begins: boolean): number | null } {
  let histogram: ReturnType<typeof monitorEventLoopDelay> | undefined
  return {
    read(begins) {
      const longest = histogram ? Math.max(0, histogram.max / 1e6 - STALL_RESOLUTION_MS) : null
      if (!begins) return longest
      histogram ??= monitorEventLoopDelay({ resolution: STALL_RESOLUTION_MS })
      histogram.enable()
      histogram.reset()
      return longest
    },
  }
}
