// The connection for what concerns no session: lists, accounts, models.

import type { Client } from '../client/peer.ts'
import { KimiError } from '../protocol/errors.ts'

/** Opened when first needed, and again when it was lost. */
export type Control = Pick<Client, 'call'> & { close(): Promise<void> }

export function createControl(connect: () => Promise<Client>): Control {
  let opening: Promise<Client> | undefined
  return {
    async call(method, params) {
      const client = await (opening ??= connect().catch((error: unknown) => {
        opening = undefined
        throw error
      }))
      try {
        return await client.call(method, params)
      } catch (error) {
        if (!(error instanceof KimiError && error.code === 'daemon.unreachable')) throw error
        client.close()
        opening = connect()
        return (await opening).call(method, params)
      }
    },
    async close() {
      const client = await opening?.catch(() => undefined)
      client?.close()
    },
  }
}
