// A failed command, cut into words once, with the questions that rules ask about it.

import { join } from 'node:path'

import type { ShellName } from '../../protocol/proposals.ts'
import type { CommandIndex } from '../index/index-file.ts'
import { findProgram, replaceSpan, splitCommands, splitWords } from '../../shell-syntax/shell-words.ts'
import type { Word } from '../../shell-syntax/line-cutter.ts'
import { exists, isFolder } from '../../workspace/folder-entries.ts'
import { readGitRefs, type GitRefs } from '../../workspace/git-refs.ts'
import type { Programs } from '../../workspace/programs-on-path.ts'

/** A proposed correction. `confidence` is 0..1; `source` defaults to `rule`. */
export interface Offer {
  command: string
  explanation: string
  confidence: number
  source?: string
}

/** A failed command with its output, and the shell that ran it. */
export interface FixQuery {
  failed: string
  output: string
  exit: number
  cwd: string
  shell: ShellName
  limit?: number | undefined
  /** The asking shell's PATH, when it is another than the engine's. */
  path?: string | undefined
  /** True for a line that is still being typed: no part of it has run. */
  hasNotRun?: boolean | undefined
}

/** Parts of the engine that corrections use. */
export interface FixDeps {
  index: CommandIndex
  programs: Programs
  home: string
}

export interface Failure extends FixQuery, FixDeps {
  /** The words of the simple command that failed, prefixes such as sudo included. */
  words: Word[]
  /** The program's own word, and what follows it. */
  program: Word
  name: string
  args: Word[]
  /** Arguments that do not begin with a dash. */
  operands: Word[]
  hasSudo: boolean
  /** The simple command's text, as typed. */
  segment: string
  git(): GitRefs | null
  isFolder(path: string): boolean
  exists(path: string): boolean
}

/**
 * Cuts up a failed command; null when there is no program in it.
 * @param at the offset in `query.failed`, in UTF-16 units, at which the simple command begins that failed
 */
export function readFailure(query: FixQuery, deps: FixDeps, at: number): Failure | null {
  const simple = splitCommands(query.failed).find(({ words }) => words[0]?.start === at)
  if (!simple) return null
  const place = findProgram(simple.words)
  const program = simple.words[place]
  if (!program) return null
  const args = simple.words.slice(place + 1)
  let git: GitRefs | null | undefined
  const first = simple.words[0] ?? program
  const last = simple.words.at(-1) ?? program
  return {
    ...query,
    ...deps,
    words: simple.words,
    program,
    name: program.value,
    args,
    operands: args.filter((word) => !word.value.startsWith('-')),
    hasSudo: simple.words.some((word) => word.value === 'sudo' || word.value === 'doas'),
    segment: query.failed.slice(first.start, last.end),
    git: () => (git === undefined ? (git = readGitRefs(query.cwd)) : git),
    isFolder: (path) => isFolder(resolvePath(query.cwd, deps.home, path)),
    exists: (path) => exists(resolvePath(query.cwd, deps.home, path)),
  }
}

/** An absolute path for a word of a command; `~` is the home directory. */
export function resolvePath(cwd: string, home: string, path: string): string {
  if (path === '~' || path.startsWith('~/')) return join(home, path.slice(1))
  return path.startsWith('/') ? path : join(cwd, path)
}

/** The whole line with one word replaced. */
export function replaceWord(f: Failure, word: Word, text: string): string {
  return replaceSpan(f.failed, word.start, word.end, text)
}

/** The whole line with text put before the failed command. */
export function putBefore(f: Failure, text: string): string {
  const start = f.words[0]?.start ?? 0
  return replaceSpan(f.failed, start, start, text)
}

/** The whole line with text put behind the program's word (`cp` → `cp -r`), its prefixes untouched. */
export function putAfterProgram(f: Failure, text: string): string {
  return replaceSpan(f.failed, f.program.end, f.program.end, ` ${text}`)
}

/** The whole line with text put behind the failed command. */
export function putAfter(f: Failure, text: string): string {
  const end = f.words.at(-1)?.end ?? f.failed.length
  return replaceSpan(f.failed, end, end, ` ${text}`)
}

/** The failed line, ready to follow `&&`. */
export function withSudo(f: Failure): string {
  return putBefore(f, 'sudo ')
}

/** The redirection of a line's output, with its sign and target; null when there is no redirection. */
export function findRedirect(line: string): { sign: string; target: Word; start: number } | null {
  const words = splitWords(line)
  for (const [i, word] of words.entries()) {
    const target = words[i + 1]
    if (word.kind === 'redirect' && /^[1&]?>>?\|?$/.test(word.text) && target?.kind === 'word') {
      return { sign: word.text.includes('>>') ? '>>' : '>', target, start: word.start }
    }
  }
  return null
}

/** The name of what a shell, or `env`, did not find: before the words that say so, or, in zsh, behind them. */
const MISSING =
  /([^\s:'"‘’`]+)['"’`]?: (?:(?:command )?not found(?!: )|No such file or directory$)|command not found: (\S+)/i

/**
 * True when the shell says that the program itself does not exist, rather than one of its subcommands, or a program that a script
 * calls: `sh count.sh` ends with status 127, too, where count.sh has a slip.
 */
export function isNotFound(f: {
  name: string
  output: string
  exit: number
  programs: { has(name: string): boolean }
}): boolean {
  if (f.output.trim() === '') return f.exit === 127 && !f.programs.has(f.name)
  return f.output.split('\n', 20).some((line) => {
    if (!line.includes(f.name)) return false
    const [, before, behind] = MISSING.exec(line) ?? []
    const missing = before ?? behind
    if (missing !== undefined && missing !== f.name) return false
    if (
      /command not found|not recognized as an? |No command '|not found, (?:did you mean|but can be)|^fish: Unknown command/i.test(
        line,
      )
    )
      return true
    return f.exit === 127 && /: not found|No such file or directory$/i.test(line)
  })
}
