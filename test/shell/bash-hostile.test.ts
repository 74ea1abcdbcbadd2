// A model's text is data: no part of it runs before Enter, no part reaches the terminal raw. Here the shell
// file stands alone, behind a real door whose daemon has forgotten to sanitise.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isForeground } from '../../src/sys/processes.ts'
import { openFifoDoor } from '../../src/daemon/shells/fifo-door.ts'
import { encodeRecord, type ShellRecord } from '../../src/protocol/records.ts'
import { createGate } from '../support/asking-shell.ts'
import { encodeRawRecord } from '../support/hostile-pieces.ts'
import { makeHome, type ShellOptions } from '../support/kimi.ts'
import { answer } from '../support/model-server.ts'
import { shareDaemon } from '../support/shared-daemon.ts'
import type { Terminal } from '../support/terminal.ts'
import { widgetToReturn } from './bash-widget.ts'

const openShell = shareDaemon()

interface Proposal {
  command: string
  note?: string
  risk?: string
}

/** A shell whose every question gets these proposals. */
async function openHostileShell(proposals: Proposal[], options: ShellOptions = {}) {
  const stack = new AsyncDisposableStack()
  const home = stack.use(await makeHome())
  mkdirSync(home.paths.run, { mode: 0o700 })
  const records: ShellRecord[] = []
  const door = await openFifoDoor(home.paths.control, home.paths.shells, ({ send }) => ({
    closed() {},
    record(record) {
      records.push(record)
      if (record.name === 'hello') send(encodeRecord('hello', 1, 'test'))
      if (record.name !== 'ask') return
      const id = record.fields[0]!
      send(encodeRecord('asking', id, 'model'))
      for (const [index, { command, note = '', risk = '' }] of proposals.entries()) {
        send(encodeRawRecord('offer', id, index + 1, command, note, risk))
      }
      send(encodeRecord('done', id, proposals.length, ''))
    },
  }))
  stack.defer(() => door.close())
  const term = stack.use(await home.shell('bash', options))
  return { term, records, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

const HOSTILE = [
  'touch PWNED\n',
  'touch PWNED\r',
  'true\ntouch PWNED\ntrue',
  '\x1b[201~\rtouch PWNED\r',
  '$(touch PWNED)',
  '`touch PWNED`',
  'echo !! $(touch PWNED)',
  '"; touch PWNED; "',
  '\\C-m\\n\\e[0n',
  '\x18\x05\x0d',
  '%s%n\\033]0;owned\\007',
  '\x1b]0;owned\x07',
  '\u009d0;owned\u009c \u009b31m',
]

test('no text runs by being proposed, explained or named as a risk', async () => {
  const proposals = HOSTILE.map((text) => ({ command: text, note: text, risk: text }))
  await using shell = await openHostileShell(proposals, { before: 'set -o histexpand' })
  const { term } = shell
  term.type('words')
  for (let index = 1; index <= HOSTILE.length; index++) {
    term.press('ctrl-x')
    await term.until((screen) => screen.includes(`${index}/${HOSTILE.length}`), `proposal ${index}`)
  }
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('your line'))
  expect(existsSync(join(term.home, 'PWNED'))).toBe(false)
  term.press('ctrl-u')
  term.type('ls -A; echo done\r')
  await term.until((screen) => screen.includes('\ndone\n'))
  expect(term.screen()).not.toContain('\nPWNED')
})

test('notes reach the terminal without a control byte', async () => {
  await using shell = await openHostileShell([
    { command: 'true', note: 'a\x1b]0;owned\x07b\x1b[31mc\u009b31md\u0085e\x7ff\x08g\rh', risk: '\x1b[2Jrisk' },
  ])
  const { term } = shell
  term.type('words')
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('1/1'))
  const painted = term.output()
  const from = painted.indexOf('1/1')
  const message = painted.slice(from, painted.indexOf('\r', from)).replaceAll(/\x1b\[\d*m/g, '') // our own colours
  expect(message).toBe('1/1   [2Jrisk  a ]0;owned b [31mc 31md e f g h')
  // oxlint-disable-next-line no-control-regex
  expect(message).not.toMatch(/[\x00-\x1f\x7f-\x9f]/)
  expect(painted).not.toContain('owned\x07')
})

test('in the C locale notes are ASCII', async () => {
  await using shell = await openHostileShell([{ command: 'true', note: 'naïve \u009b31m' }], {
    before: 'export LC_ALL=C',
  })
  const { term } = shell
  term.type('words')
  term.press('ctrl-x')
  await term.until((screen) => /1\/1 {2}na\?\?ve \?\?31m/.test(screen))
})

test('an answer without proposals shows `nothing found`', async () => {
  await using shell = await openHostileShell([])
  const { term } = shell
  term.type('words')
  term.press('ctrl-x')
  await term.until((screen) => screen.endsWith('PROMPT> words\nnothing found'))
})

test('a line with every odd character is asked about as it is, and comes back as it was', async () => {
  await using shell = await openHostileShell([{ command: 'true' }])
  const { term, records } = shell
  const line = `  a 'b' "c" \\ $d \`e\` !f %g é 日本 [h] {i} *j ?k ~l #m |n &o ;p <q> (r)`
  term.type(line)
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('1/1'))
  const ask = records.find(({ name }) => name === 'ask')!
  expect(ask.fields[3]).toBe(line)
  expect(ask.fields[2]).toBe(String([...line].length))
  term.press('ctrl-_')
  await term.until(() => term.line() === `PROMPT> ${line}`)
})

test('a proposal that Enter runs is reported as used, and an edited one as edited', async () => {
  await using shell = await openHostileShell([{ command: 'true one' }])
  const { term, records } = shell
  for (const [typed, how, command] of [
    ['', 'run', 'true one'],
    [' two', 'edited', 'true one two'],
  ] as const) {
    term.type('words')
    await ask(term)
    await term.run(typed)
    await expect
      .poll(() => records.findLast(({ name }) => name === 'used')?.fields.slice(1))
      .toEqual(['1', how, command])
  }
})

test('the terminal is asked for a report only while the shell waits at its prompt', async () => {
  const gate = createGate()
  await using bash = await openShell('bash', () => answer({ wait: gate.opened }, 'ls -la\n'))
  const { term, model } = bash
  term.type('cat -v')
  term.press('ctrl-x')
  await model.received(1)
  await widgetToReturn(term)
  term.press('enter')
  await term.until((screen) => screen === 'PROMPT> cat -v', 'the command to run') // its start clears the message
  const before = term.output().split('\x1b[5n').length
  gate.open()
  await model.requests[0]!.closed
  await expect.poll(() => isForeground(term.pid)).toBe(false) // readline has given the terminal to the command
  term.type('text\r')
  await term.until((screen) => screen.includes('\ntext\ntext'))
  expect(term.output().split('\x1b[5n').length).toBe(before)
  expect(term.screen()).not.toContain('^[')
})

test('the old binding of the terminal’s report still runs, also for a report that another program asked for', async () => {
  const gate = createGate()
  await using bash = await openShell('bash', () => answer({ wait: gate.opened }, 'ls -la\n'), {
    before: String.raw`bind '"\e[0n": "reported"'`,
  })
  const { term, model } = bash
  term.type('a')
  term.type('\x1b[0n')
  await term.until(() => term.line() === 'PROMPT> areported')
  term.press('ctrl-x')
  await model.received(1)
  await widgetToReturn(term)
  term.type('\x1b[0n')
  await term.until(() => term.line() === 'PROMPT> areportedreported')
  gate.open()
  await term.until((screen) => screen.includes('ready: Ctrl-X inserts  ls -la'))
  term.type('\x1b[0n')
  await term.until(() => term.line() === 'PROMPT> areportedreportedreported')
})

test('a report that comes together with the key takes nothing away from the key', async () => {
  const first = createGate()
  const rest = createGate()
  const reply = answer({ wait: first.opened }, 'ls -la\n', { wait: rest.opened }, 'ls\n')
  await using bash = await openShell('bash', () => reply)
  const { term } = bash
  term.type('all')
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('asking kimi'))
  await widgetToReturn(term)
  term.type(' files')
  first.open()
  await term.until((screen) => screen.includes('ready: Ctrl-X inserts  ls -la'))
  term.type('\x18\x1b[0n')
  await term.until(() => term.line() === 'PROMPT> ls -la')
  rest.open()
  await term.until((screen) => screen.includes('1/2'))
})

test('a history that is full of hostile lines is read as data', async () => {
  await using shell = await openHostileShell([{ command: 'true' }])
  const { term, records } = shell
  writeFileSync(join(term.home, 'file'), 'x')
  const line = `: '$(touch PWNED)' '%s\\n' "\\\\033[31m"`
  term.type(`${line}\r`)
  await term.until((screen) => screen.split('PROMPT>').length === 3)
  term.type('x')
  await ask(term)
  await expect
    .poll(() => records.find(({ name, fields }) => name === 'prompt' && fields[3] !== '')?.fields[3])
    .toBe(line)
  expect(existsSync(join(term.home, 'PWNED'))).toBe(false)
  expect(readFileSync(join(term.home, 'file'), 'utf8')).toBe('x')
})

async function ask(term: Terminal, prompt?: string): Promise<void> {
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('1/1'))
  await widgetToReturn(term, prompt)
}

test('the name of a directory in the prompt is not run', async () => {
  await using shell = await openHostileShell([{ command: 'true' }], {
    rc: "PS1='\\w PROMPT> '",
    ready: (screen) => screen === '~ PROMPT>',
  })
  const { term } = shell
  term.type("mkdir '$(touch PWNED)'; cd '$(touch PWNED)'; clear\r")
  await term.until((screen) => screen === '~/$(touch PWNED) PROMPT>')
  term.type('x')
  await ask(term, '~/')
  await term.until(() => term.line() === '~/$(touch PWNED) PROMPT> true')
  term.type('\x15ls -A . ~; clear; echo done\r')
  await term.until((screen) => screen.startsWith('done\n'))
  expect(existsSync(join(term.home, '$(touch PWNED)', 'PWNED'))).toBe(false)
})
