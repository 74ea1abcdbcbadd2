// The queries of git that only show: verbs with their options, in a repository whose configuration starts no program, where that of the user
// starts none that the agent could have made.

import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { isSecretPath } from '../secrets/secret-names.ts'
import { type GitPlace, startsOnlyFirmPrograms } from './git-helpers.ts'
import { readIndexNames } from './git-index-names.ts'
import { type OptionList, readArguments } from './program-options.ts'
import type { FinalWord } from './word-expansion.ts'
import { longPattern } from '../../sys/words/long-pattern.ts'

interface Verb extends OptionList {
  /** The fewest and the most operands; with others it would change something, as `git branch NAME` and `git stash` do. */
  least?: number
  most?: number
  /** The only words that may be operands. */
  words?: readonly string[]
  /** The option with which operands are patterns of names. */
  lists?: string
  /** The option that must be given. */
  needs?: string
}

const DIFF = {
  flags: 'puswbRzCMD0123456789',
  valued: 'UGSl',
  long:
    'stat numstat shortstat name-only name-status summary cached staged patch no-patch no-color color word-diff ignore-all-space ' +
    'ignore-space-change ignore-blank-lines minimal patience histogram function-context no-ext-diff no-textconv check raw ' +
    'unified relative word-diff-regex find-renames find-copies no-renames text quiet exit-code compact-summary color-words merge-base dirstat',
  longValued: 'diff-filter diff-algorithm',
}
const LOG = {
  flags: DIFF.flags + 'niEFPcmgr',
  valued: 'nLSG',
  long:
    `${DIFF.long} format pretty abbrev oneline graph all branches tags remotes decorate no-decorate merges no-merges first-parent reverse follow ` +
    'abbrev-commit no-abbrev-commit date-order topo-order author-date-order all-match invert-grep regexp-ignore-case ' +
    'extended-regexp fixed-strings left-right cherry-pick parents children boundary simplify-by-decoration full-history walk-reflogs no-walk count',
  longValued: `${DIFF.longValued} max-count skip since after until before author committer grep format pretty date abbrev decorate glob exclude`,
}

const VERBS: Readonly<Record<string, Verb>> = {
  status: {
    flags: 'sbuvz',
    long: 'short branch porcelain long verbose show-stash ahead-behind no-ahead-behind untracked-files ignored column no-renames',
  },
  diff: { ...DIFF },
  log: { ...LOG, hasCountOption: true },
  show: { ...LOG },
  shortlog: { flags: 'nsec', long: 'numbered summary email all no-merges', longValued: 'since until author group' },
  blame: {
    flags: 'bcefhlnpstw',
    valued: 'L',
    long: 'porcelain line-porcelain show-stats show-email',
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
    lists: 'list',
  },
  tag: {
    flags: 'ln',
    long: 'list no-color',
    longValued: 'sort format contains points-at',
    most: 0,
    lists: 'list',
    hasCountOption: true,
  },
  remote: { flags: 'v', long: 'verbose', most: 0 },
  stash: { words: ['list'], least: 1, most: 1 },
  worktree: { words: ['list'], least: 1, most: 1, long: 'porcelain' },
  reflog: { words: ['show', 'HEAD'], flags: 'n', long: 'all', hasCountOption: true },
  // The command `git config NAME VALUE` would write, so only one word is allowed.
  config: { words: ['user.name', 'user.email', 'init.defaultBranch', 'core.bare'], long: 'get', least: 1, most: 1 },
  clean: { flags: 'ndxX', needs: 'n', most: 0 },
  version: { most: 0 },
  '--version': { most: 0 },
  'check-ignore': { flags: 'vnq', long: 'verbose non-matching no-index' },
}

/** The operands of a query, to be judged as names of files, or null when it is not certain only to show. */
export function readGitQuery(words: readonly FinalWord[], place: Omit<GitPlace, 'root'>): FinalWord[] | null {
  const { cwd } = place
  const at = words[0]?.value === '--no-pager' ? 1 : 0
  const name = words[at]?.value ?? ''
  const verb = Object.hasOwn(VERBS, name) ? VERBS[name]! : null
  if (verb === null || words.some(({ isFound }) => isFound)) return null
  const read = readArguments(words.slice(at + 1), { ...verb, permutes: true })
  if (read === null) return null
  const most = verb.lists !== undefined && read.options.has(verb.lists) ? Infinity : (verb.most ?? Infinity)
  if (read.operands.length < (verb.least ?? 0) || read.operands.length > most) return null
  if (verb.needs !== undefined && !read.options.has(verb.needs)) return null
  if (verb.words !== undefined && !read.operands.every(({ value }) => verb.words!.includes(value))) return null
  if (read.values.some((value) => STARTS_GPG.test(value)) || !startsNoProgram(cwd)) return null
  if (showsFiles(name, read.options) && tracksSecret(cwd)) return null
  if (!startsOnlyFirmPrograms({ ...place, root: dirname(findGitFolder(cwd) ?? cwd) })) return null
  const places = read.values.flatMap((value) => /:([^:]+)$/.exec(value)?.[1] ?? [])
  return [...read.operands, ...places.map((value): FinalWord => ({ value, isFound: false }))]
}

/** True for a query that shows what stands in the files of the working tree, whatever its operands are. */
function showsFiles(name: string, options: ReadonlySet<string>): boolean {
  return name === 'diff' || (name === 'status' && (options.has('v') || options.has('verbose')))
}

/** True when a file with the name of a secret is in the index, or may be: a difference would show what stands in it now, in any spelling. */
function tracksSecret(cwd: string): boolean {
  const index = join(findGitFolder(cwd) ?? '', 'index')
  if (!existsSync(index)) return false
  const names = readIndexNames(readFileSync(index))
  return names === null || names.some((name) => isSecretPath(name))
}

/** Sections and keys of a configuration by which git starts a program, or obeys another file. */
const STARTS_PROGRAM = longPattern('i')`
  fsmonitor|hookspath|pager|editor|askpass|sshcommand|gpg|program|external|textconv|command|clean|smudge|process|helper|driver|alias
  |include|worktree|showsignature|proxy|uploadpack|promisor|partialclone|ignorerevs|orderfile|mailmap|attributesfile|excludesfile
`

/** Parts of a format that ask gpg about a signature. */
const STARTS_GPG = /%G|signature/i

/** True when no configuration of the repository around `cwd` names a program or a file, and all of it lies where it is looked for. */
function startsNoProgram(cwd: string): boolean {
  const git = findGitFolder(cwd)
  if (git === null) return false // without a repository git compares files all the same
  try {
    // A link to another place, of a submodule or a worktree: the configuration lies there.
    if (!statSync(git).isDirectory() || existsSync(join(git, 'commondir'))) return false
    if (!['HEAD', 'objects', 'refs'].every((name) => existsSync(join(git, name)))) return false
    if (hasSubmodule(git) || existsSync(join(git, 'hooks', INDEX_HOOK))) return false
    return ['config', 'config.worktree'].every((name) => !STARTS_PROGRAM.test(readIfThere(join(git, name))))
  } catch {
    return false
  }
}

/** The only hook that a query may run: `git status` and others write what they have found out about the files into the index. */
const INDEX_HOOK = 'post-index-change'

/** The mode of a submodule in the index, as four bytes. In a submodule git obeys the configuration that lies there. */
const SUBMODULE_MODE = Buffer.from([0, 0, 0xe0, 0])
/** A larger index is not searched. */
const MAX_INDEX_BYTES = 8 * 1024 * 1024

function hasSubmodule(git: string): boolean {
  const index = join(git, 'index')
  if (!existsSync(index)) return false
  if (!statSync(index).isFile()) return true // a pipe would be waited for
  return statSync(index).size > MAX_INDEX_BYTES || readFileSync(index).includes(SUBMODULE_MODE)
}

/** Throws when `path` is not a regular file: reading a pipe would wait for its writer. */
function readIfThere(path: string): string {
  try {
    if (!statSync(path).isFile()) throw new Error(`${path} is no file`)
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}

/** The .git above `from`; null when no folder has it, or one of them could itself be a repository, without a working tree. */
function findGitFolder(from: string): string | null {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'HEAD'))) return null
    if (existsSync(join(folder, '.git'))) return join(folder, '.git')
    if (dirname(folder) === folder) return null
  }
}
