// The daemon/* methods: the release that runs, its state, and its end.

import type { DaemonStatus } from '../../protocol/methods.ts'
import { PROTOCOL, VERSION, WIRE_PROTOCOL } from '../../protocol/version.ts'
import type { DaemonParts } from '../daemon-parts.ts'
import { checkInstallation } from './self-checks.ts'
import type { NamespaceHandlers } from './json-methods.ts'

const STALL_TICK_MS = 5

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
    shells: shells.list().map(({ id, name, pid, cwd, door, atPrompt, key }) => {
      const isInSession = parts.userShells.hasProcess(pid)
      return { id, shell: name, pid, cwd, door, atPrompt, isInSession, key }
    }),
    connections: traffic.connections.size,
    asking: shells.asking,
    asked: traffic.asked,
    idleExitSeconds: config.read().settings['daemon.idle_exit'] * 60,
    longestStall: stalls.read(loop),
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
function createStallClock(): { read(begins: boolean): DaemonStatus['longestStall'] } {
  let longest: DaemonStatus['longestStall'] = null
  let timer: NodeJS.Timeout | undefined
  let [tickedAt, usedCpu] = [0, 0]
  const tick = () => {
    const [now, cpu] = [performance.now(), readCpu()]
    const { ms, cpuMs } = longest!
    longest = { ms: Math.max(ms, now - tickedAt - STALL_TICK_MS), cpuMs: Math.max(cpuMs, cpu - usedCpu) }
    ;[tickedAt, usedCpu] = [now, cpu]
  }
  return {
    read(begins) {
      if (timer) tick()
      const found = longest
      if (!begins) return found
      longest = { ms: 0, cpuMs: 0 }
      ;[tickedAt, usedCpu] = [performance.now(), readCpu()]
      timer ??= setInterval(tick, STALL_TICK_MS).unref()
      return found
    },
  }
}

/** Processor time of this thread, in milliseconds. */
function readCpu(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}
