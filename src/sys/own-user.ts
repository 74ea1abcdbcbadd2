// The user of this process. A uid need not have a line in /etc/passwd, as after `docker run -u 1234`: Node then throws where it is asked.

import { homedir, userInfo } from 'node:os'

export interface OwnUser {
  /** -1 where the system has no uids. */
  uid: number
  /** The name of the account; '' for a user id without an account. */
  name: string
  /** The home of the account, whatever HOME says; null for a user id without an account. */
  home: string | null
}

/** Never throws. */
export function findOwnUser(): OwnUser {
  try {
    const { uid, username, homedir: home } = userInfo()
    return { uid, name: username, home }
  } catch {
    return { uid: process.getuid?.() ?? -1, name: '', home: null }
  }
}

/** The home: of HOME, else of the account, else `/`, which containers take for one. Never throws. */
export function findHome(): string {
  try {
    return homedir()
  } catch {
    return '/'
  }
}

/** A path as a user writes it, with `home` in place of a `~` that stands for a whole part of it. Any other path comes back as it is. */
export function expandHome(path: string, home: string): string {
  return path.replace(/^~(?=\/|$)/, () => home)
}
