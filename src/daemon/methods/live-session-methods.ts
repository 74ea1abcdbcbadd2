// The session/* methods on live sessions: opening one on a connection, and what a client changes about it.

import { KimiError } from '../../protocol/errors.ts'
import { shortenSessionId, type SessionChoice } from '../../protocol/session-view.ts'
import type { RewindAnswer, RewindRequest } from '../../session/rewind/rewind-request.ts'
import type { Session } from '../../session/session.ts'
import { realDirectory, resolveOpenSession } from './client-paths.ts'
import type { DaemonParts } from '../daemon-parts.ts'
import type { Handlers } from './json-methods.ts'
import { chooseSession } from './session-choice.ts'
import { createShellDigest } from '../shells/shell-digest.ts'

type LiveMethod =
  `session/${'open' | 'changes' | 'context' | 'allowed' | 'hooks' | 'history' | 'move' | 'mode' | 'model' | 'next_message' | 'said' | 'inputs' | 'background' | 'rewind'}`

export function createLiveSessionMethods(parts: DaemonParts): Pick<Handlers, LiveMethod> {
  const { options, sessions, shells } = parts
  const describePrompt = createShellDigest()

  return {
    ...createModelChoice(parts),
    async 'session/open'(params, peer) {
      const { session, opened, release } = await sessions.open(resolveOpenSession(params, options.paths.share))
      peer.signal.addEventListener('abort', release, { once: true })
      if (peer.signal.aborted) release()
      await peer.bind(session, params.outlives ?? false)
      const shell = shells.list().find(({ pid }) => pid === params.shellPid)
      const ranAtPrompt = shell && describePrompt(shell)
      if (ranAtPrompt) session.addContext(ranAtPrompt)
      return opened
    },
    'session/history': ({ turns, before }, peer) => requireSession(peer.session).history(turns, before),
    'session/allowed': (_, peer) => ({ rules: requireSession(peer.session).allowed() }),
    'session/changes': async (_, peer) => ({ files: await requireSession(peer.session).changes() }),
    'session/context': (_, peer) => requireSession(peer.session).measureWindow(),
    async 'session/next_message'({ env }, peer) {
      const { guessNextMessage } = await import('../../suggest/message-guess.ts')
      return { text: await guessNextMessage(requireSession(peer.session), env, peer.signal, parts.guessing) }
    },
    'session/hooks': (_, peer) => ({ hooks: requireSession(peer.session).listHooks() }),
    'session/move'({ workDir }, peer) {
      const session = requireSession(peer.session)
      session.relocate(realDirectory(workDir))
      return { workDir: session.workDir }
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
    async 'session/inputs'({ workDir, limit }) {
      const { readUserHistory } = await import('../../session/store/user-history.ts')
      return { inputs: readUserHistory(options.paths.share, workDir, limit ?? 1_000) }
    },
    'session/background': (_, peer) => ({ sent: requireSession(peer.session).sendToBackground() }),
    'session/rewind': async ({ named, ...wish }, peer) =>
      named ? rewindNamed(parts, named, wish) : requireSession(peer.session).rewind(wish),
  }
}

function createModelChoice({
  config,
  models,
  sessions,
}: Pick<DaemonParts, 'config' | 'models' | 'sessions'>): Pick<Handlers, 'session/model'> {
  return {
    async 'session/model'({ env, name, effort }, peer) {
      const session = requireSession(peer.session)
      // A name that only its provider knows is found once the provider has told its list.
      if (name !== undefined) await models.prepare(config.readFor(env), env, name)
      sessions.offerModels(session, env, name)
      return session.setModel({ ...(name === undefined ? {} : { name }), ...(effort === undefined ? {} : { effort }) })
    },
  }
}

/** The session that the connection speaks for. Throws `protocol.invalid` before `session/open`. */
export function requireSession(session: Session | null): Session {
  if (session) return session
  throw new KimiError('protocol.invalid', 'this connection has no session: call session/open first')
}

/** Rewinds a session that the connection does not speak for: through its live session if there is one, else its files. */
async function rewindNamed(
  { options, sessions }: DaemonParts,
  choice: SessionChoice,
  wish: RewindRequest,
): Promise<RewindAnswer> {
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
    return await answerRewind(session, wish)
  } finally {
    lock.close()
  }
}
