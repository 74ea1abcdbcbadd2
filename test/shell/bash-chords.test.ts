// Chords that begin with Ctrl-X go on working in readline: typed at any pace, bound late, inside other programs' macros.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createGate } from '../support/asking-shell.ts'
import { lendDaemonTo, makeHome } from '../support/kimi.ts'
import { answer } from '../support/model-server.ts'
import { shareDaemon } from '../support/shared-daemon.ts'
import { widgetToReturn } from './bash-widget.ts'

const openShell = shareDaemon()

const CHORDS = `
mark() { READLINE_LINE+=" <mark>" READLINE_POINT=\${#READLINE_LINE}+7; }
bind -x '"\\C-x\\C-e": mark'
bind '"\\C-xm": "macro"'
bind -x '"\\C-x\\C-tq": mark'
bind '"\\C-g": "\\C-x\\C-e"'
`
// As atuin's and fzf's bash files have them: keys of their own below Ctrl-X, run by macros on other keys.
const NEIGHBOURS = `
mark() { READLINE_LINE+=" <mark>"; }
bind -x '"\\C-x\\C-_A1\\a": mark'
bind '"\\C-x\\C-_A0\\a": end-of-line'
bind '"\\C-r": "\\C-x\\C-_A1\\a\\C-x\\C-_A0\\a"'
bind '"\\et": "X\\C-x\\C-xY"'
`
const slow = () => answer({ wait: createGate().opened }, 'ls\n')
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

for (const order of ['before', 'after'] as const) {
  test(`chords bound ${order} the plugin run at every pace and leave no request open`, async () => {
    await using bash = await openShell('bash', slow, order === 'before' ? { before: CHORDS } : { rc: CHORDS })
    const { term, model } = bash
    for (const gap of [0, 100, 200]) {
      term.type('a')
      await term.until(() => term.line() === 'PROMPT> a')
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

  test(`macros of other programs that go through Ctrl-X run as before, bound ${order} the plugin`, async () => {
    const options = order === 'before' ? { before: NEIGHBOURS } : { rc: NEIGHBOURS }
    await using bash = await openShell('bash', slow, options)
    const { term, model } = bash
    term.type('abc')
    term.press('ctrl-r')
    await term.until(() => term.line() === 'PROMPT> abc <mark>')
    term.press('ctrl-u')
    term.type('abc')
    term.press('alt-t')
    await term.until(() => term.line() === 'PROMPT> YabcX')
    expect(model.requests).toHaveLength(0)
  })
}

test('after the chord window the second key means what it means alone', async () => {
  await using bash = await openShell('bash', slow, { before: CHORDS })
  const { term } = bash
  term.type('abc')
  term.press('ctrl-a', 'ctrl-x')
  await term.until((screen) => screen.includes('asking kimi'))
  await widgetToReturn(term)
  term.press('ctrl-e')
  term.type('d')
  await term.until(() => term.line() === 'PROMPT> abcd')
})

test('a chord that comes after the proposal restores the typed line first', async () => {
  await using bash = await openShell('bash', () => answer('ls -la\n'), { before: CHORDS })
  const { term } = bash
  term.type('all')
  term.press('ctrl-x')
  await term.until(() => term.line() === 'PROMPT> ls -la')
  term.press('ctrl-e')
  await term.until(() => ['PROMPT> all <mark>', 'PROMPT> ls -la'].includes(term.line()))
})

test('a chord behind the second proposal restores the first', async () => {
  await using bash = await openShell('bash', () => answer('ls -la\n# one\nls -l\n# two\n'), {
    before: `${CHORDS}\nKIMI_CHORD_WINDOW_MS=900`,
  })
  const { term } = bash
  term.type('all')
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('1/2'))
  await widgetToReturn(term)
  term.press('ctrl-x')
  await term.until(() => term.line() === 'PROMPT> ls -l')
  term.press('ctrl-e')
  await term.until(() => term.line() === 'PROMPT> ls -la <mark>')
})

test('chords of three keys, macros and readline’s own commands run as before', async () => {
  await using bash = await openShell('bash', slow, { before: CHORDS })
  const { term, model } = bash
  for (const [keys, expected] of [
    ['\x18\x14q', 'a <mark>'],
    ['\x18m', 'amacro'],
    ['\x07', 'a <mark>'],
    ['\x18\x15', ''],
    ['\x18\x7f', ''], // backward-kill-line
    ['\x18M', 'amacro'], // do-lowercase-version
  ] as const) {
    term.type('a')
    await term.until(() => term.line() === 'PROMPT> a')
    term.type(keys)
    await term.until(() => term.line() === `PROMPT> ${expected}`.trimEnd(), JSON.stringify(keys))
    term.press('ctrl-u')
    await term.until(() => term.line() === 'PROMPT>')
  }
  expect(model.requests).toHaveLength(0)
})

test('words typed right behind Ctrl-X are kept', async () => {
  await using bash = await openShell('bash', slow)
  const { term, model } = bash
  term.type('abc')
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('asking'))
  term.type('zq "hello" \\é')
  await term.until((screen) => screen.includes('PROMPT> abczq "hello" \\é'))
  await model.received(1)
})

test('words typed while the daemon is still looked for are kept, whatever chords their letters could end', async () => {
  await using home = await makeHome()
  const pid = await lendDaemonTo(home)
  process.kill(pid, 'SIGSTOP')
  await using term = await home.shell('bash')
  term.type('abc')
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('asking'))
  term.type('zq "hegrs!')
  await term.until((screen) => screen.includes('PROMPT> abczq "hegrs!'))
  process.kill(pid, 'SIGCONT')
})

test('a paste without brackets that holds the key asks nothing and loses nothing else', async () => {
  await using bash = await openShell('bash', slow, { rc: "bind 'set enable-bracketed-paste off'" })
  const { term, model } = bash
  term.type('echo one\x18 two three four')
  await term.until(() => term.line() === 'PROMPT> echo one two three four')
  term.press('enter')
  await term.until((screen) => screen.includes('\none two three four\n'))
  expect(model.requests).toHaveLength(0)
})

test('in a bracketed paste the key is text', async () => {
  await using bash = await openShell('bash', slow)
  const { term, model } = bash
  await term.until(() => term.output().includes('\x1b[?2004h'))
  term.paste('echo one\x18\x05 two')
  await term.until(() => term.line() === 'PROMPT> echo one^X^E two')
  expect(model.requests).toHaveLength(0)
})

test('KIMI_CHORDS=ctrl makes letters behind Ctrl-X text', async () => {
  await using bash = await openShell('bash', slow, { before: `KIMI_CHORDS=ctrl\n${CHORDS}` })
  const { term } = bash
  term.type('abc')
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('asking'))
  term.type('more')
  await term.until(() => term.line() === 'PROMPT> abcmore')
})

for (const key of ['^G', '\\C-g']) {
  test(`another key can be had as ${key}, and Ctrl-X is then readline’s own`, async () => {
    await using bash = await openShell('bash', () => answer('ls -la\n'), { before: `KIMI_KEY='${key}'` })
    const { term, model } = bash
    term.type('all')
    term.press('ctrl-g')
    await term.until((screen) => screen.includes('PROMPT> ls -la') && screen.includes('1/1'))
    term.press('ctrl-g')
    await term.until((screen) => screen.includes('your line; Ctrl-G: proposal 1/1'))
    await widgetToReturn(term)
    term.type('\x18\x7f')
    await term.until(() => term.line() === 'PROMPT>')
    expect(model.requests).toHaveLength(1)
  })
}

test('an empty KIMI_KEY binds no key', async () => {
  await using bash = await openShell('bash', slow, { before: 'KIMI_KEY=' })
  const { term, model } = bash
  term.type('bind -s; bind -X; echo done\r')
  await term.until((screen) => screen.endsWith('done\nPROMPT>'))
  expect(term.screen()).not.toContain('771')
  expect(model.requests).toHaveLength(0)
})

test('vi mode asks from insert and from command mode, and Esc is its own again after the answer', async () => {
  await using bash = await openShell('bash', () => answer('ls -la\n'), { rc: 'set -o vi' })
  const { term } = bash
  term.type('all')
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('PROMPT> ls -la') && screen.includes('1/1'))
  await widgetToReturn(term)
  term.press('esc')
  await pause(100)
  term.type('0ix')
  await term.until(() => term.line() === 'PROMPT> xls -la')
  await term.idle()
  await term.nextPrompt(() => term.press('ctrl-c'))
  term.type('all')
  term.press('esc')
  await pause(100)
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('PROMPT> ls -la') && screen.includes('1/1'))
})

test('vi mode: Esc while asking cancels and stays in insert mode', async () => {
  await using bash = await openShell('bash', slow, { rc: 'set -o vi' })
  const { term } = bash
  term.type('all')
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('asking kimi'))
  await widgetToReturn(term)
  term.press('esc')
  await term.until((screen) => screen.includes('cancelled'))
  term.type('x')
  await term.until(() => term.line() === 'PROMPT> allx')
})

test('a command that reads with the line editor gets no proposals', async () => {
  await using bash = await openShell('bash', slow)
  const { term, model } = bash
  term.type('read -e -p "name: " name\r')
  await term.until(() => term.line() === 'name:')
  term.type('abc')
  term.press('ctrl-x')
  await pause(100)
  term.type('d')
  await term.until(() => term.line() === 'name: abcd')
  expect(model.requests).toHaveLength(0)
})

test.each(['\r', '\n'])(
  'the key and %j in one packet run the typed line: no proposal that nobody has seen',
  async (enter) => {
    await using bash = await openShell('bash', () => answer('touch unseen\n'))
    const { term } = bash
    for (const line of ['echo one', 'echo two']) {
      await term.idle()
      term.type(line)
      await term.until(() => term.line() === `PROMPT> ${line}`)
      term.type(`\x18${enter}`)
      await term.until((screen) => screen.endsWith(`${line}\n${line.slice('echo '.length)}\nPROMPT>`))
    }
    expect(existsSync(join(term.home, 'unseen'))).toBe(false)
    await term.run('_kimi_unload; bind -s | grep "C-x.C-[mj]"; echo gone')
    expect(term.screen()).toMatch(/echo gone\ngone\nPROMPT>$/)
  },
)

test('a macro of the user’s on the key and Enter stays', async () => {
  await using bash = await openShell('bash', slow, { before: String.raw`bind '"\C-x\C-m": "mine"'` })
  const { term } = bash
  term.type('\x18\r')
  await term.until(() => term.line() === 'PROMPT> mine')
})
