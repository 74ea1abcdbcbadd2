import { describe, expect, test } from 'vitest'
import { textOf } from '../../../src/protocol/message.ts'
import type { Question } from '../../../src/suggest/prompt-question.ts'
import { buildRequest } from '../../../src/suggest/suggestion-request.ts'

describe('the request', () => {
  const question: Question = {
    line: 'list files',
    cwd: '/home/u/p',
    shell: 'zsh',
    env: {},
    offline: false,
    recent: [],
    aliases: ['ll'],
  }
  const around = {
    git: { root: '/home/u/p', branch: 'main', operation: '', isDirty: true },
    scripts: ['make test'],
    files: ['a.txt'],
  }
  const build = (change: Partial<Question> = {}) =>
    buildRequest({ ...question, ...change }, around, 'linux', 3, new AbortController().signal, true)

  test('says where the user is, and ends with the line', () => {
    const text = textOf(build().messages[1]!.content)
    expect(text).toContain('Directory: /home/u/p')
    expect(text).toContain('Git: branch main, changes in tracked files')
    expect(text).toContain('Aliases defined: ll')
    expect(text.endsWith('Line: list files')).toBe(true)
  })

  test('tells what became of earlier proposals and what the agent works on, just before the line', () => {
    const text = textOf(
      build({
        recent: [{ command: 'pwd', status: 0 }],
        earlier: ['list -> ls -la (run as proposed)', 'tags -> git tag (dropped)'],
        agentTask: 'mend the tests',
      }).messages[1]!.content,
    )
    expect(text.split('\n').slice(-5)).toEqual([
      'The agent of this shell works on: mend the tests',
      'Earlier lines, what was proposed, what became of it:',
      'list -> ls -la (run as proposed)',
      'tags -> git tag (dropped)',
      'Line: list files',
    ])
  })

  test('asks for the least thinking, whatever the user has set for the agent', () => {
    expect(build()).toMatchObject({ thinking: 'least' })
  })

  test('tells each shell what its syntax is', () => {
    const system = textOf(build().messages[0]!.content)
    for (const shell of ['zsh', 'bash', 'fish'])
      expect(system).toMatch(new RegExp(`^- Use the shell's own syntax.*\\b${shell}\\b`, 'm'))
  })

  test('a fix gives command, status and the end of the output', () => {
    const failed = { command: 'make', status: 2, output: `${'x'.repeat(5000)}the end` }
    const text = textOf(build({ line: ' ', failed }).messages[1]!.content)
    expect(text).toContain('Failed: make (status 2)')
    expect(text.endsWith('the end')).toBe(true)
    expect(text.length).toBeLessThan(2500)
  })

  test('its long part is the same bytes for every question, and new commands are added behind the old', () => {
    const recent = Array.from({ length: 9 }, (_, index) => ({ command: `command ${index}`, status: 0 }))
    const bytes = (change: Partial<Question>) => {
      const { tools, messages } = build(change)
      return JSON.stringify({ tools, messages })
    }
    const first = bytes({ recent: recent.slice(0, 8), line: 'one', earlier: ['zero -> a (dropped)'] })
    const second = bytes({ recent, line: 'two', earlier: ['zero -> a (dropped)', 'one -> b (run as proposed)'] })
    let shared = 0
    while (first[shared] === second[shared]) shared++
    expect(shared / second.length).toBeGreaterThan(0.9)
  })

  test('a plain line costs at most 1,500 tokens with the tool’s definition, in a full directory and a shell long open', () => {
    const full = {
      git: around.git,
      scripts: Array.from({ length: 12 }, (_, index) => `npm run script:${index}`),
      files: Array.from({ length: 60 }, (_, index) => `some-file-${index}.ts`),
    }
    const change: Partial<Question> = {
      recent: Array.from({ length: 16 }, (_, index) => ({ command: `git checkout branch-${index}`, status: 0 })),
      earlier: Array.from({ length: 3 }, () => `${'w'.repeat(30)} -> ${'c'.repeat(60)} (run as proposed)`),
      agentTask: 'mend the tests of the parser',
    }
    const { tools, messages } = buildRequest(
      { ...question, ...change },
      full,
      'linux',
      3,
      new AbortController().signal,
      true,
    )
    // Four characters a token, as services count English and code; the tool's definition is a tenth of it.
    expect(JSON.stringify({ tools, messages }).length / 4).toBeLessThan(1_500)
    expect(JSON.stringify(tools).length / 4).toBeLessThan(150)
  })

  test('without looks there is neither the tool nor a word of it', () => {
    const request = buildRequest(question, around, 'linux', 3, new AbortController().signal, false)
    expect(request).not.toHaveProperty('tools')
    expect(textOf(request.messages[0]!.content)).not.toMatch(/\b(tool|look)\b/)
  })

  test('no secret leaves, from wherever it comes', () => {
    const secret = 'ghp_abcdefghijklmnopqrstuvwxyz0123456789'
    const sent = JSON.stringify(
      build({
        line: `curl -H "Authorization: Bearer ${secret}" x`,
        recent: [{ command: `export GITHUB_TOKEN=${secret}`, status: 0 }],
        failed: { command: `curl -u me:${secret} x`, status: 1, output: secret },
      }),
    )
    expect(sent).not.toContain(secret)
    expect(sent).toContain('<redacted>')
  })
})
