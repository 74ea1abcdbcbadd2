import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import type { WireEvent } from '../../../src/protocol/wire.ts'
import { addRequest, createQuestionQueue } from '../../../src/view/question-queue.ts'
import { createTurnPrinter } from '../../../src/view/turn-printer.ts'
import { applyEvent, createTurnState } from '../../../src/view/turn-state.ts'
import {
  approval,
  call,
  callPart,
  diff,
  end,
  inSubagent,
  notice,
  question,
  result,
  retry,
  step,
  text,
  thought,
  usage,
} from './turn-events.ts'

function printing(style = { width: 60, hasColours: false }) {
  const turn = createTurnState()
  const printer = createTurnPrinter(turn, () => style)
  const queue = createQuestionQueue()
  return {
    style,
    printer,
    play: (...events: WireEvent[]) => events.map((event) => printer.printChange(applyEvent(turn, event))).join(''),
    ask(request: Parameters<typeof addRequest>[1]) {
      queue.pending = []
      addRequest(queue, request, 0)
      return printer.printQuestion(queue.pending[0]!)
    },
  }
}

test('text goes on where it stopped, and lines of ours begin on a line of their own', () => {
  const { play } = printing()
  expect(play(step(), text('It '), text('is'), notice('make ended'), text('so.'), end)).toBe(
    'It is\n● make ended\nso.\n',
  )
})

test('a call is one line, once its arguments are there: the tool and its most telling argument', () => {
  const { play } = printing()
  expect(play(step(), call('a', 'Shell', '{"timeout":5,"comm'), callPart('and":"ls\\n-l"}'))).toBe('')
  expect(play(call('b', 'Glob', '{"pattern":"*.ts"}'), call('c', 'Odd', '{broken'))).toBe('')
  expect(play(usage(1))).toBe('● Shell ls -l\n● Glob *.ts\n● Odd \n')
})

test('thoughts are named once, however many pieces they come in', () => {
  const { play } = printing()
  expect(play(step(), thought('hm'), thought('m'), text('So: '), thought('…'), text('yes'), end)).toBe(
    'thinking…\nSo: \nthinking…\nyes\n',
  )
})

test('a result shows its blocks; an error without a note shows its message', () => {
  const { play } = printing()
  expect(play(call('a', 'Shell'), result('a', [{ type: 'brief', text: 'done\nwell' }]))).toBe(
    '● Shell \n  done\n  well\n',
  )
  expect(play(result('b', [], 'no such\nfile'))).toBe('  no such file\n')
  expect(play(result('c', [{ type: 'brief', text: 'broke' }], 'long story'))).toBe('  broke\n')
  expect(
    play(
      result('d', [
        {
          type: 'todo',
          items: [
            { title: 'look', status: 'done' },
            { title: 'leap', status: 'pending' },
          ],
        },
        { type: 'background_task', task_id: 'bash-1', kind: 'bash', status: 'starting', description: '' },
      ]),
    ),
  ).toBe('  ● look\n  ○ leap\n  task bash-1: starting\n')
})

test('a diff shows what goes and what comes, without the lines that stay', () => {
  const { play } = printing()
  expect(play(result('a', [diff('src/a.ts', 'one\ntwo\nthree', 'one\n2\n2½\nthree')]))).toBe(
    '  src/a.ts:7\n  - two\n  + 2\n  + 2½\n',
  )
  const long = Array.from({ length: 40 }, (_, at) => `line ${at}`).join('\n')
  const lines = play(result('b', [diff('b', '', long)])).split('\n')
  expect(lines).toHaveLength(27)
  expect(lines.at(-2)).toBe('  … 17 more lines')
})

test('a change that was shown with its question is not shown again with its result', () => {
  const { play, ask } = printing()
  const change = diff('a', 'x', 'y')
  expect(play(call('c1', 'WriteFile', '{"path":"a"}'))).toBe('')
  expect(ask(approval('r', [change]))).toBe(
    '● WriteFile a\n  a:7\n  - x\n  + y\nAllow? y once · s for this session · n no · f no, and say why\n',
  )
  expect(play(result('c1', [change, { type: 'brief', text: 'written' }]))).toBe('  written\n')
})

test('an approval without blocks shows its description', () => {
  expect(printing().ask(approval('r'))).toMatch(/^ {2}Run r\nAllow\?/)
})

test('a question shows its options with their numbers', () => {
  const { ask } = printing()
  expect(ask(question('q', { question: 'Colour?' }))).toBe(
    'Colour?\n  1 Red as a rose\n  2 Blue as the sky\n  number · o other · Esc none\n',
  )
})

test('retries, compaction, plans and the tools of subagents are lines', () => {
  const { play } = printing()
  expect(
    play(
      text('half'),
      retry,
      { type: 'CompactionBegin', payload: {} },
      { type: 'CompactionEnd', payload: {} },
      { type: 'PlanDisplay', payload: { content: '1. look', file_path: '/p' } },
      inSubagent(text('unseen')),
      inSubagent(call('x', 'Glob')),
    ),
  ).toBe(
    'half\n— that broke off (Stalled); trying again in 0.5 s —\nshortening the conversation…\n1. look\n  coder: Glob\n',
  )
})

test('nothing that a stranger says does anything to a terminal, however it is cut', () => {
  const evil = 'a\u001b[2Jb\u202e\u0007'
  const { play, ask, printer } = printing()
  const shown = [
    play(step(), text('x\u001b['), text('2Jy\u001b]0;t'), end),
    play(call('a', evil, JSON.stringify({ command: evil })), notice(evil), inSubagent(call('s', evil))),
    play(
      result('a', [
        { type: 'brief', text: evil },
        { type: 'todo', items: [{ title: evil, status: 'done' }] },
        { type: 'shell', language: 'bash', command: evil },
        diff(evil, evil, `${evil}x`),
        { type: 'background_task', task_id: evil, kind: 'bash', status: 'running', description: evil },
      ]),
    ),
    play(result('b', [], evil), { type: 'PlanDisplay', payload: { content: evil, file_path: evil } }),
    ask(approval(evil)),
    ask(question('q', { question: evil, options: [{ label: evil, description: evil }] })),
    printer.printNote(evil),
  ].join('')
  expect(shown).toContain('xy\n')
  expect(shown).not.toMatch(/[\u001b\u0007\u202e]/)
})

test('lines keep to the width, also after it has changed, and colours are only on what is ours', () => {
  const { play, style } = printing({ width: 30, hasColours: true })
  const long = call('a', 'Shell', JSON.stringify({ command: '日本語'.repeat(30) }))
  const first = play(long, usage(1))
  expect(first).toContain('\u001b[1mShell')
  expect(stripVTControlCharacters(first)).toBe('● Shell 日本語日本語日本語日…\n')
  style.width = 20
  expect(stripVTControlCharacters(play(long, usage(1)))).toBe('● Shell 日本語日本…\n')
  expect(play(text('plain'))).toBe('plain')
})
