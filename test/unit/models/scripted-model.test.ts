import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ChatStream } from '../../../src/models/chat-stream.ts'
import { createScriptedStream } from '../../../src/models/scripted-model.ts'
import { parseScript } from '../../../src/models/scripted-grammar.ts'
import { ask, collect, getFailure, joinText } from './asking.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'scripts-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function open(content: string): ChatStream {
  const scriptsFile = join(folder, `${Math.random()}.txt`)
  writeFileSync(scriptsFile, content)
  return createScriptedStream({ scriptsFile })
}

/** What parsing says: the events, or the message. */
function read(text: string): unknown {
  const script = parseScript(text)
  return script.ok ? script.events : script.message
}

describe('a file of scripts', () => {
  test('is used up one script a call, as JSON or as text', async () => {
    for (const content of ['["text: one", "text: two"]', 'text: one\n---\ntext: two']) {
      const stream = open(content)
      expect(joinText(await collect(stream))).toBe('one')
      expect(joinText(await collect(stream))).toBe('two')
      expect(getFailure(await collect(stream)).message).toBe('ScriptedEchoChatProvider exhausted at turn 3.')
    }
  })

  test('that cannot be read or holds no strings is a failure', async () => {
    const missing = createScriptedStream({ scriptsFile: join(folder, 'none') })
    expect(getFailure(await collect(missing)).message).toContain('ENOENT')
    expect(getFailure(await collect(open('[1]'))).code).toBe('model.invalid')
  })

  test('is not touched by a cancelled request', async () => {
    const stream = open('text: one')
    expect(getFailure(await collect(stream, ask({ signal: AbortSignal.abort() }))).code).toBe('turn.cancelled')
    expect(joinText(await collect(stream))).toBe('one')
  })

  test.each([
    ['error: 429 slow down', 'model.rate_limited', true, 'slow down'],
    ['error: 503', 'model.overloaded', true, 'Simulated 503 error'],
    ['error: 401', 'model.auth', false, 'Simulated 401 error'],
    ['error: connection', 'model.unreachable', true, 'Simulated connection error'],
    ['error: timeout took long', 'model.stalled', true, 'took long'],
    ['text: seen\nerror: 500', 'model.overloaded', true, 'Simulated 500 error'],
    ['# nothing', 'model.invalid', false, 'ScriptedEchoChatProvider DSL produced no streamable parts.'],
  ])('with "%s" fails', async (script, code, retryable, message) => {
    const events = await collect(open(JSON.stringify([script])))
    expect(events).toEqual([{ type: 'failed', code, message, retryable }])
  })
})

describe('the grammar', () => {
  test('has text and thoughts, quotes and comments', () => {
    const script = ['```', 'echo', '# note', 'think: "why not"', "text: 'a: b'", 'TEXT:  two', '', 'text:', '```']
    expect(read(script.join('\r\n'))).toEqual([
      { type: 'think', text: 'why not' },
      { type: 'text', text: 'a: b' },
      { type: 'text', text: ' two' },
      { type: 'text', text: '' },
    ])
  })

  test('has usage, as JSON or as words, told at the end', () => {
    const usage = { type: 'usage', input: 15, output: 4, cached: 5 }
    const asWords = 'usage: input_other=10, output=4 input_cache_read=5'
    const asJson = 'usage: {"input_other": 10, "output": 4, "input_cache_read": 5}'
    for (const line of [asWords, asJson]) expect(read(`${line}\ntext: x`)).toEqual([{ type: 'text', text: 'x' }, usage])
    expect(read('usage: output=many')).toBe('Usage field \'output\' must be an integer, got "many"')
  })

  test('has tool calls in several spellings, with parts', () => {
    const call = { type: 'tool_call', index: 0, id: 't1', name: 'Shell', arguments: '{"a":' }
    const flat = { id: 't1', name: 'Shell', arguments: '{"a":' }
    const nested = { id: 't1', function: { name: 'Shell', arguments: '{"a":' } }
    for (const spelling of [flat, nested]) {
      expect(read(`tool_call: ${JSON.stringify(spelling)}\ntool_call_part: {"arguments_part": "1}"}`)).toEqual([
        call,
        { type: 'tool_call_part', index: 0, arguments: '1}' },
      ])
    }
    expect(read('tool_call: id=t1 name=Shell')).toEqual([{ ...call, arguments: '' }])
    expect(read('tool_call: {"id": "t1", "name": "Shell", "arguments": {}}')).toContain(
      'must be a string at line 1, got dict',
    )
    expect(read('tool_call: {"id": "t1"}')).toContain('tool_call requires string id and name at line 1')
  })

  test('names the line that it does not understand', () => {
    expect(read('text: a\nnonsense')).toBe("Invalid echo DSL at line 2: 'nonsense'")
    expect(read('text: a\n\nsmell: b')).toBe("Unknown echo DSL kind 'smell' at line 3: 'smell: b'")
    expect(read('error: often')).toContain("expected status code or 'connection'/'timeout', got 'often'")
  })
})
