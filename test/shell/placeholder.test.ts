// A placeholder such as <file> in a proposal stands for a word that only the user knows.

import { expect, test } from 'vitest'
import { leaveLine } from '../support/asking-shell.ts'
import { answer } from '../support/model-server.ts'
import { shareDaemon } from '../support/shared-daemon.ts'

const openShell = shareDaemon()

const REPLY = 'echo <from> -- <to>\n# copies\nls -la\n# all\n'

test('zsh: the first is selected, what is typed takes its place, Enter goes to the first that is left and then runs the line', async () => {
  await using zsh = await openShell('zsh', () => answer(REPLY))
  const { term } = zsh
  term.type('copy it')
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('PROMPT> echo <from> -- <to>\n1/2'))
  await term.until(() => expect(term.cursor().column).toBe('PROMPT> echo <from>'.length))
  term.press('enter')
  await term.until((screen) => screen.includes('<from> is still to be filled in'))
  // The placeholder stays until it is filled in.
  term.press('enter')
  await term.idle()
  expect(term.screen()).toContain('<from> is still to be filled in')
  expect(term.cursor().column).toBe('PROMPT> echo <from>'.length)
  term.type('a b')
  await term.until(() => term.line() === 'PROMPT> echo a b -- <to>')
  term.press('enter')
  await term.until(() => term.cursor().column === 'PROMPT> echo a b -- <to>'.length)
  term.paste('c d')
  await term.until(() => term.line() === 'PROMPT> echo a b -- c d')
  term.press('enter')
  await term.until((screen) => screen.includes('\na b -- c d\nPROMPT>'))
  // And nothing is left of it.
  term.type('echo <x')
  term.press('ctrl-u')
  term.type('print "[$widgets[accept-line] $widgets[self-insert]]"')
  term.press('enter')
  await term.until((screen) => screen.includes('[builtin builtin]'))
})

test('zsh: the next proposal, undo and Ctrl-C leave no refusal behind', async () => {
  await using zsh = await openShell('zsh', () => answer(REPLY))
  const { term } = zsh
  term.type('copy it')
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('echo <from> -- <to>\n1/2'))
  term.press('backspace')
  await term.until(() => term.line() === 'PROMPT> echo  -- <to>')
  await leaveLine(term)
  term.type('copy it')
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('PROMPT> echo <from> -- <to>\n1/2'))
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('PROMPT> ls -la\n2/2'))
  term.press('enter')
  await term.until((screen) => /\ntotal [^]*\nPROMPT>$/.test(screen))
})

test('bash: Enter is refused while one is left, and the cursor stands behind it', async () => {
  await using bash = await openShell('bash', () => answer(REPLY))
  const { term } = bash
  term.type('copy it')
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('PROMPT> echo <from> -- <to>\n1/2'))
  await term.until(() => term.cursor().column === 'PROMPT> echo <from>'.length)
  await new Promise((resolve) => setTimeout(resolve, 400)) // past the chord window
  term.press('enter')
  await term.until((screen) => screen.includes('<from> is still to be filled in'))
  await term.until(() => term.line() === 'PROMPT> echo <from> -- <to>')
  term.press('ctrl-w')
  term.type('a')
  await term.until(() => term.line() === 'PROMPT> echo a -- <to>')
  term.press('enter')
  await term.until((screen) => screen.includes('<to> is still to be filled in'))
  await term.until(() => term.cursor().column === 'PROMPT> echo a -- <to>'.length)
  term.press('ctrl-w')
  term.type('b')
  await term.until(() => term.line() === 'PROMPT> echo a -- b')
  term.press('enter')
  await term.until((screen) => screen.includes('\na -- b\nPROMPT>'))
  term.type('echo on')
  term.press('enter')
  await term.until((screen) => screen.endsWith('\non\nPROMPT>'))
})

test('bash: Ctrl-W takes out the whole placeholder and no quote before it, and is readline’s own elsewhere', async () => {
  await using bash = await openShell('bash', () => answer('tar -xzf "<file>" -C <output folder>\n# unpacks\n'))
  const { term } = bash
  term.type('unpack it')
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('PROMPT> tar -xzf "<file>" -C <output folder>\n1/1'))
  await term.until(() => term.cursor().column === 'PROMPT> tar -xzf "<file>'.length)
  term.press('ctrl-w')
  await term.until(() => term.line() === 'PROMPT> tar -xzf "" -C <output folder>')
  term.type('a.tgz b')
  await term.until(() => term.line() === 'PROMPT> tar -xzf "a.tgz b" -C <output folder>')
  term.press('ctrl-w')
  await term.until(() => term.line() === 'PROMPT> tar -xzf "a.tgz " -C <output folder>')
  term.press('enter')
  await term.until((screen) => screen.includes('<output folder> is still to be filled in'))
  term.press('ctrl-w')
  await term.until(() => term.line() === 'PROMPT> tar -xzf "a.tgz " -C')
  await leaveLine(term)
  // At the next prompt the key is readline's again.
  await term.run('bind -p | grep C-w')
  expect(term.screen()).toContain('"\\C-w": unix-word-rubout')
})

test('fish: Enter is refused while one is left, Backspace takes it out as a whole, and else is what it was', async () => {
  await using fish = await openShell('fish', () => answer(REPLY))
  const { term } = fish
  term.type('copy it')
  term.press('ctrl-x')
  await term.until(() => term.line() === 'PROMPT> echo <from> -- <to>')
  await term.until(() => expect(term.cursor().column).toBe('PROMPT> echo <from>'.length))
  term.press('enter')
  await term.until((screen) => screen.includes('<from> is still to be filled in'))
  term.press('backspace')
  await term.until(() => term.line() === 'PROMPT> echo  -- <to>')
  term.type('ab')
  term.press('backspace')
  await term.until(() => term.line() === 'PROMPT> echo a -- <to>')
  term.press('enter')
  await term.until((screen) => screen.includes('<to> is still to be filled in'))
  term.press('backspace')
  term.type('b')
  await term.until(() => term.line() === 'PROMPT> echo a -- b')
  term.press('enter')
  await term.until((screen) => /\na -- b\nPROMPT>$/.test(screen))
})

test('fish: a binding that the message has put on Backspace is not taken for the user’s own', async () => {
  const rc = `function probe
  bind --user \\x7f '_kimi_edit; commandline -f backward-delete-char'
  _kimi_take backspace \\x7f _kimi_backspace
  _kimi_give_back backspace \\x7f
  echo "["(bind --user | string match -e _kimi_edit)"]"
end`
  await using fish = await openShell('fish', () => answer(REPLY), { rc })
  fish.term.type('probe; echo end\r')
  await fish.term.until((screen) => screen.includes('\nend\n'))
  expect(fish.term.screen()).not.toContain('_kimi_edit')
})
