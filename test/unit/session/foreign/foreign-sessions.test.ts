// Sessions of other agents, written as those agents write them, become sessions of ours.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import * as fc from 'fast-check'
import type { Message } from '../../../../src/protocol/message.ts'
import { listForeignSessions } from '../../../../src/session/foreign/foreign-sessions.ts'
import { createTranscript, type ForeignSession } from '../../../../src/session/foreign/foreign-transcript.ts'
import { keepSession } from '../../../../src/session/foreign/keep-session.ts'
import { openContextFile } from '../../../../src/session/store/context-file.ts'
import { findSession } from '../../../../src/session/store/session-catalog.ts'
import { countTurns } from '../../../../src/session/store/turn-borders.ts'

const ID = '0f6c2a52-5d5e-4b8e-9a39-3f6f0c1d2e4b'
let home: string
beforeEach(() => void (home = mkdtempSync('/tmp/kf-')))
afterEach(() => rmSync(home, { recursive: true, force: true }))

function write(path: string, ...lines: (object | string)[]): void {
  const file = join(home, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n') + '\n')
}

async function readOnly(): Promise<ForeignSession & { id: string; agent: string }> {
  const [found] = listForeignSessions(home)
  const [session] = found!.sessions
  return { ...(await session!.read()), id: session!.id, agent: found!.agent }
}

/** The messages in a short form: `user: text`, `tool c1: text`. */
const brief = (messages: readonly Message[]) =>
  messages.map(({ role, content, tool_calls: calls = [], tool_call_id: id }) => {
    const made = calls.map((call) => ` ${call.function.name}#${call.id}${call.function.arguments}`).join('')
    return `${role}${id ? ` ${id}` : ''}: ${String(content)}${made}`
  })

const TOLD = [
  'user: list the files',
  'assistant: I look. Bash#c1{"command":"ls"}',
  'tool c1: a.txt',
  'assistant: One file.',
  'user: thanks',
  'assistant: Welcome.',
]

describe('Claude Code', () => {
  const line = (uuid: string, parentUuid: string | null, type: string, content: unknown, more: object = {}) => ({
    uuid,
    parentUuid,
    type,
    cwd: '/work/site',
    message: { role: type, content },
    ...more,
  })
  const file = `.claude/projects/-work-site/${ID}.jsonl`

  test('text, calls and results are taken; commands, reminders, side chains and left branches are not', async () => {
    write(
      file,
      { type: 'summary', summary: 'Files of the site', leafUuid: 'x' },
      line('1', null, 'user', '<command-name>/clear</command-name>'),
      line('2', '1', 'user', 'Caveat: The messages below were generated', { isMeta: true }),
      line('3', '2', 'user', 'list the files'),
      line('4', '3', 'assistant', [{ type: 'thinking', thinking: 'hm', signature: 's' }]),
      line('5', '4', 'assistant', [{ type: 'text', text: 'I look.' }]),
      line('6', '5', 'assistant', [{ type: 'tool_use', id: 'c1', name: 'Bash', input: { command: 'ls' } }]),
      line('7', '6', 'user', [{ type: 'tool_result', tool_use_id: 'c1', content: [{ type: 'text', text: 'a.txt' }] }]),
      line('8', '7', 'assistant', [{ type: 'text', text: 'of a branch that was left' }]),
      line('s', '7', 'user', 'of a subagent', { isSidechain: true }),
      'half of a li',
      line('9', '7', 'assistant', [{ type: 'text', text: 'One file.' }]),
      line('10', '9', 'user', [{ type: 'text', text: 'thanks' }]),
      line('11', '10', 'assistant', [{ type: 'text', text: 'Welcome.' }]),
    )
    const { id, agent, workDir, title, messages } = await readOnly()
    expect([id, agent, workDir, title]).toEqual([`claude-${ID}`, 'Claude Code', '/work/site', 'Files of the site'])
    expect(brief(messages)).toEqual(TOLD)
  })

  test('what was compacted is there as its summary', async () => {
    write(
      file,
      line('1', null, 'user', 'first'),
      line('2', null, 'user', 'The story so far', { isCompactSummary: true }),
      line('3', '2', 'user', 'go on'),
    )
    expect(brief((await readOnly()).messages)).toEqual(['user: The story so far', 'user: go on'])
  })
})

describe('Codex', () => {
  const file = `.codex/sessions/2026/11/28/rollout-2026-11-28T10-00-00-${ID}.jsonl`
  const said = (role: string, text: string) => ({
    type: 'message',
    role,
    content: [{ type: role === 'assistant' ? 'output_text' : 'input_text', text }],
  })
  const items = [
    said('user', '<environment_context>\n<cwd>/work/site</cwd>\n</environment_context>'),
    said('developer', 'rules'),
    said('user', 'list the files'),
    { type: 'reasoning', encrypted_content: 'x' },
    said('assistant', 'I look.'),
    { type: 'function_call', name: 'Bash', arguments: '{"command":"ls"}', call_id: 'c1' },
    { type: 'function_call_output', call_id: 'c1', output: '{"output":"a.txt","metadata":{"exit_code":0}}' },
    said('assistant', 'One file.'),
    said('user', 'thanks'),
    said('assistant', 'Welcome.'),
  ]

  test.each([
    [
      'in payloads',
      [
        { type: 'session_meta', payload: { id: ID, cwd: '/work/site' } },
        ...items.map((payload) => ({ type: 'response_item', payload })),
      ],
    ],
    ['bare', [{ id: ID, timestamp: 'x', instructions: null }, ...items]],
  ])('its items are read %s', async (_, lines) => {
    write(file, ...lines, { type: 'event_msg', payload: { type: 'agent_message', message: 'Welcome.' } })
    const { id, workDir, messages } = await readOnly()
    expect([id, workDir]).toEqual([`codex-${ID}`, '/work/site'])
    expect(brief(messages)).toEqual(TOLD)
  })
})

describe('Kimi Code', () => {
  const dir = `.kimi-code/sessions/wd_site_0123456789ab/session_${ID}`
  const event = (type: string, more: object) => ({
    type: 'context.append_loop_event',
    event: { type, ...more },
    time: 1,
  })
  const user = (text: string, kind = 'user') => ({
    type: 'context.append_message',
    message: { role: 'user', content: [{ type: 'text', text }], toolCalls: [], origin: { kind } },
  })

  test('events of steps become messages, and what was undone is gone', async () => {
    write(`${dir}/state.json`, { version: 2, title: 'Site', cwd: '/work/site' })
    write(
      `${dir}/agents/main/wire.jsonl`,
      { type: 'metadata', protocol_version: '1.5', created_at: 1 },
      user('a reminder', 'reminder'),
      user('list the files'),
      event('step.begin', { uuid: 's' }),
      event('content.part', { part: { type: 'think', think: 'hm' } }),
      event('content.part', { part: { type: 'text', text: 'I look.' } }),
      event('tool.call', { toolCallId: 'c1', name: 'Bash', args: { command: 'ls' } }),
      event('tool.result', { toolCallId: 'c1', result: { output: 'a.txt' } }),
      event('content.part', { part: { type: 'text', text: 'One file.' } }),
      user('something wrong'),
      event('content.part', { part: { type: 'text', text: 'Done.' } }),
      { type: 'context.undo', count: 1 },
      user('thanks'),
      event('content.part', { part: { type: 'text', text: 'Welcome.' } }),
    )
    const { id, workDir, title, messages } = await readOnly()
    expect([id, workDir, title]).toEqual([`kimi-code-${ID}`, '/work/site', 'Site'])
    expect(brief(messages)).toEqual(TOLD)
  })
})

describe('pi', () => {
  test('the branch of the last entry is taken', async () => {
    const entry = (id: string, parentId: string | null, message: object) => ({ type: 'message', id, parentId, message })
    write(
      `.pi/agent/sessions/--work-site--/2026-11-28T10-00-00-000Z_${ID}.jsonl`,
      { type: 'session', version: 3, id: ID, cwd: '/work/site' },
      entry('1', null, { role: 'user', content: 'list the files' }),
      entry('2', '1', {
        role: 'assistant',
        content: [
          { type: 'text', text: 'I look.' },
          { type: 'toolCall', id: 'c1', name: 'Bash', arguments: { command: 'ls' } },
        ],
      }),
      entry('3', '2', { role: 'toolResult', toolCallId: 'c1', content: [{ type: 'text', text: 'a.txt' }] }),
      entry('x', '3', { role: 'user', content: 'a branch that was left' }),
      entry('4', '3', { role: 'assistant', content: [{ type: 'text', text: 'One file.' }] }),
      entry('5', '4', { role: 'user', content: [{ type: 'text', text: 'thanks' }] }),
      entry('6', '5', { role: 'assistant', content: [{ type: 'text', text: 'Welcome.' }] }),
    )
    const { id, workDir, messages } = await readOnly()
    expect([id, workDir]).toEqual([`pi-${ID}`, '/work/site'])
    expect(brief(messages)).toEqual(TOLD)
  })
})

describe('a transcript', () => {
  test('has a result right behind each call, whatever order the steps come in', () => {
    const id = fc.constantFrom('a', 'b', 'c', 'x'.repeat(80))
    const step = fc.oneof(
      fc.record({ kind: fc.constant('ask'), text: fc.string() }),
      fc.record({ kind: fc.constant('say'), text: fc.string() }),
      fc.record({ kind: fc.constant('call'), id }),
      fc.record({ kind: fc.constant('answer'), id }),
    )
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const transcript = createTranscript()
        for (const [at, each] of steps.entries()) {
          if (each.kind === 'ask') transcript.ask('text' in each ? each.text : '')
          if (each.kind === 'say') transcript.say('text' in each ? each.text : '')
          // No agent uses an id twice in one session.
          if (each.kind === 'call' && 'id' in each) transcript.call(`${each.id}${at}`, 'Tool', { at })
          if (each.kind === 'answer' && 'id' in each) transcript.answer(`${each.id}${at - 1}`, 'out')
        }
        const messages = transcript.messages()
        for (let at = 0; at < messages.length; at++) {
          const { role, tool_calls: calls = [] } = messages[at]!
          const results = messages.slice(at + 1, at + 1 + calls.length)
          expect(results.map((result) => result.tool_call_id)).toEqual(calls.map((call) => call.id))
          for (const call of calls) expect(call.id.length).toBeLessThanOrEqual(64)
          if (role === 'tool') expect(['assistant', 'tool']).toContain(messages[at - 1]?.role)
        }
      }),
    )
  })

  test('holds no secret of the other agent’s', () => {
    const transcript = createTranscript()
    const secret = `sk-ant-api03-${'Ab3'.repeat(30)}`
    transcript.ask(`use ${secret}`)
    transcript.call('c', 'Bash', { command: `curl -H "x-api-key: ${secret}"` })
    transcript.answer('c', secret)
    transcript.say(secret)
    expect(JSON.stringify(transcript.messages())).not.toContain('Ab3Ab3')
  })
})

test('a kept session is listed with its title and turns, needs no repair, and is kept once', async () => {
  const transcript = createTranscript()
  transcript.ask('list the files')
  transcript.call('c1', 'Bash', { command: 'ls' })
  transcript.answer('c1', 'a.txt')
  transcript.ask('thanks')
  const session = { workDir: '/work/site', title: 'Site', messages: transcript.messages() }
  const share = join(home, 'share')
  const at = Date.parse('2026-11-01T10:00:00Z')
  const about = { id: `claude-${ID}`, at, agent: 'Claude Code' }
  expect(await keepSession(share, about, session)).toEqual({ ok: true })
  expect(await keepSession(share, about, session)).toEqual({ ok: false, reason: 'there' })
  const found = findSession(share, 'claude-', '/work/site')
  if (!found.ok) throw new Error(found.reason)
  expect(found.session).toMatchObject({ title: 'Site', updatedAt: at, workDir: '/work/site' })
  expect(await countTurns(found.session)).toBe(2)
  const { repairs } = openContextFile(found.session.context)
  expect(repairs).toEqual([])
})

test('a session in which nothing was said, or without a folder, is not kept', async () => {
  const share = join(home, 'share')
  const about = { id: 'claude-x', at: 0, agent: 'Claude Code' }
  expect(await keepSession(share, about, { workDir: '/w', title: '', messages: [] })).toEqual({
    ok: false,
    reason: 'empty',
  })
  const messages: Message[] = [{ role: 'user', content: 'x' }]
  expect(await keepSession(share, about, { workDir: '', title: '', messages })).toEqual({
    ok: false,
    reason: 'homeless',
  })
  expect(findSession(share, 'claude-x').ok).toBe(false)
})

test('a session of 30 MB holds nobody up: others have their turn while it is read and written', async () => {
  let parent = 'u0'
  const said = (at: number) => {
    const line = {
      type: 'assistant',
      uuid: `u${at}`,
      parentUuid: parent,
      cwd: '/w',
      message: { content: 'y'.repeat(600) },
    }
    parent = line.uuid
    return line
  }
  const first = { type: 'user', uuid: 'u0', cwd: '/w', message: { content: 'begin' } }
  write(`.claude/projects/-w/${ID}.jsonl`, first, ...Array.from({ length: 40_000 }, (_, at) => said(at + 1)))
  const [session] = listForeignSessions(home)[0]!.sessions
  const share = join(home, 'share')
  let turns = 0
  let isDone = false
  const countTurn = () => void (turns++, isDone || setImmediate(countTurn))
  setImmediate(countTurn)
  const read = await session!.read()
  const turnsOfReading = turns
  const kept = await keepSession(share, { id: session!.id, at: session!.at, agent: 'Claude Code' }, read)
  isDone = true
  expect(kept).toEqual({ ok: true })
  // Each part takes more than fifty milliseconds, and a slice 8.
  expect(turnsOfReading).toBeGreaterThan(5)
  expect(turns - turnsOfReading).toBeGreaterThan(5)
  const found = findSession(share, 'claude-')
  if (!found.ok) throw new Error(found.reason)
  expect(openContextFile(found.session.context).repairs).toEqual([])
})
