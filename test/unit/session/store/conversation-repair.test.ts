import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ContextRecord } from '../../../../src/agent/conversation.ts'
import type { Message } from '../../../../src/protocol/message.ts'
import { openContextFile } from '../../../../src/session/store/context-file.ts'
import { isStarted, repairRecords } from '../../../../src/session/store/conversation-repair.ts'
import { useScratch } from '../session-fixture.ts'

const scratch = useScratch()

const asks = (...ids: string[]): Message => ({
  role: 'assistant',
  content: '',
  tool_calls: ids.map((id) => ({ type: 'function', id, function: { name: 'Shell', arguments: '{}' } })),
})
const result = (id: string, content = `of ${id}`): Message => ({ role: 'tool', content, tool_call_id: id })
const user = (content: string): Message => ({ role: 'user', content })
const noted = (id: string): ContextRecord => ({ role: '_call', id, name: 'Shell', arguments: '{}' })
const checkpoint: ContextRecord = { role: '_checkpoint', id: 1 }

/** `assistant a,b`, `tool a`, `user hi`; a result that was made up is `tool a?`. */
const brief = (records: readonly ContextRecord[]) =>
  records.map((record) => {
    if (record.role === 'assistant')
      return `assistant ${(record.tool_calls ?? []).map(({ id }) => id).join(',')}`.trim()
    if (record.role === 'tool')
      return `tool ${record.tool_call_id}${String(record.content).includes('interrupted') ? '?' : ''}`
    return record.role === 'user' ? `user ${String(record.content)}` : record.role
  })
const repaired = (...records: ContextRecord[]) => brief(repairRecords(records).records)

test('a conversation that is whole is left as it is, object by object', () => {
  const records = [
    checkpoint,
    user('go'),
    noted('a'),
    asks('a', 'b'),
    noted('b'),
    result('b'),
    result('a'),
    user('on'),
    asks('a'),
    result('a'),
  ]
  const { records: after, notes } = repairRecords(records)
  expect(notes).toEqual([])
  expect(after.every((record, index) => record === records[index])).toBe(true)
})

test('results stand directly behind their call, also those that came too late', () => {
  expect(repaired(asks('a', 'b'), result('a'), user('hi'), result('b'), asks('c'))).toEqual([
    'assistant a,b',
    'tool a',
    'tool b',
    'user hi',
    'assistant c',
    'tool c?',
  ])
  expect(repaired(asks('a'), checkpoint, user('hi'))).toEqual(['assistant a', 'tool a?', '_checkpoint', 'user hi'])
})

test('a second result for one call, and one beyond the next answer, are left out', () => {
  expect(repaired(asks('a'), result('a'), result('a'), asks('b'), result('a'), result('b'))).toEqual([
    'assistant a',
    'tool a',
    'assistant b',
    'tool b',
  ])
})

test('equal and empty ids within one answer become different, and results go to them in order', () => {
  const { records } = repairRecords([asks('x', 'x', ''), result('x', '1'), result('x', '2'), result('', '3')])
  expect(brief(records)).toEqual(['assistant x,x_2,call_2', 'tool x', 'tool x_2', 'tool call_2'])
  expect(records.slice(1).map((record) => (record as Message).content)).toEqual(['1', '2', '3'])
})

test('calls that were about to have an effect when the answer was lost are told before what follows', () => {
  expect(repaired(user('go'), noted('a'), noted('b'), checkpoint, user('hi'))).toEqual([
    'user go',
    '_call',
    '_call',
    'assistant a,b',
    'tool a?',
    'tool b?',
    '_checkpoint',
    'user hi',
  ])
  // A first attempt was given up, and a second one said something else.
  expect(repaired(noted('a'), asks('b'), result('b'))).toEqual([
    '_call',
    'assistant a',
    'tool a?',
    'assistant b',
    'tool b',
  ])
})

test('the words before a lost call are kept, and arguments that nobody can read are made readable', () => {
  const lost: ContextRecord = { role: '_call', id: 'a', name: 'Shell', arguments: '{"command', said: 'I look.' }
  const { records } = repairRecords([user('go'), lost])
  const answer = records.find(({ role }) => role === 'assistant') as Message
  expect(answer.content).toBe('I look.')
  expect(JSON.parse(answer.tool_calls![0]!.function.arguments!)).toEqual({ unreadable_arguments: '{"command' })
})

test('a call that waited for the user is told not to have run; one that was allowed then may have run', () => {
  const waits = (id: string): ContextRecord => ({ ...noted(id), waits: true, said: 'I ask.' }) as ContextRecord
  const { records } = repairRecords([user('go'), waits('a'), waits('b'), noted('b')])
  const results = records.filter(({ role }) => role === 'tool') as Message[]
  expect(results.map(({ tool_call_id: id }) => id)).toEqual(['a', 'b'])
  expect(results[0]!.content).toMatch(/waited for the user[^]*did NOT run[^]*make the same call again/)
  expect(results.map(isStarted)).toEqual([false, true])
})

test('a repair is made once, whatever it was', () => {
  const path = join(scratch.work, 'context.jsonl')
  const cases: ContextRecord[][] = [
    [asks('a')],
    [user('go'), noted('a')],
    [asks('a'), user('hi'), result('a')],
    [asks('x', 'x'), result('x')],
    [result('z'), user('hi')],
    [noted('a'), user('hi'), noted('b')],
  ]
  for (const records of cases) {
    writeFileSync(path, records.map((record) => JSON.stringify(record) + '\n').join(''))
    const first = openContextFile(path)
    expect(first.repairs.length).toBeGreaterThan(0)
    const second = openContextFile(path)
    expect(second.repairs).toEqual([])
    expect(second.records).toEqual(first.records)
  }
})

test('content of any version is read: none, a list without null fields, parts nobody knows', () => {
  const path = join(scratch.work, 'context.jsonl')
  const lines = [
    { role: 'assistant', tool_calls: [{ type: 'function', id: 'a', function: { name: 'X', arguments: null } }] },
    { role: 'tool', tool_call_id: 'a', content: null },
    {
      role: 'user',
      content: [
        { type: 'image_url', image_url: { url: 'data:x' } },
        { type: 'hologram' },
        { type: 'think', think: 'hm' },
      ],
    },
    { role: 'user', content: 7 },
    { role: 'tool', content: 'no id' },
  ]
  writeFileSync(path, lines.map((line) => JSON.stringify(line) + '\n').join(''))
  expect(openContextFile(path).records).toEqual([
    {
      role: 'assistant',
      content: '',
      tool_calls: [{ type: 'function', id: 'a', function: { name: 'X', arguments: null } }],
    },
    { role: 'tool', tool_call_id: 'a', content: '' },
    {
      role: 'user',
      content: [
        { type: 'image_url', image_url: { url: 'data:x', id: null } },
        { type: 'think', think: 'hm', encrypted: null },
      ],
    },
  ])
})

test('a conversation of 100 MB is open in a second or so', () => {
  const path = join(scratch.work, 'context.jsonl')
  const turn = (n: number) =>
    [
      user(`question ${n}`),
      { ...asks(`c${n}`), content: [{ type: 'think', think: 'hm '.repeat(200), encrypted: null }] },
      result(`c${n}`, 'a "quoted" line of output\n'.repeat(200)),
    ]
      .map((record) => JSON.stringify(record) + '\n')
      .join('')
  for (let n = 0, size = 0; size < 100 * 1024 * 1024;) {
    let piece = ''
    for (let many = 0; many < 500; many++) piece += turn(n++)
    appendFileSync(path, piece)
    size += piece.length
  }
  const begin = process.cpuUsage()
  const { records, repairs } = openContextFile(path)
  const took = process.cpuUsage(begin)
  const ms = (took.user + took.system) / 1000
  console.log(`100 MB, ${records.length} records: ${Math.round(ms)} ms`)
  expect(repairs).toEqual([])
  expect(ms).toBeLessThan(5_000)
  expect(readFileSync(path).length).toBeGreaterThan(100 * 1024 * 1024)
})
