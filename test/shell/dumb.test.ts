// TERM=dumb: no proposal can be drawn, and the key says so.

import { expect, test } from 'vitest'
import { makeHome } from '../support/kimi.ts'

test.each(['zsh', 'bash', 'fish'] as const)(
  '%s: with TERM=dumb the first press says in one line why nothing is proposed',
  async (shell) => {
    await using home = await makeHome()
    await using term = await home.shell(shell, { env: { TERM: 'dumb' } })
    const said = () => term.screen().split('kimi: Ctrl-X cannot draw').length - 1
    term.type('ls')
    await term.until(() => /PROMPT> ls$/.test(term.line()))
    term.press('ctrl-x')
    await term.until(() => said() === 1 && /PROMPT> ls$/.test(term.line()))
    await term.idle()
    term.press('ctrl-x')
    await term.idle()
    term.type(' -d .\r')
    await term.until((screen) => /^\.\/?\n/m.test(screen))
    expect(said()).toBe(1)
    await expect(home.daemonPid()).resolves.toBe(null)
  },
)
