import { spawn } from 'node:child_process'
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ContextRecord } from '../../../../src/agent/conversation.ts'
import type { ToolCall } from '../../../../src/protocol/message.ts'
import { findStartedCalls, openContextFile } from '../../../../src/session/store/context-file.ts'
import { programOf } from '../../../support/program.ts'

let dir: string
let path: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'context-'))
  path = join(dir, 'context.jsonl')
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const write = (...records: object[]) =>
  writeFileSync(path, records.map((record) => JSON.stringify(record) + '\n').join(''))
const call = (id: string): ToolCall => ({ type: 'function', id, function: { name: 'Shell', arguments: '{}' } })
const roles = (records: readonly ContextRecord[]) => records.map(({ role }) => role)

test('a file that is not there is an empty conversation, made with the first record', () => {
  const { records, journal } = openContextFile(path)
  expect(records).toEqual([])
  expect(readdirSync(dir)).toEqual([])
  journal.append([{ role: 'user', content: 'hi' }])
  expect(openContextFile(path).records).toEqual([{ role: 'user', content: 'hi' }])
})

test('a session of Kimi CLI is read as it stands', () => {
  write(
    { role: '_system_prompt', content: 'You are' },
    { role: '_checkpoint', id: 0 },
    { role: 'user', content: 'hi' },
    { role: '_checkpoint', id: 1 },
    {
      role: 'assistant',
      content: [
        { type: 'think', think: 'hm' },
        { type: 'text', text: 'yo' },
      ],
      tool_calls: [call('a')],
    },
    { role: '_usage', token_count: 12 },
    { role: 'tool', content: 'x', tool_call_id: 'a' },
  )
  const before = readFileSync(path, 'utf8')
  const { records, repairs } = openContextFile(path)
  expect(repairs).toEqual([])
  expect(records).toHaveLength(7)
  expect(readFileSync(path, 'utf8')).toBe(before)
})

test('words of the role `developer`, which is OpenAI’s name for the system, are the system’s', () => {
  write({ role: 'user', content: 'hi' }, { role: 'developer', content: 'be brief' })
  expect(openContextFile(path).records.slice(0, 2)).toEqual([
    { role: 'user', content: 'hi' },
    { role: 'system', content: 'be brief' },
  ])
})

test('a torn last line is cut off; lines that are none and roles from elsewhere are skipped', () => {
  write({ role: 'user', content: 'one' })
  appendFileSync(path, 'garbage\n{"role":"_other"}\n[]\n{"role":"user","content":"to')
  const { records, journal } = openContextFile(path)
  journal.append([{ role: 'user', content: 'two' }])
  expect(records).toEqual([{ role: 'user', content: 'one' }])
  expect(openContextFile(path).records.map((record) => 'content' in record && record.content)).toEqual(['one', 'two'])
})

test('a call without a result gets one, at the end and in the middle, and once', () => {
  write({ role: 'user', content: 'go' }, { role: 'assistant', content: '', tool_calls: [call('a'), call('b')] })
  appendFileSync(path, JSON.stringify({ role: 'tool', content: 'x', tool_call_id: 'b' }) + '\n')
  expect(roles(openContextFile(path).records)).toEqual(['user', 'assistant', 'tool', 'tool'])
  expect(openContextFile(path).repairs).toEqual([])
  appendFileSync(path, JSON.stringify({ role: 'assistant', content: '', tool_calls: [call('c')] }) + '\n')
  appendFileSync(path, JSON.stringify({ role: 'user', content: 'again' }) + '\n')
  expect(roles(openContextFile(path).records)).toEqual([
    'user',
    'assistant',
    'tool',
    'tool',
    'assistant',
    'tool',
    'user',
  ])
  expect(openContextFile(path).repairs).toEqual([])
})

test('a result without a call is dropped, and the old file is kept', () => {
  write({ role: 'tool', content: 'x', tool_call_id: 'z' }, { role: 'user', content: 'hi' })
  expect(roles(openContextFile(path).records)).toEqual(['user'])
  expect(readdirSync(dir).sort()).toEqual(['context.jsonl', 'context_1.jsonl'])
})

test('a call that was about to have an effect is told to the model when its answer was lost', () => {
  write(
    { role: 'user', content: 'deploy' },
    { role: '_call', id: 'a', name: 'Shell', arguments: '{"command":"make deploy"}' },
  )
  const { records } = openContextFile(path)
  expect(roles(records)).toEqual(['user', 'assistant', 'tool'])
  expect(JSON.stringify(records)).toContain('Nobody knows whether this ran')
  expect(openContextFile(path).repairs).toEqual([])
  write(
    { role: '_call', id: 'a', name: 'Shell', arguments: '{}' },
    { role: 'assistant', content: '', tool_calls: [call('a')] },
    { role: 'tool', content: 'done', tool_call_id: 'a' },
  )
  expect(roles(openContextFile(path).records)).toEqual(['assistant', 'tool'])
})

test('calls that have begun are in a file of their own, which goes with their answer', () => {
  const { journal } = openContextFile(path)
  journal.append([{ role: 'user', content: 'deploy' }])
  journal.append([{ role: '_call', id: 'a', name: 'Shell', arguments: '{}' }])
  expect(readFileSync(path, 'utf8')).not.toContain('"_call"')
  expect(findStartedCalls(path)).toEqual([{ name: 'Shell', args: '{}' }])
  expect(roles(openContextFile(path).records)).toEqual(['user', 'assistant', 'tool'])
  expect(readdirSync(dir)).toEqual(['context.jsonl'])
  journal.append([{ role: '_call', id: 'b', name: 'Shell', arguments: '{}' }])
  journal.append([
    { role: 'assistant', content: '', tool_calls: [call('b')] },
    { role: 'tool', content: 'done', tool_call_id: 'b' },
  ])
  expect(readdirSync(dir)).toEqual(['context.jsonl'])
  expect(openContextFile(path).repairs).toEqual([])
})

test('a process that died between an answer and the removal of its calls repeats nothing', () => {
  write({ role: 'assistant', content: '', tool_calls: [call('a')] }, { role: 'tool', content: 'x', tool_call_id: 'a' })
  writeFileSync(join(dir, 'calls.jsonl'), '{"role":"_call","id":"a","name":"Shell","arguments":"{}"}\n')
  expect(openContextFile(path)).toMatchObject({ repairs: [], records: [{ role: 'assistant' }, { role: 'tool' }] })
})

test('a file of an older version loses its beginnings of calls, on which Kimi CLI fails', () => {
  write(
    { role: 'user', content: 'deploy' },
    { role: '_call', id: 'a', name: 'Shell', arguments: '{}' },
    { role: 'assistant', content: '', tool_calls: [call('a')] },
    { role: 'tool', content: 'done', tool_call_id: 'a' },
  )
  expect(roles(openContextFile(path).records)).toEqual(['user', 'assistant', 'tool'])
  expect(readFileSync(path, 'utf8')).not.toContain('"_call"')
})

test('rewriting keeps the old file under the next free number', () => {
  const { journal } = openContextFile(path)
  for (const word of ['one', 'two', 'three']) journal.rewrite([{ role: 'user', content: word }])
  expect(readdirSync(dir).sort()).toEqual(['context.jsonl', 'context_1.jsonl', 'context_2.jsonl'])
  expect(readFileSync(join(dir, 'context_2.jsonl'), 'utf8')).toContain('two')
})

test('killed at any instant while it writes, no acknowledged record is lost and no file is torn', async () => {
  const module = programOf(join(import.meta.dirname, '../../../../src/session/store/context-file.ts'))
  const source = `
    const { openContextFile } = await import(${JSON.stringify(module)})
    const { records, journal } = openContextFile(${JSON.stringify(path)})
    let n = records.length
    for (;;) {
      n++
      const record = { role: 'user', content: n + ' ' + 'x'.repeat(5000) }
      if (n % 7 === 0) { const all = openContextFile(${JSON.stringify(path)}).records; journal.rewrite([...all, record]) }
      else journal.append([record])
      process.stdout.write(n + '\\n')
    }`
  for (let round = 0; round < 6; round++) {
    const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let told = ''
    child.stdout.on('data', (chunk: Buffer) => {
      told += chunk.toString()
      if (told.split('\n').length > 3 + round * 10) child.kill('SIGKILL')
    })
    await new Promise((resolve) => child.once('close', resolve))
    const acknowledged = Number(told.split('\n').at(-2))
    const { records, repairs } = openContextFile(path)
    expect(records.length).toBeGreaterThanOrEqual(acknowledged)
    expect(records.map((record) => 'content' in record && parseInt(String(record.content)))).toEqual(
      records.map((_, index) => index + 1),
    )
    expect(repairs.filter((line) => !line.startsWith('a torn'))).toEqual([])
  }
}, 120_000)
