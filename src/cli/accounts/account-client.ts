// The daemon of the account commands: the running one, which learns of a login at once; else one in this process. Variables that name
// other hosts are the client's own, and the running daemon may have been started without them.

import { hostDaemon } from '../../client/host.ts'
import type { Client } from '../../client/peer.ts'
import { findPaths } from '../../sys/paths.ts'
import { withSessions } from '../sessions/session-client.ts'

const HOSTS = /^KIMI_(?:(?:CODE_)?OAUTH_HOST|CODE_BASE_URL|CODE_HOME)$/

export async function withAccounts<T>(env: NodeJS.ProcessEnv, use: (client: Client) => Promise<T>): Promise<T> {
  if (!Object.keys(env).some((name) => HOSTS.test(name) && env[name])) return withSessions(env, use)
  const client = await hostDaemon(findPaths(env))
  try {
    return await use(client)
  } finally {
    client.close()
  }
}
