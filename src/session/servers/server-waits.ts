// The time that a turn waits for servers that were never connected, whose tools nobody knows. Servers start in the background: their tools
// are there from the step on that follows their connection, and until then the model reads that they are coming.

import { setTimeout as sleep } from 'node:timers/promises'
import type { Lease } from '../../mcp/server-lease.ts'
import type { LiveSession } from '../live-session.ts'
import { describeLeaving, describeWaiting, QUIET_WAIT_MS } from './slow-servers.ts'

/** A turn waits so long for a server that its words name, and for all of them where nobody sits in front of it, as Kimi CLI does. */
const NAMED_WAIT_MS = 10_000
/** A turn waits so long for the others: it may have no need of them. */
const OTHER_WAIT_MS = 3_000

export interface WaitDeps {
  session: LiveSession
  /** True where nobody sees the turn as it runs: a script counts on all tools. */
  isUnattended: boolean
  /** Servers that have not answered in the time of a whole wait, by their instance: no other session waits for them either. */
  late: WeakSet<object>
  tellStatus(leases: readonly Lease[]): void
  tellFailures(leases: readonly Lease[]): void
  /** Tells clients of ours of the servers that have not answered yet, if there are any. */
  tellOwn(leases: readonly Lease[], describe: typeof describeWaiting): void
}

export interface ServerWaits {
  /**
   * Waits for servers that are new, and tells clients how all of them are. `words`: what the user has typed. One that is being fetched
   * may take minutes, and holds up no other turn that does not name it.
   */
  meet(leases: readonly Lease[], words: string): Promise<void>
}

export function createServerWaits({ session, isUnattended, late, ...teller }: WaitDeps): ServerWaits {
  const met = new WeakSet<Lease>()
  const waitsForAll = () => isUnattended || session.rules === 'kimi-cli'
  const mayHoldUp = (lease: Lease) => {
    const isAwaited = met.has(lease) || (!waitsForAll() && late.has(keyOf(lease)))
    return !isAwaited || lease.view().status !== 'connecting'
  }
  return {
    async meet(leases, words) {
      const isNamed = (lease: Lease) => !waitsForAll() && names(words, lease.server.name)
      const fresh = leases.filter(
        (lease) => isUnknown(lease) && isStartable(lease) && (isNamed(lease) || mayHoldUp(lease)),
      )
      if (fresh.length > 0) {
        for (const lease of fresh) met.add(lease)
        const limitOf = (lease: Lease) => (waitsForAll() || isNamed(lease) ? NAMED_WAIT_MS : OTHER_WAIT_MS)
        const waiting = Promise.all(fresh.map((lease) => waitFor([lease], session.signal, limitOf(lease))))
        teller.tellStatus(leases)
        session.emit({ type: 'MCPLoadingBegin', payload: {} })
        const slow = setTimeout(() => teller.tellOwn(fresh, describeWaiting), QUIET_WAIT_MS)
        await waiting
        clearTimeout(slow)
        for (const lease of fresh) if (lease.view().status === 'connecting') late.add(keyOf(lease))
        if (!session.signal.aborted) teller.tellOwn(fresh, describeLeaving)
      }
      teller.tellStatus(leases)
      if (fresh.length > 0) session.emit({ type: 'MCPLoadingEnd', payload: {} })
      teller.tellFailures(leases)
    },
  }
}

/** Waits until all are connected or have failed; not longer than the limit, and not when the turn is cancelled. */
export async function waitFor(
  leases: readonly Lease[],
  signal: AbortSignal,
  limitMs: number = NAMED_WAIT_MS,
): Promise<void> {
  if (leases.length === 0 || signal.aborted) return
  const enough = new AbortController()
  const limit = sleep(limitMs, undefined, { signal: AbortSignal.any([signal, enough.signal]), ref: false })
  await Promise.race([Promise.all(leases.map((lease) => lease.ensure())), limit.catch(() => {})])
  enough.abort()
}

/** True for a server whose tools nobody knows yet. */
export function isUnknown(lease: Lease): boolean {
  return lease.isEnabled && !lease.isKnown()
}

/** True for a server that may be there in a moment. */
export function isStartable(lease: Lease): boolean {
  const { status } = lease.view()
  return status === 'pending' || status === 'connecting'
}

/** True where the words hold the server's name as a word, in whatever case: `linear`, `@linear:…`, `mcp__linear__list`. */
function names(words: string, server: string): boolean {
  const letters = (text: string) =>
    ` ${text
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
      .trim()} `
  return letters(words).includes(letters(server))
}

function keyOf(lease: Lease): object {
  return lease.instance ?? lease
}
