import { expect, test } from 'vitest'
import {
  chooseSigns,
  describeRow,
  describeState,
  nameStatus,
  describeTask,
  describeTasks,
  isCut,
} from '../../../../src/view/tasks/task-text.ts'
import { makeView } from '../task-views.ts'

test('states say what there is to know', () => {
  const say = (change: Parameters<typeof makeView>[0]) => describeState(makeView(change), 100)
  expect(say({ status: 'completed', finishedAt: 8 })).toBe('done in 8s')
  expect(say({ status: 'failed', exitCode: 1, lastLine: 'boom' })).toBe('failed (exit 1): boom')
  expect(say({ status: 'created', reason: '4 may run at once' })).toBe('waits for its place, 4 may run at once')
  expect(say({ status: 'killed', reason: 'by the user' })).toBe('stopped: by the user')
  expect(say({ kind: 'agent', steps: 4, tool: 'Shell', tokens: 12_300 })).toBe('1m40s  step 4  Shell  12k tokens')
  expect(say({ kind: 'schedule', runs: 1, nextRunAt: 160 })).toBe('1m40s  1 run  next in 1m00s')
})

test('titles that begin alike are told apart by their ends', () => {
  const title = (target: string) => `cd /home/someone/projects/a-long-name && make ${target}`
  const rows = ['debug', 'release'].map((target) => describeRow(makeView({ title: title(target) }), chooseSigns({}), 0))
  expect(rows.map(([, , text]) => text)).toEqual([
    'cd /home/someone/pro…-name && make debug',
    'cd /home/someone/pro…ame && make release',
  ])
  expect(describeRow(makeView({ title: '日本語のとても長い題名です' }), chooseSigns({}), 0, 9)[2]).toBe('日本…です')
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

test('the name of a state begins what a list says of the task', () => {
  for (const status of ['created', 'completed', 'failed', 'killed', 'lost'] as const) {
    const name = nameStatus(status)
    expect(describeState(makeView({ status, finishedAt: 60 }), 100).slice(0, name.length)).toBe(name)
  }
  expect(nameStatus('killed')).toBe('stopped')
})

test('signs are ASCII where the locale is', () => {
  const signOfRunning = (env: NodeJS.ProcessEnv) => chooseSigns(env).running
  expect([{ LANG: 'C' }, {}, { LC_ALL: 'C', LANG: 'de_DE.UTF-8' }].map(signOfRunning)).toEqual(['>', '>', '>'])
  expect(signOfRunning({ LC_CTYPE: 'en_US.utf8', LANG: 'C' })).toBe('▶')
})

test('where a terminal is too narrow for columns, no row of the list is wider than it, and what is cut is known to be', () => {
  const title = 'cd /home/someone/projects/a-long-name && make release'
  const tasks = [makeView({ title, status: 'failed', exitCode: 1, lastLine: 'boom '.repeat(9) }), makeView({})]
  const rows = describeTasks(tasks, chooseSigns({}), 100, 20).trimEnd().split('\n')
  expect(rows).toEqual(['x aaaa cd /ho…lease', '  failed (exit 1):…', '> aaaa build', '  1m40s'])
  expect(describeTasks(tasks, chooseSigns({}), 100, 80).trimEnd().split('\n')).toHaveLength(2)
  expect(tasks.map((task) => isCut(task, 20))).toEqual([true, false])
  expect(tasks.map((task) => isCut(task, Infinity))).toEqual([true, false])
})
