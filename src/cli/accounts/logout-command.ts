// `kimi logout` and `kimi whoami`.

import { say, sayJson } from '../standard-streams.ts'
import { clientVariables } from '../../client/client-env.ts'
import { KimiError } from '../../protocol/errors.ts'
import { sanitiseLine } from '../../safety/text/sanitiser.ts'
import { confirm } from '../confirm.ts'
import { withAccounts } from './account-client.ts'

const PLACE_CELLS = 400

/** The login of Kimi Code is another program's: it goes only when the user says so. Returns the exit status. */
export async function logOut(
  { json, yes }: { json?: boolean; yes?: boolean },
  env: NodeJS.ProcessEnv,
): Promise<number> {
  return withAccounts(env, async (client) => {
    const { logins } = await client.call('account/status', {})
    const hasCode = logins.some(({ owner, state }) => owner === 'kimi-code' && state === 'usable')
    const canAsk = !json && process.stdin.isTTY && process.stderr.isTTY
    const kimiCode = hasCode && (yes || (canAsk && (await confirm('end the login of Kimi Code, too', false))))
    const { removed, left } = await client.call('account/logout', { kimiCode: kimiCode === true })
    if (json) {
      const event = { type: 'success', message: 'Logged out successfully.', data: { removed, left } }
      sayJson(event)
      return 0
    }
    for (const place of removed) say(`removed ${sanitiseLine(place, PLACE_CELLS)}\n`)
    for (const place of left)
      say(`kimi goes on with the login of Kimi Code, ${sanitiseLine(place, PLACE_CELLS)}: kimi logout --yes\n`)
    if (removed.length + left.length === 0) say('nobody was logged in\n')
    return 0
  })
}

/** Returns the exit status: 1 when nobody is logged in. */
export async function showWho({ json }: { json?: boolean }, env: NodeJS.ProcessEnv): Promise<number> {
  const { status, who, failure } = await withAccounts(env, (client) =>
    client.call('account/whoami', { env: clientVariables(env) }),
  )
  const login = status.logins.find(({ state }) => state === 'usable')
  if (json) {
    sayJson({ ...who, login: login ?? null, key: status.key, failure })
    return login || status.key ? 0 : 1
  }
  const clean = (text: string) => sanitiseLine(text, PLACE_CELLS)
  const tell = (text: string) => say(`${clean(text)}\n`)
  if (login) {
    const { host } = new URL(login.baseUrl)
    const name = who ? [clean(who.user), who.plan && `plan ${clean(who.plan)}`].filter(Boolean).join(', ') : 'a login'
    tell(`${name} at ${host}, by ${login.file}`)
    if (failure !== null) tell(`whose login it is cannot be asked: ${failure}`)
  }
  if (status.key)
    tell(
      `an API key of ${new URL(status.key.baseUrl).host} in ${status.key.kept === 'keyring' ? 'the keyring' : 'a file'}, ${status.key.place}`,
    )
  if (login || status.key) return 0
  const problem = status.logins.find(({ state }) => state === 'unreadable')?.problem
  if (problem !== undefined) throw new KimiError('account.refused', clean(problem), { hint: 'kimi doctor' })
  const hasEnded = status.logins.length > 0
  throw new KimiError('account.refused', hasEnded ? 'the Kimi Code login has ended' : 'nobody is logged in')
}
