import { test } from 'vitest'
import { createGate, openAskingShell } from '../support/asking-shell.ts'
import { answer } from '../support/model-server.ts'
import type { Key } from '../support/keys.ts'
import { widgetToReturn } from './bash-widget.ts'

for (const key of ['esc', 'ctrl-c'] as const satisfies Key[]) {
  for (const when of ['at once', 'after the chord window'] as const) {
    test(`${key} ${when} cancels: line and cursor are as they were, and the model hears of it`, async () => {
      const gate = createGate()
      await using bash = await openAskingShell('bash', [answer({ wait: gate.opened }, 'ls -la\n')])
      const { term, model } = bash
      term.type('some words')
      term.press('left', 'left')
      await term.until(() => term.cursor().column === 16)
      term.press('ctrl-x')
      await model.received(1)
      if (when !== 'at once') await widgetToReturn(term)
      term.press(key)
      await term.until((screen) => screen.includes('cancelled'))
      await term.until(() => term.line() === 'PROMPT> some words' && term.cursor().column === 16)
      await model.requests[0]!.closed
      gate.open()
      term.type('!')
      await term.until(() => term.line() === 'PROMPT> some wor!ds')
    })
  }
}

test('an arrow key while asking moves the cursor and cancels nothing', async () => {
  const gate = createGate()
  await using bash = await openAskingShell('bash', [answer({ wait: gate.opened }, 'ls -la\n')])
  bash.term.type('all files')
  bash.term.press('ctrl-x')
  await bash.term.until((screen) => screen.includes('asking kimi'))
  await widgetToReturn(bash.term)
  bash.term.press('left')
  await bash.term.until(() => bash.term.cursor().column === 16)
  gate.open()
  await bash.term.until((screen) => screen.includes('ready: Ctrl-X inserts  ls -la'))
})

test('after an answer Ctrl-C is the shell’s own again', async () => {
  await using bash = await openAskingShell('bash', [answer('ls -la\n')], {
    rc: "trap 'echo trapped' INT",
  })
  bash.term.type('all files')
  bash.term.press('ctrl-x')
  await bash.term.until((screen) => screen.includes('1/1'))
  bash.term.press('ctrl-c')
  await bash.term.until((screen) => screen.includes('trapped') && bash.term.line() === 'PROMPT>')
})
