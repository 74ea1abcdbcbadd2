import { spawn } from 'node:child_process'
import { appendFileSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import type { WireEvent } from '../../../../src/protocol/wire.ts'
import {
  firstTurnText,
  openWireLog,
  readTurnStarts,
  readWireLog,
  type WireRecord,
} from '../../../../src/session/store/wire-log.ts'
import { useScratch } from '../session-fixture.ts'
import { programOf } from '../../../support/program.ts'

const scratch = useScratch()
let path: string
beforeEach(() => (path = join(scratch.work, 'wire.jsonl')))

const text = (words: string): WireEvent => ({ type: 'ContentPart', payload: { type: 'text', text: words } })
const think = (words: string, encrypted: string | null = null): WireEvent => ({
  type: 'ContentPart',
  payload: { type: 'think', think: words, encrypted },
})
const begin = (words: string): WireEvent => ({ type: 'TurnBegin', payload: { user_input: words } })
const end: WireEvent = { type: 'TurnEnd', payload: {} }

async function readAll(): Promise<WireRecord[]> {
  const records: WireRecord[] = []
  for await (const record of readWireLog(path)) records.push(record)
  return records
}
const messages = async () => (await readAll()).map(({ message }) => message)

test('a plain turn is what Kimi CLI writes: metadata, then one line for each thing that was told', async () => {
  const log = openWireLog(path, () => 1234.5)
  log.append(begin('hi'))
  log.append({ type: 'StepBegin', payload: { n: 1 } })
  log.append(text('Hel'))
  log.append(text('lo'))
  log.append(end)
  expect(
    readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual([
    { type: 'metadata', protocol_version: '1.10' },
    { timestamp: 1234.5, message: begin('hi') },
    { timestamp: 1234.5, message: { type: 'StepBegin', payload: { n: 1 } } },
    { timestamp: 1234.5, message: text('Hello') },
    { timestamp: 1234.5, message: end },
  ])
  expect(statSync(path).mode & 0o777).toBe(0o600)
})

test('events that readers of wire 1.10 do not know are not stored, those of a subagent neither', async () => {
  const log = openWireLog(path)
  const output: WireEvent = { type: 'ToolOutput', payload: { tool_call_id: 'a', text: 'x', lines: 0 } }
  const ofAgent = { parent_tool_call_id: 'a', agent_id: 'b', subagent_type: 'coder' }
  for (const event of [output, text('kept')]) {
    log.append(event)
    log.append({ type: 'SubagentEvent', payload: { ...ofAgent, event } })
  }
  log.flush()
  expect(await messages()).toEqual([
    text('kept'),
    { type: 'SubagentEvent', payload: { ...ofAgent, event: text('kept') } },
  ])
})

test('pieces of a text, a thought and a call’s arguments are one record each; what was told is not changed by it', async () => {
  const log = openWireLog(path)
  const call: WireEvent = {
    type: 'ToolCall',
    payload: { type: 'function', id: 'a', function: { name: 'Shell', arguments: null } },
  }
  const told = structuredClone(call)
  for (const event of [
    think('a'),
    think('b', 'signed'),
    think('c'),
    text('d'),
    call,
    { type: 'ToolCallPart', payload: { arguments_part: '{"x"' } } as const,
    { type: 'ToolCallPart', payload: { arguments_part: ':1}' } } as const,
    text('e'),
  ])
    log.append(event)
  expect(await messages()).toHaveLength(4)
  log.flush()
  expect(call).toEqual(told)
  expect(await messages()).toEqual([
    think('ab', 'signed'),
    think('c'),
    text('d'),
    { type: 'ToolCall', payload: { type: 'function', id: 'a', function: { name: 'Shell', arguments: '{"x":1}' } } },
    text('e'),
  ])
})

test('what a subagent says is merged for each agent', async () => {
  const log = openWireLog(path)
  const said = (agent: string, words: string): WireEvent => ({
    type: 'SubagentEvent',
    payload: { parent_tool_call_id: 'p', agent_id: agent, subagent_type: 'coder', event: text(words) },
  })
  for (const event of [said('a', '1'), said('a', '2'), said('b', '3'), said('b', '4'), end]) log.append(event)
  expect(await messages()).toEqual([said('a', '12'), said('b', '34'), end])
})

test('lines that are none are skipped, a torn end is cut off before anything follows', async () => {
  const log = openWireLog(path)
  log.append(begin('one'))
  appendFileSync(path, 'nonsense\n{"timestamp":"x","message":{}}\n{"timestamp":1,"message":{"type":"Turn')
  expect(await messages()).toEqual([begin('one')])
  openWireLog(path).append(end)
  expect(await messages()).toEqual([begin('one'), end])
  expect(readFileSync(path, 'utf8')).not.toContain('"Turn{')
})

test('a complete last line that lacks its newline is kept', async () => {
  writeFileSync(path, JSON.stringify({ timestamp: 1, message: begin('one') }))
  openWireLog(path).append(end)
  expect(await messages()).toEqual([begin('one'), end])
})

test('turns are counted by their beginnings, not by those that somebody quotes', () => {
  const log = openWireLog(path)
  for (const event of [begin('one'), text('{"type":"TurnBegin"}'), end, begin('two'), end]) log.append(event)
  expect([...readTurnStarts(path)].map(({ turn, text: said }) => [turn, said])).toEqual([
    [1, 'one'],
    [2, 'two'],
  ])
  expect(firstTurnText(path)).toBe('one')
  expect(firstTurnText(join(scratch.work, 'none'))).toBeNull()
})

test('killed at any instant while it writes, every line but the last is whole and none that was acknowledged is lost', async () => {
  const module = programOf(join(import.meta.dirname, '../../../../src/session/store/wire-log.ts'))
  const source = `
    const { openWireLog } = await import(${JSON.stringify(module)})
    const log = openWireLog(${JSON.stringify(path)})
    for (let n = Number(process.argv[1]); ; n++) {
      log.append({ type: 'TurnBegin', payload: { user_input: n + ' ' + 'x'.repeat(3000) } })
      process.stdout.write((n + 1) + '\\n')
    }`
  let next = 0
  for (let round = 0; round < 4; round++) {
    const child = spawn(process.execPath, ['--input-type=module', '-e', source, String(next)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let told = ''
    child.stdout.on('data', (chunk: Buffer) => {
      told += chunk.toString()
      if (told.split('\n').length > 2 + round * 80) child.kill('SIGKILL')
    })
    await new Promise((resolve) => child.once('close', resolve))
    const acknowledged = Number(told.split('\n').at(-2))
    const turns = [...readTurnStarts(path)].map(({ text: said }) => parseInt(said))
    expect(turns).toEqual(turns.map((_, index) => index))
    expect(turns.length).toBeGreaterThanOrEqual(acknowledged)
    next = turns.length
  }
})
