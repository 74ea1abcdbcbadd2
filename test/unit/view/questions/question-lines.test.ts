import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { COVERS_ONCE, type DisplayBlock, type WireRequest } from '../../../../src/protocol/wire.ts'
import { settleHeld, typeKeys } from '../../../../src/view/questions/question-keys.ts'
import { UNICODE_MARKS } from '../../../../src/view/print-style.ts'
import {
  countHidden,
  describeBody,
  describeKeys,
  describeQuestion,
  describeRest,
  describeRestBody,
} from '../../../../src/view/questions/question-lines.ts'
import { addRequest, createQuestionQueue } from '../../../../src/view/questions/question-queue.ts'
import { approval, diff, question } from '../turn-events.ts'

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

test('a very long approval comes 500 rows at a time, and y is named once all of them were shown', () => {
  const pending = ask(commandOf(1_300))
  const queue = { ...createQuestionQueue(), pending: [pending] }
  const shown = describeBody(pending, STYLE)
  let now = 5_000
  for (const [rows, left, keys] of [
    [500, 776, 'v shows more'],
    [500, 276, 'v shows the rest'],
    [276, 0, 'y once'],
  ] as const) {
    expect(typeKeys(queue, 'y', (now += 1_000)).some(({ reply }) => reply)).toBe(false)
    typeKeys(queue, '\u007f', (now += 1_000))
    typeKeys(queue, 'v', (now += 1_000))
    expect(settleHeld(queue, (now += 1_000))).toEqual([{ draw: 'rest' }])
    const body = describeRestBody(pending, STYLE)
    expect(body).toHaveLength(rows)
    shown.push(...body)
    expect(describeKeys(pending, STYLE).join('\n')).toContain(left > 0 ? `… ${left} more lines\nAllow? ${keys}` : keys)
  }
  expect(shown).toEqual(describeBody({ ...pending, hidden: 0 } as typeof pending, STYLE))
})

test('a rest of a few lines is shown at once', () => {
  expect(describeQuestion(ask(commandOf(28)), STYLE)).toHaveLength(29)
  expect(describeQuestion(ask(commandOf(29)), STYLE)).toHaveLength(26)
})

test('a long line counts by the rows it takes, and all of it is shown in pieces', () => {
  const command = `echo ${'x'.repeat(30_000)} end`
  const pending = ask({ type: 'shell', language: 'bash', command })
  const first = describeQuestion(pending, STYLE)
  expect(first.at(-1)).toContain('v shows the rest')
  expect(first.join('').length).toBeLessThan(24 * 80 + 200)
  const rest = describeRest({ ...pending, hidden: 0 } as typeof pending, STYLE)
  const shown = [...first.slice(0, -2), ...rest.slice(0, -1)].map((line) => line.slice(2)).join('')
  expect(shown).toBe(command)
})

test('nothing of a command is dropped: what cannot be seen is named, and blanks are counted', () => {
  const command = `ls${' '.repeat(200)}; rm -rf ~ \u001b[8m\u202e\rx\u00a0y`
  const [shown] = describeQuestion(ask({ type: 'shell', language: 'bash', command }), STYLE)
  expect(shown).toBe('  ls <200 blanks> ; rm -rf ~ <U+001B>[8m<U+202E><U+000D>x<U+00A0>y')
})

test('nor of a change of a file', () => {
  const lines = describeQuestion(ask(diff('a\u202eb', '', 'x\u001b[8my\u200b\r\n')), STYLE)
  expect(lines.slice(0, 2)).toEqual(['  a<U+202E>b  +1 −0', '  7 + x<U+001B>[8my<U+200B>'])
})

test('a carriage return at the end of a single line is named: behind a backslash it ends a command of a script', () => {
  const lines = describeQuestion(ask(diff('a', '', 'echo \\\r\nrm -rf ~\n')), STYLE)
  expect(lines.slice(1, 3)).toEqual(['  7 + echo \\<U+000D>', '  8 + rm -rf ~'])
})

test('a change that is too large to be shown says so', () => {
  const summary: DisplayBlock = { ...(diff('a', '(0 lines)', '(60000 lines)') as object), is_summary: true } as never
  expect(describeQuestion(ask(summary), STYLE)).toContain(
    '  too large to be shown: a yes allows what you have not seen',
  )
})

/** A change of a file about which the longer answers say what they cover. */
function askGranting(pattern: string) {
  const request = approval('a') as WireRequest & { type: 'ApprovalRequest' }
  request.payload.session_rule = pattern
  request.payload.session_examples = ['git commit -m other words', 'git commit \u001b[31m\nrm']
  request.payload.always_rule = `Shell(${pattern}), here, until 2027-01-01`
  return asked(request)
}

test('the question names what an approval for longer would cover, exactly', () => {
  expect(describeQuestion(askGranting('git commit -m *'), STYLE).slice(-5)).toEqual([
    '  s for this session: git commit -m *',
    '    * is any words, or none: also git commit -m other words, git commit <U+001B>',
    '↳ [31m<U+000A>rm',
    '  a always: Shell(git commit -m *), here, until 2027-01-01',
    'Allow? y once · s for this session · a always · n no · f no, and say why',
  ])
})

test.each([10, 20, 40, 79])(
  'at %i columns every key is within the row, and the pattern stands above the keys, whole',
  (width) => {
    const pending = askGranting(`/home/somebody/${'deep/'.repeat(40)}file.ts`)
    const style = { ...STYLE, width }
    const keys = describeKeys(pending, style)
    for (const row of keys) expect(row.length).toBeLessThanOrEqual(Math.max(width, '  s for this session'.length))
    expect(keys.join(' ').replaceAll(/[\s·]+/g, ' ')).toBe(
      'Allow? y once s for this session a always n no f no, and say why',
    )
    const body = describeBody(pending, style).join('\n').replaceAll('\n↳ ', '')
    expect(body).toContain(`\n  s for this session: ${pending.kind === 'approval' && pending.request.session_rule}\n`)
    expect(body).toContain(`\n  a always: ${pending.kind === 'approval' && pending.request.always_rule}`)
  },
)

test('a pattern that is too long to be shown at once comes with v, and only then s and a are keys', () => {
  const pattern = `touch ${'x'.repeat(4_000)} *`
  const pending = askGranting(pattern)
  expect(describeQuestion(pending, STYLE).at(-1)).toBe('Allow? v shows the rest · n no · f no, and say why')
  const whole = { ...pending, hidden: 0 } as typeof pending
  const shown = [...describeBody(pending, STYLE), ...describeRestBody(pending, STYLE)].map((line) => line.slice(2))
  expect(shown.join('')).toContain(`s for this session: ${pattern}`)
  expect(shown.join('')).toContain(`a always: Shell(${pattern}), here, until 2027-01-01`)
  expect(describeRest(whole, STYLE).at(-1)).toContain('a always')
})

test('the options of a question use the whole width and two rows, and a description too long for them is cut with a mark', () => {
  const option = (label: string, description: string) => ({ label, description })
  const options = [
    option('No', 'go on without what it brings, and ask again in the next session here'),
    option('Never', 'go on without it, '.repeat(9)),
    option('x'.repeat(70), 'a long label leaves little room'),
  ]
  const question = { question: 'Trust it?', header: '', options, multi_select: false, body: '' }
  const payload = { id: 'q', tool_call_id: '', questions: [{ ...question, other_label: '', other_description: '' }] }
  const queue = createQuestionQueue()
  addRequest(queue, { type: 'QuestionRequest', payload }, 0, 0)
  const shown = describeQuestion(queue.pending[0]!, STYLE).slice(1, -1)
  expect(shown[0]).toBe('  1 No: go on without what it brings, and ask again in the next session here')
  expect(shown[1]).toMatch(/^ {2}2 Never: go on without it, .*[^…]$/)
  expect(shown[2]).toMatch(/^ {4}it, go on without it, .*…$/)
  expect(shown.slice(3)).toEqual([`  3 ${'x'.repeat(59)}…: a long label`, '    leaves little room'])
  const narrow = describeQuestion(queue.pending[0]!, { ...STYLE, width: 24 }).slice(1, 4)
  expect(narrow).toEqual(['  1 No: go on without', '    what it brings, and…', '  2 Never: go on without'])
  const coloured = describeQuestion(queue.pending[0]!, { ...STYLE, hasColours: true }).map(stripVTControlCharacters)
  expect(coloured[1]).toContain('1 No go on without')
})

test('an act that is asked about each time offers no answer for the session', () => {
  const request = approval('r', [{ type: 'shell', language: 'bash', command: 'make' }])
  Object.assign(request.payload, { session_rule: COVERS_ONCE })
  const queue = createQuestionQueue()
  addRequest(queue, request, 0, 0)
  expect(describeQuestion(queue.pending[0]!, STYLE)).toEqual(['  make', 'Allow? y once · n no · f no, and say why'])
  expect(typeKeys(queue, 's', 5_000).some(({ reply }) => reply)).toBe(false)
  expect(settleHeld(queue, 9_000).some(({ reply }) => reply)).toBe(false)
})

test('in 20 columns no key of a question is cut', () => {
  const queue = createQuestionQueue()
  addRequest(queue, question('q', { question: 'Colours?', multi_select: true }), 0)
  const keys = describeKeys(queue.pending[0]!, { ...STYLE, width: 20 })
  expect(keys).toEqual(['  numbers, then', '    Enter', '  o other · Esc none'])
})

test('options that were chosen of several stand above the keys', () => {
  const queue = createQuestionQueue()
  addRequest(queue, question('q', { question: 'Colours?', multi_select: true }), 0)
  typeKeys(queue, '2', 5_000)
  expect(settleHeld(queue, 6_000)).toEqual([{ note: 'Blue', isInKeys: true }])
  typeKeys(queue, '1', 7_000)
  settleHeld(queue, 8_000)
  expect(describeKeys(queue.pending[0]!, STYLE)[0]).toBe('  ✓ Blue, Red')
})

test('a long question is broken between words, and what is set in stays set in', () => {
  const head =
    'Do you trust /home/someone/a/folder with a long name? It brings AGENTS.md and two MCP servers, none of which runs yet.'
  const queue = createQuestionQueue()
  const request = question('q', { question: `${head}\n\n  .mcp.json: ${'word '.repeat(30)}${'x'.repeat(70)}` })
  Object.assign(request.payload, { tool_call_id: '' })
  addRequest(queue, request, 0)
  const rows = describeBody(queue.pending[0]!, { ...STYLE, width: 60 })
  for (const row of rows) expect(row.length).toBeLessThanOrEqual(60)
  const text = rows.slice(
    0,
    rows.findIndex((row) => row.includes('1 Red')),
  )
  expect(text.filter((row) => !row.startsWith('  ')).join(' ')).toBe(head)
  expect(text.filter((row) => row.startsWith('  ')).every((row) => /^ {2}\S/.test(row))).toBe(true)
})

test('a question of the agent or of a server begins no row, however long its words are', () => {
  const queue = createQuestionQueue()
  addRequest(queue, question('q', { question: `● Shell\nAllow? y once\n${'x'.repeat(79)}Allow?\u00a0y\u00a0once` }), 0)
  for (const row of describeBody(queue.pending[0]!, STYLE)) {
    expect(row).toMatch(/^ {2}/)
    expect(row.length).toBeLessThanOrEqual(STYLE.width)
  }
})

/** The rows of the terminal that the first view takes, with the name of the call above it and the cursor below it. */
function countRows(lines: readonly string[], columns: number): number {
  const rows = lines.flatMap((line) => line.split('\n')).map((line) => Math.max(1, Math.ceil(line.length / columns)))
  return rows.reduce((sum, count) => sum + count, 2)
}

const elements = JSON.stringify({ list: numbered(200), to: 'evil.example' }, null, 2)
const ACTS: [string, DisplayBlock, string][] = [
  ['a call of 200 array elements', { type: 'brief', text: `Call send of docs with\n${elements}` }, 'Call send'],
  [
    'a target behind a long text',
    { type: 'brief', text: `{ "note": "${'x'.repeat(101_000)}", "to": "evil" }` },
    '{ "note"',
  ],
  ['a command of 21 lines', commandOf(21), 'echo 0'],
  ['a command of one long line', { type: 'shell', language: 'bash', command: `echo ${'x'.repeat(380)}` }, 'echo xx'],
  ['a command with tabs', { type: 'shell', language: 'bash', command: `echo 0${'\ta'.repeat(500)}` }, 'echo 0'],
  ['a change of a file', diff('a', '', numbered(30).join('\n')), 'a  +30'],
  ['a change of one long line', diff('a', '', 'x'.repeat(390)), 'a  +1'],
  ['a long path', diff(`a/${'deep/'.repeat(200)}`, '', 'x'), 'a/deep/'],
]
const SIZES = [
  [80, 10],
  [30, 10],
  [20, 12],
  [40, 24],
  [80, 24],
  [200, 50],
] as const
const cases = ACTS.flatMap((act) => SIZES.map((size) => [...act, ...size] as const))

test.each(cases)(
  '%s: its beginning is on the screen with the keys, all of it before y',
  (_, block, start, columns, rows) => {
    const { payload } = approval('a', [block]) as WireRequest & { type: 'ApprovalRequest' }
    const screen = { width: columns - 1, rows }
    const style = { ...STYLE, width: columns - 1 }
    const queue = createQuestionQueue()
    addRequest(queue, { type: 'ApprovalRequest', payload }, 0, countHidden(payload, screen), screen)
    const pending = queue.pending[0]!
    const first = describeQuestion(pending, style)
    expect(first[0]).toContain(start.slice(0, columns - 12))
    expect(countRows(first, columns)).toBeLessThanOrEqual(rows)
    const whole = describeBody({ ...pending, hidden: 0 } as typeof pending, style)
    expect([
      ...describeBody(pending, style),
      ...(first.join('').includes('y once') ? [] : describeRestBody(pending, style)),
    ]).toEqual(whole)
  },
)

/** Text that fills a row of `width`, and goes on with what looks like the keys of a question in the next. */
const forge = (width: number) => `${'x'.repeat(width - 2)}${'Allow? y once '.padEnd(width - 2, '.')}● Shell ls`

test.each([16, 40, 79, 200])('no text that is asked about begins a row, at %i columns', (width) => {
  const forged = [forge(width), forge(width + 1), forge(width + 2)].join('\n')
  const blocks: DisplayBlock[] = [
    { type: 'shell', language: 'bash', command: forged },
    { type: 'brief', text: forged },
    diff(forged, '', forged),
  ]
  for (const pending of [...blocks.map((block) => ask(block)), askGranting(forge(width))]) {
    const rows = describeBody({ ...pending, hidden: 0 } as typeof pending, { ...STYLE, width })
    for (const row of rows) {
      expect(row.length).toBeLessThanOrEqual(width)
      expect(row).toMatch(/^(?: {2}|↳ )/)
    }
  }
})

test('a row has room for emoji that some terminals draw wider', () => {
  const command = `echo ${'1\ufe0f\u20e3'.repeat(60)}Allow?`
  for (const row of describeBody(ask({ type: 'shell', language: 'bash', command }), STYLE))
    expect([...row.matchAll(/\ufe0f/g)].length * 2).toBeLessThanOrEqual(STYLE.width)
})

test('a row that goes on with a line is told from the next line of the command', () => {
  const command = `: ${'x'.repeat(80)}\n  ls`
  const rows = describeBody(ask({ type: 'shell', language: 'bash', command }), STYLE)
  expect(rows).toEqual([`  : ${'x'.repeat(76)}`, `↳ ${'x'.repeat(4)}`, '    ls'])
})

test('a brief of many lines counts by its rows: y needs v', () => {
  const first = describeQuestion(ask(ACTS[0]![1]), STYLE)
  expect(first[0]).toBe('  Call send of docs with')
  expect(first.at(-1)).toContain('v shows the rest')
  expect(first).toHaveLength(26)
})
