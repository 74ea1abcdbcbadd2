// Finds the files and folders that the sandbox closes because they hold secrets: the known places of a home and of the system, and
// what lies in the workspace under a name that secrets have. Links are followed, so what is closed is the real file.

import { lstatSync, readdirSync, type Stats, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isReadableFile } from '../../sys/files.ts'
import { handleInSlices } from '../../sys/time-slices.ts'
import { findAliases, readMounts } from './mount-aliases.ts'
import { addReal, isForAll } from './real-places.ts'
import { isSensitiveFile } from './secret-names.ts'
import { searchSecrets } from './secret-search.ts'
import {
  HOME_CONFIGURATION,
  HOME_FILES,
  HOME_FOLDERS,
  HOME_SETTINGS,
  HOME_TOOLS,
  SYSTEM_FILES,
  SYSTEM_FOLDERS,
} from './secret-places.ts'
import { readSmallFile } from '../../workspace/folder-entries.ts'
import { redactSecrets } from '../text/redaction.ts'

/** Real paths to be closed. */
export interface Masks {
  files: string[]
  folders: string[]
  /** The files among those that are settings of programs in the home. */
  settings: string[]
  /** The files and folders among those that lie in the workspace. */
  inWorkspace: string[]
  /** The files and folders in the workspace that have the name of a secret but may be something else: a folder of code named `secrets`. */
  likely: string[]
  /** Each `.git`, `.hg`, `.jj` and `.sl` in the workspace, a folder, a file or a link, and each bare repository. */
  repositories: string[]
  /** False when the workspace was too large to be searched whole: something may be open that should not be. */
  isComplete: boolean
}

/** Of a larger workspace only the part searched so far is known; its first search would take longer than a command may wait. */
const MAX_ENTRIES = 400_000
const MAX_MASKS = 400

export interface MaskRequest {
  home: string
  /** Folders of ours: configuration, keys, sessions, and the socket. */
  own: readonly string[]
  folders: readonly string[]
  /** Further folders that are shown to commands. Of a large one only the beginning is searched. */
  others?: readonly string[]
}

/** The most files and folders of another folder that are looked at. */
const MAX_OTHER_ENTRIES = 1_000
const MAX_OTHER_MASKS = 200
const KEPT_OTHERS_MS = 300_000

/**
 * Everything that has to be closed for commands that nobody was asked about. Never rejects.
 * @param maxEntries the most files and folders of a workspace that are looked at
 */
export async function findMasks(
  { home, own, folders, others = [] }: MaskRequest,
  maxEntries = MAX_ENTRIES,
): Promise<Masks> {
  const known = findKnownPlaces(home)
  const masks = { files: new Set(known.files), folders: new Set(known.folders) }
  for (const path of own) addReal(path, masks)
  const searches = await Promise.all(folders.map((folder) => searchSecrets(folder, maxEntries)))
  const found = { files: new Set<string>(), folders: new Set<string>() }
  for (const path of searches.flatMap(({ secrets }) => secrets)) addReal(path, found)
  const secrets = [...masks.files, ...found.files, ...listFiles([...masks.folders, ...found.folders])]
  const files = searches.flatMap((search) => search.files)
  const linked = new Set<string>()
  for (const path of await findOtherNames(secrets, files)) addReal(path, { files: linked })
  for (const path of linked) found.files.add(path)
  for (const path of found.files) masks.files.add(path)
  for (const path of found.folders) masks.folders.add(path)
  const isComplete = searches.every((search) => search.isComplete) && masks.files.size + masks.folders.size <= MAX_MASKS
  for (const path of await searchOthers(others)) addReal(path, masks)
  const inFolder = (path: string) =>
    [...masks.folders].some((folder) => path !== folder && path.startsWith(`${folder}/`))
  return {
    files: [...masks.files].filter((path) => !inFolder(path)).sort(),
    folders: [...masks.folders].filter((path) => !inFolder(path)).sort(),
    settings: [...known.settings],
    inWorkspace: [...found.files, ...found.folders].filter(
      (path) => !known.files.has(path) && !known.folders.has(path),
    ),
    likely: [...found.files, ...found.folders].filter((path) => !isSensitiveFile(path) && !linked.has(path)),
    repositories: searches.flatMap(({ repositories }) => repositories).sort(),
    isComplete,
  }
}

const searched = new Map<string, { until: number; secrets: string[] }>()

/** The secrets of folders beside the workspace, as many as a sandbox can close without taking long to be made. */
async function searchOthers(folders: readonly string[]): Promise<string[]> {
  const found: string[] = []
  for (const folder of folders) found.push(...(await searchOther(folder)))
  return found.slice(0, MAX_OTHER_MASKS)
}

/** Searches a folder outside the workspace, and keeps what it found for five minutes. */
async function searchOther(folder: string): Promise<string[]> {
  const known = searched.get(folder)
  if (known !== undefined && known.until > Date.now()) return known.secrets
  const { secrets } = await searchSecrets(folder, MAX_OTHER_ENTRIES)
  const named = secrets.filter((path) => isSensitiveFile(path))
  searched.set(folder, { until: Date.now() + KEPT_OTHERS_MS, secrets: named })
  return named
}

interface KnownPlaces {
  files: Set<string>
  folders: Set<string>
  settings: Set<string>
}

/** The folders in which the places of a home and of the system lie: one of them changes when a place comes or goes. */
const parentsOf = (home: string) => [
  ...new Set(
    [
      ...[...HOME_FOLDERS, ...HOME_FILES, ...HOME_SETTINGS, ...HOME_CONFIGURATION].map((name) => join(home, name)),
      ...SYSTEM_FOLDERS,
      ...SYSTEM_FILES,
    ].map((path) => dirname(path)),
  ),
]

const knownPlaces = new Map<string, { stamp: string; places: KnownPlaces }>()

/** The known places of secrets that exist. They are looked for again only when a folder in which one may lie has changed. */
function findKnownPlaces(home: string): KnownPlaces {
  const stamp = parentsOf(home).map(changeOf).join()
  const known = knownPlaces.get(home)
  if (known?.stamp === stamp) return known.places
  const places: KnownPlaces = { files: new Set(), folders: new Set(), settings: new Set() }
  for (const path of [...HOME_FOLDERS.map((name) => join(home, name)), ...SYSTEM_FOLDERS]) addReal(path, places)
  for (const path of [...HOME_FILES.map((name) => join(home, name)), ...SYSTEM_FILES]) addReal(path, places)
  for (const name of HOME_SETTINGS) addReal(join(home, name), { files: places.settings })
  for (const path of findPrivateFiles('/etc')) addReal(path, places)
  for (const path of listFiles(HOME_TOOLS.map((name) => join(home, name))))
    if (isSensitiveFile(path)) addReal(path, places)
  for (const path of HOME_CONFIGURATION.map((name) => join(home, name)))
    if (holdsSecret(path)) addReal(path, { files: places.settings })
  for (const path of places.settings) places.files.add(path)
  for (const path of findCopies([...HOME_FILES, ...HOME_SETTINGS].map((name) => join(home, name))))
    addReal(path, places)
  const mounts = readMounts()
  for (const path of [...places.files, ...places.folders])
    for (const alias of findAliases(path, mounts)) addReal(alias, places)
  knownPlaces.set(home, { stamp, places })
  return places
}

/** A larger folder is not searched to its end. */
const MOST_SYSTEM_FILES = 5_000

/** Files below the folder that other users may not read, for passwords stand in them, and that this user can, as root or by a group; also those with the name of a secret. */
export function findPrivateFiles(root: string): string[] {
  const found: string[] = []
  const waiting = [root]
  for (let seen = 0; waiting.length > 0 && seen < MOST_SYSTEM_FILES;) {
    for (const path of listFiles([waiting.pop()!])) {
      seen++
      const entry = lookAt(path)
      if (entry?.isDirectory() === true) waiting.push(path)
      else if (entry?.isFile() === true && (!isForAll(entry) || isNamedSecret(path)) && isReadableFile(path))
        found.push(path)
    }
  }
  return found
}

/** The certificates of a system are in files of the names that keys have. */
const isNamedSecret = (path: string) => !/\/(?:ssl|pki|ca-certificates)\//.test(path) && isSensitiveFile(path)

/** True for a configuration with a token or a password in it. A large file is not read, and counts as one without. */
function holdsSecret(path: string): boolean {
  const text = readSmallFile(path)
  return text !== null && redactSecrets(text) !== text
}

/** The entry itself, and not what a link leads to; null when it cannot be looked at. */
function lookAt(path: string): Stats | null {
  try {
    return lstatSync(path)
  } catch {
    return null
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

/** Copies that lie beside these files: `.netrc.bak`, `.bash_history.1`. */
function findCopies(files: readonly string[]): string[] {
  return listFiles(new Set(files.map((path) => dirname(path)))).filter(
    (path) => isSensitiveFile(path) && files.some((file) => path.startsWith(file)) && statFile(path) !== null,
  )
}

/** When a folder last changed; '' when it cannot be seen. */
function changeOf(folder: string): bigint | '' {
  try {
    return statSync(folder, { bigint: true }).mtimeNs
  } catch {
    return ''
  }
}

/** Hard links: other names of a secret file, which show the same contents. */
async function findOtherNames(secrets: readonly string[], files: readonly string[]): Promise<string[]> {
  const linked = new Set<string>()
  await handleInSlices(secrets, (path) => {
    const found = statFile(path)
    if (found !== null && found.nlink > 1) linked.add(`${found.dev}:${found.ino}`)
  })
  if (linked.size === 0) return []
  const names: string[] = []
  await handleInSlices(files, (path) => {
    const found = statFile(path)
    if (found !== null && linked.has(`${found.dev}:${found.ino}`)) names.push(path)
  })
  return names
}

/** Null when `path` is not a regular file, or cannot be looked at. */
function statFile(path: string): Stats | null {
  try {
    const found = statSync(path)
    return found.isFile() ? found : null
  } catch {
    return null
  }
}
