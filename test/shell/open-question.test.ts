// What happens at the prompt while a question is open, and how it ends.

import { test } from 'vitest'
import { openAskingShell } from '../support/asking-shell.ts'
import { answer } from '../support/model-server.ts'

test('where the model has no other command, the hint names other words', async () => {
  await using asking = await openAskingShell('fish', () => answer('echo one\n'))
  const { term } = asking
  term.type('echo one')
  term.press('ctrl-x')
  await term.until((screen) => screen === 'nothing found: kimi suggest "OTHER WORDS"\nPROMPT> echo one')
})
