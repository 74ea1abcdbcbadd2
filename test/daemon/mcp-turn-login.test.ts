// Logins in the course of a turn: a server refuses a call, the user is asked in the session that made it, and the call goes on.

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { ToolReturn } from '../../src/protocol/wire.ts'
import { openGuardedServer, type GuardedServer } from '../support/guarded-mcp-server.ts'
import { shareScripts } from '../support/shared-daemon.ts'
import { openWire, script, type WireClient } from '../support/wire-client.ts'

const OWN = { initialise: { capabilities: { kimi_events: true, supports_question: true } } }
const makeScripted = shareScripts()
let server: GuardedServer
beforeAll(async () => void (server = await openGuardedServer({ isOpenToLook: true })))
afterAll(() => server[Symbol.asyncDispose]())
beforeEach(() => server.revoke())

const outputs = ({ frames }: WireClient) =>
  frames.flatMap(({ params }) =>
    params?.type === 'ToolResult' ? [(params.payload as { return_value: ToolReturn }).return_value] : [],
  )

/** A session with the server under a name of its own, whose model calls the tool. */
async function open(name: string): Promise<WireClient> {
  const home = makeScripted([script([`mcp__${name}__peek`, {}]), script('end')])
  const flag = JSON.stringify({ mcpServers: { [name]: { url: server.url, transport: 'http' } } })
  return openWire(home, { args: ['--mcp-config', flag, '--yolo'], ...OWN })
}

test('the user is shown the page, agrees there, and the call that was refused is made', async () => {
  await using wire = await open('guarded')
  const turn = wire.call('prompt', { user_input: 'go' })
  const asked = await wire.seeRequest('QuestionRequest')
  const [{ question }] = asked.payload['questions'] as [{ question: string }]
  expect(question).toContain('guarded wants you to log in.')
  const page = /http:\/\/127\.0\.0\.1\S+/.exec(question)![0]
  expect(await server.agree(page)).toBe(200)
  wire.answer(asked.id, { request_id: asked.id, answers: { [question]: 'I have opened it' } })
  await turn
  expect(outputs(wire)).toMatchObject([{ is_error: false, output: 'peek is done' }])
  expect(server.problems).toEqual([])
})

test('a user who will not log in has the call fail with the command that helps, and the turn goes on', async () => {
  await using wire = await open('unwilling')
  const turn = wire.call('prompt', { user_input: 'go' })
  const asked = await wire.seeRequest('QuestionRequest')
  const [{ question, options }] = asked.payload['questions'] as [{ question: string; options: { label: string }[] }]
  wire.answer(asked.id, { request_id: asked.id, answers: { [question]: options.at(-1)!.label } })
  expect((await turn).result).toEqual({ status: 'finished' })
  const [result] = outputs(wire)
  expect(result).toMatchObject({ is_error: true })
  expect(result!.message).toContain('it wants a login: kimi mcp auth unwilling')
})
