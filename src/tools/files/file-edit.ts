// The common part of writing and editing a file: its place, the check that the model has read it, the approval, the
// write.

import type { DisplayBlock } from '../../protocol/wire.ts'
import { failed } from '../../protocol/tool-result.ts'
import type { FileLedger } from './file-ledger.ts'
import { diffBlocks } from './line-diff.ts'
import { appendFile, openForReading, replaceFile, statFile } from './pinned-file.ts'
import { type ToolResult, type ToolRun, refused } from '../tool.ts'
import { type Place, type Workspace, resolvePlace } from './work-folders.ts'

/** The largest file that can be edited: an edit holds its text in memory several times. */
const MAX_EDITED_BYTES = 20 * 1024 * 1024

export interface EditDeps {
  workspace: Workspace
  ledger: FileLedger
  isPlanMode(): boolean
  /** The one file that may be edited in plan mode, or null. */
  planFile(): string | null
  /** The umask for new files. */
  umask?: number | undefined
}

export interface Opened {
  place: Place
  /** Null when there is no such file yet. */
  bytes: Buffer | null
}

type Step<T> = { ok: true; value: T } | { ok: false; result: ToolResult }

const stop = (result: ToolResult): { ok: false; result: ToolResult } => ({ ok: false, result })

/** Resolves the path `typed` and reads its file, unless the model may not change it. */
export async function openForEdit(deps: EditDeps, typed: string): Promise<Step<Opened>> {
  const found = resolvePlace(deps.workspace, typed)
  if (!found.ok) return stop(failed(found.message, 'Invalid path'))
  const { place } = found
  if (deps.isPlanMode() && !isPlanFile(deps, place)) {
    const plan = deps.planFile()
    const message = `Plan mode is on: only the plan file${plan === null ? '' : ` \`${plan}\``} may be edited.`
    return stop(failed(message, 'Plan mode restriction'))
  }
  const stat = await statFile(place.real)
  if (stat === null) return { ok: true, value: { place, bytes: null } }
  if (!stat.isFile) return stop(failed(`\`${typed}\` is not a regular file.`, 'Invalid path'))
  const stale = await refuseStale(deps, typed, place)
  if (stale !== null) return stop(stale)
  const handle = await openForReading(place.real)
  try {
    if ((await handle.stat()).size > MAX_EDITED_BYTES) {
      return stop(failed(`\`${typed}\` is larger than 20 MB and cannot be edited here.`, 'File too large'))
    }
    return { ok: true, value: { place, bytes: await handle.readFile() } }
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

async function refuseStale(deps: EditDeps, typed: string, place: Place): Promise<ToolResult | null> {
  const freshness = isPlanFile(deps, place) ? 'ok' : await deps.ledger.checkFresh(place.real)
  if (freshness === 'unread') {
    return failed(`\`${typed}\` exists and has not been read yet. Read it with ReadFile first.`, 'File not read yet')
  }
  if (freshness === 'changed') {
    return failed(`\`${typed}\` has changed since it was read. Read it again before changing it.`, 'File has changed')
  }
  return null
}

/**
 * Asks for approval and writes the file. A file that has changed in the meantime, or a path that now leads elsewhere,
 * is refused. `before` and `after` are the texts whose difference is shown.
 */
export async function askAndWrite(
  deps: EditDeps,
  run: ToolRun,
  edit: { typed: string; place: Place; before: string; after: string; bytes: Buffer; isAppending: boolean },
): Promise<Step<DisplayBlock[]>> {
  const { typed, place } = edit
  const display = await diffBlocks(place.path, edit.before, edit.after)
  if (!isPlanFile(deps, place)) {
    const verdict = await run.permit({
      action: place.isInside ? 'edit file' : 'edit file outside of working directory',
      description: `${edit.isAppending ? 'Append to' : edit.before === '' ? 'Write' : 'Edit'} file \`${place.path}\``,
      display,
      subject: { kind: 'edit', value: place.real },
    })
    if (!verdict.ok) return stop(refused(verdict))
  }
  if (run.signal.aborted) return stop(failed('The edit was cancelled; the file is unchanged.', 'Cancelled'))
  const again = resolvePlace(deps.workspace, typed)
  if (!again.ok || again.place.real !== place.real) {
    return stop(failed(`\`${typed}\` leads to another file than before.`, 'Path has changed'))
  }
  const stale = await refuseStale(deps, typed, place)
  if (stale !== null) return stop(stale)
  try {
    await deps.ledger.beforeWrite(place.real)
    await (edit.isAppending
      ? appendFile(place.real, edit.bytes, deps.umask)
      : replaceFile(place.real, edit.bytes, deps.umask))
    await deps.ledger.noteWritten(place.real)
  } catch (error) {
    return stop(failed(`Failed to write \`${typed}\`: ${(error as Error).message}`, 'Failed to write file'))
  }
  return { ok: true, value: display }
}
