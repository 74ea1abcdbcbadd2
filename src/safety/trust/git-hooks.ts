// The hooks of a repository, and the files of the working tree that they run.

import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, extname, join } from 'node:path'
import { isProgram } from '../../sys/files.ts'
import { isFolder } from '../../workspace/folder-entries.ts'
import { realOrSame } from '../rules/workspace-path.ts'
import { filesOfCommand } from './command-files.ts'

const MAX_HOOKS = 64
/** The start of a longer hook is read. */
const MAX_HOOK_CHARACTERS = 32 * 1024

/** The programs in a folder of hooks, by their whole paths. Never throws. */
export function listHooks(folder: string): string[] {
  const names = readEntries(folder).map(({ name }) => name)
  return names
    .filter((name) => !name.endsWith('.sample'))
    .toSorted()
    .slice(0, MAX_HOOKS)
    .map((name) => join(folder, name))
    .filter(isProgram)
}

function readEntries(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}

/** The real places to which links in a folder of hooks lead, whether something is there yet or not. Never throws. */
export function targetsOfHooks(folder: string): string[] {
  const links = readEntries(folder).filter((entry) => entry.isSymbolicLink())
  return links.map(({ name }) => realOrSame(join(folder, name)))
}

/** Files that a hook names to read them, or to look whether they have changed: builds and package managers write them. */
const IS_DATA =
  /^\.(?:json5?|jsonc|lock|lockb|sum|mod|md|rst|txt|ya?ml|toml|xml|csv|html?|css|svg|png|log|snap|patch|diff)$/i

/** The folder of the hook itself, as hooks find it, and any other folder that is known only when the hook runs. */
const OWN_FOLDER = /\$\(\s*dirname[^()]*\)|\$\{0%\/\*\}/g
const SOME_FOLDER = /["']?(?:\$\([^()]*\)|\$\{\w+\}|\$\w+|`[^`]*`)["']?(?=\/)/g

/**
 * Paths of the files that a hook names to run them, also of scripts that do not exist yet; files of data and folders are left out. Never throws.
 * @param hook the path of the hook
 * @param root the top of the working tree, where git starts it
 */
export function filesOfHook(hook: string, root: string, home: string): string[] {
  const folder = dirname(hook)
  const lines = readStart(hook).split('\n')
  const code = lines
    .filter((line) => !/^\s*#/.test(line))
    .join('\n')
    .replaceAll(OWN_FOLDER, () => folder)
    .replaceAll(SOME_FOLDER, '.')
  // Without a sign of a path a word is a program on the PATH, or one of the shell.
  const found = filesOfCommand(code, root, home, (word) => /[./]/.test(word))
  return found.filter((path) => !IS_DATA.test(extname(path)) && !isFolder(path))
}

function readStart(path: string): string {
  try {
    const text = statSync(path).isFile() ? readFileSync(path, 'latin1') : ''
    return text.includes('\0') ? '' : text.slice(0, MAX_HOOK_CHARACTERS)
  } catch {
    return ''
  }
}
