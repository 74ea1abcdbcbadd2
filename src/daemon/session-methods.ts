// The session/* methods: opening a session on a connection, and what a client changes about the one it has opened.

import { KimiError } from '../protocol/errors.ts'
import type { Session } from '../session/session.ts'
import type { DaemonParts } from './daemon-parts.ts'
import type { NamespaceHandlers } from './json-methods.ts'
import { createShellDigest } from './shells/shell-digest.ts'

export function createSessionMethods({ sessions, shells }: DaemonParts): NamespaceHandlers<'session'> {
  const describePrompt = createShellDigest()
  return {
    async 'session/open'(params, peer) {
      const { session, opened, release } = await sessions.open(params)
      peer.signal.addEventListener('abort', release, { once: true })
      if (peer.signal.aborted) release()
      await peer.bind(session)
      const shell = shells.list().find(({ pid }) => pid === params.shellPid)
      const ranAtPrompt = shell && describePrompt(shell)
      if (ranAtPrompt) session.tell(ranAtPrompt)
      return opened
    },
    'session/mode'({ mode }, peer) {
      const session = requireSession(peer.session)
      session.setMode(mode)
      return { mode: session.mode }
    },
    'session/background': (_, peer) => ({ sent: requireSession(peer.session).sendToBackground() }),
    'session/rewind': async (params, peer) => requireSession(peer.session).rewind(params),
  }
}

function requireSession(session: Session | null): Session {
  if (session) return session
  throw new KimiError('protocol.invalid', 'this connection has no session: call session/open first')
}
