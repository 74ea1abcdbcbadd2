// The daemon of the session commands: the running one, else one in this process. Sessions are files, so that no daemon
// needs to be started to look at them.

import { findDaemon, greet } from '../../client/connect.ts'
import { hostDaemon } from '../../client/host.ts'
import type { Client } from '../../client/peer.ts'
import { VERSION } from '../../protocol/version.ts'
import { findPaths } from '../../sys/paths.ts'

/** Changes go through the running daemon, which may have the session open. A daemon of another release is left alone. */
export async function withSessions<T>(env: NodeJS.ProcessEnv, use: (client: Client) => Promise<T>): Promise<T> {
  return useAndClose((!env['CI'] && (await findCurrent(env))) || (await hostDaemon(findPaths(env))), use)
}

/** For work that takes long (a search, an archive): done in this process, so that the daemon answers others meanwhile. */
export async function withOwnDaemon<T>(env: NodeJS.ProcessEnv, use: (client: Client) => Promise<T>): Promise<T> {
  return useAndClose(await hostDaemon(findPaths(env)), use)
}

async function findCurrent(env: NodeJS.ProcessEnv): Promise<Client | null> {
  const paths = findPaths(env)
  const client = await findDaemon(paths)
  if (!client) return null
  let isCurrent = false
  try {
    isCurrent = (await greet(client, paths)).version === VERSION
    return isCurrent ? client : null
  } finally {
    if (!isCurrent) client.close()
  }
}

async function useAndClose<T>(client: Client, use: (client: Client) => Promise<T>): Promise<T> {
  try {
    return await use(client)
  } finally {
    client.close()
  }
}
