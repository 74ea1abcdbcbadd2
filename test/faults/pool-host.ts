// A process that runs the daemon's pool of MCP servers, for test/faults/orphans.ts: it uses its servers until it is killed, or until its input ends. Its arguments
// are the share directory, the program of the servers and the habits of each, such as `stubborn,fork`.

import { makePool } from '../support/server-pool.ts'

const [share = '', program = '', ...servers] = process.argv.slice(2)
const pool = makePool(share)
const leases = servers.map((habits, index) => {
  const entry = { command: process.execPath, args: [program, ...habits.split(',')], env: { ORPHAN_ROUND: share } }
  const server = { name: `s${index}`, entry, origin: 'user' as const, file: '', root: '' }
  return pool.lease(server, { workDir: share, env: process.env, isTrusted: true }, () => {})
})

process.stdin.on('end', () => process.exit()).resume()
// All start at once. Each is asked for again and again, as by calls, so that one that was killed is started again.
for (;;) {
  for (const lease of leases) void lease.ensure()
  await new Promise((resolve) => setTimeout(resolve, 50))
}
