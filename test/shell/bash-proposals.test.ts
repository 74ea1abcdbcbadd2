import { expect, test } from 'vitest'
import { createGate, openAskingShell } from '../support/asking-shell.ts'
import { answer } from '../support/model-server.ts'
import { widgetToReturn } from './bash-widget.ts'

const THREE = answer(
  'find . -type f | sort\n# lists the files\n',
  'du -ah . | sort -rh | head\n# sizes in readable form\n',
  'rm -rf /tmp/x\n# removes it\n',
)

const openBash = (replies: Parameters<typeof openAskingShell>[1], options = {}) =>
  openAskingShell('bash', replies, options)

test('Ctrl-X puts the first command into the buffer, with its number and explanation below', async () => {
  await using bash = await openBash([THREE])
  bash.term.type('list my files')
  bash.term.press('ctrl-x')
  await bash.term.until(() => bash.term.line() === 'PROMPT> find . -type f | sort')
  await bash.term.until((screen) => screen.includes('1/3  lists the files'))
})

test('the status shows before the model has said a word', async () => {
  const gate = createGate()
  await using bash = await openBash([answer({ wait: gate.opened }, 'ls -la\n')])
  bash.term.type('all files')
  bash.term.press('ctrl-x')
  await bash.term.until(
    (screen) => /asking kimi\S*\S* Esc cancels/.test(screen) && screen.includes('PROMPT> all files'),
  )
  gate.open()
  await bash.term.until(() => bash.term.line() === 'PROMPT> ls -la')
})

test('the first command is in the buffer while the model still speaks', async () => {
  const gate = createGate()
  await using bash = await openBash([answer('ls -la\n', { wait: gate.opened }, '# all of them\nls\n')])
  bash.term.type('all files')
  bash.term.press('ctrl-x')
  await bash.term.until(() => bash.term.line() === 'PROMPT> ls -la')
  gate.open()
  await bash.term.until((screen) => screen.includes('1/2  all of them'))
})

test('Ctrl-X again takes the next proposal, and after the last the typed line', async () => {
  await using bash = await openBash([THREE])
  bash.term.type('list my files')
  for (const line of [
    'find . -type f | sort',
    'du -ah . | sort -rh | head',
    'rm -rf /tmp/x',
    'list my files',
    'find . -type f | sort',
  ]) {
    bash.term.press('ctrl-x')
    await bash.term.until(() => bash.term.line() === `PROMPT> ${line}`, line)
    // Before all have come, the line after the first could only be the typed one.
    await bash.term.until((screen) => /\/3|your line/.test(screen))
  }
})

test('undo restores the typed line in one step, after any number of proposals', async () => {
  await using bash = await openBash([THREE])
  bash.term.type('list my files')
  bash.term.press('ctrl-x')
  await bash.term.until((screen) => screen.includes('1/3'))
  bash.term.press('ctrl-x')
  await bash.term.until((screen) => screen.includes('2/3'))
  bash.term.press('ctrl-_')
  await bash.term.until(() => bash.term.line() === 'PROMPT> list my files')
})

test('a risk is named below the buffer', async () => {
  await using bash = await openBash([answer('rm -rf /tmp/x\n# removes it\n')])
  bash.term.type('remove it')
  bash.term.press('ctrl-x')
  await bash.term.until((screen) => /1\/1\s+⚠ destructive/.test(screen))
})

test('Enter runs what is shown, and nothing runs before', async () => {
  await using bash = await openBash([answer('echo pro""posed\n# says so\n')])
  bash.term.type('say so')
  bash.term.press('ctrl-x')
  await bash.term.until(() => bash.term.line() === 'PROMPT> echo pro""posed')
  expect(bash.term.screen()).not.toContain('proposed')
  bash.term.press('enter')
  await bash.term.until((screen) => screen.includes('\nproposed'))
})

test('who goes on typing keeps the line; the answer waits for the next Ctrl-X', async () => {
  const gate = createGate()
  await using bash = await openBash([answer({ wait: gate.opened }, 'ls -la\n# all files\n')])
  bash.term.type('all files')
  bash.term.press('ctrl-x')
  await bash.term.until((screen) => screen.includes('asking'))
  bash.term.type(' with sizes')
  gate.open()
  await bash.term.until((screen) => screen.includes('ready: Ctrl-X inserts  ls -la'))
  await bash.term.until(() => bash.term.line() === 'PROMPT> all files with sizes')
  bash.term.press('ctrl-x')
  await bash.term.until(() => bash.term.line() === 'PROMPT> ls -la')
  bash.term.press('ctrl-_')
  await bash.term.until(() => bash.term.line() === 'PROMPT> all files with sizes')
})

test('a late answer never lands in the next line', async () => {
  const gate = createGate()
  await using bash = await openBash([answer({ wait: gate.opened }, 'ls -la\n'), answer('echo second\n')])
  bash.term.type('true')
  bash.term.press('ctrl-x')
  await bash.model.received(1)
  bash.term.press('enter')
  await bash.term.until((screen) => screen.split('PROMPT>').length === 3)
  gate.open()
  bash.term.type('another')
  bash.term.press('ctrl-x')
  await bash.term.until(() => bash.term.line() === 'PROMPT> echo second')
})

test('several lines that are one command stay several lines and wait for Enter', async () => {
  await using bash = await openBash([answer('for f in a b; do\n  echo "$f"x\ndone\n# prints names\n')])
  bash.term.type('loop')
  bash.term.press('ctrl-x')
  await bash.term.until((screen) => screen.includes('for f in a b; do') && screen.includes('done'))
  expect(bash.term.screen()).not.toContain('\nax')
  bash.term.press('enter')
  await bash.term.until((screen) => screen.includes('\nax\nbx'))
})

test('wide characters keep the cursor where it belongs', async () => {
  await using bash = await openBash([answer('echo "日本語 🎉"\n# 打印\n')])
  bash.term.type('打印 日本語')
  bash.term.press('ctrl-x')
  await bash.term.until((screen) => screen.includes('echo "日本語 🎉"') && screen.includes('打印'))
  bash.term.type(' x')
  await bash.term.until((screen) => screen.includes('echo "日本語 🎉" x'))
})

test('the history file is not touched by Ctrl-X', async () => {
  await using bash = await openBash(() => THREE, { before: "PROMPT_COMMAND='history -a'" })
  bash.term.type('echo one')
  bash.term.press('enter')
  await bash.term.until((screen) => screen.includes('\none\n'))
  bash.term.type('some words')
  for (let press = 0; press < 5; press++) {
    bash.term.press('ctrl-x')
    await bash.term.until((screen) => /\d\/3|your line/.test(screen))
  }
  bash.term.press('ctrl-c')
  await bash.term.until(() => bash.term.line() === 'PROMPT>')
  bash.term.type('fc -l 1')
  bash.term.press('enter')
  await bash.term.until((screen) => /^1\s+echo one\nPROMPT>$/m.test(screen))
})

test('an answer that comes during a history search or in a continued line is only announced', async () => {
  for (const [typed, then, expected] of [
    ['abc', '\x12fir', 'PROMPT> echo first'],
    ['for x in 1; do', '\rec', '> ec'],
  ] as const) {
    const gate = createGate()
    await using bash = await openBash([answer({ wait: gate.opened }, 'ls -la\n')])
    const { term, model } = bash
    term.type('echo first\r')
    await term.until((screen) => screen.endsWith('\nfirst\nPROMPT>'))
    term.type(typed)
    term.press('ctrl-x')
    await model.received(1)
    await widgetToReturn(term)
    term.type(then)
    await term.until(() => /fir|> ec/.test(term.line()))
    gate.open()
    await term.until((screen) => screen.includes('ready: Ctrl-X inserts  ls -la'))
    await term.until(() => term.line() === expected)
  }
})
