// A session as one archive, for a look elsewhere or for a bug report: its files, and the logs of the last days.
// Secrets are removed from text files. The copies of the user's files that a rewind needs are not exported.

import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs'
import { basename, extname, join } from 'node:path'
import { redactSecrets } from '../../safety/text/redaction.ts'
import type { SessionPlace } from './session-layout.ts'
import { createZip } from './zip-writer.ts'

export interface Exported {
  files: number
  /** Names of files that were left out because they, or all logs together, are too large. */
  skipped: string[]
}

const LOG_DAYS = 2
/** Limit for all logs together. */
const LOG_LIMIT_BYTES = 100 * 1024 * 1024
const FILE_LIMIT_BYTES = 500 * 1024 * 1024
/** Directories of a session that are not exported. */
const PRIVATE_DIRECTORIES = ['rewind']
const TEXT = ['.jsonl', '.json', '.log', '.md', '.txt']
const DAY_MS = 24 * 60 * 60 * 1000

/** Writes the archive to `path`. Throws when it cannot be written; no partial archive stays behind. */
export function exportSession({ dir, id, share }: SessionPlace, path: string, now = Date.now()): Exported {
  const zip = createZip(path)
  const skipped: string[] = []
  let files = 0
  const add = (name: string, file: string) => {
    const { mtime, size } = lstatSync(file)
    if (size > FILE_LIMIT_BYTES) return skipped.push(name)
    zip.add(name, readClean(file), mtime)
    return files++
  }
  try {
    for (const name of listFiles(dir)) add(`${id}/${name}`, join(dir, name))
    let logged = 0
    for (const file of listLogs(share, now - LOG_DAYS * DAY_MS)) {
      logged += lstatSync(file).size
      if (logged <= LOG_LIMIT_BYTES) add(`logs/${basename(file)}`, file)
      else skipped.push(`logs/${basename(file)}`)
    }
    zip.finish()
    return { files, skipped }
  } catch (error) {
    zip.abandon()
    throw error
  }
}

/** The regular files, by their path in the directory; links are not followed. */
function listFiles(dir: string): string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((name) => !PRIVATE_DIRECTORIES.includes(name.split('/')[0]!) && lstatSync(join(dir, name)).isFile())
    .toSorted()
}

function listLogs(share: string, since: number): string[] {
  const dir = join(share, 'logs')
  if (!existsSync(dir)) return []
  return readdirSync(dir)
    .map((name) => join(dir, name))
    .filter((path) => {
      const stat = lstatSync(path)
      return stat.isFile() && stat.mtimeMs >= since
    })
    .toSorted((a, b) => lstatSync(b).mtimeMs - lstatSync(a).mtimeMs)
}

function readClean(path: string): Buffer {
  const bytes = readFileSync(path)
  if (!TEXT.includes(extname(path))) return bytes
  const text = bytes.toString()
  if (extname(path) === '.json') return Buffer.from(redactJson(text))
  return Buffer.from(text.split('\n').map(redactJson).join('\n'))
}

/** Redacts secrets. JSON stays valid JSON, so that a session can be read from the archive again. */
function redactJson(text: string): string {
  const plain = redactSecrets(text)
  if (plain === text || isJson(plain) || !isJson(text)) return plain
  return JSON.stringify(JSON.parse(text), (_, value: unknown) =>
    typeof value === 'string' ? redactSecrets(value) : value,
  )
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
