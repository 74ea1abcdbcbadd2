// The daemon of the task commands: always the real one, never a hosted one, since tasks outlive the command that begins them.

import type { Client } from '../../client/peer.ts'
import { openAskClient } from '../daemon-client.ts'

export async function withDaemon<T>(env: NodeJS.ProcessEnv, use: (client: Client) => Promise<T>): Promise<T> {
  const client = await openAskClient({ daemon: true }, { ...env, CI: undefined })
  try {
    return await use(client)
  } finally {
    client.close()
  }
}

/** The seconds of `90s`, `30m`, `2h` or `1d`; null for anything else. */
export function readDuration(text: string): number | null {
  const found = /^(\d+(?:\.\d+)?)(s|m|h|d)?$/.exec(text.trim())
  if (!found) return null
  const unit = { s: 1, m: 60, h: 3600, d: 86_400 }[found[2] ?? 's']
  return Number(found[1]) * unit!
}
