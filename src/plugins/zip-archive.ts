// Unpacks a zip file of a stranger: no path leads out of the folder, nothing is a link, and what it unpacks to has a limit.

import { createWriteStream } from 'node:fs'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Entry, ZipFile } from 'yauzl'
import { showRow } from '../safety/text/exact-text.ts'
import { hasCode, makeDirectory } from '../sys/files.ts'
import { MOST_BYTES, MOST_FILES } from './plugin-files.ts'

const KIND_OF_FILE = 0o170000
const FOLDER = 0o040000
const REGULAR = 0o100000
const LINK = 0o120000
const MAY_RUN = 0o111

/** Resolves with the reason why the file is not taken, or null once it is unpacked. Failures of the disk reject. */
export async function unpackZip(path: string, folder: string): Promise<string | null> {
  const { default: yauzl } = await import('yauzl')
  let zip: ZipFile
  try {
    zip = await yauzl.openPromise(path, { validateEntrySizes: true, autoClose: false })
  } catch (error) {
    return `it is no zip file that can be read: ${describe(error)}`
  }
  try {
    makeDirectory(folder)
    return await unpackEntries(zip, folder)
  } catch (error) {
    if (hasCode(error, 'ENOSPC', 'EDQUOT', 'EACCES', 'EROFS', 'EIO', 'EMFILE')) throw error
    return `the zip file cannot be unpacked: ${describe(error)}`
  } finally {
    zip.close()
  }
}

async function unpackEntries(zip: ZipFile, folder: string): Promise<string | null> {
  if (zip.entryCount > MOST_FILES) return `the zip file holds more than ${MOST_FILES.toLocaleString('en')} files`
  let left = MOST_BYTES
  for await (const entry of zip.eachEntry()) {
    const problem = refuseEntry(entry)
    if (problem !== null) return problem
    const target = join(folder, entry.fileName)
    if (entry.fileName.endsWith('/')) {
      makeDirectory(target)
      continue
    }
    makeDirectory(dirname(target))
    const counted = await unpackEntry(zip, entry, target, left)
    if (counted === null) return `the zip file unpacks to more than ${MOST_BYTES / 1024 / 1024} MB`
    left -= counted
  }
  return null
}

function refuseEntry(entry: Entry): string | null {
  const name = showRow(entry.fileName)
  const kind = (entry.externalFileAttributes >>> 16) & KIND_OF_FILE
  if (entry.fileName.split('/').includes('..') || entry.fileName.startsWith('/') || entry.fileName.includes('\0'))
    return `the zip file holds a path that leads out of it: ${name}`
  if (kind === LINK) return `the zip file holds a link: ${name}`
  if (kind !== 0 && kind !== FOLDER && kind !== REGULAR) return `the zip file holds something that is no file: ${name}`
  return entry.isEncrypted() ? `the zip file is encrypted: ${name}` : null
}

/** The bytes of the file; null once there are more than `left`. An entry that has the name of another one rejects with EEXIST. */
async function unpackEntry(zip: ZipFile, entry: Entry, target: string, left: number): Promise<number | null> {
  let count = 0
  const mayRun = ((entry.externalFileAttributes >>> 16) & MAY_RUN) !== 0
  const source = await zip.openReadStreamPromise(entry)
  const limit = new Error('too large')
  try {
    await pipeline(
      source,
      async function* (pieces: AsyncIterable<Buffer>) {
        for await (const piece of pieces) {
          count += piece.length
          if (count > left) throw limit
          yield piece
        }
      },
      createWriteStream(target, { flags: 'wx', mode: mayRun ? 0o700 : 0o600 }),
    )
  } catch (error) {
    if (error === limit) return null
    throw error
  }
  return count
}

/** The library's words for a mistake in the file; of a system's error the words without the path. */
function describe(error: unknown): string {
  if (hasCode(error, 'EEXIST', 'EISDIR', 'ENOTDIR')) return 'it holds two files of one name'
  return showRow(error instanceof Error ? error.message : String(error))
}
