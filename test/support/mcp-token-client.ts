// A process that calls a guarded server with the tokens of a share directory, and prints the status: `mcp-token-client.ts SHARE URL`.

import { createServerLogins } from '../../src/mcp/oauth/server-logins.ts'

const [share = '', url = ''] = process.argv.slice(2)
const logins = createServerLogins({ share, env: {}, log: () => {}, openKeyring: async () => null })
const ask = logins.fetchFor({ name: 'guarded', url, headers: {} }, fetch)
const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'peek' } })
const reply = await ask(url, { method: 'POST', body, headers: { 'content-type': 'application/json' } })
process.stdout.write(String(reply.status))
