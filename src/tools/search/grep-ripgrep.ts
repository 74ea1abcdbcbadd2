// Searches with ripgrep. Each text of the model is an argument behind `-e`, `=` or `--`, so that none can be an option.

import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { globsOf } from './glob-spelling.ts'
import { type Entry, type Found, GREP_TIMEOUT_MS, MAX_GREP_BYTES, type Search, VCS_FOLDERS } from './grep-search.ts'
import { findProgram } from '../shell/program-path.ts'

const KILL_GRACE_MS = 5000
const MAX_ERROR_BYTES = 8192
const MAX_COLUMNS = 500

/**
 * The path of rg: from PATH outside the workspace, else of the package @vscode/ripgrep; null when neither is installed.
 */
export async function findRipgrep(env: NodeJS.ProcessEnv, folders: readonly string[]): Promise<string | null> {
  const found = findProgram('rg', env, folders)
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

export async function searchWithRipgrep(program: string, search: Search, env: NodeJS.ProcessEnv): Promise<Found> {
  const first = await runOnce(program, argumentsOf(search), search, env)
  // When the system has no threads left, ripgrep is run again with a single one.
  const isStarved = first.status === 2 && /resource temporarily unavailable|os error 11/i.test(first.errors)
  const ran = isStarved ? await runOnce(program, ['-j', '1', ...argumentsOf(search)], search, env) : first
  if (ran.failure !== null) return { ok: false, message: ran.failure }
  if (ran.output === '' && ran.status !== 0 && ran.status !== 1 && !ran.isPartial) {
    return { ok: false, message: ran.errors.trim() || `ripgrep ended with ${ran.status}` }
  }
  return { ok: true, entries: parse(ran.output, search), isPartial: ran.isPartial }
}

interface Ran {
  status: number | null
  output: string
  errors: string
  isPartial: boolean
  failure: string | null
}

function runOnce(program: string, args: string[], search: Search, env: NodeJS.ProcessEnv): Promise<Ran> {
  return new Promise((done) => {
    const child = spawn(program, args, {
      cwd: search.folder,
      env: { ...env, RIPGREP_CONFIG_PATH: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const output: Buffer[] = []
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
      if (size < MAX_GREP_BYTES) output.push(bytes)
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
      const text = Buffer.concat(output).toString('utf8')
      // A search that was stopped may end in the middle of a line, which is dropped.
      const whole = isPartial
        ? text.slice(0, text.lastIndexOf(search.mode === 'files_with_matches' ? '\0' : '\n') + 1)
        : text
      done({ status, output: whole, errors: Buffer.concat(errors).toString('utf8'), isPartial, failure })
    }
    child.once('error', (error) => {
      finish(null, error.message)
    })
    child.once('close', (status) => {
      finish(status, null)
    })
  })
}

function parse(output: string, search: Search): Entry[] {
  const absolute = (path: string) => resolve(search.folder, path)
  if (search.mode === 'files_with_matches') {
    return output.split('\0').flatMap((path) => (path === '' ? [] : [{ path: absolute(path) }]))
  }
  return output.split('\n').flatMap((row): Entry[] => {
    if (row === '--') return [{ path: '' }]
    const end = row.indexOf('\0')
    if (end < 0) return []
    const path = absolute(row.slice(0, end))
    const rest = row.slice(end + 1)
    if (search.mode === 'count_matches') return [{ path, count: Number(rest) }]
    const [, number, sign, text = ''] = /^(\d+)([:-])(.*)$/s.exec(rest) ?? []
    return number === undefined ? [] : [{ path, line: { number: Number(number), text, isMatch: sign === ':' } }]
  })
}
