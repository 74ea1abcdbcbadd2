// The user's configuration as the daemon holds it: read when first needed, and again after the file has changed.

import { statSync } from 'node:fs'
import { loadConfig, withEnvironment, type Config } from '../config/configuration.ts'
import type { ClientEnv } from '../protocol/methods.ts'
import { stampOf } from '../sys/files.ts'
import type { Log } from '../sys/log.ts'
import type { Paths } from '../sys/paths.ts'

/** Failures to read a file that may be over by the next question: too many files open, a disk that fails now and then. */
const PASSING = ['EMFILE', 'ENFILE', 'EIO', 'ENOMEM', 'EAGAIN']
/** A file that was written so shortly before it was read may be written again without another time of change: five ticks of Linux's clock. */
const YOUNG_MS = 20

export interface LiveConfig {
  read(): Config
  /** The configuration with a client's own variables laid over it. */
  readFor(env: ClientEnv): Config
  /**
   * Looks at the file, in some microseconds. True when it is another than the one that was read last: then the next read goes to
   * the file again.
   */
  refresh(): boolean
  /** Makes the next read go to the file again. */
  forget(): void
}

/** Problems of the file are logged once per reading. */
export function createLiveConfig(paths: Paths, log: Log, load: typeof loadConfig = loadConfig): LiveConfig {
  let config: Config | undefined
  let stamp: string | undefined
  const read = () => {
    if (config) return config
    stamp = stampOf(paths.config)
    const loaded = load({ file: paths.config, env: process.env })
    for (const problem of loaded.problems) log('warn', 'config', { problem })
    // A file that could not be opened is read again with the next question, whoever it belongs to: an administrator's file counts, too.
    const isUnread = loaded.unread.some(({ path, code }) => path === paths.config || PASSING.includes(code))
    if (!isUnread && !isYoung(paths.config)) config = loaded
    return loaded
  }
  return {
    read,
    readFor: (env) => withEnvironment(read(), env),
    refresh() {
      if (stamp === undefined || stamp === stampOf(paths.config)) return false
      config = undefined
      stamp = undefined
      return true
    },
    forget: () => void (config = undefined),
  }
}

function isYoung(file: string): boolean {
  const stat = statSync(file, { throwIfNoEntry: false })
  const age = stat ? Date.now() - stat.mtimeMs : YOUNG_MS
  return age >= 0 && age < YOUNG_MS
}
