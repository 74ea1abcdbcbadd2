// Chooses the tools of the servers that a model is shown in a session. The tools of small servers are shown at once; of a large server the
// model is told the name, and loads the tools that it needs. The order never changes, so that the beginning of a request stays as the
// provider has cached it.

import type { Lease } from '../../mcp/server-lease.ts'
import type { ServerTool } from '../../mcp/server-tools.ts'
import type { McpExposure } from '../../protocol/mcp.ts'

/** Tokens of the schemas of one server, and of all together, that are shown at once. */
const DIRECT_TOKENS = 2_000
const DIRECT_TOKENS_IN_ALL = 6_000

export interface ExposedTool {
  lease: Lease
  tool: ServerTool
  /** False for a tool that is to be loaded first. */
  isOffered: boolean
}

export interface ToolExposure {
  /** All tools but those of hidden servers, the offered ones in the order in which they were offered first. */
  list(leases: readonly Lease[]): ExposedTool[]
  /** The servers whose tools are to be loaded, or may turn out to be. */
  deferred(leases: readonly Lease[]): Lease[]
  /** From now on these tools are offered. */
  load(called: readonly string[]): void
}

/** `store` keeps the names of the tools that were loaded, for the session's next life. */
export function createToolExposure(store: { read(): readonly string[]; save(called: string[]): void }): ToolExposure {
  const kinds = new Map<string, McpExposure>()
  const order = new Map<string, number>()
  let direct = 0
  /** Read once: the tools are listed several times in each step. */
  let loaded: Set<string> | null = null
  const readLoaded = () => (loaded ??= new Set(store.read()))

  const kindOf = ({ server: { name, entry }, isKnown, list }: Lease): McpExposure | null => {
    if (entry.exposure !== undefined) return entry.exposure
    const known = kinds.get(name)
    if (known !== undefined || !isKnown()) return known ?? null
    const tokens = list().tools.reduce((sum, tool) => sum + tool.tokens, 0)
    const isSmall = tokens <= DIRECT_TOKENS && direct + tokens <= DIRECT_TOKENS_IN_ALL
    if (isSmall) direct += tokens
    const kind = isSmall ? 'direct' : 'deferred'
    kinds.set(name, kind)
    return kind
  }

  return {
    list(leases) {
      const exposed = leases.flatMap((lease) => {
        const kind = lease.isEnabled ? kindOf(lease) : 'hidden'
        if (kind === 'hidden') return []
        return lease
          .list()
          .tools.map((tool) => ({ lease, tool, isOffered: kind === 'direct' || readLoaded().has(tool.called) }))
      })
      for (const { tool, isOffered } of exposed)
        if (isOffered && !order.has(tool.called)) order.set(tool.called, order.size)
      const place = ({ tool: { called } }: ExposedTool) => order.get(called) ?? Infinity
      const [offered, others] = [exposed.filter((each) => each.isOffered), exposed.filter((each) => !each.isOffered)]
      return [...offered.toSorted((a, b) => place(a) - place(b)), ...others]
    },
    deferred: (leases) => leases.filter((lease) => lease.isEnabled && ['deferred', null].includes(kindOf(lease))),
    load(called) {
      for (const name of called) readLoaded().add(name)
      store.save([...readLoaded()])
    },
  }
}
