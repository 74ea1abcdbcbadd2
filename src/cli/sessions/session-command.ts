// `kimi session …`: the stored sessions of this user, and the commands on one of them.

import { KimiError } from '../../protocol/errors.ts'
import type { Client } from '../../client/peer.ts'
import {
  shortenSessionId,
  type SessionChoice,
  type SessionFacts,
  type SessionHit,
} from '../../protocol/session-view.ts'
import { sanitiseLine } from '../../safety/text/sanitiser.ts'
import { confirm } from '../confirm.ts'
import { exportChosen } from './export-command.ts'
import { withOwnDaemon, withSessions } from './session-client.ts'
import { countOf, printCacheUse, printFacts, printHits, printSessions, TITLE_CELLS, toJson } from './session-print.ts'
import { say, sayAside, sayJson } from '../standard-streams.ts'

export interface SessionOptions {
  json?: boolean
  /** Sessions of all directories. */
  all?: boolean
  archived?: boolean
  limit?: number
  turns?: number
  output?: string
  yes?: boolean
  /** Shows what came from the provider's cache. */
  cache?: boolean
}

const LIST_LIMIT = 20
/** A search answers or tells how far it is after so long. */
const SEARCH_MS = 1_000
/** The index holds words of three characters and more. */
const INDEXED_CHARS = 3
const ERASE = '\r\x1b[K'

/** Returns the exit status. Throws KimiErrors. */
export async function runSessionCommand(
  name: string,
  words: string[],
  options: SessionOptions,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const [id, ...rest] = words
  const choice: SessionChoice = { workDir: process.cwd(), ...(id === undefined ? {} : { id }) }
  if (name === 'search') return search(words.join(' '), options, env)
  if (name === 'export') return exportChosen(choice, false, options, env)
  return withSessions(env, async (client) => {
    switch (name) {
      case 'list':
        return list(client, choice.workDir, options)
      case 'show':
        return show(client, choice, options)
      case 'resume':
        return sayHowToResume(await client.call('session/find', choice))
      case 'fork':
        return fork(client, choice, options)
      case 'rename':
        return report(await client.call('session/rename', { ...choice, title: rest.join(' ') }), 'renamed', options)
      case 'archive':
        return report(await client.call('session/archive', choice), 'archived', options)
      case 'unarchive':
        return report(await client.call('session/unarchive', choice), 'taken out of the archive', options)
      default:
        return remove(client, choice, options)
    }
  })
}

async function list(client: Client, here: string, options: SessionOptions): Promise<number> {
  const { all, archived = false, limit = LIST_LIMIT, json } = options
  const listed = await client.call('session/list', { archived, limit, ...(all ? {} : { workDir: here }) })
  const { sessions, total } = listed
  if (json) sayJson(sessions.map(toJson))
  else if (sessions.length > 0) printSessions(sessions, total, all ?? false)
  else {
    sayAside(`kimi: no ${archived ? 'archived ' : ''}sessions${all ? '' : ' of this directory'}\n`)
    if (!all) sayAside('  kimi session list --all\n')
  }
  return 0
}

async function show(client: Client, choice: SessionChoice, { json, cache }: SessionOptions): Promise<number> {
  if (cache) {
    const { turns } = await client.call('session/cache', choice)
    if (json) sayJson({ turns })
    else printCacheUse(turns)
    return 0
  }
  const { session, prompts } = await client.call('session/show', choice)
  if (json) {
    const said = prompts.map(({ turn, text, at }) => ({ turn, text, at: new Date(at).toISOString() }))
    sayJson({ ...toJson(session), prompts: said })
  } else printFacts(session, prompts)
  return 0
}

function sayHowToResume({ id, workDir }: SessionFacts): number {
  const isHere = workDir === null || workDir === process.cwd()
  say(`${isHere ? '' : `cd ${quote(workDir)} && `}kimi -S ${quote(id)}\n`)
  return 0
}

async function fork(client: Client, choice: SessionChoice, { turns, json }: SessionOptions): Promise<number> {
  const forked = await client.call('session/fork', { ...choice, ...(turns === undefined ? {} : { turns }) })
  if (json) sayJson(forked)
  else say(`forked after ${countOf(forked.turns, 'turn')}: kimi -S ${quote(forked.id)}\n`)
  return 0
}

/** 1 when nothing is found. */
async function search(query: string, options: SessionOptions, env: NodeJS.ProcessEnv): Promise<number> {
  const { json, limit = LIST_LIMIT } = options
  if (query.trim() === '')
    throw new KimiError('usage.invalid', 'nothing to search for', { hint: 'kimi session search WORDS' })
  const hits = await findHits(query, limit, env)
  if (json) {
    const rows = hits.map(({ id, workDir, title, snippet, at }) => ({
      id,
      title,
      work_dir: workDir,
      snippet,
      at: new Date(at).toISOString(),
    }))
    sayJson(rows)
  } else printHits(hits)
  if (hits.length === 0) sayAside(`kimi: nothing found: ${sanitiseLine(query, TITLE_CELLS)}\n`)
  return hits.length === 0 ? 1 : 0
}

/**
 * A search that is soon done is the daemon's. The first one reads all sessions, which takes seconds where there are thousands, and
 * words that no index holds are looked for in all texts: both are done in this process, and a terminal is told how far it is.
 */
async function findHits(query: string, limit: number, env: NodeJS.ProcessEnv): Promise<SessionHit[]> {
  const isIndexed = query.split(/\s+/).every((word) => word === '' || [...word].length >= INDEXED_CHARS)
  const ask = (client: Client) => client.call('session/search', { query, limit, withinMs: SEARCH_MS })
  const quick = isIndexed ? await withSessions(env, ask) : null
  if (quick?.left === 0) return quick.hits
  return withOwnDaemon(env, async (client) => {
    for (let read = quick?.indexed ?? 0; ;) {
      const { hits, indexed, left } = await ask(client)
      read += indexed
      if (process.stderr.isTTY)
        process.stderr.write(
          left === 0 ? ERASE : `${ERASE}kimi: reading sessions for the first search: ${read}, ${left} left`,
        )
      if (left === 0) return hits
    }
  })
}

async function remove(client: Client, choice: SessionChoice, options: SessionOptions): Promise<number> {
  const { id, title, workDir } = await client.call('session/find', choice)
  const question = `delete session ${shortenSessionId(id)} (${sanitiseLine(title, TITLE_CELLS)}) for good`
  if (!(await confirm(question, options.yes))) return 1
  return report(await client.call('session/delete', { id, workDir: workDir ?? choice.workDir }), 'deleted', options)
}

function report({ id }: { id: string }, done: string, { json }: SessionOptions): number {
  if (json) sayJson({ id, done })
  else say(`${shortenSessionId(id)} ${done}\n`)
  return 0
}

function quote(word: string): string {
  return /^[\w./:@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
}
