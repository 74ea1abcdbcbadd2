// The sessions of other agents on this machine. Nothing is ever written there.

import { globSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { ForeignSession } from './foreign-transcript.ts'
import { isSessionId } from '../store/session-layout.ts'
import { readClaudeSession } from './claude-session.ts'
import { readCodexSession } from './codex-session.ts'
import { readKimiCodeSession } from './kimi-code-session.ts'
import { readPiSession } from './pi-session.ts'

/** A session that was found, and has not been read yet. */
export interface FoundSession {
  /** The id that it gets here, the same at every import. */
  id: string
  file: string
  /** Milliseconds since the epoch: its last change. */
  at: number
  /** Reads the session in slices of time, so that others are served in between. */
  read(): Promise<ForeignSession>
}

export interface SessionsOfAgent {
  agent: string
  /** The folder that they are in. */
  dir: string
  /** The newest first, MOST_SESSIONS of them. */
  sessions: FoundSession[]
  /** The number of older ones that are left where they are. */
  older: number
}

/** So many sessions of an agent are taken over: those of years would fill every list. */
export const MOST_SESSIONS = 200

interface Kind {
  agent: string
  dir: string[]
  /** The files of sessions below the folder. */
  pattern: string
  prefix: string
  idOf(file: string): string
  read(file: string): Promise<ForeignSession>
}

const UUID_AT_END = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const stem = (file: string) => basename(file).replace(/\.jsonl$/, '')
const uuidOf = (file: string) => UUID_AT_END.exec(stem(file))?.[0] ?? stem(file)

const KINDS: readonly Kind[] = [
  {
    agent: 'Kimi Code',
    dir: ['.kimi-code', 'sessions'],
    pattern: 'wd_*/*/state.json',
    prefix: 'kimi-code',
    idOf: (file) => basename(dirname(file)).replace(/^session_/, ''),
    read: readKimiCodeSession,
  },
  {
    agent: 'Claude Code',
    dir: ['.claude', 'projects'],
    pattern: '*/*.jsonl',
    prefix: 'claude',
    idOf: uuidOf,
    read: readClaudeSession,
  },
  {
    agent: 'Codex',
    dir: ['.codex', 'sessions'],
    pattern: '**/rollout-*.jsonl',
    prefix: 'codex',
    idOf: uuidOf,
    read: readCodexSession,
  },
  {
    agent: 'pi',
    dir: ['.pi', 'agent', 'sessions'],
    pattern: '*/*.jsonl',
    prefix: 'pi',
    idOf: uuidOf,
    read: readPiSession,
  },
]

/** The agents that have sessions. Only the names and times of files are read. */
export function listForeignSessions(home: string): SessionsOfAgent[] {
  return KINDS.flatMap((kind) => {
    const dir = join(home, ...kind.dir)
    const found = globSync(kind.pattern, { cwd: dir }).flatMap((name) => describe(kind, join(dir, name)))
    if (found.length === 0) return []
    const sessions = found.toSorted((a, b) => b.at - a.at)
    return [
      {
        agent: kind.agent,
        dir,
        sessions: sessions.slice(0, MOST_SESSIONS),
        older: Math.max(0, found.length - MOST_SESSIONS),
      },
    ]
  })
}

function describe({ prefix, idOf, read }: Kind, file: string): FoundSession[] {
  const stat = statSync(file, { throwIfNoEntry: false })
  const id = `${prefix}-${idOf(file)}`
  if (!stat?.isFile() || stat.size === 0 || !isSessionId(id)) return []
  return [{ id, file, at: stat.mtimeMs, read: () => read(file) }]
}
