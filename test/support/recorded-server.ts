// Plays an MCP server whose handshake was recorded: `recorded-server.ts FILE NAME`, over stdin and stdout.

import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

const [file = '', name = ''] = process.argv.slice(2)
const recorded = readFileSync(file, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Record<string, unknown>)
  .find((handshake) => handshake['name'] === name)!

for await (const line of createInterface({ input: process.stdin })) {
  const { id, method } = JSON.parse(line) as { id?: number; method: string }
  if (id === undefined) continue
  const { protocol, serverInfo, capabilities, tools } = recorded
  const results: Record<string, unknown> = {
    initialize: { protocolVersion: protocol, serverInfo, capabilities },
    'tools/list': { tools },
  }
  const reply = results[method] ? { result: results[method] } : { error: { code: -32601, message: 'Method not found' } }
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, ...reply })}\n`)
}
