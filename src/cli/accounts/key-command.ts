// `kimi login --api-key`: a key of Moonshot's open platform, asked for without an echo and kept where it is safest.

import { say, sayJson } from '../standard-streams.ts'
import type { Region } from '../../protocol/account.ts'
import { sanitiseLine } from '../../safety/text/sanitiser.ts'
import { clientEnv } from '../../client/client-env.ts'
import { withAccounts } from './account-client.ts'
import { readSecret } from './hidden-input.ts'

interface KeyFlags {
  json?: boolean
  region?: Region
}

const PLACE_CELLS = 400

/** Returns the exit status. */
export async function keepKey({ json, region }: KeyFlags, env: NodeJS.ProcessEnv): Promise<number> {
  const key = await readSecret('API key of platform.kimi.ai or platform.kimi.com (it does not show): ')
  const wanted = { key, env: clientEnv(env).env, ...(region ? { region } : {}) }
  const { kept, place, baseUrl } = await withAccounts(env, (client) => client.call('account/key', wanted))
  const { host } = new URL(baseUrl)
  if (json) sayJson({ type: 'success', message: 'Key stored.', data: { kept, place, host } })
  else if (kept === 'keyring') say(`the key of ${host} is in the system's keyring, as ${place}\n`)
  else {
    const file = sanitiseLine(place, PLACE_CELLS)
    say(`the key of ${host} is in a file that only you can read, since there is no keyring: ${file}\n`)
  }
  return 0
}
