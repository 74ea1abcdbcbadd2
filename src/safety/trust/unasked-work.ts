// Remembers in which folders the agent has worked without asking. What a program of a project runs can never be listed whole (scripts of
// a package, installed modules, files that it names at run time), so a project's MCP server, which runs outside the sandbox, is asked about
// after such work. Each piece of work has a mark of its own; whoever lets a server start keeps the last one.

import { randomUUID } from 'node:crypto'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { readText, writeAtomic } from '../../sys/files.ts'
import { parseObject } from '../../sys/json-reading.ts'
import { appendText } from '../../sys/line-append.ts'
import { isAlive, startTime } from '../../sys/processes.ts'
import { realOf, temporaryFolders } from '../../sys/folders/temporary-folders.ts'
import { isInside } from '../rules/workspace-path.ts'
import { notesFolder, readQuietMoment } from '../sandbox/walled-commands.ts'

export interface UnaskedWork {
  /**
   * To be called before a command or an edit runs unasked that may write in these folders, and in those for temporary files. The disk is
   * touched once for each folder until `markOfStart` is called.
   */
  note(folders: readonly string[]): void
  /** The mark of the last work that may have changed something in the folder, a real path; '' when there was none. */
  markOf(root: string): string
  /**
   * The mark to keep for a server of the folder that is let start now: later work gets another one. It is a mark that is never met again
   * while a command runs in the sandbox or another process works there, since these may still write.
   */
  markOfStart(root: string): string
}

/** When the file is larger, only the last mark of each folder is kept. */
const MAX_BYTES = 64 * 1024
/** The folders of then; the mark of one before counts as another than it was, so its servers are asked about. */
const MAX_FOLDERS = 150

interface Mark {
  folder: string
  mark: string
  /** The process that has written the mark, and its start time: it writes the next one only after it has let a server start. */
  pid: number
  started: string | null
}

/** The marks lie in the share directory, where all daemons of the user read them. */
export function openUnaskedWork(share: string): UnaskedWork {
  const file = join(share, 'unasked-work.jsonl')
  /** The folders for which this process has written a mark since a server was last let start. */
  const noted = new Set<string>()
  /** Marks that the disk did not take; they hold until this process ends. */
  const unwritten: Mark[] = []
  const marksOf = (root: string) =>
    [...readMarks(file), ...unwritten].filter(({ folder }) => isInside(root, [folder]) || isInside(folder, [root]))
  const markOf = (root: string) => marksOf(root).at(-1)?.mark ?? ''
  return {
    note(folders) {
      if (folders.every((folder) => noted.has(folder))) return
      for (const folder of folders) noted.add(folder)
      const reached = new Set([...folders.map((folder) => realOf(folder) ?? folder), ...temporaryFolders()])
      const self = { pid: process.pid, started: startTime(process.pid) }
      const marks = [...reached].map((folder) => ({ folder, mark: randomUUID(), ...self }))
      try {
        write(file, marks)
      } catch {
        unwritten.push(...marks)
      }
    },
    markOf,
    markOfStart(root) {
      noted.clear()
      const mark = markOf(root)
      return mark !== '' && (isCommandRunning(share) || marksOf(root).some(isOfOther)) ? `${mark} and more` : mark
    },
  }
}

function isCommandRunning(share: string): boolean {
  try {
    return readQuietMoment(notesFolder(share)) === null
  } catch {
    return true
  }
}

/** True for a mark of another process that is still there. */
function isOfOther({ pid, started }: Mark): boolean {
  return pid !== process.pid && isAlive(pid) && startTime(pid) === started
}

function write(file: string, marks: readonly Mark[]): void {
  const lines = (all: readonly Mark[]) => all.map((mark) => `${JSON.stringify(mark)}\n`).join('')
  appendText(file, lines(marks))
  if (statSync(file).size <= MAX_BYTES) return
  const all = readMarks(file)
  const isLast = ({ folder }: Mark, at: number) => all.findLastIndex((other) => other.folder === folder) === at
  writeAtomic(file, lines(all.filter(isLast).slice(-MAX_FOLDERS)))
}

/** In the order in which they were written. A line that cannot be read is passed over. */
function readMarks(file: string): Mark[] {
  return (readText(file) ?? '').split('\n').flatMap((line) => {
    const { folder, mark, pid, started } = parseObject(line) ?? {}
    if (typeof folder !== 'string' || typeof mark !== 'string' || typeof pid !== 'number') return []
    return [{ folder, mark, pid, started: typeof started === 'string' ? started : null }]
  })
}
