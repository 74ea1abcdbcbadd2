import { expect, test } from 'vitest'
import { createGate, openAskingShell } from '../support/asking-shell.ts'
import { answer } from '../support/model-server.ts'

const THREE = answer(
  'find . -type f | sort\n# lists the files\n',
  'du -ah . | sort -rh | head\n# sizes in readable form\n',
  'rm -rf /tmp/x\n# removes it\n',
)

const openZsh = (replies: Parameters<typeof openAskingShell>[1], options = {}) =>
  openAskingShell('zsh', replies, options)

test('Ctrl-X puts the first command into the buffer, with its number and explanation below', async () => {
  await using zsh = await openZsh([THREE])
  zsh.term.type('list my files')
  zsh.term.press('ctrl-x')
  await zsh.term.until(() => zsh.term.line() === 'PROMPT> find . -type f | sort')
  await zsh.term.until((screen) => screen.includes('1/3  lists the files'))
})

test('the status shows before the model has said a word', async () => {
  const gate = createGate()
  await using zsh = await openZsh([answer({ wait: gate.opened }, 'ls -la\n')])
  zsh.term.type('all files')
  zsh.term.press('ctrl-x')
  await zsh.term.until((screen) => /asking kimi\S*\S* Esc cancels/.test(screen) && screen.includes('PROMPT> all files'))
  gate.open()
  await zsh.term.until(() => zsh.term.line() === 'PROMPT> ls -la')
})

test('the first command is in the buffer while the model still speaks', async () => {
  const gate = createGate()
  await using zsh = await openZsh([answer('ls -la\n', { wait: gate.opened }, '# all of them\nls\n')])
  zsh.term.type('all files')
  zsh.term.press('ctrl-x')
  await zsh.term.until(() => zsh.term.line() === 'PROMPT> ls -la')
  gate.open()
  await zsh.term.until((screen) => screen.includes('1/2  all of them'))
})

test('Ctrl-X again takes the next proposal, and after the last the typed line', async () => {
  await using zsh = await openZsh([THREE])
  zsh.term.type('list my files')
  for (const line of [
    'find . -type f | sort',
    'du -ah . | sort -rh | head',
    'rm -rf /tmp/x',
    'list my files',
    'find . -type f | sort',
  ]) {
    zsh.term.press('ctrl-x')
    await zsh.term.until(() => zsh.term.line() === `PROMPT> ${line}`, line)
    // Before all have come, the line after the first could only be the typed one.
    await zsh.term.until((screen) => /\/3|your line/.test(screen))
  }
})

test('undo restores the typed line in one step, after any number of proposals', async () => {
  await using zsh = await openZsh([THREE])
  zsh.term.type('list my files')
  zsh.term.press('ctrl-x')
  await zsh.term.until((screen) => screen.includes('1/3'))
  zsh.term.press('ctrl-x')
  await zsh.term.until((screen) => screen.includes('2/3'))
  zsh.term.press('ctrl-_')
  await zsh.term.until(() => zsh.term.line() === 'PROMPT> list my files')
})

test('a risk is named below the buffer', async () => {
  await using zsh = await openZsh([answer('rm -rf /tmp/x\n# removes it\n')])
  zsh.term.type('remove it')
  zsh.term.press('ctrl-x')
  await zsh.term.until((screen) => /1\/1\s+⚠ destructive/.test(screen))
})

test('Enter runs what is shown, and nothing runs before', async () => {
  await using zsh = await openZsh([answer('echo pro""posed\n# says so\n')])
  zsh.term.type('say so')
  zsh.term.press('ctrl-x')
  await zsh.term.until(() => zsh.term.line() === 'PROMPT> echo pro""posed')
  expect(zsh.term.screen()).not.toContain('proposed')
  zsh.term.press('enter')
  await zsh.term.until((screen) => screen.includes('\nproposed'))
})

test('who goes on typing keeps the line; the answer waits for the next Ctrl-X', async () => {
  const gate = createGate()
  await using zsh = await openZsh([answer({ wait: gate.opened }, 'ls -la\n# all files\n')])
  zsh.term.type('all files')
  zsh.term.press('ctrl-x')
  await zsh.term.until((screen) => screen.includes('asking'))
  zsh.term.type(' with sizes')
  gate.open()
  await zsh.term.until((screen) => screen.includes('ready: Ctrl-X inserts  ls -la'))
  expect(zsh.term.line()).toBe('PROMPT> all files with sizes')
  zsh.term.press('ctrl-x')
  await zsh.term.until(() => zsh.term.line() === 'PROMPT> ls -la')
  zsh.term.press('ctrl-_')
  await zsh.term.until(() => zsh.term.line() === 'PROMPT> all files with sizes')
})

test('a late answer never lands in the next line', async () => {
  const gate = createGate()
  await using zsh = await openZsh([answer({ wait: gate.opened }, 'ls -la\n'), answer('echo second\n')])
  zsh.term.type('true')
  zsh.term.press('ctrl-x')
  await zsh.model.received(1)
  zsh.term.press('enter')
  await zsh.term.until((screen) => screen.split('PROMPT>').length === 3)
  gate.open()
  zsh.term.type('another')
  zsh.term.press('ctrl-x')
  await zsh.term.until(() => zsh.term.line() === 'PROMPT> echo second')
})

test('several lines that are one command stay several lines and wait for Enter', async () => {
  await using zsh = await openZsh([answer('for f in a b; do\n  echo "$f"x\ndone\n# prints names\n')])
  zsh.term.type('loop')
  zsh.term.press('ctrl-x')
  await zsh.term.until((screen) => screen.includes('for f in a b; do') && screen.includes('done'))
  expect(zsh.term.screen()).not.toContain('\nax')
  zsh.term.press('enter')
  await zsh.term.until((screen) => screen.includes('\nax\nbx'))
})

test('wide characters keep the cursor where it belongs', async () => {
  await using zsh = await openZsh([answer('echo "日本語 🎉"\n# 打印\n')])
  zsh.term.type('打印 日本語')
  zsh.term.press('ctrl-x')
  await zsh.term.until((screen) => screen.includes('echo "日本語 🎉"') && screen.includes('打印'))
  zsh.term.type(' x')
  await zsh.term.until((screen) => screen.includes('echo "日本語 🎉" x'))
})

test('the history file is not touched by Ctrl-X', async () => {
  await using zsh = await openZsh(() => THREE, { before: 'setopt inc_append_history; HISTSIZE=100 SAVEHIST=100' })
  zsh.term.type('echo one')
  zsh.term.press('enter')
  await zsh.term.until((screen) => screen.includes('\none\n'))
  zsh.term.type('some words')
  for (let press = 0; press < 5; press++) {
    zsh.term.press('ctrl-x')
    await zsh.term.until((screen) => /\d\/3|your line/.test(screen))
  }
  zsh.term.press('ctrl-c')
  await zsh.term.until(() => zsh.term.line() === 'PROMPT>')
  zsh.term.type('fc -l 1')
  zsh.term.press('enter')
  await zsh.term.until((screen) => /^ +1 {2}echo one\nPROMPT>$/m.test(screen))
})
