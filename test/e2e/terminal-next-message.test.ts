import { appendFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Home } from '../support/kimi.ts'
import { startModelServer, type ModelServer, type RecordedRequest } from '../support/model-server.ts'
import { shareScripts } from '../support/shared-daemon.ts'
import { openUi, READY, say } from '../support/terminal-ui.ts'

const inHome = shareScripts()
const ON = { KIMI_GHOST_MESSAGE: 'true' }
const isGuess = ({ raw }: RecordedRequest) => raw.includes('most likely sends next')

/** A model that answers every turn with `answer`, and guesses `guess` as the user's next message. */
const startModel = (answer: string, guess: string) =>
  startModelServer((request) => ({ steps: [isGuess(request) ? guess : answer] }))

function homeWith(model: ModelServer): Home {
  const home = inHome([])
  const provider = `[providers.k]\ntype = "kimi"\nbase_url = "${model.url}"\napi_key = "sk-test"\n`
  appendFileSync(home.paths.config, `[models.k]\nprovider = "k"\nmodel = "k"\nmax_context_size = 100000\n${provider}`)
  return home
}

test('after a turn the likely next message stands in grey; Right takes it, and only Enter sends it', async () => {
  await using model = await startModel('The fix is in. Shall I run the tests?', 'yes, run the tests')
  await using term = await openUi(homeWith(model), { args: ['-m', 'k'], env: ON })
  await say(term, 'mend it')
  await term.until((screen) => /^❯ yes, run the tests$/m.test(screen), 'the message in grey')
  expect(model.requests.filter(isGuess)).toHaveLength(1)
  term.press('enter')
  term.press('right')
  term.type(' now')
  await term.until((screen) => screen.includes('❯ yes, run the tests now'), 'the message in the prompt')
  expect(model.requests).toHaveLength(2)
  term.press('enter')
  await term.until(() => model.requests.length === 3)
  expect(model.requests[2]!.raw).toContain('yes, run the tests now')
})

test('what the user types takes the place of the grey message', async () => {
  await using model = await startModel('Done.', 'commit it')
  await using term = await openUi(homeWith(model), { args: ['-m', 'k'], env: ON })
  await say(term, 'mend it')
  await term.until((screen) => /^❯ commit it$/m.test(screen))
  term.type('push')
  await term.until((screen) => /^❯ push$/m.test(screen))
})

test('a message that is a command of the terminal is not offered, and none where the user wants none', async () => {
  await using model = await startModel('Done.', '/yolo')
  const home = homeWith(model)
  {
    await using term = await openUi(home, { args: ['-m', 'k'], env: ON })
    await say(term, 'mend it')
    await term.until(() => model.requests.some(isGuess))
    await term.idle()
    expect(term.screen()).not.toContain('/yolo')
    term.press('ctrl-d')
    await term.exited
  }
  const before = model.requests.length
  await using off = await openUi(home, { args: ['-m', 'k'] })
  await say(off, 'mend it')
  await off.until((screen) => screen.includes('Done.') && READY.test(screen))
  await new Promise((resolve) => setTimeout(resolve, 2_500))
  expect(model.requests).toHaveLength(before + 1)
})
