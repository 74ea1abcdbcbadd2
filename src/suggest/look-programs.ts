// Looks that need a program: git by named queries, a manual page, `--help`. The program comes from a PATH without workspace
// directories. It runs without shell and terminal, with no word of the model's but a checked name, and starts nothing that a
// repository configures.

import { execFile } from 'node:child_process'
import { dirname } from 'node:path'
import { ensureGrammar } from '../safety/lines/bash-grammar.ts'
import { classifyCommand } from '../safety/lines/line-risk.ts'
import { findOwnProgram, ownPath } from '../sys/own-path.ts'
import { findRepository } from '../workspace/git-repository.ts'
import { GIT_GUARD_OPTIONS, guardGitEnv } from '../workspace/guarded-git.ts'

interface Where {
  cwd: string
  home: string
  path: string
}

const REFS = '--format=%(HEAD)%(refname:short) %(committerdate:relative)'

/** The queries that the model may name; no word of the model's becomes an argument. `shown` is the text for the user. */
export const GIT_QUERIES: Record<string, { shown: string; args: string[] }> = {
  branches: { shown: 'git branch', args: ['branch', '--all', '--sort=-committerdate', REFS] },
  merged: { shown: 'git branch --merged', args: ['branch', '--sort=-committerdate', REFS, '--merged'] },
  log: { shown: 'git log', args: ['log', '-10', '--no-ext-diff', '--format=%h %cr %s%d'] },
  status: {
    shown: 'git status',
    args: ['status', '--porcelain=v1', '--branch', '--no-renames', '--ignore-submodules=all'],
  },
  remotes: { shown: 'git remote -v', args: ['remote', '-v'] },
  tags: { shown: 'git tag', args: ['tag', '--sort=-creatordate', '-n1'] },
  stash: { shown: 'git stash list', args: ['stash', 'list'] },
}

const COMMAND_LIMIT_MS = 3_000
const OUTPUT_BYTES = 1024 * 1024
const HELP_LINES = 12

export async function askGit(arg: string, where: Where, signal: AbortSignal): Promise<string> {
  const query = Object.hasOwn(GIT_QUERIES, arg) ? GIT_QUERIES[arg]! : null
  if (!query) throw new Error(`git answers ${Object.keys(GIT_QUERIES).join(', ')}`)
  const { cwd, home } = where
  const outside = findOutside(where)
  const git = outside.find('git')
  if (!git) throw new Error('git is not installed')
  const ask = (args: string[]) =>
    run(git, [...GIT_GUARD_OPTIONS, ...args], { cwd, env: guardGitEnv({ ...outside.env, HOME: home }), signal })
  return ask([...(arg === 'status' ? await switchFiltersOff(ask) : []), ...query.args])
}

/** Options that empty each filter of the repository's: `git status` would run them on changed files. */
async function switchFiltersOff(ask: (args: string[]) => Promise<string>): Promise<string[]> {
  const keys = await ask(['config', '--includes', '-z', '--name-only', '--get-regexp', '^filter\\.']).catch(() => '')
  const names = new Set(keys.split('\0').flatMap((key) => /^filter\.(.*)\.[^.]*$/s.exec(key)?.[1] ?? []))
  // `-c` cannot reliably override a filter with other characters in its name.
  if ([...names].some((name) => !/^[\w-]+$/.test(name))) throw new Error('the repository has filters of odd names')
  return [...names].flatMap((name) =>
    ['clean=', 'process=', 'required=false'].flatMap((set) => ['-c', `filter.${name}.${set}`]),
  )
}

/**
 * A manual page, else the output of `--help`, if the program lies in a system directory and the risk tables know its `--help` as
 * harmless.
 * @param arg the program's name, and perhaps a word: then only the lines around that word are returned
 */
export async function readHelp(arg: string, where: Where, signal: AbortSignal): Promise<string> {
  const [name = '', ...words] = arg.trim().split(/\s+/)
  if (!/^[a-z0-9][\w.+-]*$/i.test(name)) throw new Error('not a program’s name')
  const outside = findOutside(where)
  const man = outside.find('man')
  const page = man
    ? await run(man, ['-P', 'cat', '--', name], {
        cwd: '/',
        env: { ...outside.env, ...MAN_ENV, HOME: where.home },
        signal,
      })
        .then((text) => text.replaceAll(/.\u0008/g, ''))
        .catch(() => '')
    : ''
  const text = page.trim() === '' ? await runHelp(name, outside, signal) : page
  return words.length === 0 ? text : showAround(text, words.join(' '))
}

const MAN_ENV = { MANPAGER: 'cat', PAGER: 'cat', MANWIDTH: '100', MAN_KEEP_FORMATTING: '' }

async function runHelp(name: string, outside: Outside, signal: AbortSignal): Promise<string> {
  const program = outside.find(name)
  if (!program) throw new Error(`${name} is not installed and has no manual page`)
  await ensureGrammar()
  const { labels } = classifyCommand(`${name} --help`, 'bash')
  if (!isOfSystem(program) || labels.join() !== 'safe-readonly')
    throw new Error(`${name} has no manual page, and asking it for help may do more than that`)
  return run(program, ['--help'], { cwd: '/', env: { ...outside.env, HOME: '/nonexistent' }, signal })
}

function isOfSystem(program: string): boolean {
  return ['/usr/bin', '/bin', '/usr/local/bin'].includes(dirname(program)) || program.startsWith('/opt/')
}

function showAround(text: string, word: string): string {
  const lines = text.split('\n')
  const isNear = new Set<number>()
  for (const [index, line] of lines.entries())
    if (line.includes(word)) for (let near = 0; near < HELP_LINES; near++) isNear.add(index - 2 + near)
  return lines.filter((_, index) => isNear.has(index)).join('\n')
}

interface Outside {
  /** The absolute path of a program outside the workspace; null when there is no such program. */
  find(name: string): string | null
  /** The whole environment of a child, so that programs which it starts also come from outside the workspace. */
  env: Record<string, string>
}

function findOutside({ cwd, home, path }: Where): Outside {
  const root = findRepository(cwd)?.root ?? cwd
  const folders = [cwd, root].filter((folder) => folder !== '/')
  const given = { PATH: path, HOME: home }
  return {
    find: (name) => findOwnProgram(name, given, folders),
    env: { PATH: ownPath(given, folders), LC_ALL: 'C.UTF-8' },
  }
}

function run(
  program: string,
  args: string[],
  { cwd, env, signal }: { cwd: string; env: NodeJS.ProcessEnv; signal: AbortSignal },
): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = {
      cwd,
      env,
      signal,
      timeout: COMMAND_LIMIT_MS,
      maxBuffer: OUTPUT_BYTES,
      killSignal: 'SIGKILL' as const,
    }
    execFile(program, args, options, (error, stdout, stderr) =>
      error && stdout === '' ? reject(new Error(stderr.split('\n')[0] || error.message)) : resolve(stdout),
    ).stdin?.end()
  })
}
