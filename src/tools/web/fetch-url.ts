// FetchURL: the text of a web page, from Kimi's service if it is configured, else by a request of our own.

import * as z from 'zod'
import { done, failed } from '../../protocol/tool-result.ts'
import { FETCH_ACTION } from '../../safety/rules/permission.ts'
import { checkUrl } from './address-guard.ts'
import { readHtml } from './html-text.ts'
import { TRUNCATION_NOTE, cutText } from '../tool-output.ts'
import { requestPage } from './page-request.ts'
import { type Tool, type ToolResult, defineTool, refused } from '../tool.ts'
import { type WebService, callService } from './web-service.ts'

const SERVICE_TIMEOUT_MS = 180_000
const REQUEST_TIMEOUT_MS = 60_000
const PAGE = 'The returned content is the main content extracted from the page.'
const WHOLE = 'The returned content is the full content of the page.'

export interface FetchDeps {
  service?: WebService
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
      const verdict = await permit({
        action: FETCH_ACTION,
        description: `Fetch \`${url}\``,
        display: [{ type: 'brief', text: url }],
        subject: { kind: 'url', value: checked.url.href },
      })
      if (!verdict.ok) return refused(verdict)
      if (deps.service !== undefined) {
        const reply = await callService(
          deps.service,
          { url },
          {
            accept: 'text/markdown',
            callId,
            signal: AbortSignal.any([signal, AbortSignal.timeout(SERVICE_TIMEOUT_MS)]),
          },
        )
        if (reply.ok && reply.text.trim() !== '') return show(reply.text, PAGE, url)
        if (signal.aborted) return failed('Fetching was cancelled.', 'Cancelled')
      }
      const limit = AbortSignal.timeout(REQUEST_TIMEOUT_MS)
      const reply = await requestPage(url, {
        signal: AbortSignal.any([signal, limit]),
        allowPrivate: deps.allowPrivate ?? [],
        isForbiddenUrl: deps.isForbiddenUrl,
      })
      if (signal.aborted) return failed('Fetching was cancelled.', 'Cancelled')
      if (limit.aborted) return failed(`Failed to fetch \`${url}\`: no answer in 60 seconds.`, 'Timed out')
      if (!reply.ok) return failed(`Failed to fetch \`${url}\`: ${reply.reason}.`, 'Failed to fetch')
      const { page } = reply
      if (page.status >= 400 || page.status < 200) {
        return failed(`Failed to fetch \`${url}\`. Status: ${page.status}.`, `HTTP ${page.status} error`)
      }
      if (page.type === 'text/html' || page.type === 'application/xhtml+xml') {
        const { title, markdown } = readHtml(page.text, page.url)
        if (markdown === '') {
          return failed(`\`${url}\` has no text of its own: it may need scripts or a login.`, 'No content found')
        }
        return show(title === '' ? markdown : `# ${title}\n\n${markdown}`, PAGE, url)
      }
      const isText = /^(?:text\/|application\/(?:.*\+)?(?:json|xml|yaml|x-yaml|javascript|toml|x-ndjson)$)/.test(
        page.type,
      )
      if (!isText) return failed(`\`${url}\` is ${page.type}, which is not text.`, 'Not text')
      return page.text.trim() === '' ? done('', 'The response body is empty.') : show(page.text, WHOLE, url)
    },
  })
}

function show(text: string, message: string, url: string): ToolResult {
  const cut = cutText(text)
  return done(cut.text, cut.isTruncated ? `${message} ${TRUNCATION_NOTE}` : message, [{ type: 'brief', text: url }])
}
