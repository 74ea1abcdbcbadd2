import { PassThrough } from 'node:stream'
import type { ReadStream } from 'node:tty'
import { expect, test } from 'vitest'
import type { Client } from '../../../../src/client/peer.ts'
import { createTurnTerminal } from '../../../../src/cli/turns/turn-terminal.ts'
import { approval, call, result, text, thought, verdict } from '../../view/turn-events.ts'

/** A turn on streams in place of a terminal; what is called on the client is recorded. */
function open() {
  const out = new PassThrough({ encoding: 'utf8' })
  const keys = Object.assign(new PassThrough(), { setRawMode() {} })
  const calls: [string, unknown][] = []
  const answers: unknown[] = []
  const clock = { ms: 0 }
  const terminal = createTurnTerminal({
    out: out as unknown as NodeJS.WriteStream,
    keys: keys as unknown as ReadStream,
    onLeave: () => calls.push(['leave', null]),
    now: () => clock.ms,
  })
  terminal.connect({
    call: (method: string, params: unknown) => (calls.push([method, params]), Promise.resolve()),
  } as unknown as Client)
  return {
    terminal,
    clock,
    calls,
    answers,
    ask: (id: string) => terminal.request(approval(id), (said) => void answers.push(said)),
    type: (typed: string) => keys.emit('data', Buffer.from(typed)),
    shown: () => String(out.read() ?? ''),
  }
}

test('a line steers the turn, and output waits until it has ended', () => {
  const { terminal, type, shown, calls } = open()
  terminal.event(text('Working'))
  type('in bl')
  terminal.event(text(' on it.'))
  expect(shown()).toBe('Working\n» in bl')
  type('ue\r')
  expect(shown()).toBe('ue\n')
  terminal.event(text(' Now.\n'))
  expect(shown()).toBe('on it. Now.\n')
  expect(calls).toEqual([['steer', { user_input: 'in blue' }]])
})

test('a question that came while a line was typed is not answered by what was typed ahead', () => {
  const { ask, type, shown, answers, clock } = open()
  type('wait')
  ask('a')
  expect(shown()).not.toContain('Allow?')
  clock.ms = 5_000
  type('\r')
  expect(shown()).toContain('Allow?')
  type('y')
  expect(answers).toEqual([])
  clock.ms = 5_300
  type('y')
  expect(answers).toEqual([{ response: 'approve', feedback: '' }])
})

test('what another client has answered is neither asked again nor answered by the words for it', () => {
  const { terminal, ask, type, shown, answers, clock } = open()
  for (const id of ['a', 'b', 'c']) ask(id)
  clock.ms = 300
  type('f')
  type('too da')
  for (const id of ['a', 'b']) terminal.event(verdict(id))
  type('ngerous\r')
  expect(answers).toEqual([])
  expect(shown()).toMatch(/answered elsewhere: approve for session\n {2}Run c\nAllow\?[^\n]*\n$/)
  clock.ms = 600
  type('n')
  expect(answers).toEqual([{ response: 'reject', feedback: '' }])
})

test('Ctrl-C interrupts and a second one leaves; Ctrl-B sends to the background; arrows mean nothing', () => {
  const { type, calls } = open()
  for (const key of ['\u001b[A', '\u0002', '\u0003', '\u0003']) type(key)
  expect(calls).toEqual([
    ['session/background', {}],
    ['cancel', {}],
    ['leave', null],
  ])
})

test('what happens while a question is on screen is shown after its answer, each result below its own call', () => {
  const { terminal, ask, type, shown, clock } = open()
  for (const id of ['c1', 'c2']) terminal.event(call(id, 'Shell', `{"command":"run ${id}"}`))
  ask('a')
  terminal.event(result('c2', [], '', 'one\ntwo'))
  expect(shown()).toMatch(/Allow\?[^\n]*\n$/)
  clock.ms = 400
  type('y')
  terminal.event(result('c1', [], '', 'one\ntwo'))
  expect(shown()).toMatch(
    /^ {2}allowed once\n\S Shell run c2\n {2}\S 2 lines\n\S Shell run c1\n {2}\S 2 lines, 0\.4 s\n$/,
  )
})

test('Ctrl-O shows the output of the last result, Ctrl-T what the model thinks', () => {
  const { terminal, type, shown } = open()
  terminal.event(call('c1', 'Shell', '{"command":"ls"}'))
  terminal.event(result('c1', [], '', 'one\ntwo'))
  shown()
  type('\u000f')
  expect(shown()).toMatch(/^\S Shell ls\n {2}one\n {2}two\n$/)
  type('\u0014')
  terminal.event(thought('hm\n'))
  expect(shown()).toBe('  thoughts are shown\n  hm\n')
})
