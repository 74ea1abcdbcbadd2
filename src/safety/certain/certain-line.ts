// The first wall: decides whether a line is certain only to show something, by a short positive grammar. Plain words, programs on a
// list, options on a list, files that may be shown. What is not certain is not wrong: it is asked about, or tried in the sandbox.

import { accessSync, constants } from 'node:fs'
import { delimiter, isAbsolute, join, resolve } from 'node:path'
import { followLinks, isInside } from '../rules/workspace-path.ts'
import { readCertificateQuery } from './certificate-query.ts'
import { CERTAIN_PROGRAMS, type CertainProgram } from './certain-programs.ts'
import { readFindQuery } from './find-query.ts'
import { readGitQuery } from './git-query.ts'
import { CERTAIN_VERBS } from './certain-verbs.ts'
import { type FramedLine, takeOffFrames } from './line-frames.ts'
import { followCd } from './folder-change.ts'
import { hasWholeConditions, takeKeywords } from './line-keywords.ts'
import { type PlainWord, readPlainLine } from './plain-line.ts'
import { type Unwrapped, isCountOfFound, isPrintingXargs, readTarList, unwrap } from './program-wrappers.ts'
import { readArguments } from './program-options.ts'
import { type ReadablePlace, holdsNoSecret, isFolder, isReadable } from './readable-path.ts'
import { isPlainJq, isPlainYq, isPrintingAwk, isPrintingSed } from './small-scripts.ts'
import { type FinalWord, expandWord } from './word-expansion.ts'

export interface CertainPlace extends ReadablePlace {
  home: string
  /** The PATH by which the shell finds programs. */
  path: string
  /** The shell's XDG_CONFIG_HOME, where it is set: the user's configuration of git may lie there. */
  configHome?: string | undefined
}

/** `system`: the line shows processes or the network, which are not there in a closed sandbox. */
export type Certainty = 'closed' | 'system'

/** Programs that the shell has itself: no file of that name is run. */
const BUILTINS = new Set([
  'echo',
  'printf',
  'test',
  '[',
  'kill',
  'wait',
  'pwd',
  'type',
  'command',
  'true',
  'false',
  ':',
  'cd',
])

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

/** Lines within lines, as of `bash -c`, are judged to this depth. */
const MOST_DEPTH = 3

/** The certainty that the line only shows what may be shown, or null when that is not certain. Reads folders, starts nothing. */
export function findCertainty(line: string, place: CertainPlace, depth = 0): Certainty | null {
  const framed = depth > MOST_DEPTH ? null : takeOffFrames(line)
  if (framed === null) return null
  let view: Certainty | null = null
  for (const one of framed) {
    const found = judgeFramed(one, place, depth)
    // Each round of a loop shows as much as the others.
    if (found === null || (view !== null && view !== found)) return null
    view = found
  }
  return view
}

function judgeFramed({ line, names }: FramedLine, place: CertainPlace, depth: number): Certainty | null {
  const commands = readPlainLine(line, { HOME: place.home, PWD: place.cwd, ...names }, true)
  if (commands === null || !hasWholeConditions(commands)) return null
  let isFiltering = true
  let view: Certainty = 'closed'
  let cwd = place.cwd
  let before: Unwrapped | null = null
  for (const [index, command] of commands.entries()) {
    if (!isReadableInput(command.input, { ...place, cwd })) return null
    const words = takeKeywords(command)
    if (words.length === 0) continue
    const final = words.map((word) => expandWord(word, cwd))
    if (final.some((found) => found === null)) return null
    if (commands.length === 1 && isAssignment(final.flatMap((word) => word!))) return 'closed'
    const found = unwrap(final.flatMap((word) => word!))
    if (found === null) return null
    if (found.name === 'cd') {
      const isPlain = index === 0 && found.wrappers.length === 0 && command.input === null
      const to = isPlain ? followCd(found.args, commands, place) : null
      // PWD has been put in already, as it was before.
      if (to === null || line.includes('PWD')) return null
      cwd = to
      continue
    }
    const isCount: boolean = command.operator === '|' && before !== null && isCountOfFound(before, found)
    const judged: Certainty | null = isCount
      ? isSystemProgram('xargs', place) && isSystemProgram('wc', place)
        ? 'closed'
        : null
      : judgeCommand(found, { ...place, cwd }, depth)
    before = found
    if (judged === null) return null
    if (judged === 'system') view = 'system'
    else isFiltering &&= PURE_FILTERS.has(found.name)
  }
  // With the system to be seen, nothing runs that could be more than a filter of what is seen.
  return view === 'closed' || isFiltering ? view : null
}

/** Variables whose value a shell computes when it is assigned; the value may hold the name of another variable, and that a command. */
const COMPUTED =
  /^(?:S?RANDOM|SECONDS|LINENO|TMOUT|OPTIND|MAILCHECK|(?:BASH|HIST|COMP_|EPOCH|FUNC|DIR|GROUPS|SHELL|RE|KEY|fun|path)\w*)=/

/** True for assignments of plain texts, which end with the shell of the line: `A=b`, `export EDITOR=vim`. */
function isAssignment(words: readonly FinalWord[]): boolean {
  const assigned = words[0]?.value === 'export' ? words.slice(1) : words
  return (
    assigned.length > 0 &&
    assigned.every(
      ({ value, isFound, unknown }) =>
        !isFound && unknown === undefined && /^[A-Za-z_]\w*=[\w./:@%+,-]*$/.test(value) && !COMPUTED.test(value),
    )
  )
}

function isReadableInput(input: PlainWord | null, place: CertainPlace): boolean {
  if (input === null) return true
  const words = expandWord(input, place.cwd)
  const [word] = words ?? []
  return words?.length === 1 && !word!.isFound && word!.unknown === undefined && isReadable(word!.value, place)
}

function judgeCommand(
  { name, args, isExternal, wrappers }: Unwrapped,
  place: CertainPlace,
  depth: number,
): Certainty | null {
  if (!wrappers.every((wrapper) => isSystemProgram(wrapper, place))) return null
  const isOfShell = BUILTINS.has(name) && !isExternal
  // A path that was named has been looked at among the wrappers.
  if (!isOfShell && !wrappers.some((wrapper) => wrapper.endsWith(`/${name}`)) && !isSystemProgram(name, place))
    return null
  if (args.some(({ unknown }) => unknown !== undefined)) return judgeUnknown(name, args, place, depth)
  const inner = readInnerLine(name, args)
  if (inner !== null) return findCertainty(inner, place, depth + 1)
  switch (name) {
    case 'find':
      return readFindQuery(args) !== null ? 'closed' : null
    case 'git': {
      const { cwd, folders, home, path, configHome } = place
      const user = { home, env: { XDG_CONFIG_HOME: configHome } }
      const operands = readGitQuery(args, { cwd, folders, path, user })
      return operands !== null && operands.every(({ value }) => isPublicRevision(value, place)) ? 'closed' : null
    }
    case 'openssl': {
      const file = readCertificateQuery(args)
      return file !== null && isReadable(file, place) ? 'closed' : null
    }
    case 'xargs':
      return isPrintingXargs(args) && XARGS_HELPERS.every((helper) => isSystemProgram(helper, place)) ? 'closed' : null
    case 'tar': {
      const archive = readTarList(args)
      const isSafe = archive !== null && TAR_HELPERS.every((helper) => isSystemProgram(helper, place))
      return isSafe && isReadable(archive.value, place) ? 'closed' : null
    }
    case '[':
      return args.at(-1)?.value === ']' ? judgeListed('test', args.slice(0, -1), place) : null
    default:
      return judgeListed(name, args, place)
  }
}

/** tar finds out itself how an archive is packed. */
const TAR_HELPERS = ['gzip', 'bzip2', 'xz', 'zstd', 'lzip', 'lzma', 'lzop', 'compress']

const XARGS_HELPERS = ['echo', 'basename', 'dirname']

/** Matches syntax that bash reads as a condition or a keyword, but sh as a program or as a redirection into a file. */
const NOT_FOR_SH = /\[\[|\(\(|\btime\b/

/** The line of `bash -c LINE`. */
function readInnerLine(name: string, [option, line, ...more]: readonly FinalWord[]): string | null {
  if ((name !== 'bash' && name !== 'sh') || option?.value !== '-c' || more.length > 0) return null
  if (line === undefined || line.isFound) return null
  return name === 'sh' && NOT_FOR_SH.test(line.value) ? null : line.value
}

/** Words that are known only when the line runs may be printed, if no more than the output of a certain line is in them, or be asked for their length. */
function judgeUnknown(name: string, args: readonly FinalWord[], place: CertainPlace, depth: number): Certainty | null {
  const parts = args.flatMap(({ unknown }) => unknown ?? [])
  if (name === 'test' || name === '[') {
    const asked = name === '[' ? args.slice(0, -1) : args
    const isLength = asked.length === 2 && /^-[nz]$/.test(asked[0]!.value) && asked[0]!.unknown === undefined
    return isLength && parts.every(({ kind }) => kind === 'variable') ? 'closed' : null
  }
  if (name !== 'echo') return null
  const isCertain = parts.every(
    (part) =>
      part.kind === 'number' || (part.kind === 'output' && findCertainty(part.line, place, depth + 1) === 'closed'),
  )
  return isCertain ? judgeListed(name, args, place) : null
}

/** A program of the lists, or a command of one that has several. */
function judgeListed(name: string, args: readonly FinalWord[], place: CertainPlace): Certainty | null {
  const [verb, ...rest] = args
  const verbs = Object.hasOwn(CERTAIN_VERBS, name) ? CERTAIN_VERBS[name]! : {}
  if (verb !== undefined && !verb.isFound) {
    if (Object.hasOwn(verbs, verb.value)) return judgeUse(verbs[verb.value]!, rest, place)
    if (Object.hasOwn(CERTAIN_VERBS, `${name} ${verb.value}`)) return judgeListed(`${name} ${verb.value}`, rest, place)
  }
  return Object.hasOwn(CERTAIN_PROGRAMS, name) ? judgeUse(CERTAIN_PROGRAMS[name]!, args, place) : null
}

function judgeUse(program: CertainProgram, args: readonly FinalWord[], place: CertainPlace): Certainty | null {
  if (!(program.helpers ?? []).every((helper) => isSystemProgram(helper, place))) return null
  if (!isCertainUse(program, args, place)) return null
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
  if (name.startsWith('/')) return isSystemFile(name, folders)
  if (!/^[a-z0-9[][\w.+-]*$/.test(name)) return false
  for (const folder of path.split(delimiter)) {
    if (!isAbsolute(folder)) return false
    const program = join(folder, name)
    try {
      accessSync(program, constants.X_OK)
    } catch {
      continue
    }
    return isSystemFile(program, folders) && isOutside(folder, folders)
  }
  return true
}

function isSystemFile(program: string, folders: readonly string[]): boolean {
  try {
    const real = followLinks(program)
    return isInside(real, PROGRAM_FOLDERS) && !isInside(real, folders)
  } catch {
    return false
  }
}

function isOutside(folder: string, folders: readonly string[]): boolean {
  try {
    return !isInside(followLinks(folder), folders)
  } catch {
    return false
  }
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
  if (operands.length > (program.most ?? Infinity) || operands.length < (program.least ?? 0)) return false
  if (program.endsInDash === true && operands.at(-1)?.value !== '-') return false
  if (program.value !== undefined && !values.every((value) => program.value!.test(value))) return false
  if (program.needsOption === true && options.size === 0) return false
  const has = (names: string | readonly string[]) => [...names].some((name) => options.has(name))
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
  if (language === 'yq') return isPlainYq(text)
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
