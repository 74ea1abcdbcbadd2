// Finds the changes of a session in the user's files: each file as it was before the session's first change, beside what it holds now.

import { readFileSync } from 'node:fs'
import type { ChangedFile } from '../../protocol/session-view.ts'
import { diffBlocks } from '../../tools/files/line-diff.ts'
import { decodeBytes } from '../../tools/files/text-encoding.ts'
import type { SessionPlace } from '../store/session-layout.ts'
import type { BlobStore } from './blob-store.ts'
import { statOf, withEntry, withRegularFile } from './pinned-entry.ts'
import { planRewind, type FileChange } from './rewind-plan.ts'
import { openStore } from './snapshots.ts'

/** Larger files are named without their difference. */
const TEXT_LIMIT_BYTES = 1024 * 1024
/** The differences of so many files are made; the files behind them are named. */
const COMPARED_FILES = 100
/** Git, too, takes a file with a zero among its first bytes for one that is no text. */
const SNIFFED_BYTES = 8_000

/** The files that differ from what they were before the first turn. */
export async function listChanges(place: SessionPlace): Promise<ChangedFile[]> {
  const planned = await planRewind(place, { to: 1, what: 'files' })
  if (!planned.ok) return []
  const store = openStore(place.dir)
  const changed: ChangedFile[] = []
  for (const [at, file] of planned.plan.files.entries()) {
    const isCompared = at < COMPARED_FILES && file.uncovered === ''
    changed.push(isCompared ? await compare(file, store) : nameOnly(file))
  }
  return changed
}

async function compare(file: FileChange, store: BlobStore): Promise<ChangedFile> {
  const { path, content } = file
  const before =
    content.kind === 'absent' ? '' : content.kind === 'file' ? readText(store.pathOf(content.hash)) : undefined
  const after = statOf(path) === null ? '' : withEntry(path, readText, { linked: undefined, absent: '' })
  if (before === undefined || after === undefined) return nameOnly(file)
  const blocks = await diffBlocks(path, before, after)
  return blocks.length === 0 ? nameOnly(file) : { path, change: changeOf(file), blocks }
}

function nameOnly(file: FileChange): ChangedFile {
  return { path: file.path, change: changeOf(file), blocks: [] }
}

/** The change that the session has made to the file: the opposite of what a rewind would do. */
function changeOf({ action }: FileChange): ChangedFile['change'] {
  return action === 'delete' ? 'made' : action === 'create' ? 'deleted' : 'changed'
}

/** The text of a regular file of moderate size; undefined for anything else. */
function readText(path: string): string | undefined {
  try {
    const stat = statOf(path)
    if (!stat?.isFile() || stat.size > TEXT_LIMIT_BYTES) return undefined
    const bytes = withRegularFile(path, (opened) => readFileSync(opened))
    return bytes.subarray(0, SNIFFED_BYTES).includes(0) ? undefined : decodeBytes(bytes)?.raw
  } catch {
    return undefined
  }
}
