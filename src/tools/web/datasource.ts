// Datasource: figures, papers, laws and statistics from the data services of a Kimi Code plan. Each call counts for the plan's limit.

import * as z from 'zod'
import { done, failed } from '../../protocol/tool-result.ts'
import { TRUNCATION_NOTE, cutText } from '../tool-output.ts'
import { type Tool, type ToolResult, defineTool } from '../tool.ts'
import { type WebService, callService, sayFailure } from './web-service.ts'

const TIMEOUT_MS = 30_000

/** The sources of Kimi Code's data plugin 3.4.0. The service may know others, and the user's plan not all of them. */
const SOURCES =
  'stock_finance_data yahoo_finance world_bank_open_data tianyancha arxiv scholar yuandian_law wind imf gildata sec_edgar sp_data china_nda china_nbs china_standards who fao unsd ecb eurostat unicef oecd fred xhcj caixin'

const PARAMETERS = z.object({
  source: z
    .string()
    .regex(/^[a-z0-9_]{1,64}$/)
    .describe(SOURCES),
  api: z.string().optional().describe('Without: describes the source and its APIs'),
  params: z.record(z.string(), z.unknown()).default({}),
})

const REPLY = z.looseObject({
  is_success: z.boolean().optional(),
  result: z.unknown().optional(),
  error: z.unknown().optional(),
  files: z.array(z.looseObject({ name: z.string(), content: z.string(), encoding: z.string().nullish() })).nullish(),
})

export function createDatasource({ service }: { service: WebService }): Tool {
  return defineTool({
    name: 'Datasource',
    description: 'Query finance, science, law and statistics databases. First call a source without api.',
    isReadOnly: true,
    parameters: PARAMETERS,
    async run({ source, api, params }, { callId, signal }) {
      const body =
        api === undefined
          ? { method: 'get_data_source_desc', params: { name: source } }
          : { method: 'call_data_source_tool', params: { data_source_name: source, api_name: api, params } }
      const limit = AbortSignal.timeout(TIMEOUT_MS)
      const reply = await callService(service, body, {
        accept: 'application/json',
        callId,
        signal: AbortSignal.any([signal, limit]),
      })
      if (signal.aborted) return failed('The query was cancelled.', 'Cancelled')
      if (limit.aborted) return failed('Failed to query: no answer in 30 seconds.', 'Timed out')
      if (!reply.ok) return failed(`Failed to query: ${sayFailure(reply)}`, 'Failed to query')
      return show(reply.text, api === undefined ? source : `${source} ${api}`)
    },
  })
}

function show(text: string, asked: string): ToolResult {
  const reply = parse(text)
  if (reply === null) return failed('Failed to query: the service’s answer was not understood.', 'Failed to query')
  if (reply.is_success === false || (reply.error && reply.result === undefined))
    return failed(`Failed to query ${asked}: ${say(reply.error) || 'the service gives no reason'}`, 'Failed to query')
  const files = (reply.files ?? []).map(
    ({ name, content, encoding }) => `--- ${name}\n${encoding === 'base64' ? decode(content) : content}`,
  )
  const cut = cutText([say(reply.result), ...files].filter(Boolean).join('\n\n'))
  if (cut.text === '') return done('', 'The source has no data for this.')
  return done(cut.text, cut.isTruncated ? TRUNCATION_NOTE : '', [{ type: 'brief', text: asked }])
}

function parse(text: string): z.infer<typeof REPLY> | null {
  try {
    return REPLY.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}

function say(value: unknown): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value, null, 1)
}

/** The text of a file that comes in base64; for a file that is not text, its size. */
function decode(content: string): string {
  const bytes = Buffer.from(content, 'base64')
  const text = bytes.toString('utf8')
  return text.includes('\0') || text.includes('\uFFFD') ? `(${bytes.length} bytes, not text)` : text
}
