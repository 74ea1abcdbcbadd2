// The handshakes of MCP servers that were recorded from their packages: what each said of itself, and all its tools, word for word.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'

export interface Handshake {
  /** The server's name in the market list. */
  name: string
  package: string
  version: string
  /** The version of the protocol with which it answered `initialize`. */
  protocol: string
  serverInfo: { name: string; version: string }
  capabilities: object
  tools: { name: string }[]
  /** Of a server that speaks 2026-07-28, too: its answers to `server/discover` and, without the tools, to `tools/list`. */
  modern?: { discover: object; list: object }
}

/** The file has one handshake in each line, and is compressed: the tools of one server alone take 300 KB. */
export const HANDSHAKES = join(import.meta.dirname, '../fixtures/mcp-handshakes.jsonl.gz')

/** By name, `from` the file of the fixtures or another one of its form. */
export function readHandshakes(from = HANDSHAKES): Handshake[] {
  const lines = gunzipSync(readFileSync(from)).toString('utf8').trim().split('\n')
  return lines.map((line) => JSON.parse(line) as Handshake)
}

/** Puts the handshake into the fixtures, in the place of an older one of the same server. */
export function keepHandshake(handshake: Handshake): void {
  const others = readHandshakes().filter(({ name }) => name !== handshake.name)
  const all = [...others, handshake].toSorted((a, b) => (a.name < b.name ? -1 : 1))
  writeFileSync(HANDSHAKES, gzipSync(all.map((each) => `${JSON.stringify(each)}\n`).join(''), { level: 9 }))
}
