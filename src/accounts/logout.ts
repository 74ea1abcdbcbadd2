// The end of logins on this machine. There is no request for it: no service of Kimi takes tokens back.

import { lstatSync, rmSync } from 'node:fs'
import type { KeyStore } from './key-store.ts'
import { followLink, readLogin } from './login-file.ts'
import { takeLoginLock } from './login-lock.ts'
import type { Slot } from './login-slots.ts'

export interface LogOutResult {
  /** The files and entries that are gone. */
  removed: string[]
  /** Logins of Kimi Code that stay, and that kimi goes on using. */
  left: string[]
}

/** Removes the logins of our directory and the stored key; those of Kimi Code's home only with `kimiCode`. */
export async function removeLogins(slots: readonly Slot[], keys: KeyStore, kimiCode: boolean): Promise<LogOutResult> {
  const result: LogOutResult = { removed: [], left: [] }
  const others = slots.filter(({ owner }) => owner === 'kimi-code' && !kimiCode)
  const keptFiles = others.map(({ file }) => followLink(file))
  for (const slot of slots) {
    const { kind } = readLogin(slot.file)
    if (kind === 'absent') continue
    if (slot.owner === 'kimi-code' && !kimiCode) {
      if (kind === 'usable') result.left.push(slot.file)
      continue
    }
    // A program that is just renewing the login would write it again behind our back.
    const lock = await takeLoginLock(slot)
    try {
      result.removed.push(...removeFile(slot.file, keptFiles))
    } finally {
      if (lock.ok) await lock.release()
    }
  }
  const stored = keys.known()
  if ((await keys.remove()) && stored) result.removed.push(stored.view.place)
  return result
}

/** Removes the file, and what it leads to as a link unless that is to be kept. Returns the files that are gone. */
function removeFile(file: string, kept: readonly string[]): string[] {
  const target = lstatSync(file).isSymbolicLink() ? followLink(file) : file
  const gone = target === file || kept.includes(target) ? [file] : [file, target]
  for (const path of gone) rmSync(path, { force: true })
  return gone
}
