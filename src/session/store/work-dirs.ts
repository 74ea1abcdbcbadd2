// kimi.json: directories that have sessions, and the last session of each. Kimi CLI shares it: unknown fields are kept.

import { existsSync, renameSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { readText, writeAtomic } from '../../sys/files.ts'
import { hashWorkDir } from './session-layout.ts'
import { parseObject } from '../../sys/json-reading.ts'
import { holdLock } from './session-lock.ts'

interface WorkDir {
  path: string
  kaos: string
  last_session_id: string | null
  [unknown: string]: unknown
}

interface Metadata {
  work_dirs: WorkDir[]
  [unknown: string]: unknown
}

function filePath(share: string): string {
  return join(share, 'kimi.json')
}

function read(share: string): Metadata {
  const found = parseObject(readText(filePath(share)) ?? '') ?? {}
  const dirs = Array.isArray(found['work_dirs']) ? found['work_dirs'] : []
  return { ...found, work_dirs: dirs.filter((dir) => typeof dir?.path === 'string') }
}

export function listWorkDirs(share: string): WorkDir[] {
  return read(share).work_dirs
}

/** Maps the hashes in `sessions/` to the working directories. */
export function mapWorkDirs(share: string): Map<string, string> {
  return new Map(listWorkDirs(share).map(({ path }) => [hashWorkDir(path), path]))
}

export function findLastSession(share: string, workDir: string): string | null {
  const id = find(read(share), resolve(workDir))?.last_session_id
  return typeof id === 'string' && id !== '' ? id : null
}

function find({ work_dirs: dirs }: Metadata, path: string): WorkDir | undefined {
  return dirs.find((dir) => dir.path === path && (dir.kaos ?? 'local') === 'local')
}

/** Adds the directory to the list. The last session of a known directory is unchanged. */
export function addWorkDir(share: string, workDir: string): void {
  const path = resolve(workDir)
  if (find(read(share), path)) return
  change(share, (metadata) => {
    if (!find(metadata, path)) metadata.work_dirs.push({ path, kaos: 'local', last_session_id: null })
  })
}

/** Records the session that `kimi --continue` continues in this directory. */
export function recordLastSession(share: string, workDir: string, id: string | null): void {
  const path = resolve(workDir)
  if (find(read(share), path)?.last_session_id === id) return
  change(share, (metadata) => {
    const known = find(metadata, path)
    if (known) known.last_session_id = id
    else metadata.work_dirs.push({ path, kaos: 'local', last_session_id: id })
  })
}

function change(share: string, edit: (metadata: Metadata) => void): void {
  holdLock(join(share, 'locks', 'kimi.json.lock'), () => {
    const file = filePath(share)
    // An unreadable file is kept under another name, since somebody may be able to repair it.
    if (existsSync(file) && parseObject(readText(file) ?? '') === null) renameSync(file, `${file}.unreadable`)
    const metadata = read(share)
    edit(metadata)
    writeAtomic(file, JSON.stringify(metadata, null, 2))
  })
}
