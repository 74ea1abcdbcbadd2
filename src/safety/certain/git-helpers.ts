// The programs that the user's own configuration has git start in a query: drivers for differences, filters, pagers. They are the user's
// choice; but a script of the workspace that one of them runs can be written by the agent just before.

import { existsSync } from 'node:fs'
import { basename, delimiter, isAbsolute, join } from 'node:path'
import { expandHome } from '../../sys/own-user.ts'
import { type GitUser, listUserFiles, readGitSettings } from '../../workspace/git-settings.ts'
import { isProgram } from '../../sys/files.ts'
import { createUnaskedEdits } from '../rules/unasked-edits.ts'
import { realOrSame } from '../rules/workspace-path.ts'
import { longPattern } from '../../sys/words/long-pattern.ts'

export interface GitPlace {
  /** The folder in which git is started. */
  cwd: string
  /** The top of the working tree, where git starts what the configuration names. */
  root: string
  /** The folders of the workspace. */
  folders: readonly string[]
  user: GitUser
  /** The PATH by which git finds programs. */
  path: string
}

/** Keys by which a query starts a program. Hooks are switched off in the environment of a reader, as are helpers for logins. */
const RUN_BY_QUERY =
  /^(?:core\.(?:fsmonitor|pager)|pager\..*|diff\.external|diff\..*\.(?:command|textconv)|filter\..*\.(?:clean|process)|gpg\.(?:.*\.)?program|hook\..*\.command)$/

/** True when nothing that the configuration of the user and of the system has a query start can be of the agent's making. */
export function startsOnlyFirmPrograms(place: GitPlace): boolean {
  const { home } = place.user
  const { settings, isWhole } = readGitSettings(listUserFiles(place.user), home)
  const commands = new Set(settings.filter(({ key }) => RUN_BY_QUERY.test(key)).map(({ value }) => value))
  const mayEdit = createUnaskedEdits({ workDirs: place.folders, home, path: place.path })
  const look = { ...place, mayEdit: (path: string) => mayEdit(realOrSame(path)) }
  return isWhole && [...commands].every((command) => isFirmCommand(command, look))
}

interface GitLook extends GitPlace {
  /** True for a path where an edit may go of which nobody is asked. */
  mayEdit(path: string): boolean
}

/** The signs that end a command within a line and begin the next: also quotes, in which code for a shell may stand. */
const PARTS = /[;&|(){}<>"'!\n]+/
/** Programs that run the file that they name, or load code from the folder in which they are started. */
const RUNS_FILE = longPattern()`
  ^(?:(?:ba|z|da|k|a|mk|fi)?sh|python[\d.]*|pypy\d*|node|nodejs|perl|ruby|php|deno|bun|lua\w*|tclsh|wish|java|Rscript|[gmn]?awk|make
  |gmake|just|npm|npx|pnpm|yarn|uvx?|poetry|cargo|go|dotnet|bundle|env|xargs|exec|eval|source|\.|command|sudo|nohup|nice|timeout|busybox
  |cd|pushd)$
`
const IS_SHELL = /^(?:ba|z|da|k|a|mk)?sh$/

/** True for a command of which no word names something that an edit could have put there. What is not understood is not firm. */
function isFirmCommand(command: string, place: GitLook): boolean {
  const { home } = place.user
  const expanded = command.replaceAll(/\$(?:HOME\b|\{HOME\})/g, () => home)
  if (/`|\\|\$(?![@*#\d])/.test(expanded)) return false
  return expanded.split(PARTS).every((part) => {
    const words = part.split(/[\s=,]+/).filter((word) => word !== '' && word !== '--')
    const [program] = words
    if (program === undefined) return true
    return words.every((word) => isFirmWord(word, place)) && isFirmStart(program, words[1], place)
  })
}

/** False for a relative path, a place where the agent may write, and a name that stands in the working tree. */
function isFirmWord(word: string, { cwd, root, user, mayEdit }: GitLook): boolean {
  if (word.startsWith('-') && !word.includes('/')) return true
  const full = expandHome(word, user.home)
  if (isAbsolute(full)) return !mayEdit(full)
  return !word.includes('/') && ![cwd, root].some((folder) => existsSync(join(folder, word)))
}

/** `next` is the first word behind the program: of a program that runs files it is the file, or an option. */
function isFirmStart(program: string, next: string | undefined, place: GitLook): boolean {
  const isWhole = (word = '') => isAbsolute(expandHome(word, place.user.home))
  const name = basename(program)
  if (RUNS_FILE.test(name) && !isWhole(next) && !(IS_SHELL.test(name) && next === '-c')) return false
  return isWhole(program) || isFoundOutside(program, place)
}

/** True when the PATH finds the program, or would, in no folder in which the agent may write. */
function isFoundOutside(program: string, { path, mayEdit }: GitLook): boolean {
  for (const folder of path.split(delimiter)) {
    if (!isAbsolute(folder) || mayEdit(folder)) return false
    const file = join(folder, program)
    if (existsSync(file) && isProgram(file)) return !mayEdit(file)
  }
  return true
}
