// The daemon in our own process, over an in-memory stream: for CI, for --no-daemon, and where no daemon can start.

import { duplexPair } from 'node:stream'
import { join } from 'node:path'
import type { Paths } from '../sys/paths.ts'
import { createClient, type Client } from './peer.ts'

export async function hostDaemon(paths: Paths): Promise<Client> {
  const { createDaemon } = await import('../daemon/daemon.ts')
  const daemon = createDaemon({ paths, log: () => {}, indexFile: join(import.meta.dirname, 'knowledge.bin') })
  const [ours, theirs] = duplexPair()
  daemon.serve(theirs)
  const client = createClient(ours)
  return {
    call: client.call,
    close() {
      client.close()
      void daemon.close()
    },
  }
}
