// The failures of files and disks in words that a user understands.

import { dirname } from 'node:path'

/** The codes of the operating system for failures that a user can mend, in words; behind some of them, the call that failed. */
const WORDS: Record<string, string> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'your disk quota is used up',
  EIO: 'the disk does not work',
  EFBIG: 'the file is too large',
  EROFS: 'the file system is read-only',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open on this machine',
  ENAMETOOLONG: 'the path is too long',
  EISDIR: 'a directory lies in the place of a file',
  ENOTDIR: 'a file lies in the place of a directory',
  ELOOP: 'a link leads to itself',
  'EEXIST mkdir': 'a file lies in the place of a directory',
}

/**
 * Describes an error of a file operation in one line, for example `the disk is full: /home/user/.kimi/run`. Returns the error's own
 * message when WORDS does not have its code. `path` is the directory to name when the error itself names no path.
 */
export function describeFileFailure(error: unknown, path = ''): string {
  const { code = '', path: named, message } = toSystemError(error)
  const words = WORDS[code]
  if (words === undefined) return message
  if (named && ABOUT_THE_PATH.has(code)) return `${words}: ${named}`
  const directory = named ? dirname(named) : path
  return directory ? `${words}: ${directory}` : words
}

/** The failures whose words speak of the path itself, and not of the disk or folder that it lies in. */
const ABOUT_THE_PATH = new Set(['EISDIR', 'ELOOP', 'EEXIST mkdir'])

/** True for a failure that `describeFileFailure` has words for. */
export function isFileFailure(error: unknown): boolean {
  return toSystemError(error).code in WORDS
}

function toSystemError(error: unknown): { code: string; path: string | undefined; message: string } {
  if (!(error instanceof Error)) return { code: '', path: undefined, message: String(error) }
  const { code = '', syscall, path, message } = error as NodeJS.ErrnoException
  const called = `${code} ${syscall}`
  return { code: called in WORDS ? called : code, path, message }
}
