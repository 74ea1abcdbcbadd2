// bash: an answer wakes readline by a report of the terminal's. A search of the history and vi's R read all that comes as text, so none
// comes while the user is in one: the answer is told at the next press of the key.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createGate } from '../support/asking-shell.ts'
import { answer } from '../support/model-server.ts'
import { shareDaemon } from '../support/shared-daemon.ts'
import { widgetToReturn } from './bash-widget.ts'

const openShell = shareDaemon()
const VI = 'set -o vi'
const VI_COMMAND = 'set -o vi; bind -m vi-command \'"\\C-r": reverse-search-history\''

interface Case {
  title: string
  rc: string
  /** Keys behind the typed words, before Ctrl-X. */
  before: string
  keys: string
  /** The row of the cursor behind these keys, for as long as the user likes. */
  row: RegExp
  /** Keys that end the mode, and the line that they leave. */
  end: string
  line: string
}

const CASES: Case[] = [
  { title: 'R', rc: VI, before: '\x1b0', keys: 'Rxy', row: /^PROMPT> xyc$/, end: 'z\x1b', line: 'PROMPT> xyz' },
  {
    title: '/',
    rc: VI,
    before: '\x1b',
    keys: '/fir',
    row: /^PROMPT> \/fir$/,
    end: '\x7f\x7f\x7f\x7f',
    line: 'PROMPT> abc',
  },
  {
    title: '?',
    rc: VI,
    before: '\x1b',
    keys: '?fir',
    row: /^PROMPT> \?fir$/,
    end: '\x7f\x7f\x7f\x7f',
    line: 'PROMPT> abc',
  },
  {
    title: 'Ctrl-R in vi mode',
    rc: VI_COMMAND,
    before: '\x1b',
    keys: '\x12fir',
    row: /: echo first$/,
    end: '\x07',
    line: 'PROMPT> abc',
  },
  { title: 'Ctrl-R', rc: '', before: '', keys: '\x12fir', row: /: echo first$/, end: '\x07', line: 'PROMPT> abc' },
  {
    title: 'Alt-P',
    rc: '',
    before: '',
    keys: '\x1bpfir',
    row: /^PROMPT> :fir$/,
    end: '\x7f\x7f\x7f\x7f',
    line: 'PROMPT> abc',
  },
]

test.each(CASES)('$title while asking: the answer waits for the key, and the line stays', async (given) => {
  const gate = createGate()
  await using asking = await openShell('bash', () => answer({ wait: gate.opened }, 'ls -la\n'), { rc: given.rc })
  const { term, model, home } = asking
  await term.run('echo first')
  term.type('abc')
  await term.until(() => term.line() === 'PROMPT> abc')
  term.type(given.before)
  await term.idle()
  term.press('ctrl-x')
  await model.received(1)
  await widgetToReturn(term)
  await term.idle()
  term.type(given.keys)
  await term.until(() => given.row.test(term.line()))
  gate.open()
  await model.requests[0]!.closed
  for (let look = 0; look < 5; look++) await home.status() // the daemon has the proposal before it answers this
  await term.idle()
  expect(term.line()).toMatch(given.row)
  term.type(given.end)
  await term.until(() => term.line() === given.line)
  await term.idle()
  if (given.line !== 'PROMPT> abc') return
  term.press('ctrl-x')
  await term.until(() => term.line() === 'PROMPT> ls -la')
})

test('the keys are what they were when the question has ended', async () => {
  const gate = createGate()
  await using asking = await openShell('bash', () => answer({ wait: gate.opened }, 'ls -la\n'), { rc: VI })
  const { term, model } = asking
  const bound = async () => {
    term.press('ctrl-l')
    term.type('bind -m vi-command -p | grep -E \'^"([R/?]|.C-[rs])"\'; bind -m vi-command -s | grep -c 77[67]\r')
    await term.until((screen) => /\n\d+\nPROMPT>$/.test(screen))
    return term.screen()
  }
  const before = await bound()
  term.type('abcdefgh')
  term.type('\x1b0')
  await term.idle()
  term.press('ctrl-x')
  await model.received(1)
  await widgetToReturn(term)
  await term.idle()
  term.type('Rx\x1b')
  await term.until(() => term.line() === 'PROMPT> xbcdefgh')
  gate.open()
  term.type('dd')
  await term.until(() => term.line() === 'PROMPT>')
  term.type('i')
  expect(await bound()).toBe(before)
})

test('a notice of a task waits for the next prompt while the user searches', async () => {
  await using asking = await openShell('bash', () => answer('x'))
  const { term, home } = asking
  await term.run('echo first')
  const go = join(term.home, 'go')
  const command = `until [ -e '${go}' ]; do sleep 0.1; done`
  const { id } = await home.call('task/run', { cwd: home.dir, env: {}, shellEnv: home.env, command, title: 'build' })
  await term.run('echo second')
  term.press('ctrl-r')
  term.type('fir')
  await term.until(() => /: echo first$/.test(term.line()))
  writeFileSync(go, '')
  await home.call('task/wait', { id, limitMs: 20_000 })
  for (let look = 0; look < 5; look++) await home.status()
  await term.idle()
  expect(term.line()).toMatch(/: echo first$/)
  term.press('ctrl-g')
  await term.until(() => term.line() === 'PROMPT>')
  term.press('enter')
  await term.until((screen) => screen.includes('● build'))
})
