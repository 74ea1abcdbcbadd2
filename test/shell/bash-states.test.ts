import { expect, test } from 'vitest'
import { createGate, openAskingShell } from '../support/asking-shell.ts'
import { answer } from '../support/model-server.ts'
import { killDaemon } from '../support/kimi.ts'
import { widgetToReturn } from './bash-widget.ts'

const openBash = (replies: Parameters<typeof openAskingShell>[1], options = {}) =>
  openAskingShell('bash', replies, options)

test('an answer that comes in a continued line is only announced', async () => {
  const gate = createGate()
  await using bash = await openBash([answer({ wait: gate.opened }, 'ls -la\n')])
  const { term, model } = bash
  await term.run('echo first')
  term.type('for x in 1; do')
  term.press('ctrl-x')
  await model.received(1)
  await widgetToReturn(term)
  term.type('\rec')
  await term.until(() => term.line() === '> ec')
  gate.open()
  await term.until((screen) => screen.includes('ready: Ctrl-X inserts  ls -la'))
  await term.until(() => term.line() === '> ec')
})

test('Ctrl-X on a continued line without words asks nothing, and begins no agent mode', async () => {
  await using bash = await openBash([answer('ls -la\n')])
  const { term, model } = bash
  await term.run('echo first')
  for (const keys of ['\x18', '\x18\x18']) {
    term.type('for x in 1; do\r')
    await term.until(() => term.line() === '>')
    term.type(keys)
    if (keys.length === 1) await term.until((screen) => screen.endsWith('>\nCtrl-X asks nothing here'))
    await term.idle()
    term.type('echo it; done\r')
    await term.until((screen) => screen.endsWith('> echo it; done\nit\nPROMPT>'))
  }
  expect(model.requests).toHaveLength(0)
})

test('a proposal runs at Enter after the editing mode was changed, and back', async () => {
  const gates = [createGate(), createGate(), createGate(), createGate()]
  await using bash = await openBash((at) => answer({ wait: gates[at]!.opened }, 'echo from-kimi\n'))
  const { term, model } = bash
  for (const [round, mode] of ['emacs', 'vi', 'emacs', 'vi'].entries()) {
    await term.run(`set -o ${mode}`)
    term.type('say it')
    term.press('ctrl-x')
    await model.received(round + 1)
    await widgetToReturn(term)
    gates[round]!.open()
    await term.until(() => term.line() === 'PROMPT> echo from-kimi')
    await widgetToReturn(term)
    term.press('enter')
    await term.until((screen) => screen.split('\nfrom-kimi\nPROMPT>').length === round + 2)
    await term.run('true')
  }
})

test('Ctrl-C while asking ends no line, and runs no hook of the prompt', async () => {
  await using asking = await openBash([answer({ stall: true }, 'ls\n')], {
    rc: `PROMPT_COMMAND+=('sleep 0.2')`,
    env: { KIMI_CHORD_WINDOW_MS: '20' },
  })
  const { term, model } = asking
  term.type('some words')
  term.press('ctrl-x')
  await model.received(1)
  await widgetToReturn(term)
  term.press('ctrl-c')
  await term.until((screen) => screen === 'PROMPT> some words\ncancelled')
  expect(term.output()).not.toContain('^[')
})

test('agent mode comes back below a slow prompt also with a daemon that the shell has not met yet, and nothing else is shown', async () => {
  await using asking = await openAskingShell('bash', () => answer('It is a shell.'), {
    rc: `PS1='$(sleep 0.2)PROMPT> '`,
  })
  const { term, home } = asking
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('to the agent'))
  await killDaemon((await home.daemonPid())!)
  term.type('what is it\r') // starts another daemon
  await term.until((screen) => screen.includes('It is a shell.') && term.line() === 'PROMPT> ✨')
  term.type('words')
  await term.until(() => term.line() === 'PROMPT> ✨ words')
  await term.interrupt()
  await term.until((screen) => /✨ words(\^C)?\nPROMPT> ✨\nto the agent[^\n]*$/.test(screen))
  expect(term.output()).not.toContain('^[')
})

test('in vi’s command mode u and Ctrl-_ put the typed line back, once, and are readline’s own again', async () => {
  await using asking = await openBash(() => answer('ls -la\n'), {
    rc: 'set -o vi',
    env: { KIMI_CHORD_WINDOW_MS: '20' },
  })
  const { term } = asking
  for (const key of ['u', '\x1f']) {
    term.type('all files')
    term.press('ctrl-x')
    await term.until((screen) => screen.includes('PROMPT> ls -la\n1/1'))
    term.press('esc')
    await term.until(() => term.cursor().column === 'PROMPT> ls -l'.length)
    term.type(key)
    await term.until((screen) => screen.endsWith('PROMPT> all files'))
    term.type('x') // a change in command mode
    await term.until(() => term.line() === 'PROMPT> all file')
    term.type(key)
    await term.until(() => term.line() === 'PROMPT> all files')
    await term.idle()
    term.press('ctrl-c')
    await term.until(() => term.line() === 'PROMPT>')
  }
})

test.each([
  ['Ctrl-_ in emacs mode', '', '\x1f', ''],
  ['Ctrl-X Ctrl-U', '', '\x18\x15', ''],
  ['Ctrl-_ in vi’s insert mode', 'set -o vi', '\x1f', ''],
  ['u in vi’s command mode', 'set -o vi', 'u', '\x1b'],
])('%s at the note “your line” takes the note away, and the typed line stays', async (_, rc, undo, before) => {
  await using bash = await openBash(() => answer('ls -la\n# one\nls -l\n# two\n'), { rc })
  const { term } = bash
  term.type('all files')
  await term.until(() => term.line() === 'PROMPT> all files')
  term.type(before)
  await term.idle()
  for (const what of ['1/2', '2/2', 'your line']) {
    term.press('ctrl-x')
    await term.until((screen) => screen.includes(`\n${what}`))
    await widgetToReturn(term)
    await term.idle()
  }
  term.type(undo)
  await term.until((screen) => screen.endsWith('PROMPT> all files'))
  await term.idle()
  expect(term.line()).toBe('PROMPT> all files')
  term.press('ctrl-x')
  await term.until(() => term.line() === 'PROMPT> ls -la')
  await widgetToReturn(term)
  await term.idle()
  term.type(undo)
  await term.until(() => term.line() === 'PROMPT> all files')
  if (undo === 'u') return // there the typed line was put back as a change, which a further u undoes
  term.type(undo)
  await term.until(() => term.line() === 'PROMPT>')
})
