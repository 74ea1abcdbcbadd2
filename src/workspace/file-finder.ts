// Finds files for a menu while the user types: a list of each directory is kept for a while and renewed behind the answers.

import { basename, dirname, join, resolve } from 'node:path'
import { findHome } from '../sys/own-user.ts'
import { listFolder } from './folder-entries.ts'
import { listFiles } from './file-list.ts'
import { createPathTable, matchPaths, type PathTable } from './path-match.ts'

export interface FileFinder {
  /**
   * At most `limit` paths for the letters of `query`, the best first; folders end with `/`. A query that begins with `/`, `~/` or
   * `../` is looked up in that directory instead. `env` says where git is found.
   */
  find(root: string, query: string, limit: number, env: NodeJS.ProcessEnv): Promise<string[]>
  close(): void
}

interface Listing {
  table: Promise<PathTable>
  /** When the list was complete, by the monotonic clock; null while it is made. */
  madeAt: number | null
  tookMs: number
  renewal: Promise<void> | null
  idle: NodeJS.Timeout
}

/** A list older than this is renewed; one that took long, more rarely. */
const RENEW_AFTER_MS = 2_000
const RENEW_FACTOR = 20
/** A list that nobody asks for is dropped. */
const IDLE_MS = 5 * 60_000
/** Directories whose lists are kept at the same time. */
const LISTINGS_LIMIT = 4

export function createFileFinder(): FileFinder {
  const listings = new Map<string, Listing>()

  const forget = (root: string) => {
    clearTimeout(listings.get(root)?.idle)
    listings.delete(root)
  }
  const open = (root: string, env: NodeJS.ProcessEnv): Listing => {
    const known = listings.get(root)
    if (known) return known
    for (const oldest of [...listings.keys()].slice(0, 1 - LISTINGS_LIMIT)) forget(oldest)
    const began = performance.now()
    const listing: Listing = {
      table: listFiles(root, env).then(createPathTable),
      madeAt: null,
      tookMs: 0,
      renewal: null,
      idle: setTimeout(() => forget(root), IDLE_MS).unref(),
    }
    const onMade = () => Object.assign(listing, { madeAt: performance.now(), tookMs: performance.now() - began })
    listing.table.then(onMade, () => forget(root))
    listings.set(root, listing)
    return listing
  }

  return {
    async find(root, query, limit, env) {
      if (/^(?:\/|~\/|\.\.?(?:\/|$))/.test(query)) return findInFolder(root, query, limit)
      const listing = open(root, env)
      listing.idle.refresh()
      renewIfOld(listing, root, env)
      return search(listing, query.toLowerCase(), limit)
    },
    close() {
      for (const root of listings.keys()) forget(root)
    },
  }
}

/** Begins a new list when the present one is old; it replaces the present one when it is complete. */
function renewIfOld(listing: Listing, root: string, env: NodeJS.ProcessEnv): void {
  if (listing.madeAt === null || listing.renewal) return
  if (performance.now() - listing.madeAt < Math.max(RENEW_AFTER_MS, listing.tookMs * RENEW_FACTOR)) return
  const began = performance.now()
  listing.renewal = listFiles(root, env)
    .then(createPathTable)
    .then((table) => void Object.assign(listing, { table: Promise.resolve(table), madeAt: performance.now() }))
    .catch(() => {}) // the directory is gone: the old list answers until it is dropped
    .finally(() => Object.assign(listing, { renewal: null, tookMs: performance.now() - began }))
}

async function search(listing: Listing, query: string, limit: number): Promise<string[]> {
  const table = await listing.table
  return query === '' ? listTop(table, limit) : matchPaths(table, query, limit)
}

/** The entries of the root, folders first: what a menu shows before a letter is typed. */
function listTop({ paths }: PathTable, limit: number): string[] {
  const top: string[] = []
  for (const path of paths) {
    const slash = path.indexOf('/')
    if (slash < 0 || slash === path.length - 1) top.push(path)
  }
  const rank = (path: string) => (path.startsWith('.') ? 2 : path.endsWith('/') ? 0 : 1)
  return top.toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1)).slice(0, limit)
}

/** The entries of one directory whose names begin with the last part of the query. Hidden ones must be asked for. */
function findInFolder(root: string, query: string, limit: number): string[] {
  const typed = /(?:^|\/)\.\.?$/.test(query) ? `${query}/` : query
  const isFolder = typed.endsWith('/')
  const shown = isFolder ? typed : typed.slice(0, typed.length - basename(typed).length)
  const folder = typed.startsWith('~/') ? join(findHome(), typed.slice(1)) : resolve(root, typed)
  const begin = isFolder ? '' : basename(typed).toLowerCase()
  return listFolder(isFolder ? folder : dirname(folder))
    .filter(({ name }) => name.toLowerCase().startsWith(begin) && (begin !== '' || !name.startsWith('.')))
    .slice(0, limit)
    .map(({ name, isFolder: hasEntries }) => `${shown}${name}${hasEntries ? '/' : ''}`)
}
