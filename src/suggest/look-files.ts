// Looks at files: only below the shell's directory or the home once links are resolved, only regular files, and no secrets.

import { constants } from 'node:fs'
import { open, readdir, realpath, stat } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { isSecretPath, isSensitiveFile } from '../safety/secrets/secret-names.ts'
import { followLinks, isInside, isOwnState } from '../safety/rules/workspace-path.ts'
import { isHeldLock } from '../sys/lock.ts'

export interface Place {
  cwd: string
  home: string
  /** The share directory of kimi itself, with keys and sessions. */
  share: string
}

const READ_BYTES = 8_192
const SEARCHED_FILE_BYTES = 256 * 1024
const SEARCHED_FILES = 500
const SEARCH_DEPTH = 3
const MATCHES = 40
const MATCH_CHARS = 160
/** Directories with generated or installed content. */
const SKIPPED = new Set(['.git', 'node_modules', '.venv', '__pycache__', 'target', 'dist', 'build'])
/** Directories of kernel files, some of which never end. */
const DEVICES = ['/proc', '/sys', '/dev']

export async function listPlace(arg: string, place: Place): Promise<string> {
  const entries = await readdir(find(arg === '' ? '.' : arg, place), { withFileTypes: true })
  const names = entries.map((entry) => entry.name + (entry.isDirectory() ? '/' : ''))
  return names.toSorted().join('\n')
}

export async function readPlace(arg: string, place: Place): Promise<string> {
  const text = await readStart(find(arg, place), READ_BYTES)
  if (text === null) throw new Error('not a text file')
  return text
}

/** Lines that contain `arg`, in any case, in files of the directory and up to three levels deep. */
export async function searchPlace(arg: string, place: Place, signal: AbortSignal): Promise<string> {
  const wanted = arg.toLowerCase()
  if (wanted.trim() === '') throw new Error('grep needs a text')
  const root = find('.', place)
  const found: string[] = []
  for (const path of await findFiles(root, signal)) {
    if (signal.aborted || found.length >= MATCHES) break
    if (isHidden(path, place)) continue
    const text = await readStart(path, SEARCHED_FILE_BYTES).catch(() => null)
    if (!text?.toLowerCase().includes(wanted)) continue
    for (const [index, line] of text.split('\n').entries()) {
      if (found.length >= MATCHES) break
      const at = line.toLowerCase().indexOf(wanted)
      // Of a very long line (a bundle, a data file) the part around the match is shown.
      const from = at < MATCH_CHARS / 2 ? 0 : at - MATCH_CHARS / 4
      if (at >= 0) found.push(`${relative(root, path)}:${index + 1}: ${line.slice(from, from + MATCH_CHARS).trim()}`)
    }
  }
  return found.join('\n')
}

/** The real path. @throws an error that says why the path may not be looked at */
function find(arg: string, place: Place): string {
  const { cwd, home } = place
  const typed = arg === '~' || arg.startsWith('~/') ? join(home, arg.slice(1)) : arg
  const path = followLinks(resolve(cwd, typed))
  // A home of `/`, as some containers have it, is no boundary.
  if (!isInside(path, home === '/' ? [cwd] : [cwd, home])) throw new Error('outside of the directory')
  if (isHidden(path, place)) throw new Error('it may hold secrets')
  return path
}

function isHidden(path: string, { share }: Place): boolean {
  return isSensitiveFile(path) || isSecretPath(path) || isOwnState(path, share) || isInside(path, DEVICES)
}

/** Files level by level, at most 500; links are not followed. */
async function findFiles(root: string, signal: AbortSignal): Promise<string[]> {
  const files: string[] = []
  let level = [root]
  for (let depth = 0; depth < SEARCH_DEPTH && level.length > 0; depth++) {
    const below: string[] = []
    for (const folder of level) {
      if (signal.aborted || files.length >= SEARCHED_FILES) return files
      for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
        if (entry.isFile() && files.length < SEARCHED_FILES) files.push(join(folder, entry.name))
        else if (entry.isDirectory() && !SKIPPED.has(entry.name)) below.push(join(folder, entry.name))
      }
    }
    level = below
  }
  return files
}

/** The beginning of a text file; null for anything else. Pipes and devices are not opened, nor a link that has just replaced a file. */
async function readStart(path: string, limitBytes: number): Promise<string | null> {
  if (!(await stat(path)).isFile() || isHeldLock(await realpath(path))) return null
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  try {
    if (!(await file.stat()).isFile()) return null
    const { buffer, bytesRead } = await file.read(Buffer.alloc(limitBytes), 0, limitBytes, 0)
    const text = buffer.toString('utf8', 0, bytesRead)
    return text.includes('\0') ? null : text
  } finally {
    await file.close()
  }
}
