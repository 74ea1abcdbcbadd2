// The main story in each shell, for `npm run test:quick`: a line in plain words, Ctrl-X, a proposal, undo, Enter.

import { expect, test } from 'vitest'
import { answer } from '../support/model-server.ts'
import { shareDaemon } from '../support/shared-daemon.ts'

const openShell = shareDaemon()

test.each(['zsh', 'bash', 'fish'] as const)(
  '%s: Ctrl-X proposes, undo gives the line back, Enter runs',
  async (shell) => {
    await using asking = await openShell(shell, () => answer('echo one; echo two\n# says both\n'))
    const { term, model } = asking
    term.type('say both')
    term.press('ctrl-x')
    await term.until((screen) => /1\/1 {2}says both/.test(screen) && term.line() === 'PROMPT> echo one; echo two')
    term.press('ctrl-_')
    await term.until(() => term.line() === 'PROMPT> say both')
    term.press('ctrl-x')
    await term.until(() => term.line() === 'PROMPT> echo one; echo two')
    expect(term.screen()).not.toMatch(/^two$/m)
    term.press('enter')
    await term.until((screen) => screen.endsWith('\none\ntwo\nPROMPT>'))
    expect(model.requests).toHaveLength(2)
  },
)
