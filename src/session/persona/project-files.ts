// Reads text files of a workspace for a model: of limited size, inside their own tree, without hidden characters, keys and passwords.

import { constants } from 'node:fs'
import { access, open, realpath } from 'node:fs/promises'
import { sep } from 'node:path'
import { HEAD_BYTES, isHiddenSecret } from '../../safety/secrets/secret-shape.ts'
import { redactOutput } from '../../safety/text/redaction.ts'
import { readHead } from '../../safety/trust/folder-contents.ts'
import { findRepository } from '../../workspace/git-repository.ts'

export interface ProjectText {
  text: string
  /** True when the file is longer than `text`. */
  isCut: boolean
}

/**
 * Characters that a reviewer does not see and a model reads, or that reorder text on the screen: tag characters, bidi
 * controls, zero-width characters, variation selectors and control bytes. Joiners are not removed: some scripts need them.
 */
const HIDDEN =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e0fff}]/gu

const LEAST_READ_BYTES = 16 * 1024

/** The text as a model gets it: secrets replaced, and nothing in it that a reviewer does not see. */
function clean(text: string): string {
  return redactOutput(text.toWellFormed().replaceAll('\r\n', '\n').replaceAll(HIDDEN, ''))
}

/**
 * The first `limitBytes` bytes of a regular file, or null when it cannot be read. With `within`, a link that leads out of
 * that directory counts as missing: a cloned repository must not have the user's keys read as its AGENTS.md. So does a harmless name
 * of a file of secrets.
 */
export async function readProjectText(
  path: string,
  { limitBytes, within, admit }: { limitBytes: number; within?: string | undefined; admit?: Admit | undefined },
): Promise<ProjectText | null> {
  if (admit) return readAdmitted(path, { limitBytes, within: within ?? '/', admit })
  try {
    const real = await realpath(path)
    if (within !== undefined && !isInside(real, await realpath(within))) return null
    // O_NONBLOCK: opening a fifo would wait for a writer. O_NOFOLLOW: the file may have become a link meanwhile.
    const file = await open(real, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW)
    try {
      const found = await file.stat()
      if (!found.isFile()) return null
      // Some file systems tell a size of 0, and a file may grow while it is read.
      const buffer = Buffer.allocUnsafe(Math.min(limitBytes, Math.max(found.size, LEAST_READ_BYTES)) + 1)
      let length = 0
      for (let got = -1; got !== 0 && length < buffer.length; length += got) {
        got = (await file.read(buffer, length, buffer.length - length)).bytesRead
      }
      const bytes = buffer.subarray(0, length)
      const head = bytes.toString('utf8', 0, HEAD_BYTES)
      if (isHiddenSecret({ path, real, links: found.nlink, head })) return null
      return { text: clean(cutBytes(bytes, limitBytes)), isCut: length > limitBytes }
    } finally {
      await file.close()
    }
  } catch {
    return null
  }
}

/** Whether the file at the path, of which these are the first bytes, may be read. */
export type Admit = (path: string, bytes: Buffer) => boolean

async function readAdmitted(
  path: string,
  { limitBytes, within, admit }: { limitBytes: number; within: string; admit: Admit },
): Promise<ProjectText | null> {
  const bytes = await readHead(path, within)
  if (bytes === null || !admit(path, bytes)) return null
  return { text: clean(cutBytes(bytes, limitBytes)), isCut: bytes.length > limitBytes }
}

/** The text of at most `limit` bytes, cut between characters. */
export function cutBytes(bytes: Buffer, limit: number): string {
  let end = Math.min(limit, bytes.length)
  while (end > 0 && end < bytes.length && (bytes[end]! & 0xc0) === 0x80) end--
  return bytes.toString('utf8', 0, end)
}

function isInside(path: string, directory: string): boolean {
  return path === directory || path.startsWith(directory.endsWith(sep) ? directory : directory + sep)
}

/** The nearest directory with a `.git`, from the work directory up; outside a repository the work directory itself. */
export function findProjectRoot(workDir: string): string {
  return findRepository(workDir)?.root ?? workDir
}

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
