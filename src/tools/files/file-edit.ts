// The common part of writing and editing a file: its place, its turn in the queue, the check that the model has read it,
// the approval, the write.

import { existsSync, lstatSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { DisplayBlock } from '../../protocol/wire.ts'
import { failed } from '../../protocol/tool-result.ts'
import { changesScripts } from '../../safety/rules/script-fields.ts'
import { showRow } from '../../safety/text/exact-text.ts'
import { type FileLedger, type FileState, stateOf } from './file-ledger.ts'
import { keysOf, queueWork, unlessAborted } from './file-queue.ts'
import { uncovers } from './hidden-values.ts'
import { diffBlocks } from './line-diff.ts'
import { type LiveDeps, readLive, writeLive } from './live-text.ts'
import { appendFile, openForReading, replaceFile, statFile, withFolder } from './pinned-file.ts'
import { type ToolResult, type ToolRun, refused } from '../tool.ts'
import { isLed, type Place, resolvePlace } from './work-folders.ts'

/** The largest file that can be edited: an edit holds its text in memory several times. */
const MAX_EDITED_BYTES = 20 * 1024 * 1024
/** A question that is answered within this time, as where nobody is asked, is waited for by all edits of the file. */
const ASKED_MS = 250
/** Times that an edit is made again because its file has changed while the user was asked. */
const MAX_ROUNDS = 20

export interface EditDeps extends LiveDeps {
  ledger: FileLedger
  isPlanMode(): boolean
  /** The one file that may be edited in plan mode, or null. */
  planFile(): string | null
  /** The umask for new files. */
  umask?: number | undefined
  /** The session: its edits of a file wait for each other's approvals, those of another session do not. */
  sessionId?: string
}

export interface Edit {
  /** The path as the model wrote it. */
  typed: string
  /** `overwrite` needs a file that is as the model has read it; the others keep what else has changed in it. */
  mode: 'overwrite' | 'append' | 'replace'
  /** Makes the new content. It is called again when the file has changed while the user was asked. */
  draft(place: Place, bytes: Buffer | null): Promise<Drafted>
}

/** `before` and `after` are the texts whose difference is shown, `bytes` the new content or the part to append. */
export type Drafted =
  | { ok: true; before: string; after: string; bytes: Buffer; finish(display: DisplayBlock[]): ToolResult }
  | { ok: false; result: ToolResult }

interface Job {
  deps: EditDeps
  run: ToolRun
  edit: Edit
  place: Place
}

/** Null when there is no such file yet. */
type Opened = { bytes: Buffer; state: FileState } | null

/**
 * Edits a file in its turn: reading, asking and writing are one piece of work, so that no other edit comes between. The
 * approved difference is the one that is made: when the file has changed meanwhile, the user is asked again.
 */
export async function editFile(deps: EditDeps, run: ToolRun, edit: Edit): Promise<ToolResult> {
  const found = resolvePlace(deps.workspace, edit.typed)
  if (!found.ok) return failed(found.message, 'Invalid path')
  const { place } = found
  if (deps.isPlanMode() && !isPlanFile(deps, place)) {
    const plan = deps.planFile()
    const message = `Plan mode is on: only the plan file${plan === null ? '' : ` \`${plan}\``} may be edited.`
    return failed(message, 'Plan mode restriction')
  }
  const job = { deps, run, edit, place }
  const result = await queueWork(keysOf(place.real, deps.sessionId ?? 'session'), run.signal, () => makeRounds(job))
  return result ?? cancelled()
}

async function makeRounds(job: Job): Promise<ToolResult> {
  for (let round = 1; round <= MAX_ROUNDS; round++) {
    const result = await makeRound(job, round)
    if (result !== 'again') return result
  }
  return failed(`\`${job.edit.typed}\` keeps changing while it is edited.`, 'File has changed')
}

/** An edit as the user is shown it, and its file. */
interface Shown {
  file: Opened
  drafted: Drafted & { ok: true }
  /** The blocks of the result. */
  display: DisplayBlock[]
}

/**
 * Reading, asking and writing are one piece of work for all sessions, as long as nobody has to be waited for. While a user is asked the edits
 * of other sessions go on.
 */
async function makeRound(job: Job, round: number): Promise<ToolResult | 'again'> {
  const { run, place } = job
  const keys = keysOf(place.real)
  const begun = await queueWork(keys, run.signal, () => beginRound(job, round))
  if (begun === null) return cancelled()
  if (!('asked' in begun)) return begun.result
  const refusal = await begun.asked
  if (refusal !== null) return refusal
  return (await queueWork(keys, run.signal, () => write(job, begun.shown))) ?? cancelled()
}

type Begun = { result: ToolResult | 'again' } | { asked: Promise<ToolResult | null>; shown: Shown }

/** Ends the round, unless the answer to its question takes longer than ASKED_MS. */
async function beginRound(job: Job, round: number): Promise<Begun> {
  const { edit, place } = job
  const opened = await openFile(job)
  if ('refusal' in opened) return { result: opened.refusal }
  const stale = refuseStale(job, opened.file?.state ?? null, round)
  if (stale !== null) return { result: stale }
  const drafted = await edit.draft(place, opened.file?.bytes ?? null)
  if (!drafted.ok) return { result: drafted.result }
  const display = await diffBlocks(place.path, drafted.before, drafted.after)
  const shown = { file: opened.file, drafted, display: isPlanFile(job.deps, place) ? [PLAN_BLOCK] : display }
  const asked = ask(job, display, drafted)
  const refusal = await settledWithin(asked, ASKED_MS)
  if (refusal === 'late') return { asked, shown }
  return { result: refusal ?? (await write(job, shown)) }
}

/** The value of `promise`, or 'late' when it comes later. */
async function settledWithin<T>(promise: Promise<T>, ms: number): Promise<T | 'late'> {
  const { promise: late, resolve } = Promise.withResolvers<'late'>()
  const timer = setTimeout(resolve, ms, 'late')
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

async function write(job: Job, { file, drafted, display }: Shown): Promise<ToolResult | 'again'> {
  const written = await writeUnchanged(job, file, drafted.bytes)
  if (written === 'reshaped') return withNote(drafted.finish(display), RESHAPED_NOTE)
  return written === 'written' ? drafted.finish(display) : written
}

/** The plan is shown whole when its user is asked to approve it: its difference before that would show it twice. */
const PLAN_BLOCK: DisplayBlock = { type: 'brief', text: 'the plan' }

const RESHAPED_NOTE =
  'The editor has changed the text while saving it, as a formatter does: read it before the next change.'

function withNote(result: ToolResult, note: string): ToolResult {
  return { ...result, message: `${result.message} ${note}`.trim() }
}

/** Reads the file as its user sees it: with the changes that an editor has not saved. */
async function openFile({ deps, run, edit, place }: Job): Promise<{ file: Opened } | { refusal: ToolResult }> {
  const { typed } = edit
  const { real } = place
  const stat = await statFile(real)
  if (stat === null) return { file: null }
  if (!stat.isFile()) return { refusal: failed(`\`${typed}\` is not a regular file.`, 'Invalid path') }
  const handle = await openForReading(real)
  try {
    const now = await handle.stat()
    if (now.size > MAX_EDITED_BYTES) {
      return { refusal: failed(`\`${typed}\` is larger than 20 MB and cannot be edited here.`, 'File too large') }
    }
    const { bytes } = await readLive(await handle.readFile(), place, deps, run)
    return { file: { bytes, state: stateOf(now, bytes) } }
  } finally {
    await handle.close()
  }
}

function isPlanFile(deps: EditDeps, place: Place): boolean {
  const plan = deps.planFile()
  if (plan === null) return false
  const found = resolvePlace(deps.workspace, plan)
  return found.ok && found.place.real === place.real
}

/** In later rounds an edit that keeps all other changes is made again on what is there now. */
function refuseStale({ deps, edit, place }: Job, now: FileState | null, round: number): ToolResult | null {
  if (isPlanFile(deps, place)) return null
  const freshness = deps.ledger.checkFresh(place.real, now)
  if (freshness === 'unread') {
    const message = `\`${edit.typed}\` exists and has not been read yet. Read it with ReadFile first.`
    return failed(message, 'File not read yet')
  }
  if (freshness === 'ok' || (edit.mode !== 'overwrite' && (freshness === 'edited' || round > 1))) return null
  const message = `\`${edit.typed}\` has changed since it was read. Read it again before changing it.`
  return failed(message, 'File has changed')
}

async function ask({ deps, run, edit, place }: Job, display: DisplayBlock[], drafted: Drafted & { ok: true }) {
  if (isPlanFile(deps, place)) return null
  const asked = run.permit({
    action: place.isInside ? 'edit file' : 'edit file outside of working directory',
    description: `${edit.mode === 'append' ? 'Append to' : drafted.before === '' ? 'Write' : 'Edit'} file \`${place.path}\``,
    display,
    subject: { kind: 'edit', value: place.real },
    ...(isLed(place, deps.workspace) && { notes: [`a link leads from this name to ${showRow(place.real)}`] }),
    ...((await isFarReaching(place.real, drafted)) && { isFarReaching: true }),
  })
  // A question that outlives its turn must not hold up later edits of the file.
  const verdict = await unlessAborted(asked, run.signal)
  if (verdict === null) return cancelled()
  return verdict.ok ? null : refused(verdict)
}

/**
 * True when the edit changes the commands in a package's description, or a file with another name, which may lie anywhere; and when it makes
 * a hidden secret one that is shown.
 */
async function isFarReaching(path: string, { before, after }: Drafted & { ok: true }): Promise<boolean> {
  if ((await changesScripts(path, before, after)) || (await uncovers(before, after))) return true
  try {
    return statSync(path).nlink > 1
  } catch {
    return false // it does not exist yet
  }
}

/** `reshaped`: the editor has saved another text than it was given. */
type Written = 'written' | 'reshaped'

/** Writes, if the path still leads to the same file and the file has still the content that was shown. */
async function writeUnchanged(job: Job, shown: Opened, bytes: Buffer): Promise<ToolResult | Written | 'again'> {
  const { deps, edit, place } = job
  const again = resolvePlace(deps.workspace, edit.typed)
  if (!again.ok || again.place.real !== place.real) {
    return failed(`\`${edit.typed}\` leads to another file than before.`, 'Path has changed')
  }
  const now = await openFile(job)
  if ('refusal' in now) return now.refusal
  if (shown === null ? now.file !== null : now.file === null || !now.file.bytes.equals(shown.bytes)) return 'again'
  try {
    await deps.ledger.beforeWrite(place.real)
    const content = edit.mode === 'append' && shown !== null ? Buffer.concat([shown.bytes, bytes]) : bytes
    const live = await writeByEditor(content, shown?.bytes ?? null, job)
    if (live !== 'none' && !live.ok)
      return failed(`The editor did not write \`${edit.typed}\`: ${live.reason}`, 'The editor refused to write')
    if (live === 'none') await writeToDisk(job, bytes)
    const after = await statFile(place.real)
    if (after !== null) deps.ledger.noteWritten(place.real, now.file?.state ?? null, stateOf(after, content))
    return live === 'none' ? 'written' : await checkLive(job, content)
  } catch (error) {
    return failed(`Failed to write \`${edit.typed}\`: ${(error as Error).message}`, 'Failed to write file')
  }
}

/**
 * The editor opens the file by its path, so the folder is looked at right before and behind: one that was swapped for a link meanwhile has
 * led the editor to another file. A folder that the editor is to make cannot be.
 */
async function writeByEditor(
  content: Buffer,
  before: Buffer | null,
  { deps, edit, place, run }: Job,
): ReturnType<typeof writeLive> {
  if (!deps.editor?.writes) return 'none'
  const folder = dirname(place.real)
  const write = () => writeLive(content, before, place, deps, run)
  if (before === null && !existsSync(folder)) return write()
  return withFolder(folder, async (pinned) => {
    const live = await write()
    const [held, now] = [statSync(pinned), lstatSync(folder, { throwIfNoEntry: false })]
    if (live === 'none' || (now !== undefined && now.dev === held.dev && now.ino === held.ino)) return live
    return { ok: false, reason: `the folder of \`${edit.typed}\` was swapped meanwhile: it may have written elsewhere` }
  })
}

/** An editor may keep a text unsaved, and may change it while saving it. */
async function checkLive(job: Job, content: Buffer): Promise<ToolResult | Written> {
  const found = await openFile(job)
  if ('refusal' in found) return found.refusal
  if (found.file === null) {
    const message = `The editor has taken the text of \`${job.edit.typed}\`, but has not saved it: there is no such file.`
    return failed(message, 'Not saved by the editor')
  }
  return found.file.bytes.equals(content) ? 'written' : 'reshaped'
}

function writeToDisk({ deps, edit, place }: Job, bytes: Buffer): Promise<void> {
  const write = edit.mode === 'append' ? appendFile : replaceFile
  return write(place.real, bytes, deps.umask)
}

function cancelled(): ToolResult {
  return failed('The edit was cancelled; the file is unchanged.', 'Cancelled')
}
