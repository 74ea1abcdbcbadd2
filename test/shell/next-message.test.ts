// The message that the user likely sends next, in grey behind the mark of agent mode.

import { expect, test } from 'vitest'
import { openAskingShell } from '../support/asking-shell.ts'
import { lendDaemonTo, makeHome } from '../support/kimi.ts'
import { startModelServer } from '../support/model-server.ts'

test('zsh: after a turn the likely next message stands in grey; Right takes it, and only Enter sends it', async () => {
  await using model = await startModelServer(({ raw }) => ({
    steps: [raw.includes('most likely sends next') ? 'yes, run them' : 'The fix is in. Shall I run the tests?'],
  }))
  await using home = await makeHome({ MOONSHOT_API_KEY: 'sk-test', KIMI_GHOST_MESSAGE: 'true' })
  await lendDaemonTo(home)
  await using asking = await openAskingShell('zsh', [], { env: { MOONSHOT_BASE_URL: model.url } }, home)
  const { term } = asking
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('✨'))
  term.type('mend it\r')
  const mark = 'PROMPT> ✨ '
  await term.until(
    () => term.line() === `${mark}yes, run them` && term.cursor().column === mark.length,
    'the message in grey',
  )
  term.press('enter')
  term.type('yes')
  await term.until(
    () => term.line() === `${mark}yes, run them` && term.cursor().column === mark.length + 3,
    'the rest in grey',
  )
  term.press('right')
  await term.until(() => term.cursor().column === `${mark}yes, run them`.length)
  expect(model.requests).toHaveLength(2)
  term.press('enter')
  await term.until(() => model.requests.length === 3)
  expect(model.requests[2]!.raw).toContain('yes, run them')
  // The grey text has left the screen: the words that were sent end the row.
  await term.until((screen) => /✨ yes, run them\n/.test(screen))
})
