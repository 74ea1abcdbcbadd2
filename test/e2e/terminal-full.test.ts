// The conversation that fills the terminal, `tui.screen = full`: on a screen of its own, drawn anew for each size.

import { expect, test } from 'vitest'
import { shareScripts } from '../support/shared-daemon.ts'
import { openUi, READY, say } from '../support/terminal-ui.ts'
import { script } from '../support/wire-client.ts'

const inHome = shareScripts()
const FULL = { KIMI_TUI_SCREEN: 'full' }

test('each visit to the shell leaves the conversation once above the shell', async () => {
  const home = inHome([script('the first answer'), script('the second answer')])
  await using term = await openUi(home, { rows: 40, env: { ...FULL, SHELL: 'bash' } })
  await say(term, 'one')
  await term.until((screen) => screen.includes('the first answer') && READY.test(screen))
  for (let visit = 0; visit < 2; visit++) {
    term.press('ctrl-x')
    await term.until((screen) => !READY.test(screen) && /[$#]$/.test(screen), 'the shell')
    expect(term.screen().match(/the first answer/g)).toHaveLength(1)
    term.press('ctrl-x')
    await term.until((screen) => READY.test(screen), 'the agent')
  }
  await say(term, 'two')
  await term.until((screen) => screen.includes('the second answer') && READY.test(screen))
  term.press('ctrl-d')
  await term.exited
  await term.until((screen) => screen.includes('To come back'))
  for (const answer of [/the first answer/g, /the second answer/g]) expect(term.screen().match(answer)).toHaveLength(1)
})
