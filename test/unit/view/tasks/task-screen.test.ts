import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { followScreen } from '../../../../src/cli/tasks/task-terminal.ts'
import { pressKey, splitKeys } from '../../../../src/view/tasks/task-screen-keys.ts'
import { foldLine } from '../../../../src/view/tasks/task-screen-panel.ts'
import { createScreen, drawScreen } from '../../../../src/view/tasks/task-screen-view.ts'
import { chooseSigns } from '../../../../src/view/tasks/task-text.ts'
import type { TaskView } from '../../../../src/protocol/task.ts'
import { makeView } from '../task-views.ts'

const signs = chooseSigns({ LANG: 'C.UTF-8' })
const waiting = {
  request: '7f3a1c22',
  kind: 'approval',
  text: 'Shell: Run `rm -rf build`\nall of it',
  options: [],
} as const
const TASKS = [
  makeView({ short: 'run1', title: 'build', lastLine: 'compiling main.c' }),
  makeView({
    short: 'ask1',
    kind: 'agent',
    title: 'make the tests pass',
    status: 'awaiting_approval',
    waiting: { ...waiting, options: [] },
  }),
  makeView({ short: 'bad1', title: 'x\u001b[2J\u202e evil', status: 'failed', exitCode: 2, finishedAt: 60 }),
  makeView({ short: 'que1', status: 'created', startedAt: null }),
]

function draw(screen = createScreen(), columns = 80, rows = 12): string[] {
  return drawScreen(screen, signs, { columns, rows }, 75).map((line) => stripVTControlCharacters(line).trimEnd())
}

test('what waits for the user stands first, and each group under its name', () => {
  const screen = createScreen()
  screen.update(TASKS)
  const lines = draw(screen)
  expect(lines[0]).toBe('kimi tasks: 1 waiting for you, 1 running, 1 waiting for their place, 1 failed')
  expect(lines.slice(1, 9)).toEqual([
    'waiting for you',
    '? ask1 make the tests pass        asks: Shell: Run `rm -rf build`',
    'running',
    '▶ run1 build                      1m15s  compiling main.c',
    'waiting for their place',
    '⏸ que1 build                      waits for its place',
    'failed',
    expect.stringMatching(/^✗ bad1 x<U\+202E> evil {13}failed \(exit 2\)/),
  ])
})

test('a task that was stopped stands under that word, and not among those that failed', () => {
  const screen = createScreen()
  screen.update([makeView({ short: 'end1', status: 'killed', reason: '', exitCode: 143, finishedAt: 60 })])
  const lines = draw(screen)
  expect(lines.slice(0, 2)).toEqual(['kimi tasks: 1 stopped', 'stopped'])
  expect(lines[2]).toMatch(/^\S end1 build +stopped /)
})

test('fits any size, and the cursor stays in sight', () => {
  const screen = createScreen()
  screen.update(
    Array.from({ length: 50 }, (_, at) =>
      makeView({ short: `t${String(at).padStart(3, '0')}`, title: '日本語の題名'.repeat(3) }),
    ),
  )
  for (const [columns, rows] of [
    [40, 10],
    [20, 4],
    [200, 60],
  ] as const) {
    const lines = draw(screen, columns, rows)
    expect(lines).toHaveLength(rows)
    for (const line of lines) expect(foldLine(line, columns - 1)).toHaveLength(1)
  }
  for (let at = 0; at < 49; at++) screen.move(1)
  expect(draw(screen, 40, 10).join('\n')).toContain('t049')
  expect(screen.selected()!.short).toBe('t049')
  screen.move(1)
  expect(screen.selected()!.short).toBe('t049')
})

test('the panel of an approval shows all of it, and closes when it was answered elsewhere', () => {
  const screen = createScreen()
  screen.update(TASKS)
  screen.openQuestion()
  expect(draw(screen).slice(1, 4)).toEqual([
    'ask1 asks — y allows, n refuses, Esc closes',
    '  Shell: Run `rm -rf build`',
    '  all of it',
  ])
  expect(screen.panel!.request).toBe('7f3a1c22')
  screen.update([{ ...TASKS[1]!, waiting: { ...waiting, options: [], request: 'other000' } }])
  expect(screen.panel).toBe(null)
})

const SIZE = { columns: 40, rows: 10 }

/** Keys typed one after the other, in no hurry; what the last one wants. */
function press(screen = createScreen(), keys = '') {
  return splitKeys(keys)
    .map((key) => pressKey(screen, key, SIZE, false))
    .at(-1)
}

function asking(text: string, change: Partial<NonNullable<TaskView['waiting']>> = {}) {
  const screen = createScreen()
  const asked = { request: '7f3a1c22', kind: 'approval' as const, text, options: [], ...change }
  screen.update([makeView({ short: 'ask1', status: 'awaiting_approval', waiting: asked })])
  return screen
}

test('lines are folded at the width of the terminal, with all their blanks, and never cut', () => {
  expect(foldLine('rm  -rf   x', 4)).toEqual(['rm  ', '-rf ', '  x'])
  expect(foldLine('日本語', 5)).toEqual(['日本', '語'])
  expect(foldLine('', 5)).toEqual([''])
})

test('a row that goes on with a line of what is asked is told from the next line', () => {
  const screen = asking(`# ${'a'.repeat(40)}\nrm -rf ~`)
  press(screen, 'a')
  expect(draw(screen, 40, 10).slice(2, 5)).toEqual([`  # ${'a'.repeat(35)}`, '↳ aaaaa', '  rm -rf ~'])
})

test('a yes counts only once the end of what is asked has been in sight', () => {
  const screen = asking(`Shell: Run \`echo '${'a'.repeat(400)}'; rm -rf ~\``)
  press(screen, 'a')
  expect(draw(screen, 40, 10)[1]).toBe('ask1 asks — ↓ shows the rest, n refuse…')
  expect(press(screen, 'y')).toBe(null)
  expect(screen.panel).not.toBe(null)
  expect(draw(screen, 40, 10).at(-1)).toBe('there is more of it: ↓')
  press(screen, 'jjjjjjjj')
  expect(draw(screen, 40, 10).join('')).toContain('rm -rf ~')
  expect(press(screen, 'y')).toMatchObject({ type: 'answer', request: '7f3a1c22', answer: 'approve' })
})

test('r never approves: there y refuses, and nothing else does anything', () => {
  const screen = asking('Shell: Run `touch made`')
  expect(press(screen, 'rn')).toBe(null)
  expect(draw(screen)[1]).toBe('ask1 asks — y refuses it, Esc closes')
  expect(press(screen, 'y')).toMatchObject({ type: 'answer', answer: 'reject' })
})

test('a key typed before the panel was read answers nothing', () => {
  const screen = asking('Shell: Run `touch made`')
  press(screen, 'a')
  expect(pressKey(screen, 'y', SIZE, true)).toBe(null)
  expect(screen.panel).not.toBe(null)
})

test('a question is answered with the number of an option', () => {
  const screen = asking('Which?\n1. Red\n2. Blue', { kind: 'question', options: ['Red', 'Blue'] })
  expect(press(screen, 'a3')).toBe(null)
  expect(press(screen, 'y')).toBe(null)
  expect(press(screen, '2')).toMatchObject({ type: 'answer', answer: 'approve', text: '2' })
})

test('the cursor stays on its task, whatever comes before it, so that a key never means another', () => {
  const screen = createScreen()
  screen.update([makeView({ short: 'run1' }), makeView({ short: 'run2' })])
  screen.update(TASKS)
  expect(press(screen, 's')).toMatchObject({ type: 'stop', task: { short: 'run1' } })
  screen.update(TASKS.slice(1))
  expect(screen.selected()!.short).not.toBe('run1')
})

test('Enter attaches to what runs in a terminal or is a turn, and shows what others have printed', () => {
  for (const [change, type] of [
    [{ terminal: '/run/t.aaaa' }, 'attach'],
    [{ kind: 'agent' }, 'attach'],
    [{}, undefined],
    [{ kind: 'agent', status: 'completed' }, undefined],
    [{ terminal: '/run/t.aaaa', status: 'created' }, undefined],
  ] as const) {
    const screen = createScreen()
    screen.update([makeView(change)])
    expect(press(screen, '\r')?.type).toBe(type)
    expect(screen.panel?.verb).toBe(type ? undefined : 'read')
  }
})

test('output is shown as a terminal would show it in the end, and goes on as it grows', () => {
  const screen = createScreen()
  screen.update([makeView({ short: 'run1' })])
  press(screen, 'o')
  expect(draw(screen).slice(1, 3)).toEqual(['run1 has printed — Esc closes', ''])
  screen.showOutput('\n')
  expect(draw(screen)[2]).toBe('nothing yet')
  screen.showOutput('10%\r100%\r\ndone\u001b[2J\u202e\n')
  expect(draw(screen).slice(2, 4)).toEqual(['100%', 'done<U+202E>'])
  screen.update([makeView({ short: 'run1', status: 'completed' })])
  expect(draw(screen)[2]).toBe('100%')
  press(screen, 'q')
  screen.showOutput('late')
  expect(screen.panel).toBe(null)
})

test('Esc and q close the panel first, Ctrl-C leaves at once, arrows are no Esc', () => {
  const screen = asking('x')
  expect(splitKeys('\u001b[A\u001bOBjk\u001b')).toEqual(['\u001b[A', '\u001bOB', 'j', 'k', '\u001b'])
  expect(press(screen, 'a\u001b')).toBe(null)
  expect(press(screen, 'aq')).toBe(null)
  expect(press(screen, 'q')).toEqual({ type: 'leave' })
  expect(press(screen, 'a\u0003')).toEqual({ type: 'leave' })
})

test('the alternate screen is known, however its switch is cut or combined', () => {
  const screen = followScreen()
  const after = (text: string) => (screen.take(Buffer.from(text)), screen.isAlternate)
  expect(
    ['plain', '\u001b[?25l\u001b[?10', '49hx', 'y', '\u001b[?1049l\u001b[?47h', '\u001b[?25;1047l'].map(after),
  ).toEqual([false, false, true, true, true, false])
})

test.each([
  [80, '↑↓ choose  Enter attach  a approve  r reject  s stop  o output  q leave'],
  [40, 'a approve  r reject  s stop  q leave'],
  [20, 's stop  q leave'],
])('on %d columns the keys that stop and leave are in sight', (columns, keys) => {
  expect(draw(createScreen(), columns).at(-1)).toBe(keys)
})
