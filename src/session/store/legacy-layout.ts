// Migrates sessions in the file layouts of earlier versions of Kimi CLI, whenever sessions are listed.

import { existsSync, lstatSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { makeDirectory, readText } from '../../sys/files.ts'
import { isSessionId } from './session-layout.ts'
import { parseObject } from '../../sys/json-reading.ts'
import { readState, changeState, type SessionState } from './state-file.ts'
import { UNTITLED } from './session-titles.ts'

/** True for the file of a session in the first layout. */
export function isFlatSession(name: string): boolean {
  return idOf(name) !== ''
}

/** `<id>_1.jsonl` and `<id>_sub_1.jsonl` are older versions of a conversation. '' for these and for all other names. */
function idOf(name: string): string {
  const id = name.endsWith('.jsonl') ? name.slice(0, -'.jsonl'.length) : ''
  return isSessionId(id) && !/_(?:sub_)?\d+$/.test(id) ? id : ''
}

/** Moves `<dir>/<id>.jsonl` to `<dir>/<id>/context.jsonl`. A session that exists already is not overwritten. */
export function migrateFlatSessions(dir: string): void {
  for (const name of readdirSync(dir)) {
    const id = idOf(name)
    if (id === '' || !lstatSync(join(dir, name)).isFile()) continue
    const context = join(dir, id, 'context.jsonl')
    if (existsSync(context)) continue
    makeDirectory(join(dir, id))
    renameSync(join(dir, name), context)
  }
}

/** Merges the web interface's `metadata.json` into state.json, whose own values take precedence. */
export function mergeMetadata(sessionDir: string): void {
  const path = join(sessionDir, 'metadata.json')
  if (!existsSync(path)) return
  const old = parseObject(readText(path) ?? '') ?? {}
  const state = readState(join(sessionDir, 'state.json'))
  const change: Partial<SessionState> = {}
  const { title, archived, archived_at: at, auto_archive_exempt: exempt, title_generated: made } = old
  if (!state.custom_title && typeof title === 'string' && title !== '' && title !== UNTITLED)
    Object.assign(change, { custom_title: title, title_generated: made === true })
  if (!state.archived && archived === true)
    Object.assign(change, { archived: true, archived_at: typeof at === 'number' ? at : null })
  if (exempt === true) change.auto_archive_exempt = true
  changeState(join(sessionDir, 'state.json'), change)
  rmSync(path)
}
