// What the model may look at before it proposes: a directory, a file, a search, git's state, a manual page. Nothing else,
// nothing that changes, no shell; what is found is data, cut short, and secrets are left out.

import { execFile } from 'node:child_process'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import type { ToolDefinition } from '../models/chat-stream.ts'
import { redactSecrets } from '../safety/redact.ts'
import { followLinks, isInside, isSensitiveFile } from '../safety/workspace-path.ts'
import { findProgram } from '../tools/program-path.ts'

const KINDS = ['list', 'read', 'grep', 'git', 'man'] as const
type Kind = (typeof KINDS)[number]

/** One small tool: its definition goes with every question. */
export const LOOK: ToolDefinition = {
  name: 'look',
  description:
    'Look before you answer, only when the line cannot be answered without. list DIR; read FILE; grep TEXT (in the files here); ' +
    'git branches|merged|log|remotes|tags|stash; man PROGRAM.',
  parameters: {
    type: 'object',
    properties: { what: { type: 'string', enum: [...KINDS] }, arg: { type: 'string' } },
    required: ['what', 'arg'],
  },
}

export interface LookRequest {
  cwd: string
  home: string
  path: string
  signal: AbortSignal
}

const RESULT_CHARS = 4_000
const FILE_LIMIT_BYTES = 1024 * 1024
const SEARCHED_FILES = 500
const SEARCH_DEPTH = 3
const MATCHES = 40
const COMMAND_LIMIT_MS = 3_000

/** By name, so that no word of the model's becomes an argument. */
const GIT: Record<string, string[]> = {
  branches: ['branch', '--all', '--sort=-committerdate', '--format=%(refname:short) %(committerdate:relative)'],
  merged: ['branch', '--sort=-committerdate', '--format=%(refname:short) %(committerdate:relative)', '--merged'],
  log: ['log', '-10', '--format=%h %cr %s%d'],
  remotes: ['remote', '-v'],
  tags: ['tag', '--sort=-creatordate', '-n1'],
  stash: ['stash', 'list'],
}

/** Nothing that the repository configures may run: no monitor, hook, pager or signature check. `status` is not among the queries: it runs filters. */
const GIT_GUARD = [
  '-c',
  'core.fsmonitor=false',
  '-c',
  'core.hooksPath=/dev/null',
  '-c',
  'log.showSignature=false',
  '--no-pager',
  '--no-optional-locks',
]

/** What one call finds, as text; never rejects. `title` is one line for the user. */
export async function look(args: unknown, request: LookRequest): Promise<{ title: string; text: string }> {
  const { what, arg } = (args ?? {}) as { what?: unknown; arg?: unknown }
  const kind = KINDS.find((each) => each === what)
  if (!kind || typeof arg !== 'string') return { title: 'nothing', text: `what must be one of ${KINDS.join(', ')}` }
  const title = `${kind} ${arg}`.slice(0, 60)
  try {
    const text = await LOOKS[kind](arg, request)
    const cut = text.length > RESULT_CHARS ? `${text.slice(0, RESULT_CHARS).toWellFormed()}\n[...truncated]` : text
    return { title, text: redactSecrets(cut) || '(nothing)' }
  } catch (error) {
    return { title, text: `not possible: ${error instanceof Error ? error.message : String(error)}` }
  }
}

const LOOKS: Record<Kind, (arg: string, request: LookRequest) => Promise<string>> = {
  async list(arg, request) {
    const entries = await readdir(place(arg, request), { withFileTypes: true })
    return entries.map((entry) => entry.name + (entry.isDirectory() ? '/' : '')).join('\n')
  },
  async read(arg, request) {
    const path = place(arg, request)
    if ((await stat(path)).size > FILE_LIMIT_BYTES) throw new Error('the file is too large')
    const text = await readFile(path, 'utf8')
    if (text.includes('\0')) throw new Error('not a text file')
    return text
  },
  async grep(arg, request) {
    const found: string[] = []
    for await (const path of walk(request.cwd, SEARCH_DEPTH, { left: SEARCHED_FILES })) {
      if (request.signal.aborted || found.length >= MATCHES) break
      if (isSensitiveFile(path) || (await stat(path)).size > FILE_LIMIT_BYTES) continue
      const lines = (await readFile(path, 'utf8')).split('\n')
      lines.forEach((line, index) => {
        if (line.includes(arg)) found.push(`${relative(request.cwd, path)}:${index + 1}: ${line.trim().slice(0, 160)}`)
      })
    }
    return found.slice(0, MATCHES).join('\n')
  },
  async git(arg, request) {
    const query = Object.hasOwn(GIT, arg) ? GIT[arg]! : null
    if (!query) throw new Error(`git answers ${Object.keys(GIT).join(', ')}`)
    return run('git', [...GIT_GUARD, ...query], request)
  },
  async man(arg, request) {
    if (!/^[\w.+-]+$/.test(arg) || arg.startsWith('-')) throw new Error('not a program’s name')
    const page = await run('man', [arg], request)
    return page.replaceAll(/.\u0008/g, '')
  },
}

/** Below the directory or the home, after links, and no secret. */
function place(arg: string, { cwd, home }: LookRequest): string {
  const typed = arg === '~' || arg.startsWith('~/') ? join(home, arg.slice(1)) : arg
  const path = followLinks(resolve(cwd, typed))
  if (!isInside(path, [cwd, home])) throw new Error('outside of the directory')
  if (isSensitiveFile(path)) throw new Error('it may hold secrets')
  return path
}

async function* walk(directory: string, depth: number, budget: { left: number }): AsyncGenerator<string> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => [])
  for (const entry of entries) {
    if (entry.name === '.git' || entry.name === 'node_modules' || budget.left <= 0) continue
    const path = join(directory, entry.name)
    if (entry.isFile()) {
      budget.left--
      yield path
    } else if (entry.isDirectory() && depth > 1) yield* walk(path, depth - 1, budget)
  }
}

/** A program of PATH that is not of this directory, without a shell, a terminal or a configured variable. */
function run(name: string, args: string[], { cwd, home, path, signal }: LookRequest): Promise<string> {
  const program = findProgram(name, { PATH: path }, [cwd])
  if (!program) return Promise.reject(new Error(`${name} is not installed`))
  const env = {
    PATH: path,
    HOME: home,
    LC_ALL: 'C.UTF-8',
    MANPAGER: 'cat',
    PAGER: 'cat',
    MANWIDTH: '100',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ALLOW_PROTOCOL: '',
  }
  return new Promise((resolve, reject) => {
    execFile(
      program,
      args,
      { cwd, env, signal, timeout: COMMAND_LIMIT_MS, maxBuffer: FILE_LIMIT_BYTES },
      (error, stdout, stderr) =>
        error && stdout === '' ? reject(new Error(stderr.split('\n')[0] || error.message)) : resolve(stdout),
    )
  })
}
