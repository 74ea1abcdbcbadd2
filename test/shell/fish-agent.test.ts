// The screen and the line of fish are true when agent mode begins, is interrupted or cannot send.

import { test } from 'vitest'
import { shareDaemon } from '../support/shared-daemon.ts'

const open = shareDaemon()

test('below notices Ctrl-C in agent mode leaves one prompt, and Ctrl-D then leaves agent mode', async () => {
  await using asking = await open('fish', [])
  const { term } = asking
  term.type('$KIMI_BIN bg -- true; $KIMI_BIN bg -- echo two\r')
  await term.until((screen) => /● true finished .*\n● echo two finished .*\nPROMPT>$/.test(screen))
  term.press('ctrl-x')
  await term.until((screen) => screen.endsWith('\nPROMPT> ✨'))
  term.type('please')
  await term.until(() => term.line() === 'PROMPT> ✨ please')
  await term.interrupt()
  const prompt = 'to the agent: Enter sends, Ctrl-X or Ctrl-D leaves\nPROMPT> ✨'
  await term.until((screen) => screen.endsWith(`PROMPT> ✨ please^C\n${prompt}`))
  term.press('ctrl-d')
  await term.until((screen) => screen.endsWith('please^C\nagent mode is left\nPROMPT>'))
})
