// Slash commands about the account: log in and out, without leaving the conversation.

import { clientVariables } from '../../client/client-env.ts'
import type { AppContext } from '../app-context.ts'
import type { SlashRow } from './slash-row.ts'

export const ACCOUNT_ROWS: readonly SlashRow[] = [
  { name: 'login', aliases: ['setup'], about: 'log in to Kimi', run: logIn },
  { name: 'logout', about: 'log out of Kimi', run: logOut },
]

async function logIn(app: AppContext): Promise<void> {
  for (;;) {
    const { type, message, data = {}, hint } = await app.call('account/login', { env: clientVariables(app.env) })
    if (type === 'verification_url') {
      app.note(`open this page and agree: ${data['verification_url'] ?? ''}`)
      app.note(`code ${data['user_code'] ?? ''}`)
    } else if (type === 'error') {
      app.note(message)
      if (hint) app.note(hint === 'kimi login' ? '/login tries again' : hint)
      return
    } else if (type === 'success') return app.note('logged in: the next turn uses it')
  }
}

async function logOut(app: AppContext): Promise<void> {
  const { removed, left } = await app.call('account/logout', { kimiCode: false })
  app.note(removed.length === 0 ? 'there was no login of kimi' : 'logged out')
  for (const file of left) app.note(`${file} stays: kimi logout --kimi-code`)
}
