// The queries of git that only show: verbs with their options, in a repository whose configuration starts no program.

import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { type OptionList, readArguments } from './program-options.ts'
import type { FinalWord } from './word-expansion.ts'

interface Verb extends OptionList {
  /** The fewest and the most operands; with others it would change something, as `git branch NAME` and `git stash` do. */
  least?: number
  most?: number
  /** The only words that may be operands. */
  words?: readonly string[]
  /** True when it compares or shows files, for which the repository can name programs (filters, external diff, textconv). */
  showsFiles?: boolean
}

const DIFF = {
  flags: 'puswbRzCMD0123456789',
  valued: 'UGSl',
  long:
    'stat numstat shortstat name-only name-status summary cached staged patch no-patch no-color color word-diff ignore-all-space ' +
    'ignore-space-change ignore-blank-lines minimal patience histogram function-context no-ext-diff no-textconv check raw ' +
    'find-renames find-copies no-renames text quiet exit-code compact-summary color-words merge-base dirstat',
  longValued: 'unified diff-filter diff-algorithm word-diff-regex relative',
}
const LOG = {
  flags: DIFF.flags + 'niEFPcmgr',
  valued: 'nLSG',
  long:
    `${DIFF.long} oneline graph all branches tags remotes decorate no-decorate merges no-merges first-parent reverse follow ` +
    'abbrev-commit no-abbrev-commit date-order topo-order author-date-order all-match invert-grep regexp-ignore-case ' +
    'extended-regexp fixed-strings left-right cherry-pick parents children boundary simplify-by-decoration full-history walk-reflogs no-walk count',
  longValued: `${DIFF.longValued} max-count skip since after until before author committer grep format pretty date abbrev decorate glob exclude`,
}

const VERBS: Readonly<Record<string, Verb>> = {
  status: {
    flags: 'sbuvz',
    long: 'short branch porcelain long verbose show-stash ahead-behind no-ahead-behind untracked-files ignored column no-renames',
    showsFiles: true,
  },
  diff: { ...DIFF, showsFiles: true },
  log: { ...LOG, hasCountOption: true, showsFiles: true },
  show: { ...LOG, showsFiles: true },
  shortlog: { flags: 'nsec', long: 'numbered summary email all no-merges', longValued: 'since until author group' },
  blame: {
    flags: 'bcefhlnpstw',
    valued: 'L',
    long: 'porcelain line-porcelain show-stats show-email',
    showsFiles: true,
  },
  'rev-parse': {
    long: 'short abbrev-ref verify show-toplevel git-dir is-inside-work-tree show-prefix show-cdup symbolic-full-name all branches tags',
    flags: 'q',
  },
  'rev-list': {
    flags: 'n',
    long: 'count all branches tags max-count oneline no-merges merges first-parent reverse left-right',
    longValued: 'since until author skip',
    hasCountOption: true,
  },
  'ls-files': {
    flags: 'cdmoiktsuvz',
    long: 'cached deleted modified others ignored stage unmerged killed exclude-standard full-name error-unmatch',
    valued: 'x',
    longValued: 'exclude',
  },
  'ls-tree': { flags: 'dlrtz', long: 'name-only name-status long full-name full-tree' },
  'cat-file': { flags: 'tsep' },
  'show-ref': { flags: 'dqs', long: 'heads tags head dereference verify' },
  'for-each-ref': { long: 'omit-empty', longValued: 'count sort format points-at merged no-merged contains' },
  'merge-base': { flags: 'a', long: 'all is-ancestor fork-point octopus' },
  'name-rev': { long: 'tags all name-only' },
  describe: { long: 'all tags long always dirty exact-match contains abbrev', longValued: 'match exclude candidates' },
  'count-objects': { flags: 'vH', long: 'verbose human-readable', most: 0 },
  branch: {
    flags: 'avr',
    long: 'all remotes list verbose show-current merged no-merged no-color color column',
    longValued: 'sort format contains no-contains points-at',
    most: 0,
  },
  tag: {
    flags: 'ln',
    long: 'list no-color',
    longValued: 'sort format contains points-at',
    most: 0,
    hasCountOption: true,
  },
  remote: { flags: 'v', long: 'verbose', most: 0 },
  stash: { words: ['list'], least: 1, most: 1 },
  worktree: { words: ['list'], least: 1, most: 1, long: 'porcelain' },
  reflog: { words: ['show', 'HEAD'], flags: 'n', long: 'all', hasCountOption: true },
  version: { most: 0 },
  '--version': { most: 0 },
  'check-ignore': { flags: 'vnq', long: 'verbose non-matching no-index' },
}

/** The operands of a query, to be judged as names of files, or null when it is not certain only to show. */
export function readGitQuery(words: readonly FinalWord[], cwd: string): FinalWord[] | null {
  const at = words[0]?.value === '--no-pager' ? 1 : 0
  const name = words[at]?.value ?? ''
  const verb = Object.hasOwn(VERBS, name) ? VERBS[name]! : null
  if (verb === null || words.some(({ isFound }) => isFound)) return null
  const read = readArguments(words.slice(at + 1), verb)
  if (read === null) return null
  if (read.operands.length < (verb.least ?? 0) || read.operands.length > (verb.most ?? Infinity)) return null
  if (verb.words !== undefined && !read.operands.every(({ value }) => verb.words!.includes(value))) return null
  if (!startsNoProgram(cwd, verb.showsFiles === true)) return null
  return read.operands
}

/** Sections and keys of a configuration by which git starts a program, or obeys another file. */
const STARTS_PROGRAM =
  /fsmonitor|hookspath|pager|editor|askpass|sshcommand|gpg|program|external|textconv|command|clean|smudge|process|helper|driver|alias|include|worktree|showsignature|proxy|uploadpack|promisor|partialclone/i

/**
 * True when no configuration of the repository around `cwd` names a program. With `mayFilter` the repository must not be a link to
 * another place either (`.git` as a file): a submodule or a worktree has its configuration there.
 */
function startsNoProgram(cwd: string, mayFilter: boolean): boolean {
  const git = findGitFolder(cwd)
  if (git === 'unsure') return false
  // Without a repository git itself says so, but compares files all the same.
  if (git === null) return !mayFilter
  try {
    if (!statSync(git).isDirectory()) return !mayFilter
    if (mayFilter && hasSubmodule(git)) return false
    return ['config', 'config.worktree'].every((name) => !STARTS_PROGRAM.test(readIfThere(join(git, name))))
  } catch {
    return false
  }
}

/** The mode of a submodule in the index, as four bytes. In a submodule git obeys the configuration that lies there. */
const SUBMODULE_MODE = Buffer.from([0, 0, 0xe0, 0])
/** A larger index is not searched. */
const MAX_INDEX_BYTES = 8 * 1024 * 1024

function hasSubmodule(git: string): boolean {
  const index = join(git, 'index')
  if (!existsSync(index)) return false
  return statSync(index).size > MAX_INDEX_BYTES || readFileSync(index).includes(SUBMODULE_MODE)
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}

/** The .git above `from`; null when no folder above has it; `unsure` when a folder could itself be a repository, without a working tree. */
function findGitFolder(from: string): string | null | 'unsure' {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return join(folder, '.git')
    if (existsSync(join(folder, 'HEAD'))) return 'unsure'
    if (dirname(folder) === folder) return null
  }
}
