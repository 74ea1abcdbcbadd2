// bash: Ctrl-C and a killed daemon leave no row of an earlier question, and no answer of the terminal's, on the screen.

import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createGate, openAskingShell } from '../support/asking-shell.ts'
import { killDaemon } from '../support/kimi.ts'
import { answer } from '../support/model-server.ts'
import { shareDaemon } from '../support/shared-daemon.ts'
import { widgetToReturn } from './bash-widget.ts'

const openShell = shareDaemon()

/** A hook of the prompt that takes as long as the file `hold` is there. */
const SLOW = 'slow() { while [ -e ~/hold ]; do : >~/begun; command sleep 0.02; done; }'

test.each([
  ['a text', 'PROMPT_COMMAND=slow'],
  ['an array', 'PROMPT_COMMAND=(true slow)'],
])(
  'proposals that still come behind Ctrl-C say nothing while the next prompt is made, with hooks as %s',
  async (_, rc) => {
    const gate = createGate()
    const replies = () =>
      answer('ls -la\n# all files\n', { wait: gate.opened }, 'ls\n# the files\nls -1\n# one a row\n')
    await using asking = await openShell('bash', replies, { before: `${SLOW}; ${rc}` })
    const { term, model, home } = asking
    term.type('all files')
    term.press('ctrl-x')
    await term.until((screen) => /^PROMPT> ls -la\n1\/… {2}all files$/.test(screen))
    await widgetToReturn(term)
    const hold = join(term.home, 'hold')
    writeFileSync(hold, '')
    await term.idle()
    term.press('ctrl-c')
    await expect.poll(() => existsSync(join(term.home, 'begun'))).toBe(true)
    gate.open()
    await model.requests[0]!.closed
    for (let look = 0; look < 5; look++) await home.status() // the daemon has the proposals before it answers this
    rmSync(hold)
    await term.until(() => term.line().endsWith('PROMPT>'))
    await term.idle()
    expect(term.screen()).toMatch(/^PROMPT> ls -la\^C\nPROMPT>$/)
    await term.run('echo le""ft "${PROMPT_COMMAND[0]}"')
    expect(term.screen()).toMatch(/\nleft (slow|true)\nPROMPT>$/)
  },
)

test('a daemon that is killed in a turn has no answer of the terminal’s shown, where the prompt runs slow commands', async () => {
  const slow = 'slow() { while [ -e ~/hold ]; do : >~/begun; command sleep 0.02; done; }'
  await using asking = await openAskingShell('bash', [answer('One line.\n\n', { stall: true })], {
    rc: `${slow}; PS1='first line\\n$(slow)PROMPT> '`,
    ready: (screen) => screen === 'first line\nPROMPT>',
  })
  const { term, home } = asking
  const { pid } = await home.status()
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('✨'))
  term.type('say it')
  await term.until((screen) => screen.endsWith('say it'))
  writeFileSync(join(term.home, 'hold'), '')
  term.press('enter')
  await term.until((screen) => screen.includes('One line.'))
  await killDaemon(pid)
  await expect.poll(() => existsSync(join(term.home, 'begun'))).toBe(true)
  rmSync(join(term.home, 'hold'))
  await term.until((screen) => screen.endsWith('\nfirst line\nPROMPT> ✨'))
  expect(term.screen()).not.toContain('[0n')
  term.press('ctrl-d')
  await term.until((screen) => screen.endsWith('\nfirst line\nPROMPT>'))
  await term.run('echo "<$PS1>"')
  expect(term.screen()).toContain('\n<first line\\n$(slow)PROMPT> >\n')
})
