// The terminal and the shell in it: one screen, one conversation, and each side knows what the other did.

import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Home } from '../support/kimi.ts'
import { answer, startModelServer } from '../support/model-server.ts'
import { shareScripts } from '../support/shared-daemon.ts'
import { openUi, READY, say } from '../support/terminal-ui.ts'
import { script } from '../support/wire-client.ts'

const inHome = shareScripts()
const CTRL_X = '\x18'

/** All that the models of this home have been told. */
function readTold({ paths }: Home): string {
  const sessions = join(paths.share, 'sessions')
  const files = readdirSync(sessions, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('context.jsonl'),
  )
  return files.map((name) => readFileSync(join(sessions, name), 'utf8')).join('\n')
}

test('Ctrl-X leads to the shell and back; what failed there is offered, and @shell brings it to the agent', async () => {
  const home = inHome([script('I see it.')])
  writeFileSync(join(home.dir, '.zshrc'), "PS1='shell$ '\nunsetopt prompt_sp\n")
  await using term = await openUi(home, { env: { SHELL: 'zsh', ZDOTDIR: home.dir } })
  term.type(CTRL_X)
  await term.until(() => term.line() === 'shell$', 'the shell')
  term.type('echo broken-$((6*7)); false\r')
  await term.until((screen) => screen.includes('\nbroken-42\n') && term.line() === 'shell$', 'the output')
  term.type(CTRL_X)
  await term.until(
    (screen) => READY.test(screen) && screen.includes('ended with status 1; @shell in your next'),
    'the offer',
  )
  await term.until((screen) => expect(screen).toMatch(/shell\$ echo broken-\$\(\(6\*7\)\); false\nbroken-42\n[^]*❯/))
  await say(term, 'why? @shell')
  const answered = await term.until((screen) => screen.includes('I see it.') && READY.test(screen), 'the answer')
  expect(answered).toMatch(/❯ why\? @shell\n {2}\+ 2 lines of your shell\n\n?I see it\./)
  expect(readTold(home)).toMatch(/<shell>\\n\$ echo broken[^\n]*status 1\)[^\n]*broken-42\\n<\/shell>/)
})

test('after a rewind the prompt holds the words that were typed, without the output that came along with them', async () => {
  const home = inHome([script('I see it.')])
  writeFileSync(join(home.dir, '.zshrc'), "PS1='shell$ '\nunsetopt prompt_sp\n")
  await using term = await openUi(home, { env: { SHELL: 'zsh', ZDOTDIR: home.dir } })
  term.type('!echo broken-$((6*7))')
  await term.until((screen) => screen.includes('❯ !echo broken'), 'the line')
  term.press('enter')
  await term.until((screen) => screen.includes('\nbroken-42\n') && READY.test(screen), 'the output')
  await say(term, 'why? @shell')
  await term.until((screen) => screen.includes('I see it.') && READY.test(screen), 'the answer')
  await say(term, '/rewind')
  await term.until((screen) => expect(screen).toMatch(/Back to before which turn\?[^]*1 {2}why\? @shell\n/))
  term.press('enter')
  await term.until((screen) => screen.includes('What goes back'), 'what goes back')
  term.press('enter')
  await term.until((screen) => expect(screen).toMatch(/no longer part[^]*❯ why\? @shell\n/))
})

test('! runs one line in the shell, where the variables of before are', async () => {
  const home = inHome([])
  writeFileSync(join(home.dir, '.zshrc'), "PS1='shell$ '\nunsetopt prompt_sp\nFOO=kept\n")
  await using term = await openUi(home, { env: { SHELL: 'zsh', ZDOTDIR: home.dir } })
  term.type('!echo "[$FOO]"')
  await term.until((screen) => screen.includes('!echo "[$FOO]"'), 'the line')
  term.press('enter')
  await term.until((screen) => screen.includes('\n[kept]\n') && READY.test(screen), 'the output')
})

test('Ctrl-X on an answer with one command types it in the shell, once, and does not run it', async () => {
  // A scripted model cannot say several lines.
  await using model = await startModelServer([answer('Run this:\n\n```sh\ntouch made-by-hand\n```\n')])
  const home = inHome([])
  appendFileSync(
    home.paths.config,
    `[models.k]\nprovider = "k"\nmodel = "k"\nmax_context_size = 100000\n[providers.k]\ntype = "kimi"\nbase_url = "${model.url}"\napi_key = "sk-test"\n`,
  )
  writeFileSync(join(home.dir, '.zshrc'), "PS1='shell$ '\nunsetopt prompt_sp\n")
  await using term = await openUi(home, { args: ['-m', 'k'], env: { SHELL: 'zsh', ZDOTDIR: home.dir } })
  await say(term, 'how?')
  await term.until((screen) => screen.includes('touch made-by-hand') && READY.test(screen))
  await term.idle()
  // Something is typed: the command stays where it is.
  term.type('x')
  await term.until((screen) => screen.includes('❯ x'))
  term.type(CTRL_X)
  await term.until(() => term.line() === 'shell$', 'the shell')
  term.type(CTRL_X)
  await term.until((screen) => screen.includes('❯ x') && READY.test(screen))
  term.press('backspace')
  await term.until((screen) => !screen.includes('❯ x'))
  term.type(CTRL_X)
  await term.until(() => term.line() === 'shell$ touch made-by-hand', 'the line')
  expect(readdirSync(home.dir)).not.toContain('made-by-hand')
  term.press('enter')
  await term.until(() => term.line() === 'shell$', 'its end')
  expect(readdirSync(home.dir)).toContain('made-by-hand')
  term.type(CTRL_X)
  await term.until((screen) => READY.test(screen))
  term.type(CTRL_X)
  await term.until(() => term.line() === 'shell$', 'the shell without the line')
})
