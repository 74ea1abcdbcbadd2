import { expect, test } from 'vitest'
import { createGate, leaveLine } from '../support/asking-shell.ts'
import { answer } from '../support/model-server.ts'
import { shareDaemon } from '../support/shared-daemon.ts'

const openShell = shareDaemon()

const BINDINGS = `
autoload -Uz edit-command-line compinit; compinit -u
mark() { BUFFER+=" <mark>"; CURSOR=$#BUFFER }; zle -N mark
`
const LATE = `
bindkey '^X^E' mark
bindkey -s '^Xm' 'macro'
bindkey '^X^Tq' mark
bindkey -s '^G' '^X^E'
`
const slow = () => answer({ wait: createGate().opened }, 'ls\n')
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

for (const order of ['before', 'after'] as const) {
  test(`chords bound ${order} the plugin run at once, at every pace, and leave no request open`, async () => {
    await using zsh = await openShell(
      'zsh',
      slow,
      order === 'before' ? { before: BINDINGS + LATE } : { before: BINDINGS, rc: LATE },
    )
    const { term, model } = zsh
    for (const gap of [0, 100, 200]) {
      term.type('a')
      if (gap === 0) term.type('\x18\x05')
      else {
        term.press('ctrl-x')
        await pause(gap)
        term.press('ctrl-e')
      }
      await term.until(() => term.line() === 'PROMPT> a <mark>', `chord after ${gap} ms`)
      term.press('ctrl-u')
      await term.until(() => term.line() === 'PROMPT>')
    }
    for (const request of model.requests) await request.closed
    expect(model.requests.length).toBeLessThanOrEqual(2)
  })
}

test('a chord that comes after the proposal restores the typed line first', async () => {
  await using zsh = await openShell('zsh', () => answer('ls -la\n'), { before: BINDINGS + LATE })
  zsh.term.type('all')
  zsh.term.press('ctrl-x')
  await zsh.term.until(() => zsh.term.line() === 'PROMPT> ls -la')
  zsh.term.press('ctrl-e')
  await zsh.term.until(() => ['PROMPT> all <mark>', 'PROMPT> ls -la'].includes(zsh.term.line()))
})

test('three-key chords, string bindings and macros that begin with Ctrl-X run as before', async () => {
  await using zsh = await openShell('zsh', slow, { before: BINDINGS + LATE })
  const { term, model } = zsh
  for (const [keys, expected] of [
    ['\x18\x14q', 'a <mark>'],
    ['\x18m', 'amacro'],
    ['\x07', 'a <mark>'],
    ['\x18\x15', ''],
  ] as const) {
    term.type('a')
    term.type(keys)
    await term.until(() => term.line() === `PROMPT> ${expected}`.trimEnd(), JSON.stringify(keys))
    term.press('ctrl-u')
    await term.until(() => term.line() === 'PROMPT>')
  }
  expect(model.requests).toHaveLength(0)
})

test('words typed right behind Ctrl-X are kept, and the question is asked', async () => {
  await using zsh = await openShell('zsh', slow)
  zsh.term.type('abc')
  zsh.term.type('\x18zq hello')
  await zsh.model.received(1)
  await zsh.term.until((screen) => screen.includes('PROMPT> abczq hello'))
})

test('KIMI_CHORDS=ctrl makes letters behind Ctrl-X text', async () => {
  await using zsh = await openShell('zsh', slow, { before: 'KIMI_CHORDS=ctrl' })
  zsh.term.type('abc')
  zsh.term.press('ctrl-x')
  zsh.term.type('rm')
  await zsh.term.until(() => zsh.term.line() === 'PROMPT> abcrm')
})

test('another key can be had, and Ctrl-X is then zsh’s own', async () => {
  await using zsh = await openShell('zsh', () => answer('ls -la\n'), { before: "KIMI_KEY='^G'" })
  zsh.term.type('all')
  zsh.term.press('ctrl-g')
  await zsh.term.until((screen) => screen.includes('PROMPT> ls -la') && screen.includes('1/1'))
  zsh.term.type('\x18\x15')
  await zsh.term.until(() => zsh.term.line() !== 'PROMPT> ls -la')
  expect(zsh.model.requests).toHaveLength(1)
})

test('vi mode asks from insert and from command mode, without a delay', async () => {
  await using zsh = await openShell('zsh', () => answer('ls -la\n'), { rc: 'bindkey -v' })
  const { term } = zsh
  term.type('all')
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('PROMPT> ls -la') && screen.includes('1/1'))
  await leaveLine(term)
  term.type('all')
  term.press('esc')
  await pause(500) // KEYTIMEOUT of a bare Esc in vi mode
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('PROMPT> ls -la') && screen.includes('1/1'))
})

test('a chord window that is no number is the usual one; a short one ends early', async () => {
  for (const [value, expected] of [
    ['soon', 'PROMPT> a <mark>'],
    ['20', 'PROMPT> a'],
  ] as const) {
    await using zsh = await openShell('zsh', slow, { before: `${BINDINGS}${LATE}KIMI_CHORD_WINDOW_MS=${value}` })
    zsh.term.type('a')
    zsh.term.press('ctrl-x')
    await zsh.model.received(1)
    await pause(100)
    zsh.term.press('ctrl-e')
    zsh.term.type(' ')
    await zsh.term.until((screen) => screen.includes(`${expected.trimEnd()} `) || zsh.term.line() === expected)
    expect(zsh.term.line()).toBe(expected)
  }
})
