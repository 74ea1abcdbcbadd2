// Reads files, writes them atomically, and makes directories that no other user can enter.

import {
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { describeFileFailure, isFileFailure } from './file-failures.ts'

/** The file's text, or null when there is no such file. Other failures throw. */
export function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return null
    throw error
  }
}

/**
 * Makes the directory and those above it that are missing, for this user alone unless `mode` says otherwise. Failures throw with
 * their true code: `mkdirSync` with `recursive` says ENOENT on a read-only file system, and never returns below /proc (Node 24).
 */
export function makeDirectory(path: string, mode = 0o700): void {
  try {
    mkdirSync(path, { mode })
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
  const temporary = `${path}.${process.pid}.tmp`
  try {
    const fd = openSync(temporary, 'w', mode)
    try {
      writeFileSync(fd, text) // writes on after a short write, which a disk that is almost full makes
      fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw namePath(error, path)
  }
  syncDirectory(dirname(path))
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
 * Makes `path` a directory that only this user can enter (0700). A directory of another user or mode is refused. A
 * socket is protected by its directory, since Node cannot ask for the user at the other end (SO_PEERCRED).
 */
export function ensurePrivateDirectory(path: string): { ok: true } | { ok: false; reason: string } {
  try {
    makeDirectory(path)
    const found = lstatSync(path)
    if (found.isSymbolicLink()) return { ok: false, reason: `${path} is a symbolic link` }
    if (!found.isDirectory()) return { ok: false, reason: `${path} is not a directory` }
    if (found.uid !== process.getuid?.()) return { ok: false, reason: `${path} belongs to another user` }
    if ((found.mode & 0o077) !== 0) {
      return {
        ok: false,
        reason: `${path} can be entered by others (mode ${(found.mode & 0o777).toString(8)}, expected 700)`,
      }
    }
    return { ok: true }
  } catch (error) {
    return {
      ok: false,
      reason: isFileFailure(error) ? describeFileFailure(error, path) : `${path}: ${describeFileFailure(error)}`,
    }
  }
}

/** True when the error has one of these system codes, for example ENOENT. */
export function hasCode(error: unknown, ...codes: string[]): boolean {
  return codes.includes((error as NodeJS.ErrnoException | null)?.code ?? '')
}
