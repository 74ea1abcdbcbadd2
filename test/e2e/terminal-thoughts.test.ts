// The thoughts of the model in the terminal.

import { expect, test } from 'vitest'
import { shareScripts } from '../support/shared-daemon.ts'
import { openUi, say } from '../support/terminal-ui.ts'

const inHome = shareScripts()

test('Ctrl-T at the prompt holds for all later turns of the terminal, until the next Ctrl-T', async () => {
  const think = (n: number) => `think: pondering ${n}\ntext: answer ${n}`
  const home = inHome([1, 2, 3, 4].map(think))
  await using term = await openUi(home)
  const turn = async (words: string) => {
    await say(term, words)
    const n = words.slice(-1)
    await term.until((screen) => expect(screen).toMatch(new RegExp(`❯ say ${n}\n[^]*answer ${n}\n\n❯\n`)))
  }
  await turn('say 1')
  expect(term.screen()).not.toContain('pondering')
  term.press('ctrl-t')
  await term.until((screen) => expect(screen).toContain('thoughts are shown'))
  await turn('say 2')
  await turn('say 3')
  expect(term.screen()).toMatch(/pondering 2\n[^]*answer 2[^]*pondering 3\n[^]*answer 3/)
  term.press('ctrl-t')
  await term.until((screen) => expect(screen).toContain('thoughts are hidden'))
  await turn('say 4')
  expect(term.screen()).not.toContain('pondering 4')
})
