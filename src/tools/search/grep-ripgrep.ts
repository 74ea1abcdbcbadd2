// Searches with ripgrep. Each text of the model is an argument behind `-e`, `=` or `--`, so that none can be an option.

import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { globsOf } from './glob-spelling.ts'
import { type Found, GREP_TIMEOUT_MS, MAX_GREP_BYTES, type Rows, type Search, VCS_FOLDERS } from './grep-search.ts'
import { findOwnProgram } from '../../sys/own-path.ts'

const KILL_GRACE_MS = 5000
const MAX_ERROR_BYTES = 8192
const MAX_COLUMNS = 500

/**
 * The path of rg: from PATH outside the workspace, else of the package @vscode/ripgrep; null when neither is installed.
 */
export async function findRipgrep(env: NodeJS.ProcessEnv, folders: readonly string[]): Promise<string | null> {
  const found = findOwnProgram('rg', env, folders)
  if (found !== null) return found
  try {
    // The name is not a literal, so that the bundler leaves the optional package out.
    const name: string = '@vscode/ripgrep'
    const { rgPath } = (await import(name)) as { rgPath?: unknown }
    return typeof rgPath === 'string' ? rgPath : null
  } catch {
    return null
  }
}

function argumentsOf(search: Search): string[] {
  const { mode } = search
  return [
    '--no-config',
    '--color=never',
    '--hidden',
    '--null',
    ...(mode === 'content' ? ['--line-number', '--with-filename', '--no-heading'] : [`--max-columns=${MAX_COLUMNS}`]),
    ...(mode === 'files_with_matches' ? ['--files-with-matches'] : []),
    ...(mode === 'count_matches' ? ['--count-matches', '--with-filename'] : []),
    ...(mode === 'content' && search.before > 0 ? [`--before-context=${search.before}`] : []),
    ...(mode === 'content' && search.after > 0 ? [`--after-context=${search.after}`] : []),
    ...(search.ignoresCase ? ['--ignore-case'] : []),
    ...(search.isMultiline ? ['--multiline', '--multiline-dotall'] : []),
    ...(search.includesIgnored ? ['--no-ignore'] : []),
    ...globsOf(search.glob).map((glob) => `--glob=${glob}`),
    // The last glob that matches decides, so these come after the model's glob.
    ...VCS_FOLDERS.map((name) => `--glob=!${name}`),
    ...(search.type === null ? [] : [`--type=${search.type}`]),
    '-e',
    search.pattern,
    '--',
    search.root,
  ]
}

/** The matches in each line of a file, in pairs of line and number of matches; null when ripgrep cannot tell. */
export async function matchLinesWithRipgrep(
  program: string,
  search: Search,
  env: NodeJS.ProcessEnv,
  path: string,
): Promise<number[] | null> {
  const numbers = new Map<number, number>()
  const rows: Rows = {
    length: 0,
    wantsLine: () => true,
    add: ({ line }) => line && void numbers.set(line.number, (numbers.get(line.number) ?? 0) + 1),
  }
  const alone: Search = { ...search, mode: 'content', root: path, glob: null, type: null, before: 0, after: 0 }
  const ran = await runOnce(program, ['--only-matching', ...argumentsOf(alone)], alone, env, rows)
  return ran.failure === null && !ran.isPartial ? [...numbers].flat() : null
}

export async function searchWithRipgrep(
  program: string,
  search: Search,
  env: NodeJS.ProcessEnv,
  rows: Rows,
): Promise<Found> {
  const first = await runOnce(program, argumentsOf(search), search, env, rows)
  // When the system has no threads left, ripgrep is run again with a single one.
  const isStarved = first.status === 2 && /resource temporarily unavailable|os error 11/i.test(first.errors)
  const isAgain = isStarved && rows.length === 0
  const ran = isAgain ? await runOnce(program, ['-j', '1', ...argumentsOf(search)], search, env, rows) : first
  if (ran.failure !== null) return { ok: false, message: ran.failure }
  if (!ran.hasOutput && ran.status !== 0 && ran.status !== 1 && !ran.isPartial) {
    return { ok: false, message: ran.errors.trim() || `ripgrep ended with ${ran.status}` }
  }
  return { ok: true, isPartial: ran.isPartial }
}

interface Ran {
  status: number | null
  hasOutput: boolean
  errors: string
  isPartial: boolean
  failure: string | null
}

function runOnce(program: string, args: string[], search: Search, env: NodeJS.ProcessEnv, rows: Rows): Promise<Ran> {
  return new Promise((done) => {
    const child = spawn(program, args, {
      cwd: search.folder,
      env: { ...env, RIPGREP_CONFIG_PATH: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const parser = createParser(search, rows)
    const errors: Buffer[] = []
    let size = 0
    let errorSize = 0
    let isPartial = false
    let killer: NodeJS.Timeout | undefined
    const stop = () => {
      if (isPartial) return
      isPartial = true
      child.kill('SIGTERM')
      killer = setTimeout(() => child.kill('SIGKILL'), KILL_GRACE_MS)
    }
    const timer = setTimeout(stop, GREP_TIMEOUT_MS)
    search.signal.addEventListener('abort', stop)
    if (search.signal.aborted) stop()
    child.stdout.on('data', (bytes: Buffer) => {
      if (size < MAX_GREP_BYTES) parser.write(bytes)
      size += bytes.length
      if (size >= MAX_GREP_BYTES) stop()
    })
    child.stderr.on('data', (bytes: Buffer) => {
      if (errorSize < MAX_ERROR_BYTES) errors.push(bytes)
      errorSize += bytes.length
    })
    const finish = (status: number | null, failure: string | null) => {
      clearTimeout(timer)
      clearTimeout(killer)
      search.signal.removeEventListener('abort', stop)
      // A search that was stopped may end in the middle of a row, which is dropped.
      if (!isPartial) parser.end()
      done({ status, hasOutput: size > 0, errors: Buffer.concat(errors).toString('utf8'), isPartial, failure })
    }
    child.once('error', (error) => {
      finish(null, error.message)
    })
    child.once('close', (status) => {
      finish(status, null)
    })
  })
}

/** Takes ripgrep's output as it comes, and adds an entry for each whole row. */
function createParser(search: Search, rows: Rows): { write(bytes: Buffer): void; end(): void } {
  const separator = search.mode === 'files_with_matches' ? '\0' : '\n'
  let pieces: Buffer[] = []
  const take = (text: string) => {
    for (const row of text.split(separator)) addRow(row, search, rows)
  }
  return {
    write(bytes) {
      const end = bytes.lastIndexOf(separator)
      if (end < 0) return void pieces.push(bytes)
      take(Buffer.concat([...pieces, bytes.subarray(0, end)]).toString('utf8'))
      pieces = [bytes.subarray(end + 1)]
    },
    end: () => take(Buffer.concat(pieces).toString('utf8')),
  }
}

function addRow(row: string, search: Search, rows: Rows): void {
  const absolute = (path: string) => (path.startsWith('/') ? path : resolve(search.folder, path))
  if (row === '') return
  if (search.mode === 'files_with_matches') return rows.add({ path: absolute(row) })
  if (row === '--') return rows.add({ path: '' })
  const end = row.indexOf('\0')
  if (end < 0) return
  const path = absolute(row.slice(0, end))
  if (search.mode === 'count_matches') return rows.add({ path, count: Number(row.slice(end + 1)) })
  if (!rows.wantsLine()) return rows.add({ path })
  const [, number, sign, text = ''] = /^(\d+)([:-])(.*)$/s.exec(row.slice(end + 1)) ?? []
  if (number !== undefined) rows.add({ path, line: { number: Number(number), text, isMatch: sign === ':' } })
}
