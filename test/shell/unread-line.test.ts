// A line that the shell cannot read runs no hook of the shell. Ctrl-X on the empty line behind it is about that line.

import { expect, test } from 'vitest'
import { answer } from '../support/model-server.ts'
import { shareDaemon } from '../support/shared-daemon.ts'

const openShell = shareDaemon()

test.each(['zsh', 'bash'] as const)('%s: Ctrl-X behind a syntax error asks about that line', async (shell) => {
  await using asking = await openShell(shell, () => answer('echo mended\n'))
  const { term, model } = asking
  await term.run('echo first')
  await term.run('echo )')
  term.press('ctrl-x')
  await term.until(() => term.line() === 'PROMPT> echo mended')
  expect(JSON.stringify((await model.received(1)).body!['messages'])).toContain('echo )')
  await term.interrupt()
  await term.until(() => term.line() === 'PROMPT>')
  await term.run('true')
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('to the agent'))
})

test.each(['zsh', 'bash'] as const)('%s: so it does just behind a Ctrl-C', async (shell) => {
  await using asking = await openShell(shell, () => answer('echo mended\n'))
  const { term, model } = asking
  await term.run('echo first')
  term.type('half a line')
  await term.idle()
  await term.interrupt()
  await term.until(() => term.line() === 'PROMPT>')
  await term.run('echo )')
  term.press('ctrl-x')
  await term.until(() => term.line() === 'PROMPT> echo mended')
  expect(JSON.stringify((await model.received(1)).body!['messages'])).toContain('echo )')
})

test('zsh: two Ctrl-C in a row are no syntax error', async () => {
  await using asking = await openShell('zsh', () => answer('echo mended\n'))
  const { term } = asking
  await term.run('echo first')
  for (let at = 0; at < 2; at++) {
    await term.idle()
    await term.interrupt()
  }
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('to the agent'))
})

test.each(['zsh', 'bash'] as const)(
  '%s: behind a comment the key is about the command that failed before it',
  async (shell) => {
    const rc = shell === 'zsh' ? 'setopt interactive_comments' : ''
    await using asking = await openShell(shell, () => answer('echo mended\n'), { rc })
    const { term, model } = asking
    await term.run('ls --none-such 2>/dev/null; (exit 2)')
    await term.run('# a comment')
    term.press('ctrl-x')
    await term.until(() => term.line() === 'PROMPT> echo mended')
    const asked = JSON.stringify((await model.received(1)).body!['messages'])
    expect(asked).toContain('none-such')
    expect(asked).not.toContain('a comment')
  },
)

test.each(['zsh', 'bash'] as const)('%s: a line that the history does not keep is not asked about', async (shell) => {
  const rc = shell === 'zsh' ? 'setopt hist_ignore_space' : 'HISTCONTROL=ignorespace'
  await using asking = await openShell(shell, () => answer('echo mended\n'), { rc })
  const { term, model } = asking
  await term.run('true')
  await term.run(' echo secret )')
  term.press('ctrl-x')
  await term.until((screen) => /not recorded|to the agent/.test(screen))
  await term.idle()
  expect(model.requests).toHaveLength(0)
})

test('fish: a line that it cannot read stays, and Ctrl-X asks about it', async () => {
  await using asking = await openShell('fish', () => answer('echo mended\n'))
  const { term, model } = asking
  term.type('echo )')
  await term.until(() => term.line() === 'PROMPT> echo )')
  term.press('enter')
  await term.until((screen) => screen.includes('Unexpected'))
  await term.until(() => term.line() === 'PROMPT> echo )')
  term.press('ctrl-x')
  await term.until(() => term.line() === 'PROMPT> echo mended')
  expect(JSON.stringify((await model.received(1)).body!['messages'])).toContain('echo )')
})
