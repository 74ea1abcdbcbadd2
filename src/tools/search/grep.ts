// Grep: finds lines of files that match a regular expression, or the files, or the number of matches in each.

import type { IsForbidden } from '../../safety/rules/forbidden-files.ts'
import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import * as z from 'zod'
import { done, failed } from '../../protocol/tool-result.ts'
import { readQuietMoment } from '../../safety/sandbox/walled-commands.ts'
import { isSecretPath } from '../../safety/secrets/secret-names.ts'
import { refuseGlob } from '../../workspace/glob-alternatives.ts'
import { unescapeGlob } from './glob-spelling.ts'
import { findRipgrep, matchLinesWithRipgrep, searchWithRipgrep } from './grep-ripgrep.ts'
import { type Page, createPage } from './grep-page.ts'
import type { Search } from './grep-search.ts'
import { matchLinesByWalking, searchByWalking } from './grep-walk.ts'
import { guardSecrets } from './secret-matches.ts'
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
  /** Made for each search: tells of a file whether it must not be read (safety/rules/forbidden-files.ts). */
  forbiddenFiles?(): IsForbidden
  /** The folder in which commands of the sandbox are noted while they run (safety/sandbox/walled-commands.ts). */
  notes?: string
}

export function createGrep(deps: GrepDeps): Tool {
  return defineTool({
    name: 'Grep',
    description:
      'Search file contents with ripgrep. Files ignored by git, files of secrets, and lines with a secret are left out; of files over 10 MB only `content` tells.',
    isReadOnly: true,
    parameters: PARAMETERS,
    async run(args, run) {
      const found = await findRoot(deps.workspace, args.path)
      if (!found.ok) return failed(found.message, 'Invalid path')
      const root = found.place.real
      const there = await stat(root).catch(() => null)
      if (there === null) return failed(`\`${args.path}\` does not exist.`, 'Path not found')
      if (isSensitive(found.place)) return failed(`\`${args.path}\` appears to hold secrets.`, 'Sensitive file')
      const refusal = refuseGlob(args.glob ?? '')
      if (refusal !== null) return failed(refusal, 'Invalid glob')
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
      const result = await searchUndisturbed(search, args, deps)
      if (!result.ok) return failed(`Failed to grep: ${result.message}`, 'Failed to grep')
      if (run.signal.aborted) return failed('The search was cancelled.', 'Cancelled')
      return show(result.page, result.isPartial, args, notesOn(root, args))
    },
  })
}

type Result = { ok: true; page: Page; isPartial: boolean } | { ok: false; message: string }

/**
 * Searches with ripgrep, which opens files by their names. A command of the agent that runs meanwhile may put a link to a key in the place of a
 * file, and ripgrep would follow it: while one runs, the search is our own, which follows none.
 */
async function searchUndisturbed(search: Search, args: Args, deps: GrepDeps): Promise<Result> {
  const look = () => (deps.notes === undefined ? '' : readQuietMoment(deps.notes))
  const moment = look()
  const ripgrep = moment === null ? null : await findRipgrep(deps.env, foldersOf(deps.workspace))
  if (ripgrep === null) return searchWith(null, search, args, deps)
  const found = await searchWith(ripgrep, search, args, deps)
  return look() === moment ? found : searchWith(null, search, args, deps)
}

/** `ripgrep` is its path; null searches without it. */
async function searchWith(ripgrep: string | null, search: Search, args: Args, deps: GrepDeps): Promise<Result> {
  const page = createPage({
    offset: args.offset,
    limit: args.head_limit === 0 ? Infinity : args.head_limit,
    isByTime: args.output_mode === 'files_with_matches',
    hasNumbers: args['-n'],
    workDir: deps.workspace.workDir,
    isForbidden: deps.forbiddenFiles?.(),
  })
  const rows = guardSecrets(search, page, args.head_limit === 0 ? Infinity : args.offset + args.head_limit)
  const found =
    ripgrep === null
      ? await searchByWalking(search, deps.env, foldersOf(deps.workspace), rows)
      : await searchWithRipgrep(ripgrep, search, deps.env, rows)
  if (!found.ok) return found
  const isWhole = await rows.finish((path) =>
    ripgrep === null ? matchLinesByWalking(search, path) : matchLinesWithRipgrep(ripgrep, search, deps.env, path),
  )
  return { ok: true, page, isPartial: found.isPartial || !isWhole }
}

/** The place of a path; of one that does not exist, the place without its escapes: some models escape brackets. */
async function findRoot(workspace: Workspace, path: string): Promise<ReturnType<typeof resolvePlace>> {
  const found = resolvePlace(workspace, path)
  const plain = unescapeGlob(path)
  const isThere = found.ok && (plain === path || (await stat(found.place.real).catch(() => null)) !== null)
  return isThere ? found : resolvePlace(workspace, plain)
}

/** Lines about the files that the search leaves out. They are the same whatever is found: words that come with a match would betray it. */
function notesOn(root: string, { multiline }: Args): string[] {
  return [
    ...(isSecretPath(root) ? ['The file may hold secrets, so it is not searched.'] : []),
    ...(multiline ? ['A multiline search leaves out files that hold secrets.'] : []),
  ]
}

async function show(page: Page, isPartial: boolean, args: Args, asides: string[]): Promise<ToolResult> {
  const { lines, count } = await page.finish()
  const { text, isTruncated } = cutText(lines.join('\n'), MAX_LINE_CHARACTERS)
  const notes: string[] = []
  if (page.length === 0) notes.push('No matches found.')
  else if (args.output_mode === 'count_matches') {
    notes.push(`Found ${page.occurrences} total occurrences across ${page.length} files.`)
  }
  const end = args.offset + count
  if (end < page.length) {
    notes.push(`Results truncated to ${count} lines (total: ${page.length}). Use offset=${end} to see more.`)
  }
  if (isPartial) notes.push('The search was stopped before its end; results are partial.')
  notes.push(...asides)
  if (isTruncated) notes.push(TRUNCATION_NOTE)
  return done(text, notes.join(' '))
}
