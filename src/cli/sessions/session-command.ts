// `kimi session …`: the sessions there are, and what can be done with one.

import { homedir } from 'node:os'
import { styleText } from 'node:util'
import { KimiError } from '../../protocol/errors.ts'
import { sanitiseLine } from '../../safety/text/sanitiser.ts'
import {
  archiveSession,
  deleteSession,
  listSessions,
  renameSession,
  unarchiveSession,
  type SessionInfo,
} from '../../session/store/session-catalog.ts'
import { forkSession } from '../../session/store/session-fork.ts'
import { countTurns } from '../../session/store/turn-borders.ts'
import { readTurnStarts } from '../../session/store/wire-log.ts'
import { findPaths } from '../../sys/paths.ts'
import { chooseSession, shortId } from './choose-session.ts'
import { formatColumns } from '../../view/columns.ts'
import { confirm } from '../confirm.ts'
import { exportSessionTo } from './export-command.ts'

export interface SessionOptions {
  json?: boolean
  /** Of all directories. */
  all?: boolean
  archived?: boolean
  limit?: number
  turns?: number
  output?: string
  yes?: boolean
}

/** Opens the session on this terminal; gives the exit status. */
export type Resume = (id: string, workDir: string) => Promise<number>

const LIST_LIMIT = 20
const TITLE_CELLS = 60
const PROMPT_CELLS = 100

export async function runSessionCommand(
  name: string,
  words: string[],
  options: SessionOptions,
  env: NodeJS.ProcessEnv,
  resumeHere?: Resume,
): Promise<number> {
  const { share } = findPaths(env)
  const workDir = process.cwd()
  const choose = () => chooseSession(share, words[0], workDir)
  switch (name) {
    case 'list':
      return list(share, workDir, options)
    case 'search':
      return search(share, words.join(' '), options)
    case 'show':
      return show(choose(), options)
    case 'resume':
      return resume(choose(), resumeHere)
    case 'fork':
      return fork(choose(), options)
    case 'rename': {
      const session = choose()
      if (!renameSession(session, words.slice(1).join(' ')))
        throw new KimiError('usage.invalid', 'the title is empty', {
          hint: `kimi session rename ${shortId(session.id)} TITLE`,
        })
      return report(session, 'renamed', options)
    }
    case 'archive': {
      const session = choose()
      archiveSession(session)
      return report(session, 'archived', options)
    }
    case 'unarchive': {
      const session = choose()
      unarchiveSession(session)
      return report(session, 'taken out of the archive', options)
    }
    case 'export':
      return exportSessionTo(choose(), options.output, options)
    default:
      return remove(choose(), options)
  }
}

/** For programs: Kimi CLI's spelling of names, times as ISO 8601. */
function toJson(session: SessionInfo) {
  const { id, workDir, title, archived, updatedAt, bytes, dir } = session
  const updated = new Date(updatedAt).toISOString()
  return { id, title, work_dir: workDir, updated_at: updated, turns: countTurns(session), bytes, archived, dir }
}

function list(
  share: string,
  workDir: string,
  { all, archived = false, limit = LIST_LIMIT, json }: SessionOptions,
): number {
  const every = listSessions(share, all ? {} : { workDir })
  const chosen = every.filter((session) => session.archived === archived)
  const sessions = chosen.slice(0, limit)
  if (json) {
    say(JSON.stringify(sessions.map(toJson)))
    return 0
  }
  if (sessions.length === 0) {
    process.stderr.write(`kimi: no ${archived ? 'archived ' : ''}sessions${all ? '' : ' of this directory'}\n`)
    if (!all) process.stderr.write('  kimi session list --all\n')
    return 0
  }
  const now = Date.now()
  process.stdout.write(
    formatColumns(
      sessions.map((session) => [
        shortId(session.id),
        describeAge(now - session.updatedAt),
        countOf(countTurns(session), 'turn'),
        ...(all ? [shortenHome(session.workDir ?? '?')] : []),
        sanitiseLine(session.title, TITLE_CELLS),
      ]),
    ),
  )
  const hidden = chosen.length - sessions.length
  if (hidden > 0) process.stderr.write(`kimi: ${hidden} more\n  kimi session list --limit ${chosen.length}\n`)
  return 0
}

function show(session: SessionInfo, { json }: SessionOptions): number {
  const prompts = [...readTurnStarts(session.wire)]
  if (json) {
    const said = prompts.map(({ turn, text, timestamp }) => ({
      turn,
      text,
      at: new Date(timestamp * 1000).toISOString(),
    }))
    say(JSON.stringify({ ...toJson(session), prompts: said }))
    return 0
  }
  const facts = [
    ['id', session.id],
    ['title', session.title],
    ['directory', session.workDir ?? 'not known'],
    ['last used', `${describeAge(Date.now() - session.updatedAt)} ago`],
    ['size', describeBytes(session.bytes)],
    ...(session.archived ? [['archived', 'yes']] : []),
    ['files', session.dir],
  ]
  process.stdout.write(formatColumns(facts))
  for (const { turn, text } of prompts)
    say(`${styleText('dim', String(turn).padStart(4))}  ${sanitiseLine(text, PROMPT_CELLS)}`)
  return 0
}

/** Takes the session up on this terminal; without one, says how. */
export async function resume({ id, workDir }: SessionInfo, resumeHere: Resume | undefined): Promise<number> {
  if (resumeHere && workDir !== null && process.stdin.isTTY && process.stdout.isTTY) return resumeHere(id, workDir)
  const isHere = workDir === null || workDir === process.cwd()
  say(`${isHere ? '' : `cd ${quote(workDir)} && `}kimi -S ${quote(id)}`)
  return 0
}

function fork(session: SessionInfo, { turns, json }: SessionOptions): number {
  const forked = forkSession(session, turns)
  if (!forked.ok) throw new KimiError('session.invalid', `cannot fork ${shortId(session.id)}: ${forked.reason}`)
  const { id } = forked.place
  if (json) say(JSON.stringify({ id, from: session.id, turns: forked.turns }))
  else say(`forked after ${countOf(forked.turns, 'turn')}: kimi -S ${quote(id)}`)
  return 0
}

async function search(share: string, query: string, { json, limit = LIST_LIMIT }: SessionOptions): Promise<number> {
  if (query.trim() === '')
    throw new KimiError('usage.invalid', 'nothing to search for', { hint: 'kimi session search WORDS' })
  const { openSearchIndex } = await import('../../session/store/session-search.ts')
  const index = openSearchIndex(share)
  try {
    index.refresh()
    const hits = index.search(query, limit)
    if (json) {
      const rows = hits.map(({ id, workDir, title, snippet, at }) => ({
        id,
        title,
        work_dir: workDir,
        snippet,
        at: new Date(at).toISOString(),
      }))
      say(JSON.stringify(rows))
    } else
      for (const { id, workDir, title, snippet, at } of hits) {
        const age = describeAge(Date.now() - at)
        process.stdout.write(
          formatColumns([[shortId(id), age, shortenHome(workDir ?? '?'), sanitiseLine(title, TITLE_CELLS)]]),
        )
        if (snippet !== '') say(`  ${styleText('dim', sanitiseLine(snippet, PROMPT_CELLS))}`)
      }
    if (hits.length === 0) process.stderr.write(`kimi: nothing found: ${sanitiseLine(query, TITLE_CELLS)}\n`)
    return hits.length === 0 ? 1 : 0
  } finally {
    index.close()
  }
}

async function remove(session: SessionInfo, options: SessionOptions): Promise<number> {
  const title = sanitiseLine(session.title, TITLE_CELLS)
  if (!(await confirm(`delete session ${shortId(session.id)} (${title}) for good`, options.yes))) return 1
  const deleted = deleteSession(session)
  if (deleted.ok) return report(session, 'deleted', options)
  if (deleted.reason === 'locked')
    throw new KimiError('session.locked', `session ${shortId(session.id)} is in use`, {
      hint: 'end its kimi first, or: kimi daemon stop',
    })
  throw new KimiError('session.invalid', `${session.dir} does not look like a session`)
}

function report(session: SessionInfo, what: string, { json }: SessionOptions): number {
  if (json) say(JSON.stringify({ id: session.id, done: what }))
  else say(`${shortId(session.id)} ${what}`)
  return 0
}

function say(text: string): void {
  process.stdout.write(text + '\n')
}

function countOf(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`
}

function describeAge(ms: number): string {
  const units: [number, string][] = [
    [24 * 60 * 60 * 1000, 'd'],
    [60 * 60 * 1000, 'h'],
    [60 * 1000, 'min'],
  ]
  for (const [length, unit] of units) if (ms >= length) return `${Math.floor(ms / length)} ${unit}`
  return 'now'
}

function describeBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`
}

function shortenHome(path: string): string {
  const home = homedir()
  return path === home || path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path
}

function quote(word: string): string {
  return /^[\w./:@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
}
