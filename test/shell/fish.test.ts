// Ctrl-X in fish: the main job, and what becomes of it when the daemon is dead, stopped or not there.

import { expect, test } from 'vitest'
import { createGate, openAskingShell } from '../support/asking-shell.ts'
import { answer } from '../support/model-server.ts'

const THREE = answer(
  'find . -type f | sort\n# lists the files\n',
  'du -ah . | sort -rh | head\n# sizes in readable form\n',
  'rm -rf /tmp/x\n# removes it\n',
)

test('Ctrl-X puts the first command into the line, with its number and explanation above it', async () => {
  await using asking = await openAskingShell('fish', [THREE])
  asking.term.type('list my files')
  asking.term.press('ctrl-x')
  await asking.term.until(() => asking.term.line() === 'PROMPT> find . -type f | sort')
  await asking.term.until((screen) => screen === '1/3  lists the files\nPROMPT> find . -type f | sort')
})

test('the status shows before the model has said a word', async () => {
  const gate = createGate()
  await using asking = await openAskingShell('fish', [answer({ wait: gate.opened }, 'ls -la\n')])
  asking.term.type('all files')
  asking.term.press('ctrl-x')
  await asking.term.until((screen) => /^asking kimi\S* Esc cancels\nPROMPT> all files$/.test(screen))
  gate.open()
  await asking.term.until(() => asking.term.line() === 'PROMPT> ls -la')
})
