// A short listing of the working directory, two levels deep, from which a model sees where to look first.

import type { Dirent } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { disarm, tellPath } from '../../safety/sources/source-of-call.ts'
import { sanitiseLine } from '../../safety/text/sanitiser.ts'

const ROOT_ENTRIES = 30
const CHILD_ENTRIES = 10
const NAME_CELLS = 120
/** Directories whose contents say nothing about a project. */
const NOT_OPENED = new Set(['.git', 'node_modules', '__pycache__', '.venv'])

/** Lists directories first, then by name in the order of code units, which is the same on every machine. Never throws. */
export async function listDirectory(directory: string): Promise<string> {
  const entries = await readEntries(directory)
  if (entries === null) return '[not readable]'
  if (entries.length === 0) return '(empty directory)'
  const shown = await Promise.all(
    entries.slice(0, ROOT_ENTRIES).map(async (entry) => {
      if (!entry.isDirectory()) return [nameEntry(entry)]
      return [nameEntry(entry), ...(await listChild(join(directory, entry.name), entry.name))]
    }),
  )
  const more = entries.length - ROOT_ENTRIES
  return [...shown.flat(), ...(more > 0 ? [`... and ${more} more entries`] : [])].join('\n')
}

async function listChild(path: string, name: string): Promise<string[]> {
  if (NOT_OPENED.has(name)) return []
  const entries = await readEntries(path)
  if (entries === null) return ['  [not readable]']
  const more = entries.length - CHILD_ENTRIES
  const names = entries.slice(0, CHILD_ENTRIES).map(nameEntry)
  return [...names, ...(more > 0 ? [`... and ${more} more`] : [])].map((line) => `  ${line}`)
}

/** The value of KIMI_ADDITIONAL_DIRS_INFO: a listing of each directory. */
export async function describeDirectories(directories: readonly string[]): Promise<string> {
  const described = directories.map(
    async (path) => `### \`${tellPath(path)}\`\n\`\`\`\n${await listDirectory(path)}\n\`\`\``,
  )
  return (await Promise.all(described)).join('\n\n')
}

async function readEntries(path: string): Promise<Dirent[] | null> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => null)
  return (
    entries && entries.toSorted((a, b) => Number(b.isDirectory()) - Number(a.isDirectory()) || compare(a.name, b.name))
  )
}

function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

/** The name as one clean line: file names may contain line breaks, escape sequences and backquotes. */
function nameEntry(entry: Dirent): string {
  return disarm(sanitiseLine(entry.name, NAME_CELLS)).replaceAll('`', "'") + (entry.isDirectory() ? '/' : '')
}
