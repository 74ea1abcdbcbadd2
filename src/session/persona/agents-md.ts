// AGENTS.md files: instructions of the user and the project for every agent, from general ones to the working directory's.

import { join } from 'node:path'
import { listParents } from '../../workspace/parent-folders.ts'
import { type Admit, cutBytes, findProjectRoot, readProjectText } from './project-files.ts'

/** Limit for all files with the lines that name them. The general files are cut first, the deepest ones last. */
const LIMIT_BYTES = 32 * 1024
const CUT_NOTE = '\n[... cut: the AGENTS.md files together exceed 32 KiB ...]'

export interface AgentsMd {
  text: string
  /** Paths of the files in `text`, the most general first. */
  paths: string[]
  /** Paths of the files that were shortened or left out. */
  cut: string[]
}

interface Found {
  path: string
  text: string
  isCut: boolean
}

/** Reads the user's own files, and those of the project that `admit` lets in; with null none of them. Never throws. */
export async function loadAgentsMd(place: {
  workDir: string
  share: string
  home: string
  admit: Admit | null
}): Promise<AgentsMd> {
  const { workDir, share, home, admit } = place
  const own = [await readFirst([join(share, 'AGENTS.md')]), await readFirst(bothSpellings(join(home, '.agents')))]
  const found = [...own, ...(admit ? await readProject(workDir, admit) : [])].filter((one) => one !== null)
  return joinFound(found.filter(({ text }) => text.trim() !== ''))
}

/** The text of the project's own files alone, for a session that has come to `workDir` with its conversation; '' without any. */
export async function loadProjectAgentsMd(workDir: string, admit: Admit): Promise<string> {
  const found = (await readProject(workDir, admit)).filter((one) => one !== null)
  return joinFound(found.filter(({ text }) => text.trim() !== '')).text
}

async function readProject(workDir: string, admit: Admit): Promise<(Found | null)[]> {
  const root = findProjectRoot(workDir)
  const upwards = listParents(workDir)
  const directories = upwards.slice(0, upwards.indexOf(root) + 1).toReversed()
  const reads = directories.flatMap((directory) => [
    readFirst([join(directory, '.kimi', 'AGENTS.md')], root, admit),
    readFirst([join(directory, '.kimi-code', 'AGENTS.md')], root, admit),
    readFirst(bothSpellings(directory), root, admit),
  ])
  return Promise.all(reads)
}

function bothSpellings(directory: string): string[] {
  return [join(directory, 'AGENTS.md'), join(directory, 'agents.md')]
}

async function readFirst(paths: readonly string[], within?: string, admit?: Admit): Promise<Found | null> {
  for (const path of paths) {
    const read = await readProjectText(path, { limitBytes: LIMIT_BYTES, within, admit })
    if (read) return { path, ...read }
  }
  return null
}

function joinFound(found: readonly Found[]): AgentsMd {
  const texts: string[] = []
  const paths: string[] = []
  const cut: string[] = []
  let left = LIMIT_BYTES
  for (const { path, text, isCut } of found.toReversed()) {
    const head = `<!-- From: ${path} -->\n`
    const body = text.trim()
    const separator = texts.length === 0 ? 0 : 2
    const room = left - separator - Buffer.byteLength(head)
    const isWhole = !isCut && Buffer.byteLength(body) <= room
    const fits = isWhole ? body : cutBytes(Buffer.from(body), room - Buffer.byteLength(CUT_NOTE)) + CUT_NOTE
    if (!isWhole) cut.unshift(path)
    // There is no room for more than the note that the file is cut.
    if (!isWhole && room <= Buffer.byteLength(CUT_NOTE)) continue
    texts.unshift(head + fits)
    paths.unshift(path)
    left -= separator + Buffer.byteLength(head + fits)
  }
  return { text: texts.join('\n\n'), paths, cut }
}
