// Plays an MCP server whose handshake was recorded: `recorded-server.ts FILE NAME`, over stdin and stdout.

import { createInterface } from 'node:readline'
import { readHandshakes } from './handshakes.ts'

const [file = '', name = ''] = process.argv.slice(2)
const { protocol, serverInfo, capabilities, tools, modern } = readHandshakes(file).find((each) => each.name === name)!
const results: Record<string, unknown> = {
  initialize: { protocolVersion: protocol, serverInfo, capabilities },
  'server/discover': modern?.discover,
  'tools/list': { ...modern?.list, tools },
}

for await (const line of createInterface({ input: process.stdin })) {
  const { id, method } = JSON.parse(line) as { id?: number; method: string }
  if (id === undefined) continue
  const reply = results[method] ? { result: results[method] } : { error: { code: -32601, message: 'Method not found' } }
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, ...reply })}\n`)
}
