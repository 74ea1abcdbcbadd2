// The key on a line that was emptied after a proposal, and on an empty line that holds the second fix.

import { describe, expect, test } from 'vitest'
import { answer } from '../support/model-server.ts'
import { shareDaemon } from '../support/shared-daemon.ts'
import { widgetToReturn } from './bash-widget.ts'

// Without the chord window Ctrl-U behind Ctrl-X is Ctrl-U.
const openShell = shareDaemon({ KIMI_CHORD_WINDOW_MS: '0' })

describe.each(['zsh', 'bash', 'fish'] as const)('%s', (shell) => {
  test('Ctrl-X begins agent mode on a line that was emptied after a proposal', async () => {
    await using asking = await openShell(shell, () => answer('ls -la\n'))
    const { term } = asking
    await term.run('echo one') // a command that the history could propose
    term.type('all files')
    term.press('ctrl-x')
    await term.until(() => term.line() === 'PROMPT> ls -la')
    if (shell === 'bash') await widgetToReturn(term)
    term.press('ctrl-u')
    await term.until(() => term.line() === 'PROMPT>')
    term.press('ctrl-x')
    await term.until((screen) => /✨|offline/.test(screen) && term.line() !== '') // fish draws its prompt in two steps
    expect(term.line()).toMatch(/✨$/)
  })

  test.skipIf(shell === 'fish')('Ctrl-_ at the second fix gives the empty line back', async () => {
    await using asking = await openShell(shell, () => answer('ls -la\nls -1\n'))
    const { term } = asking
    await term.run('false')
    for (const fix of ['ls -la', 'ls -1']) {
      term.press('ctrl-x')
      await term.until((screen) => term.line().endsWith(`> ${fix}`) && /\d\/2/.test(screen))
      if (shell === 'bash') await widgetToReturn(term)
    }
    term.press('ctrl-_')
    await term.until(() => !term.line().endsWith('ls -1'))
    await term.idle()
    expect(term.line()).toBe('PROMPT>')
  })
})
