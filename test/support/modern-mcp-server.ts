// An MCP server of the newest protocol (2026-07-28), which also speaks the older ones: over HTTP, or with `node FILE` over stdio.

import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { acceptedContent, createMcpHandler, inputRequired, McpServer } from '@modelcontextprotocol/server'
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import * as z from 'zod'

function makeServer(): McpServer {
  const server = new McpServer({ name: 'modern', version: '2.0.0' }, { capabilities: { tools: {} } })
  server.registerTool(
    'add',
    { description: 'Adds', inputSchema: z.object({ a: z.number(), b: z.number() }) },
    async ({ a, b }) => ({
      content: [{ type: 'text', text: String(a + b) }],
    }),
  )
  server.registerTool(
    'greet',
    { description: 'Asks for a name first', inputSchema: z.object({}) },
    async (_, context) => {
      const answer = acceptedContent<{ name: string }>(context.mcpReq.inputResponses, 'who')
      if (answer === undefined)
        return inputRequired({
          inputRequests: {
            who: inputRequired.elicit({
              message: 'Who are you?',
              requestedSchema: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
            }),
          },
        })
      return { content: [{ type: 'text', text: `Hello ${answer.name}` }] }
    },
  )
  server.registerTool('research', { description: 'Runs as a task', inputSchema: z.object({}) }, async () => ({
    content: [{ type: 'text', text: 'not as a task' }],
  }))
  return server
}

/** A task of the extension for tasks, which asks for a topic on its way. Null for other requests. */
function createTasks(): (method: string, params: Record<string, unknown>) => object | null {
  let answer: unknown
  let polls = 0
  const task = (status: string, more = {}) => ({
    resultType: 'complete',
    taskId: 't1',
    status,
    pollIntervalMs: 100,
    ...more,
  })
  return (method, params) => {
    if (method === 'tools/call' && params['name'] === 'research') return { ...task('working'), resultType: 'task' }
    if (method === 'tasks/update') {
      answer = JSON.stringify(params['inputResponses'])
      return { resultType: 'complete' }
    }
    if (method !== 'tasks/get') return null
    polls++
    if (polls === 1) return task('working', { statusMessage: 'reading' })
    const requestedSchema = { type: 'object', properties: { topic: { type: 'string' } } }
    const topic = { method: 'elicitation/create', params: { mode: 'form', message: 'Which topic?', requestedSchema } }
    if (answer === undefined) return task('input_required', { inputRequests: { topic } })
    return task('completed', {
      result: { resultType: 'complete', content: [{ type: 'text', text: `found for ${answer}` }] },
    })
  }
}

export interface ModernServer extends AsyncDisposable {
  url: string
  /** The headers of all requests. */
  requests: { headers: Record<string, string>; method: string }[]
  /** From now on each request is answered with this status; 0 answers it. */
  refuseWith(status: number): void
}

export async function startModernServer(): Promise<ModernServer> {
  const handler = createMcpHandler(makeServer)
  const answerTask = createTasks()
  const requests: ModernServer['requests'] = []
  let refusal = 0
  const server = createServer(async (incoming, answer) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]))
    const method = incoming.method ?? 'GET'
    requests.push({ headers, method })
    if (refusal > 0) return answer.writeHead(refusal).end()
    const body = chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }
    const asked =
      chunks.length === 0
        ? {}
        : (JSON.parse(Buffer.concat(chunks).toString()) as {
            id?: unknown
            method?: string
            params?: Record<string, unknown>
          })
    const result = answerTask(asked.method ?? '', asked.params ?? {})
    if (result !== null)
      return answer
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ jsonrpc: '2.0', id: asked.id, result }))
    const response = await handler.fetch(new Request(`http://127.0.0.1${incoming.url}`, { method, headers, ...body }))
    answer.writeHead(response.status, Object.fromEntries(response.headers))
    if (response.body) for await (const chunk of response.body) answer.write(chunk)
    answer.end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    requests,
    refuseWith: (status) => (refusal = status),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

if (import.meta.main) serveStdio(makeServer)
