// Whether a folder is trusted: the user has been asked about everything that it brings, as it is now. One answer, for every door.

import { realpathSync } from 'node:fs'
import type { Paths } from '../../sys/paths.ts'
import { findTrustRoot, listContents, type FolderContents, type UserPlaces } from './folder-contents.ts'
import type { FolderItem } from './folder-item.ts'
import type { TrustedFolder, TrustStore } from './trust-store.ts'

/**
 * `nothing`: the folder brings nothing, so that there is nothing to trust. `trusted` and `refused`: as the user has said. `asks`: the
 * user has not been asked, or something is new or has changed.
 */
export type TrustState = 'nothing' | 'trusted' | 'refused' | 'asks'

export interface FolderTrust extends FolderContents {
  state: TrustState
  /** The items that the user has not seen in their present state. */
  fresh: { item: FolderItem; change: 'new' | 'changed' }[]
  /** True when the user has trusted the folder before. */
  wasTrusted: boolean
}

/** The trust in the folder around `workDir`. What cannot be read is not there. */
export async function judgeFolder(
  workDir: string,
  user: UserPlaces,
  store: Pick<TrustStore, 'read'>,
): Promise<FolderTrust> {
  const nothing = { root: workDir, items: [], isCut: false, fresh: [], wasTrusted: false, state: 'nothing' as const }
  const root = findTrustRoot(workDir, user)
  if (root === null) return nothing
  const contents = await listContents(root, workDir, user)
  if (contents.items.length === 0) return { ...nothing, root, isCut: contents.isCut }
  const known = store.read().get(root)
  const fresh = contents.items.flatMap((item) => {
    const seen = known && Object.hasOwn(known.items, item.key) ? known.items[item.key] : undefined
    if (seen === item.digest) return []
    return [{ item, change: seen === undefined ? ('new' as const) : ('changed' as const) }]
  })
  const state = known && fresh.length === 0 ? known.decision : 'asks'
  return { ...contents, fresh, state, wasTrusted: known?.decision === 'trusted' }
}

/** Keeps the user's answer about everything that was listed. What was known of the folder's other places stays known. */
export async function decideFolder(
  { root, items }: FolderContents,
  decision: TrustedFolder['decision'],
  store: TrustStore,
): Promise<void> {
  await store.change((folders) => {
    const known = folders.get(root)
    const kept = known?.decision === decision ? known.items : {}
    const seen = Object.fromEntries(items.map(({ key, digest }) => [key, digest]))
    folders.set(root, { decision, at: Date.now(), items: { ...kept, ...seen } })
  })
}

/** Forgets what the user has said about a folder. False when nothing was known of it. */
export async function forgetFolder(root: string, store: TrustStore): Promise<boolean> {
  let isKnown = false
  await store.change((folders) => {
    isKnown = folders.delete(root)
  })
  return isKnown
}

/** The real path of a directory, or the path itself when there is no such directory: a folder that is gone can be forgotten. */
export function realFolder(path: string): string {
  try {
    return realpathSync.native(path)
  } catch {
    return path
  }
}

/** The real places of a daemon's user; `home` is that of a session, which may have another than its daemon. */
export function placesOfUser(paths: Pick<Paths, 'home' | 'share'>, home = paths.home): UserPlaces {
  return { homes: [...new Set([paths.home, home].map(realFolder))], share: realFolder(paths.share) }
}
