// Grep: finds lines of files that match a regular expression, or the files, or the number of matches in each.

import { stat } from 'node:fs/promises'
import { dirname, relative } from 'node:path'
import * as z from 'zod'
import { done, failed } from '../../protocol/tool-result.ts'
import { isSensitiveFile } from '../../safety/rules/workspace-path.ts'
import { unescapeGlob } from './glob-spelling.ts'
import { findRipgrep, searchWithRipgrep } from './grep-ripgrep.ts'
import type { Entry, Search } from './grep-search.ts'
import { searchByWalking } from './grep-walk.ts'
import { TRUNCATION_NOTE, MAX_LINE_CHARACTERS, cutText } from '../tool-output.ts'
import { type Tool, type ToolResult, defineTool } from '../tool.ts'
import { type Workspace, foldersOf, isSensitive, resolvePlace } from '../files/work-folders.ts'

const DEFAULT_LIMIT = 250
const MAX_CONTEXT = 1000

const context = z.int().min(0).max(MAX_CONTEXT).nullish()
const PARAMETERS = z.object({
  pattern: z.string().min(1).describe('Regular expression'),
  path: z.string().default('.'),
  glob: z.string().min(1).nullish().describe('e.g. `*.ts`'),
  output_mode: z.enum(['files_with_matches', 'content', 'count_matches']).default('files_with_matches'),
  '-B': context,
  '-A': context,
  '-C': context.describe('Lines of context'),
  '-n': z.boolean().default(true),
  '-i': z.boolean().default(false),
  type: z
    .string()
    .regex(/^[\w+-]+$/)
    .nullish()
    .describe('e.g. `py`'),
  head_limit: z.int().min(0).max(1_000_000).default(DEFAULT_LIMIT).describe('0 = all'),
  offset: z.int().min(0).max(1_000_000).default(0),
  multiline: z.boolean().default(false),
  include_ignored: z.boolean().default(false),
})
type Args = z.infer<typeof PARAMETERS>

export interface GrepDeps {
  workspace: Workspace
  env: NodeJS.ProcessEnv
}

export function createGrep(deps: GrepDeps): Tool {
  return defineTool({
    name: 'Grep',
    description: 'Search file contents with ripgrep. Files ignored by git, and files of secrets, are left out.',
    isReadOnly: true,
    parameters: PARAMETERS,
    async run(args, run) {
      const found = await findRoot(deps.workspace, args.path)
      if (!found.ok) return failed(found.message, 'Invalid path')
      const root = found.place.real
      const there = await stat(root).catch(() => null)
      if (there === null) return failed(`\`${args.path}\` does not exist.`, 'Path not found')
      if (isSensitive(found.place)) return failed(`\`${args.path}\` appears to hold secrets.`, 'Sensitive file')
      const search: Search = {
        pattern: args.pattern,
        root,
        folder: there.isFile() ? dirname(root) : root,
        mode: args.output_mode,
        glob: args.glob ?? null,
        type: args.type ?? null,
        before: args['-B'] ?? args['-C'] ?? 0,
        after: args['-A'] ?? args['-C'] ?? 0,
        ignoresCase: args['-i'],
        isMultiline: args.multiline,
        includesIgnored: args.include_ignored,
        signal: run.signal,
      }
      const folders = foldersOf(deps.workspace)
      const ripgrep = await findRipgrep(deps.env, folders)
      const result =
        ripgrep === null
          ? await searchByWalking(search, deps.env, folders)
          : await searchWithRipgrep(ripgrep, search, deps.env)
      if (run.signal.aborted) return failed('The search was cancelled.', 'Cancelled')
      if (!result.ok) return failed(`Failed to grep: ${result.message}`, 'Failed to grep')
      return show(result.entries, result.isPartial, args, deps.workspace)
    },
  })
}

/** The place of a path; of one that does not exist, the place without its escapes: some models escape brackets. */
async function findRoot(workspace: Workspace, path: string): Promise<ReturnType<typeof resolvePlace>> {
  const found = resolvePlace(workspace, path)
  const plain = unescapeGlob(path)
  const isThere = found.ok && (plain === path || (await stat(found.place.real).catch(() => null)) !== null)
  return isThere ? found : resolvePlace(workspace, plain)
}

async function show(entries: Entry[], isPartial: boolean, args: Args, workspace: Workspace): Promise<ToolResult> {
  const hidden = new Set<string>()
  const open = entries.filter(({ path }) => {
    const isHidden = isSensitiveFile(path)
    if (isHidden) hidden.add(path)
    return !isHidden
  })
  const ordered = args.output_mode === 'files_with_matches' ? await sortByTime(open) : dropLooseGaps(open)
  const limit = args.head_limit === 0 ? ordered.length : args.head_limit
  const page = ordered.slice(args.offset, args.offset + limit)
  const { text, isTruncated } = cutText(
    page.map((entry) => render(entry, args['-n'], workspace)).join('\n'),
    MAX_LINE_CHARACTERS,
  )
  const notes: string[] = []
  if (ordered.length === 0) notes.push('No matches found.')
  else if (args.output_mode === 'count_matches') {
    const total = ordered.reduce((sum, entry) => sum + (entry.count ?? 0), 0)
    notes.push(`Found ${total} total occurrences across ${ordered.length} files.`)
  }
  const end = args.offset + page.length
  if (end < ordered.length) {
    notes.push(`Results truncated to ${page.length} lines (total: ${ordered.length}). Use offset=${end} to see more.`)
  }
  if (isPartial) notes.push('The search was stopped before its end; results are partial.')
  if (hidden.size > 0) notes.push(`Left out ${hidden.size} sensitive file(s).`)
  if (isTruncated) notes.push(TRUNCATION_NOTE)
  return done(text, notes.join(' '))
}

/** The files, those that changed last first: they are the likeliest ones to be meant. */
async function sortByTime(entries: readonly Entry[]): Promise<Entry[]> {
  const timed: { entry: Entry; time: number }[] = []
  for (const entry of entries) timed.push({ entry, time: (await stat(entry.path).catch(() => null))?.mtimeMs ?? 0 })
  return timed.toSorted((a, b) => b.time - a.time || (a.entry.path < b.entry.path ? -1 : 1)).map(({ entry }) => entry)
}

/** Drops gap marks that separate nothing, because the files around them were left out. */
function dropLooseGaps(entries: readonly Entry[]): Entry[] {
  return entries.filter(({ path }, index) => {
    const next = entries[index + 1]
    return path !== '' || (index > 0 && next !== undefined && next.path !== '')
  })
}

function render({ path, line, count }: Entry, hasNumbers: boolean, workspace: Workspace): string {
  if (path === '') return '--'
  const near = relative(workspace.workDir, path)
  const name = near === '' || near.startsWith('..') ? path : near
  if (line === undefined) return count === undefined ? name : `${name}:${count}`
  const sign = line.isMatch ? ':' : '-'
  return hasNumbers ? `${name}${sign}${line.number}${sign}${line.text}` : `${name}${sign}${line.text}`
}
