// Stored sessions as text and as JSON: the columns of a list, the facts about one, the hits of a search.

import { styleText } from 'node:util'
import { findHome } from '../../sys/own-user.ts'
import {
  shortenSessionId,
  type CacheTurn,
  type SessionHit,
  type SessionView,
  type TurnPrompt,
} from '../../protocol/session-view.ts'
import { sanitiseLine } from '../../safety/text/sanitiser.ts'
import { formatColumns } from '../../view/columns.ts'
import { say, sayAside } from '../standard-streams.ts'

export const TITLE_CELLS = 60
const PROMPT_CELLS = 100
/** The user's words are shown whole; a pasted file is cut. */
const WORDS_CELLS = 2_000

/** The JSON of a session for programs, with Kimi CLI's names and ISO 8601 times. */
export function toJson({ id, workDir, title, archived, updatedAt, turns, bytes, dir }: SessionView) {
  const updated = new Date(updatedAt).toISOString()
  return { id, title, work_dir: workDir, updated_at: updated, turns, bytes, archived, dir }
}

/** `total` counts also the sessions that are not among `sessions`. */
export function printSessions(sessions: readonly SessionView[], total: number, showsDirectory: boolean): void {
  const now = Date.now()
  const rows = sessions.map(({ id, updatedAt, turns, isAnswered, workDir, title }) => [
    shortenSessionId(id),
    describeAge(now - updatedAt),
    isAnswered ? countOf(turns, 'turn') : 'no answer',
    ...(showsDirectory ? [shortenHome(workDir ?? '?')] : []),
    sanitiseLine(title, TITLE_CELLS),
  ])
  say(formatColumns(rows))
  const hidden = total - sessions.length
  if (hidden > 0) sayAside(`kimi: ${hidden} more\n  kimi session list --limit ${total}\n`)
}

export function printFacts(session: SessionView, prompts: readonly TurnPrompt[]): void {
  const { id, title, workDir, updatedAt, bytes, archived, dir } = session
  const facts = [
    ['id', id],
    ['title', title],
    ['directory', workDir ?? 'not known'],
    ['last used', describeMoment(Date.now() - updatedAt)],
    ['size', describeBytes(bytes)],
    ...(archived ? [['archived', 'yes']] : []),
    ['files', dir],
  ]
  say(formatColumns(facts))
  for (const { turn, text } of prompts)
    say(`${styleText('dim', String(turn).padStart(4))}  ${sanitiseLine(text, WORDS_CELLS)}\n`)
}

/** Providers keep a prompt for at least this time after its last use. */
const CACHE_LIFE_MS = 5 * 60_000
/** A first call of which less came from the cache than this has met a cache that was gone. */
const LOST_SHARE = 0.5

/** A line for each turn: the tokens sent, the share from the cache, and why a turn had to begin anew. */
export function printCacheUse(turns: readonly CacheTurn[]): void {
  const rows = turns.map(({ turn, calls, input, cached, first, pauseMs }) => {
    const isLost = pauseMs > CACHE_LIFE_MS && first.cached < first.input * LOST_SHARE
    const hint = isLost ? `the pause of ${describeAge(pauseMs)} before it outlived the provider’s cache` : ''
    const share = input > 0 ? `${Math.round((cached / input) * 100)} %` : '-'
    return [String(turn), countOf(calls, 'call'), `${input.toLocaleString('en')} in`, `${share} cached`, hint]
  })
  say(formatColumns(rows))
  const sum = turns.reduce((all, { input, cached }) => ({ input: all.input + input, cached: all.cached + cached }), {
    input: 0,
    cached: 0,
  })
  if (sum.input === 0) return void say('no model call of this session has told its tokens\n')
  say(`${Math.round((sum.cached / sum.input) * 100)} % of all input came from the provider’s cache\n`)
}

export function printHits(hits: readonly SessionHit[]): void {
  for (const { id, workDir, title, snippet, at } of hits) {
    const age = describeAge(Date.now() - at)
    const row = [shortenSessionId(id), age, shortenHome(workDir ?? '?'), sanitiseLine(title, TITLE_CELLS)]
    say(formatColumns([row]))
    if (snippet !== '') say(`  ${styleText('dim', sanitiseLine(snippet, PROMPT_CELLS))}\n`)
  }
}

export function countOf(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`
}

function describeMoment(ms: number): string {
  const age = describeAge(ms)
  return age === 'now' ? age : `${age} ago`
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
  const home = findHome()
  return path === home || path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path
}
