// Files as the user's editor has them: unsaved changes are read, and an edit is written through the editor, so that neither overwrites
// the other. Only files of the workspace, and only UTF-8 text: all else stays on the disk, where every byte is kept.

import { isUtf8 } from 'node:buffer'
import { relative, sep } from 'node:path'
import { followLinks } from '../../safety/rules/workspace-path.ts'
import type { Editor } from '../editor.ts'
import type { ToolRun } from '../tool.ts'
import type { Place, Workspace } from './work-folders.ts'

/** Larger texts are read from the disk: an editor sends the whole text in one message. */
const MAX_LIVE_BYTES = 2 * 1024 * 1024
const BYTE_ORDER_MARK = '\ufeff'

export interface LiveDeps {
  workspace: Workspace
  editor?: Editor
}

/** The content of the file as its user sees it. `disk` is the content on the disk, which is what most files have. */
export async function readLive(
  disk: Buffer,
  place: Place,
  { workspace, editor }: LiveDeps,
  { callId, signal }: Pick<ToolRun, 'callId' | 'signal'>,
): Promise<{ bytes: Buffer; isUnsaved: boolean }> {
  const saved = { bytes: disk, isUnsaved: false }
  if (editor === undefined || !place.isInside || !isPlainText(disk)) return saved
  const shown = await editor.readText(pathInEditor(place, workspace), callId, signal)
  if (shown === null || Buffer.byteLength(shown) > MAX_LIVE_BYTES) return saved
  const text = disk.toString('utf8')
  if (isSameText(text, shown)) return saved
  // Many editors keep lines without their ends, and write the ends of the file when they save it.
  const hasReturns = text.includes('\r\n') && !shown.includes('\r')
  return { bytes: Buffer.from(hasReturns ? shown.replaceAll('\n', '\r\n') : shown), isUnsaved: true }
}

/**
 * Writes the whole content through the editor. `none`: the editor does not write such a file, and the disk is to be written. `before` is
 * null for a new file.
 */
export async function writeLive(
  bytes: Buffer,
  before: Buffer | null,
  place: Place,
  { workspace, editor }: LiveDeps,
  { callId, signal }: Pick<ToolRun, 'callId' | 'signal'>,
): Promise<'none' | { ok: true } | { ok: false; reason: string }> {
  if (!editor?.writes || !place.isInside || !isPlainText(bytes) || !isPlainText(before ?? bytes)) return 'none'
  return editor.writeText(pathInEditor(place, workspace), bytes.toString('utf8'), callId, signal)
}

function isPlainText(bytes: Buffer): boolean {
  if (bytes.length > MAX_LIVE_BYTES || bytes.includes(0) || !isUtf8(bytes)) return false
  return !bytes.subarray(0, 3).toString('utf8').startsWith(BYTE_ORDER_MARK)
}

/** Editors differ in the ends of lines, and in whether the last line has one. */
function isSameText(disk: string, shown: string): boolean {
  if (disk === shown) return true
  const plain = (text: string) => text.replaceAll('\r\n', '\n').replace(/\n$/, '')
  return plain(disk) === plain(shown)
}

/** The path by which the editor knows the file: below the folder as the editor has named it, but without links on the way to the file. */
function pathInEditor({ real }: Place, { workDir, additionalDirs }: Workspace): string {
  for (const folder of [workDir, ...additionalDirs]) {
    const inside = relative(followLinks(folder), real)
    if (inside !== '' && inside !== '..' && !inside.startsWith(`..${sep}`))
      return `${folder.replace(/\/$/, '')}/${inside}`
  }
  return real
}
