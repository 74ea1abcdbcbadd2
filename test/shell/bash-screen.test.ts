// The message below the buffer is in its place, and leaves the rest of the screen as it was.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createGate } from '../support/asking-shell.ts'
import { answer } from '../support/model-server.ts'
import { shareDaemon } from '../support/shared-daemon.ts'
import { widgetToReturn } from './bash-widget.ts'

const openShell = shareDaemon()

const list = () => answer('ls -la\n# all files\n')

test('with a prompt of two lines the first stays, and the message is below the buffer', async () => {
  await using bash = await openShell('bash', list, {
    rc: String.raw`PS1='\[\e[32m\]top of it\[\e[m\]\n\[\e[1m\]two\[\e[m\]> '`,
    ready: (screen) => screen === 'top of it\ntwo>',
  })
  const { term } = bash
  term.type('all')
  term.press('ctrl-x')
  await term.until((screen) => screen === 'top of it\ntwo> ls -la\n1/1  all files' && term.cursor().column === 11)
  await widgetToReturn(term, '\x1b[1mtwo')
  term.type('x')
  await term.until((screen) => screen === 'top of it\ntwo> ls -lax')
})

test('at the bottom of the screen the prompt moves up by one row', async () => {
  await using bash = await openShell('bash', list, { rows: 6 })
  const { term } = bash
  term.type("printf '%s\\n' one two three four five six\r")
  await term.until((screen) => screen.endsWith('six\nPROMPT>'))
  term.type('all')
  term.press('ctrl-x')
  await term.until((screen) => screen === 'three\nfour\nfive\nsix\nPROMPT> ls -la\n1/1  all files')
  await widgetToReturn(term)
  term.press('ctrl-x')
  await term.until((screen) => screen === 'three\nfour\nfive\nsix\nPROMPT> all\nyour line; Ctrl-X: proposal 1/1')
})

test('when the answer comes later, at the bottom of the screen, nothing is lost either', async () => {
  const gate = createGate()
  await using bash = await openShell('bash', () => answer({ wait: gate.opened }, 'ls -la\n# all files\n'), {
    rows: 4,
  })
  const { term } = bash
  term.type("printf '%s\\n' one two three\r")
  await term.until((screen) => screen.endsWith('three\nPROMPT>'))
  term.type('all')
  term.press('ctrl-x')
  await term.until((screen) => /^two\nthree\nPROMPT> all\nasking kimi\S+ Esc cancels$/.test(screen))
  await widgetToReturn(term)
  gate.open()
  await term.until((screen) => screen === 'two\nthree\nPROMPT> ls -la\n1/1  all files')
})

test('a buffer of several rows has the message below its last', async () => {
  const long = `echo ${'abcdefghi '.repeat(12)}end`
  await using bash = await openShell('bash', () => answer(`${long}\n# many letters\n`), { cols: 40 })
  const { term } = bash
  const text = `say ${'something '.repeat(8)}`
  term.type(text)
  await term.until(() => term.cursor().row === 2)
  term.press('ctrl-x')
  const rows = wrap(`PROMPT> ${long}`, 40)
  await term.until((screen) => screen === [...rows, '1/1  many letters'].join('\n'))
  await widgetToReturn(term)
  term.press('ctrl-_')
  await term.until(() => term.screen().startsWith(wrap(`PROMPT> ${text}`, 40).join('\n').trimEnd()))
})

test('a buffer that fills its row exactly leaves the next row to the cursor', async () => {
  const line = `echo ${'x'.repeat(27)}` // with the prompt: 40
  await using bash = await openShell('bash', () => answer(`${line}\n# x\n`), { cols: 40 })
  const { term } = bash
  term.type('words')
  term.press('ctrl-x')
  await term.until((screen) => screen === `PROMPT> ${line}\n\n1/1  x` && term.cursor().row === 1)
  await widgetToReturn(term)
  term.type('y')
  await term.until((screen) => screen === `PROMPT> ${line}\ny`)
})

test('wide characters count for two cells', async () => {
  const line = 'echo "日本語日本語日本語"'
  await using bash = await openShell('bash', () => answer(`${line}\n# 印刷\n`), { cols: 30 })
  const { term } = bash
  term.type('打印 日本語')
  term.press('ctrl-x')
  await term.until((screen) => screen.endsWith('\n1/1  印刷') && term.cursor().row === 1)
  expect(term.screen().split('\n')).toHaveLength(3)
  await widgetToReturn(term)
  term.type('!')
  await term.until((screen) => screen.split('\n').length === 2 && /"!$/m.test(screen))
})

test('a message that is too long is cut to one row', async () => {
  await using bash = await openShell('bash', () => answer(`ls\n# ${'很长 '.repeat(30)}\n`), { cols: 40 })
  const { term } = bash
  term.type('words')
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('1/1  很长'))
  expect(term.screen().split('\n')).toHaveLength(2)
})

test('the message goes before a line that grows is drawn in its place', async () => {
  const list = 'ls -la --sort=size'
  await using bash = await openShell('bash', () => answer(`${list}\n# largest first\n`), { cols: 40 })
  const { term } = bash
  for (const [grow, rows] of [
    [() => term.type('abcdefghijklmnopqrstuvwxyz'), [`PROMPT> ${list}abcdefghijklmn`, 'opqrstuvwxyz']],
    [() => term.paste('one\ntwo\nthree'), [`PROMPT> ${list}one`, 'two', 'three']],
    [() => term.type('\x16\n'), [`PROMPT> ${list}`]],
    [() => term.resize(20, 20), ['PROMPT> ls -la --sor', 't=size', '1/1  largest first']],
  ] as const) {
    term.type('sizes')
    term.press('ctrl-x')
    await term.until((screen) => screen === `PROMPT> ${list}\n1/1  largest first`)
    await widgetToReturn(term)
    grow()
    // A terminal that wraps the old line at its new size may leave the prompt above it.
    await term.until((screen) => `\n${screen}`.endsWith(`\n${rows.join('\n')}`))
    await term.interrupt()
    await term.until((screen) => screen.endsWith('\nPROMPT>'))
    term.press('ctrl-l')
    await term.until((screen) => screen === 'PROMPT>')
  }
})

test('another program’s own trap for new sizes runs, and is there again when the message has gone', async () => {
  await using bash = await openShell('bash', list, { rc: `trap 'echo "it'\\''s $COLUMNS" >>~/sizes' WINCH` })
  const { term } = bash
  term.type('all')
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('1/1  all files'))
  await widgetToReturn(term)
  term.resize(70, 24)
  await expect.poll(() => existsSync(join(term.env['HOME']!, 'sizes'))).toBe(true)
  term.press('ctrl-u')
  term.type('trap -p WINCH; bind -v | grep keyseq; cat ~/sizes\r')
  await term.until((screen) =>
    screen.endsWith(`\ntrap -- 'echo "it'\\''s $COLUMNS" >>~/sizes' SIGWINCH\nset keyseq-timeout 6\nit's 70\nPROMPT>`),
  )
})

test('after a new size the message is found where the new size puts it', async () => {
  await using bash = await openShell('bash', () => answer(`echo ${'z'.repeat(60)}\n# one\nls\n# two\n`), {
    cols: 80,
  })
  const { term } = bash
  term.type('words')
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('1/2  one'))
  await widgetToReturn(term)
  term.press('ctrl-u')
  await term.until(() => term.line() === 'PROMPT>')
  term.resize(50, 20)
  term.type('clear\r')
  await term.until((screen) => screen === 'PROMPT>')
  term.type('words')
  term.press('ctrl-x')
  await term.until((screen) => screen === `${wrap(`PROMPT> echo ${'z'.repeat(60)}`, 50).join('\n')}\n1/2  one`)
})

test('Enter clears the message before the command prints', async () => {
  await using bash = await openShell('bash', () => answer('echo fine\n# a long explanation of it all\n'))
  const { term } = bash
  term.type('say')
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('1/1  a long'))
  await widgetToReturn(term)
  term.press('enter')
  await term.until((screen) => screen === 'PROMPT> echo fine\nfine\nPROMPT>')
})

test('a continued line is drawn over no rest of the message', async () => {
  await using bash = await openShell('bash', () => answer('ls -la\n# a long explanation of it all\n'))
  const { term } = bash
  term.type('for x in 1; do')
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('1/1  a long'))
  await widgetToReturn(term)
  term.press('ctrl-_')
  await term.until((screen) => screen === 'PROMPT> for x in 1; do')
  term.type('\recho "$x"\rdone\r')
  await term.until((screen) => screen === 'PROMPT> for x in 1; do\n> echo "$x"\n> done\n1\nPROMPT>')
})

test('Ctrl-C with a proposal in the buffer clears the message too', async () => {
  for (const when of ['at once', 'after the chord window']) {
    await using bash = await openShell('bash', list)
    const { term } = bash
    term.type('say')
    term.press('ctrl-x')
    await term.until((screen) => screen.includes('1/1  all'))
    if (when !== 'at once') await widgetToReturn(term)
    await term.interrupt()
    await term.until((screen) => /^PROMPT> ls -la(\^C)?\nPROMPT>$/.test(screen))
  }
})

test('a buffer taller than the screen gets its message above', async () => {
  const line = `echo ${'w'.repeat(500)}`
  await using bash = await openShell('bash', () => answer(`echo${line}\n# tall\n`), { cols: 40, rows: 6 })
  const { term } = bash
  term.type(line)
  term.press('ctrl-x')
  await term.until(() => term.output().includes('a proposal of') && term.screen().endsWith('w'.repeat(3)))
  term.press('enter')
  await term.until((screen) => screen.endsWith('w\nPROMPT>'))
})

test('a prompt that runs commands runs them at most once more a prompt', async () => {
  await using bash = await openShell('bash', list, {
    rc: `count() { echo . >>~/count; }; PS1='$(count)PROMPT> '`,
  })
  const { term } = bash
  for (let press = 0; press < 3; press++) {
    term.type('a')
    term.press('ctrl-x')
    await term.until((screen) => screen.includes('1/1'))
    await widgetToReturn(term)
    term.press('ctrl-u')
    await term.until(() => term.line() === 'PROMPT>')
  }
  term.type('clear; grep -c . ~/count\r')
  await term.until((screen) => screen === '2\nPROMPT>')
})

test('with KIMI_BASH_ASYNC=0 the prompt waits, Esc gives it back, and the answer is inserted', async () => {
  const gate = createGate()
  await using bash = await openShell(
    'bash',
    (index) => (index === 0 ? answer({ wait: gate.opened }, 'ls\n') : list()),
    {
      before: 'KIMI_BASH_ASYNC=0',
    },
  )
  const { term, model } = bash
  term.type('all')
  term.press('ctrl-x')
  await term.until((screen) => /asking kimi\S+ Esc cancels [|/\\-]$/.test(screen))
  await model.received(1)
  term.press('esc')
  await term.until((screen) => screen === 'PROMPT> all\ncancelled')
  await model.requests[0]!.closed
  gate.open()
  term.press('ctrl-x')
  await term.until(() => term.line() === 'PROMPT> ls -la')
  expect(term.output()).not.toContain('\x1b[5n')
})

function wrap(text: string, columns: number): string[] {
  return text.match(new RegExp(`.{1,${columns}}`, 'g')) ?? []
}

test('a command of several lines, some wider than the window: no row is left behind, and the message stands below', async () => {
  const lines = [
    `for f in ${'a'.repeat(40)}; do`, // goes on in the next row
    `echo ${'b'.repeat(35)}`, // fills its row to the last cell, behind which readline leaves an empty one
    `echo ${'c'.repeat(50)}`,
    'done',
  ]
  const rows = (line: string) => line.match(/.{1,40}/g)!.join('\n')
  const shown = [rows(`PROMPT> ${lines[0]}`), `${rows(lines[1]!)}\n`, rows(lines[2]!), 'done'].join('\n')
  await using bash = await openShell('bash', () => answer(`${lines.join('\n')}\n# loops\n`), { cols: 40 })
  const { term } = bash
  term.type('say')
  term.press('ctrl-x')
  await term.until((screen) => screen.startsWith(`${shown}\n1/1  `))
  await widgetToReturn(term)
  expect(term.cursor().column).toBe('done'.length)
  term.press('ctrl-_')
  await term.until((screen) => screen === 'PROMPT> say')
})

// tmux takes erasing from there for clearing the screen, and keeps all rows in its history.
test('nothing is erased from the first cell of a row on', async () => {
  await using bash = await openShell('bash', list)
  const { term } = bash
  term.press('ctrl-l')
  await term.until((screen) => screen === 'PROMPT>')
  const before = term.output().length
  term.type('say')
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('1/1  all'))
  await widgetToReturn(term)
  term.press('ctrl-_')
  await term.until((screen) => screen === 'PROMPT> say')
  expect(term.output().slice(before)).not.toMatch(/(\r|\[H)\x1b\[J/)
})

describe('with the mode in the prompt', () => {
  const strings = (ins: string, cmd: string) =>
    `set -o vi; bind 'set show-mode-in-prompt on' 'set vi-ins-mode-string ${ins}' 'set vi-cmd-mode-string ${cmd}'`

  test.each([
    ['as it is', strings('(ins)', '(cmd)'), '(ins)'],
    ['with a colour', strings(String.raw`"\1\e[32m\2(ins)\1\e[m\2"`, '(cmd)'), '(ins)'],
    ['in emacs mode', `bind 'set show-mode-in-prompt on' 'set emacs-mode-string "(ema)"'`, '(ema)'],
  ])('a proposal that wraps only because of the mode has its message below its last row: %s', async (_, rc, mode) => {
    const line = 'echo 123456789012345678901234' // with the prompt 37 cells, with the mode 42
    await using bash = await openShell('bash', () => answer(`${line}\n# counts\n`), {
      cols: 40,
      rc,
      ready: (screen) => screen === `${mode}PROMPT>`,
    })
    const { term } = bash
    term.type('count')
    term.press('ctrl-x')
    const rows = wrap(`${mode}PROMPT> ${line}`, 40)
    await term.until((screen) => screen === [...rows, '1/1  counts'].join('\n'))
    await widgetToReturn(
      term,
      mode === '(ema)' ? '(ema)PROMPT> ' : rc.includes('32m') ? '\x1b[32m(ins)' : '(ins)PROMPT> ',
    )
    expect(term.screen()).toBe([...rows, '1/1  counts'].join('\n'))
    term.type('5')
    await term.until((screen) => screen === wrap(`${mode}PROMPT> ${line}5`, 40).join('\n'))
  })

  test('the row has its mode while the question is asked', async () => {
    const gate = createGate()
    await using bash = await openShell('bash', () => answer({ wait: gate.opened }, 'ls -la\n# all files\n'), {
      rc: strings('(ins)', '(cmd)'),
      ready: (screen) => screen === '(ins)PROMPT>',
    })
    const { term } = bash
    term.type('all\x1b')
    await term.until((screen) => screen === '(cmd)PROMPT> all')
    term.press('ctrl-x')
    await term.until((screen) => /^\(cmd\)PROMPT> all\nasking kimi\S+ Esc cancels$/.test(screen))
    gate.open()
    await term.until((screen) => screen === '(cmd)PROMPT> ls -la\n1/1  all files')
    expect(term.output()).not.toContain('\x1b[DPROMPT> ')
  })
})
