// Words that the terminal does not pass to the agent, and gives back.

import { expect, test } from 'vitest'
import { shareScripts } from '../support/shared-daemon.ts'
import { openUi, say } from '../support/terminal-ui.ts'
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

test('Ctrl-V says so where it finds nothing to paste, as without a display', async () => {
  await using term = await openUi(inHome([]), { env: { DISPLAY: '', WAYLAND_DISPLAY: '' } })
  term.press('ctrl-v')
  await term.until((screen) => expect(screen).toMatch(/Ctrl-V: the clipboard is empty, or there is no display/))
})
