// A word of a proposal that is an abbreviation of the user's in fish, or a global alias in zsh, would become other text at Enter. It
// runs as it is shown; what the user types is still the user's own.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { answer } from '../support/model-server.ts'
import { shareDaemon } from '../support/shared-daemon.ts'

const openShell = shareDaemon()

test.each([
  ['the only word', 'zz', 'abbr -a -- zz "echo other; touch effect"'],
  ['the last word', 'echo zz', 'abbr -a --position anywhere -- zz "; touch effect"'],
  ['a word of a pattern', 'echo zz', `abbr -a --position anywhere --regex 'z+' --function stretched -- stretch`],
  ['a word behind a separator', 'true;zz', 'abbr -a -- zz "touch effect"'],
])('fish: a proposal with an abbreviation as %s runs as it is shown', async (_, command, abbreviation) => {
  const rc = `function stretched; echo '; touch effect'; end\nfunction zz; echo as shown; end\n${abbreviation}`
  await using asking = await openShell('fish', () => answer(`${command}\n# the state\n`), { rc })
  const { term } = asking
  await term.run('set -g before (abbr --show)')
  term.type('state')
  term.press('ctrl-x')
  await term.until(() => term.line() === `PROMPT> ${command}`)
  await term.nextPrompt()
  expect(existsSync(join(term.home, 'effect'))).toBe(false)
  expect(term.screen()).toContain(`PROMPT> ${command}\n`)
  await term.run('test "$before" = (abbr --show); and echo the same as before')
  expect(term.screen()).toContain('\nthe same as before\n')
})

test('fish: the row says that a word is not the abbreviation, and the next line has the abbreviation again', async () => {
  const rc = 'function zz; echo as shown; end\nabbr -a -- zz "echo abbreviated"'
  await using asking = await openShell('fish', () => answer('zz\n# the state\n'), { rc })
  const { term } = asking
  term.type('state')
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('not your abbreviation: zz') && term.line() === 'PROMPT> zz')
  await term.interrupt()
  await term.until(() => term.line() === 'PROMPT>')
  term.type('zz')
  await term.nextPrompt()
  expect(term.screen()).toContain('PROMPT> echo abbreviated\nabbreviated\n')
})

test.each([
  ['a word', 'echo ZZ'],
  ['a word of a substitution', 'echo "$(echo ZZ)"'],
  ['a word of a later row', 'for i in one; do\n  echo ZZ\ndone'],
])('zsh: a proposal with a global alias as %s runs as it is shown', async (_, command) => {
  const rc = 'alias -g ZZ="; touch effect"'
  await using asking = await openShell('zsh', () => answer(`${command}\n# the state\n`), { rc })
  const { term } = asking
  term.type('state')
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('not your alias: ZZ') && screen.includes(`PROMPT> ${command}\n`))
  await term.nextPrompt()
  expect(existsSync(join(term.home, 'effect'))).toBe(false)
  expect(term.screen()).toContain('\nZZ\n')
  await term.run('print -r -- $galiases[ZZ]')
  expect(term.screen()).toContain('\n; touch effect\n')
})

test('zsh: a global alias that the user adds to a proposal is the alias', async () => {
  await using asking = await openShell('zsh', () => answer('echo UZZ\n# the state\n'), { rc: 'alias -g ZZ="| tr U V"' })
  const { term } = asking
  term.type('state')
  term.press('ctrl-x')
  await term.until(() => term.line() === 'PROMPT> echo UZZ')
  term.type(' ZZ')
  await term.nextPrompt()
  expect(term.screen()).toContain('\nVZZ\n')
})
