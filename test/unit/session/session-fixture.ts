// Sessions on disk as Kimi CLI leaves them, made for a test.

import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, onTestFinished, vi } from 'vitest'
import type { ContextRecord } from '../../../src/agent/conversation.ts'
import { createSession } from '../../../src/session/store/session-catalog.ts'
import { createJournal } from '../../../src/session/store/context-file.ts'
import type { SessionPlace } from '../../../src/session/store/session-layout.ts'
import { openWireLog } from '../../../src/session/store/wire-log.ts'

export const scratch = { dir: '', share: '', work: '' }

/** A share directory and a working directory, new for each test. */
export function useScratch(): typeof scratch {
  beforeEach(() => {
    scratch.dir = mkdtempSync(join(tmpdir(), 'session-'))
    scratch.share = join(scratch.dir, 'share')
    scratch.work = mkdtempSync(join(scratch.dir, 'work-'))
  })
  afterEach(() => rmSync(scratch.dir, { recursive: true, force: true }))
  return scratch
}

/** One plain turn: two checkpoints, the question, the answer. */
export function sayTurn(place: SessionPlace, question: string, answer: string, checkpoint = 0): void {
  const records: ContextRecord[] = [
    { role: '_checkpoint', id: checkpoint },
    { role: 'user', content: question },
    { role: '_checkpoint', id: checkpoint + 1 },
    { role: 'assistant', content: answer },
    { role: '_usage', token_count: 10 },
  ]
  beginTurn(place, question)
  createJournal(place.context).append(records)
  const wire = openWireLog(place.wire)
  wire.append({ type: 'StepBegin', payload: { n: 1 } })
  wire.append({ type: 'ContentPart', payload: { type: 'text', text: answer } })
  wire.append({ type: 'TurnEnd', payload: {} })
}

/** Until the test ends the clock advances by a millisecond with each look at it: work in slices rests after every eight steps. */
export function slowDown(): void {
  let now = performance.now()
  const spy = vi.spyOn(performance, 'now').mockImplementation(() => ++now)
  onTestFinished(() => void spy.mockRestore())
}

/** The number of times that others were served while the work was done. */
export async function countRests(work: () => Promise<unknown>): Promise<number> {
  let rests = 0
  let isDone = false
  const count = () => {
    if (isDone) return
    rests++
    setImmediate(count)
  }
  setImmediate(count)
  await work()
  isDone = true
  return rests
}

/** Only the event: as a slash command, or a turn that is under way. */
export function beginTurn(place: SessionPlace, text: string): void {
  openWireLog(place.wire).append({ type: 'TurnBegin', payload: { user_input: text } })
}

export function makeSession(turns: readonly [question: string, answer: string][], id?: string): SessionPlace {
  const place = createSession(scratch.share, scratch.work, id)
  appendFileSync(place.context, JSON.stringify({ role: '_system_prompt', content: 'You are Kimi.' }) + '\n')
  turns.forEach(([question, answer], index) => sayTurn(place, question, answer, index * 2))
  return place
}

/** What the user and the model have said, as `role: text`. */
export function transcript(records: readonly ContextRecord[]): string[] {
  return records.flatMap((record) =>
    record.role === 'user' || record.role === 'assistant' ? [`${record.role}: ${String(record.content)}`] : [],
  )
}
