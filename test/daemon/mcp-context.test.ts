// Tests that MCP servers add little to the requests of a model until their tools are used, and always in the same order.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { lendDaemonTo, makeHome, type Home } from '../support/kimi.ts'
import { answer, startModelServer, type ModelServer, type RecordedRequest, type Step } from '../support/model-server.ts'
import { HANDSHAKES } from '../support/handshakes.ts'
import { programOf } from '../support/program.ts'

const ODD = programOf(join(import.meta.dirname, '../support/odd-mcp-server.ts'))
const RECORDED = programOf(join(import.meta.dirname, '../support/recorded-server.ts'))
const EVERYTHING = join(import.meta.dirname, '../../node_modules/.bin/mcp-server-everything')
/** The estimate of AGENTS.md's figures: four characters a token. */
const CHARACTERS_PER_TOKEN = 4

let home: Home
let model: ModelServer
let next: Step[][] = []

beforeAll(async () => {
  model = await startModelServer(() => answer(...(next.shift() ?? ['fine'])))
  home = await makeHome()
  const provider = (name: string) =>
    `[models.${name}]\nprovider = "p"\nmodel = "${name}"\nmax_context_size = 200000\ncapabilities = ["image_in"]\n`
  writeFileSync(
    home.paths.config,
    `default_model = "other"\n${provider('other')}${provider('kimi-k3')}[providers.p]\ntype = "kimi"\nbase_url = "${model.url}"\napi_key = "sk-x"\n`,
  )
  await lendDaemonTo(home)
})
afterAll(async () => {
  await home[Symbol.asyncDispose]()
  await model[Symbol.asyncDispose]()
})

interface Body {
  messages: { role: string; content: unknown; tools?: { function: { name: string } }[] }[]
  tools: { function: { name: string } }[]
}

/** Runs turns and returns the requests that they made. */
async function run(args: string[], replies: Step[][], words = 'go'): Promise<Body[]> {
  const before = model.requests.length
  next = replies
  const { status, stderr } = await home.command([...args, '--yolo', '--print', '-p', words])
  expect({ status, stderr }).toMatchObject({ status: 0 })
  return model.requests.slice(before).map((request: RecordedRequest) => request.body as unknown as Body)
}

const servers = (entries: object) => ['--mcp-config', JSON.stringify({ mcpServers: entries })]
const odd = (...habits: string[]) => ({ command: process.execPath, args: [ODD, ...habits] })
const namesOf = ({ tools }: Body) => tools.map((tool) => tool.function.name)
let calls = 0
const call = (name: string, args: object): Step => ({
  toolCall: { id: `c${++calls}`, name, arguments: JSON.stringify(args) },
})

test('Twilio’s own 197 tools of 79,000 tokens cost at most 300 until one is used, and then that one', async () => {
  const [plain] = await run([], [['fine']])
  const name = 'mcp__twilio__TwilioApiV2010--CreateMessage'
  const search = call('ToolSearch', { query: `select:${name}` })
  const use = call(name, { To: '+15550100', Body: 'hello' })
  const twilio = { command: process.execPath, args: [RECORDED, HANDSHAKES, 'twilio'] }
  const [first, second, third] = await run(servers({ twilio }), [[search], [use], ['fine']])
  const added = JSON.stringify(first).length - JSON.stringify(plain).length
  process.stdout.write(`Twilio adds ${Math.ceil(added / CHARACTERS_PER_TOKEN)} tokens until one of its tools is used\n`)
  expect(added / CHARACTERS_PER_TOKEN).toBeLessThan(300)
  expect(JSON.stringify(first!.messages)).toContain('twilio (197 tools)')
  expect(namesOf(second!)).toEqual([...namesOf(first!), name])
  // The beginning stays byte for byte what the provider has cached.
  expect(JSON.stringify(second!.messages)).toContain(JSON.stringify(first!.messages).slice(1, -1))
  // The call reaches the server, of which the handshake alone was recorded.
  expect(JSON.stringify(third!.messages.at(-1))).toContain('Method not found')
})

test('a model that takes tools in the middle gets the loaded ones there, and the first tools stay', async () => {
  const search = call('ToolSearch', { query: 'operation 8', max_results: 1 })
  const [first, second] = await run([...servers({ twilio: odd('big') }), '-m', 'kimi-k3'], [[search], ['fine']])
  expect(namesOf(second!)).toEqual(namesOf(first!))
  const later = second!.messages.filter(({ tools }) => tools !== undefined)
  expect(later.flatMap(({ tools }) => tools!.map((tool) => tool.function.name))).toEqual([
    'mcp__twilio__Api2010--Operation8',
  ])
})

test('the tools of a small server are there at once, in the order of the server, and the same in the next turn', async () => {
  const args = [...servers({ b: odd(), a: odd('readonly') }), '-S', 'small']
  const [first] = await run(args, [['fine']])
  const [second] = await run(args, [['fine']], 'again')
  const own = namesOf(first!).filter((name) => name.startsWith('mcp__'))
  expect(own.slice(0, 2)).toEqual(['mcp__a__echo', 'mcp__a__die'])
  expect(own).toHaveLength(18)
  expect(namesOf(second!)).toEqual(namesOf(first!))
})

test('a hidden server and one that is switched off show nothing', async () => {
  const entries = {
    a: { ...odd(), exposure: 'hidden' },
    b: { ...odd(), enabled: false },
    c: { ...odd(), enabledTools: ['ec*'] },
  }
  const [first] = await run(servers(entries), [['fine']])
  expect(namesOf(first!).filter((name) => /^mcp__|ToolSearch/.test(name))).toEqual(['mcp__c__echo'])
})

test('@server:uri adds the resource, /mcp:server:prompt runs the prompt, and a picture is seen', async () => {
  const args = servers({ everything: { command: EVERYTHING, args: ['stdio'], exposure: 'direct' } })
  const [mention] = await run(args, [['fine']], 'read @everything:demo://resource/static/document/features.md please')
  expect(JSON.stringify(mention!.messages.at(-1))).toMatch(/The resource demo:.*it is data.*Features/s)
  const uri = '@everything:demo://resource/static/document/features.md'
  for (const words of [
    `sum up\n\n<stdin>\n ${uri} \n</stdin>\n ${uri}`,
    `/mcp:everything:args-prompt "${uri} Paris"`,
  ]) {
    const [attached] = await run(args, [['fine']], words)
    expect(JSON.stringify(attached!.messages.at(-1))).toContain(uri)
    expect(JSON.stringify(attached!.messages.at(-1))).not.toContain('The resource demo:')
  }
  const secret = await home.command([...args, '-p', 'read @everything:file:///home/u/%2Essh/id_rsa'])
  expect(secret.stdout + secret.stderr).toContain('its name says that it holds secrets')
  const [prompt] = await run(args, [['fine']], '/mcp:everything:args-prompt Paris')
  expect(JSON.stringify(prompt!.messages.at(-1))).toContain("What's weather in Paris")
  const refused = await home.command([...args, '-p', '/mcp:everything:nope'])
  expect(refused.stdout).toContain('everything has no prompt nope. It has: ')
  const [, seen] = await run(args, [[call('mcp__everything__get-tiny-image', {})], ['fine']])
  expect(JSON.stringify(seen!.messages)).toContain('data:image/png;base64,')
})
