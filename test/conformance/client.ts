// The client that the conformance suite of MCP starts for each of its scenarios: `client.ts URL`. It goes through our own connection,
// our own authorisation and token store, in a home of its own; the only part that is played is the user, who agrees to everything.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ElicitRequest, ElicitResult, Tool } from '@modelcontextprotocol/client'
import { openEraCache } from '../../src/mcp/era-cache.ts'
import { createServerLogins } from '../../src/mcp/oauth/server-logins.ts'
import { openConnection, type Connection, type ConnectionDeps } from '../../src/mcp/server-connection.ts'
import type { McpOAuth } from '../../src/protocol/mcp.ts'
import { sampleOf } from './sample-arguments.ts'

/** The document that the suite's authorization servers know. */
const CLIENT_DOCUMENT = 'https://conformance-test.local/client-metadata.json'
const CALL_LIMIT_MS = 20_000

/** The facts that a scenario gives in MCP_CONFORMANCE_CONTEXT. */
interface Context {
  client_id?: string
  client_secret?: string
  toolCalls?: { name: string; arguments: Record<string, unknown> }[]
}

const [url = ''] = process.argv.slice(2)
const context = JSON.parse(process.env['MCP_CONFORMANCE_CONTEXT'] ?? '{}') as Context
const share = mkdtempSync(join(tmpdir(), 'kimi-conformance-'))
const never = new AbortController().signal

/** Does what a browser does: opens the page, and goes where it is redirected to. */
async function visit(page: string): Promise<'visited'> {
  const reply = await fetch(page, { redirect: 'manual' })
  const redirect = reply.headers.get('location')
  if (redirect === null) throw new Error(`the page redirects nowhere: ${reply.status}`)
  await fetch(redirect)
  return 'visited'
}

function createDeps(): ConnectionDeps {
  const log = (problem: string) => console.error(problem)
  const logins = createServerLogins({
    share,
    env: process.env,
    log: (level, event, facts) => log(`${level} ${event} ${JSON.stringify(facts)}`),
    openKeyring: async () => null,
    clientMetadataUrl: () => CLIENT_DOCUMENT,
  })
  return {
    eras: openEraCache(share),
    process: { ownVariables: {}, onStarted: () => {} },
    createAuth: (server, fetch) => logins.fetchFor(server, fetch, { isThere: () => true, visit }),
    onUnauthorized: () => {},
    log,
  }
}

/** The user fills in a form with the values that it proposes. */
async function elicit(wish: ElicitRequest['params']): Promise<ElicitResult> {
  const schema = 'requestedSchema' in wish ? wish.requestedSchema : { type: 'object' as const }
  return { action: 'accept', content: sampleOf(schema) as NonNullable<ElicitResult['content']> }
}

/** The arguments for a call of the tool. `json_schema_echo` wants the schema of another tool, as that has reached the client. */
function argumentsFor(tool: Tool, tools: readonly Tool[]): unknown {
  const other = tools.find(({ name }) => name === 'json_schema_2020_12_tool')
  return tool.name === 'json_schema_echo' && other ? { schema: other.inputSchema } : sampleOf(tool.inputSchema)
}

async function callAll(connection: Connection): Promise<void> {
  const tools = await connection.listTools(never)
  const usual = tools.map((tool) => ({ name: tool.name, arguments: argumentsFor(tool, tools) }))
  for (const { name, arguments: given } of context.toolCalls ?? usual) {
    const tool = tools.find((each) => each.name === name)
    // A tool that the client does not offer cannot be called.
    if (tool === undefined) continue
    const options = { signal: never, timeoutMs: CALL_LIMIT_MS, onProgress: () => {}, elicit }
    // As in a turn, a call that fails is told, and the next one is made.
    const outcome = await connection
      .callTool(tool, given as Record<string, unknown>, options)
      .then(({ content }) => JSON.stringify(content), String)
    console.error(`${name}: ${outcome}`)
  }
}

async function main(): Promise<number> {
  const { client_id: clientId, client_secret: clientSecret } = context
  const oauth: McpOAuth = clientId === undefined ? {} : { clientId, clientSecret }
  const connected = await openConnection(
    {
      name: 'suite',
      key: url,
      entry: { url, transport: 'http', oauth },
      cwd: share,
      env: process.env,
      signal: never,
      onLost: (failure) => console.error(`lost: ${failure.reason}`),
      onListChanged: () => {},
    },
    createDeps(),
  )
  if (!connected.ok) {
    console.error(`not connected: ${connected.failure.reason}`)
    return 1
  }
  try {
    await callAll(connected.connection)
    return 0
  } catch (error) {
    console.error(error)
    return 1
  } finally {
    await connected.connection.close()
  }
}

process.exitCode = await main()
rmSync(share, { recursive: true, force: true })
