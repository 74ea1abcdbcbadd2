// Full-text search over all sessions. The SQLite file is only an index: when it is deleted or damaged it is built again.

import { closeSync, existsSync, mkdirSync, openSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { textOf } from '../../protocol/message.ts'
import { redactSecrets } from '../../safety/text/redaction.ts'
import { listSessions, type SessionInfo } from './session-catalog.ts'
import { readContext } from './context-file.ts'
import { readLines } from './line-file.ts'
import { makeSnippet } from './search-snippet.ts'
import { parseWireRecord } from './wire-log.ts'

export interface SearchHit {
  id: string
  workDir: string | null
  title: string
  /** The found text around the words, as one line. */
  snippet: string
  /** Time of the found message, in milliseconds since the epoch. */
  at: number
}

export interface SearchIndex {
  /** Indexes what was added since the last call. Returns the number of sessions that had changed. */
  refresh(): number
  /** Sessions with a message that contains all words, newest message first, one hit a session. Titles match, too. */
  search(query: string, limit?: number): SearchHit[]
  close(): void
}

const SCHEMA_VERSION = 1
const SCHEMA = `
  CREATE TABLE session (key TEXT PRIMARY KEY, ino INTEGER, size INTEGER, mtime REAL, upto INTEGER);
  CREATE TABLE line (id INTEGER PRIMARY KEY, key TEXT, at REAL);
  CREATE INDEX line_key ON line (key);
  CREATE VIRTUAL TABLE said USING fts5(text, tokenize = 'trigram');
  PRAGMA user_version = ${SCHEMA_VERSION};`
/** Shorter words have no trigram, and are searched with LIKE. */
const TRIGRAM_CHARS = 3
const SQLITE_CORRUPT = 11
const SQLITE_NOTADB = 26
/** Characters of a message that are indexed: pasted files need not be found to their end. */
const TEXT_CHARS = 100_000

export function openSearchIndex(share: string): SearchIndex {
  const path = join(share, 'cache', 'sessions.db')
  let database = openDatabase(path)

  /** Runs `use`, and when the file turns out to be damaged runs it again on a new one. */
  const withDatabase = <T>(use: (database: DatabaseSync) => T): T => {
    try {
      return use(database)
    } catch (error) {
      if (!isDamaged(error)) throw error
      database.close()
      removeDatabase(path)
      database = openDatabase(path)
      refreshAll(database, share)
      return use(database)
    }
  }
  return {
    refresh: () => withDatabase((database) => refreshAll(database, share)),
    search: (query, limit = 20) => withDatabase((database) => searchAll(database, share, query, limit)),
    close: () => database.close(),
  }
}

function openDatabase(path: string): DatabaseSync {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
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

function refreshAll(database: DatabaseSync, share: string): number {
  const known = new Map<string, Indexed>()
  for (const row of database.prepare('SELECT key, ino, size, mtime, upto FROM session').all())
    known.set(String(row['key']), row as unknown as Indexed)
  let looked = 0
  for (const session of listSessions(share)) {
    const key = keyOf(session)
    const before = known.get(key)
    known.delete(key)
    if (refreshSession(database, session, before)) looked++
  }
  for (const key of known.keys()) inTransaction(database, () => forget(database, key))
  return looked
}

interface Indexed {
  ino: number
  size: number
  mtime: number
  /** Bytes of the file that are indexed. */
  upto: number
}

function keyOf({ hash, id }: SessionInfo): string {
  return `${hash}/${id}`
}

/** False when nothing has changed. Events are preferred to the conversation: they have times and survive compaction. */
function refreshSession(database: DatabaseSync, session: SessionInfo, before: Indexed | undefined): boolean {
  const wire = statSync(session.wire, { throwIfNoEntry: false })
  const stat = wire && wire.size > 0 ? wire : statSync(session.context, { throwIfNoEntry: false })
  if (!stat) return false
  const { ino, size, mtimeMs: mtime } = stat
  if (before?.ino === ino && before.size === size && before.mtime === mtime) return false
  const key = keyOf(session)
  inTransaction(database, () => {
    // A file that was replaced or shortened is indexed from its start.
    const isGrown = before?.ino === ino && size > before.size && stat === wire
    if (before && !isGrown) forget(database, key)
    const addLine = database.prepare('INSERT INTO line (key, at) VALUES (?, ?)')
    const addText = database.prepare('INSERT INTO said (rowid, text) VALUES (?, ?)')
    const add = (text: string, at: number) => {
      if (text.trim() === '') return
      addText.run(addLine.run(key, at).lastInsertRowid, redactSecrets(text.slice(0, TEXT_CHARS)))
    }
    const upto =
      stat === wire ? addEvents(session.wire, isGrown ? before.upto : 0, add) : addMessages(session, mtime, add)
    database
      .prepare('INSERT OR REPLACE INTO session (key, ino, size, mtime, upto) VALUES (?, ?, ?, ?, ?)')
      .run(key, ino, size, mtime, upto)
  })
  return true
}

function addEvents(path: string, from: number, add: (text: string, at: number) => void): number {
  let upto = from
  for (const { text, end, isWhole } of readLines(path, from)) {
    if (!isWhole) break
    upto = end
    if (!/"(?:TurnBegin|SteerInput|ContentPart)"/.test(text)) continue
    const record = parseWireRecord(text)
    if (!record) continue
    const { timestamp, message } = record
    if (message.type === 'TurnBegin' || message.type === 'SteerInput')
      add(textOf(message.payload.user_input ?? ''), timestamp * 1000)
    else if (message.type === 'ContentPart' && message.payload.type === 'text')
      add(message.payload.text, timestamp * 1000)
  }
  return upto
}

function addMessages({ context }: SessionInfo, at: number, add: (text: string, at: number) => void): number {
  for (const record of readContext(context))
    if (record.role === 'user' || record.role === 'assistant') add(textOf(record.content), at)
  return 0
}

function forget(database: DatabaseSync, key: string): void {
  database.prepare('DELETE FROM said WHERE rowid IN (SELECT id FROM line WHERE key = ?)').run(key)
  database.prepare('DELETE FROM line WHERE key = ?').run(key)
  database.prepare('DELETE FROM session WHERE key = ?').run(key)
}

function inTransaction(database: DatabaseSync, change: () => void): void {
  database.exec('BEGIN IMMEDIATE')
  try {
    change()
    database.exec('COMMIT')
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

function searchAll(database: DatabaseSync, share: string, query: string, limit: number): SearchHit[] {
  const words = query.split(/\s+/).filter((word) => word !== '')
  if (words.length === 0) return []
  const sessions = new Map(listSessions(share).map((session) => [keyOf(session), session]))
  const hits = new Map<string, SearchHit>()
  for (const row of findRows(database, words)) {
    const session = sessions.get(String(row['key']))
    if (!session || hits.has(keyOf(session))) continue
    const { id, workDir, title } = session
    const snippet = makeSnippet(String(row['text']), words)
    hits.set(keyOf(session), { id, workDir, title: redactSecrets(title), snippet, at: Number(row['at']) })
    if (hits.size === limit) break
  }
  // Sessions whose title contains the words follow those whose messages do.
  for (const session of sessions.values()) {
    if (hits.size === limit) break
    const { id, workDir, title, updatedAt } = session
    const isNamed = words.every((word) => title.toLowerCase().includes(word.toLowerCase()))
    if (isNamed && !hits.has(keyOf(session)))
      hits.set(keyOf(session), { id, workDir, title: redactSecrets(title), snippet: '', at: updatedAt })
  }
  return [...hits.values()]
}

function findRows(database: DatabaseSync, words: readonly string[]) {
  const long = words.filter((word) => [...word].length >= TRIGRAM_CHARS)
  const short = words.filter((word) => !long.includes(word))
  const conditions = short.map(() => `text LIKE ? ESCAPE '\\'`)
  const values = short.map((word) => `%${word.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`)
  if (long.length > 0) {
    conditions.unshift('said MATCH ?')
    // Quotes keep FTS5 from reading a word as an operator.
    values.unshift(long.map((word) => `"${word.replaceAll('"', '""')}"`).join(' AND '))
  }
  const matching = `SELECT key, at, text FROM said JOIN line ON line.id = said.rowid WHERE ${conditions.join(' AND ')}`
  return database.prepare(`${matching} ORDER BY at DESC`).iterate(...values)
}
