// FetchURL: the text of a web page, from Kimi's service if it is configured, else by a request of our own.

import * as z from 'zod'
import { done, failed } from '../../protocol/tool-result.ts'
import { FETCH_ACTION } from '../../safety/rules/permission.ts'
import { checkUrl } from '../../sys/address-guard.ts'
import { readHtml } from './html-text.ts'
import { TRUNCATION_NOTE, cutText } from '../tool-output.ts'
import { type Page, requestPage } from './page-request.ts'
import { type PermissionAsk, type Tool, type ToolResult, defineTool, refused } from '../tool.ts'
import { type WebService, callService, sayFailure } from './web-service.ts'

const SERVICE_TIMEOUT_MS = 180_000
const REQUEST_TIMEOUT_MS = 60_000
const PAGE = 'The returned content is the main content extracted from the page.'
const WHOLE = 'The returned content is the full content of the page.'

export interface FetchDeps {
  service?: WebService
  /** The environment that names the proxy and the certificates; default: the daemon's own. */
  env?(): NodeJS.ProcessEnv
  /** Private addresses that count as public, for tests. */
  allowPrivate?: readonly string[]
  /** True for an address that a rule forbids: a redirect there is not followed. */
  isForbiddenUrl?(url: string): boolean
}

const PARAMETERS = z.object({ url: z.string().min(1) })

export function createFetchUrl(deps: FetchDeps): Tool {
  return defineTool({
    name: 'FetchURL',
    description: 'Fetch a public web page and get its main text.',
    isReadOnly: true,
    parameters: PARAMETERS,
    async run({ url }, { callId, signal, permit }) {
      const checked = checkUrl(url, deps.allowPrivate)
      if (!checked.ok) return failed(`Failed to fetch \`${url}\`: ${checked.reason}.`, 'URL refused')
      const verdict = await permit(askFor(checked.url.href, `Fetch \`${url}\``))
      if (!verdict.ok) return refused(verdict)
      let aside = ''
      if (deps.service !== undefined) {
        const reply = await askService(deps.service, url, callId, signal)
        if (reply.ok && reply.text.trim() !== '') return show(reply.text, PAGE, url)
        if (signal.aborted) return failed('Fetching was cancelled.', 'Cancelled')
        aside = reply.ok ? '' : ` Kimi’s service did not fetch it: ${sayFailure(reply)}`
      }
      const limit = AbortSignal.timeout(REQUEST_TIMEOUT_MS)
      const reply = await requestPage(url, {
        signal: AbortSignal.any([signal, limit]),
        allowPrivate: deps.allowPrivate ?? [],
        env: deps.env?.(),
        refuseHost: async (to) => {
          if (deps.isForbiddenUrl?.(to) === true) return 'a rule forbids it'
          const again = await permit(askFor(to, `Fetch \`${to}\`, to which \`${url}\` leads`))
          if (again.ok) return null
          return again.by === 'user' ? 'the user does not want it' : again.reason
        },
      })
      if (signal.aborted) return failed('Fetching was cancelled.', 'Cancelled')
      if (limit.aborted) return failed(`Failed to fetch \`${url}\`: no answer in 60 seconds.`, 'Timed out')
      if (!reply.ok) return failed(`Failed to fetch \`${url}\`: ${reply.reason}.${aside}`, 'Failed to fetch')
      return showPage(reply.page, url, aside)
    },
  })
}

/** The question about a page. A redirect to another host is asked about like that host: its address, too, is data that goes out. */
function askFor(url: string, description: string): PermissionAsk {
  return {
    action: FETCH_ACTION,
    description,
    display: [{ type: 'brief', text: url }],
    subject: { kind: 'url', value: url },
  }
}

function askService(service: WebService, url: string, callId: string, signal: AbortSignal) {
  const limit = AbortSignal.timeout(SERVICE_TIMEOUT_MS)
  return callService(service, { url }, { accept: 'text/markdown', callId, signal: AbortSignal.any([signal, limit]) })
}

/** `aside` goes behind every message: why the service has not read the page. */
function showPage(page: Page, url: string, aside: string): ToolResult {
  if (page.status >= 400 || page.status < 200) {
    return failed(`Failed to fetch \`${url}\`. Status: ${page.status}.${aside}`, `HTTP ${page.status} error`)
  }
  if (page.type === 'text/html' || page.type === 'application/xhtml+xml') {
    const { title, markdown } = readHtml(page.text, page.url)
    if (markdown === '')
      return failed(`\`${url}\` has no text of its own: it may need scripts or a login.${aside}`, 'No content found')
    return show(title === '' ? markdown : `# ${title}\n\n${markdown}`, PAGE + aside, url)
  }
  const isText = /^(?:text\/|application\/(?:.*\+)?(?:json|xml|yaml|x-yaml|javascript|toml|x-ndjson)$)/.test(page.type)
  if (!isText) return failed(`\`${url}\` is ${page.type}, which is not text.${aside}`, 'Not text')
  if (page.text.trim() === '') return done('', `The response body is empty.${aside}`)
  return show(page.text, WHOLE + aside, url)
}

function show(text: string, message: string, url: string): ToolResult {
  const cut = cutText(text)
  return done(cut.text, cut.isTruncated ? `${message} ${TRUNCATION_NOTE}` : message, [{ type: 'brief', text: url }])
}
