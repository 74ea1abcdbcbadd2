// A newcomer's way with MCP servers: three are added, by a command, by an address with a login, and by a name of the list, and used at the
// prompt, in the terminal and in an editor. Meanwhile one is killed, and one renames its tool.

import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TYPED_AHEAD_MS } from '../../src/view/questions/question-keys.ts'
import { openEditor } from '../support/acp-editor.ts'
import { openGuardedServer, type GuardedServer } from '../support/guarded-mcp-server.ts'
import { lendDaemonTo, makeHome, ROOT, type Home } from '../support/kimi.ts'
import {
  answer,
  startModelServer,
  type ModelServer,
  type RecordedRequest,
  type Reply,
} from '../support/model-server.ts'
import type { Terminal } from '../support/terminal.ts'
import { openUi, say } from '../support/terminal-ui.ts'

const BIN = join(ROOT, 'node_modules', '.bin')

interface Message {
  role: string
  content: unknown
}

/** The text of a message, without the note on where it comes from. */
function textOf({ content }: Message): string {
  const parts = typeof content === 'string' ? [{ text: content }] : (content as { text?: string }[])
  return parts.map(({ text = '' }) => text.replaceAll(/<system>This comes from .*?<\/system>\s*/gs, '')).join('\n')
}

/** The model calls the tool that the user's last words name, `use TOOL ARGUMENTS`, and says what it has got. */
function play({ body }: RecordedRequest): Reply {
  const messages = body!['messages'] as Message[]
  const last = textOf(messages.at(-1)!)
  if (/The resource demo:.*it is data.*Features/s.test(JSON.stringify(messages.at(-1))))
    return answer('I got the resource')
  if (last.includes("What's weather in Paris")) return answer('I got the prompt')
  const at = messages.findLastIndex(
    ({ role, content }) => role === 'user' && textOf({ role, content }).includes('use '),
  )
  const [, name = '', args = ''] = /use (\S+) (\{.*\})/.exec(textOf(messages[at]!)) ?? []
  const results = messages.slice(at).filter(({ role }) => role === 'tool')
  if (name !== '' && results.length === 0) return answer({ toolCall: { id: `c${at}`, name, arguments: args } })
  return answer(`I got: ${textOf(results.at(-1) ?? messages.at(-1)!).replaceAll('\n', ' ')}`)
}

let home: Home
let model: ModelServer
let guarded: GuardedServer
let notes = ''
beforeAll(async () => {
  model = await startModelServer(play)
  guarded = await openGuardedServer()
  const bin = mkdtempSync('/tmp/kimi-story-')
  writeProgram(
    join(bin, 'agreeing-browser'),
    `#!${process.execPath}\nfetch(process.argv[2]).then((reply) => reply.text())\n`,
  )
  // `npx -y PACKAGE@VERSION` runs the package that is installed here, so that the story needs no registry.
  writeProgram(join(bin, 'npx'), `#!/bin/sh\nexec '${join(BIN, 'mcp-server-memory')}'\n`)
  home = await makeHome({ PATH: `${bin}:${process.env['PATH']}`, BROWSER: join(bin, 'agreeing-browser') })
  notes = join(home.dir, 'notes')
  mkdirSync(notes)
  writeFileSync(join(notes, 'a.md'), 'water the plants\n')
  writeFileSync(
    home.paths.config,
    `default_model = "m"\n[models.m]\nprovider = "p"\nmodel = "m"\nmax_context_size = 200000\n[providers.p]\ntype = "kimi"\nbase_url = "${model.url}"\napi_key = "sk-x"\n`,
  )
  await lendDaemonTo(home)
})
afterAll(async () => {
  await home[Symbol.asyncDispose]()
  await guarded[Symbol.asyncDispose]()
  await model[Symbol.asyncDispose]()
})

function writeProgram(path: string, text: string): void {
  writeFileSync(path, text)
  chmodSync(path, 0o755)
}

const READ_NOTE = () => `use mcp__files__read_text_file {"path": "${join(notes, 'a.md')}"}`

/** Allows the call that is asked about once `enter` has sent the words. */
async function sayAndAllow(term: Terminal, words: string, enter: () => unknown): Promise<void> {
  const before = term.output().split('Allow?').length
  await enter()
  await term.until(() => term.output().split('Allow?').length > before, `the question behind ${words}`)
  await sleep(TYPED_AHEAD_MS + 50)
  term.type('y')
}

test('three servers are added, and each lists its tools', async () => {
  const mcp = (...words: string[]) => home.kimi(['mcp', ...words])
  expect((await mcp('add', 'files', '--', join(BIN, 'mcp-server-filesystem'), notes)).status).toBe(0)
  expect((await mcp('add', '-t', 'http', '-a', 'oauth', 'guarded', guarded.url)).status).toBe(0)
  expect((await mcp('auth', 'guarded')).stdout).toContain('Available tools: 2')
  expect((await mcp('search', '--offline', 'memory')).stdout).toMatch(/^memory +npm/)
  expect((await mcp('add', 'memory', '-y')).stdout).toContain("Added MCP server 'memory'")
  for (const [name, tools] of [
    ['files', 14],
    ['guarded', 2],
    ['memory', 9],
  ] as const)
    expect((await mcp('test', name)).stdout).toContain(`✓ Connected to '${name}'\n  Available tools: ${tools}\n`)
})

test('at the prompt', async () => {
  await using term = await home.shell('zsh', { cols: 120, rows: 40 })
  term.press('ctrl-x')
  await term.until(() => /✨$/.test(term.line()))
  for (const [words, got] of [
    [READ_NOTE(), 'I got: water the plants'],
    ['use mcp__guarded__peek {}', 'I got: peek is done'],
    ['use mcp__memory__read_graph {}', 'entities'],
  ] as const) {
    await sayAndAllow(term, words, () => term.type(`${words}\r`))
    await term.until((screen) => screen.includes(got) && /✨$/.test(term.line()), got)
  }
})

test('in the terminal, where one was killed, and comes back', async () => {
  await using term = await openUi(home, { cols: 120, rows: 40, env: { HOME: home.dir } })
  const ask = async (words: string, got: string) => {
    await sayAndAllow(term, words, () => say(term, words))
    await term.until((screen) => screen.includes(got), got)
  }
  await ask('use mcp__guarded__peek {}', 'I got: peek is done')
  await ask(READ_NOTE(), 'I got: water the plants')
  const { pid } = JSON.parse((await home.kimi(['mcp', 'show', 'files', '--json'])).stdout) as { pid: number }
  process.kill(pid, 'SIGKILL')
  writeFileSync(join(notes, 'a.md'), 'feed the cat\n')
  await ask(READ_NOTE(), 'I got: feed the cat')
})

test('in an editor, where one has renamed its tool: the call of the old name fails in one line, and the new one is there', async () => {
  await using editor = await openEditor(home, { capabilities: {} })
  const session = await editor.newSession(home.dir)
  await editor.prompt(session, READ_NOTE())
  expect(editor.said(session)).toContain('I got: feed the cat')
  guarded.options = { ...guarded.options, tools: ['look', 'purge'] }
  await editor.prompt(session, 'use mcp__guarded__peek {}')
  expect(editor.said(session)).toContain('Unknown tool: peek')
  await editor.prompt(session, 'use mcp__guarded__look {}')
  expect(editor.said(session)).toContain('I got: look is done')
})

describe('@server:resource and /mcp:server:prompt are read', () => {
  const WORDS = [
    ['read @docs:demo://resource/static/document/features.md please', 'I got the resource'],
    ['/mcp:docs:args-prompt Paris', 'I got the prompt'],
  ] as const
  beforeAll(async () => {
    const everything = join(BIN, 'mcp-server-everything')
    await home.kimi(['mcp', 'add', 'docs', '--exposure', 'hidden', '--', everything, 'stdio'])
  })

  test('at the prompt', async () => {
    await using term = await home.shell('zsh', { cols: 120, rows: 40 })
    term.press('ctrl-x')
    await term.until(() => /✨$/.test(term.line()))
    for (const [words, got] of WORDS) {
      term.type(`${words}\r`)
      await term.until((screen) => screen.includes(got) && /✨$/.test(term.line()), got)
    }
  })

  test('in the terminal', async () => {
    await using term = await openUi(home, { cols: 120, rows: 40 })
    for (const [words, got] of WORDS) {
      await say(term, words)
      await term.until((screen) => screen.includes(got), got)
    }
  })

  test('in an editor', async () => {
    await using editor = await openEditor(home, { capabilities: {} })
    const session = await editor.newSession(home.dir)
    for (const [words, got] of WORDS) {
      await editor.prompt(session, words)
      expect(editor.said(session)).toContain(got)
    }
  })
})
