// The user's configuration as the daemon holds it: read when first needed, and again after the file has changed.

import { loadConfig, withEnvironment, type Config } from '../config/configuration.ts'
import type { ClientEnv } from '../protocol/methods.ts'
import type { Log } from '../sys/log.ts'
import type { Paths } from '../sys/paths.ts'

export interface LiveConfig {
  read(): Config
  /** The configuration with a client's own variables laid over it. */
  readFor(env: ClientEnv): Config
  /** Makes the next read go to the file again. */
  forget(): void
}

/** Problems of the file are logged once per reading. */
export function createLiveConfig(paths: Paths, log: Log): LiveConfig {
  let config: Config | undefined
  const read = () => {
    if (config) return config
    const loaded = loadConfig({ file: paths.config, env: process.env })
    for (const problem of loaded.problems) log('warn', 'config', { problem })
    // A file that could not be opened, as when too many others are, is read again with the next question.
    const isUnread = loaded.problems.some((problem) => problem.startsWith(`${paths.config}: E`))
    if (!isUnread) config = loaded
    return loaded
  }
  return {
    read,
    readFor: (env) => withEnvironment(read(), env),
    forget: () => void (config = undefined),
  }
}
