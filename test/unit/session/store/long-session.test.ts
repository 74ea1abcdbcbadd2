// Work on a long session lets others be served in between. The slices are counted, with a clock that advances with each look
// at it: how long they take says more about the machine.

import { expect, test } from 'vitest'
import { loadContextInSlices } from '../../../../src/session/store/context-file.ts'
import { forkSession } from '../../../../src/session/store/session-fork.ts'
import type { SessionPlace } from '../../../../src/session/store/session-layout.ts'
import { createTurnCounter } from '../../../../src/session/store/turn-borders.ts'
import { planRewind } from '../../../../src/session/rewind/rewind-plan.ts'
import { applyRewind, undoRewind } from '../../../../src/session/rewind/rewind.ts'
import { countRests, makeSession, sayTurn, slowDown, useScratch } from '../session-fixture.ts'

useScratch()

const TURNS = 200
/** The number of lines that `sayTurn` writes for all turns. */
const RECORDS = 5 * TURNS
const EVENTS = 4 * TURNS
/** The steps that compare the turns of the conversation with those of the events. */
const ALIGNED = RECORDS + 3 * TURNS
/** Steps of a slice, by the clock of `slowDown`. */
const SLICE = 8

function makeLong(): SessionPlace {
  const place = makeSession([])
  for (let turn = 0; turn < TURNS; turn++) sayTurn(place, `words ${turn}`, 'ok', turn * 2)
  return place
}

async function planHalf(place: SessionPlace) {
  const planned = await planRewind(place, { what: 'both', to: TURNS / 2 })
  if (!planned.ok) throw new Error(planned.reason)
  return planned.plan
}

test.each<[string, number, (place: SessionPlace) => Promise<unknown>]>([
  ['a fork', 2 * (RECORDS + EVENTS), (place) => forkSession(place)],
  ['a fork of its first half', 1.5 * (RECORDS + EVENTS) + ALIGNED, (place) => forkSession(place, TURNS / 2)],
  ['the plan of a rewind', 2 * RECORDS + EVENTS + ALIGNED, planHalf],
  ['opening it', 2 * RECORDS, (place) => loadContextInSlices(place.context)],
  ['the count of its turns', EVENTS, (place) => createTurnCounter(place)()],
])('a long session: %s rests after every few records and events', async (_, steps, work) => {
  const place = makeLong()
  slowDown()
  expect(await countRests(() => work(place))).toBeGreaterThan((0.8 * steps) / SLICE)
})

test('a long session: a rewind rests after every few records and events, and so does taking it back', async () => {
  const place = makeLong()
  const plan = await planHalf(place)
  slowDown()
  const half = (RECORDS + EVENTS) / 2
  expect(await countRests(() => applyRewind(plan))).toBeGreaterThan((0.8 * (EVENTS + half)) / SLICE)
  expect(await countRests(() => undoRewind(place))).toBeGreaterThan((0.8 * (4 * half + EVENTS)) / SLICE)
})
