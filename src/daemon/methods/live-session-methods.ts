// The session/* methods on live sessions: opening one on a connection, and what a client changes about it.

import { KimiError } from '../../protocol/errors.ts'
import { shortenSessionId, type SessionChoice } from '../../protocol/session-view.ts'
import type { RewindAnswer, RewindRequest } from '../../session/rewind/rewind-request.ts'
import type { Session } from '../../session/session.ts'
import { resolveOpenSession } from './client-paths.ts'
import type { DaemonParts } from '../daemon-parts.ts'
import type { Handlers } from './json-methods.ts'
import { chooseSession } from './session-choice.ts'
import { createShellDigest } from '../shells/shell-digest.ts'

type LiveMethod = `session/${'open' | 'mode' | 'said' | 'background' | 'rewind'}`

export function createLiveSessionMethods({ options, sessions, shells }: DaemonParts): Pick<Handlers, LiveMethod> {
  const describePrompt = createShellDigest()

  /** Rewinds a session that the connection does not speak for: through its live session if there is one, else its files. */
  async function rewindNamed(choice: SessionChoice, wish: RewindRequest): Promise<RewindAnswer> {
    const session = chooseSession(options.paths.share, choice)
    const live = sessions.list().find(({ dir }) => dir === session.dir)
    if (live) return live.rewind(wish)
    const [{ answerRewind }, { lockSession }] = await Promise.all([
      import('../../session/rewind/rewind-request.ts'),
      import('../../session/store/session-lock.ts'),
    ])
    const lock = lockSession(session)
    if (!lock) {
      throw new KimiError('session.locked', `session ${shortenSessionId(session.id)} is in use by another process`)
    }
    try {
      return answerRewind(session, wish)
    } finally {
      lock.close()
    }
  }

  return {
    async 'session/open'(params, peer) {
      const { session, opened, release } = await sessions.open(resolveOpenSession(params, options.paths.share))
      peer.signal.addEventListener('abort', release, { once: true })
      if (peer.signal.aborted) release()
      await peer.bind(session)
      const shell = shells.list().find(({ pid }) => pid === params.shellPid)
      const ranAtPrompt = shell && describePrompt(shell)
      if (ranAtPrompt) session.addContext(ranAtPrompt)
      return opened
    },
    'session/mode'({ mode }, peer) {
      const session = requireSession(peer.session)
      session.setMode(mode)
      return { mode: session.mode }
    },
    async 'session/said'({ workDir, words }) {
      const { addToUserHistory } = await import('../../session/store/user-history.ts')
      addToUserHistory(options.paths.share, workDir, words)
      return {}
    },
    'session/background': (_, peer) => ({ sent: requireSession(peer.session).sendToBackground() }),
    'session/rewind': async ({ named, ...wish }, peer) =>
      named ? rewindNamed(named, wish) : requireSession(peer.session).rewind(wish),
  }
}

function requireSession(session: Session | null): Session {
  if (session) return session
  throw new KimiError('protocol.invalid', 'this connection has no session: call session/open first')
}
