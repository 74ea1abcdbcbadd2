// Tells which files a line may show without a question: those of the workspace and of the system, but for secrets.

import { lstatSync, readFileSync, readdirSync, type Stats, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { hasCode } from '../../sys/files.ts'
import { isSecretFolder, isSecretPath, isSensitiveFile } from '../secrets/secret-names.ts'
import { followLinks, isInside } from '../rules/workspace-path.ts'
import { isForAll } from '../secrets/real-places.ts'
import { redactSecrets } from '../text/redaction.ts'

export interface ReadablePlace {
  /** The folder in which the command runs. */
  cwd: string
  /** The folders of the workspace. */
  folders: readonly string[]
  /** Folders of ours. */
  own: readonly string[]
}

/** Parts of the system that every user may read and that hold no one's secrets; secrets by name are left out all the same. */
const SYSTEM = ['/usr', '/bin', '/sbin', '/lib', '/lib64', '/etc', '/opt', '/var/log', '/nix/store', '/dev/null']
const PROCESS_FILES =
  /^\/proc\/(?:cpuinfo|meminfo|version|uptime|loadavg|mounts|filesystems|partitions|stat|swaps|self\/mounts|sys\/(?:kernel|vm|fs)\/[\w/.-]+)$/

/** True when a program may show the contents of the file, or the names in the folder, at `path`. */
export function isReadable(path: string, place: ReadablePlace): boolean {
  if (path === '-' || path === '') return true
  if (path.includes('\0')) return false
  const full = resolve(place.cwd, path)
  if (PROCESS_FILES.test(full)) return true
  let real: string
  try {
    real = followLinks(full)
  } catch {
    return false
  }
  if ([path, full, real].some((name) => isSecretPath(name) || isSecretFolder(name) || isSensitiveFile(name)))
    return false
  if (isInside(real, place.own) || (/\/\.git\/config$/.test(real) && !isPublicConfig(real))) return false
  if (isInside(real, place.folders)) return hasOneName(real)
  return isInside(real, SYSTEM) ? isOpenToAll(real) : isPublicKey(real)
}

/** False for a file of the workspace with hard links: one of its other names may be that of a secret. */
function hasOneName(real: string): boolean {
  const found = lookAt(real)
  return found === null || found.nlink === 1 || isInside(real, SYSTEM)
}

/** False for a file of the system that other users may not read, since passwords stand in it. Logs are the exception. */
function isOpenToAll(real: string): boolean {
  const found = lookAt(real)
  return found === null || isForAll(found) || isInside(real, ['/var/log'])
}

/** The entry at this path when it is a regular file; null for anything else, and for what does not exist. */
function lookAt(real: string): Stats | null {
  try {
    const found = lstatSync(real)
    return found.isFile() ? found : null
  } catch {
    return null
  }
}

/** A larger folder is not searched: the command would have to wait for it. */
const MAX_ENTRIES = 5_000

/** True when the path is a folder, also by a link. */
export function isFolder(path: string, { cwd }: ReadablePlace): boolean {
  try {
    return statSync(resolve(cwd, path)).isDirectory()
  } catch {
    return false
  }
}

/**
 * True when nothing in the folder is secret, so that a program may read it whole. `followsLinks`: the program reads through links in
 * it, which then count as secret; searching programs follow none.
 */
export function holdsNoSecret(path: string, place: ReadablePlace, followsLinks: boolean): boolean {
  if (!isReadable(path, place)) return false
  const waiting = [resolve(place.cwd, path)]
  let entries = 0
  while (waiting.length > 0) {
    const folder = waiting.pop()!
    const found = readEntries(folder)
    entries += found.length
    if (entries > MAX_ENTRIES) return false
    for (const entry of found) {
      const full = join(folder, entry.name)
      if (entry.isDirectory()) waiting.push(full)
      else if (entry.isSymbolicLink() ? followsLinks : !isReadable(full, place)) return false
    }
  }
  return true
}

function readEntries(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return [] // a file, or a folder that this user cannot read
  }
}

const MOST_KEY_BYTES = 16_384

/** True for the public half of a key for ssh, also when the file does not exist. */
function isPublicKey(real: string): boolean {
  if (!/\/\.ssh\/[\w.@-]+\.pub$/.test(real)) return false
  try {
    const found = lstatSync(real)
    if (!found.isFile() || found.nlink !== 1 || found.size > MOST_KEY_BYTES) return false
    return /^(?:ssh-|ecdsa-|sk-)\S+ [\w+/=]+(?: [^\n]*)?\n?$/.test(readFileSync(real, 'utf8'))
  } catch (error) {
    return hasCode(error, 'ENOENT')
  }
}

/** The address of a remote may hold a password. What is no file is not opened: a pipe would be waited for. */
function isPublicConfig(path: string): boolean {
  try {
    if (!statSync(path).isFile()) return false
    const text = readFileSync(path, 'utf8')
    return redactSecrets(text) === text
  } catch {
    return true
  }
}
