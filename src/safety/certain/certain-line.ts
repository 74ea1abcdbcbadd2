// The first wall: decides whether a line is certain only to show something, by a short positive grammar. Plain words, programs on a
// list, options on a list, files that may be shown. What is not certain is not wrong: it is asked about, or tried in the sandbox.

import { accessSync, constants } from 'node:fs'
import { delimiter, isAbsolute, join, resolve } from 'node:path'
import { followLinks, isInside } from '../rules/workspace-path.ts'
import { CERTAIN_PROGRAMS, type CertainProgram } from './certain-programs.ts'
import { readFindQuery } from './find-query.ts'
import { readGitQuery } from './git-query.ts'
import { readPlainLine } from './plain-line.ts'
import { readArguments } from './program-options.ts'
import { type ReadablePlace, holdsNoSecret, isFolder, isReadable } from './readable-path.ts'
import { isPlainJq, isPrintingAwk, isPrintingSed } from './small-scripts.ts'
import { type FinalWord, expandWord } from './word-expansion.ts'

export interface CertainPlace extends ReadablePlace {
  home: string
  /** The PATH by which the shell finds programs. */
  path: string
}

/** `system`: the line shows processes or the network, which are not there in a closed sandbox. */
export type Certainty = 'closed' | 'system'

/** Programs that the shell has itself: no file of that name is run. */
const BUILTINS = new Set(['echo', 'printf', 'test', 'pwd', 'type', 'command', 'true', 'false', ':', 'cd'])

/** Programs that may stand beside one that shows the system. */
const PURE_FILTERS = new Set([
  'grep',
  'egrep',
  'fgrep',
  'head',
  'tail',
  'wc',
  'sort',
  'uniq',
  'cut',
  'tr',
  'echo',
  'true',
  'column',
])

/** The certainty that the line only shows what may be shown, or null when that is not certain. Reads folders, starts nothing. */
export function findCertainty(line: string, place: CertainPlace): Certainty | null {
  const commands = readPlainLine(line, { HOME: place.home, PWD: place.cwd })
  if (commands === null) return null
  let isFiltering = true
  let view: Certainty = 'closed'
  let cwd = place.cwd
  for (const [index, { words, operator }] of commands.entries()) {
    const final = words.map((word) => expandWord(word, cwd))
    if (final.some((found) => found === null)) return null
    const [name, ...args] = final.flatMap((found) => found!)
    if (name === undefined || name.isFound) return null
    if (name.value === 'cd') {
      // `cd x && …`: what follows runs there, or not at all. The first command, so that no pipe or `||` hides it.
      const next =
        index === 0 &&
        operator === '' &&
        commands.slice(1).every((later) => later.operator !== ';' && later.operator !== '||')
      const to = next ? findFolder(args, { ...place, cwd }) : null
      // PWD has been put in already, as it was before.
      if (to === null || commands[1]?.operator === '|' || line.includes('PWD')) return null
      cwd = to
      continue
    }
    const found = judgeCommand(name.value, args, { ...place, cwd })
    if (found === null) return null
    if (found === 'system') view = 'system'
    else isFiltering &&= PURE_FILTERS.has(name.value)
  }
  // With the system to be seen, nothing runs that could be more than a filter of what is seen.
  return view === 'closed' || isFiltering ? view : null
}

function findFolder(args: readonly FinalWord[], place: CertainPlace): string | null {
  const [to] = args
  if (args.length !== 1 || to === undefined || to.isFound || to.value.startsWith('-')) return null
  try {
    const real = followLinks(resolve(place.cwd, to.value))
    return isInside(real, place.folders) ? real : null
  } catch {
    return null
  }
}

function judgeCommand(name: string, args: readonly FinalWord[], place: CertainPlace): Certainty | null {
  if (!BUILTINS.has(name) && !isSystemProgram(name, place)) return null
  if (name === 'find') {
    const folders = readFindQuery(args)
    return folders !== null ? 'closed' : null
  }
  if (name === 'git') {
    const operands = readGitQuery(args, place.cwd)
    return operands !== null && operands.every(({ value }) => isPublicRevision(value, place)) ? 'closed' : null
  }
  const program = Object.hasOwn(CERTAIN_PROGRAMS, name) ? CERTAIN_PROGRAMS[name]! : null
  if (program === null || !isCertainUse(program, args, place)) return null
  return program.isSystem === true ? 'system' : 'closed'
}

/**
 * An operand of git is a revision, a file, or both as `HEAD:file`. Between two files of which one is outside, `git diff` would
 * compare whole folders.
 */
function isPublicRevision(operand: string, place: ReadablePlace): boolean {
  const file = operand.replace(/^[^:]*:(?:[0-3]:)?/, '')
  return isReadable(file, place) && isInside(resolve(place.cwd, file), [place.cwd])
}

/** Folders of programs that belong to the system. In a home there may be others that obey a file of the workspace: `asdf`, `rustup`. */
const PROGRAM_FOLDERS = ['/bin', '/sbin', '/usr', '/opt', '/nix/store', '/snap', '/home/linuxbrew']

/** True when the program that the shell would run belongs to the system, or when the shell would find no program. */
function isSystemProgram(name: string, { path, folders }: CertainPlace): boolean {
  if (!/^[a-z0-9][\w.+-]*$/.test(name)) return false
  for (const folder of path.split(delimiter)) {
    if (!isAbsolute(folder)) return false
    const program = join(folder, name)
    try {
      accessSync(program, constants.X_OK)
    } catch {
      continue
    }
    try {
      const real = followLinks(program)
      return isInside(real, PROGRAM_FOLDERS) && !isInside(real, folders) && !isInside(followLinks(folder), folders)
    } catch {
      return false
    }
  }
  return true
}

function isCertainUse(program: CertainProgram, args: readonly FinalWord[], place: ReadablePlace): boolean {
  if (program.takesAnything !== undefined) {
    // `%n` of printf assigns a variable.
    return (
      !program.takesAnything.but.test(args[0]?.value ?? '') &&
      !args.some(({ value }) => /`|\$\(|%[^a-z%]*[a-z]?n/.test(value))
    )
  }
  const read = readArguments(args, program)
  if (read === null) return false
  const { operands, options, values, late } = read
  if (!late.every(({ value }) => isReadable(value, place))) return false
  if (program.badValue !== undefined && values.some((value) => program.badValue!.test(value))) return false
  if (operands.length > (program.most ?? Infinity)) return false
  if (program.needsOption === true && options.size === 0) return false
  const has = (letters: string) => [...letters].some((letter) => options.has(letter))
  if (program.needs !== undefined && !has(program.needs)) return false
  if (program.pattern !== undefined && !operands.every(({ value }) => program.pattern!.test(value))) return false
  switch (program.operands) {
    case 'none':
      return operands.length === 0
    case 'text':
    case 'names':
      return true
    case 'contents':
      return areReadable(operands, program, options, place)
    case 'text, then contents': {
      // `rg --files` has no pattern.
      if (options.has('files') || options.has('type-list')) return areReadable(operands, program, options, place)
      const [text, ...files] = operands
      if (text === undefined || text.isFound) return false
      return isHarmlessScript(text.value, program.script) && areReadable(files, program, options, place)
    }
  }
}

function isHarmlessScript(text: string, language: CertainProgram['script']): boolean {
  if (language === 'sed') return isPrintingSed(text)
  if (language === 'awk') return isPrintingAwk(text)
  return language === undefined || isPlainJq(text)
}

function areReadable(
  operands: readonly FinalWord[],
  program: CertainProgram,
  options: ReadonlySet<string>,
  place: ReadablePlace,
): boolean {
  const given = (names: string) => names.split(' ').some((name) => options.has(name))
  const isAsked = program.recursion === 'always' || (program.recursion !== undefined && given(program.recursion))
  const followsLinks = program.comparesFolders === true
  const isRecursive = isAsked || (followsLinks && operands.some(({ value }) => isFolder(value, place)))
  if (!isRecursive) return operands.every(({ value }) => isReadable(value, place))
  const folders = operands.length === 0 ? ['.'] : operands.map(({ value }) => value)
  return folders.every((folder) => holdsNoSecret(folder, place, followsLinks))
}
