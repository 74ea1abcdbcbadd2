// Reads files, writes them atomically, and makes directories that no other user can enter.

import {
  accessSync,
  constants,
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'

/** The file's text, or null when there is no such file. Other failures throw; so does a pipe, which holds its reader until somebody writes. */
export function readText(path: string): string | null {
  try {
    if (statSync(path).isFIFO()) throw new Error(`it is a pipe, not a file: ${path}`)
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return null
    throw error
  }
}

/** The folder at the absolute path, or the nearest one above it that exists and can be entered. Never throws. */
export function nearestFolder(path: string): string {
  return existsSync(`${path}/.`) || dirname(path) === path ? path : nearestFolder(dirname(path))
}

/**
 * A text that differs for each version of the file; '' when it cannot be looked at. Two writes in place within one tick of the
 * system's clock, 4 ms on Linux, that leave the same size have the same stamp.
 */
export function stampOf(path: string): string {
  try {
    const { ino, size, mtimeNs } = statSync(path, { bigint: true })
    return `${ino} ${size} ${mtimeNs}`
  } catch {
    return ''
  }
}

const PRIVATE = 0o700

/**
 * Makes the directory and those above it that are missing, for this user alone unless `mode` says otherwise. Failures throw with
 * their true code: `mkdirSync` with `recursive` says ENOENT on a read-only file system, and never returns below /proc (Node 24).
 */
export function makeDirectory(path: string, mode = PRIVATE): void {
  try {
    mkdirSync(path, { mode })
    if (mode === PRIVATE) chmodSync(path, mode) // a umask may take away the owner's own rights
  } catch (error) {
    if (hasCode(error, 'EEXIST') && statSync(path).isDirectory()) return
    if (!hasCode(error, 'ENOENT') || existsSync(dirname(path))) throw error
    makeDirectory(dirname(path), mode)
    makeDirectory(path, mode)
  }
}

/**
 * Writes through a temporary file in the same directory: after a crash the file has its old or its new text, never a
 * mixture. Makes missing directories with mode 0700. Failures throw.
 */
export function writeAtomic(path: string, text: string, mode = 0o600): void {
  makeDirectory(dirname(path))
  replaceText(path, text, mode)
}

/** The same for a file whose directory has to be there: one that was removed does not come back. */
export function replaceText(path: string, text: string, mode = 0o600): void {
  const temporary = `${path}.${process.pid}.tmp`
  try {
    const fd = openSync(temporary, 'w', mode)
    try {
      writeAll(fd, Buffer.from(text))
      fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
    renameSync(temporary, path)
  } catch (error) {
    // A file that is a mount, as a container has its configuration, cannot be replaced. The text is on disk by now.
    if (hasCode(error, 'EBUSY')) return overwrite(path, temporary)
    discard(temporary)
    throw namePath(error, path)
  }
  syncDirectory(dirname(path))
}

/**
 * Removes a file or directory that nobody needs any more. Never throws: on a disk that has become read-only, or does not work, it stays, and
 * what its owner does next is not to fail for that.
 */
export function discard(path: string): void {
  try {
    rmSync(path, { force: true, recursive: true })
  } catch {
    // A file that cannot be removed stays.
  }
}

/** Copies the text of the temporary file, which stays when that fails: the file may be torn then. */
function overwrite(path: string, temporary: string): void {
  copyFileSync(temporary, path)
  discard(temporary)
}

/** Writes all bytes: a single write may be cut short by a full disk or a signal, and says so by its result alone. */
export function writeAll(fd: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at)
}

/** An error of a write to an open file names no path; the user has to know which disk is full. */
function namePath(error: unknown, path: string): unknown {
  return error instanceof Error && !('path' in error) ? Object.assign(error, { path }) : error
}

function syncDirectory(path: string): void {
  try {
    const fd = openSync(path, 'r')
    fsyncSync(fd)
    closeSync(fd)
  } catch {
    // Some file systems refuse to sync a directory. The rename has happened nevertheless.
  }
}

/**
 * Makes `path` a directory that only this user can enter (0700). A directory of another user or mode is refused; a failure of the
 * disk throws. A socket is protected by its directory, since Node cannot ask for the user at the other end (SO_PEERCRED).
 */
export function ensurePrivateDirectory(path: string): { ok: true } | { ok: false; reason: string } {
  if (!lstatSync(path, { throwIfNoEntry: false })) makeDirectory(path)
  const found = lstatSync(path)
  if (found.isSymbolicLink()) return { ok: false, reason: `${path} is a symbolic link` }
  if (!found.isDirectory()) return { ok: false, reason: `${path} is not a directory` }
  if (found.uid !== process.getuid?.()) return { ok: false, reason: `${path} belongs to another user` }
  if ((found.mode & 0o077) === 0) return { ok: true }
  const mode = (found.mode & 0o777).toString(8)
  return { ok: false, reason: `${path} can be entered by others (mode ${mode}, expected 700)` }
}

/** True for a file that this user may run. */
export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/** True when this user may read the file. */
export function isReadableFile(path: string): boolean {
  try {
    accessSync(path, constants.R_OK)
    return true
  } catch {
    return false
  }
}

/** True when the error has one of these system codes, for example ENOENT. */
export function hasCode(error: unknown, ...codes: string[]): boolean {
  return codes.includes((error as NodeJS.ErrnoException | null)?.code ?? '')
}
