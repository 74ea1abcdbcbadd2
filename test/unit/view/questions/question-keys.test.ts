import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PLAN_HEADER, REVISE_LABEL, type WireRequest } from '../../../../src/protocol/wire.ts'
import { UNICODE_MARKS } from '../../../../src/view/print-style.ts'
import {
  askRequest,
  HOLD_MS,
  interruptQuestions,
  settleHeld,
  takeUnsent,
  TYPED_AHEAD_MS,
  typeKeys,
  withdrawRequest,
} from '../../../../src/view/questions/question-keys.ts'
import { describeKeys } from '../../../../src/view/questions/question-lines.ts'
import { addRequest, createQuestionQueue, type QueueStep } from '../../../../src/view/questions/question-queue.ts'
import { approval, question } from '../turn-events.ts'

const PASTE = (text: string) => `\u001b[200~${text}\u001b[201~`

/** A queue with a clock that only the test moves, and all that has come of it. */
function ask(...requests: Parameters<typeof addRequest>[1][]) {
  const queue = createQuestionQueue()
  const steps: QueueStep[] = requests.flatMap((request) => addRequest(queue, request, 0))
  let now = TYPED_AHEAD_MS
  const asking = {
    queue,
    steps,
    wait() {
      now += HOLD_MS
      steps.push(...settleHeld(queue, now))
      now += TYPED_AHEAD_MS
    },
    /** Each read comes long after the one before, as from a person. */
    type(...reads: string[]) {
      for (const read of reads) {
        steps.push(...typeKeys(queue, read, now))
        asking.wait()
      }
      return asking
    },
    withdraw: (id: string) => steps.push(...withdrawRequest(queue, id, 'approve_for_session', now)),
    replies: () => steps.flatMap(({ reply }) => reply ?? []),
    steers: () => steps.flatMap(({ steer }) => steer ?? []),
    notes: () => steps.flatMap(({ note }) => note ?? []),
  }
  return asking
}
const rejected = (id: string, feedback = '') => ({ id, result: { response: 'reject', feedback } })
const approved = (id: string) => ({ id, result: { response: 'approve', feedback: '' } })

describe('an approval', () => {
  test('requests are asked one at a time, in their order, and answered under their ids', () => {
    const asking = ask(approval('a'), approval('b')).type('y', 's', 'y')
    expect(asking.replies()).toEqual([
      approved('a'),
      { id: 'b', result: { response: 'approve_for_session', feedback: '' } },
    ])
    expect(asking.notes()).toEqual(['allowed once', 'allowed for this session'])
    expect(asking.queue.line?.text).toBe('y')
  })

  test('a allows always, where a rule is offered; elsewhere it is text', () => {
    const offered = approval('a') as WireRequest & { type: 'ApprovalRequest' }
    offered.payload.always_rule = 'Shell(touch *), here'
    const always = { id: 'a', result: { response: 'approve_always', feedback: '' } }
    expect(ask(offered).type('a').replies()).toEqual([always])
    expect(ask(offered).type('a', 'b').notes()).toEqual(['allowed always'])
    expect(ask(approval('a')).type('a').replies()).toEqual([])
  })

  test.each(['n', '\r', '\u001b'])('%j refuses', (key) => {
    expect(ask(approval('a')).type(key).replies()).toEqual([rejected('a')])
  })

  test('f refuses with words', () => {
    const asking = ask(approval('a')).type('f', 'too ', 'dangerous', '\r')
    expect(asking.replies()).toEqual([rejected('a', 'too dangerous')])
  })

  test('words typed slowly are the reason of a refusal, and no key of them answers', () => {
    const asking = ask(approval('a')).type(...'why do you say yes')
    expect(asking.replies()).toEqual([])
    expect(asking.queue.line).toMatchObject({ label: 'no, but: ', text: 'why do you say yes' })
    expect(asking.type('\r').replies()).toEqual([rejected('a', 'why do you say yes')])
  })

  test.each(['say yes to it', 'yes but use printf', 'fix it first', 'no'])('%j at once, or pasted, is text', (text) => {
    expect(ask(approval('a')).type(PASTE(text)).replies()).toEqual([])
    expect(ask(approval('a')).type(PASTE(text), '\r').replies()).toEqual([rejected('a', text)])
    expect(ask(approval('a')).type(text).replies()).toEqual([])
    expect(ask(approval('a')).type(`${text}\r`).replies()).toEqual([rejected('a', text)])
  })

  test('a paste is one, whichever way it is cut into reads, and its line ends do not send it', () => {
    const whole = PASTE('yes\ry')
    for (let at = 1; at < whole.length; at++) {
      const asking = ask(approval('a')).type(whole.slice(0, at), whole.slice(at))
      if (at === 1) continue // ESC alone is a key
      expect([asking.replies(), asking.queue.line?.text], `cut at ${at}`).toEqual([[], 'yes\ny'])
    }
  })

  test('a paste that comes as one key after another answers nothing', () => {
    const { queue } = ask(approval('a'))
    const steps = [...'yes'].flatMap((key, index) => typeKeys(queue, key, TYPED_AHEAD_MS + index * (HOLD_MS - 1)))
    expect([steps, queue.line?.text]).toEqual([[], 'yes'])
  })

  test('a key that comes too early is kept as text, and Enter then sends it to the turn', () => {
    const { queue } = ask(approval('a'))
    expect(typeKeys(queue, 'y', TYPED_AHEAD_MS - 1)).toEqual([
      { note: 'that came too early for an answer: Backspace, then y' },
    ])
    expect(queue.line).toMatchObject({ label: '» ', text: 'y' })
    expect(typeKeys(queue, '\r', 5_000)).toMatchObject([{ ended: {} }, { steer: 'y' }, {}, { draw: 'keys' }])
    typeKeys(queue, 'y', 5_299)
    expect(queue.line?.text).toBe('y')
  })

  test('a key typed before the question came is text too, and the user is told; words are left alone', () => {
    const early = { note: 'y came before the question: Backspace, then y' }
    const { queue } = ask()
    typeKeys(queue, 'y', 0)
    expect(askRequest(queue, approval('a'), 10)).toEqual([{ draw: 'question' }, early])
    expect(askRequest(queue, approval('b'), 20)).toEqual([])
    for (const words of ['w', 'yes', 'ys']) {
      const other = ask().queue
      typeKeys(other, words, 0)
      expect(askRequest(other, approval('a'), 10)).toEqual([{ draw: 'question' }])
    }
  })

  test('after the text has been deleted, keys answer again', () => {
    const asking = ask(approval('a')).type('t', '\u007f', 'y')
    expect(asking.replies()).toEqual([approved('a')])
  })

  test.each(['\u0015', '\u0017', '\u007f\u007f'])(
    'after the whole line has been deleted with %j, keys answer again',
    (key) => {
      for (const before of [0, TYPED_AHEAD_MS]) {
        const { queue } = ask(approval('a'))
        typeKeys(queue, 'no', before)
        typeKeys(queue, key, 5_000)
        expect(queue.line).toBeNull()
        typeKeys(queue, 'y', 5_000 + TYPED_AHEAD_MS)
        expect(settleHeld(queue, 6_000)[0]?.reply).toEqual(approved('a'))
      }
    },
  )

  test.each(['\u0015', '\u0017', '\u007f'])('%j in an empty line that f has asked for takes the f back', (key) => {
    const { queue } = ask(approval('a'))
    typeKeys(queue, 'f', TYPED_AHEAD_MS)
    settleHeld(queue, 1_000)
    typeKeys(queue, 'x', 1_100)
    typeKeys(queue, key, 1_200)
    expect(queue.line).toMatchObject({ label: 'why: ', text: '' }) // the reason may be begun anew
    expect(typeKeys(queue, key, 1_300)).toMatchObject([{ ended: {} }, { draw: 'keys' }])
    typeKeys(queue, 'y', 1_300 + TYPED_AHEAD_MS)
    expect(settleHeld(queue, 2_000)[0]?.reply).toEqual(approved('a'))
  })

  test('a mere yes with Enter neither allows nor refuses', () => {
    const asking = ask(approval('a')).type('yes\r')
    expect([asking.replies(), asking.steers()]).toEqual([[], ['yes']])
  })

  test('lines that were not shown are not approved; v shows them', () => {
    const { queue } = ask()
    addRequest(queue, approval('a'), 0, 97)
    expect(typeKeys(queue, 'y', 400)).toEqual([{ note: 'y counts once all of it was shown: Backspace, then v' }])
    expect(typeKeys(queue, '\u007f', 800)).toMatchObject([{ ended: {} }])
    typeKeys(queue, 'v', 1_200)
    expect(settleHeld(queue, 1_300)).toEqual([{ draw: 'rest' }])
    typeKeys(queue, 'y', 1_700)
    expect(settleHeld(queue, 1_800)[0]?.reply).toEqual(approved('a'))
  })

  test('unread lines do not keep anybody from refusing', () => {
    const { queue } = ask()
    addRequest(queue, approval('a'), 0, 97)
    typeKeys(queue, 'n', 400)
    expect(settleHeld(queue, 500)[0]?.reply).toEqual(rejected('a'))
  })

  test('a question that comes while a line is typed is drawn at once, and the line stays', () => {
    const { queue } = ask()
    typeKeys(queue, 'wait', 0)
    expect(addRequest(queue, approval('a'), 10)).toEqual([{ draw: 'question' }])
    expect(typeKeys(queue, ' y', 5_000)).toEqual([])
    expect(queue.line).toMatchObject({ label: '» ', text: 'wait y' })
    expect(typeKeys(queue, '\r', 6_000)).toMatchObject([
      { ended: {} },
      { steer: 'wait y' },
      { note: 'the agent reads that after your answer' },
      { draw: 'keys' },
    ])
  })

  test('an answer from elsewhere takes the request out; words for it go to the turn', () => {
    const asking = ask(approval('a'), approval('b'), approval('c')).type('f', 'too da')
    asking.withdraw('b')
    asking.withdraw('a')
    expect(asking.type('ngerous\r').steers()).toEqual(['too dangerous'])
    expect(asking.replies()).toEqual([])
    expect(asking.notes()[0]).toBe('answered elsewhere: approve for session')
    expect(asking.queue.pending.map(({ request }) => request.id)).toEqual(['c'])
  })

  test('an interruption ends all questions, and gives the typed words back', () => {
    const { queue } = ask(approval('a'), approval('b')).type('use printf')
    expect(interruptQuestions(queue, 9_000)).toMatchObject([
      { ended: { line: { text: 'use printf' }, unsent: true } },
      { note: 'interrupted' },
    ])
    expect(withdrawRequest(queue, 'a', 'reject', 9_001)).toEqual([])
  })

  test('Ctrl-C, Ctrl-B and Ctrl-\\ are for the turn, also in an open line; arrows mean nothing', () => {
    const asking = ask(approval('a')).type('\u001b[A', '\u001bOB', '\u001b', '[C', 'x', '\u0003', '\u0002\u001c')
    expect(asking.steps.flatMap(({ control }) => control ?? [])).toEqual(['interrupt', 'background', 'detach'])
  })
})

describe('a question', () => {
  test('is answered with a number, in words, or not at all, and its next one follows at once', () => {
    const asking = ask(
      question('q', { question: 'Colour?' }, { question: 'Size?' }, { question: 'Shape?' }, { question: 'When?' }),
      approval('a'),
    ).type('2', 'o', 'huge', '\r', 'round\r', '\u001b')
    expect(asking.replies()).toEqual([
      { id: 'q', result: { answers: { 'Colour?': 'Blue', 'Size?': 'huge', 'Shape?': 'round' } } },
    ])
    expect(asking.notes()).toEqual(['Blue', 'huge', 'round', 'no answer'])
    expect(asking.queue.pending[0]?.request.id).toBe('a')
  })

  test.each([[['2', '1', '2', '\r']], [['1\r']], [['1', ',', '\r']], [['2', 'o', '1', '\r']]])(
    'where several options may be chosen, numbers switch them and Enter ends: %j',
    (reads) => {
      const asking = ask(question('q', { question: 'Colours?', multi_select: true })).type(...reads)
      expect(asking.replies()).toEqual([{ id: 'q', result: { answers: { 'Colours?': 'Red' } } }])
    },
  )

  test.each([['1,2', '\r'], ['12\r'], ['1, 2\r'], ['o', '1,2', '\r']])(
    'several typed fast all count: %j',
    (...reads) => {
      const asking = ask(question('q', { question: 'Colours?', multi_select: true })).type(...reads)
      expect(asking.replies()).toEqual([{ id: 'q', result: { answers: { 'Colours?': 'Red, Blue' } } }])
    },
  )

  test('a request without questions is answered at once', () => {
    expect(ask(question('q')).replies()).toEqual([{ id: 'q', result: { answers: {} } }])
  })
})

test('the queue survives JSON at any moment', () => {
  const { queue } = ask(question('q', { question: 'Colours?', multi_select: true }), approval('a')).type('2')
  const copy = () => JSON.parse(JSON.stringify(queue)) as typeof queue
  typeKeys(queue, '\r', 5_000)
  expect(settleHeld(copy(), 6_000)).toEqual(settleHeld(queue, 6_000))
})

type Event =
  | { type: 'read'; text: string; afterMs: number }
  | { type: 'ask'; hidden: number; afterMs: number }
  | { type: 'withdraw'; afterMs: number }

const afterMs = fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 60, max: 700 }))
const someKey = fc.constantFrom(...'ysnfvwho1 日', '\r')
const events: fc.Arbitrary<Event[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ type: fc.constant('read' as const), text: someKey, afterMs }) },
    {
      weight: 2,
      arbitrary: fc.record({
        type: fc.constant('read' as const),
        text: fc.array(someKey, { minLength: 1, maxLength: 6 }).map((keys) => keys.join('')),
        afterMs,
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        type: fc.constant('read' as const),
        text: fc.array(someKey, { minLength: 1, maxLength: 6 }).map((keys) => PASTE(keys.join(''))),
        afterMs,
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ type: fc.constant('ask' as const), hidden: fc.constantFrom(0, 0, 30), afterMs }),
    },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('withdraw' as const), afterMs }) },
  ),
  { maxLength: 40 },
)

test('at any speed: only a lone key after the whole question was readable allows, and nothing typed is lost', () => {
  fc.assert(
    fc.property(events, (happening) => {
      const queue = createQuestionQueue()
      const out: string[] = []
      let typed = ''
      let keys = ''
      let now = 0
      let lastRead = { text: '', at: -Infinity, hadLine: false }
      const take = (steps: QueueStep[], askedAt: number) => {
        for (const { reply, steer, ended, draw } of steps) {
          if (steer !== undefined) out.push(steer)
          if (ended?.unsent) out.push(ended.line.text)
          if (draw === 'rest') keys += 'v'
          const result = reply?.result as { response: string; feedback: string } | undefined
          if (!result) continue
          out.push(result.feedback)
          if (result.response === 'reject') continue
          // The key that allows came alone, long after the question, and no line was open.
          expect(lastRead.text).toBe(result.response === 'approve' ? 'y' : 's')
          expect(lastRead.hadLine).toBe(false)
          expect(lastRead.at - askedAt).toBeGreaterThanOrEqual(300)
          expect(now - lastRead.at).toBeGreaterThanOrEqual(50)
          keys += lastRead.text
        }
      }
      let ids = 0
      for (const event of happening) {
        const first = queue.pending[0]
        const heldUntil = queue.held ? queue.held.at + HOLD_MS : Infinity
        const next = now + event.afterMs
        if (heldUntil <= next) {
          now = heldUntil
          if (first?.kind === 'approval' && (queue.held?.key === 'y' || queue.held?.key === 's'))
            expect(first.hidden).toBe(0)
          const shownAt = queue.shownAt
          take(settleHeld(queue, now), shownAt)
        }
        now = next
        if (event.type === 'ask') take(addRequest(queue, approval(`a${++ids}`), now, event.hidden), 0)
        else if (event.type === 'withdraw') {
          if (queue.pending[0]) take(withdrawRequest(queue, queue.pending[0].request.id, 'reject', now), 0)
        } else {
          typed += event.text.replaceAll('\u001b[200~', '').replaceAll('\u001b[201~', '')
          const hadLine = queue.line !== null
          const steps = typeKeys(queue, event.text, now)
          lastRead = { text: event.text, at: now, hadLine }
          const given = steps.flatMap(({ reply }) => (reply ? [reply.result as { response: string }] : []))
          expect(given.filter(({ response }) => response !== 'reject')).toEqual([])
          take(steps, 0)
        }
      }
      take(takeUnsent(queue, now), 0)
      const count = (text: string) => [...text.replaceAll(/[\r\n]/g, '')].sort().join('')
      // Keys that refuse or that ask for a reason are answers, too: n and f may be missing from the text, and no more.
      const left = [...count(typed)]
      for (const character of count(out.join('') + keys)) {
        expect(left).toContain(character)
        left.splice(left.indexOf(character), 1)
      }
      expect(left.filter((character) => character !== 'n' && character !== 'f')).toEqual(
        // Mere blanks are not sent.
        left.filter((character) => character === ' '),
      )
    }),
    { numRuns: 2_000 },
  )
})

test('words at a question that only its options answer go to the agent behind it', () => {
  const own = question('a', { question: 'Do you trust it?' })
  const asking = ask({ ...own, payload: { ...own.payload, tool_call_id: '' } } as WireRequest).type(...'look here')
  expect(asking.queue.line?.label).not.toBe('other: ')
  asking.type('\r')
  expect(asking.replies()).toEqual([])
  expect(asking.steers()).toEqual(['look here'])
  expect(asking.notes()).toContain('the agent reads that after your answer')
  asking.type('1')
  expect(asking.replies()).toHaveLength(1)
})

describe('a question that is answered in text', () => {
  const field = (name = 'q') => question(name, { question: 'Which host?', other_label: 'Answer' })

  test('takes what is typed key by key as its answer, from the first letter on; nothing of it is a prompt', () => {
    const asking = ask(field()).type(...'orange', '\r')
    expect(asking.replies()).toEqual([{ id: 'q', result: { answers: { 'Which host?': 'orange' } } }])
    expect(asking.steers()).toEqual([])
  })

  test('takes a single y, a paste, and a number behind a blank; a number alone chooses an option', () => {
    for (const [keys, text] of [
      [['y', '\r'], 'y'],
      [[PASTE('a b'), '\r'], 'a b'],
      [[' ', '1', '5', '\r'], '15'],
      [['1'], 'Red'],
    ] as const)
      expect(
        ask(field())
          .type(...keys)
          .replies(),
      ).toEqual([{ id: 'q', result: { answers: { 'Which host?': text } } }])
  })

  test('what was typed before it could be read is no answer', () => {
    const { queue } = ask()
    addRequest(queue, field(), 0)
    typeKeys(queue, 'rm it', TYPED_AHEAD_MS - 1)
    expect(queue.line).toMatchObject({ label: '» ', isAsked: false })
  })
})

describe('a plan', () => {
  const plan = (...labels: string[]) =>
    question('p', {
      question: 'Approve this plan?',
      header: PLAN_HEADER,
      other_label: REVISE_LABEL,
      options: labels.map((label) => ({ label, description: '' })),
    })
  const answered = (label: string) => [{ id: 'p', result: { answers: { 'Approve this plan?': label } } }]

  test('takes y and n as an approval does, and says so', () => {
    const asked = plan('Approve', 'Approve and accept edits', 'Reject', 'Reject and Exit')
    for (const [key, label] of [
      ['y', 'Approve'],
      ['n', 'Reject'],
      ['2', 'Approve and accept edits'],
    ] as const)
      expect(ask(asked).type(key).replies()).toEqual(answered(label))
    const { queue } = ask(asked)
    const style = { width: 80, hasColours: false, marks: UNICODE_MARKS, canReplace: false }
    expect(describeKeys(queue.pending[0]!, style)).toEqual([
      '  number or arrows · y approve · n no · f no, and say what to change',
    ])
  })

  test('with several approaches has no y: which one would it be', () => {
    const asking = ask(plan('Small steps', 'All at once', 'Reject')).type('y')
    expect(asking.replies()).toEqual([])
    expect(asking.queue.line).toMatchObject({ text: 'y' })
  })

  test('is not approved by a y that came with other keys, in a paste, or before it could be read', () => {
    for (const read of ['yy', PASTE('y')]) expect(ask(plan('Approve', 'Reject')).type(read).replies()).toEqual([])
    const { queue } = ask()
    addRequest(queue, plan('Approve', 'Reject'), 0)
    expect(typeKeys(queue, 'y', TYPED_AHEAD_MS - 1).flatMap(({ reply }) => reply ?? [])).toEqual([])
  })
})
