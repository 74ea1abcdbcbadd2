import { appendFileSync, readFileSync, readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createConversation } from '../../../../src/agent/conversation.ts'
import { openContextFile, readContext } from '../../../../src/session/store/context-file.ts'
import { forkSession } from '../../../../src/session/store/session-fork.ts'
import type { SessionPlace } from '../../../../src/session/store/session-layout.ts'
import { replaceLines } from '../../../../src/session/store/file-replacement.ts'
import { readState, changeState } from '../../../../src/session/store/state-file.ts'
import { countTurns, createTurnCounter, cutContext, cutWire } from '../../../../src/session/store/turn-borders.ts'
import { beginTurn, makeSession, sayTurn, transcript, useScratch } from '../session-fixture.ts'

useScratch()

const fork = (from: SessionPlace, turns?: number) => {
  const forked = forkSession(from, turns)
  if (!forked.ok) throw new Error(forked.reason)
  return forked.place
}

test('a fork has the turns asked for, in conversation and events alike; the original stays byte for byte', () => {
  const from = makeSession([
    ['one', 'first'],
    ['two', 'second'],
    ['three', 'third'],
  ])
  const before = [from.context, from.wire].map((path) => readFileSync(path, 'utf8'))
  for (const turns of [0, 1, 2, 3]) {
    const place = fork(from, turns)
    expect(countTurns(place)).toBe(turns)
    expect(transcript(readContext(place.context))).toHaveLength(turns * 2)
    expect(readContext(place.context)[0]).toMatchObject({ role: '_system_prompt' })
  }
  expect([from.context, from.wire].map((path) => readFileSync(path, 'utf8'))).toEqual(before)
})

test('a fork is named after its origin and takes no tasks along', () => {
  const from = makeSession([['one', 'first']])
  expect(readState(fork(from).state).custom_title).toBe('Fork: one')
  changeState(from.state, { custom_title: 'Work', todos: [{ title: 'x', status: 'pending' }] })
  const place = fork(from)
  expect(readState(place.state)).toMatchObject({ custom_title: 'Fork: Work', todos: [] })
  expect(readdirSync(place.dir).sort()).toEqual(['context.jsonl', 'state.json', 'wire.jsonl'])
})

test('more turns than there are is an answer, not a fork', () => {
  expect(forkSession(makeSession([['one', 'first']]), 2)).toEqual({ ok: false, reason: 'it has 1 turn' })
})

test('slash commands, reminders, steers and equal questions do not shift the cut', () => {
  const place = makeSession([['go on', 'a']])
  beginTurn(place, '/help')
  const { journal } = openContextFile(place.context)
  beginTurn(place, 'go on')
  journal.append([
    { role: '_checkpoint', id: 2 },
    { role: 'user', content: 'go on' },
    { role: '_checkpoint', id: 3 },
    { role: 'user', content: '<system-reminder>\nPlan mode is on.\n</system-reminder>' },
    { role: 'assistant', content: 'b' },
    { role: 'user', content: 'a steer' },
    { role: '_checkpoint', id: 4 },
    { role: 'assistant', content: 'c' },
  ])
  sayTurn(place, 'go on', 'd', 5)
  const before = (turn: number) => transcript(cutContext(place, turn)!).map((line) => line.split(': ')[1])
  expect(before(1)).toEqual([])
  expect(before(2)).toEqual(['go on', 'a'])
  expect(before(3)).toEqual(['go on', 'a'])
  expect(before(4).at(-1)).toBe('c')
})

test('what a hook has added to the words does not hide the turn', () => {
  const place = makeSession([['one', 'a']])
  beginTurn(place, 'two')
  openContextFile(place.context).journal.append([
    { role: '_checkpoint', id: 2 },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'two' },
        { type: 'text', text: '<system>from a hook</system>' },
      ],
    },
  ])
  expect(transcript(cutContext(place, 2)!)).toEqual(['user: one', 'assistant: a'])
})

test('a turn from before a compaction is found in the file that was put aside', () => {
  const place = makeSession([
    ['one', 'first'],
    ['two', 'second'],
  ])
  const { records, journal } = openContextFile(place.context)
  createConversation(records, journal).restart([{ role: 'user', content: 'summary' }])
  sayTurn(place, 'three', 'third', 1)
  expect(transcript(cutContext(place, 2)!)).toEqual(['user: one', 'assistant: first'])
  expect(transcript(cutContext(place, 3)!)).toEqual(['user: summary'])
  expect(transcript(cutContext(place, 1)!)).toEqual([])
})

test.each([
  ['', (words: string) => words],
  [' whose words a hook has rewritten now and then', (words: string) => words.replace(/7$/, 'seven')],
  [' with a start in the wrong place', (words: string) => words.replace('words 29999', 'words 3')],
])('among 30,000 turns%s one is found without a comparison of each with each', (_, rewrite) => {
  const place = makeSession([])
  const turns = Array.from({ length: 30_000 }, (_, turn) => `words ${turn}`)
  const begin = (words: string) => ({ type: 'TurnBegin', payload: { user_input: words } })
  const toText = (lines: readonly object[]) => lines.map((line) => JSON.stringify(line) + '\n').join('')
  appendFileSync(place.wire, toText(turns.map((words) => ({ timestamp: 1, message: begin(words) }))))
  const records = turns.map((words, id) => [
    { role: '_checkpoint', id },
    { role: 'user', content: rewrite(words) },
  ])
  appendFileSync(place.context, toText(records.flat()))
  expect(cutContext(place, 29_501)!.at(-1)).toMatchObject({ content: 'words 29499' })
})

test('turns are counted as they are added, and anew after a rewind', () => {
  const place = makeSession([])
  const count = createTurnCounter(place)
  expect(count()).toBe(0)
  for (const turn of [1, 2, 3]) {
    sayTurn(place, `turn ${turn}`, 'ok')
    expect(count()).toBe(turn)
  }
  replaceLines(place.wire, [...cutWire(place, 2)])
  expect(count()).toBe(1)
  sayTurn(place, 'other', 'ok')
  expect(count()).toBe(2)
  expect(countTurns(place)).toBe(2)
})
