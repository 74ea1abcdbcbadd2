// SearchWeb: searches the web with Kimi's service.

import * as z from 'zod'
import { done, failed } from '../../protocol/tool-result.ts'
import { TRUNCATION_NOTE, cutText } from '../tool-output.ts'
import { type Tool, defineTool } from '../tool.ts'
import { type WebService, callService, sayFailure } from './web-service.ts'

const TIMEOUT_MS = 180_000
const CRAWL_TIMEOUT_S = 30

const REPLY = z.object({
  search_results: z.array(
    z.object({
      title: z.string().nullish(),
      url: z.string().nullish(),
      date: z.string().nullish(),
      site_name: z.string().nullish(),
      snippet: z.string().nullish(),
      content: z.string().nullish(),
    }),
  ),
})

const PARAMETERS = z.object({
  query: z.string().min(1),
  limit: z.int().min(1).max(20).default(5),
  include_content: z.boolean().default(false).describe('Whole pages: long'),
})

export function createSearchWeb({ service }: { service: WebService }): Tool {
  return defineTool({
    name: 'SearchWeb',
    description: 'Search the web.',
    isReadOnly: true,
    parameters: PARAMETERS,
    async run(args, { callId, signal }) {
      const body = {
        text_query: args.query,
        limit: args.limit,
        enable_page_crawling: args.include_content,
        timeout_seconds: CRAWL_TIMEOUT_S,
      }
      const limit = AbortSignal.timeout(TIMEOUT_MS)
      const reply = await callService(service, body, {
        accept: 'application/json',
        callId,
        signal: AbortSignal.any([signal, limit]),
      })
      if (signal.aborted) return failed('The search was cancelled.', 'Cancelled')
      if (!reply.ok) {
        const why = limit.aborted ? 'no answer in 180 seconds.' : sayFailure(reply)
        return failed(`Failed to search: ${why}`, 'Failed to search')
      }
      const parsed = parse(reply.text)
      if (parsed === null)
        return failed('Failed to search: the service’s answer was not understood.', 'Failed to search')
      const blocks = parsed.search_results
        .slice(0, args.limit)
        .map((result) =>
          [
            `Title: ${result.title ?? ''}`,
            `Date: ${result.date ?? ''}`,
            `URL: ${result.url ?? ''}`,
            `Summary: ${result.snippet ?? ''}`,
            ...(result.content ? ['', result.content] : []),
          ].join('\n'),
        )
      if (blocks.length === 0) return done('', 'Nothing was found.')
      const { text, isTruncated } = cutText(blocks.join('\n\n---\n\n'))
      return done(text, isTruncated ? TRUNCATION_NOTE : '', [{ type: 'brief', text: args.query }])
    },
  })
}

function parse(text: string): z.infer<typeof REPLY> | null {
  try {
    return REPLY.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}
