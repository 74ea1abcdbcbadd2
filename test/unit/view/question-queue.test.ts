import { expect, test } from 'vitest'
import {
  addRequest,
  createQuestionQueue,
  giveWords,
  pressKey,
  TYPED_AHEAD_MS,
  withdrawRequest,
} from '../../../src/view/question-queue.ts'
import { approval, question } from './turn-events.ts'

const LATER = TYPED_AHEAD_MS

function asking(...requests: Parameters<typeof addRequest>[1][]) {
  const queue = createQuestionQueue()
  const steps = requests.map((request) => addRequest(queue, request, 0))
  return { queue, steps }
}

test('requests are asked one at a time, in their order, and answered under their ids', () => {
  const { queue, steps } = asking(approval('a'), approval('b'))
  expect(steps).toEqual([{ isNext: true }, {}])
  expect(pressKey(queue, 'y', LATER)).toEqual({
    note: 'allowed once',
    reply: { id: 'a', result: { response: 'approve', feedback: '' } },
    isNext: true,
  })
  expect(pressKey(queue, 's', 2 * LATER)).toEqual({
    note: 'allowed for this session',
    reply: { id: 'b', result: { response: 'approve_for_session', feedback: '' } },
  })
  expect(pressKey(queue, 'y', 3 * LATER)).toEqual({})
})

test.each(['n', '\r', '\u001b'])('%j refuses', (key) => {
  expect(pressKey(asking(approval('a')).queue, key, LATER).reply).toEqual({
    id: 'a',
    result: { response: 'reject', feedback: '' },
  })
})

test('keys typed before a question was on screen do not answer it', () => {
  const { queue } = asking(approval('a'), approval('b'))
  expect(pressKey(queue, 'y', LATER - 1)).toEqual({})
  expect(pressKey(queue, 'y', LATER).reply?.id).toBe('a')
  expect(pressKey(queue, 'y', 2 * LATER - 1)).toEqual({})
  expect(queue.pending).toHaveLength(1)
})

test('an answer from elsewhere takes the request out, also one that is not on screen yet', () => {
  const { queue } = asking(approval('a'), approval('b'), approval('c'))
  expect(withdrawRequest(queue, 'b', 'approve_for_session', 1)).toEqual({})
  expect(withdrawRequest(queue, 'a', 'approve_for_session', 1)).toEqual({
    note: 'answered elsewhere: approve for session',
    isNext: true,
  })
  expect(queue.pending.map(({ request }) => request.id)).toEqual(['c'])
  expect(withdrawRequest(queue, 'a', 'reject', 2)).toEqual({})
})

test('f refuses with words, unless the request was answered elsewhere while they were typed', () => {
  const { queue } = asking(approval('a'), approval('b'))
  expect(pressKey(queue, 'f', LATER)).toEqual({ words: { id: 'a', label: 'why: ' } })
  withdrawRequest(queue, 'a', 'approve', LATER)
  expect(giveWords(queue, 'a', 'too dangerous', LATER)).toEqual({})
  expect(pressKey(queue, 'f', 2 * LATER)).toEqual({ words: { id: 'b', label: 'why: ' } })
  expect(giveWords(queue, 'b', 'too dangerous', 2 * LATER)).toEqual({
    note: 'refused',
    reply: { id: 'b', result: { response: 'reject', feedback: 'too dangerous' } },
  })
})

test('a question is answered with a number, in words, or not at all, and its next one follows at once', () => {
  const { queue } = asking(
    question('q', { question: 'Colour?' }, { question: 'Size?' }, { question: 'When?' }),
    approval('a'),
  )
  expect(pressKey(queue, '3', LATER)).toEqual({})
  expect(pressKey(queue, '2', LATER)).toEqual({ note: 'Blue', isNext: true })
  expect(pressKey(queue, 'o', 2 * LATER)).toEqual({ words: { id: 'q', label: 'other: ' } })
  expect(giveWords(queue, 'q', 'huge', 2 * LATER)).toEqual({ note: 'huge', isNext: true })
  expect(pressKey(queue, '\u001b', 3 * LATER)).toEqual({
    note: 'no answer',
    reply: { id: 'q', result: { answers: { 'Colour?': 'Blue', 'Size?': 'huge' } } },
    isNext: true,
  })
  expect(queue.pending[0]?.request.id).toBe('a')
})

test('where several options may be chosen, numbers switch them and Enter ends', () => {
  const { queue } = asking(question('q', { question: 'Colours?', multi_select: true }))
  expect(pressKey(queue, '2', LATER)).toEqual({ note: 'Blue' })
  expect(pressKey(queue, '1', LATER)).toEqual({ note: 'Blue, Red' })
  expect(pressKey(queue, '2', LATER)).toEqual({ note: 'Red' })
  expect(pressKey(queue, '\r', LATER).reply).toEqual({ id: 'q', result: { answers: { 'Colours?': 'Red' } } })
})

test('a request without questions is answered at once', () => {
  const { queue, steps } = asking(question('q'))
  expect(steps).toEqual([{ reply: { id: 'q', result: { answers: {} } } }])
  expect(queue.pending).toEqual([])
})

test('the queue survives JSON at any moment', () => {
  const { queue } = asking(question('q', { question: 'Colours?', multi_select: true }), approval('a'))
  const copy = () => JSON.parse(JSON.stringify(queue)) as typeof queue
  pressKey(queue, '2', LATER)
  expect(pressKey(copy(), '\r', LATER)).toEqual(pressKey(queue, '\r', LATER))
})
