// The files that the command line of a local server names, such as `tools/server.py`, and the local modules that they import. A server
// runs outside the sandbox, so whoever writes them runs commands there: an edit of one is asked about, and a server with one that has
// changed does not start unasked. These files are never all that it runs, so a server of a project is also asked about after the agent has
// worked there without asking (safety/trust/unasked-work.ts).

import { createHash } from 'node:crypto'
import { readFileSync, statSync, type Stats } from 'node:fs'
import { dirname, resolve, sep } from 'node:path'
import { followLinks } from '../../safety/rules/workspace-path.ts'
import type { UnaskedWork } from '../../safety/trust/unasked-work.ts'
import { isPython, isScript, listImports, modulePaths, type Candidates } from './module-imports.ts'
import type { ToolPins } from '../tool-pins.ts'

export interface ServerWords {
  /** Tells the server's command from others; its files are kept under it. */
  key: string
  command: string | undefined
  args: readonly string[]
  /** The directory in which it starts. */
  cwd: string
  /** Set for a server that a project names. `identity`: the server as its entry is spelled, whatever its variables hold. */
  project?: { root: string; identity: string } | undefined
}

/** The reason in a refusal and a question, behind the server's name. */
export const WORKED_ON = 'the agent has worked in this project without asking since you approved this server'

export interface ProgramFiles {
  /** Real paths, also of files that are not there yet. */
  list(): string[]
  /** The files that have changed since the server was last let start. */
  changed(): string[]
  /** True when the agent has worked in the server's project without asking since the server was last let start. */
  isWorkedOn(): boolean
  /** The server may start with its files as they are now. */
  approve(): void
}

const MAX_FILES = 100
/** The same with the modules that they import, and those that are not there yet and would be found first. */
const MAX_MODULES = 300
/** Of a larger file, as of a compiled program, size and time of change stand for its content. */
const MAX_HASHED_BYTES = 4 * 1024 * 1024
/** The characters that end a word in a line for a shell: `sh -c 'python3 tools/server.py'`. */
const WORD_ENDS = /[\s;&|'"()<>=]+/

/** The name under which the mark of unasked work is kept: no file has it. */
const WORK = 'unasked work'

/** `pins` keeps the hashes beside those of approved tools. */
export function createProgramFiles(words: ServerWords, pins: ToolPins, work: UnaskedWork): ProgramFiles {
  // A server at an address runs nothing here.
  const project = words.command === undefined ? undefined : words.project
  const imports = createImportReader()
  const list = () => addModules(listFiles(words), imports)
  const digests = () => list().map((path) => [path, digestOfFile(path)] as const)
  return {
    list,
    changed: () =>
      digests()
        .filter(([path, digest]) => pins.hasChanged(words.key, path, digest))
        .map(([path]) => path),
    isWorkedOn: () => project !== undefined && pins.hasChanged(project.identity, WORK, work.markOf(project.root)),
    approve() {
      pins.note(words.key, digests())
      if (project !== undefined) pins.note(project.identity, [[WORK, work.markOfStart(project.root)]])
    },
  }
}

function listFiles({ command, args, cwd }: ServerWords): string[] {
  if (command === undefined) return []
  // A program without a slash is found on the PATH, and never in the directory.
  const named = [...(command.includes('/') ? [command] : []), ...args.flatMap((arg) => [arg, ...arg.split(WORD_ENDS)])]
  const paths = named.flatMap((word) => readPath(word, cwd) ?? [])
  const module = isPython(command) ? (args[args.indexOf('-m') + 1] ?? '') : ''
  const modules = args.includes('-m') ? modulePaths(module, cwd).flatMap(findCandidates) : []
  return [...new Set([...paths, ...modules])].slice(0, MAX_FILES)
}

type ImportReader = (path: string, root: string) => Candidates[]

/** Reads the imports of a script once for each state of its file. */
function createImportReader(): ImportReader {
  const known = new Map<string, { stamp: string; imports: Candidates[] }>()
  return (path, root) => {
    const found = statOf(path)
    if (found === null || !found.isFile() || found.size > MAX_HASHED_BYTES) return []
    const stamp = `${found.size}:${found.mtimeMs}:${found.ctimeMs}:${found.ino}`
    const before = known.get(path)
    if (before?.stamp === stamp) return before.imports
    try {
      const imports = listImports(path, readFileSync(path, 'utf8'), root)
      known.set(path, { stamp, imports })
      return imports
    } catch {
      return []
    }
  }
}

/** The files, with the modules that their scripts import and those that these import in turn. Installed packages are not followed. */
function addModules(files: readonly string[], importsOf: ImportReader): string[] {
  const all = new Set(files)
  const roots = new Map(files.map((path) => [path, dirname(path)]))
  // A set is walked with what is added to it on the way.
  for (const path of all) {
    if (!isScript(path) || isInstalled(path)) continue
    const root = roots.get(path)!
    for (const candidates of importsOf(path, root))
      for (const module of findCandidates(candidates)) {
        if (all.size >= MAX_MODULES) return [...all]
        if (!roots.has(module)) roots.set(module, root)
        all.add(module)
      }
  }
  return [...all]
}

/** The real path of the module that would run, with the paths before it: a file that appears there would run in its place. */
function findCandidates(candidates: Candidates): string[] {
  const at = candidates.findIndex((path) => statOf(path)?.isFile())
  const looked = at < 0 ? candidates.filter((path) => path.endsWith('.py')) : candidates.slice(0, at + 1)
  return looked.map((path) => {
    try {
      return followLinks(path)
    } catch {
      return path
    }
  })
}

function isInstalled(path: string): boolean {
  return /^(?:node_modules|site-packages|dist-packages)$/m.test(path.replaceAll(sep, '\n'))
}

/** The real path of a word that names a file or could name one; null for options, addresses and folders. */
function readPath(word: string, cwd: string): string | null {
  if (word === '' || word.startsWith('-') || word.includes('://') || word.includes('\0')) return null
  const path = resolve(cwd, word)
  const found = statOf(path)
  if (found === null ? !word.includes('/') : !found.isFile()) return null
  try {
    return followLinks(path)
  } catch {
    return path
  }
}

function digestOfFile(path: string): string {
  const found = statOf(path)
  if (found === null || !found.isFile()) return 'absent'
  try {
    if (found.size > MAX_HASHED_BYTES) return `${found.size}:${found.mtimeMs}`
    return createHash('sha256').update(readFileSync(path)).digest('hex')
  } catch {
    return 'unreadable'
  }
}

function statOf(path: string): Stats | null {
  try {
    return statSync(path, { throwIfNoEntry: false }) ?? null
  } catch {
    return null
  }
}
