// The lists that `kimi` is started with: leaving one leaves kimi.

import { expect, test } from 'vitest'
import { shareScripts } from '../support/shared-daemon.ts'
import { openUi } from '../support/terminal-ui.ts'

const inHome = shareScripts()

test.each([
  [['sessions'], /Everything that waits, runs/],
  [['-S'], /Sessions of this directory/],
])('kimi %s: Esc leaves for the shell, and Enter on a session goes on with it', async (args, ready) => {
  const home = inHome(['text: the answer'])
  await home.command(['-p', 'the first topic'])
  {
    await using term = await openUi(home, { args, ready })
    await term.until((screen) => screen.includes('the first topic'))
    term.press('esc')
    expect((await term.exited).code).toBe(0)
    expect(term.screen()).not.toContain('To come back')
  }
  await using term = await openUi(home, { args, ready })
  await term.until((screen) => screen.includes('the first topic'))
  term.type('first topic')
  term.press('enter')
  await term.until((screen) => /❯ the first topic\n\nthe answer/.test(screen))
})
