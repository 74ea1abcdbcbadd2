// Words that the terminal does not pass to the agent, and gives back.

import { expect, test } from 'vitest'
import { makeHome } from '../support/kimi.ts'
import { shareScripts } from '../support/shared-daemon.ts'
import { openUi, READY, say } from '../support/terminal-ui.ts'
import { script } from '../support/wire-client.ts'

const inHome = shareScripts()

test('a slash word that nearly is a command is not sent: it stands in the prompt again; a path is sent', async () => {
  const home = inHome([script('about hosts'), script('about words')])
  await using term = await openUi(home)
  for (const [typed, note] of [
    ['/themee dark', 'no command /themee: /theme?'],
    ['/claer', 'no command /claer: /clear?'],
  ] as const) {
    await say(term, typed)
    await term.until((screen) => expect(screen).toMatch(new RegExp(`${note.replace('?', '\\?')}\n[^]*❯ ${typed}\n`)))
    term.press('ctrl-c')
    await term.until((screen) => expect(screen).toMatch(/❯\n/))
  }
  await say(term, '/etc/hosts says what')
  await term.until((screen) => expect(screen).toMatch(/❯ \/etc\/hosts says what\n\nabout hosts\n/))
  await say(term, '/nothing like a command')
  await term.until((screen) => expect(screen).toMatch(/❯ \/nothing like a command\n\nabout words\n/))
})

test.each([
  ['words of the command line', ['mend the tests'], ''],
  ['words that were typed before the session was open', [], 'mend the tests'],
])('%s come back with Up, also when no model could answer them', async (_, args, typed) => {
  await using home = await makeHome()
  await using term = await openUi(home, { args, ready: typed === '' ? READY : /❯/ })
  if (typed !== '') await say(term, typed)
  await term.until((screen) =>
    expect(screen).toMatch(/❯ mend the tests\n[^]*no model is configured\n[^]*Up brings your words back\n[^]*❯\n/),
  )
  await term.until((screen) => READY.test(screen))
  term.press('up')
  await term.until((screen) => expect(screen).toMatch(/no model is configured\n[^]*❯ mend the tests\n/))
  await using later = await openUi(home)
  later.press('up')
  await later.until((screen) => expect(screen).toMatch(/❯ mend the tests\n/))
})

test('without cursor movement the reason of a failed turn is said once', async () => {
  await using home = await makeHome()
  await using term = await openUi(home, { args: ['--plain', 'mend the tests'], ready: /no model is configured/ })
  term.type('/help\r')
  await term.until((screen) => screen.includes('a line  a message'))
  expect(term.output().match(/no model is configured/g)).toHaveLength(1)
})

test('a file that is named and is not there is told in one line, and the words go', async () => {
  const home = inHome([script('about files')])
  await using term = await openUi(home)
  await say(term, 'read @nofile and @shell')
  const screen = await term.until((text) => expect(text).toMatch(/about files\n/))
  expect(screen).toContain('there is no file @nofile: the words go as they are')
})

test('Ctrl-V says so where it finds nothing to paste, as without a display', async () => {
  await using term = await openUi(inHome([]), { env: { DISPLAY: '', WAYLAND_DISPLAY: '' } })
  term.press('ctrl-v')
  await term.until((screen) => expect(screen).toMatch(/Ctrl-V: the clipboard is empty, or there is no display/))
})
