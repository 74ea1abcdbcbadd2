// The files of a plugin's folder: each with a digest, by which a change is noticed, and as a copy. Links lead to other files of the folder or
// are not taken, nor are devices and pipes.

import { createHash } from 'node:crypto'
import { chmodSync, copyFileSync, lstatSync, readFileSync, readlinkSync, symlinkSync, type BigIntStats } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { dirname, isAbsolute, join, normalize } from 'node:path'
import { setImmediate as breathe } from 'node:timers/promises'
import { showRow } from '../safety/text/exact-text.ts'
import { makeDirectory } from '../sys/files.ts'

/** Limits of a plugin, far above those that there are: what is larger is no plugin, or is meant to fill a disk. */
export const MOST_FILES = 10_000
export const MOST_BYTES = 100 * 1024 * 1024

/** Digests by the paths of the files, relative and with slashes. */
export type Digests = ReadonlyMap<string, string>

export type FilesReply = { ok: true; files: string[]; bytes: number } | { ok: false; reason: string }
export type DigestsReply = { ok: true; digests: Digests; bytes: number } | { ok: false; reason: string }

/** The folder of git at the root of a clone: it is no part of the plugin. */
const LEFT_OUT = '.git'
const FILES_PER_SLICE = 100

/** Lists the files and links of a folder, sorted. Rejects when the folder cannot be read. */
async function listPluginFiles(folder: string): Promise<FilesReply> {
  const files: string[] = []
  let bytes = 0
  for (const waiting = ['']; waiting.length > 0;) {
    const inner = waiting.pop()!
    for (const entry of await readdir(join(folder, inner), { withFileTypes: true })) {
      const path = inner === '' ? entry.name : `${inner}/${entry.name}`
      if (path === LEFT_OUT) continue
      if (entry.isDirectory()) waiting.push(path)
      else if (entry.isSymbolicLink()) {
        const problem = refuseLink(folder, path)
        if (problem !== null) return { ok: false, reason: problem }
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
  return { ok: true, files: files.sort(), bytes }
}

/** The reason why a link is not taken; null for one that stays in the folder. */
function refuseLink(folder: string, path: string): string | null {
  const target = readlinkSync(join(folder, path))
  const place = normalize(join(dirname(path), target))
  const isInside = !isAbsolute(target) && place !== '..' && !place.startsWith('../')
  return isInside ? null : `the link ${showRow(path)} leads out of it, to ${showRow(target)}`
}

/** Copies the files of one folder into another, which is made, for this user alone. Failures of the disk throw. */
export async function copyPlugin(from: string, to: string): Promise<FilesReply> {
  const listed = await listPluginFiles(from)
  if (!listed.ok) return listed
  makeDirectory(to)
  for (const [index, path] of listed.files.entries()) {
    if (index % FILES_PER_SLICE === 0) await breathe()
    const [source, target] = [join(from, path), join(to, path)]
    makeDirectory(dirname(target))
    const found = lstatSync(source)
    if (found.isSymbolicLink()) symlinkSync(readlinkSync(source), target)
    else {
      copyFileSync(source, target)
      chmodSync(target, (found.mode & 0o111) === 0 ? 0o600 : 0o700)
    }
  }
  return listed
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
      return { ok: true, digests: new Map([...now].map(([path, { digest }]) => [path, digest])), bytes: listed.bytes }
    },
  }
}

function stampOf({ ino, size, mode, mtimeNs, ctimeNs }: BigIntStats): string {
  return `${ino} ${size} ${mode} ${mtimeNs} ${ctimeNs}`
}

/** A hash of the content behind a mark for programs; of a link where it leads. */
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
