// The session/* methods on sessions as they are stored: listed, shown, searched, renamed, put away, forked, removed.

import { showLinks, splitAttached } from '../../protocol/attached-text.ts'
import { KimiError } from '../../protocol/errors.ts'
import type { SessionChange } from '../../protocol/events.ts'
import {
  shortenSessionId,
  type SessionChoice,
  type SessionFacts,
  type SessionView,
} from '../../protocol/session-view.ts'
import {
  archiveSession,
  deleteSession,
  renameSession,
  unarchiveSession,
  type SessionInfo,
} from '../../session/store/session-catalog.ts'
import { listCacheUse } from '../../session/store/cache-use.ts'
import { readState } from '../../session/store/state-file.ts'
import { listTurns, type TurnList } from '../../session/store/wire-log.ts'
import type { DaemonParts } from '../daemon-parts.ts'
import type { Handlers } from './json-methods.ts'
import { chooseSession } from './session-choice.ts'
import { exportChosen } from './session-archive.ts'

type StoredMethod =
  `session/${'list' | 'find' | 'show' | 'cache' | 'rename' | 'archive' | 'unarchive' | 'delete' | 'fork' | 'export' | 'search'}`

export function createStoredSessionMethods(parts: DaemonParts): Pick<Handlers, StoredMethod> {
  const { share } = parts.options.paths
  const choose = (choice: SessionChoice) => chooseSession(share, choice)
  return {
    ...createChanges(parts, choose),
    async 'session/list'({ workDir, archived = false, limit, skip = 0 }) {
      const most = limit === undefined ? undefined : skip + limit
      const { sessions, total } = await parts.sessionIndex.list({ workDir, archived, limit: most })
      const views: SessionView[] = []
      for (const session of sessions.slice(skip)) views.push(viewOf(session, await listTurns(session.wire)))
      return { sessions: views, total }
    },
    'session/find'(choice) {
      const session = choose(choice)
      // A session that has moved works elsewhere than its files are.
      return { ...factsOf(session), workDir: readState(session.state).kimi_work_dir ?? session.workDir }
    },
    async 'session/show'(choice) {
      const session = choose(choice)
      const turns = await listTurns(session.wire)
      const prompts = turns.starts.map(({ turn, text, timestamp }) => ({
        turn,
        text: showLinks(splitAttached(text).typed).trimEnd(),
        at: timestamp * 1000,
      }))
      return { session: viewOf(session, turns), prompts }
    },
    'session/cache': async (choice) => ({ turns: await listCacheUse(choose(choice).wire) }),
    async 'session/fork'({ turns, ...choice }) {
      const session = choose(choice)
      const { forkSession } = await import('../../session/store/session-fork.ts')
      const forked = await forkSession(session, turns)
      if (forked.ok) return { id: forked.place.id, from: session.id, turns: forked.turns }
      throw new KimiError('session.invalid', `cannot fork ${shortenSessionId(session.id)}: ${forked.reason}`)
    },
    'session/export': ({ path, replaces, ...choice }) => exportChosen(choose(choice), path, replaces ?? false),
    async 'session/search'({ query, limit, withinMs }) {
      const { openSearchIndex } = await import('../../session/store/session-search.ts')
      const index = openSearchIndex(share)
      try {
        const refreshed = await index.refresh(withinMs)
        return { hits: refreshed.left > 0 ? [] : await index.search(query, limit), ...refreshed }
      } finally {
        index.close()
      }
    },
  }
}

type ChangeMethod = `session/${'rename' | 'archive' | 'unarchive' | 'delete'}`

/** Changes of a stored session, which subscribers hear of. */
function createChanges(
  { sessions, userShells, events }: DaemonParts,
  choose: (choice: SessionChoice) => SessionInfo,
): Pick<Handlers, ChangeMethod> {
  const report = (change: SessionChange, { id, workDir, title }: SessionFacts) => {
    events.publish({ topic: 'sessions', change, id, workDir, title })
    return { id }
  }
  return {
    'session/rename'({ title, ...choice }) {
      const session = choose(choice)
      if (!renameSession(session, title)) {
        throw new KimiError('usage.invalid', 'the title is empty', {
          hint: `kimi session rename ${shortenSessionId(session.id)} TITLE`,
        })
      }
      return report('renamed', choose({ id: session.id, workDir: session.workDir ?? choice.workDir }))
    },
    'session/archive'(choice) {
      const session = choose(choice)
      archiveSession(session)
      return report('archived', session)
    },
    'session/unarchive'(choice) {
      const session = choose(choice)
      unarchiveSession(session)
      return report('unarchived', session)
    },
    async 'session/delete'(choice) {
      const session = choose(choice)
      await userShells.closeAtPrompt(session.dir)
      await sessions.closeIdle(session.dir)
      remove(session)
      return report('deleted', session)
    },
  }
}

function factsOf({ id, title, workDir, archived, updatedAt, bytes, dir }: SessionInfo): SessionFacts {
  return { id, title, workDir, archived, updatedAt, bytes, dir }
}

function viewOf(session: SessionInfo, { starts, isAnswered }: TurnList): SessionView {
  return { ...factsOf(session), turns: starts.length, isAnswered }
}

function remove(session: SessionInfo): void {
  const deleted = deleteSession(session)
  if (deleted.ok) return
  if (deleted.reason === 'locked') {
    throw new KimiError('session.locked', `session ${shortenSessionId(session.id)} is in use`, {
      hint: 'kimi daemon stop',
    })
  }
  throw new KimiError('session.invalid', `${session.dir} does not look like a session`)
}
