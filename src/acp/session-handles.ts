// The sessions that the editor has open, by id.

import { RequestError } from '@agentclientprotocol/sdk'
import type { AcpSession } from './acp-session.ts'

export interface SessionHandles {
  /** Throws ACP's "resource not found" for a session that is not open here. */
  get(id: string): AcpSession
  find(id: string): AcpSession | undefined
  /** A session with the same id, which the editor had open before, is closed. */
  add(session: AcpSession): Promise<void>
  /** Resolves when the daemon has let go of the session. False when it is not open here. */
  close(id: string): Promise<boolean>
  closeAll(): Promise<void>
}

export function createSessionHandles(): SessionHandles {
  const open = new Map<string, AcpSession>()
  async function close(id: string): Promise<boolean> {
    const session = open.get(id)
    if (!session) return false
    open.delete(id)
    await session.close()
    return true
  }
  return {
    get(id) {
      const session = open.get(id)
      if (session) return session
      throw new RequestError(-32002, `session ${id} is not open`, { uri: id })
    },
    find: (id) => open.get(id),
    async add(session) {
      await close(session.id)
      open.set(session.id, session)
    },
    close,
    async closeAll() {
      await Promise.all([...open.keys()].map(close))
    },
  }
}
