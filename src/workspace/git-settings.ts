// All that git is configured with for its user: the files of the system and of the home, and what these include. Read as text:
// asking git for it may start programs that it names.

import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { type GitSetting, parseGitConfig } from './git-config.ts'

/** The user who runs git, as far as git's configuration depends on it. */
export interface GitUser {
  home: string
  /** The variables of the user's shell; without them only the usual files are read. */
  env?: NodeJS.ProcessEnv | undefined
}

export interface PlacedSetting extends GitSetting {
  /** The path of the file, as git names it. */
  file: string
}

export interface GitSettings {
  settings: PlacedSetting[]
  /** The files that were looked for, those that do not exist included. */
  files: string[]
  /** False when a file was left out: it is no regular file, may not be read, or is too large, or there are too many. */
  isWhole: boolean
}

/** Where git is built to look for the configuration of the whole system: by distributions, and by Homebrew. */
const SYSTEM_FILES = ['/etc', '/usr/local/etc', '/opt/homebrew/etc', '/home/linuxbrew/.linuxbrew/etc']
const MAX_FILES = 50
const MAX_CONFIG_BYTES = 1024 * 1024

/** The user's configuration files and those of the system, whether they exist or not. */
export function listUserFiles({ home, env = {} }: GitUser): string[] {
  const { GIT_CONFIG_SYSTEM: system, GIT_CONFIG_GLOBAL: global } = env
  const own = [join(home, '.gitconfig'), join(env['XDG_CONFIG_HOME'] || join(home, '.config'), 'git/config')]
  const ofSystem = SYSTEM_FILES.map((folder) => join(folder, 'gitconfig'))
  // Other programs of the user do not have the variables, and read the usual files.
  return [...ofSystem, ...own, ...[system, global].filter((path) => path !== undefined && path !== '')] as string[]
}

/**
 * The settings in these files and in all that they include, whatever the conditions of the inclusion. Never throws.
 */
export function readGitSettings(files: readonly string[], home: string): GitSettings {
  const found: GitSettings = { settings: [], files: [], isWhole: true }
  const waiting = [...files]
  const include = (settings: readonly PlacedSetting[]) => {
    for (const { key, value, file } of settings)
      if (isInclude(key)) waiting.push(resolve(dirname(file), expandHome(value, home)))
  }
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    if (found.files.includes(path)) continue
    if (found.files.length >= MAX_FILES) return { ...found, isWhole: false }
    found.files.push(path)
    const settings = readFile(path)
    if (settings === null) found.isWhole = false
    else {
      const placed = settings.map((setting) => ({ ...setting, file: path }))
      found.settings.push(...placed)
      include(placed)
    }
  }
  return found
}

/** True for a key whose value is the path of another configuration file. */
function isInclude(key: string): boolean {
  return /^include(?:if\..*)?\.path$/.test(key)
}

export function expandHome(path: string, home: string): string {
  return path.replace(/^~(?=\/|$)/, () => home)
}

const known = new Map<string, { stamp: string; settings: GitSetting[] }>()
const MAX_KNOWN = 500

/** The settings of one file, which is read again only when it has changed; null for one that is left out. A missing file has none. */
function readFile(path: string): GitSetting[] | null {
  try {
    const found = statSync(path, { bigint: true, throwIfNoEntry: false })
    if (found === undefined) return []
    if (!found.isFile() || found.size > MAX_CONFIG_BYTES) return null
    const stamp = [found.dev, found.ino, found.size, found.ctimeNs, found.mtimeNs].join()
    const kept = known.get(path)
    if (kept?.stamp === stamp) return kept.settings
    const settings = parseGitConfig(readFileSync(path, 'utf8'))
    if (known.size >= MAX_KNOWN) known.clear()
    known.set(path, { stamp, settings })
    return settings
  } catch {
    return existsSync(path) ? null : []
  }
}
