// Judges a command line that may run without a question: as a reader in every mode, and in `auto` as anything that is not refused. The line is
// read once for all of it.

import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { findCertainty } from '../certain/certain-line.ts'
import { classifyCommand } from '../lines/line-risk.ts'
import type { SandboxView } from '../sandbox/bubblewrap.ts'
import { isShown } from '../sandbox/shown-places.ts'
import type { ReaderSight } from '../sandbox/wall.ts'
import { temporaryFolders } from '../../sys/folders/temporary-folders.ts'
import { isSecretPath, isSensitiveFile } from '../secrets/secret-names.ts'
import { isReaderByLabel, namedFiles } from './command-pattern.ts'
import { readCommands } from './command-rules.ts'
import { findOtherHands } from './other-hands.ts'
import type { RunCommand } from './line-commands.ts'
import { findUnnamedReads, holdsMeant, PRINTERS, type UnnamedReads } from './tree-reads.ts'
import { isControlFile, isInside, isOwnState, realOrSame, realOfWord } from './workspace-path.ts'

export interface UnaskedPlace {
  /** Folders of the workspace; commands start in the first. */
  workDirs: readonly string[]
  shareDir: string
  home: string
  /** The PATH by which commands find programs. */
  path: string
  /** The shell's XDG_CONFIG_HOME, where it is set. */
  configHome?: string | undefined
  /** The real paths of files and folders that something outside the sandbox runs or obeys. */
  obeyedFiles?: readonly string[]
  /** Null where there is no sandbox. */
  sandbox: { closesAllSecrets: boolean } | null
}

export interface UnaskedLine {
  /** The parts of the system and of the disk that the line has to see as a reader; null when it does not pass as a reader. */
  readerView(): { view: SandboxView; sight: ReaderSight } | null
  /** The reason for which the line does not run where nobody is there to ask; null when it may. */
  whyRefused(): string | null
}

/** Each word of a line costs some calls of the disk: 40,000 of them took four seconds. */
const MOST_FILES = 1_000

/** `ensureGrammar()` must have been awaited. */
export function readUnaskedLine(command: string, place: UnaskedPlace): UnaskedLine {
  const { workDirs, shareDir, home, path, configHome, sandbox } = place
  const cwd = workDirs[0] ?? '/'
  const commands = keep(() => readCommands(command, { cwd, path }).commands)
  const files = keep(() => [...new Set(namedFiles(command))])
  const isLookable = () => files().length <= MOST_FILES
  const openSecret = keep(() => describeOpenSecret(findUnnamedReads(commands(), cwd), place))

  const isTried = () =>
    sandbox?.closesAllSecrets === true &&
    isReaderByLabel(command) &&
    !LINGERS.test(command) &&
    openSecret() === null &&
    isLookable() &&
    !files().some((word) => isHidden(word, place)) &&
    !namedPaths(command, place).some(holdsTemporarySecret)

  return {
    readerView() {
      if (waitsToRead(command, () => commands().map(({ names }) => names?.[0] ?? ''))) return null
      const certain = findCertainty(command, { cwd, folders: workDirs, own: [shareDir], home, path, configHome })
      if (certain !== null) return { view: certain, sight: showsNamesAlone(command, commands()) ? 'names' : 'certain' }
      return isTried() ? { view: 'closed', sight: 'tried' } : null
    },
    whyRefused() {
      const { labels } = classifyCommand(command, 'bash')
      if (labels.includes('credential-touching')) return 'It touches secrets, and nobody is here to ask'
      const open = openSecret()
      if (open !== null) return `${open}, and nobody is here to ask; Grep and ReadFile leave secrets out`
      if (labels.length === 1 && labels[0] === 'safe-readonly') return null
      const hands = findOtherHands(command)
      if (hands !== null)
        return `${hands} makes another program act, beyond what can be watched, and nobody is here to ask`
      if (!isLookable()) return `It names more than ${MOST_FILES} files, and nobody is here to ask`
      return describeCommanding(files(), place)
    },
  }
}

function keep<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => (made ??= { value: make() }).value
}

/** Programs that look again and again. */
const FOLLOWS = /\b(?:watch|inotifywait)\b|\btail\s(?:[^;&|]*\s)?(?:-\w*[fF]|--follow|--retry)/

/**
 * True for a command that reads after it has waited. The sandbox closes the secrets of the moment in which the command begins: one that the
 * user saves while it waits would be open to it.
 */
function waitsToRead(command: string, names: () => readonly string[]): boolean {
  if (FOLLOWS.test(command)) return true
  return /\bsleep\b/.test(command) && names().includes('sleep') && names().some((name) => !PRINTERS.has(name))
}

/** Loops and programs that wait for something, or let time pass. */
const LINGERS = /(?:^|[\s;&|(])(?:until|while|timeout|read|yes|wait|fswatch|entr|ping)(?:[\s;)]|$)/

/** Programs that show names, sizes and modes, and open no file. */
const SHOWS_NAMES = new Set(
  (
    'sleep seq ls dir vdir pwd stat du df tree find fd realpath readlink basename dirname test [ echo printf wc which type whereis mount ' +
    'cd true false : date uname hostname whoami id groups uptime free lsblk nproc command'
  ).split(' '),
)
/** Filters of what comes on stdin: the most operands for which they open no file, and the letters of options that have a value. */
const FILTERS: Readonly<Record<string, readonly [operands: number, valued: string]>> = {
  ...{ head: [0, 'nc'], tail: [0, 'nc'], sort: [0, 'kt'], uniq: [0, 'fsw'], cut: [0, 'bcdf'], fold: [0, 'w'] },
  ...{ cat: [0, ''], tac: [0, ''], rev: [0, ''], nl: [0, ''], column: [0, 'sc'] },
  ...{ grep: [1, 'ABCm'], egrep: [1, 'ABCm'], fgrep: [1, 'ABCm'], sed: [1, ''], awk: [1, 'F'], tr: [2, ''] },
}

/**
 * True for a line that opens no file. Only such a line sees the whole disk: a file that another command swaps for a link, after the line was
 * judged, leads nowhere else.
 */
function showsNamesAlone(line: string, commands: readonly RunCommand[]): boolean {
  if (line.includes('<')) return false
  return commands.every(({ names, args, isSure }) => {
    if (!isSure) return true // what find would run, were there an -exec
    const name = names?.[0] ?? ''
    if (SHOWS_NAMES.has(name)) return true
    const filter = Object.hasOwn(FILTERS, name) ? FILTERS[name]! : null
    return filter !== null && countOperands(args, filter[1]) <= filter[0]
  })
}

/** The number of words that are neither options nor their values; Infinity with a `--`, behind which every word is one. */
function countOperands(args: RunCommand['args'], valued: string): number {
  let count = 0
  for (let at = 0; at < args.length; at++) {
    const { value } = args[at]!
    if (value === '--') return Infinity
    if (!value.startsWith('-') || value === '-') count++
    else if (value.length === 2 && valued.includes(value[1]!)) at++
  }
  return count
}

/** The real paths that the words of the line name, of what exists. */
export function namedPaths(command: string, place: Pick<UnaskedPlace, 'home' | 'workDirs'>): string[] {
  const paths = namedFiles(command).filter((word) => word.includes('/') || word.startsWith('~'))
  // A pattern is replaced by the folder in front of its first sign.
  const plain = paths.map((word) => word.replace(/(?<=\/)[^/]*[*?[].*$/s, ''))
  return [...new Set(plain.map((word) => realOfWord(word, place)))].filter((real) => existsSync(real))
}

/** True for a folder for temporary files, or one in it, with a secret: the sandbox closes those of the workspace alone. */
const holdsTemporarySecret = (real: string) =>
  isInside(real, temporaryFolders()) && (isSecret(real) || holdsMeant(real, true, isSecret))

const isSecret = (path: string) => isSensitiveFile(path) || isSecretPath(path)

/** True for a word that names something that exists, and that a command of which nobody is asked does not see: it would take it for missing. */
function isHidden(word: string, place: UnaskedPlace): boolean {
  if (!/\/|^[~.]/.test(word)) return false
  const real = realOfWord(word, place)
  return real !== '/' && !isShown(real, place.workDirs) && existsSync(real)
}

/** Folders of the system's packages, whose keys and passwords are examples. */
const PUBLIC = /^\/(?:usr(?!\/(?:local|src)(?:\/|$))|lib\w*|s?bin|nix\/store)(?:\/|$)/

/** Describes how the line may come to a secret that it does not name; null when it does not. A sandbox hides those of the workspace alone. */
function describeOpenSecret(
  { folders, found, unknown }: UnnamedReads,
  { workDirs, sandbox }: UnaskedPlace,
): string | null {
  const cwd = workDirs[0] ?? '/'
  const isOpen = (path: string) => {
    const real = realOrSame(path)
    return !PUBLIC.test(real) && (sandbox === null || !isInside(real, workDirs))
  }
  const secret = found.map((name) => resolve(cwd, name)).find((name) => isSensitiveFile(name) && isOpen(name))
  if (secret !== undefined) return `A pattern finds ${secret}`
  const whole = folders.find(
    ({ folder, showsHidden }) => isOpen(folder) && holdsMeant(folder, showsHidden, isSensitiveFile),
  )
  if (whole !== undefined) return `${whole.by} reads all of ${whole.folder}, which holds secrets`
  if (sandbox !== null || unknown === null || !holdsMeant(cwd, true, isSensitiveFile)) return null
  return `${unknown} reads what is known only when it runs, in a folder with secrets`
}

/** Names the first of these files that is kimi's own, or that commands other programs; null when no file does. */
function describeCommanding(files: readonly string[], place: UnaskedPlace): string | null {
  for (const word of files) {
    const real = realOfWord(word, place)
    if (isOwnState(real, place.shareDir)) return `${word} belongs to kimi itself`
    if (isControlFile(real) || isInside(real, place.obeyedFiles ?? []))
      return `${word} commands other programs, and nobody is here to ask`
  }
  return null
}
