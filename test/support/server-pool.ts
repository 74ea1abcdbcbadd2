// A pool of MCP servers for tests that open sessions without a daemon.

import { createServerPool, type PoolDeps, type ServerPool } from '../../src/mcp/server-pool.ts'

/** `said` gets what the pool would log. */
export function makePool(share: string, said: string[] = [], more: Partial<PoolDeps> = {}): ServerPool {
  return createServerPool({
    share,
    createAuth: () => undefined,
    onUnauthorized: () => {},
    log: (problem) => void said.push(problem),
    secretOf: () => null,
    process: { ownVariables: {}, onStarted: () => {} },
    ...more,
  })
}
