import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SETTINGS, type Settings } from '../../../src/config/settings.ts'
import { createKnowledge } from '../../../src/knowledge/engine.ts'
import type { SuggestEvent } from '../../../src/suggest/prompt-question.ts'
import { createSuggester } from '../../../src/suggest/suggester.ts'
import { createSurroundings } from '../../../src/workspace/prompt-surroundings.ts'
import { answer, startModelServer, type Reply } from '../../support/model-server.ts'
import { connect } from '../models/asking.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'no-command-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const settings = Object.fromEntries(Object.entries(SETTINGS).map(([key, kind]) => [key, kind.default])) as Settings

/** The commands that are offered for a line when the model gives this reply, and the last event. */
async function ask(reply: Reply, line: string) {
  await using server = await startModelServer(() => reply)
  await using model = connect(server.url)
  const knowledge = createKnowledge({ indexFile: join(dir, 'none'), home: dir })
  const suggester = createSuggester({
    knowledge: async () => knowledge,
    surroundings: createSurroundings(),
    chat: () => ({ ok: true, name: 'test', stream: model.stream }),
    settings: () => ({ ...settings, 'suggest.offline_after_ms': 60_000 }),
  })
  const env = { PATH: process.env['PATH']! }
  const question = { line, cwd: dir, shell: 'bash' as const, env, offline: false, recent: [], aliases: [] }
  const commands: string[] = []
  let last: SuggestEvent | undefined
  for await (const event of suggester.ask(question, new AbortController().signal)) {
    if (event.type === 'offer') commands[event.index - 1] = event.proposal.command
    last = event
  }
  knowledge.close()
  return { commands, last }
}

test.each<[string, Reply, RegExp]>([
  ['prose', answer('I am afraid that I cannot see what you mean by this.\n'), /gave no command: I am afraid/],
  ['a refusal', answer('# that is no task for a shell\n'), /gave no command: that is no task for a shell$/],
  ['nothing', answer(''), /nothing|empty/],
  ['blank lines', answer('\n\n'), /gave no command$/],
  ['half a command', answer('echo "a\n'), /gave no command: the answer is no whole command/],
  ['an answer that was cut off', { steps: ['git sta', { finish: 'length' }] }, /gave no command$/],
  ['a command that no shell can read', answer('git ) status\n'), /gave no command: the proposal was refused/],
  ['the line as it was typed', answer('gti status\n'), /gave no command$/],
])('%s from the model: this machine answers, and a note says so', async (_, reply, note) => {
  const { commands, last } = await ask(reply, 'gti status')
  expect(commands).toEqual(['git status'])
  expect(last).toMatchObject({ type: 'done', note: expect.stringMatching(/^offline suggestion: /) })
  expect(last).toMatchObject({ note: expect.stringMatching(note) })
})

test('where this machine knows nothing either, the reason of the model is said', async () => {
  const { commands, last } = await ask(answer('# that is no task for a shell\n'), 'xqzzy the frobnicated vlurb')
  expect(commands).toEqual([])
  expect(last).toMatchObject({ type: 'failed', error: { message: 'that is no task for a shell' } })
})

test('where nothing was proposed that may be inserted, other words are the hint, and no model', async () => {
  const { last } = await ask(answer('xqzzy ) vlurb\n'), 'xqzzy the frobnicated vlurb')
  expect(last).toMatchObject({ type: 'failed', error: { hint: 'kimi suggest "OTHER WORDS"' } })
})

test('a command of the model is offered alone', async () => {
  const { commands, last } = await ask(answer('git log\n'), 'gti status')
  expect({ commands, last }).toEqual({ commands: ['git log'], last: { type: 'done', note: '' } })
})
