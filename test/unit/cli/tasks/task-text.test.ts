import { expect, test } from 'vitest'
import { cutCommand } from '../../../../src/cli/command-line.ts'
import { readDuration } from '../../../../src/cli/tasks/task-client.ts'
import { keepColours } from '../../../../src/cli/tasks/task-output-command.ts'
import { joinCommand } from '../../../../src/cli/tasks/task-run.ts'
import { chooseSigns, describeState, describeTask } from '../../../../src/cli/tasks/task-text.ts'
import { foldNotices, type Notice } from '../../../../src/notices/notice-text.ts'
import { describeDuration } from '../../../../src/sys/duration-text.ts'
import { makeView } from './task-views.ts'

test.each([
  [0.4, '0s'],
  [59.6, '1m00s'],
  [192, '3m12s'],
  [7500, '2h05m'],
  [273_600, '3d4h'],
])('%d seconds are %s', (seconds, text) => expect(describeDuration(seconds)).toBe(text))

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

test('states say what there is to know', () => {
  const say = (change: Parameters<typeof makeView>[0]) => describeState(makeView(change), 100)
  expect(say({ status: 'completed', finishedAt: 8 })).toBe('done in 8s')
  expect(say({ status: 'failed', exitCode: 1, lastLine: 'boom' })).toBe('failed (exit 1): boom')
  expect(say({ status: 'killed', reason: 'by the user' })).toBe('stopped: by the user')
  expect(say({ kind: 'agent', steps: 4, tool: 'Shell', tokens: 12_300 })).toBe('1m40s  step 4  Shell  12k tokens')
  expect(say({ kind: 'schedule', runs: 1, nextRunAt: 160 })).toBe('1m40s  1 run  next in 1m00s')
})

test('what a task or a model has named does nothing to a terminal', () => {
  const evil = 'x\u001b[2J\u202e\u0007'
  const views = [
    makeView({ kind: 'agent', tool: evil }),
    makeView({ status: 'starting', reason: evil }),
    makeView({ lastLine: evil }),
    makeView({ kind: 'watch', lastLine: evil }),
    makeView({ status: 'failed', reason: evil }),
    makeView({
      status: 'awaiting_approval',
      waiting: { request: '7f3a1c22', kind: 'approval', text: evil, options: [] },
    }),
  ]
  for (const view of views) {
    expect(describeState(view, 100)).toContain('x<U+202E>')
    expect(describeState(view, 100) + describeTask(view, 100)).not.toMatch(/[\u001b\u0007\u202e]/)
  }
})

test('all of what is asked is shown with a task, and the command that answers exactly that', () => {
  const waiting = { request: '7f3a1c22', kind: 'approval', text: 'Shell: Run `a\n  b`', options: [] } as const
  const text = describeTask(makeView({ status: 'awaiting_approval', waiting: { ...waiting, options: [] } }), 100)
  expect(text).toContain('  Shell: Run `a\n    b`\nanswer: kimi task approve aaaa:7f3a1c22\n')
})

test('signs are ASCII where the locale is', () => {
  const signOfRunning = (env: NodeJS.ProcessEnv) => chooseSigns(env).running
  expect([{ LANG: 'C' }, {}, { LC_ALL: 'C', LANG: 'de_DE.UTF-8' }].map(signOfRunning)).toEqual(['>', '>', '>'])
  expect(signOfRunning({ LC_CTYPE: 'en_US.utf8', LANG: 'C' })).toBe('▶')
})

test('many notices are one line', () => {
  const notice = (tone: Notice['tone']): Notice => ({ key: '', tone, text: 'one', title: '', at: 0, shell: null })
  expect(foldNotices([notice('good')])).toEqual({ tone: 'good', text: 'one' })
  expect(foldNotices([notice('good'), notice('bad'), notice('asks'), notice('good')])).toEqual({
    tone: 'asks',
    text: '4 tasks: 2 finished, 1 did not, 1 asks for you — kimi task list',
  })
})
