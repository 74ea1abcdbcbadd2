// The daemon/* methods: the release that runs, its state, and its end.

import type { DaemonStatus } from '../../protocol/methods.ts'
import { PROTOCOL, VERSION, WIRE_PROTOCOL } from '../../protocol/version.ts'
import type { DaemonParts } from '../daemon-parts.ts'
import { checkInstallation } from './self-checks.ts'
import type { NamespaceHandlers } from './json-methods.ts'

export function createDaemonMethods(parts: DaemonParts): NamespaceHandlers<'daemon'> {
  const { options, config, shells, traffic } = parts
  const started = performance.now()
  const status = (): DaemonStatus => ({
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
  })
  return {
    'daemon/hello': () => ({ version: VERSION, protocol: PROTOCOL, wire: WIRE_PROTOCOL, pid: process.pid }),
    'daemon/status': status,
    'daemon/checks': ({ areas, env }) => checkInstallation(areas, parts, env),
    'daemon/stop'({ ifIdle }) {
      // The open requests include this one.
      if (ifIdle && (shells.asking > 0 || traffic.requests > 1)) return { stopping: false }
      if (options.stop) setImmediate(options.stop)
      return { stopping: options.stop !== undefined }
    },
  }
}
