import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { createScreen, drawScreen } from '../../../src/cli/task-screen-view.ts'
import { chooseSigns } from '../../../src/cli/task-text.ts'
import { makeView } from './task-views.ts'

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
    'Shell: Run `rm -rf build`',
    'all of it',
  ])
  expect(screen.panel!.request).toBe('7f3a1c22')
  screen.update([{ ...TASKS[1]!, waiting: { ...waiting, options: [], request: 'other000' } }])
  expect(screen.panel).toBe(null)
})
