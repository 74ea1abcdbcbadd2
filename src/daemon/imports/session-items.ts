// The sessions of other agents, as things that `kimi import` takes over: one thing for each agent.

import { statSync } from 'node:fs'
import { setImmediate as yieldToOthers } from 'node:timers/promises'
import type { ImportItem } from '../../protocol/account.ts'
import { listForeignSessions, MOST_SESSIONS, type SessionsOfAgent } from '../../session/foreign/foreign-sessions.ts'
import { keepSession } from '../../session/foreign/keep-session.ts'
import { listIds } from '../../session/store/session-catalog.ts'
import { placeHashed } from '../../session/store/session-layout.ts'
import type { ImportPart } from './import-part.ts'

export function findSessionItems({ home, share }: { home: string; share: string }): ImportPart[] {
  const agents = listForeignSessions(home)
  if (agents.length === 0) return []
  const known = new Set([...listIds(share)].flatMap(({ hash, id }) => (hasWords(share, hash, id) ? id : [])))
  return agents.map((found) => {
    const fresh = found.sessions.filter(({ id }) => !known.has(id))
    const item: ImportItem = {
      agent: found.agent,
      kind: 'sessions',
      name: `${found.sessions.length} session${found.sessions.length === 1 ? '' : 's'}`,
      from: found.dir,
      state: fresh.length === 0 ? 'there' : 'new',
      secrets: [],
      notes: found.older === 0 ? [] : [`the newest ${MOST_SESSIONS}; ${found.older} older ones stay where they are`],
    }
    return { item, take: () => takeSessions(item, found, fresh, share) }
  })
}

async function takeSessions(
  item: ImportItem,
  { agent }: SessionsOfAgent,
  fresh: SessionsOfAgent['sessions'],
  share: string,
): Promise<ImportItem> {
  const counts = { taken: 0, there: 0, empty: 0, homeless: 0 }
  // The oldest first: the last session of a folder is then the newest.
  for (const session of fresh.toReversed()) {
    const kept = await keepSession(share, { id: session.id, at: session.at, agent }, await session.read())
    counts[kept.ok ? 'taken' : kept.reason]++
    await yieldToOthers()
  }
  const notes = [
    ...(counts.taken > 0 ? [`${counts.taken} taken: kimi session list --all`] : []),
    ...(counts.empty > 0 ? [`${counts.empty} in which nothing was said`] : []),
    ...(counts.homeless > 0 ? [`${counts.homeless} without a working directory`] : []),
  ]
  return { ...item, notes: [...(item.notes ?? []), ...notes] }
}

/** A session whose conversation was not written yet is taken again. */
function hasWords(share: string, hash: string, id: string): boolean {
  return (statSync(placeHashed(share, hash, id, null).context, { throwIfNoEntry: false })?.size ?? 0) > 0
}
