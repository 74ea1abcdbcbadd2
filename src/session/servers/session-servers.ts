// The MCP servers of one session: which it has, what the model is shown of them, and what clients are told. Servers belong to the
// daemon, and start when one of their tools is needed.

import type { ReminderProvider } from '../../agent/reminders.ts'
import type { Lease } from '../../mcp/server-lease.ts'
import { statusUpdate } from '../../protocol/wire.ts'
import type { Tool } from '../../tools/tool.ts'
import { createTurnNotice } from '../admission/turn-notice.ts'
import type { LiveSession } from '../live-session.ts'
import { createHeldServers, type HeldDeps } from './held-servers.ts'
import { type CallDeps, makeServerTool } from './server-calls.ts'
import { createServerReminder, describeServers, statusOf } from './server-words.ts'
import { createToolExposure, type ExposedTool } from './tool-exposure.ts'
import { askForServer } from './server-questions.ts'
import { createServerWaits, isStartable, isUnknown, waitFor } from './server-waits.ts'
import { createToolSearch } from './tool-search.ts'
import { createUserReferences, type ReferenceDeps, type UserReferences } from './user-references.ts'
import type { describeWaiting } from './slow-servers.ts'

export interface ServersDeps extends Omit<HeldDeps, 'workDir' | 'onProblem' | 'onChanged'> {
  session: LiveSession
  timeoutMs(): number
  /** The directory for results that are too long to show. */
  outputDir: string
  takesImages(): boolean
  /** True where nobody sees the session's turns as they run. */
  isUnattended: boolean
}

export interface SessionServers {
  /**
   * To be called before a turn: reads the files that name servers, and waits a moment for servers that are new, and longer for those that
   * the user's words name.
   */
  settle(words: string): Promise<void>
  /** The tools of the servers, and ToolSearch where there is something to load. */
  tools(): Tool[]
  readonly reminder: ReminderProvider
  /** The servers for /mcp. */
  describe(): Promise<string>
  readonly references: UserReferences
  /** The real paths of files that the servers' commands name. */
  files(): string[]
  close(): void
}

export function createSessionServers(deps: ServersDeps): SessionServers {
  const { session } = deps
  const { state } = session
  const teller = createTeller(session)
  const held = createHeldServers({
    ...deps,
    workDir: () => session.workDir,
    onProblem: teller.tellOnce,
    onChanged: () => session.turn.isBusy && teller.tellStatus(held.leases()),
  })
  const exposure = createToolExposure({
    read: () => state.read().kimi_loaded_tools ?? [],
    save: (called) => state.save({ kimi_loaded_tools: called }),
  })
  const search = createToolSearch({
    async candidates(signal) {
      await waitFor(held.leases().filter(isUnknown), signal)
      return exposure.list(held.leases()).filter(({ isOffered }) => !isOffered)
    },
    load: exposure.load,
  })
  const calls = describeCalls(deps)
  const toTool = keepTools(calls)
  const waits = createServerWaits({
    session,
    isUnattended: deps.isUnattended,
    late: deps.pool.late,
    ...teller,
  })
  let hadDeferred = false
  return {
    async settle(words) {
      await held.refresh()
      if (held.leases().length > 0) await waits.meet(held.leases(), words)
    },
    tools() {
      hadDeferred ||= exposure.deferred(held.leases()).length > 0
      const exposed = exposure.list(held.leases())
      const tools = exposed.map(toTool)
      return hadDeferred ? [search, ...tools] : tools
    },
    reminder: createServerReminder(() => exposure.deferred(held.leases())),
    async describe() {
      await held.refresh()
      return describeServers(held.leases().map((lease) => lease.view()))
    },
    references: createUserReferences(describeReferences(deps, held.leases, calls)),
    files: () => held.leases().flatMap((lease) => lease.files.list()),
    close: held.close,
  }
}

/** Makes each tool once: they are listed several times in each step. */
function keepTools(calls: CallDeps): (exposed: ExposedTool) => Tool {
  const kept = { offered: new WeakMap<object, Tool>(), other: new WeakMap<object, Tool>() }
  return ({ lease, tool, isOffered }) => {
    const map = isOffered ? kept.offered : kept.other
    const made = map.get(tool) ?? makeServerTool(lease, tool, isOffered, calls)
    map.set(tool, made)
    return made
  }
}

interface Teller {
  tellOnce(text: string): void
  tellStatus(leases: readonly Lease[]): void
  tellFailures(leases: readonly Lease[]): void
  /** Tells clients of ours of the servers that have not answered yet, if there are any. */
  tellOwn(leases: readonly Lease[], describe: typeof describeWaiting): void
}

/** Tells clients of the servers: their status when it has changed, and each failure once. */
function createTeller(session: LiveSession): Teller {
  let lastStatus = ''
  const told = new Set<string>()
  const tellOnce = (text: string) => {
    if (told.has(text)) return
    told.add(text)
    session.emit(createTurnNotice(text))
  }
  return {
    tellOnce,
    tellStatus(leases: readonly Lease[]) {
      const status = statusOf(leases.map((lease) => lease.view()))
      const text = JSON.stringify(status)
      if (text === lastStatus) return
      lastStatus = text
      session.emit(statusUpdate({ mcp_status: status }))
    },
    tellOwn(leases, describe) {
      const awaited = leases.filter(isStartable).map((lease) => lease.view())
      // Clients of Kimi CLI know it from `mcp_status`, and expect nothing else.
      if (awaited.length > 0 && session.rules === 'own') session.emit(createTurnNotice(describe(awaited)))
    },
    tellFailures(leases: readonly Lease[]) {
      for (const lease of leases) {
        const { name, status, reason } = lease.view()
        if (status === 'failed') tellOnce(`the MCP server ${name} is not there: ${reason} (kimi mcp test ${name})`)
        if (status === 'unauthorized') tellOnce(`the MCP server ${name} wants a login (kimi mcp auth ${name})`)
        for (const problem of lease.list().problems) tellOnce(problem)
      }
    },
  }
}

function describeReferences(
  { session, timeoutMs }: ServersDeps,
  leases: () => readonly Lease[],
  calls: CallDeps,
): ReferenceDeps {
  return {
    leases,
    sources: () => session.sources,
    content: calls.content,
    options: ({ server: { name, entry } }) => ({
      signal: session.signal,
      timeoutMs: entry.toolTimeoutMs ?? timeoutMs(),
      onProgress: () => {},
      elicit: (wish, signal) => askForServer(name, wish, calls.ask(''), signal),
    }),
    tell: (text) => session.emit(createTurnNotice(text)),
  }
}

function describeCalls({ session, pool, timeoutMs, outputDir, takesImages }: ServersDeps): CallDeps {
  return {
    pins: pool.pins,
    timeoutMs,
    content: (callId) => ({ callId, outputDir, takesImages: takesImages() }),
    ask: (callId) => async (questions, signal) =>
      session.mode === 'auto' || !session.takesQuestions
        ? {}
        : session.requests.question({ tool_call_id: callId, questions }, signal),
  }
}
