// Looks at the disk: below the shell's directory or the home, after links, regular files only, and no secrets.

import { constants } from 'node:fs'
import { open, readdir, stat } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { isSecretPath } from '../safety/lines/secret-paths.ts'
import { followLinks, isInside, isOwnState, isSensitiveFile } from '../safety/rules/workspace-path.ts'

export interface Place {
  cwd: string
  home: string
  /** Our own share directory: configuration with keys, sessions. */
  share: string
}

const READ_BYTES = 8_192
const SEARCHED_FILE_BYTES = 256 * 1024
const SEARCHED_FILES = 500
const SEARCH_DEPTH = 3
const MATCHES = 40
const MATCH_CHARS = 160
/** Folders whose content is made, not written. */
const SKIPPED = new Set(['.git', 'node_modules', '.venv', '__pycache__', 'target', 'dist', 'build'])
/** Files there have no end, or are not files. */
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

/** Lines that hold `arg`, in any case, in the files of the directory and a little below it. */
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
      // A line without end (a bundle, a data file) is shown around the match.
      const from = at < MATCH_CHARS / 2 ? 0 : at - MATCH_CHARS / 4
      if (at >= 0) found.push(`${relative(root, path)}:${index + 1}: ${line.slice(from, from + MATCH_CHARS).trim()}`)
    }
  }
  return found.join('\n')
}

/** The real path, or an error that says why not. */
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

/** Nearest first; links are not followed. */
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

/** Null for what is not text. A pipe or a device is never opened to wait for, nor a link that has just taken a file's place. */
async function readStart(path: string, limitBytes: number): Promise<string | null> {
  if (!(await stat(path)).isFile()) return null
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
