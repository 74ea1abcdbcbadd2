// Full-text search over all sessions. The SQLite file is only an index: when it is deleted or damaged it is built again.

import { closeSync, existsSync, openSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { textOf } from '../../protocol/message.ts'
import { redactSecrets } from '../../safety/text/redaction.ts'
import { makeDirectory } from '../../sys/files.ts'
import { createSlices, handleInSlices, inSlices } from '../../sys/time-slices.ts'
import { listIds } from './session-catalog.ts'
import { readContext } from './context-file.ts'
import { readLines } from './line-file.ts'
import { makeSnippet } from './search-snippet.ts'
import { placeHashed, type SessionPlace } from './session-layout.ts'
import { titleOf } from './session-titles.ts'
import { readState } from './state-file.ts'
import { parseWireRecord } from './wire-log.ts'
import { mapWorkDirs } from './work-dirs.ts'

export interface SearchHit {
  id: string
  workDir: string | null
  title: string
  /** The found text around the words, as one line. */
  snippet: string
  /** Time of the found message, in milliseconds since the epoch. */
  at: number
}

/** The state of an index after some work. */
export interface Refreshed {
  /** Sessions that had changed and are indexed now. */
  indexed: number
  /** Sessions that have not been looked at yet. */
  left: number
}

export interface SearchIndex {
  /** Indexes what was added since the last call, in slices of time, and for `limitMs` at most. */
  refresh(limitMs?: number): Promise<Refreshed>
  /** Sessions with a message that contains all words, newest message first, one hit a session. Titles match, too. */
  search(query: string, limit?: number): Promise<SearchHit[]>
  close(): void
}

const SCHEMA_VERSION = 2
/** `state` is the time of the state file that `title` is from. */
const SCHEMA = `
  CREATE TABLE session (key TEXT PRIMARY KEY, ino INTEGER, size INTEGER, mtime REAL, upto INTEGER, state REAL, title TEXT);
  CREATE TABLE line (id INTEGER PRIMARY KEY, key TEXT, at REAL);
  CREATE INDEX line_key ON line (key);
  CREATE VIRTUAL TABLE said USING fts5(text, tokenize = 'trigram');
  PRAGMA user_version = ${SCHEMA_VERSION};`
/** Shorter words have no trigram, and are searched with LIKE. */
const TRIGRAM_CHARS = 3
/** The most lines that a query without an index reads at a time: reading all of 20,000 sessions at once would keep others waiting. */
const LINES_AT_ONCE = 1_000
const SQLITE_CORRUPT = 11
const SQLITE_NOTADB = 26
/** Characters of a message that are indexed: pasted files need not be found to their end. */
const TEXT_CHARS = 100_000

export function openSearchIndex(share: string): SearchIndex {
  const path = join(share, 'cache', 'sessions.db')
  let database = openDatabase(path)
  const remake = () => {
    database.close()
    removeDatabase(path)
    database = openDatabase(path)
  }
  /** Runs `use`, and when the file turns out to be damaged runs it again on a new one. */
  const withDatabase = async <T>(use: (database: DatabaseSync) => T | Promise<T>): Promise<T> => {
    try {
      return await use(database)
    } catch (error) {
      if (!isDamaged(error)) throw error
      remake()
      await refreshAll(database, share)
      return use(database)
    }
  }
  return {
    refresh: (limitMs) => withDatabase((open) => refreshAll(open, share, limitMs)),
    search: (query, limit = 20) => withDatabase((open) => searchAll(open, share, query, limit)),
    close: () => database.close(),
  }
}

function openDatabase(path: string): DatabaseSync {
  makeDirectory(dirname(path))
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600)) // SQLite's own file would follow the umask
  const database = new DatabaseSync(path)
  try {
    database.exec('PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF')
    database.exec('BEGIN IMMEDIATE')
    const version = database.prepare('PRAGMA user_version').get()?.['user_version']
    if (version !== SCHEMA_VERSION)
      database.exec(`DROP TABLE IF EXISTS said; DROP TABLE IF EXISTS line; DROP TABLE IF EXISTS session; ${SCHEMA}`)
    database.exec('COMMIT')
    return database
  } catch (error) {
    database.close()
    if (!isDamaged(error)) throw error
    removeDatabase(path)
    return openDatabase(path)
  }
}

function removeDatabase(path: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true })
}

function isDamaged(error: unknown): boolean {
  const code = (error as { errcode?: number } | null)?.errcode ?? 0
  return [SQLITE_CORRUPT, SQLITE_NOTADB].includes(code & 0xff)
}

interface Indexed {
  ino: number
  /** -1 while the session is indexed in part. */
  size: number
  mtime: number
  /** Bytes of the file that are indexed. */
  upto: number
  state: number
  title: string
}

/** A transaction for each slice of time: one for each session took most of the time, and a long one would keep others out. */
async function refreshAll(database: DatabaseSync, share: string, limitMs = Infinity): Promise<Refreshed> {
  const began = performance.now()
  const known = new Map<string, Indexed>()
  for await (const row of inSlices(database.prepare('SELECT * FROM session').iterate()))
    known.set(String(row['key']), row as unknown as Indexed)
  const ids: { hash: string; id: string }[] = []
  await handleInSlices(listIds(share), (found) => ids.push(found))
  const work = createBatches(database)
  let indexed = 0
  let left = ids.length
  try {
    for (const { hash, id } of ids) {
      if (performance.now() - began > limitMs) break
      const key = `${hash}/${id}`
      const before = known.get(key)
      const isKept = await refreshSession(work, placeHashed(share, hash, id, null), key, before, () => indexed++)
      if (isKept) known.delete(key)
      left--
      await work.rest()
    }
    for (const key of left === 0 ? known.keys() : []) {
      work.forget(key)
      await work.rest()
    }
    work.commit()
  } catch (error) {
    if (database.isOpen && database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
  return { indexed, left }
}

/** The changes of the index, in one transaction after the other. */
function createBatches(database: DatabaseSync) {
  const slice = createSlices()
  const addLine = database.prepare('INSERT INTO line (key, at) VALUES (?, ?)')
  const addText = database.prepare('INSERT INTO said (rowid, text) VALUES (?, ?)')
  const put = database.prepare(
    'INSERT OR REPLACE INTO session (key, ino, size, mtime, upto, state, title) VALUES (?, ?, ?, ?, ?, ?, ?)',
  )
  const drop = [
    'DELETE FROM said WHERE rowid IN (SELECT id FROM line WHERE key = ?)',
    'DELETE FROM line WHERE key = ?',
    'DELETE FROM session WHERE key = ?',
  ].map((sql) => database.prepare(sql))
  const begin = () => {
    if (!database.isTransaction) database.exec('BEGIN IMMEDIATE')
  }
  const commit = () => {
    if (database.isTransaction) database.exec('COMMIT')
  }
  return {
    add(key: string, text: string, at: number) {
      if (text.trim() === '') return
      begin()
      addText.run(addLine.run(key, at).lastInsertRowid, redactSecrets(text.slice(0, TEXT_CHARS)))
    },
    put(key: string, { ino, size, mtime, upto, state, title }: Indexed) {
      begin()
      put.run(key, ino, size, mtime, upto, state, title)
    },
    forget(key: string) {
      begin()
      for (const statement of drop) statement.run(key)
    },
    commit,
    /** Rests when the slice is over; `beforeRest` puts down how far the work has come. */
    async rest(beforeRest = () => {}) {
      const pause = slice()
      if (!pause) return
      beforeRest()
      commit()
      await pause
    },
  }
}
type Batches = ReturnType<typeof createBatches>

/** False when the session is gone. Events are preferred to the conversation: they have times and survive compaction. */
async function refreshSession(
  work: Batches,
  place: SessionPlace,
  key: string,
  before: Indexed | undefined,
  onChanged: () => void,
): Promise<boolean> {
  const wire = statSync(place.wire, { throwIfNoEntry: false })
  const stat = wire && wire.size > 0 ? wire : statSync(place.context, { throwIfNoEntry: false })
  if (!stat) return false
  const { ino, size, mtimeMs: mtime } = stat
  const state = statSync(place.state, { throwIfNoEntry: false })?.mtimeMs ?? 0
  const isSame = before?.ino === ino && before.size === size && before.mtime === mtime
  if (isSame && before.state === state) return true
  const title = redactSecrets(titleOf(place, readState(place.state)))
  const head = { ino, size, mtime, state, title }
  if (isSame) work.put(key, { ...before, ...head })
  else {
    onChanged()
    // A file that was replaced or shortened is indexed from its start.
    const isGrown = before?.ino === ino && size > before.size && stat === wire
    if (before && !isGrown) work.forget(key)
    const from = isGrown ? before.upto : 0
    const upto =
      stat === wire ? await addEvents(work, place.wire, key, from, head) : addMessages(work, place, key, mtime)
    work.put(key, { ...head, upto })
  }
  return true
}

/** Returns the offset behind the last event. A rest in the middle of a long log puts down how far it is indexed. */
async function addEvents(
  work: Batches,
  path: string,
  key: string,
  from: number,
  head: Omit<Indexed, 'upto'>,
): Promise<number> {
  let upto = from
  for (const { text, end, isWhole } of readLines(path, from)) {
    if (!isWhole) break
    upto = end
    await work.rest(() => work.put(key, { ...head, size: -1, upto }))
    if (!/"(?:TurnBegin|SteerInput|ContentPart)"/.test(text)) continue
    const record = parseWireRecord(text)
    if (!record) continue
    const { timestamp, message } = record
    if (message.type === 'TurnBegin' || message.type === 'SteerInput')
      work.add(key, textOf(message.payload.user_input ?? ''), timestamp * 1000)
    else if (message.type === 'ContentPart' && message.payload.type === 'text')
      work.add(key, message.payload.text, timestamp * 1000)
  }
  return upto
}

function addMessages(work: Batches, { context }: SessionPlace, key: string, at: number): number {
  for (const record of readContext(context))
    if (record.role === 'user' || record.role === 'assistant') work.add(key, textOf(record.content), at)
  return 0
}

async function searchAll(database: DatabaseSync, share: string, query: string, limit: number): Promise<SearchHit[]> {
  const words = query.split(/\s+/).filter((word) => word !== '')
  if (words.length === 0) return []
  const workDirs = mapWorkDirs(share)
  const hits = new Map<string, SearchHit>()
  const add = (key: string, title: string, snippet: string, at: number) => {
    const [hash = '', id = ''] = key.split('/')
    if (!hits.has(key)) hits.set(key, { id, workDir: workDirs.get(hash) ?? null, title, snippet, at })
  }
  const describe = database.prepare('SELECT text, title FROM said, session WHERE said.rowid = ? AND session.key = ?')
  for (const { id, key, at } of (await findLines(database, words)).slice(0, limit)) {
    const row = describe.get(id, key)
    if (row) add(key, String(row['title']), makeSnippet(String(row['text']), words), at)
  }
  // Sessions whose title contains the words follow those whose messages do.
  if (hits.size < limit)
    for (const { key, title, at } of await findTitles(database, words)) if (hits.size < limit) add(key, title, '', at)
  return [...hits.values()]
}

interface FoundLine {
  id: number
  key: string
  at: number
}

/** The newest line of each session that contains all words, newest first. */
async function findLines(database: DatabaseSync, words: readonly string[]): Promise<FoundLine[]> {
  const newest = new Map<string, FoundLine>()
  const { matching, values, isIndexed } = writeQuery(database, words)
  const last = Number(database.prepare('SELECT max(id) AS id FROM line').get()?.['id'] ?? 0)
  const step = isIndexed ? last : LINES_AT_ONCE
  const rest = createSlices()
  for (let from = 0; from < last; from += step) {
    for (const row of matching.iterate(...values, from, from + step)) {
      const line = row as unknown as FoundLine
      const known = newest.get(line.key)
      if (!known || line.at > known.at) newest.set(line.key, line)
      await rest()
    }
    await rest()
  }
  return [...newest.values()].sort((a, b) => b.at - a.at)
}

/** A query for the lines with numbers above its first argument, and up to its second, that contain all words. */
function writeQuery(database: DatabaseSync, words: readonly string[]) {
  const long = words.filter((word) => [...word].length >= TRIGRAM_CHARS)
  const short = words.filter((word) => !long.includes(word))
  const conditions = short.map(() => `text LIKE ? ESCAPE '\\'`)
  const values = short.map((word) => `%${word.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`)
  if (long.length > 0) {
    conditions.unshift('said MATCH ?')
    // Quotes keep FTS5 from reading a word as an operator.
    values.unshift(long.map((word) => `"${word.replaceAll('"', '""')}"`).join(' AND '))
  }
  const joined = 'said CROSS JOIN line ON line.id = said.rowid'
  const part = 'said.rowid > ? AND said.rowid <= ?'
  const matching = `SELECT line.id, line.key, at FROM ${joined} WHERE ${[...conditions, part].join(' AND ')}`
  return { matching: database.prepare(matching), values, isIndexed: long.length > 0 }
}

/** The sessions whose title contains all words, in any case, newest first. */
async function findTitles(database: DatabaseSync, words: readonly string[]) {
  const lower = words.map((word) => word.toLowerCase())
  const found: { key: string; title: string; at: number }[] = []
  await handleInSlices(database.prepare('SELECT key, title, mtime FROM session').iterate(), (row) => {
    const title = String(row['title']).toLowerCase()
    if (lower.every((word) => title.includes(word)))
      found.push({ key: String(row['key']), title: String(row['title']), at: Number(row['mtime']) })
  })
  return found.sort((a, b) => b.at - a.at)
}
