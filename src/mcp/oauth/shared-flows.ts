// Runs one authorisation of a server at a time: ten calls that are refused at once, and a `kimi mcp auth` beside them, share one page. The
// authorisation ends when the user has agreed or refused on the page, or when all that wait for it have left.

import type { FlowReply, ShowPage } from './authorisation-flow.ts'

interface Page {
  page: string
  paste(address: string): boolean
}

/** Runs the authorisation of the server at `url`. The signal is aborted when nobody waits any more. Never rejects. */
export type RunFlow<Server> = (server: Server, onPage: ShowPage, signal: AbortSignal) => Promise<FlowReply>

type Join = (showPage: ShowPage, signal: AbortSignal) => Promise<FlowReply>

export interface SharedFlows<Server> {
  /**
   * Begins the server's authorisation, or joins the one that is open. Shows its page by `showPage`, and waits for the outcome, for the
   * user to decline, or for the signal. Never rejects.
   */
  join(server: Server, showPage: ShowPage, signal: AbortSignal): Promise<FlowReply>
}

export function createSharedFlows<Server extends { url: string }>(run: RunFlow<Server>): SharedFlows<Server> {
  const open = new Map<string, Join>()
  return {
    join(server, showPage, signal) {
      const { url } = server
      const begin = () => {
        const close = () => void (open.get(url) === flow && open.delete(url))
        const flow: Join = createFlow((onPage, nobody) => run(server, onPage, nobody), close)
        open.set(url, flow)
        return flow
      }
      return (open.get(url) ?? begin())(showPage, signal)
    },
  }
}

/** The flow's `join`. `onOver` is called when the flow has ended, or nobody waits for it any more: it is not to be joined then. */
function createFlow(run: (onPage: ShowPage, signal: AbortSignal) => Promise<FlowReply>, onOver: () => void): Join {
  const nobody = new AbortController()
  const page = Promise.withResolvers<Page>()
  let waiting = 0
  const outcome = run((address, paste) => page.resolve({ page: address, paste }), nobody.signal)
  return async (showPage: ShowPage, signal: AbortSignal): Promise<FlowReply> => {
    const left = Promise.withResolvers<FlowReply>()
    const leave = (reason: string) => left.resolve({ ok: false, reason })
    const onAbort = () => leave('it was cancelled')
    signal.addEventListener('abort', onAbort, { once: true })
    if (signal.aborted) onAbort()
    void page.promise
      .then(async (shown) => (await showPage(shown.page, shown.paste)) === false && leave('the user has declined'))
      .catch((error: unknown) => leave(error instanceof Error ? error.message : String(error)))
    waiting++
    const reply = await Promise.race([outcome, left.promise])
    signal.removeEventListener('abort', onAbort)
    if (--waiting === 0) {
      onOver()
      nobody.abort()
    }
    return reply
  }
}
