// The functions and facts that the command `kimi acp` hands to the door for editors.

import type { Client } from '../client/peer.ts'
import type { ClientEnv } from '../protocol/methods.ts'

export interface AcpSurroundings {
  /** Opens a connection to the daemon, which is started if need be. */
  connect(): Promise<Client>
  /** The environment of the editor's process, as `session/open` takes it. */
  client: { env: ClientEnv; shellEnv: Record<string, string>; umask: number }
  /** Opens a page in the user's browser, where there is one. */
  openPage(url: string): Promise<void>
  /** Writes a line for the user to stderr, which editors keep as the agent's log. */
  log(text: string): void
}
