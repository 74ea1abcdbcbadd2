// `kimi mcp auth` and `kimi mcp reset-auth`: the login to a server that wants one. The texts are Kimi CLI's where it has them.

import { cwd } from 'node:process'
import { createInterface } from 'node:readline'
import type { Client } from '../../client/peer.ts'
import { KimiError } from '../../protocol/errors.ts'
import type { McpAuthStep } from '../../protocol/mcp.ts'
import { checkPage } from '../../safety/text/page-address.ts'
import { sanitiseLine } from '../../safety/text/sanitiser.ts'
import { findBrowser, openPage } from '../accounts/browser.ts'
import { readSecret } from '../accounts/hidden-input.ts'
import { clientEnv } from '../../client/client-env.ts'
import { askLine } from '../confirm.ts'
import { say, sayAside, sayJson } from '../standard-streams.ts'
import { withDaemon } from '../tasks/task-client.ts'

interface LoginFlags {
  json?: boolean
  browser?: boolean
  clientId?: string
}

const URL_CELLS = 4_000

/** Returns the exit status. Throws `mcp.unauthorized` when there is no login in the end. */
export async function logInToServer([name = '']: string[], flags: LoginFlags, env: NodeJS.ProcessEnv): Promise<number> {
  return withDaemon(env, async (client) => {
    if (flags.clientId !== undefined) await setClient(client, name, flags.clientId)
    const browser = flags.browser === false ? null : findBrowser(env)
    for (let isAsked = false; ; isAsked = true) {
      const step = await followLogin(client, name, browser, flags, env)
      if (step.type === 'done') {
        if (!flags.json) say(`Successfully authorized with '${name}'.\nAvailable tools: ${step.tools}\n`)
        return 0
      }
      if (step.type === 'client' && !isAsked && !flags.json && (await askForClient(client, name, step.redirectUrl)))
        continue
      const hint =
        step.type === 'client' ? `kimi mcp auth ${name} --client-id ID` : `kimi mcp auth ${name} --no-browser`
      throw new KimiError('mcp.unauthorized', `Authorization failed: ${step.reason}`, { hint })
    }
  })
}

/** Shows the page of the login, and waits for its end. */
async function followLogin(
  client: Client,
  name: string,
  browser: string | null,
  flags: LoginFlags,
  env: NodeJS.ProcessEnv,
): Promise<Exclude<McpAuthStep, { type: 'page' }>> {
  const params = { name, workDir: cwd(), shellEnv: clientEnv(env).shellEnv }
  const tell = (text: string) => void (flags.json || say(text))
  let pasting: { close(): void } | null = null
  try {
    for (;;) {
      const step = await client.call('mcp/auth', params)
      if (flags.json) sayJson(step)
      if (step.type !== 'page') return step
      tell(`Authorizing with '${name}'...\n`)
      if (browser !== null && checkPage(step.url).ok) tell('A browser window will open for authorization.\n')
      pasting ??= showPage(client, step.url, browser, flags)
    }
  } finally {
    pasting?.close()
  }
}

/** Asks for a client that the user registers with the server. False when there is no terminal to ask on, or the user gives none. */
async function askForClient(client: Client, name: string, redirectUrl: string): Promise<boolean> {
  if (!process.stdin.isTTY) return false
  sayAside(
    `${name} registers no clients by itself. Register one where its makers let you, with this redirect address:\n\n`,
  )
  sayAside(`  ${sanitiseLine(redirectUrl, URL_CELLS)}\n\n`)
  const clientId = await askLine('client id (Enter gives up): ')
  if (clientId === '') return false
  await setClient(client, name, clientId, Number(new URL(redirectUrl).port))
  return true
}

/** Notes the client in mcp.json; its secret, where it has one, goes to the keyring. */
async function setClient(client: Client, name: string, clientId: string, callbackPort?: number): Promise<void> {
  const clientSecret = process.stdin.isTTY
    ? await readSecret('client secret (it does not show; Enter for none): ', true)
    : ''
  await client.call('mcp/set-client', {
    name,
    clientId,
    ...(clientSecret === '' ? {} : { clientSecret }),
    ...(callbackPort === undefined ? {} : { callbackPort }),
  })
}

/** Opens the page, and takes the address of its end from the terminal: the browser may be on another machine. */
function showPage(client: Client, url: string, browser: string | null, { json }: LoginFlags): { close(): void } {
  const isOpened = browser !== null && openPage(browser, url)
  if (json) return { close: () => {} }
  const page = sanitiseLine(url, URL_CELLS)
  const checked = checkPage(url)
  if (!checked.ok) sayAside(`kimi: this address is not opened: ${checked.reason}\n`)
  const ways = isOpened ? 'If it does not, open this page and agree' : 'Open this page and agree'
  sayAside(`\n${ways}:\n\n  ${page}\n\n`)
  sayAside(
    'If your browser then shows an error, since it runs on another machine, paste the address of that page here.\n',
  )
  const lines = createInterface({ input: process.stdin })
  lines.on('line', (line) => {
    if (line.trim() === '') return
    client.call('mcp/auth-paste', { address: line.trim() }).then(
      ({ isTaken }) =>
        isTaken || sayAside('kimi: that is not the address to which the page leads; it begins with http://127.0.0.1\n'),
      () => {}, // the login itself says that the daemon is gone
    )
  })
  return {
    close() {
      lines.close()
      process.stdin.unref?.()
    },
  }
}

/** Returns the exit status. */
export async function logOutOfServer(
  [name = '']: string[],
  flags: LoginFlags,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  return withDaemon(env, async (client) => {
    const params = { name, workDir: cwd(), shellEnv: clientEnv(env).shellEnv }
    const { removed } = await client.call('mcp/reset-auth', params)
    if (flags.json) sayJson({ name, removed })
    else say(`OAuth tokens cleared for '${name}'.\n`)
    return 0
  })
}
