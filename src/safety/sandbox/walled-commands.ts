// The commands that run in the workspace's sandbox at this moment: a file for each, written before it begins and removed when it has ended
// and what it left behind is settled. Whoever comes after a process that has died finds there what is still to be settled.

import { createHash } from 'node:crypto'
import { readdirSync, statSync } from 'node:fs'
import { uptime } from 'node:os'
import { join } from 'node:path'
import { discard, hasCode, readText, writeAtomic } from '../../sys/files.ts'
import { isObject, parseObject } from '../../sys/json-reading.ts'
import { FAMILY_VARIABLE } from '../../sys/process-mark.ts'
import { findFamily, isAlive, startTime } from '../../sys/processes.ts'
import { settleRemains } from './remains.ts'
import type { Remains } from './wall.ts'

interface Noted extends Remains {
  /** The value of FAMILY_VARIABLE in the environment of its processes. */
  family: string
  /** The process that settles what the command leaves behind, and its start time. */
  keeper: { pid: number; started: string | null }
  /** The system's name for its time since it was started. */
  boot: string
}

/** The folder of the files, in the share directory. */
export function notesFolder(share: string): string {
  return join(share, 'sandboxed')
}

/** Notes a command that is about to begin, and what is to be undone after it. Returns the path of its file. Throws the failures of the disk. */
export function noteWalled(folder: string, family: string, remains: Remains): string {
  const { absent, ways, gitlinks, covers, repositories, home } = remains
  const name = createHash('sha256').update(family).digest('hex').slice(0, 32)
  const path = join(folder, `${name}.json`)
  write(path, { family, absent, ways, gitlinks, covers, repositories, home, keeper: self(), boot: readBoot() })
  return path
}

/** Makes this process the one that settles. Does nothing for a command that is settled. */
export function keepWalled(note: string): void {
  const noted = read(note)
  if (noted !== null) write(note, { ...noted, keeper: self() })
}

/** Settles a command that has ended, unless that was done. A line for each thing that was moved aside. */
export function settleWalled(note: string): string[] {
  const noted = read(note)
  if (noted === null) return []
  const moved = settleRemains(noted)
  forget(note)
  return moved
}

/** `isOver`: no command is left that lives on although the process that would settle it has died. */
export interface Settled {
  moved: string[]
  isOver: boolean
}

/**
 * Settles the commands whose keeper has died: those that have ended for good, those that live on as far as it goes. What was made after the
 * end of a command was made by somebody else, and stays.
 */
export function settleLeftBehind(folder: string): Settled {
  const settled: Settled = { moved: [], isOver: true }
  for (const note of listNotes(folder)) {
    const noted = read(note)
    if (noted !== null && isKept(noted)) continue
    if (noted === null) {
      forget(note)
      continue
    }
    const isAliveStill = noted.boot === readBoot() && findFamily(-1, FAMILY_VARIABLE, noted.family).length > 0
    const end = isAliveStill ? Infinity : endOf(note, noted)
    settled.moved.push(...settleRemains(noted, end))
    if (isAliveStill) settled.isOver = false
    else forget(note)
  }
  return settled
}

/**
 * A text for the moment, if no command runs in the sandbox; else null. As long as the text is the same, none has begun: in that time nobody
 * who is not trusted has changed the files of a workspace.
 */
export function readQuietMoment(folder: string): string | null {
  if (listNotes(folder).length > 0) return null
  return String(statSync(folder, { bigint: true, throwIfNoEntry: false })?.mtimeNs ?? '')
}

/** The file that tells by its time when the command had ended, where that is known (sys/orphan-watch.ts). */
export function endFileOf(note: string): string {
  return `${note}.ended`
}

/** The latest time at which the command can have made something, in milliseconds since 1970; Infinity where it is not known. */
function endOf(note: string, { boot }: Noted): number {
  if (boot !== readBoot()) return Date.now() - uptime() * 1000
  return statSync(endFileOf(note), { throwIfNoEntry: false })?.mtimeMs ?? Infinity
}

function isKept({ keeper, boot }: Noted): boolean {
  return boot === readBoot() && isAlive(keeper.pid) && startTime(keeper.pid) === keeper.started
}

function self(): Noted['keeper'] {
  return { pid: process.pid, started: startTime(process.pid) }
}

function readBoot(): string {
  return (readText('/proc/sys/kernel/random/boot_id') ?? '').trim()
}

function listNotes(folder: string): string[] {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith('.json'))
    return names.map((name) => join(folder, name))
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return []
    throw error
  }
}

function write(note: string, noted: Noted): void {
  writeAtomic(note, JSON.stringify(noted))
}

/** Null for a command that is settled. */
function read(note: string): Noted | null {
  const noted = parseObject(readText(note) ?? '')
  if (noted === null || !isObject(noted['keeper']) || !Array.isArray(noted['absent'])) return null
  return noted as unknown as Noted
}

function forget(note: string): void {
  for (const path of [note, endFileOf(note)]) discard(path)
}
