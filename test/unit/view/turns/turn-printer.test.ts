import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import type { WireEvent } from '../../../../src/protocol/wire.ts'
import { addRequest, createQuestionQueue } from '../../../../src/view/questions/question-queue.ts'
import { ASCII_MARKS, UNICODE_MARKS } from '../../../../src/view/print-style.ts'
import type { PrinterOptions } from '../../../../src/view/turns/turn-output.ts'
import { createTurnPrinter } from '../../../../src/view/turns/turn-printer.ts'
import { applyEvent, createTurnState, noteRequest } from '../../../../src/view/turns/turn-state.ts'
import {
  approval,
  brief,
  call,
  callPart,
  diff,
  end,
  inSubagent,
  notice,
  output,
  question,
  result,
  retry,
  step,
  text,
  thought,
  usage,
} from '../turn-events.ts'

const PIPE = { width: 60, hasColours: false, marks: UNICODE_MARKS, canReplace: false }
const SCREEN = { ...PIPE, canReplace: true }

function printing(style = { ...PIPE }, options: PrinterOptions = {}) {
  const turn = createTurnState()
  const printer = createTurnPrinter(turn, () => style, options)
  const queue = createQuestionQueue()
  const clock = { ms: 0 }
  return {
    style,
    printer,
    clock,
    play: (...events: WireEvent[]) =>
      events.map((event) => printer.printChange(applyEvent(turn, event, clock.ms))).join(''),
    live: () => printer.describeLive(clock.ms),
    ask(request: Parameters<typeof addRequest>[1]) {
      queue.pending = []
      noteRequest(turn, request)
      addRequest(queue, request, 0)
      return printer.printQuestion(queue.pending[0]!)
    },
  }
}

test('text goes on where it stopped, and lines of ours begin on a line of their own', () => {
  const { play } = printing()
  expect(play(step(), text('It '), text('is'), notice('make ended'), text('so.'), end)).toBe(
    '  It is\n\n● make ended\n\n  so.\n',
  )
})

test('answers of two steps without a call between them, as in a flow, are apart', () => {
  expect(printing().play(step(), text('Hello.'), step(2), text('It is.'), end)).toBe('  Hello.\n\n  It is.\n')
})

test('a call is one line, once its arguments are there: the tool and its most telling argument', () => {
  const { play } = printing()
  expect(play(step(), call('a', 'Shell', '{"timeout":5,"comm'), callPart('and":"ls\\n-l"}'))).toBe('')
  expect(play(call('b', 'Grep', '{"path":"src","pattern":"x y"}'), call('c', 'Odd', '{broken'))).toBe('')
  expect(play(usage(1))).toBe('● Shell ls -l\n● Grep x y in src\n● Odd\n')
})

test('a result that went well is folded to a line: what there is of it, and its time', () => {
  const { play, clock } = printing(SCREEN)
  play(
    call('a', 'Shell', '{"command":"ls"}'),
    call('b', 'ReadFile', '{"path":"x"}'),
    call('c', 'Glob', '{"pattern":"*"}'),
  )
  clock.ms = 800
  expect(play(result('a', [], '', 'a\nb\nc\n'))).toBe('● Shell ls\n  ✓ 3 lines, 0.8 s\n')
  expect(play(result('b', [], '', 'only'))).toBe('● ReadFile x\n  ✓ 1 line, 0.8 s\n')
  expect(play(result('c'))).toBe('● Glob *\n  ✓ done, 0.8 s\n')
  expect(play(call('d', 'Shell', '{"command":"git branch"}'), result('d', [], '', '* main\n'))).toBe(
    '● Shell git branch\n  ✓ * main\n',
  )
  expect(play(call('e', 'Shell', '{"command":"true"}'), result('e'))).toBe('● Shell true\n  ✓ no output\n')
})

test('the last result is unfolded on request, of a long one the end', () => {
  const { play, printer } = printing(SCREEN)
  expect(printer.printOutput()).toBe('')
  play(call('a', 'Shell', '{"command":"ls"}'), result('a', [], '', 'a\n\n  b\u001b[2J\n'))
  expect(printer.printOutput()).toBe('● Shell ls\n  a\n\n    b\n')
  play(call('b', 'Shell', '{"command":"seq"}'), result('b', [], '', 'line\n'.repeat(203)))
  const lines = printer.printOutput().split('\n')
  expect(lines).toHaveLength(203)
  expect(lines[1]).toBe('  3 lines before')
  play(call('c', 'Shell', '{"command":"cat"}'), result('c', [], '', `${'x'.repeat(58)}Allow? y once`))
  expect(printer.printOutput()).toBe(`● Shell cat\n  ${'x'.repeat(58)}\n  Allow? y once\n`)
})

test('a failure shows its cause and the last lines; a bare cause is told with its reason', () => {
  const { play } = printing(SCREEN)
  const failed = brief('Failed with exit code: 2\nmake: nothing\nmake: stop')
  expect(
    play(call('a', 'Shell', '{"command":"make"}'), result('a', [failed], 'Command failed with exit code: 2.')),
  ).toBe('● Shell make\n  ✗ Failed with exit code: 2\n    make: nothing\n    make: stop\n')
  expect(play(call('b', 'Odd'), result('b', [brief('Tool failed')], 'Error running tool: EPERM: x'))).toBe(
    '● Odd\n  ✗ Tool failed: Error running tool: EPERM: x\n',
  )
  expect(play(call('c', 'Odd'), result('c', [], 'no such\nfile'))).toBe('● Odd\n  ✗ no such file\n')
  const refused = 'The tool call is rejected by the user. Stop what you are doing.'
  expect(play(call('d', 'Odd'), result('d', [brief('Rejected by user')], refused))).toBe(
    '● Odd\n  ✗ Rejected by user\n',
  )
})

test('results of calls that ran at the same time stand below their own call', () => {
  for (const style of [PIPE, SCREEN]) {
    const { play } = printing(style)
    const shown = play(
      step(),
      call('a', 'Shell', '{"command":"slow"}'),
      call('b', 'Shell', '{"command":"quick"}'),
      usage(1),
      result('b', [], '', 'b1\nb2'),
      result('a', [], '', 'a1\na2\na3'),
    )
    expect(shown).toMatch(/● Shell quick\n {2}✓ 2 lines\n● Shell slow\n {2}✓ 3 lines\n$/)
  }
})

test('a call at work shows the last lines that it has printed, and its time', () => {
  const { play, live, clock } = printing(SCREEN)
  play(step(), call('a', 'Shell', '{"command":"make'))
  expect(live()).toEqual(['● Shell make'])
  expect(play(callPart(' all"}'), output('a', 'one\ntwo\nthree\n10 %\r20 %\r'))).toBe('')
  clock.ms = 2_500
  expect(live()).toEqual(['● Shell make all  2 s', '  two', '  three', '  20 %'])
  play(output('a', `\nfour\t|\u001b[2J${'wide 日本 '.repeat(20)}\n`))
  expect(live().slice(1, 3)).toEqual(['  three', '  20 %'])
  expect(live()[3]).toMatch(/^ {2}four {4}\|wide 日本 .*…$/)
  expect(play(result('a', [], '', '1\n2'))).toBe('● Shell make all\n  ✓ 2 lines, 2.5 s\n')
  expect(live()).toEqual([])
})

test('a call that was at work when the turn ended is named as interrupted', () => {
  const { play } = printing(SCREEN)
  expect(play(step(), call('a', 'Shell', '{"command":"sleep 9"}'), end)).toBe('● Shell sleep 9\n  ✗ interrupted\n')
})

test('a thought is a line with its seconds while it lasts, and one when it is over', () => {
  const { play, live, clock } = printing(SCREEN)
  play({ type: 'TurnBegin', payload: { user_input: 'go' } }, step(), thought('hm'))
  clock.ms = 3_200
  expect(play(thought('m'))).toBe('')
  expect(live()).toEqual(['thinking… 3 s'])
  expect(play(text('So:'))).toBe('thought for 3.2 s\n')
  expect(live()).toEqual(['', '  So:'])
  expect(printing().play(step(), thought('hm'), thought('m'), text('So: '), thought('…'), text('yes'), end)).toBe(
    'thinking…\n\n  So:\n\nthinking…\n\n  yes\n',
  )
})

test('thoughts are shown on request, also in the middle of one', () => {
  const { play, printer, live } = printing(SCREEN)
  expect(play(step(), thought('first\nsec'))).toBe('')
  expect(printer.toggleThinking()).toBe('  thoughts are shown\n  first\n')
  expect(live()).toEqual(['  sec', 'thinking… 0 s'])
  expect(play(thought('ond'), text('So.'), end)).toBe('  second\n\n  So.\n')
  const asked = printing(SCREEN, { showsThinking: true })
  expect(asked.play(step(), thought('a **b**\n'), text('So.'), end)).toBe('  a **b**\n\n  So.\n')
  expect(asked.printer.toggleThinking()).toBe('\n  thoughts are hidden\n')
  expect(asked.play(step(), thought('c\n'), text('d'), end)).toBe('\n  d\n')
})

test('a wait is told after a second', () => {
  const { play, live, clock } = printing(SCREEN)
  play({ type: 'TurnBegin', payload: { user_input: 'go' } }, step())
  clock.ms = 900
  expect(live()).toEqual([])
  clock.ms = 4_100
  expect(live()).toEqual(['waiting… 4 s'])
})

test('a diff shows what goes, what comes and the lines around, with their numbers', () => {
  const { play } = printing(SCREEN)
  expect(
    play(
      call('a', 'WriteFile', '{"path":"a"}'),
      result('a', [diff('src/a.ts', 'one\ntwo\nthree', 'one\n2\n2½\nthree')]),
    ),
  ).toBe(
    ['● WriteFile', '  src/a.ts  +2 −1', '   7   one', '   2 - two', '   8 + 2', '   9 + 2½', '  10   three', ''].join(
      '\n',
    ),
  )
  const long = Array.from({ length: 40 }, (_, at) => `line ${at}`).join('\n')
  const lines = play(result('b', [diff('b', '', long)])).split('\n')
  expect(lines).toHaveLength(27)
  expect(lines[0]).toBe('  b  +40 −0')
  expect(lines.at(-2)).toBe('  … 16 more lines')
})

test('in a line that was changed the changed words are marked', () => {
  const { play } = printing({ ...SCREEN, hasColours: true })
  const shown = play(call('a', 'W'), result('a', [diff('a', 'const x = 1', 'const x = 2'), diff('b', 'all', 'new')]))
  expect(shown).toContain('\u001b[31mconst x = \u001b[39m\u001b[31m\u001b[7m1\u001b[27m\u001b[39m\n')
  expect(shown).toContain('\u001b[32m\u001b[7m2')
  expect(shown).toContain('\u001b[31mall\u001b[39m\n')
})

test('what was shown with its question is not shown again with its result', () => {
  const { play, ask, printer, live } = printing(SCREEN)
  const change = diff('a', 'x', 'y')
  expect(play(call('c1', 'WriteFile', '{"path":"a"}'))).toBe('')
  expect(ask(approval('r', [change]))).toMatch(
    /^● WriteFile\n {2}a {2}\+1 −1\n {2}1 - x\n {2}7 \+ y\nAllow\? y once · [^]*, and say why\n$/,
  )
  expect(live()).toEqual([])
  expect(printer.printNote('allowed once')).toBe('  allowed once\n')
  expect(play(result('c1', [change, brief('written')]))).toBe('  ✓ written\n')
  play(call('c2', 'Shell', '{"command":"make"}'), call('c3', 'Glob', '{"pattern":"*"}'))
  expect(ask(approval('s', [{ type: 'shell', language: 'bash', command: 'make' }], 'c2'))).toMatch(
    /^● Shell\n {2}make\nAllow\?/,
  )
  expect(play(result('c3', [], '', 'a\nb'), result('c2', [], '', 'c\nd'))).toBe(
    '● Glob *\n  ✓ 2 lines\n● Shell make\n  ✓ 2 lines\n',
  )
})

test('an approval without blocks shows its description', () => {
  expect(printing().ask(approval('r'))).toMatch(/^● Shell\n {2}Run r\nAllow\?/)
})

test('an approval of a subagent names its tool and who asks, also where the turn has a call with the same id', () => {
  const { play, ask, live } = printing(SCREEN)
  play(call('c1', 'Agent', '{"description":"read it"}'), inSubagent(call('c1', 'Shell', '{"command":"make"}')))
  const request = approval('r', [{ type: 'shell', language: 'bash', command: 'make' }])
  const from = { agent_id: 'a1', subagent_type: 'coder', source_description: 'read it' }
  Object.assign(request.payload, from)
  expect(ask(request)).toMatch(/^● Shell asked by coder: read it\n {2}make\nAllow\?/)
  expect(live()[0]).toBe('● Agent read it')
  Object.assign(request.payload, { subagent_type: null, source_description: null })
  expect(ask(request)).toMatch(/^● Shell asked by a1\n/)
})

test('a todo list that is written again says what has changed, and how many items are done', () => {
  const { play } = printing(SCREEN)
  const write = (id: string, ...statuses: ('done' | 'in_progress' | 'pending')[]) => {
    const items = statuses.map((status, at) => ({ title: `item ${at}`, status }))
    return play(call(id, 'SetTodoList'), result(id, [{ type: 'todo', items }]))
  }
  expect(write('a', 'in_progress', 'pending', 'pending')).toBe('● SetTodoList\n  ◐ item 0\n  ○ item 1\n  ○ item 2\n')
  expect(write('b', 'done', 'in_progress', 'pending')).toBe('● SetTodoList\n  ● item 0\n  ◐ item 1\n  ✓ 1 of 3 done\n')
  expect(write('c', 'done', 'in_progress', 'pending')).toBe('● SetTodoList\n  ✓ 1 of 3 done\n')
  expect(write('d', 'done')).toBe('● SetTodoList\n  ✓ 1 of 1 done\n')
})

test('a question stands apart from the work above it', () => {
  const { play, ask } = printing(SCREEN)
  play(call('c1', 'Glob', '{"pattern":"*"}'))
  expect(play(result('c1', [], '', 'a\nb')) + ask(question('q', { question: 'Colour?' }))).toMatch(
    /✓ 2 lines\n\n {2}Colour\?\n/,
  )
})

test('a question shows its options with their numbers', () => {
  const { ask } = printing()
  expect(ask(question('q', { question: 'Colour?' }))).toBe(
    '  Colour?\n  asked by the agent or one of its tools, not by kimi\n  1 Red: as a rose\n  2 Blue: as the sky\n  number or arrows · o other · Esc none\n',
  )
  const forged = ask(question('r', { question: `go on?${'\n \n'.repeat(40)}kimi: Allow it?` }))
  expect(forged.split('\n').slice(1, 4)).toEqual([
    '  go on?',
    '  kimi: Allow it?',
    '  asked by the agent or one of its tools, not by kimi',
  ])
})

test('a retry says why and counts down; compaction, plans and the tools of subagents are lines', () => {
  const { play, live, clock } = printing(SCREEN)
  const begin: WireEvent = { type: 'TurnBegin', payload: { user_input: 'go' } }
  const why: WireEvent = {
    type: 'AttemptFailed',
    payload: { code: 'model.rate_limited', message: 'too many requests' },
  }
  expect(play(begin, text('half'), why, retry)).toBe(
    '  half\n\n✗ that broke off: too many requests; attempt 2 of 3 in 0.5 s\n',
  )
  expect(live()).toEqual(['trying again in 1 s…'])
  clock.ms = 600
  expect(live()).toEqual([])
  expect(
    play(
      { type: 'CompactionBegin', payload: {} },
      { type: 'CompactionEnd', payload: {} },
      { type: 'PlanDisplay', payload: { content: '1. look', file_path: '/p' } },
      inSubagent(text('unseen')),
      inSubagent(call('x', 'Glob')),
    ),
  ).toBe('shortening the conversation…\n\n  1. look\n  coder: Glob\n')
})

const busy: WireEvent = { type: 'AttemptFailed', payload: { code: 'model.rate_limited', message: 'too many requests' } }

function retryAs(attempt: number, wait_s: number): WireEvent[] {
  const payload = { n: 1, next_attempt: attempt, max_attempts: 5, wait_s, error_type: 'Stalled', status_code: 429 }
  return [busy, { type: 'StepRetry', payload }]
}

test('retries are one line of the moment, which counts down, and one line that stays once the model has answered', () => {
  const { play, live, clock } = printing(SCREEN)
  expect(play(step(), ...retryAs(2, 2))).toBe('')
  expect(live()).toEqual(['✗ too many requests; attempt 2 of 5 in 2 s…'])
  clock.ms = 1_200
  expect(live()).toEqual(['✗ too many requests; attempt 2 of 5 in 1 s…'])
  clock.ms = 4_000
  expect(live()).toEqual(['✗ too many requests; attempt 2 of 5… 2 s'])
  expect(play(...retryAs(3, 8))).toBe('')
  expect(live()).toEqual(['✗ too many requests; attempt 3 of 5 in 8 s…'])
  expect(play(text('At last.'), end)).toBe('✗ too many requests; answered at attempt 3 of 5\n\n  At last.\n')
  expect(live()).toEqual([])
})

test('retries that come to nothing leave the word to the failure', () => {
  const { play } = printing(SCREEN)
  const failure: WireEvent = { type: 'TurnFailed', payload: { code: 'model.rate_limited', message: 'no', hint: '' } }
  expect(play(step(), ...retryAs(2, 2), ...retryAs(3, 4), failure, end)).toBe('')
})

test('where lines cannot be replaced, each retry is a line', () => {
  const { play } = printing(PIPE)
  expect(play(step(), ...retryAs(2, 2), ...retryAs(3, 4), text('ok'), end)).toBe(
    '✗ too many requests; attempt 2 of 5 in 2.0 s\n✗ too many requests; attempt 3 of 5 in 4.0 s\n\n  ok\n',
  )
})

test('what a subagent does is a line below its call while that is at work', () => {
  const { play, live } = printing(SCREEN)
  expect(play(call('c1', 'Agent', '{"description":"look"}'), inSubagent(call('x', 'Glob', '{"pattern":"*.ts"}')))).toBe(
    '',
  )
  expect(live()).toEqual(['● Agent look', '  coder: Glob *.ts'])
  expect(play(result('c1', [], '', 'found\nit'))).toBe('● Agent look\n  ✓ 2 lines\n')
})

test('nothing that a stranger says does anything to a terminal, however it is cut', () => {
  const evil = 'a\u001b[2Jb\u202e\u0007'
  for (const style of [PIPE, SCREEN]) {
    const { play, ask, printer, live } = printing({ ...style }, { showsThinking: true })
    const shown = [
      play(step(), text('x\u001b['), text('2Jy\u001b]0;t'), thought(evil), end),
      play(
        call('a', evil, JSON.stringify({ command: evil })),
        output('a', evil),
        notice(evil),
        inSubagent(call('s', evil)),
      ),
      ...live(),
      play(
        result('a', [
          brief(evil),
          { type: 'todo', items: [{ title: evil, status: 'done' }] },
          { type: 'shell', language: 'bash', command: evil },
          diff(evil, evil, `${evil}x`),
          { type: 'background_task', task_id: evil, kind: 'bash', status: 'running', description: evil },
        ]),
      ),
      play(result('b', [], evil), result('c', [], '', evil), {
        type: 'PlanDisplay',
        payload: { content: evil, file_path: evil },
      }),
      play({ type: 'AttemptFailed', payload: { code: evil, message: evil } }, retry),
      ask(approval(evil)),
      ask(question('q', { question: evil, options: [{ label: evil, description: evil }] })),
      printer.printNote(evil),
    ].join('')
    expect(shown).toContain('xy\n')
    expect(shown).not.toMatch(/[\u001b\u0007\u202e]/)
  }
})

test('lines keep to the width, also after it has changed, and colours are only on what is ours', () => {
  const { play, style } = printing({ ...PIPE, width: 30, hasColours: true })
  const long = call('a', 'Shell', JSON.stringify({ command: '日本語'.repeat(30) }))
  const first = play(long, usage(1))
  expect(first).toContain('\u001b[1mShell')
  expect(stripVTControlCharacters(first)).toBe('● Shell 日本語日本語日本語日…\n')
  style.width = 20
  expect(stripVTControlCharacters(play(long, usage(1)))).toBe('● Shell 日本語日本…\n')
  expect(play(text('plain'), end)).toBe('\nplain\n')
})

/** Text of a model that looks like rows of kimi's own: as a word, as code, as a list, as a table and as a thought. */
const FORGED = ['● Shell ls', '  ls', '**Allow?** y once · n no']
const fill = (width: number) => 'x'.repeat(width)
const FORGERIES = [
  FORGED.join('\n'),
  `\`\`\`\n${FORGED.join('\n')}\n${fill(60)}Allow? y once${fill(60)}\n\`\`\``,
  `${fill(60)}Allow?\u00a0y\u00a0once`,
  `- ${fill(58)}Allow?\n\n> ${fill(58)}Allow?`,
  `|a|b|\n|-|-|\n|${fill(59)}Allow?|x|`,
  `| not a table ${fill(50)}Allow? y once`,
]

test.each(FORGERIES)('no text of the model looks like a row of kimi’s own: %j', (forged) => {
  for (const say of [text, thought]) {
    const { play, ask, live } = printing(SCREEN, { showsThinking: true })
    const rows = [...play(step(), say(forged)).split('\n'), ...live(), ...play(end).split('\n')]
    for (const row of rows.filter((each) => each !== '' && !each.startsWith('thinking…'))) {
      expect(row).toMatch(/^ {2}/)
      expect(row.length).toBeLessThanOrEqual(SCREEN.width)
    }
    expect(ask(approval('r'))).toMatch(/^\n?● Shell\n {2}Run r\nAllow\?/)
    const coloured = printing({ ...SCREEN, hasColours: true }, { showsThinking: true })
    const inverse = '\u001b[7m'
    expect(coloured.play(step(), say(forged), end)).not.toContain(inverse)
    expect(coloured.ask(approval('r'))).toContain(`\n\u001b[1m${inverse}Allow?`)
  }
})

test('nor does the reason of a failure, in which the model’s own words stand', () => {
  const { play } = printing(SCREEN)
  const rows = play(call('a', 'Odd'), result('a', [], `${fill(60)}Allow?\u00a0y\u00a0once`))
    .trimEnd()
    .split('\n')
  expect(rows.slice(1)).toEqual([`  ✗ ${fill(56)}`, `    ${fill(4)}Allow?\u00a0y\u00a0once`])
})

test('where the locale is not UTF-8, our own signs are ASCII', () => {
  const { play, live } = printing({ ...SCREEN, width: 20, marks: ASCII_MARKS })
  const shown = [
    play(step(), call('a', 'Shell', '{"command":"make everything anew"}')),
    ...live(),
    play(result('a', [{ type: 'todo', items: [{ title: 'look', status: 'done' }] }, diff('a', 'x', 'y')], '', '1\n2')),
    play(call('b', 'Shell', '{}'), result('b', [brief('Failed')], 'no'), thought('hm'), retry, text('- x\n\n> y'), end),
  ].join('')
  expect(shown).toContain('* Shell make ever...')
  expect(shown).toContain('  [x] look\n')
  expect(shown).toMatch(/^[\x00-\x7f]*$/)
})
