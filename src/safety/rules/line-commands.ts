// The commands of a line as rules see them: every command that it runs, in wrappers and quoted code too, with the names of its
// program and what is known of its words; and the reasons for which not all of them can be known.

import { accessSync, constants } from 'node:fs'
import { basename, delimiter, isAbsolute, join, resolve } from 'node:path'
import type { Word } from '../lines/command-words.ts'
import { judgeLine } from '../lines/line-risk.ts'
import { isKnown as isKnownProgram } from '../programs/program-table.ts'
import { followLinks, isInside } from './workspace-path.ts'
import type { KnownWord } from './word-pattern.ts'
import { longPattern } from '../../sys/words/long-pattern.ts'

export interface RunCommand {
  /** The names of the program: its own, and that of the file which a link of that name leads to. Null when it is not known. */
  names: string[] | null
  args: KnownWord[]
  /** False for words of another command, which may run them. */
  isSure: boolean
}

export interface LineCommands {
  commands: RunCommand[]
  /** A reason for which the line may run more than `commands`; null when it cannot. */
  doubt: string | null
}

export interface LinePlace {
  /** The folder in which the line starts. */
  cwd: string
  /** The PATH by which the shell finds programs. */
  path: string
}

/** Folders whose programs are the system's. */
const SYSTEM_FOLDERS = ['/bin', '/sbin', '/usr', '/opt', '/nix/store', '/snap', '/home/linuxbrew']
/** Programs that are many commands in one: the name of the link by which they are called chooses the command. */
const MANY_NAMES = /^(?:busybox|toybox|coreutils|toolbox)(?:[.-].*)?$/
/** Programs that run code in a language of their own, which may start any program. */
const RUNS_CODE = longPattern()`
  ^(?:python[\d.]*|pypy\d?|perl[\d.]*|ruby|irb|node|nodejs|deno|bun|lua[\d.]*|luajit|php|[gmn]?awk|sed|gsed|tclsh|wish|expect|osascript
  |Rscript|R|julia|guile|racket|elixir|erl|runghc|ghci|groovy|scala|jshell|swift|sqlite3|psql|mysql|mariadb|vim?|nvim|view|ex|ed|emacs
  |emacsclient|nano|gdb|lldb|m4|dc|gnuplot|octave|maxima|ghostscript|gs|pwsh|xonsh|nu|elvish|jq-repl|socat|ftp|telnet|mail|mutt|less
  |more|man|tig|lftp|rlwrap)$
`
/** Programs that add the words of their input to the command that they run. */
const ADDS_WORDS = /^g?xargs$|^parallel$|^rush$|^apply$/
/** Programs to which their words are text, names of files or what to look for: none of them runs its words. */
const TAKES_TEXT = new Set(
  (
    'echo printf cat tac head tail wc sort uniq cut tr rev nl ls dir tree stat file du df grep egrep fgrep zgrep jq diff cmp comm mkdir ' +
    'touch cp mv rm rmdir ln chmod chown basename dirname realpath readlink pwd cd test [ true false : type which whereis man whatis apropos ' +
    'sleep date cal seq expr bc sha256sum sha1sum md5sum cksum base64 xxd od hexdump strings fold fmt column paste join tee export ' +
    'unset local readonly declare id whoami uname hostname ps kill pgrep for case'
  ).split(' '),
)
/** Verbs of git; any other may be an alias, which the configuration gives a meaning. */
const GIT_VERBS = new Set(
  (
    'add am annotate apply archive bisect blame branch bundle cat-file check-ignore checkout cherry cherry-pick clean clone commit config ' +
    'count-objects describe diff diff-tree fetch for-each-ref format-patch fsck gc grep help init log ls-files ls-remote ls-tree ' +
    'maintenance merge merge-base mv name-rev notes prune pull push range-diff rebase reflog remote repack reset restore rev-list rev-parse ' +
    'revert rm send-pack shortlog show show-ref sparse-checkout stash status switch symbolic-ref tag update-index update-ref version ' +
    'whatchanged worktree write-tree'
  ).split(' '),
)
const MAX_COMMANDS = 2_000
/** The words of a program, or of a text, that are looked at; later words are not taken for a command. */
const MAX_LOOKED_WORDS = 64

/** Reads the line as bash does. `ensureGrammar()` must have been awaited. */
export function readLineCommands(text: string, place: LinePlace): LineCommands {
  const found: Word[][] = []
  let doubt: string | null = null
  const suspect = (reason: string) => void (doubt ??= reason)
  const watch = {
    onCommand: (words: readonly Word[]) =>
      void (found.length < MAX_COMMANDS ? found.push([...words]) : suspect('it is too long')),
    onTooDeep: () => suspect('it is too long or too deeply nested'),
  }
  const { parses, labels, findings } = judgeLine(text, 'bash', watch)
  if (!parses) suspect('it cannot be parsed')
  if (labels.includes('remote-code')) {
    const { part, effect } = findings.find(({ label }) => label === 'remote-code')!
    suspect(`\`${part}\` ${effect}`)
  }
  const interpreter = labels.includes('safe-readonly')
    ? undefined
    : found.find(([name]) => name && RUNS_CODE.test(basename(name.value)))
  if (interpreter) suspect(`\`${basename(interpreter[0]!.value)}\` may run other programs`)
  const hasMore = found.some(([name]) => name !== undefined && ADDS_WORDS.test(basename(name.value)))
  const commands = found.flatMap(([name, ...args]) => readCommand(name!, args, hasMore, place, suspect))
  return { commands, doubt }
}

function readCommand(
  name: Word,
  args: readonly Word[],
  hasMore: boolean,
  place: LinePlace,
  suspect: (reason: string) => void,
): RunCommand[] {
  const known = args.map(readWord)
  if (hasMore && !ADDS_WORDS.test(basename(name.value))) known.push({ value: '', isKnown: false })
  if (!isCertain(name)) {
    suspect('a program in it is only known at run time')
    return [{ names: null, args: known, isSure: true }]
  }
  const names = findNames(name.value, place, suspect)
  const command = { names, args: known, isSure: true }
  // git-push, of git's own folder of programs, is `git push`.
  const glued = names.flatMap((each) => /^git-(.+)$/.exec(each)?.[1] ?? [])
  const verbs = glued.map((verb) => ({
    names: ['git'],
    args: [{ value: verb, isKnown: true }, ...known],
    isSure: true,
  }))
  if (names.includes('git')) checkGit(known, suspect)
  return [command, ...verbs, ...listRest(names, known)]
}

function readWord(word: Word): KnownWord {
  const isKnown = isCertain(word)
  const isPattern = !isKnown && word.isLiteral && word.isGlob && !word.text.includes('{')
  return { value: word.value, isKnown, ...(isPattern ? { isPattern } : {}) }
}

/** Lists the commands that a program may run from its words: `mywrapper -x git push`, or `mywrapper --run='git push'`. */
function listRest(names: readonly string[], args: readonly KnownWord[]): RunCommand[] {
  if (names.some((name) => TAKES_TEXT.has(name))) return []
  return args.slice(0, MAX_LOOKED_WORDS).flatMap(({ value, isKnown }, at): RunCommand[] => {
    if (!isKnown || value === '') return []
    // The words of a text, from each of them on.
    const inner = value.split(/[^\w./-]+/).filter((word) => word !== '' && (word !== value || !word.startsWith('-')))
    return inner.slice(0, MAX_LOOKED_WORDS).map((word, index) => {
      const rest = inner.slice(index + 1).map((each): KnownWord => ({ value: each, isKnown: true }))
      return { names: [basename(word)], args: [...rest, ...args.slice(at + 1)], isSure: false }
    })
  })
}

function isCertain({ isLiteral, isGlob, isSplit, value, text }: Word): boolean {
  if (text.includes('{') && !/^(['"]).*\1$/s.test(text) && text !== '{}' && text !== '{') return false
  return isLiteral && (!isGlob || value === '[' || value === '[[') && !isSplit
}

function findNames(typed: string, place: LinePlace, suspect: (reason: string) => void): string[] {
  const own = basename(typed).replace(/\.exe$/i, '')
  const file = typed.includes('/') ? resolve(place.cwd, typed) : findOnPath(typed, place)
  if (file === null) {
    if (!isKnownProgram(own)) suspect(`there is no program \`${typed}\` yet`)
    return [own]
  }
  try {
    const real = followLinks(file)
    const name = basename(real)
    const isSystem = isInside(real, SYSTEM_FOLDERS)
    if (!isSystem && !isKnownProgram(own)) suspect(`\`${typed}\` is no program of the system`)
    if (typed.includes('/') && !isSystem) suspect(`\`${typed}\` is no program of the system`)
    return name === own || MANY_NAMES.test(name) ? [own] : [own, name]
  } catch {
    suspect(`\`${typed}\` cannot be looked at`)
    return [own]
  }
}

function findOnPath(name: string, { path, cwd }: LinePlace): string | null {
  for (const folder of path.split(delimiter)) {
    const file = join(isAbsolute(folder) ? folder : resolve(cwd, folder), name)
    try {
      accessSync(file, constants.X_OK)
      return file
    } catch {
      continue
    }
  }
  return null
}

function checkGit(args: readonly KnownWord[], suspect: (reason: string) => void): void {
  let mayBeValue = false
  for (const { value, isKnown } of args) {
    if (!isKnown) return
    if (/^(?:-c|--config-env|--exec-path)(?:=|$)/.test(value)) suspect('git is given a configuration')
    if (value.startsWith('-')) {
      mayBeValue = true
      continue
    }
    if (!GIT_VERBS.has(value) && !mayBeValue) suspect(`\`git ${value}\` may be an alias`)
    if (GIT_VERBS.has(value) || !mayBeValue) return
    mayBeValue = false
  }
}
