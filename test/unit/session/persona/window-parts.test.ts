import { describe, expect, test } from 'vitest'
import { COMPACTED_NOTE } from '../../../../src/agent/compaction.ts'
import { countTokens } from '../../../../src/agent/conversation.ts'
import { systemNote, systemReminder, type Message } from '../../../../src/protocol/message.ts'
import { buildSystemPrompt, cutSystemPrompt } from '../../../../src/session/persona/system-prompt.ts'
import { measureWindow } from '../../../../src/session/persona/window-parts.ts'
import type { Tool } from '../../../../src/tools/tool.ts'

const VARIABLES = {
  ROLE_ADDITIONAL: '',
  KIMI_NOW: 'now',
  KIMI_WORK_DIR: '/work',
  KIMI_WORK_DIR_LS: 'a.txt',
  KIMI_AGENTS_MD: '',
  KIMI_SKILLS: '',
  KIMI_ADDITIONAL_DIRS_INFO: '',
  KIMI_OS: 'Linux',
  KIMI_SHELL: 'bash',
}

describe('the system prompt is cut', () => {
  test('into skills, AGENTS.md and the rest, also when AGENTS.md has headings of the prompt’s own', () => {
    const agentsMd = 'Obey.\n\n# Machine\nnot ours\n\n# Skills\nnone'
    const prompt = buildSystemPrompt({ ...VARIABLES, KIMI_AGENTS_MD: agentsMd, KIMI_SKILLS: 'SKILL-LIST' })
    const cut = cutSystemPrompt(prompt)
    expect(cut.agentsMd).toBe(`\n\n# AGENTS.md\n${agentsMd}`)
    expect(cut.skills).toContain('SKILL-LIST')
    expect(cut.rest).toBe(buildSystemPrompt(VARIABLES))
  })

  test('a prompt without them, or of another template, is all rest', () => {
    const prompt = buildSystemPrompt(VARIABLES)
    expect(cutSystemPrompt(prompt)).toEqual({ skills: '', agentsMd: '', rest: prompt })
    const other = 'Mine.\n\n# AGENTS.md\nx\n\n# Machine\ny'
    expect(cutSystemPrompt(other)).toEqual({ skills: '', agentsMd: '', rest: other })
  })
})

test('each message counts for its kind, tools that the model is not told of count for nothing', () => {
  const tool = (name: string, isHidden = false): Tool => ({
    name,
    definition: { name, description: 'd'.repeat(400), parameters: {} },
    isReadOnly: true,
    isHidden,
    run: () => Promise.reject(new Error('not run')),
  })
  const messages: Message[] = [
    {
      role: 'user',
      content: [
        { type: 'text', text: COMPACTED_NOTE },
        { type: 'text', text: 's'.repeat(800) },
      ],
    },
    { role: 'user', content: 'u'.repeat(40) },
    { role: 'user', content: systemReminder('r'.repeat(40)) },
    {
      role: 'user',
      content: [
        { type: 'text', text: systemNote('n') },
        { type: 'text', text: 'also mine, said' },
      ],
    },
    {
      role: 'assistant',
      content: [
        { type: 'think', think: 't'.repeat(80), encrypted: null },
        { type: 'text', text: 'a'.repeat(120) },
      ],
      tool_calls: [{ type: 'function', id: 'c', function: { name: 'Shell', arguments: 'x'.repeat(160) } }],
    },
    { role: 'tool', tool_call_id: 'c', content: [{ type: 'text', text: '<system>o</system>' + 'o'.repeat(200) }] },
  ]
  const parts = measureWindow({
    systemPrompt: 'p'.repeat(400),
    tools: [tool('One'), tool('Hidden', true)],
    serverTools: [tool('mcp__s__t'), tool('mcp__s__u')],
    messages,
  })
  const of = Object.fromEntries(parts.map(({ name, ...sum }) => [name, sum]))
  expect(of['system prompt']).toEqual({ tokens: 100, count: 1 })
  expect(of['tools']!.count).toBe(1)
  expect(of['MCP tools']!.count).toBe(2)
  expect(of['summary']).toEqual({ tokens: countTokens(COMPACTED_NOTE) + 200, count: 1 })
  expect(of['user']).toEqual({ tokens: 10 + countTokens('also mine, said'), count: 2 })
  expect(of['notes']!.count).toBe(2)
  expect(of['thinking']).toEqual({ tokens: 20, count: 1 })
  expect(of['answers']).toEqual({ tokens: 30, count: 1 })
  expect(of['tool calls']).toEqual({ tokens: 40, count: 1 })
  expect(of['tool results']!.count).toBe(1)
})
