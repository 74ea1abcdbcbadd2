import { test } from 'vitest'
import { createGate, openAskingShell } from '../support/asking-shell.ts'
import { answer } from '../support/model-server.ts'
import { widgetToReturn } from './bash-widget.ts'

const openBash = (replies: Parameters<typeof openAskingShell>[1], options = {}) =>
  openAskingShell('bash', replies, options)

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
