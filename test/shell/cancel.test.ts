import { describe, expect, test } from 'vitest'
import { createGate, leaveLine } from '../support/asking-shell.ts'
import { answer } from '../support/model-server.ts'
import type { Key } from '../support/keys.ts'
import { shareDaemon } from '../support/shared-daemon.ts'
import type { Terminal } from '../support/terminal.ts'
import { widgetToReturn } from './bash-widget.ts'

const openShell = shareDaemon()

/** When keys reach the line editor again: 300 ms after the press, which bash shows by drawing the prompt. */
const windowToClose = (shell: 'zsh' | 'bash', term: Terminal) =>
  shell === 'bash' ? widgetToReturn(term) : new Promise<void>((resolve) => setTimeout(resolve, 350))

describe.each(['zsh', 'bash'] as const)('%s', (shell) => {
  for (const key of ['esc', 'ctrl-c'] as const satisfies Key[]) {
    for (const when of ['at once', 'after the chord window'] as const) {
      test(`${key} ${when} cancels: line and cursor are as they were, and the model hears of it`, async () => {
        const gate = createGate()
        await using asking = await openShell(shell, [answer({ wait: gate.opened }, 'ls -la\n')])
        const { term, model } = asking
        term.type('some words')
        term.press('left', 'left')
        await term.until(() => term.cursor().column === 16)
        term.press('ctrl-x')
        await model.received(1)
        if (when !== 'at once') await windowToClose(shell, term)
        if (key === 'esc') term.press(key)
        else await term.interrupt()
        await term.until((screen) => screen.includes('cancelled'))
        await term.until(() => term.line() === 'PROMPT> some words' && term.cursor().column === 16)
        await model.requests[0]!.closed
        gate.open()
        term.type('!')
        await term.until(() => term.line() === 'PROMPT> some wor!ds')
      })
    }
  }

  test('an arrow key while asking moves the cursor and cancels nothing', async () => {
    const gate = createGate()
    await using asking = await openShell(shell, [answer({ wait: gate.opened }, 'ls -la\n')])
    asking.term.type('all files')
    asking.term.press('ctrl-x')
    await asking.term.until((screen) => screen.includes('asking kimi'))
    await windowToClose(shell, asking.term)
    asking.term.press('left')
    await asking.term.until(() => asking.term.cursor().column === 16)
    gate.open()
    await asking.term.until((screen) => screen.includes('ready: Ctrl-X inserts  ls -la'))
  })

  test('after an answer Ctrl-C is the shell’s own again', async () => {
    await using asking = await openShell(shell, [answer('ls -la\n')], {
      rc: shell === 'zsh' ? 'TRAPINT() { print trapped; return $((128 + $1)) }' : "trap 'echo trapped' INT",
    })
    asking.term.type('all files')
    asking.term.press('ctrl-x')
    await asking.term.until((screen) => screen.includes('1/1'))
    await asking.term.idle()
    asking.term.press('ctrl-c')
    await asking.term.until((screen) => screen.includes('trapped') && asking.term.line() === 'PROMPT>')
    await asking.term.run('echo next')
  })

  test('Ctrl-C with a proposal in the line ends the line, as ever', async () => {
    await using asking = await openShell(shell, () => answer('ls -la\n'))
    const { term } = asking
    for (let round = 1; round <= 3; round++) {
      term.type('all files')
      term.press('ctrl-x')
      await term.until(() => term.line() === 'PROMPT> ls -la')
      await leaveLine(term)
    }
  })
})

test.each(['zsh', 'bash', 'fish'] as const)(
  '%s: Ctrl-C keeps what was typed on while asking, and the next one ends the line',
  async (shell) => {
    await using asking = await openShell(shell, [answer({ stall: true }, 'ls -la\n')])
    const { term, model } = asking
    term.type('some words')
    await term.until(() => term.line() === 'PROMPT> some words')
    term.press('ctrl-x')
    await model.received(1)
    await term.idle()
    if (shell === 'bash') await widgetToReturn(term)
    term.type(' and more')
    await term.until(() => term.line() === 'PROMPT> some words and more')
    term.press('left')
    await term.until(() => term.cursor().column === 26)
    await term.interrupt()
    await term.until((screen) => screen.includes('cancelled'))
    await model.requests[0]!.closed
    await term.until(() => term.line() === 'PROMPT> some words and more' && term.cursor().column === 26)
    await leaveLine(term)
    await term.run('echo "left:$HOME" | cut -c1-5')
  },
)

test('bash: a user’s own trap of Ctrl-C does not run where a question is cancelled, and is theirs again behind it', async () => {
  await using asking = await openShell('bash', () => answer({ stall: true }, 'ls -la\n'), {
    rc: "trap 'echo trapped' INT",
  })
  const { term, model } = asking
  for (let round = 1; round <= 2; round++) {
    term.type('words')
    term.press('ctrl-x')
    await model.received(round)
    await widgetToReturn(term)
    term.type(' more')
    await term.until(() => term.line() === 'PROMPT> words more')
    await term.interrupt()
    await term.until((screen) => screen.endsWith('PROMPT> words more\ncancelled'))
    await term.idle()
    await term.nextPrompt(() => term.press('ctrl-c'))
    expect(term.screen().split('trapped').length).toBe(2)
    term.type('trap -p INT\r')
    await term.until((screen) => screen.endsWith("PROMPT> trap -p INT\ntrap -- 'echo trapped' SIGINT\nPROMPT>"))
    term.press('ctrl-l')
    await term.until((screen) => screen === 'PROMPT>')
  }
})

test('bash: a user’s own trap of Ctrl-C keeps its code, and the line ends at it after each answer', async () => {
  await using asking = await openShell('bash', () => answer('ls -la\n'), { rc: "trap 'echo trapped' INT" })
  const { term } = asking
  for (let round = 1; round <= 2; round++) {
    term.type('all files')
    term.press('ctrl-x')
    await term.until(() => term.line() === 'PROMPT> ls -la')
    await widgetToReturn(term)
    await term.idle() // an interrupt that comes while readline draws is seen at the next key only
    await term.nextPrompt(() => term.press('ctrl-c'))
    term.type('trap -p INT\r')
    await term.until((screen) => screen.endsWith("PROMPT> trap -p INT\ntrap -- 'echo trapped' SIGINT\nPROMPT>"))
  }
})

test.each([80, 24])(
  'fish: Ctrl-C on a proposal leaves its message with the line that ends, at %i columns',
  async (columns) => {
    await using asking = await openShell('fish', () => answer('ls -la\n'), { cols: columns })
    const { term } = asking
    term.type('all files')
    term.press('ctrl-x')
    // Until the answer has ended Ctrl-C cancels the question alone.
    await term.until((screen) => screen.includes('1/1') && term.line() === 'PROMPT> ls -la')
    await term.idle()
    term.press('ctrl-c')
    await term.until((screen) => /PROMPT> ls -la(\^C)?\nPROMPT>$/.test(screen))
  },
)
