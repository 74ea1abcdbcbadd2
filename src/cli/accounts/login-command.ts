// `kimi login`: by a page in the browser, or with an API key. Page, code and progress go to stderr; with --json each step is a line on
// stdout, in the form that Kimi CLI prints and its SDK reads.

import { say, sayAside, sayJson } from '../standard-streams.ts'
import { clientVariables } from '../../client/client-env.ts'
import type { Client } from '../../client/peer.ts'
import { LOGIN_SITES, type LoginEvent, type Region } from '../../protocol/account.ts'
import { KimiError } from '../../protocol/errors.ts'
import { checkPage } from '../../safety/text/page-address.ts'
import { sanitiseLine } from '../../safety/text/sanitiser.ts'
import { isUtf8 } from '../../view/print-style.ts'
import { withAccounts } from './account-client.ts'
import { findBrowser, openPage } from './browser.ts'

export interface LoginFlags {
  json?: boolean
  browser?: boolean
  region?: Region
  apiKey?: boolean
}

const URL_CELLS = 2_000
const TEXT_CELLS = 300

/** Returns the exit status. */
export async function logIn(flags: LoginFlags, env: NodeJS.ProcessEnv): Promise<number> {
  if (flags.apiKey) return (await import('./key-command.ts')).keepKey(flags, env)
  const wanted = { env: clientVariables(env), ...(flags.region ? { region: flags.region } : {}) }
  return withAccounts(env, async (client) => {
    for (;;) {
      const event = await client.call('account/login', wanted)
      if (flags.json) sayJson(toLine(event))
      await show(event, flags, env)
      if (event.type === 'error') return flags.json ? 1 : fail(event)
      if (event.type === 'success') return flags.json ? 0 : welcome(client, env)
    }
  })
}

/** Kimi CLI's own three fields. */
function toLine({ type, message, data }: LoginEvent): object {
  return { type, message, ...(data ? { data } : {}) }
}

async function show({ type, message, data = {} }: LoginEvent, { json, browser }: LoginFlags, env: NodeJS.ProcessEnv) {
  const tell = (text: string) => void (json || sayAside(text))
  if (type === 'waiting') {
    const isAway = data['error'] === 'unreachable'
    tell(
      isAway
        ? `kimi: ${sanitiseLine(data['error_description'] ?? '', TEXT_CELLS)}; trying again\n`
        : 'Waiting for you to agree there; Ctrl-C gives up.\n',
    )
  }
  if (type === 'info' && !message.startsWith('Please visit')) tell(`${sanitiseLine(message, TEXT_CELLS)}\n`)
  if (type !== 'verification_url') return
  const url = data['verification_url'] ?? ''
  const page = checkPage(url)
  const program = browser === false || !page.ok ? null : findBrowser(env)
  if (!json) {
    tell(
      `\nTo log in, open this page and agree${program ? '; your browser is opened on it' : ''}:\n\n  ${sanitiseLine(url, URL_CELLS)}\n`,
    )
    tell(`  code ${sanitiseLine(data['user_code'] ?? '', TEXT_CELLS)}\n\n`)
    if (!page.ok) tell(`kimi: this address is not opened: ${page.reason}. Open it only if you know whose it is.\n\n`)
    else {
      if (!isLoginHost(page.host, env))
        tell(`kimi: this page is on ${page.host}, not on ${LOGIN_SITES.join(' or ')}\n\n`)
      tell(await drawCode(url, env))
    }
  }
  if (program) openPage(program, url)
}

/** True for Kimi's own hosts, and for the host that the user has named for logins. */
function isLoginHost(host: string, env: NodeJS.ProcessEnv): boolean {
  const named = URL.parse(env['KIMI_CODE_OAUTH_HOST'] || env['KIMI_OAUTH_HOST'] || '')?.host
  return host === named || LOGIN_SITES.some((site) => host === site || host.endsWith(`.${site}`))
}

/** A QR code for a phone, on a terminal that is wide enough; else ''. */
async function drawCode(url: string, env: NodeJS.ProcessEnv): Promise<string> {
  if (!process.stderr.isTTY || !isUtf8(env)) return ''
  const { renderUnicodeCompact } = await import('uqr')
  const lines = renderUnicodeCompact(url, { border: 1 }).split('\n')
  return (lines[0]?.length ?? 0) < (process.stderr.columns || 80)
    ? `${lines.map((line) => `  ${line}`).join('\n')}\n\n`
    : ''
}

function fail({ message, hint }: LoginEvent): never {
  throw new KimiError('account.refused', sanitiseLine(message, TEXT_CELLS), hint ? { hint } : {})
}

async function welcome(client: Client, env: NodeJS.ProcessEnv): Promise<number> {
  const { who } = await client.call('account/whoami', { env: clientVariables(env) })
  const name = who?.user ? ` as ${sanitiseLine(who.user, TEXT_CELLS)}` : ''
  const plan = who?.plan ? `, plan ${sanitiseLine(who.plan, TEXT_CELLS)}` : ''
  say(`logged in${name}${plan}\n`)
  return 0
}
