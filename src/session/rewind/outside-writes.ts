// Tells which paths outside of the session's folder a command writes, as far as its own words say: no rewind can put them back.

import { splitPieces, type Piece } from '../../shell-syntax/operator-split.ts'
import { isInside, realOfWord } from '../../safety/rules/workspace-path.ts'

/** Programs that change each file they are given. */
const CHANGES_ALL = new Set(
  'touch mkdir rm rmdir unlink shred truncate tee mv chmod chown chgrp mkfifo mknod setfacl patch'.split(' '),
)
/** Programs that change the last file they are given. */
const CHANGES_LAST = new Set('cp ln install rsync scp'.split(' '))
/** Programs that change their files with this option alone. */
const CHANGES_WITH: Record<string, RegExp> = {
  sed: /^(?:-[a-zA-Z]*i|--in-place)/,
  perl: /^-[a-zA-Z]*i/,
  sort: /^(?:-o|--output)/,
  curl: /^(?:-[a-zA-Z]*o|--output)/,
  wget: /^(?:-[a-zA-Z]*[OP]|--output-document|--directory-prefix)/,
  git: /^(?:clone|init|worktree)$/,
  find: /^-(?:delete|exec|execdir|fprint)/,
  tar: /^-?-?[a-zA-Z]*[xc]/,
  unzip: /^-d/,
}
/** Words before a program that change nothing of what it writes. */
const BEFORE_PROGRAM = new Set('sudo doas env nice nohup time command builtin exec'.split(' '))
/** Devices and the like, which hold nothing to put back. */
const NO_FILE = /^\/(?:dev|proc|sys)(?:\/|$)/
const MAX_PATHS = 20

/**
 * The real paths outside of `workDir`, each once, at most 20. `home` is the folder that `~` stands for; '' is the user's own. Knows
 * redirections, the usual programs that write, and `cd`; what scripts and programs do besides is not known.
 */
export function findOutsideWrites(command: string, workDir: string, home: string): string[] {
  const found = new Set<string>()
  let cwd = workDir
  for (const piece of splitPieces(command, true)) {
    const [program, ...args] = programWords(piece)
    for (const word of [...redirectTargets(piece), ...writtenWords(program ?? '', args)]) {
      const real = realOfWord(word, { home, workDirs: [cwd] })
      if (!NO_FILE.test(real) && !isInside(real, [workDir])) found.add(real)
    }
    if (program === 'cd' || program === 'pushd') cwd = realOfWord(args.at(-1) ?? '~', { home, workDirs: [cwd] })
  }
  return [...found].slice(0, MAX_PATHS)
}

const redirectTargets = ({ redirects }: Piece): string[] =>
  redirects
    .filter(({ sign }) => sign.includes('>'))
    .map(({ target }) => target.value)
    .filter((value) => isPath(value) && !/^&?\d*-?$/.test(value))

function programWords({ words }: Piece): string[] {
  const values = words.map(({ value }) => value)
  while (values.length > 1 && (BEFORE_PROGRAM.has(values[0]!) || /^\w+=/.test(values[0]!))) values.shift()
  return values
}

function writtenWords(program: string, args: readonly string[]): string[] {
  const name = program.slice(program.lastIndexOf('/') + 1)
  if (name === 'dd') return args.flatMap((arg) => /^of=(.+)/.exec(arg)?.[1] ?? [])
  const files = args.filter((arg) => !arg.startsWith('-') && isPath(arg))
  // `--output=FILE` and `-oFILE` name a file in the word of the option.
  const glued = args.flatMap((arg) => /^(?:--[\w-]+=|-[a-zA-Z])([~/].*)/.exec(arg)?.[1] ?? [])
  if (CHANGES_ALL.has(name)) return [...files, ...glued]
  if (CHANGES_LAST.has(name)) return [...files.slice(-1), ...glued]
  const option = CHANGES_WITH[name]
  if (option === undefined || !args.some((arg) => option.test(arg))) return []
  return [...files.filter((file) => /^(?:[~/.]|\$\{?HOME)/.test(file)), ...glued]
}

/** False for a word that holds what only the shell knows when it runs. */
const isPath = (word: string): boolean => word !== '' && !/[\0`]|\$(?!HOME(?:\/|$)|\{HOME\}(?:\/|$))/.test(word)
