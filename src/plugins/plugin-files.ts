// The files of a plugin's folder: each with a digest, by which a change is noticed, and as a copy. A link leads to another file of the folder, with
// every link on the way followed, or the plugin is not taken; nor are devices and pipes.

import { createHash } from 'node:crypto'
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  statSync,
  symlinkSync,
  writeFileSync,
  type BigIntStats,
} from 'node:fs'
import { readdir } from 'node:fs/promises'
import { dirname, isAbsolute, join } from 'node:path'
import { setImmediate as breathe } from 'node:timers/promises'
import { showRow } from '../safety/text/exact-text.ts'
import { isInside } from '../safety/rules/workspace-path.ts'
import { hasCode, makeDirectory } from '../sys/files.ts'

/** Limits of a plugin, far above those that there are: what is larger is no plugin, or is meant to fill a disk. */
export const MOST_FILES = 10_000
export const MOST_BYTES = 100 * 1024 * 1024

/** Digests by the paths of the files, relative and with slashes. */
export type Digests = ReadonlyMap<string, string>

/** `links`: the paths of the files that are links, each with the path that it leads to in the folder. */
export type FilesReply =
  | { ok: true; files: string[]; links: ReadonlyMap<string, string>; bytes: number }
  | { ok: false; reason: string }
export type DigestsReply = { ok: true; digests: Digests; bytes: number } | { ok: false; reason: string }

/** The folder of git at the root of a clone: it is no part of a plugin that is fetched. */
const GIT_FOLDER = '.git'
const FILES_PER_SLICE = 100
/** The most links that Linux follows on the way to a file. */
const MOST_LINKS = 40

/** Lists the files and links of a folder, sorted; `leftOut` is a path in it that does not count. Rejects when the folder cannot be read. */
async function listPluginFiles(folder: string, leftOut = ''): Promise<FilesReply> {
  const files: string[] = []
  const links = new Map<string, string>()
  let bytes = 0
  for (const waiting = ['']; waiting.length > 0;) {
    const inner = waiting.pop()!
    for (const entry of await readdir(join(folder, inner), { withFileTypes: true })) {
      const path = inner === '' ? entry.name : `${inner}/${entry.name}`
      if (path === leftOut) continue
      if (entry.isDirectory()) waiting.push(path)
      else if (entry.isSymbolicLink()) {
        const followed = followInside(folder, path)
        if (!followed.ok) return followed
        links.set(path, followed.path)
        files.push(path)
      } else if (entry.isFile()) {
        const found = lstatSync(join(folder, path), { throwIfNoEntry: false })
        if (found === undefined) return { ok: false, reason: `the name of ${showRow(path)} is no text` }
        bytes += found.size
        files.push(path)
      } else return { ok: false, reason: `${showRow(path)} is neither a file nor a folder` }
      if (files.length + waiting.length > MOST_FILES)
        return { ok: false, reason: `it holds more than ${MOST_FILES.toLocaleString('en')} files` }
      if (bytes > MOST_BYTES) return { ok: false, reason: `it is larger than ${MOST_BYTES / 1024 / 1024} MB` }
    }
  }
  return { ok: true, files: files.sort(), links, bytes }
}

/**
 * Follows a link and every link on its way, step by step: none of the steps may leave the folder, since a way that leaves it and comes back
 * leads elsewhere once the folder has another name. A link to a folder in which it lies is not taken either.
 */
function followInside(folder: string, link: string): { ok: true; path: string } | { ok: false; reason: string } {
  const fail = (how: string) => ({ ok: false as const, reason: `the link ${showRow(link)} leads ${how}` })
  const words = readLinkWords(join(folder, link))
  const out = () => fail(`out of it, to ${showRow(words ?? '')}`)
  const nowhere = () => fail(`to no file of it: ${showRow(words ?? '')}`)
  if (words === null) return nowhere()
  if (isAbsolute(words)) return out()
  const at = link.split('/').slice(0, -1)
  const own = at.join('/')
  let followed = 1
  for (const left = words.split('/'); left.length > 0;) {
    const part = left.shift()!
    if (part === '' || part === '.') continue
    if (part === '..') {
      if (at.pop() === undefined) return out()
      continue
    }
    const place = join(folder, ...at, part)
    const found = lstatSync(place, { throwIfNoEntry: false })
    if (found?.isSymbolicLink()) {
      const next = readLinkWords(place)
      if (next === null || ++followed > MOST_LINKS) return nowhere()
      if (isAbsolute(next)) return out()
      left.unshift(...next.split('/'))
      continue
    }
    if (found === undefined || (left.length > 0 && !found.isDirectory())) return nowhere()
    at.push(part)
  }
  const path = at.join('/')
  if (path === '' || own === path || own.startsWith(`${path}/`)) return fail('to a folder in which it lies')
  return { ok: true, path }
}

/** The text of a link; null when the path is no link any more. */
function readLinkWords(path: string): string | null {
  try {
    return readlinkSync(path)
  } catch {
    return null
  }
}

/**
 * Copies the files of one folder into another, which is made, for this user alone; the `.git` of a source is left out. The reply tells of the
 * copy, whose links are followed once more. `replaced`: texts for files that are not copied as they are. Failures of the disk throw.
 */
export async function copyPlugin(
  from: string,
  to: string,
  replaced: ReadonlyMap<string, string> = new Map(),
): Promise<FilesReply> {
  const listed = await listPluginFiles(from, GIT_FOLDER)
  if (!listed.ok) return listed
  makeDirectory(to)
  const source = realpathSync(from)
  let left = MOST_BYTES
  for (const [index, path] of listed.files.entries()) {
    if (index % FILES_PER_SLICE === 0) await breathe()
    const target = join(to, path)
    makeDirectory(dirname(target))
    if (listed.links.has(path)) symlinkSync(readlinkSync(join(source, path)), target)
    else {
      const text = replaced.get(path)
      const read = text === undefined ? readInside(source, path, left) : { bytes: Buffer.from(text), isProgram: false }
      if (read === null) return { ok: false, reason: `the file ${showRow(path)} has changed while it was copied` }
      writeFileSync(target, read.bytes, { flag: 'wx', mode: read.isProgram ? 0o700 : 0o600 })
      left -= read.bytes.length
    }
  }
  return listPluginFiles(to)
}

/**
 * Reads a regular file of the folder, whose real path is given. Null where the file, or a folder on its way, has become a link to elsewhere
 * since it was listed, and where it is longer than `limit` bytes.
 */
function readInside(folder: string, path: string, limit: number): { bytes: Buffer; isProgram: boolean } | null {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants
  let fd: number
  try {
    fd = openSync(join(folder, path), O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  } catch (error) {
    if (hasCode(error, 'ELOOP', 'ENOENT', 'ENOTDIR')) return null
    throw error
  }
  try {
    const opened = fstatSync(fd, { bigint: true })
    if (!opened.isFile() || opened.size > limit) return null
    const real = realpathSync(join(folder, path))
    const found = statSync(real, { bigint: true })
    if (!isInside(real, [folder]) || found.ino !== opened.ino || found.dev !== opened.dev) return null
    return { bytes: readFileSync(fd), isProgram: (opened.mode & 0o111n) !== 0n }
  } finally {
    closeSync(fd)
  }
}

/** Reads the digest of each file once for each state of the file. */
export interface DigestReader {
  read(folder: string): Promise<DigestsReply>
}

export function createDigestReader(): DigestReader {
  const known = new Map<string, Map<string, { stamp: string; digest: string }>>()
  return {
    async read(folder) {
      const listed = await listPluginFiles(folder)
      if (!listed.ok) return listed
      const before = known.get(folder)
      const now = new Map<string, { stamp: string; digest: string }>()
      for (const [index, path] of listed.files.entries()) {
        if (index % FILES_PER_SLICE === 0) await breathe()
        const found = lstatSync(join(folder, path), { bigint: true, throwIfNoEntry: false })
        if (found === undefined) continue
        const stamp = stampOf(found)
        const old = before?.get(path)
        now.set(path, old?.stamp === stamp ? old : { stamp, digest: digestOf(join(folder, path), found) })
      }
      known.set(folder, now)
      const digests = new Map([...now].map(([path, { digest }]) => [path, digest]))
      // A link is the same while its words are, the path that they lead to, and the bytes there. The files in a folder count by themselves.
      for (const [path, target] of listed.links) {
        const reached = now.get(target)?.digest ?? 'folder'
        if (digests.has(path)) digests.set(path, `${digests.get(path)} to ${target}: ${reached}`)
      }
      return { ok: true, digests, bytes: listed.bytes }
    },
  }
}

function stampOf({ ino, size, mode, mtimeNs, ctimeNs }: BigIntStats): string {
  return `${ino} ${size} ${mode} ${mtimeNs} ${ctimeNs}`
}

/** A hash of the content behind a mark for programs; of a link its words. */
function digestOf(path: string, found: BigIntStats): string {
  try {
    if (found.isSymbolicLink()) return `link ${readlinkSync(path)}`
    const hash = createHash('sha256').update(readFileSync(path)).digest('hex')
    return `${(found.mode & 0o111n) === 0n ? '' : 'x '}${hash}`
  } catch {
    return 'unreadable'
  }
}

/** The paths that are not the same in both, sorted. */
export function listChanges(before: Digests, now: Digests): string[] {
  const paths = new Set([...before.keys(), ...now.keys()])
  return [...paths].filter((path) => before.get(path) !== now.get(path)).sort()
}
