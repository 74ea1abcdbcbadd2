// The lists of sessions and of all work: leaving one that `kimi` was started with leaves kimi, and a task that waits is answered there.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Home } from '../support/kimi.ts'
import { shareScripts } from '../support/shared-daemon.ts'
import type { Terminal } from '../support/terminal.ts'
import { openUi, say } from '../support/terminal-ui.ts'
import { script } from '../support/wire-client.ts'

const inHome = shareScripts()

test.each([
  [['sessions'], /Everything that waits, runs/],
  [['-S'], /Sessions of this directory/],
])('kimi %s: Esc leaves for the shell, and Enter on a session goes on with it', async (args, ready) => {
  const home = inHome(['text: the answer'])
  await home.command(['-p', 'the first topic'])
  {
    await using term = await openUi(home, { args, ready })
    await term.until((screen) => screen.includes('the first topic'))
    term.press('esc')
    expect((await term.exited).code).toBe(0)
    expect(term.screen()).not.toContain('To come back')
  }
  await using term = await openUi(home, { args, ready })
  await term.until((screen) => screen.includes('the first topic'))
  term.type('first topic')
  term.press('enter')
  await term.until((screen) => /❯ the first topic\n\nthe answer/.test(screen))
})

/** Has a task in the background ask for a command, and shows it in the list of all work. */
async function untilTaskAsks(home: Home, command: string, rows = 30): Promise<Terminal> {
  const term = await openUi(home, { cols: 80, rows })
  await say(term, '/bg make the file')
  await term.until((screen) => screen.includes('1 waiting for you'))
  await say(term, '/tasks')
  await term.until((screen) => expect(screen).toMatch(/❯ \w{4} make the file +waits for you/))
  await term.until((screen) => expect(screen).toContain(command.slice(0, 20)))
  return term
}

/** Refuses what the task asks, so that it does not wait in the tests that follow. */
async function refuse(term: Terminal): Promise<void> {
  term.press('ctrl-n')
  await term.until((screen) => expect(screen).not.toContain('waits for you'))
}

test('a task that waits is allowed in the list of all work by Ctrl-Y', async () => {
  const home = inHome([script(['Shell', { command: 'touch made' }]), script('it is there')])
  await using term = await untilTaskAsks(home, 'touch made')
  term.press('ctrl-y')
  await expect.poll(() => existsSync(join(home.dir, 'made'))).toBe(true)
})

// A row of this list has 77 cells: of both commands the end is cut.
test.each([['x'.repeat(60)], ['你'.repeat(40)]])(
  'a command that is not shown whole, %s, is not allowed there',
  async (name) => {
    const home = inHome([script(['Shell', { command: `touch ${name}` }]), script('it is there')])
    await using term = await untilTaskAsks(home, `touch ${name}`)
    term.press('ctrl-y')
    await term.until((screen) => expect(screen).toContain('too long to allow here'))
    expect(existsSync(join(home.dir, name))).toBe(false)
    await refuse(term)
  },
)

test('in a terminal too low for all lines of a command, that is not allowed there either', async () => {
  const command = `touch ${[1, 2, 3, 4, 5, 6].map((at) => `made-${at}`).join(' \\\n')}`
  const home = inHome([script(['Shell', { command }]), script('it is there')])
  await using term = await untilTaskAsks(home, 'touch made-1', 7)
  expect(term.screen()).not.toContain('made-6')
  term.press('ctrl-y')
  await term.until((screen) => expect(screen).toContain('too long to allow here'))
  expect(existsSync(join(home.dir, 'made-1'))).toBe(false)
  await refuse(term)
})
