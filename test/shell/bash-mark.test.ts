// bash: the mark of agent mode is text of readline's line. It never stands in a line that bash would run, and always in one that
// the agent would get.

import { expect, test } from 'vitest'
import type { AskingShell } from '../support/asking-shell.ts'
import { answer } from '../support/model-server.ts'
import { shareDaemon } from '../support/shared-daemon.ts'

const open = shareDaemon()
const openBash = (rc = '') => open('bash', () => answer('I see.'), { rc })
const VI = 'set -o vi'

/** Presses keys and waits for the line that they leave. */
async function press({ term }: AskingShell, keys: string, line: string): Promise<void> {
  term.type(keys)
  // The emulator takes ✨ for one cell, readline for two.
  await term.until(() => term.line().replace('✨  ', '✨ ') === `PROMPT>${line && ` ${line}`}`, line)
  await term.idle()
}

const UNDOS = { 'Ctrl-_': '\x1f', 'Ctrl-X Ctrl-U': '\x18\x15' }

test.each(Object.entries(UNDOS))('%s behind agent mode brings no mark back', async (_, undo) => {
  await using asking = await openBash()
  await press(asking, '\x18', '✨')
  await press(asking, '\x04', '')
  await press(asking, `${undo}x`, 'x')
  await press(asking, '\x15', '')
  await press(asking, '\x18', '✨')
  await press(asking, 'hello you', '✨ hello you')
  await press(asking, '\x18', 'hello you')
  await press(asking, undo, '')
  await press(asking, `${undo}echo le""ft\r`, '')
  expect(asking.term.screen()).toMatch(/\nleft\nPROMPT>$/)
})

test('in vi mode too: u in command mode, and Ctrl-_ in insert mode', async () => {
  await using asking = await openBash(VI)
  for (const undo of ['u', 'i\x1f\x1f']) {
    await press(asking, '\x18', '✨')
    await press(asking, 'hello you\x1b', '✨ hello you')
    await press(asking, '\x18', 'hello you')
    await press(asking, undo, '')
    await press(asking, undo === 'u' ? 'iecho one\r' : 'echo one\r', '')
  }
  await press(asking, '\x18', '✨')
  await press(asking, 'hello you', '✨ hello you')
  await press(asking, '\x18', 'hello you')
  await press(asking, '\x1f', '')
})

test('what was killed in agent mode comes back without the mark', async () => {
  await using asking = await openBash()
  for (const kill of ['\x15', '\x17', '\x1b\x7f', '\x01\x0b', '\x01\x1bd']) {
    await press(asking, '\x18', '✨')
    await press(asking, 'zz', '✨ zz')
    await press(asking, kill, '✨')
    await press(asking, '\x04', '')
    await press(asking, '\x19', 'zz')
    await press(asking, '\x7f\x7f', '')
  }
})

test('an undo in agent mode undoes what was done to the words, and never the mark', async () => {
  await using asking = await openBash()
  await press(asking, '\x18', '✨')
  await press(asking, 'some', '✨ some')
  await press(asking, '\x15', '✨')
  await press(asking, '\x1f', '✨ some')
  await press(asking, '\x1f', '✨')
  await press(asking, '\x1fwords', '✨ words')
  asking.term.press('enter')
  expect(JSON.stringify((await asking.model.received(1)).body!['messages'])).toContain('"content":"words"')
})
