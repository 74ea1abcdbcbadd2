import { expect, test } from 'vitest'
import type { DisplayBlock, WireRequest } from '../../../src/protocol/wire.ts'
import { UNICODE_MARKS } from '../../../src/view/print-style.ts'
import { countHidden, describeQuestion, describeRest } from '../../../src/view/question-lines.ts'
import { addRequest, createQuestionQueue } from '../../../src/view/question-queue.ts'
import { approval, diff } from './turn-events.ts'

const STYLE = { width: 80, hasColours: false, marks: UNICODE_MARKS, canReplace: false }
const numbered = (count: number) => Array.from({ length: count }, (_, at) => `echo ${at}`)
/** A diff that adds these lines from the line `first` on. */
const numberedAs = (first: number) => numbered(200).map((line, at) => `  ${String(at + first).padStart(3)} + ${line}`)
const commandOf = (count: number): DisplayBlock => ({
  type: 'shell',
  language: 'bash',
  command: numbered(count).join('\n'),
})

function asked(request: WireRequest & { type: 'ApprovalRequest' }) {
  const queue = createQuestionQueue()
  addRequest(queue, request, 0, countHidden(request.payload))
  return queue.pending[0]!
}
const ask = (...display: DisplayBlock[]) => asked(approval('a', display) as never)

test.each([
  ['a command of 121 lines', ask(commandOf(121)), numbered(121).map((line) => `  ${line}`)],
  ['a file of 200 lines', ask(diff('a', '', numbered(200).join('\n'))), numberedAs(7)],
])('%s: the first lines are shown, a key shows all others, and only then is y named', (_, pending, lines) => {
  const first = describeQuestion(pending, STYLE)
  const rest = describeRest({ ...pending, hidden: 0 } as typeof pending, STYLE)
  expect(first.at(-1)).toBe('Allow? v shows the rest · n no · f no, and say why')
  expect(first.at(-2)).toMatch(/^ {2}… \d+ more lines$/)
  expect(rest.at(-1)).toBe('Allow? y once · s for this session · n no · f no, and say why')
  const shown = [...first.slice(0, -2), ...rest.slice(0, -1)].filter((line) => line.includes('echo'))
  expect(shown).toEqual(lines)
})

test('a rest of a few lines is shown at once', () => {
  expect(describeQuestion(ask(commandOf(28)), STYLE)).toHaveLength(29)
  expect(describeQuestion(ask(commandOf(29)), STYLE)).toHaveLength(26)
})

test('the question names what an approval for this session would cover', () => {
  const request = approval('a') as WireRequest & { type: 'ApprovalRequest' }
  request.payload.session_rule = 'git commit -m *'
  expect(describeQuestion(asked(request), STYLE).at(-1)).toContain('s for this session: git commit -m * · n no')
  request.payload.session_examples = ['git commit -m other words', 'git commit \u001b[31m']
  request.payload.always_rule = 'Shell(git commit -m *), here, until 2027-01-01'
  expect(describeQuestion(asked(request), STYLE).slice(-3, -1)).toEqual([
    '  s also allows: git commit -m other words, git commit',
    '  a always: Shell(git commit -m *), here, until 2027-01-01',
  ])
})
