import { expect, test } from 'vitest'
import type { WireEvent } from '../../../src/protocol/wire.ts'
import { BREAK_MARK, createPlainText } from '../../../src/view/plain-text.ts'

const text = (words: string): WireEvent => ({ type: 'ContentPart', payload: { type: 'text', text: words } })
const step: WireEvent = { type: 'StepBegin', payload: { n: 1 } }
const retry: WireEvent = {
  type: 'StepRetry',
  payload: { n: 1, next_attempt: 2, max_attempts: 3, wait_s: 0, error_type: 'APIConnectionError', status_code: null },
}

/** The pieces that are written. */
function play(holds: boolean, ...events: WireEvent[]): string[] {
  const written: string[] = []
  const plain = createPlainText((piece) => void written.push(piece), { holds })
  for (const event of events) plain.take(event)
  plain.finish()
  return written
}

test('text is written as it comes, and a break of the answer has a line of its own', () => {
  expect(play(false, step, text('one '), text('two'), step, text('three'))).toEqual([
    'one ',
    'two',
    '\n',
    'three',
    '\n',
  ])
  expect(play(false, step, text('ha'), retry, text('whole')).join('')).toBe(`ha\n${BREAK_MARK}\nwhole\n`)
  expect(play(false, step, retry, text('whole')).join('')).toBe('whole\n')
})

test('held text is written once the answer is complete, without the attempts before', () => {
  expect(play(true, step, text('ha'), retry, text('who'), text('le'), step, text('end'))).toEqual([
    'whole',
    '\n',
    'end',
    '\n',
  ])
})
