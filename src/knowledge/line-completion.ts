// Completes a half command: program, subcommand, option, or the argument that fits what is in the directory.

import type { Candidate } from '../protocol/proposals.ts'
import { popularCommands, weighCommand, weighSubcommand } from './index/popularity.ts'
import { BUILTINS } from './index/known-programs.ts'
import { findProgram, splitCommands } from '../shell-syntax/shell-words.ts'
import { quoteWord } from '../shell-syntax/word-quoting.ts'
import type { Word } from '../shell-syntax/line-cutter.ts'
import { findNode } from './index/command-spec.ts'
import type { Place } from './index/command-spec.ts'
import type { SuggestDeps, SuggestQuery } from './line-query.ts'
import { listFolder } from '../workspace/folder-entries.ts'
import { readGitRefs } from '../workspace/git-refs.ts'
import { readPackageScripts, readTargets } from '../workspace/project-scripts.ts'
import { resolvePath } from './fix/failed-command.ts'

/** Programs, and the files that they usually take. */
const WANTED_FILES: readonly [RegExp, RegExp][] = [
  [/^(?:tar)$/, /\.(?:tar|tgz|tbz2?|txz|tar\.\w+)$/i],
  [/^(?:unzip|zipinfo)$/, /\.(?:zip|jar|war)$/i],
  [/^(?:gunzip|zcat|zless|zgrep)$/, /\.(?:gz|tgz)$/i],
  [/^bunzip2$/, /\.bz2$/i],
  [/^unxz$/, /\.xz$/i],
  [/^(?:7z|7za)$/, /\.(?:7z|zip|rar|tar|gz)$/i],
  [/^unrar$/, /\.rar$/i],
  [/^python\d?$/, /\.py$/i],
  [/^(?:node|deno|bun|tsx|ts-node)$/, /\.(?:[cm]?[jt]sx?)$/i],
  [/^ruby$/, /\.rb$/i],
  [/^perl$/, /\.p[lm]$/i],
  [/^php$/, /\.php$/i],
  [/^(?:bash|sh|zsh)$/, /\.(?:sh|bash|zsh)$/i],
  [/^(?:gcc|cc|clang)$/, /\.c$/i],
  [/^(?:g\+\+|clang\+\+)$/, /\.(?:cc|cpp|cxx)$/i],
  [/^javac$/, /\.java$/i],
  [/^jq$/, /\.json$/i],
  [/^sqlite3$/, /\.(?:db|sqlite3?)$/i],
]
const FOLDERS_ONLY = /^(?:cd|pushd|rmdir)$/
const BRANCH_SUBCOMMANDS = /^(?:checkout|switch|merge|rebase|branch|cherry-pick|diff|log)$/
const MAX_OFFERS = 12

/** Completions of the last simple command of a line, best first. */
export function completeLine({ line, cwd }: SuggestQuery, deps: SuggestDeps): Candidate[] {
  const words = splitCommands(line).at(-1)?.words ?? []
  const at = findProgram(words)
  const program = words[at]
  if (!program) return []
  const open = /\s$/.test(line) ? null : (words.at(-1) ?? null)
  if (open === program) return completeProgram(line, program, deps)
  const place = findNode(deps.index, words.slice(at, open ? -1 : undefined))
  const name = program.value
  const offers: Candidate[] = []
  const add = (text: string, why: string, confidence: number, source = 'index'): void => {
    // A word that stands on the line already is not meant a second time: `git checkout main main`.
    if (words.some((word) => word !== open && word.text === text)) return
    const start = open ? open.start : line.length
    offers.push({ command: line.slice(0, start) + text, explanation: why, source, confidence })
  }
  const typed = open?.value ?? ''
  if (name === 'tar') offers.push(...completeTar(line, words.slice(at + 1), cwd, deps.home))
  if (typed.startsWith('-')) completeOption(place, typed, add)
  else {
    completeSubcommand(place, typed, add)
    completeArgument(name, place, typed, cwd, deps, add)
  }
  return offers
    .filter((item) => item.command !== line)
    .toSorted((a, b) => b.confidence - a.confidence)
    .slice(0, MAX_OFFERS)
}

type Add = (text: string, why: string, confidence: number, source?: string) => void

function completeProgram(line: string, word: Word, { index, programs }: SuggestDeps): Candidate[] {
  const typed = word.value
  // The name of an existing program is no half word.
  if (typed.length < 2 || programs.has(typed) || BUILTINS.has(typed)) return []
  const known = new Set([...popularCommands(), ...programs.names()])
  return [...known]
    .filter((name) => name.startsWith(typed) && name !== typed && (programs.has(name) || BUILTINS.has(name)))
    .map((name) => ({
      command: line.slice(0, word.start) + name,
      explanation: index.describe(name) || 'a program on PATH',
      source: 'index',
      confidence: weighCommand(name) * 0.75 - (name.length - typed.length) * 0.01 + (typed.length > 3 ? 0.1 : 0),
    }))
    .filter((item) => item.confidence > 0.35)
    .toSorted((a, b) => b.confidence - a.confidence)
    .slice(0, 4)
}

function completeSubcommand(place: Place | null, typed: string, add: Add): void {
  if (!place || place.rest.some((word) => !word.value.startsWith('-'))) return
  const path = place.path.join(' ')
  for (const child of place.node.s ?? []) {
    const name = child.n.find((item) => item.startsWith(typed))
    if (name === undefined || name === typed) continue
    const weight = weighSubcommand(path, name)
    if (typed === '' && weight < 0.5) continue
    add(name, child.d, (typed === '' ? 0.2 : 0.45) + weight * 0.42 + Math.min(0.1, typed.length * 0.02))
  }
}

function completeOption(place: Place | null, typed: string, add: Add): void {
  if (!place || typed.length < 3) return
  const offers: [string, string][] = []
  for (const node of place.chain.toReversed()) {
    for (const option of node.o ?? []) {
      const name = option.n
        .map((item) => item.replace(/=.*$/, ''))
        .find((item) => item.startsWith(typed) && item.length > typed.length)
      if (name !== undefined && !offers.some(([other]) => other === name)) offers.push([name, option.d])
    }
  }
  // Of two options that begin alike the shorter one is more common: --rm before --read-only, --delete before --delete-after.
  for (const [i, [name, why]] of offers
    .toSorted((a, b) => a[0].length - b[0].length)
    .slice(0, 5)
    .entries()) {
    add(name, why, (offers.length === 1 ? 0.88 : 0.74) - i * 0.07)
  }
}

function completeArgument(
  name: string,
  place: Place | null,
  typed: string,
  cwd: string,
  deps: SuggestDeps,
  add: Add,
): void {
  const sub = place?.path[1] ?? ''
  const operands = place?.rest.filter(({ value }) => !value.startsWith('-')) ?? []
  // Each of these commands takes one branch, or one script; only a new branch is followed by another, at which it begins.
  const isNew = place?.rest.some(({ value }) => /^-[bcBC]$/.test(value)) === true
  if (
    operands.length > (isNew ? 1 : 0) &&
    (name === 'git' ? /^(?:checkout|switch)$/.test(sub) : /^run(?:-script)?$/.test(sub))
  )
    return
  if (name === 'git' && BRANCH_SUBCOMMANDS.test(sub)) {
    const git = readGitRefs(cwd)
    for (const branch of git?.branches ?? [])
      if (branch.startsWith(typed) && branch !== git?.branch)
        add(quoteWord(branch), 'a branch of this repository', typed === '' ? 0.5 : 0.84)
    if (typed === '' || git?.branches.some((branch) => branch.startsWith(typed))) return
  }
  if (/^(?:npm|pnpm|yarn|bun)$/.test(name) && (sub === 'run' || sub === 'run-script' || name !== 'npm')) {
    for (const [i, script] of readPackageScripts(cwd)
      .filter((item) => item.startsWith(typed) && item !== typed)
      .slice(0, 6)
      .entries())
      add(quoteWord(script), 'a script of package.json', (typed === '' ? 0.6 : 0.86) - i * 0.03)
  }
  if (name === 'make' || name === 'just') {
    for (const [i, target] of readTargets(cwd, name)
      .filter((item) => item.startsWith(typed) && item !== typed)
      .slice(0, 6)
      .entries())
      add(quoteWord(target), 'a target that is defined here', (typed === '' ? 0.6 : 0.86) - i * 0.03)
  }
  for (const value of place?.values ?? [])
    if (typed.length > 1 && value.startsWith(typed) && value !== typed) add(value, 'a known value', 0.7)
  // Files are completed only for the subcommands of git that take files.
  if (name === 'git' && !/^(?:add|rm|mv|restore|blame|diff|checkout|apply|show|log)$/.test(sub)) return
  // The argument of `kubectl get p…`, for example, is no file.
  const kinds = place && place.path.length > 1 ? (place.node.a?.map((arg) => arg.k) ?? []) : []
  if (kinds.length > 0 && !kinds.some((kind) => kind === 'file' || kind === 'folder') && !typed.includes('/')) return
  if (name !== 'tar') completePath(name, typed, cwd, deps.home, add)
}

function completePath(name: string, typed: string, cwd: string, home: string, add: Add): void {
  const slash = typed.lastIndexOf('/')
  const folder = slash === -1 ? '.' : typed.slice(0, slash) || '/'
  const prefix = typed.slice(slash + 1)
  const wanted = WANTED_FILES.find(([program]) => program.test(name))?.[1]
  if (prefix === '' && !wanted && !FOLDERS_ONLY.test(name)) return
  const entries = listFolder(resolvePath(cwd, home, folder)).filter(
    (entry) =>
      entry.name.startsWith(prefix) &&
      entry.name !== prefix &&
      (prefix !== '' || !entry.name.startsWith('.')) &&
      (!FOLDERS_ONLY.test(name) || entry.isFolder),
  )
  const fitting = wanted ? entries.filter((entry) => wanted.test(entry.name)) : entries
  const list = fitting.length > 0 ? fitting : prefix === '' ? [] : entries
  for (const [i, entry] of list.slice(0, 5).entries()) {
    const path = typed.slice(0, slash + 1) + entry.name
    add(
      quoteWord(path),
      entry.isFolder ? 'a directory here' : 'a file here',
      (list.length === 1 ? 0.86 : prefix === '' ? 0.5 : 0.68) - i * 0.04,
      'index',
    )
  }
}

/** Completes `tar xz backup` to `tar xzf backup.tgz`, with the letters for the archive that exists. */
function completeTar(line: string, args: Word[], cwd: string, home: string): Candidate[] {
  const letters = args[0]
  if (!letters || !/^-?[a-zA-Z]*[xt][a-zA-Z]*$/.test(letters.value)) return []
  const typed = args.find((word, i) => i > 0 && !word.value.startsWith('-'))
  const wish = typed?.value ?? ''
  const slash = wish.lastIndexOf('/')
  const folder = resolvePath(cwd, home, slash === -1 ? '.' : wish.slice(0, slash) || '/')
  const archives = listFolder(folder).filter(
    (entry) =>
      !entry.isFolder &&
      /\.(?:tar|tgz|tbz2?|txz|tar\.\w+)$/i.test(entry.name) &&
      entry.name.startsWith(wish.slice(slash + 1)),
  )
  return archives.slice(0, 3).map((entry, i) => {
    const letter = /gz$/i.test(entry.name) ? 'z' : /bz2?$/i.test(entry.name) ? 'j' : /xz$/i.test(entry.name) ? 'J' : ''
    const bare = letters.value.replace(/[zjJf]/g, '')
    const option = `${bare}${letter}f`
    const path = quoteWord(wish.slice(0, slash + 1) + entry.name)
    const end = typed ? typed.end : letters.end
    return {
      command: `${line.slice(0, letters.start)}${option} ${path}${line.slice(end).trimEnd()}`,
      explanation: `${bare.includes('x') ? 'unpacks' : 'lists'} the archive that is here`,
      source: 'index',
      confidence: (archives.length === 1 ? 0.92 : 0.8) - i * 0.05,
    }
  })
}
