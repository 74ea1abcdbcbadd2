// All that git is configured with for its user: the files of the system and of the home, variables, and what these include. Read as text:
// asking git for it may start programs that it names.

import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { expandHome } from '../sys/own-user.ts'
import { type GitSetting, parseGitConfig } from './git-config.ts'

/** The user who runs git, as far as git's configuration depends on it. */
export interface GitUser {
  home: string
  /** The variables of the user's shell; without them only the usual files are read. */
  env?: NodeJS.ProcessEnv | undefined
}

export interface PlacedSetting extends GitSetting {
  /** The path of the file, as git names it; '' for a variable. */
  file: string
}

export interface GitSettings {
  settings: PlacedSetting[]
  /** The files that were looked for, those that do not exist included. */
  files: string[]
  /** False when a file was left out: it is no regular file, may not be read, or is too large, or there are too many. */
  isWhole: boolean
}

/** The folders in which git looks for the configuration of the whole system, as distributions and Homebrew build it. */
const SYSTEM_FILES = ['/etc', '/usr/local/etc', '/opt/homebrew/etc', '/home/linuxbrew/.linuxbrew/etc']
const MAX_FILES = 50
const MAX_CONFIG_BYTES = 1024 * 1024
/** A number of settings in variables that is higher is not the user's. */
const MAX_VARIABLES = 100

/** The user's configuration files and those of the system, whether they exist or not. */
export function listUserFiles({ home, env = {} }: GitUser): string[] {
  const { GIT_CONFIG_SYSTEM: system, GIT_CONFIG_GLOBAL: global } = env
  // Programs of the user that do not have the variables read the usual files all the same.
  const folders = [join(home, '.config'), env['XDG_CONFIG_HOME'] || join(home, '.config')]
  const own = [join(home, '.gitconfig'), ...folders.map((folder) => join(folder, 'git/config'))]
  const ofSystem = SYSTEM_FILES.map((folder) => join(folder, 'gitconfig'))
  return [...ofSystem, ...own, ...[system, global].flatMap((path) => path || [])]
}

/** Variables that name a program, and the setting with the same effect. */
const VARIABLES = { GIT_EXTERNAL_DIFF: 'diff.external', GIT_SSH_COMMAND: 'core.sshcommand', GIT_PAGER: 'core.pager' }

/** The settings in variables: `GIT_CONFIG_COUNT` with its pairs, and those that name a program themselves. */
export function readVariables({ env = {} }: GitUser): PlacedSetting[] {
  const count = Math.min(Number(env['GIT_CONFIG_COUNT'] ?? 0) || 0, MAX_VARIABLES)
  const pairs = Array.from({ length: count }, (_, at) => ({
    key: (env[`GIT_CONFIG_KEY_${at}`] ?? '').toLowerCase(),
    value: env[`GIT_CONFIG_VALUE_${at}`] ?? '',
  }))
  const named = Object.entries(VARIABLES).map(([name, key]) => ({ key, value: env[name] ?? '' }))
  return [...pairs, ...named].filter(({ value }) => value !== '').map((setting) => ({ ...setting, file: '' }))
}

/**
 * The settings in these files and in all that they include, whatever the conditions of the inclusion. Never throws.
 * @param more settings from elsewhere, which may include files as well
 */
export function readGitSettings(
  files: readonly string[],
  home: string,
  more: readonly PlacedSetting[] = [],
): GitSettings {
  const found: GitSettings = { settings: [...more], files: [], isWhole: true }
  const waiting = [...files]
  const include = (settings: readonly PlacedSetting[]) => {
    for (const { key, value, file } of settings)
      if (isInclude(key)) waiting.push(resolve(dirname(file || '/'), expandHome(value, home)))
  }
  include(more)
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

const known = new Map<string, { stamp: string; settings: GitSetting[] }>()
const MAX_KNOWN = 500

/** The settings of one file, which is read again only when it has changed; null for one that is left out. A missing file has no settings. */
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
