// A process that starts three servers which ignore the end of their input and SIGTERM, and waits to be killed:
// `node mcp-host.ts SHARE MARK`. The servers have MARK in their environment; a line is printed when the first has started.

import { makePool } from './server-pool.ts'

const [share = '', mark = ''] = process.argv.slice(2)
const pool = makePool(share, [], {
  process: { ownVariables: { KIMI_TEST_MARK: mark }, onStarted: () => process.stdout.write('started\n') },
})
for (const name of ['a', 'b', 'c']) {
  const entry = { command: 'sh', args: ['-c', `trap '' TERM HUP; sleep 300 & sleep 300; : ${name}`] }
  const lease = pool.lease(
    { name, entry, origin: 'user', file: '', root: '' },
    { workDir: share, env: process.env, isTrusted: true },
    () => {},
  )
  void lease.ensure()
}
setInterval(() => {}, 1_000)
