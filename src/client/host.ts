// The daemon hosted in this process over an in-memory stream: for CI, for --no-daemon, and where no daemon can start.

import { duplexPair, type Duplex } from 'node:stream'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import type { Paths } from '../sys/paths.ts'
import { createClient, type Client } from './peer.ts'

export async function hostDaemon(paths: Paths): Promise<Client> {
  const { stream, close } = await hostStream(paths)
  const client = createClient(stream)
  return { ...client, close, leave: () => client.leave().finally(close), isHosted: true }
}

/** The same as bytes, for a caller that speaks the protocol itself. */
export async function hostStream(paths: Paths): Promise<{ stream: Duplex; close(): void; isHosted: true }> {
  // Loading the daemon makes 20 MB that stay. With the usual small steps of the heap they are copied seven times, which takes 15 ms.
  setFlagsFromString('--semi-space-growth-factor=16')
  const { createDaemon } = await import('../daemon/daemon.ts')
  const daemon = createDaemon({
    paths,
    log: () => {},
    indexFile: join(import.meta.dirname, 'knowledge.bin'),
    runner: join(import.meta.dirname, 'task-runner.js'),
    isHosted: true,
  })
  const [stream, theirs] = duplexPair()
  daemon.serve(theirs)
  return {
    stream,
    isHosted: true,
    close() {
      stream.destroy()
      void daemon.close()
    },
  }
}
