// The names of the programs on PATH, read again at most once a minute.

import { listFolder } from './folder-entries.ts'

const PATH_TTL_MS = 60_000

export interface Programs {
  has(name: string): boolean
  names(): ReadonlySet<string>
}

/** @param env where PATH is read from, each time it is needed */
export function createPrograms(env: NodeJS.ProcessEnv): Programs {
  let known = new Set<string>()
  let readAt = -Infinity
  let path: string | undefined
  const names = (): ReadonlySet<string> => {
    const now = performance.now()
    if (now - readAt < PATH_TTL_MS && path === env['PATH']) return known
    path = env['PATH']
    readAt = now
    known = new Set()
    for (const folder of (path ?? '').split(':')) {
      if (!folder.startsWith('/')) continue
      for (const entry of listFolder(folder)) if (!entry.isFolder) known.add(entry.name)
    }
    return known
  }
  return { names, has: (name) => names().has(name) }
}
