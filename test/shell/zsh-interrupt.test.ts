// Ctrl-C while asking, whatever other plugins do to the trap of INT meanwhile.

import { expect, test } from 'vitest'
import { createGate, leaveLine } from '../support/asking-shell.ts'
import { answer } from '../support/model-server.ts'
import { shareDaemon } from '../support/shared-daemon.ts'

const openShell = shareDaemon()

/** Each sets a trap of its own at every redraw, as powerlevel10k does, or takes all traps away. */
const TRAPS: Record<string, string> = {
  'a trap that ends the line': "trap 'return 130' INT",
  'no trap': 'trap - INT',
  'a function': 'TRAPINT() { return $(( 128 + $1 )) }',
  'a function around ours': `(( $+functions[theirs] )) || { functions[theirs]=\${functions[TRAPINT]-:}; TRAPINT() { theirs "$@" } }`,
}

for (const [name, trap] of Object.entries(TRAPS)) {
  test(`another plugin sets ${name}: Ctrl-C keeps line and cursor, and nothing is said`, async () => {
    const gate = createGate()
    await using asking = await openShell('zsh', () => answer({ wait: gate.opened }, 'ls -la\n'), {
      rc: `autoload -Uz add-zle-hook-widget; redraw() { setopt local_options no_local_traps; ${trap} }
add-zle-hook-widget line-pre-redraw redraw`,
    })
    const { term, model } = asking
    for (const round of [1, 2]) {
      term.type('some words')
      term.press('left', 'left')
      await term.until(() => term.line() === 'PROMPT> some words' && term.cursor().column === 16)
      term.press('ctrl-x')
      await model.received(round)
      await new Promise((resolve) => setTimeout(resolve, 350)) // the chord window
      await term.interrupt()
      await term.until((screen) => screen.endsWith('cancelled'))
      await term.until(() => term.line() === 'PROMPT> some words' && term.cursor().column === 16)
      await model.requests[round - 1]!.closed
      term.press('ctrl-u')
      term.press('ctrl-k')
      await term.until(() => term.line() === 'PROMPT>')
    }
    gate.open()
    term.type('all files')
    term.press('ctrl-x')
    await term.until(() => term.line() === 'PROMPT> ls -la')
    expect(term.output()).not.toMatch(/_kimi|no such/)
  })
}

test('the text of the last line that Ctrl-C ended is the user’s', async () => {
  await using asking = await openShell('zsh', () => answer('ls -la\n'))
  const { term } = asking
  term.type('given up')
  await term.until(() => term.line() === 'PROMPT> given up')
  await leaveLine(term)
  term.type('all files')
  term.press('ctrl-x')
  await term.until(() => term.line() === 'PROMPT> ls -la')
  term.press('ctrl-a', 'ctrl-k')
  term.type('print "<$ZLE_LINE_ABORTED>"\r')
  await term.until((screen) => screen.includes('<given up>'))
})

test('Ctrl-C again and again, in the middle of redraws, leaves the shell alive', async () => {
  await using asking = await openShell('zsh', () => answer({ stall: true }, 'ls -la\n'), {
    env: { KIMI_CHORD_WINDOW_MS: '20' },
  })
  const { term } = asking
  const pass = async (ms: number) => {
    for (const until = performance.now() + ms; performance.now() < until;) await new Promise(setImmediate)
  }
  for (let round = 0; round < 60; round++) {
    term.type('some words')
    term.press('ctrl-x')
    await pass(round % 2 ? round / 3 : 30 + round)
    for (let key = 0; key < 6; key++) {
      term.press('left')
      await pass((round % 7) / 5)
    }
    for (let interrupt = 0; interrupt < 4; interrupt++) {
      process.kill(term.pid, 'SIGINT')
      term.type('x')
    }
    for (let press = 0; press < 2; press++) {
      await pass(25)
      term.press('ctrl-c')
    }
  }
  // The last of so many interrupts may come late, and two presses of the key on an empty line begin agent mode, which Ctrl-C does
  // not leave.
  await term.idle()
  await leaveLine(term, () => /^PROMPT>(?: ✨)?$/.test(term.line()))
  if (term.line().endsWith('✨')) term.press('ctrl-d')
  await term.until(() => term.line() === 'PROMPT>')
  await term.idle()
  term.type('print al""ive\r')
  await term.until((screen) => screen.endsWith('alive\nPROMPT>'))
})
