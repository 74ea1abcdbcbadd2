import { expect, test } from 'vitest'
import { cutCommand } from '../../../../src/cli/command-line.ts'
import { readDuration } from '../../../../src/cli/tasks/task-client.ts'
import { keepColours } from '../../../../src/cli/tasks/task-output-command.ts'
import { joinCommand } from '../../../../src/cli/tasks/task-run.ts'
import { foldNotices, type Notice } from '../../../../src/notices/notice-text.ts'

test('durations are read with a unit', () => {
  expect(['90s', '30m', '2h', '1d', '15', '1.5h'].map(readDuration)).toEqual([90, 1800, 7200, 86_400, 15, 5400])
  expect(['', 'soon', '-1m', '1w'].map(readDuration)).toEqual([null, null, null, null])
})

test('one word is a line of shell, several are words', () => {
  expect(joinCommand(['make && make test'])).toBe('make && make test')
  expect(joinCommand(['echo', 'a b', "it's", '$x', 'plain-1.2/x=y'])).toBe(`echo 'a b' 'it'\\''s' '$x' plain-1.2/x=y`)
})

test('what stands behind -- is nobody’s but the command’s', () => {
  expect(cutCommand(['bg', '--quiet', '--', 'npm', '--', 'x'])).toEqual({
    own: ['bg', '--quiet'],
    command: ['npm', '--', 'x'],
  })
  expect(cutCommand(['task', 'run', 'words'])).toEqual({ own: ['task', 'run', 'words'], command: [] })
  expect(cutCommand(['check', '--', 'rm'])).toEqual({ own: ['check', '--', 'rm'], command: [] })
})

test('colours stay on a terminal, whatever moves the cursor goes', () => {
  expect(keepColours('a\u001b[31mred\u001b[2J\u001b]0;t\u0007b')).toBe('a\u001b[31mredb\u001b[m')
  expect(keepColours('10%\r100%\r')).toBe('100%')
})

test('many notices are one line', () => {
  const notice = (tone: Notice['tone']): Notice => ({ key: '', tone, text: 'one', title: '', at: 0, shell: null })
  expect(foldNotices([notice('good')])).toEqual({ tone: 'good', text: 'one' })
  expect(foldNotices([notice('bad'), notice('bad')]).text).toBe('2 tasks: 2 failed or stopped — kimi task list')
  expect(foldNotices([notice('good'), notice('bad'), notice('asks'), notice('good')])).toEqual({
    tone: 'asks',
    text: '4 tasks: 2 finished, 1 failed or stopped, 1 asks for you — kimi task list',
  })
})
