// The folders in which commands of the agent may write, or could once: those of all sessions, and those that the user trusts. kimi takes no
// program for itself from them, since a command may have put one there. They are kept, because a session may be removed.

import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { openTrustStore } from '../../safety/trust/trust-store.ts'
import { readText, writeAtomic } from '../../sys/files.ts'
import { parseObject } from '../../sys/json-reading.ts'
import { closeToPrograms } from '../../sys/own-path.ts'
import { realOf } from '../../sys/folders/temporary-folders.ts'
import { hashWorkDir, sessionsDirectory } from '../store/session-layout.ts'

const MAX_FOLDERS = 5_000

/** Closes what is known. `startedIn` is the folder in which kimi was started: a home, or what lies above it, is no workspace for that alone. */
export function closeKnownWorkspaces(share: string, env: NodeJS.ProcessEnv, startedIn: string): void {
  const home = realOf(env['HOME'] ?? '') ?? ''
  const isAboveHome = `${home}/`.startsWith(startedIn.endsWith('/') ? startedIn : `${startedIn}/`)
  closeToPrograms([
    ...(isAboveHome ? [] : [startedIn]),
    join(env['HOME'] ?? '/', '.cache', 'kimi', 'sandbox'), // the cache of commands in the sandbox
    ...read(share),
    ...openTrustStore(share).read().keys(),
    ...findUsed(share, env['PATH'] ?? ''),
  ])
}

/** Closes the folders of a workspace, and keeps them for the next daemon. False when all were known. Throws the failures of the disk. */
export function noteWorkspace(share: string, folders: readonly string[]): boolean {
  if (!closeToPrograms(folders)) return false
  const known = read(share)
  const added = folders.map((folder) => realOf(folder) ?? folder).filter((folder) => !known.includes(folder))
  if (added.length > 0) {
    const text = JSON.stringify({ folders: [...known, ...added].slice(-MAX_FOLDERS) })
    writeAtomic(fileOf(share), `${text}\n`)
  }
  return true
}

/** The folders of the PATH, and those above them, in which there were sessions before folders were kept. */
function findUsed(share: string, path: string): string[] {
  const names = new Set<string>()
  for (const folder of path.split(':').filter((name) => name.startsWith('/')))
    for (const name of [folder, realOf(folder) ?? folder])
      for (let at = name; dirname(at) !== at; at = dirname(at)) names.add(at)
  return [...names].filter((name) => existsSync(join(sessionsDirectory(share), hashWorkDir(name))))
}

function read(share: string): string[] {
  const folders = parseObject(readText(fileOf(share)) ?? '')?.['folders']
  return Array.isArray(folders) ? folders.filter((folder) => typeof folder === 'string') : []
}

function fileOf(share: string): string {
  return join(share, 'workspaces.json')
}
