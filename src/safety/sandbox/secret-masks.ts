// Finds the files and folders that the sandbox closes because they hold secrets: the known places of a home and of the system, and
// what lies in the workspace under a name that secrets have. Links are followed, so what is closed is the real file.

import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isSecretPath } from '../lines/secret-paths.ts'
import { isSensitiveFile } from '../rules/workspace-path.ts'

/** Real paths to be closed. */
export interface Masks {
  files: string[]
  folders: string[]
  /** False when the workspace was too large to be searched whole: something may be open that should not be. */
  isComplete: boolean
}

/** Folders of a home that hold secrets, private messages or the sessions of a browser; each is closed whole. */
const HOME_FOLDERS = [
  '.ssh',
  '.gnupg',
  '.aws',
  '.azure',
  '.kube',
  '.docker',
  '.password-store',
  '.kimi',
  '.kimi-code',
  '.mozilla',
  '.thunderbird',
  '.subversion/auth',
  '.sops',
  '.bitcoin',
  '.electrum',
  '.config/gcloud',
  '.config/gh',
  '.config/glab-cli',
  '.config/hub',
  '.config/op',
  '.config/rclone',
  '.config/sops',
  '.config/doctl',
  '.config/heroku',
  '.config/github-copilot',
  '.config/google-chrome',
  '.config/chromium',
  '.config/BraveSoftware',
  '.config/microsoft-edge',
  '.config/Signal',
  '.config/Slack',
  '.config/1Password',
  '.config/Bitwarden',
  '.config/Bitwarden CLI',
  '.config/keybase',
  '.config/containers',
  '.local/share/keyrings',
  '.local/share/kwalletd',
  '.local/share/containers',
  '.local/share/fish',
  '.local/share/atuin',
  '.local/share/mcfly',
  '.local/share/TelegramDesktop',
  'Library/Keychains',
  'Library/Cookies',
  'Library/Messages',
  'Library/Mail',
  'Library/Application Support/Google/Chrome',
  'Library/Application Support/Firefox',
]

/** Files of a home that hold passwords, tokens, or what was typed at a prompt. */
const HOME_FILES = [
  '.netrc',
  '_netrc',
  '.npmrc',
  '.yarnrc.yml',
  '.pypirc',
  '.pgpass',
  '.my.cnf',
  '.mylogin.cnf',
  '.git-credentials',
  '.config/git/credentials',
  '.vault-token',
  '.boto',
  '.s3cfg',
  '.dockercfg',
  '.htpasswd',
  '.smbcredentials',
  '.terraformrc',
  '.terraform.d/credentials.tfrc.json',
  '.cargo/credentials',
  '.cargo/credentials.toml',
  '.gem/credentials',
  '.bundle/config',
  '.m2/settings.xml',
  '.m2/settings-security.xml',
  '.gradle/gradle.properties',
  '.nuget/NuGet/NuGet.Config',
  '.composer/auth.json',
  '.config/composer/auth.json',
  '.config/pip/pip.conf',
  '.pip/pip.conf',
  '.claude.json',
  '.claude/.credentials.json',
  '.codex/auth.json',
  '.gemini/oauth_creds.json',
  '.config/hcloud/cli.toml',
  '.config/fly/config.yml',
  '.fly/config.yml',
  '.bash_history',
  '.zsh_history',
  '.zhistory',
  '.histfile',
  '.sh_history',
  '.ksh_history',
  '.python_history',
  '.node_repl_history',
  '.psql_history',
  '.mysql_history',
  '.sqlite_history',
  '.rediscli_history',
  '.irb_history',
  '.lesshst',
  '.viminfo',
]

const SYSTEM_FOLDERS = [
  '/run/secrets',
  '/run/credentials',
  '/etc/ssl/private',
  '/etc/letsencrypt/live',
  '/etc/letsencrypt/archive',
  '/etc/kubernetes',
  '/etc/sudoers.d',
]
const SYSTEM_FILES = [
  '/etc/shadow',
  '/etc/shadow-',
  '/etc/gshadow',
  '/etc/gshadow-',
  '/etc/sudoers',
  '/etc/krb5.keytab',
]

/** Folders in a workspace that are not searched: what lies there came from others or was made by a program. */
const UNSEARCHED = new Set(['node_modules', '.git', '.hg', '.svn', '.venv', '__pycache__', '.mypy_cache', '.tox'])
/** Of a larger workspace only the part searched so far is known; its search would take longer than a command may wait. */
const MAX_ENTRIES = 60_000
const MAX_MASKS = 400
/** The time for which a search of the workspace is believed. */
const FRESH_MS = 5_000

export interface MaskRequest {
  home: string
  /** Folders of ours: configuration, keys, sessions, and the socket. */
  own: readonly string[]
  folders: readonly string[]
}

/**
 * Everything that has to be closed for commands that nobody was asked about. Never rejects.
 * @param maxEntries the most files and folders of a workspace that are looked at
 */
export async function findMasks({ home, own, folders }: MaskRequest, maxEntries = MAX_ENTRIES): Promise<Masks> {
  const masks = { files: new Set<string>(), folders: new Set<string>() }
  for (const path of [...own, ...HOME_FOLDERS.map((name) => join(home, name)), ...SYSTEM_FOLDERS]) addReal(path, masks)
  for (const path of [...HOME_FILES.map((name) => join(home, name)), ...SYSTEM_FILES]) addReal(path, masks)
  const searches = await Promise.all(folders.map((folder) => searchFresh(folder, maxEntries)))
  for (const path of searches.flatMap(({ secrets }) => secrets)) addReal(path, masks)
  const secrets = [...masks.files, ...listFiles(masks.folders)]
  const files = searches.flatMap((search) => search.files)
  for (const path of await findOtherNames(secrets, files)) addReal(path, masks)
  const isComplete = searches.every((search) => search.isComplete) && masks.files.size + masks.folders.size <= MAX_MASKS
  const inFolder = (path: string) =>
    [...masks.folders].some((folder) => path !== folder && path.startsWith(`${folder}/`))
  return {
    files: [...masks.files].filter((path) => !inFolder(path)).sort(),
    folders: [...masks.folders].filter((path) => !inFolder(path)).sort(),
    isComplete,
  }
}

function addReal(path: string, masks: { files: Set<string>; folders: Set<string> }): void {
  try {
    const real = realpathSync.native(path)
    const found = statSync(real)
    if (found.isDirectory()) masks.folders.add(real)
    else if (found.isFile() || found.isFIFO()) masks.files.add(real)
  } catch {
    // The path does not exist, or this user cannot reach it: then no command of theirs can.
  }
}

/** The files right in these folders. */
function listFiles(folders: Iterable<string>): string[] {
  return [...folders].flatMap((folder) => {
    try {
      return readdirSync(folder).map((name) => join(folder, name))
    } catch {
      return []
    }
  })
}

interface Search {
  secrets: string[]
  files: string[]
  isComplete: boolean
}

const searches = new Map<string, { at: number; search: Promise<Search> }>()

/** The secrets in a folder, searched at most every FRESH_MS. */
function searchFresh(folder: string, maxEntries: number): Promise<Search> {
  const now = performance.now()
  for (const [path, { at }] of searches) if (now - at > FRESH_MS) searches.delete(path)
  const known = searches.get(folder)
  if (known !== undefined) return known.search
  const search = searchFolder(folder, maxEntries)
  searches.set(folder, { at: now, search })
  return search
}

async function searchFolder(root: string, maxEntries: number): Promise<Search> {
  const secrets: string[] = []
  const files: string[] = []
  let entries = 0
  const waiting = [root]
  while (waiting.length > 0) {
    const folder = waiting.pop()!
    const found: Dirent[] = await readdir(folder, { withFileTypes: true }).catch(() => [])
    entries += found.length
    if (entries > maxEntries) return { secrets, files, isComplete: false }
    for (const entry of found) {
      const path = join(folder, entry.name)
      const isSecret = isSecretPath(path) || isSensitiveFile(path)
      // A pipe can be written to on a read-only disk.
      if (entry.isFIFO()) secrets.push(path)
      else if (entry.isDirectory() && !isSecret) {
        if (!UNSEARCHED.has(entry.name)) waiting.push(path)
      } else if (isSecret) secrets.push(path)
      else if (entry.isFile()) files.push(path)
    }
  }
  return { secrets, files, isComplete: true }
}

/** Hard links: other names of a secret file, which show the same contents. */
async function findOtherNames(secrets: readonly string[], files: readonly string[]): Promise<string[]> {
  const linked = new Set<string>()
  for (const path of secrets) {
    const found = await stat(path).catch(() => null)
    if (found !== null && found.isFile() && found.nlink > 1) linked.add(`${found.dev}:${found.ino}`)
  }
  if (linked.size === 0) return []
  const names: string[] = []
  for (const path of files) {
    const found = await stat(path).catch(() => null)
    if (found !== null && linked.has(`${found.dev}:${found.ino}`)) names.push(path)
  }
  return names
}
