// The failures of files and disks in words that a user understands.

import { dirname } from 'node:path'

/** The codes of the operating system for failures that a user can mend, in words. */
const WORDS: Record<string, string> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'your disk quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open on this machine',
  ENAMETOOLONG: 'the path is too long',
}

/**
 * One line for an error of a file operation, for example `the disk is full: /home/ann/.kimi/run`. The error's own message
 * when its code is none of WORDS. `path` is used when the error names none.
 */
export function describeFileFailure(error: unknown, path = ''): string {
  const { code = '', path: named, message } = toSystemError(error)
  const words = WORDS[code]
  if (words === undefined) return message
  const directory = named ? dirname(named) : path
  return directory ? `${words}: ${directory}` : words
}

/** True for a failure that `describeFileFailure` has words for. */
export function isFileFailure(error: unknown): boolean {
  return toSystemError(error).code in WORDS
}

function toSystemError(error: unknown): { code: string; path: string | undefined; message: string } {
  if (!(error instanceof Error)) return { code: '', path: undefined, message: String(error) }
  const { code = '', path, message } = error as NodeJS.ErrnoException
  return { code, path, message }
}
