// The user's own prompt in fish, while a line of kimi stands above it: what is drawn is what that prompt says now.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createGate } from '../support/asking-shell.ts'
import { answer } from '../support/model-server.ts'
import { shareDaemon } from '../support/shared-daemon.ts'

const openShell = shareDaemon()

test('a prompt that asks to be drawn again, since a program of its own has answered, is drawn as it is now', async () => {
  const rc = [
    'set -g branch none',
    'function fish_prompt; printf "on %s\\nPROMPT> " $branch; end',
    'function on_branch --on-variable branch; commandline -f repaint; end',
    "bind \\cg 'set -g branch main'",
  ].join('\n')
  await using asking = await openShell('fish', () => answer('ls -la\n# all of them\n'), { rc })
  const { term } = asking
  term.type('all files')
  term.press('ctrl-x')
  await term.until((screen) => screen === '1/1  all of them\non none\nPROMPT> ls -la')
  term.press('ctrl-g')
  await term.until((screen) => screen === '1/1  all of them\non main\nPROMPT> ls -la')
})

test('a prompt that Enter shortens is shortened below a message too, and the next one is whole', async () => {
  const rc = [
    'function fish_prompt',
    '  if set -e is_short; printf "\\e[J> "; else; printf "whole\\nPROMPT> "; end',
    'end',
    "bind \\r 'set -g is_short 1; commandline -f repaint; commandline -f execute'",
  ].join('\n')
  await using asking = await openShell('fish', () => answer('echo one\n# says it\n'), { rc })
  const { term } = asking
  term.type('say it')
  term.press('ctrl-x')
  await term.until((screen) => screen === '1/1  says it\nwhole\nPROMPT> echo one')
  term.press('enter')
  await term.until((screen) => screen === '1/1  says it\n> echo one\none\nwhole\nPROMPT>')
})

test.each([
  ['Alt-P', '\x1bp', 'echo one', 'echo one &| less'],
  ['Alt-Enter', '\x1b\r', 'echo one', 'echo one\n'],
  ['Tab', '\t', 'echo ~/uni', 'echo ~/unique'],
])('%s edits the line: the message about the line goes', async (_, key, command, line) => {
  await using asking = await openShell('fish', () => answer(`${command}\n# says it\n`))
  const { term } = asking
  writeFileSync(join(term.home, 'unique'), '')
  term.type('say it')
  term.press('ctrl-x')
  await term.until((screen) => screen === `1/1  says it\nPROMPT> ${command}`)
  term.type(key)
  await term.until((screen) => `${screen}\n`.startsWith(`PROMPT> ${line}`))
})

test('Ctrl-C leaves a notice with the line that ends: the next prompt has none', async () => {
  await using asking = await openShell('fish', () => answer('ls\n'))
  const { term, home } = asking
  const go = join(term.home, 'go')
  const command = `until [ -e '${go}' ]; do sleep 0.1; done`
  await home.call('task/run', { cwd: home.dir, env: {}, shellEnv: home.env, command, title: 'build' })
  await term.run('true')
  term.type('words')
  writeFileSync(go, '')
  await term.until((screen) => /● build finished[^\n]*\nPROMPT> words$/.test(screen))
  await term.idle()
  term.press('ctrl-c')
  await term.until((screen) => /● build finished[^\n]*\nPROMPT> words(\^C)?\nPROMPT>$/.test(screen))
})

test('Enter while asking runs the line, and takes the row of the question away', async () => {
  const gate = createGate()
  await using asking = await openShell('fish', [answer({ wait: gate.opened }, 'ls\n')])
  const { term } = asking
  term.type('echo one')
  term.press('ctrl-x')
  await term.until((screen) => screen.startsWith('asking kimi'))
  term.press('enter')
  await term.until((screen) => screen === 'PROMPT> echo one\none\nPROMPT>')
  gate.open()
})

test('in vi mode Ctrl-C after an edit of a proposal leaves one mode in the prompt', async () => {
  const rc = 'fish_vi_key_bindings\nfunction fish_mode_prompt; printf "[%s] " $fish_bind_mode; end'
  const ready = (screen: string) => screen === '[insert] PROMPT>'
  await using asking = await openShell('fish', () => answer('echo one\n# says it\n'), { rc, ready })
  const { term } = asking
  term.type('say it')
  term.press('ctrl-x')
  await term.until((screen) => screen === '1/1  says it\n[insert] PROMPT> echo one')
  term.press('esc')
  await term.until((screen) => screen === '1/1  says it\n[default] PROMPT> echo one')
  term.type('0x')
  await term.until((screen) => screen === '[default] PROMPT> cho one')
  await term.idle()
  term.press('ctrl-c')
  await term.until((screen) => /cho one.*\n.*PROMPT>$/.test(screen))
  await term.idle()
  expect(term.line()).toBe('[insert] PROMPT>')
})
