// The connection of one session of the editor to the daemon. It is opened anew when the daemon has gone: sessions are files, so the next
// daemon knows them.

import type { Client, Listener } from '../client/peer.ts'
import { KimiError } from '../protocol/errors.ts'
import type { EditorOffer, OpenedSession, OpenSession, WireCalls } from '../protocol/methods.ts'
import { WIRE_PROTOCOL } from '../protocol/version.ts'

export type SlashCommands = WireCalls['initialize']['result']['slash_commands']

export interface SessionLine {
  readonly opened: OpenedSession
  readonly commands: SlashCommands
  /** As `Client.call`. When the daemon has gone and has done nothing for this call, a new one is asked. */
  call: Client['call']
  /** The session has another title, by whomever. */
  onRenamed(listener: (title: string) => void): void
  /** A connection to a daemon has ended, for whatever reason: what runs there is not heard of any more. */
  onLost(listener: () => void): void
  /** Resolves when the daemon has let go of the session. */
  close(): Promise<void>
}

export interface LineDeps {
  connect(): Promise<Client>
  offer: EditorOffer
  listener: Listener
}

/** `open` is used again for a new daemon, with the model and the effort that it then holds. Throws KimiErrors. */
export async function openSessionLine(open: OpenSession, { connect, offer, listener }: LineDeps): Promise<SessionLine> {
  let heard = 0
  let renamed: ((title: string) => void) | undefined
  let lost: (() => void) | undefined
  const counting: Listener = {
    event(event) {
      heard++
      listener.event(event)
    },
    request: listener.request,
  }

  async function openOnce(id?: string) {
    const client = await connect()
    try {
      client.follow(counting)
      const opened = await client.call('session/open', { ...open, ...(id === undefined ? {} : { id }) })
      const { slash_commands: commands } = await client.call('initialize', {
        protocol_version: WIRE_PROTOCOL,
        capabilities: { supports_question: true, supports_plan_mode: true, kimi_events: true, editor: offer },
      })
      const onEvent = (event: { topic: string; change?: string; id?: string; title?: string }) => {
        if (event.change === 'renamed' && event.id === opened.id) renamed?.(event.title ?? '')
      }
      await client.subscribe({ topics: ['sessions'] }, { onEvent, onReset: () => {} })
      void client.closed.then(() => lost?.())
      return { client, opened, commands }
    } catch (error) {
      client.close()
      throw error
    }
  }

  let now = await openOnce()
  return {
    get opened() {
      return now.opened
    },
    get commands() {
      return now.commands
    },
    async call(method, params) {
      const before = heard
      try {
        return await now.client.call(method, params)
      } catch (error) {
        const isLost = error instanceof KimiError && error.code === 'daemon.unreachable'
        if (!isLost || heard !== before) throw error
        now.client.close()
        now = await openOnce(now.opened.id)
        return now.client.call(method, params)
      }
    },
    onRenamed: (listener) => void (renamed = listener),
    onLost: (listener) => void (lost = listener),
    close: () => now.client.leave(),
  }
}
