// The shell/* methods: the user's own shell in the session that a connection speaks for.

import { existsSync } from 'node:fs'
import { KimiError } from '../../protocol/errors.ts'
import type { DaemonParts } from '../daemon-parts.ts'
import { pushShell } from '../shell-push.ts'
import { requireSession } from './live-session-methods.ts'
import type { NamespaceHandlers, Peer } from './json-methods.ts'

export function createShellMethods({ userShells }: DaemonParts): NamespaceHandlers<'shell'> {
  /** The function that ends the subscription of each connection. */
  const ends = new WeakMap<Peer, () => void>()
  const shellOf = (peer: Peer) => userShells.get(requireSession(peer.session).dir)
  return {
    'shell/open': async (wish, peer) => (await userShells.open(requireSession(peer.session), wish)).state,
    'shell/write'({ bytes }, peer) {
      shellOf(peer).write(Buffer.from(bytes, 'base64'))
      return {}
    },
    'shell/resize'({ columns, rows }, peer) {
      shellOf(peer).resize(columns, rows)
      return {}
    },
    'shell/subscribe'({ from, what }, peer) {
      ends.get(peer)?.()
      const shell = shellOf(peer)
      const seq = shell.stream.newest
      ends.set(peer, pushShell(peer, shell, from === 'screen' ? shell.screenStart : from, what))
      return { seq, state: shell.state }
    },
    'shell/commands'({ after, limit }, peer) {
      const shell = userShells.find(requireSession(peer.session).dir)
      return { commands: shell?.commands(after, limit) ?? [] }
    },
    'shell/follow'(_, peer) {
      const session = requireSession(peer.session)
      const { cwd } = shellOf(peer).state
      if (!existsSync(cwd)) throw new KimiError('usage.invalid', `no such directory: ${cwd}`)
      session.relocate(cwd)
      return { workDir: cwd }
    },
    async 'shell/close'(_, peer) {
      const { dir } = requireSession(peer.session)
      const wasOpen = (userShells.find(dir)?.state.phase ?? 'ended') !== 'ended'
      await userShells.closeOf(dir)
      return { wasOpen }
    },
  }
}
