// A process that asks for a token of the login in a share directory, and prints it: `token-client.ts SHARE`. RUN_AS: its user.

import { createAccounts } from '../../src/accounts/accounts.ts'

const share = process.argv[2]!
if (process.env['RUN_AS']) process.setuid!(Number(process.env['RUN_AS']))
const accounts = createAccounts({
  share,
  home: share,
  config: `${share}/config.toml`,
  env: process.env,
  log: () => {},
  isLasting: false,
  openKeyring: async () => null,
})
const reply = await accounts.tokenSource(process.env['KIMI_CODE_BASE_URL']!, undefined)!.current()
process.stdout.write(reply.ok ? reply.token : reply.reason)
await accounts.close()
