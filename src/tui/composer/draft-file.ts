// The unsent text on disk: it survives a killed terminal, a killed daemon and a lost connection. Each terminal writes a file of its
// own in `drafts/<md5 of the directory>/`; the next terminal there takes over the file of one that has ended.

import { createHash } from 'node:crypto'
import { readdirSync, rmSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Content } from '../../protocol/message.ts'
import { makeDirectory, readText } from '../../sys/files.ts'
import { parseObject } from '../../sys/json-reading.ts'
import { isAlive, startTime } from '../../sys/processes.ts'
import type { PastedObject } from '../../view/composer/pasted-objects.ts'

export interface SavedDraft {
  text: string
  objects: readonly PastedObject[]
  /** Messages that wait behind a running turn. */
  queue: readonly Content[]
}

export interface DraftFile {
  /** The draft that an ended terminal has left, of this session rather than of another one; null when no draft was left. */
  readonly left: SavedDraft | null
  /** Keeps a draft: it is on disk soon after. */
  save(draft: SavedDraft): void
  /** Writes what has not been written. An empty draft leaves no file. */
  close(): Promise<void>
}

interface StoredDraft extends SavedDraft {
  session: string
  pid: number
  /** The start of the process, so that another one with its number is not taken for it. */
  started: string | null
  savedAt: number
}

/** From the last key to the disk. A draft with large pastes is written more rarely: a second for each megabyte. */
const SAVE_MS = 300
const SAVE_MS_PER_CHARACTER = 0.001
/** Drafts left behind are dropped after this time. */
const KEPT_MS = 30 * 24 * 3600_000

/** Counts the temporary files of this process. */
let writes = 0

/** Opens the draft of a session. `share` is the share directory; `workDir` and `session` say whose draft it is. */
export function openDraftFile(share: string, workDir: string, session: string): DraftFile {
  const folder = join(share, 'drafts', createHash('md5').update(workDir).digest('hex'))
  const own = join(folder, `${process.pid}.json`)
  const found = findLeft(folder, session)
  let wanted: SavedDraft | null = null
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> = Promise.resolve()

  const write = () => {
    clearTimeout(timer)
    timer = undefined
    if (!wanted) return
    const draft = wanted
    wanted = null
    writing = writing.then(() => writeDraft(folder, own, session, draft)).catch(() => {}) // a full disk: the text is on the screen
  }
  if (found) writing = takeOver(found)

  /** The draft is in this terminal's own file before the other file goes. */
  function takeOver({ path, draft }: { path: string; draft: SavedDraft }): Promise<void> {
    const moved = writeDraft(folder, own, session, draft).then(() =>
      path === own ? undefined : rm(path, { force: true }),
    )
    return moved.catch(() => {}) // a full disk: the draft stays where it is
  }
  return {
    left: found?.draft ?? null,
    save(draft) {
      wanted = draft
      timer ??= setTimeout(write, SAVE_MS + sizeOf(draft) * SAVE_MS_PER_CHARACTER).unref()
    },
    async close() {
      write()
      await writing
    },
  }
}

async function writeDraft(folder: string, path: string, session: string, draft: SavedDraft): Promise<void> {
  if (draft.text === '' && draft.queue.length === 0) return rm(path, { force: true })
  makeDirectory(folder)
  const stored: StoredDraft = {
    ...draft,
    session,
    pid: process.pid,
    started: startTime(process.pid),
    savedAt: Date.now(),
  }
  // Another session may be opened while the draft of the last one is written.
  const temporary = `${path}.${++writes}.tmp`
  const file = await open(temporary, 'w', 0o600)
  try {
    await file.writeFile(JSON.stringify(stored))
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(temporary, path)
}

/** The newest draft whose terminal has ended. Drafts that are too old, and files that hold none, are removed. */
function findLeft(folder: string, session: string): { path: string; draft: SavedDraft } | null {
  const left: { path: string; draft: StoredDraft }[] = []
  for (const name of listNames(folder)) {
    const path = join(folder, name)
    const draft = readDraft(path)
    if (!draft || Date.now() - draft.savedAt > KEPT_MS) rmSync(path, { force: true })
    else if (!isAlive(draft.pid) || startTime(draft.pid) !== draft.started) left.push({ path, draft })
  }
  const rank = ({ draft }: { draft: StoredDraft }) => (draft.session === session ? 1 : 0)
  const [best] = left.toSorted((a, b) => rank(b) - rank(a) || b.draft.savedAt - a.draft.savedAt)
  if (!best) return null
  // Messages that waited for another session are not sent to this one.
  const queue = best.draft.session === session ? best.draft.queue : []
  return { path: best.path, draft: { text: best.draft.text, objects: best.draft.objects, queue } }
}

function readDraft(path: string): StoredDraft | null {
  const stored = parseObject(readText(path) ?? '') as Partial<StoredDraft> | null
  const isWhole =
    typeof stored?.text === 'string' &&
    Array.isArray(stored.objects) &&
    stored.objects.every(isPastedObject) &&
    Array.isArray(stored.queue) &&
    stored.queue.every((content) => typeof content === 'string' || Array.isArray(content)) &&
    typeof stored.session === 'string' &&
    typeof stored.pid === 'number' &&
    typeof stored.savedAt === 'number'
  return isWhole ? (stored as StoredDraft) : null
}

function isPastedObject(value: unknown): value is PastedObject {
  const { kind, text, type, data } = Object(value) as Record<string, unknown>
  return kind === 'text'
    ? typeof text === 'string'
    : kind === 'image' && typeof type === 'string' && typeof data === 'string'
}

function listNames(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.json'))
  } catch {
    return [] // no draft was kept for this directory yet
  }
}

function sizeOf({ text, objects }: SavedDraft): number {
  return objects.reduce((sum, object) => sum + (object.kind === 'text' ? object.text : object.data).length, text.length)
}
