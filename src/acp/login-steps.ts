// `authenticate`: the login of kimi, whose page is shown by the editor or opened in the browser.

import { randomUUID } from 'node:crypto'
import type { AgentContext } from '@agentclientprotocol/sdk'
import { KimiError } from '../protocol/errors.ts'
import { checkPage } from '../safety/text/page-address.ts'
import { sanitiseLine } from '../safety/text/sanitiser.ts'
import type { AcpSurroundings } from './acp-surroundings.ts'
import type { Control } from './control-line.ts'
import { LOGIN_METHOD, TERMINAL_LOGIN_METHOD, type EditorAbilities } from './handshake.ts'

const LINE_CELLS = 2_000

export interface LoginDeps {
  client: AgentContext
  requestId: string | number | null
  abilities: EditorAbilities
  control: Pick<Control, 'call'>
  surroundings: AcpSurroundings
}

/**
 * Resolves when the user is logged in; at once for a user who has a model already, as with a key in the environment. Throws
 * `account.refused`, and `usage.invalid` for a method that was not offered.
 */
export async function logIn(method: string, deps: LoginDeps): Promise<void> {
  const { control, surroundings, abilities } = deps
  const isKnown = method === LOGIN_METHOD || (method === TERMINAL_LOGIN_METHOD && abilities.runsLogin === 'standard')
  if (!isKnown) throw new KimiError('usage.invalid', `no such way to log in: ${method}`, { hint: '' })
  const { env } = surroundings.client
  const hasModel = await control.call('model/show', { env }).then(
    () => true,
    () => false,
  )
  if (hasModel) return
  // The editor has run `kimi acp --login` in a terminal before it says so.
  if (method === TERMINAL_LOGIN_METHOD) throw new KimiError('account.refused', 'nobody is logged in')
  const page = { url: '', id: randomUUID() }
  for (;;) {
    const { type, message, data = {}, hint } = await control.call('account/login', {})
    if (type === 'success') return closePage(page, deps)
    if (type === 'error')
      throw new KimiError('account.refused', sanitiseLine(message, LINE_CELLS), hint ? { hint } : {})
    if (type === 'verification_url') {
      page.url = data['verification_url'] ?? ''
      showPage(page, data['user_code'] ?? '', deps)
    }
  }
}

interface Page {
  url: string
  id: string
}

/** Not awaited: the login goes on when the user has agreed there, whatever becomes of the editor's own window. */
function showPage({ url, id }: Page, code: string, { client, requestId, abilities, surroundings }: LoginDeps): void {
  const message = `To log in, open this page and agree: ${url} (code ${code})`
  surroundings.log(sanitiseLine(message, LINE_CELLS))
  const checked = checkPage(url)
  // The address that is opened has to be the one that is shown.
  if (!checked.ok) return surroundings.log(`this address is not opened: ${checked.reason}`)
  if (!abilities.opensPages) return void surroundings.openPage(url)
  const scope = { requestId: requestId ?? '' }
  client.request('elicitation/create', { mode: 'url', ...scope, elicitationId: id, url, message }).catch(() => {})
}

function closePage({ url, id }: Page, { client, abilities }: LoginDeps): void {
  if (url !== '' && abilities.opensPages) client.notify('elicitation/complete', { elicitationId: id }).catch(() => {})
}
