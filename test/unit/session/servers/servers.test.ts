// Tests of the tools and texts of servers that the model is shown, of the search for tools, and of the questions that a server puts.

import { appendFileSync, copyFileSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Lease } from '../../../../src/mcp/server-lease.ts'
import { readTools } from '../../../../src/mcp/server-tools.ts'
import type { McpServerEntry } from '../../../../src/protocol/mcp.ts'
import type { Question } from '../../../../src/protocol/wire.ts'
import { makeServerTool } from '../../../../src/session/servers/server-calls.ts'
import { askForServer } from '../../../../src/session/servers/server-questions.ts'
import { createServerReminder } from '../../../../src/session/servers/server-words.ts'
import { createToolExposure } from '../../../../src/session/servers/tool-exposure.ts'
import { findTools } from '../../../../src/session/servers/tool-search.ts'

import type { PermissionAsk } from '../../../../src/tools/tool.ts'
import { makePool } from '../../../support/server-pool.ts'
import { programOf } from '../../../support/program.ts'

/** A lease of a server whose tools are known. */
function lease(name: string, tools: Record<string, string>, entry: McpServerEntry = {}, isKnown = true): Lease {
  const raw = Object.entries(tools).map(([tool, description]) => ({
    name: tool,
    description,
    inputSchema: { type: 'object' as const },
  }))
  const list = readTools(raw, name, entry, 'key')
  const server = { name, entry, origin: 'user' as const, file: '', root: '' }
  return { server, isEnabled: entry.enabled !== false, isKnown: () => isKnown, list: () => list } as unknown as Lease
}

const many = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`tool_${index}`, 'words '.repeat(100)]))

function makeExposure() {
  let loaded: string[] = []
  return createToolExposure({ read: () => loaded, save: (called) => (loaded = called) })
}

describe('exposure', () => {
  test('small servers are shown at once, large ones by their name, and loaded tools come at the end', () => {
    const exposure = makeExposure()
    const leases = [lease('big', many(20)), lease('small', { a: 'one', b: 'two' })]
    const offered = () => exposure.list(leases).flatMap(({ tool, isOffered }) => (isOffered ? tool.called : []))
    expect(offered()).toEqual(['mcp__small__a', 'mcp__small__b'])
    expect(exposure.deferred(leases).map(({ server }) => server.name)).toEqual(['big'])
    exposure.load(['mcp__big__tool_7'])
    expect(offered()).toEqual(['mcp__small__a', 'mcp__small__b', 'mcp__big__tool_7'])
    exposure.load(['mcp__big__tool_3'])
    expect(offered().slice(2)).toEqual(['mcp__big__tool_7', 'mcp__big__tool_3'])
  })

  test('many small servers are not all shown at once', () => {
    const exposure = makeExposure()
    const leases = Array.from({ length: 10 }, (_, index) => lease(`s${index}`, many(8)))
    const names = new Set(
      exposure.list(leases).flatMap(({ lease: { server }, isOffered }) => (isOffered ? server.name : [])),
    )
    expect([...names]).toEqual(['s0', 's1', 's2', 's3'])
  })

  test('the model is told of what it can load, once, and again when that has changed', () => {
    let leases = [lease('docs', many(20), { description: 'the handbook' })]
    const reminder = createServerReminder(() => leases)
    const said = reminder.next([])!
    expect(said.split('\n')[1]).toBe('- docs (20 tools): the handbook')
    const told = { role: 'user' as const, content: `<system-reminder>\n${said}\n</system-reminder>` }
    expect(reminder.next([told, { role: 'assistant', content: 'x' }])).toBe(null)
    leases = [...leases, lease('wiki', many(30))]
    expect(reminder.next([told])).toContain('- wiki (30 tools): tool_0, tool_1')
    leases = []
    expect(reminder.next([told])).toBe('No MCP server has tools to load any more.')
    expect(createServerReminder(() => []).next([])).toBe(null)
  })
})

describe('ToolSearch', () => {
  const exposure = makeExposure()
  const all = exposure.list([
    lease(
      'github',
      { create_issue: 'Open a new issue', listIssues: 'List issues', get_file: 'Read a file' },
      { exposure: 'deferred' },
    ),
    lease('mail', { send: 'Send a message about an issue' }, { exposure: 'deferred' }),
  ])
  const find = (query: string) => findTools(query, all).map(({ tool }) => tool.name)

  test('finds by the words of names before those of descriptions, whatever their spelling', () => {
    expect(find('issue')).toEqual(['create_issue', 'listIssues', 'send'])
    expect(find('list issues')[0]).toBe('listIssues')
    expect(find('github')).toHaveLength(3)
    expect(find('zebra')).toEqual([])
  })

  test('loads exactly what is named', () => {
    expect(find('select:mcp__mail__send, get_file')).toEqual(['get_file', 'send'])
  })
})

describe('a call of a server that does not run', () => {
  const share = realpathSync(mkdtempSync(join(tmpdir(), 'kimi-calls-')))
  afterAll(() => rmSync(share, { recursive: true, force: true }))

  test('asks before anything starts, and about files that have changed since the server was let start', async () => {
    const program = join(share, 'server.mjs')
    const log = join(share, 'odd.log')
    copyFileSync(programOf(join(import.meta.dirname, '../../../support/odd-mcp-server.ts')), program)
    const entry = { command: process.execPath, args: [program], env: { ODD_LOG: log } }
    const pool = makePool(share)
    await using _ = { [Symbol.asyncDispose]: () => pool.close() }
    const named = { name: 'odd', entry, origin: 'user' as const, file: '', root: '' }
    const held = pool.lease(named, { workDir: share, env: process.env, isTrusted: true }, () => {})
    await held.ensure()
    await pool.reset('odd')
    const starts = () => readFileSync(log, 'utf8').match(/^start/gm)!.length
    const echo = held.list().tools.find(({ name }) => name === 'echo')!
    const asked: PermissionAsk[] = []
    const tool = makeServerTool(held, echo, true, {
      pins: pool.pins,
      timeoutMs: () => 20_000,
      content: (callId) => ({ callId, outputDir: share, takesImages: false }),
      ask: () => async () => ({}),
    })
    const call = (...answers: boolean[]) =>
      tool.run(
        { text: 'hello' },
        {
          callId: 'c1',
          argumentsText: '{"text":"hello"}',
          signal: new AbortController().signal,
          onOutput: () => {},
          async permit(ask) {
            asked.push(ask)
            return answers.shift() === true ? { ok: true } : { ok: false, by: 'user', feedback: '', reason: 'no' }
          },
        },
      )
    expect(await call(false)).toHaveProperty('rejected')
    appendFileSync(program, '// changed')
    expect(await call(true, false)).toHaveProperty('rejected')
    expect(starts()).toBe(1)
    expect(asked.map(({ action }) => action)).toEqual(['mcp:odd/echo', 'mcp:odd/echo', 'start mcp server odd'])
    expect(asked[2]).toMatchObject({ isAlwaysAsked: true, display: [{ text: expect.stringContaining(program) }] })
    expect(await call(true, true)).toMatchObject({ output: 'hello' })
    expect(starts()).toBe(2)
  })
})

describe('a server’s question', () => {
  const signal = new AbortController().signal
  /** Answers each question with the next of these; what is asked is kept. */
  const answering = (...answers: (string | null)[]) => {
    const asked: Question[] = []
    const ask = async ([question]: Question[]): Promise<Record<string, string>> => {
      asked.push(question!)
      const answer = answers.shift()
      return answer == null ? {} : { [question!.question]: answer }
    }
    return { asked, ask }
  }
  const form = (properties: object, required: string[] = []) => ({
    mode: 'form' as const,
    message: 'Tell me',
    requestedSchema: { type: 'object' as const, properties, required } as never,
  })

  test('becomes one question for each field, and a wrong answer is asked for again', async () => {
    const { asked, ask } = answering('Yes', 'seven', '7', 'Leave it out', 'red, blue')
    const properties = {
      sure: { type: 'boolean', title: 'Sure?' },
      count: { type: 'integer', minimum: 1, maximum: 9 },
      note: { type: 'string' },
      colours: { type: 'array', items: { type: 'string', enum: ['red', 'green', 'blue'] } },
    }
    expect(await askForServer('odd', form(properties, ['sure', 'count', 'colours']), ask, signal)).toEqual({
      action: 'accept',
      content: { sure: true, count: 7, colours: ['red', 'blue'] },
    })
    const note = '\nThe MCP server odd asks this and gets the answer: give it no secrets.'
    expect(asked.map(({ question }) => question)).toEqual([
      `odd asks: Tell me\nSure?${note}`,
      `count (a number from 1 up to 9)${note}`,
      `"seven" is not what it takes.\ncount (a number from 1 up to 9)${note}`,
      `note${note}`,
      `colours${note}`,
    ])
    expect(asked[4]!.multi_select).toBe(true)
  })

  test('can be refused, and waved away', async () => {
    const text = form({ name: { type: 'string' } }, ['name'])
    expect(await askForServer('odd', text, answering('Tell it nothing').ask, signal)).toEqual({ action: 'decline' })
    expect(await askForServer('odd', text, answering(null).ask, signal)).toEqual({ action: 'cancel' })
  })

  test('with an address shows it whole, and passes on none but https and this machine', async () => {
    const visit = (url: string) => ({ mode: 'url' as const, message: 'Pay here', url, elicitationId: 'e' })
    const { asked, ask } = answering('I have opened it')
    expect(await askForServer('odd', visit('https://pay.example/x?y=1'), ask, signal)).toEqual({ action: 'accept' })
    expect(asked[0]!.question).toBe(
      'odd asks you to open an address of pay.example: Pay here\nhttps://pay.example/x?y=1\nThe MCP server odd asks this and gets the answer: give it no secrets.',
    )
    for (const url of [
      'http://pay.example/',
      'javascript:alert(1)',
      'file:///etc/passwd',
      'no address',
      'https://pay.example@evil.example/',
    ])
      expect(await askForServer('odd', visit(url), answering('I have opened it').ask, signal)).toEqual({
        action: 'decline',
      })
  })

  test('names its server beside the answers, whatever text stands above', async () => {
    const { asked, ask } = answering('x')
    const message = `${'\n \n'.repeat(40)}kimi: Allow it?${'\na'.repeat(100)}`
    await askForServer('odd', { ...form({ a: { type: 'string' } }), message }, ask, signal)
    const lines = asked[0]!.question.split('\n')
    expect(lines[0]).toBe('odd asks: kimi: Allow it?')
    expect(lines.length).toBeLessThan(16)
    expect(lines.at(-1)).toBe('The MCP server odd asks this and gets the answer: give it no secrets.')
  })

  test('has no bytes for a terminal', async () => {
    const { asked, ask } = answering('x')
    const evil = '\u001b]0;owned\u0007\u202e'
    await askForServer(
      'odd',
      { ...form({ a: { type: 'string', title: evil, description: evil } }), message: evil },
      ask,
      signal,
    )
    expect(JSON.stringify(asked)).not.toMatch(/\\u001b|\u202e/)
  })
})
