// What is said of a command that a model proposed without a word.

import { tmpdir } from 'node:os'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SETTINGS, type Settings } from '../../../src/config/settings.ts'
import { createKnowledge, type Knowledge } from '../../../src/knowledge/engine.ts'
import { explainInOwnWords } from '../../../src/suggest/proposal-explanation.ts'
import type { Question } from '../../../src/suggest/prompt-question.ts'
import { createSuggester } from '../../../src/suggest/suggester.ts'
import { createSurroundings } from '../../../src/workspace/prompt-surroundings.ts'
import { answer, startModelServer } from '../../support/model-server.ts'
import { findIndexFile } from '../knowledge/baked-index.ts'
import { connect } from '../models/asking.ts'

let knowledge: Knowledge
beforeAll(async () => {
  knowledge = createKnowledge({ indexFile: await findIndexFile(), home: '/home/none' })
  await knowledge.summarise({ command: 'tar -x', shell: 'bash' })
})
afterAll(() => knowledge.close())

const summarise = (command: string) => knowledge.summarise({ command, shell: 'bash' })

describe('the summary', () => {
  test('says what the command does and what its main options add', async () => {
    expect(await summarise('tar -xzf a.tgz')).toMatch(/^create, list or extract an archive: extract .*, .*gzip/)
    expect(await summarise('sudo git commit --amend')).toMatch(/^record .*: replace/)
    expect(await summarise('sort a | uniq -c')).toMatch(/^sort lines of text; then .*: prefix lines/)
  })

  test('is empty for a program that nobody knows', async () => {
    expect(await summarise('./deploy.sh --now')).toBe('')
  })

  test('comes in time or not at all', async () => {
    const never = new Promise<Knowledge>(() => {})
    expect(await explainInOwnWords(never, 'ls -l', 'bash')).toBe('')
    expect(await explainInOwnWords(Promise.reject(new Error('no index')), 'ls -l', 'bash')).toBe('')
  })
})

test('a proposal without an explanation gets one with its source, one with an explanation keeps it', async () => {
  await using server = await startModelServer(() => answer('ls -l\nwc -l notes.txt\n# counts lines\ngit stash\n'))
  await using connection = connect(server.url)
  const settings = Object.fromEntries(Object.entries(SETTINGS).map(([key, kind]) => [key, kind.default])) as Settings
  const suggester = createSuggester({
    knowledge: async () => knowledge,
    surroundings: createSurroundings(),
    chat: () => ({ ok: true, name: 'test', stream: connection.stream }),
    settings: () => ({ ...settings, 'suggest.offline_after_ms': 60_000 }),
  })
  const question: Question = {
    line: 'what is here',
    cwd: tmpdir(),
    shell: 'bash',
    env: { PATH: process.env['PATH']! },
    offline: false,
    recent: [],
    aliases: [],
  }
  const ask = async () => {
    const notes: Record<string, string> = {}
    for await (const event of suggester.ask(question, new AbortController().signal))
      if (event.type === 'offer') notes[event.proposal.command] = event.proposal.explanation
    return notes
  }
  // An explanation that is late, as on a crowded machine, is left out: it is asked again.
  await expect.poll(ask).toEqual({
    'ls -l': expect.stringMatching(/^list .*: .+ \(explained by the index\)$/),
    'wc -l notes.txt': 'counts lines',
    'git stash': expect.stringMatching(/\(explained by the index\)$/),
  })
})
