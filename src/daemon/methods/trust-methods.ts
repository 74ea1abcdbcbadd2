// The trust/* methods: the folders that the user trusts, with what each brings and what has changed since.

import { KimiError } from '../../protocol/errors.ts'
import type { FolderView } from '../../protocol/safety-view.ts'
import { sanitiseLine } from '../../safety/text/sanitiser.ts'
import { findTrustRoot } from '../../safety/trust/folder-contents.ts'
import {
  decideFolder,
  forgetFolder,
  judgeFolder,
  placesOfUser,
  realFolder,
  type FolderTrust,
} from '../../safety/trust/folder-trust.ts'
import { openTrustStore } from '../../safety/trust/trust-store.ts'
import type { DaemonParts } from '../daemon-parts.ts'
import type { NamespaceHandlers } from './json-methods.ts'
import { realDirectory } from './client-paths.ts'

const NAME_CELLS = 120

export function createTrustMethods({ options, sessions }: DaemonParts): NamespaceHandlers<'trust'> {
  const store = openTrustStore(options.paths.share)
  const user = placesOfUser(options.paths)
  const judge = (path: string) => {
    const folder = realDirectory(path)
    if (findTrustRoot(folder, user) !== null) return judgeFolder(folder, user, store)
    const message = `${folder} is not trusted whole: it holds the folders of many`
    throw new KimiError('usage.invalid', message, { hint: 'kimi trust add FOLDER' })
  }
  const lookAgain = () => sessions.list().forEach((session) => session.lookAtFolder())
  return {
    async 'trust/list'() {
      const folders = [...store.read()].map(([root, { decision, at, items }]) => ({
        root,
        decision,
        at,
        items: Object.keys(items).length,
      }))
      return { folders: folders.toSorted((a, b) => (a.root < b.root ? -1 : 1)) }
    },
    'trust/show': async ({ path }) => describe(await judge(path)),
    async 'trust/add'({ path }) {
      const trust = await judge(path)
      if (trust.state === 'nothing') return describe(trust)
      await decideFolder(trust, 'trusted', store)
      lookAgain()
      return describe(trust)
    },
    async 'trust/remove'({ path }) {
      const folder = realFolder(path)
      const root = findTrustRoot(folder, user) ?? folder
      const removed = await forgetFolder(root, store)
      lookAgain()
      return { root, removed }
    },
  }
}

/** The folder as it was when it was looked at. */
function describe({ root, state, items, fresh, isCut }: FolderTrust): FolderView {
  const changes = new Map(fresh.map(({ item, change }) => [item.key, change]))
  const shown = items.map(({ key, kind, name, rows }) => {
    const change = changes.get(key)
    return {
      kind,
      name: sanitiseLine(name, NAME_CELLS),
      ...(change === undefined ? {} : { change }),
      ...(rows === undefined ? {} : { rows: [...rows] }),
    }
  })
  return { root, state, items: shown, isCut }
}
