import { PassThrough } from 'node:stream'
import type { ReadStream } from 'node:tty'
import { expect, test } from 'vitest'
import type { Client } from '../../../../src/client/peer.ts'
import { createTurnTerminal } from '../../../../src/cli/turns/turn-terminal.ts'
import { approval, call, result, text, thought, verdict } from '../../view/turn-events.ts'

/** A turn on streams in place of a terminal; what is called on the client is recorded. Only the test moves the clock. */
async function open(size = {}) {
  const out = Object.defineProperties(new PassThrough({ encoding: 'utf8' }), Object.getOwnPropertyDescriptors(size))
  const keys = Object.assign(new PassThrough(), { setRawMode() {} })
  const calls: [string, unknown][] = []
  const answers: unknown[] = []
  const clock = { ms: 0 }
  const timers: { at: number; run: () => void }[] = []
  const terminal = createTurnTerminal({
    out: out as unknown as NodeJS.WriteStream,
    keys: keys as unknown as ReadStream,
    onLeave: () => calls.push(['leave', null]),
    now: () => clock.ms,
    after: (ms, run) => timers.push({ at: clock.ms + ms, run }),
  })
  terminal.connect({
    call: (method: string, params: unknown) => (calls.push([method, params]), Promise.resolve()),
  } as unknown as Client)
  await Promise.resolve()
  const shown = () => String(out.read() ?? '').replaceAll(/\u001b\[\?2004[hl]/g, '')
  shown()
  return {
    terminal,
    calls,
    answers,
    wait(ms: number) {
      clock.ms += ms
      for (const timer of timers.splice(0)) timer.run()
    },
    ask: (id: string) => terminal.request(approval(id), (said) => void answers.push(said)),
    type: (typed: string) => keys.emit('data', Buffer.from(typed)),
    shown,
  }
}

test('a line steers the turn, and output waits until it has ended', async () => {
  const { terminal, type, shown, calls } = await open()
  terminal.event(text('Working'))
  type('in bl')
  terminal.event(text(' on it.'))
  expect(shown()).toBe('  Working\n» in bl')
  type('ue\r')
  expect(shown()).toBe('ue\n')
  terminal.event(text(' Now.\n'))
  expect(shown()).toBe('  on it. Now.\n')
  expect(calls).toEqual([['steer', { user_input: 'in blue' }]])
})

test('a question that comes while a line is typed is shown above it at once, and the line is kept', async () => {
  const { terminal, ask, type, shown, answers, calls, wait } = await open()
  type('wait')
  terminal.event(text('Working'))
  ask('a')
  expect(shown()).toMatch(/^» wait\r\u001b\[J {2}Working\n\n● Shell\n {2}Run a\nAllow\?[^\n]*\n» wait$/)
  wait(5_000)
  type('\r')
  expect(calls).toEqual([['steer', { user_input: 'wait' }]])
  expect(shown()).toMatch(/^\n {2}the agent reads that after your answer\nAllow\?[^\n]*\n$/)
  wait(400)
  type('y')
  wait(50)
  expect(answers).toEqual([{ response: 'approve', feedback: '' }])
})

test('what another client has answered is neither asked again nor answered by the words for it', async () => {
  const { terminal, ask, type, shown, answers, calls, wait } = await open()
  for (const id of ['a', 'b', 'c']) ask(id)
  wait(300)
  type('f')
  wait(50)
  type('too da')
  for (const id of ['a', 'b']) terminal.event(verdict(id))
  type('ngerous\r')
  expect(answers).toEqual([])
  expect(calls).toEqual([['steer', { user_input: 'too dangerous' }]])
  expect(shown()).toMatch(
    /answered elsewhere: approve for session\n[^\n]*● Shell\n[^\n]*Run b[^]*answered elsewhere[^]*Run c\nAllow\?/,
  )
  wait(300)
  type('n')
  wait(50)
  expect(answers).toEqual([{ response: 'reject', feedback: '' }])
})

test('Ctrl-C interrupts and a second one leaves; Ctrl-B sends to the background; arrows mean nothing', async () => {
  const { type, calls } = await open()
  for (const key of ['\u001b[A', '\u0002', '\u0003', '\u0003']) type(key)
  expect(calls).toEqual([
    ['session/background', {}],
    ['cancel', {}],
    ['leave', null],
  ])
})

test('what happens while a question is on screen is shown after its answer, each result below its own call', async () => {
  const { terminal, ask, type, shown, wait } = await open()
  for (const id of ['c1', 'c2']) terminal.event(call(id, 'Shell', `{"command":"run ${id}"}`))
  ask('a')
  terminal.event(result('c2', [], '', 'one\ntwo'))
  expect(shown()).toMatch(/Allow\?[^\n]*\n$/)
  wait(400)
  type('y')
  wait(50)
  terminal.event(result('c1', [], '', 'one\ntwo'))
  expect(shown()).toMatch(
    /^ {2}allowed once\n\S Shell run c2\n {2}\S 2 lines\n\S Shell run c1\n {2}\S 2 lines, 0\.5 s\n$/,
  )
})

test('Ctrl-O shows the output of the last result, Ctrl-T what the model thinks', async () => {
  const { terminal, type, shown } = await open()
  terminal.event(call('c1', 'Shell', '{"command":"ls"}'))
  terminal.event(result('c1', [], '', 'one\ntwo'))
  shown()
  type('\u000f')
  expect(shown()).toMatch(/^\S Shell ls\n {2}one\n {2}two\n$/)
  type('\u0014')
  terminal.event(thought('hm\n'))
  expect(shown()).toBe('  thoughts are shown\n  hm\n')
})

test('Ctrl-C at an approval says that it is interrupted', async () => {
  const { terminal, ask, type, shown } = await open()
  ask('a')
  type('\u0003')
  terminal.event(verdict('a'))
  expect(shown()).toMatch(/Allow\?[^\n]*\n {2}interrupted\n$/)
})

test('words that no turn has taken are given back: not sent, sent too late, or typed before Ctrl-C', async () => {
  const { terminal, type } = await open()
  type('in blue\r')
  type('in red\r')
  type('and then\u0003')
  type('this')
  terminal.event({ type: 'SteerInput', payload: { user_input: 'in blue' } })
  terminal.close()
  expect(terminal.unsent()).toBe('in red\nand then\nthis')
})

test('words typed before Ctrl-C leave no row in the transcript, as if they had been said', async () => {
  const { terminal, type, shown } = await open()
  terminal.event(text('Working'))
  type('half a')
  terminal.event(text('on it.'))
  expect(shown()).toBe('  Working\n» half a')
  type('\u0003')
  expect(shown()).toMatch(/^\r\u001b\[J *on it\.\n+interrupting…\n$/)
  terminal.close()
  expect(terminal.unsent()).toBe('half a')
})

test('an approval that waited while the terminal became smaller is counted for the size at which it is drawn', async () => {
  let rows = 24
  const command = Array.from({ length: 15 }, (_, at) => `echo ${at}`).join('\n')
  const { terminal, ask, type, shown, answers, wait } = await open({
    columns: 80,
    get rows() {
      return rows
    },
  })
  ask('a')
  terminal.request(approval('b', [{ type: 'shell', language: 'bash', command }]), (said) => void answers.push(said))
  rows = 10
  wait(400)
  type('y')
  wait(50)
  expect(shown()).toMatch(/echo 0\n(?: {2}echo \d\n)+ {2}… \d+ more lines\nAllow\? v shows the rest/)
  wait(400)
  type('y')
  wait(50)
  expect(answers).toHaveLength(1)
})
