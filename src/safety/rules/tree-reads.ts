// The files that a command may read besides those that it names: whole folders, what a pattern finds, and words that are known only when it
// runs. A rule that forbids a file is asked about these, too.

import { globSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { refuseGlob } from '../../workspace/glob-alternatives.ts'
import type { RunCommand } from './line-commands.ts'

export interface UnnamedReads {
  /** Absolute paths of folders, all of whose files may be read, with the program that reads them. */
  folders: { folder: string; by: string; showsHidden: boolean }[]
  /** Paths that patterns find now. */
  found: string[]
  /** A program with a word that is known only when it runs, and more files than can be looked at; null without one. */
  unknown: string | null
}

/** Programs that read folders without being told to. */
const WALKERS = new Set('rg rgrep ag ack pt ugrep tar bsdtar zip 7z 7za rsync scp rclone tokei cloc scc'.split(' '))
/** Options by which a program reads folders whole. */
const RECURSIVE: Readonly<Record<string, RegExp>> = {
  grep: /^(?:-[a-zA-Z]*[rR][a-zA-Z]*|--(?:dereference-r|rec)[a-z]*|--dir[a-z]*=rec[a-z]*|-d|recurse)$/, // GNU takes any beginning
  cp: /^(?:-[a-zA-Z]*[rRa][a-zA-Z]*|--rec[a-z]*|--ar[a-z]*)$/,
  diff: /^(?:-[a-zA-Z]*[rN][a-zA-Z]*|--rec[a-z]*|--ne[a-z]*)$/,
}
/** Searches that leave out names with a dot, unless an option says otherwise. */
const HIDES = new Set(['rg', 'ag', 'fd'])
const SHOWS_HIDDEN = /^(?:--hidden|--unrestricted|--no-ignore|-\.|-[a-zA-Z]*[uHI][a-zA-Z]*)$/
const RUNS_ON_FOUND = /^(?:-exec(?:dir)?|-ok(?:dir)?|-x|-X|--exec(?:-batch)?)$/
const GREPS = new Set(['egrep', 'fgrep', 'zgrep', 'ggrep'])
/** Programs whose words are never files, and that read none. */
export const PRINTERS = new Set([
  'echo',
  'printf',
  'test',
  '[',
  'true',
  'false',
  ':',
  'export',
  'cd',
  'sleep',
  'seq',
  'kill',
  'date',
])
const MOST_FOUND = 5_000

export function findUnnamedReads(commands: readonly RunCommand[], cwd: string): UnnamedReads {
  const reads: UnnamedReads = { folders: [], found: [], unknown: null }
  for (const { names, args, isSure } of commands) {
    const name = names?.[0]
    if (!isSure || name === undefined || PRINTERS.has(name)) continue
    for (const { value, isKnown, isPattern } of args) {
      if (!isKnown && (isPattern !== true || !addFound(value, cwd, reads.found))) reads.unknown ??= name
    }
    if (name === 'xargs' || name === 'parallel') reads.unknown ??= name
    const words = args.map(({ value }) => value)
    if (!walks(name, words)) continue
    const folders = words.filter((word) => word !== '' && !word.startsWith('-')).map((word) => resolve(cwd, word))
    const named = folders.filter(isFolder)
    const showsHidden = !HIDES.has(name) || words.some((word) => SHOWS_HIDDEN.test(word))
    // Without a folder of its own a program reads the one where it runs.
    for (const folder of named.length > 0 ? named : [cwd]) reads.folders.push({ folder, by: name, showsHidden })
  }
  return reads
}

function walks(name: string, words: readonly string[]): boolean {
  if (WALKERS.has(name)) return true
  if (name === 'find' || name === 'fd') return words.some((word) => RUNS_ON_FOUND.test(word))
  if (name === 'git') return words[0] === 'grep' || words[0] === 'archive'
  const option = RECURSIVE[GREPS.has(name) ? 'grep' : name]
  return option !== undefined && words.some((word) => option.test(word))
}

function isFolder(path: string): boolean {
  try {
    readdirSync(path)
    return true
  } catch {
    return false
  }
}

/** False when the pattern finds too much to look at. */
function addFound(pattern: string, cwd: string, found: string[]): boolean {
  // A pattern that goes down any number of folders would be walked whole.
  if (pattern.includes('**') || pattern.startsWith('/') || refuseGlob(pattern) !== null) return false
  found.push(...globSync(pattern, { cwd }).slice(0, MOST_FOUND + 1))
  return found.length <= MOST_FOUND
}

/** Folders of what others wrote, in which nobody keeps a file that a rule means. */
const SKIPPED = new Set(['node_modules', '.git'])
const MOST_ENTRIES = 20_000

/** True when a path for which `isMeant` is true lies in the folder, or when it holds more than can be looked at. */
export function holdsMeant(folder: string, showsHidden: boolean, isMeant: (path: string) => boolean): boolean {
  const waiting = [folder]
  let entries = 0
  while (waiting.length > 0) {
    const at = waiting.pop()!
    for (const entry of readEntries(at)) {
      if (!showsHidden && entry.name.startsWith('.')) continue
      const path = join(at, entry.name)
      if (isMeant(path) || ++entries > MOST_ENTRIES) return true
      if (entry.isDirectory() && !SKIPPED.has(entry.name)) waiting.push(path)
    }
  }
  return false
}

function readEntries(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return [] // no folder, or one that this user cannot read
  }
}
