import { appendFileSync, existsSync, readFileSync, readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createConversation } from '../../../../src/agent/conversation.ts'
import { openContextFile, readContext } from '../../../../src/session/store/context-file.ts'
import { forkSession } from '../../../../src/session/store/session-fork.ts'
import { placeSession, type SessionPlace } from '../../../../src/session/store/session-layout.ts'
import { lockSession } from '../../../../src/session/store/session-lock.ts'
import { replaceLines } from '../../../../src/session/store/file-replacement.ts'
import { readState, changeState } from '../../../../src/session/store/state-file.ts'
import {
  countTurns,
  createTurnCounter,
  cutContext,
  cutWire,
  pinSession,
} from '../../../../src/session/store/turn-borders.ts'
import { beginTurn, makeSession, sayTurn, scratch, slowDown, transcript, useScratch } from '../session-fixture.ts'

useScratch()

/** The conversation before a turn. */
const cut = (place: SessionPlace, turn: number) => pinSession(place, (pinned) => cutContext(pinned, turn))

const fork = async (from: SessionPlace, turns?: number) => {
  const forked = await forkSession(from, turns)
  if (!forked.ok) throw new Error(forked.reason)
  return forked.place
}

test('a fork has the turns asked for, in conversation and events alike; the original stays byte for byte', async () => {
  const from = makeSession([
    ['one', 'first'],
    ['two', 'second'],
    ['three', 'third'],
  ])
  const before = [from.context, from.wire].map((path) => readFileSync(path, 'utf8'))
  for (const turns of [0, 1, 2, 3]) {
    const place = await fork(from, turns)
    expect(await countTurns(place)).toBe(turns)
    expect(transcript(readContext(place.context))).toHaveLength(turns * 2)
    expect(readContext(place.context)[0]).toMatchObject({ role: '_system_prompt' })
  }
  expect([from.context, from.wire].map((path) => readFileSync(path, 'utf8'))).toEqual(before)
})

test('a fork is named after its origin and takes no tasks along', async () => {
  const from = makeSession([['one', 'first']])
  expect(readState((await fork(from)).state).custom_title).toBe('Fork: one')
  changeState(from.state, { custom_title: 'Work', todos: [{ title: 'x', status: 'pending' }] })
  const place = await fork(from)
  expect(readState(place.state)).toMatchObject({ custom_title: 'Fork: Work', todos: [] })
  expect(readdirSync(place.dir).sort()).toEqual(['context.jsonl', 'state.json', 'wire.jsonl'])
})

test('more turns than there are is an answer, not a fork', async () => {
  expect(await forkSession(makeSession([['one', 'first']]), 2)).toEqual({ ok: false, reason: 'it has 1 turn' })
})

test('slash commands, reminders, steers and equal questions do not shift the cut', async () => {
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
  const before = async (turn: number) => transcript((await cut(place, turn))!).map((line) => line.split(': ')[1])
  expect(await before(1)).toEqual([])
  expect(await before(2)).toEqual(['go on', 'a'])
  expect(await before(3)).toEqual(['go on', 'a'])
  expect((await before(4)).at(-1)).toBe('c')
})

test('what a hook has added to the words does not hide the turn', async () => {
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
  expect(transcript((await cut(place, 2))!)).toEqual(['user: one', 'assistant: a'])
})

test('a turn from before a compaction is found in the file that was put aside', async () => {
  const place = makeSession([
    ['one', 'first'],
    ['two', 'second'],
  ])
  const { records, journal } = openContextFile(place.context)
  createConversation(records, journal).restart([{ role: 'user', content: 'summary' }])
  sayTurn(place, 'three', 'third', 1)
  expect(transcript((await cut(place, 2))!)).toEqual(['user: one', 'assistant: first'])
  expect(transcript((await cut(place, 3))!)).toEqual(['user: summary'])
  expect(transcript((await cut(place, 1))!)).toEqual([])
})

test.each([
  ['', (words: string) => words],
  [' whose words a hook has rewritten now and then', (words: string) => words.replace(/7$/, 'seven')],
  [' with a start in the wrong place', (words: string) => words.replace('words 29999', 'words 3')],
])('among 30,000 turns%s one is found without a comparison of each with each', async (_, rewrite) => {
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
  expect((await cut(place, 29_501))!.at(-1)).toMatchObject({ content: 'words 29499' })
})

test('a fork has what was there when it began, and nobody opens it before it is whole', async () => {
  const place = makeSession([])
  for (let turn = 0; turn < 50; turn++) sayTurn(place, `words ${turn}`, 'ok', turn * 2)
  slowDown()
  const forking = forkSession(place, undefined, 'forked')
  const copy = placeSession(place.share, scratch.work, 'forked')
  let isLocked = false
  for (let turn = 50; !existsSync(copy.state); turn++) {
    sayTurn(place, `words ${turn}`, 'ok', turn * 2)
    if (existsSync(copy.dir)) isLocked ||= !canBeOpened(copy)
    await new Promise(setImmediate)
  }
  expect(await forking).toMatchObject({ ok: true, turns: 50 })
  expect(transcript(readContext(copy.context))).toHaveLength(100)
  expect(await countTurns(copy)).toBe(50)
  expect(isLocked).toBe(true)
  expect(canBeOpened(copy)).toBe(true)
})

function canBeOpened(place: SessionPlace): boolean {
  const lock = lockSession(place)
  lock?.close()
  return lock !== null
}

test('turns are counted as they are added, and anew after a rewind', async () => {
  const place = makeSession([])
  const count = createTurnCounter(place)
  expect(await count()).toBe(0)
  for (const turn of [1, 2, 3]) {
    sayTurn(place, `turn ${turn}`, 'ok')
    expect(await count()).toBe(turn)
  }
  replaceLines(place.wire, await pinSession(place, async (pinned) => [...cutWire(pinned, 2)]))
  expect(await count()).toBe(1)
  sayTurn(place, 'other', 'ok')
  expect(await count()).toBe(2)
  expect(await countTurns(place)).toBe(2)
})
