import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { leaveLine } from '../support/asking-shell.ts'
import { pluginPath } from '../support/ensure-shells.ts'
import { ROOT } from '../support/kimi.ts'
import { answer } from '../support/model-server.ts'
import { shareDaemon } from '../support/shared-daemon.ts'

const openShell = shareDaemon()

const SOURCES = {
  suggestions: `source '${pluginPath('zsh-autosuggestions')}'`,
  highlighting: `source '${pluginPath('zsh-syntax-highlighting')}'`,
  kimi: `source '${ROOT}/shell/kimi.zsh'`,
}
type Name = keyof typeof SOURCES
const ORDERS: Name[][] = [
  ['suggestions', 'highlighting', 'kimi'],
  ['suggestions', 'kimi', 'highlighting'],
  ['highlighting', 'suggestions', 'kimi'],
  ['highlighting', 'kimi', 'suggestions'],
  ['kimi', 'suggestions', 'highlighting'],
  ['kimi', 'highlighting', 'suggestions'],
]

for (const order of ORDERS) {
  test(`sourced as ${order.join(', ')}: proposals, undo, chords, ghost text and typing work`, async () => {
    const at = order.indexOf('kimi')
    const sourced = (names: Name[]) => names.map((name) => SOURCES[name]).join('\n')
    await using zsh = await openShell('zsh', () => answer('ls -la\n# all\n', 'ls\n# some\n'), {
      before: `mark() { BUFFER+=" mark"; CURSOR=$#BUFFER }; zle -N mark; bindkey '^X^T' mark\n${sourced(order.slice(0, at))}`,
      rc: sourced(order.slice(at + 1)),
    })
    const { term, model } = zsh
    term.type('true known-to-history')
    term.press('enter')
    await term.until((screen) => screen.split('PROMPT>').length === 3)

    term.type('all files')
    term.press('ctrl-x')
    await term.until((screen) => term.line() === 'PROMPT> ls -la' && screen.includes('1/2  all'))
    term.press('ctrl-x')
    await term.until((screen) => term.line() === 'PROMPT> ls' && screen.includes('2/2  some'))
    // What is shown below is no suggestion: Right does not take it into the line.
    term.press('right')
    term.press('ctrl-_')
    await term.until(() => term.line() === 'PROMPT> all files')
    expect(model.requests).toHaveLength(1)

    await leaveLine(term)
    term.type('a\x18\x14')
    await term.until(() => term.line() === 'PROMPT> a mark')
    await leaveLine(term)
    term.type('true kno')
    await term.until(() => term.line() === 'PROMPT> true known-to-history')
    term.press('right', 'enter')
    await term.until((screen) => screen.endsWith('PROMPT> true known-to-history\nPROMPT>'))
  })
}

test('a proposal stands alone: no grey rest of the typed line behind it', async () => {
  await using zsh = await openShell('zsh', () => answer('ls -la\n'), {
    before: `${SOURCES.suggestions}; ${SOURCES.highlighting}`,
  })
  const { term } = zsh
  await term.run('true known-to-history')
  term.type('true kno')
  await term.until(() => term.line() === 'PROMPT> true known-to-history')
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('1/1') && term.line() === 'PROMPT> ls -la')
  expect(term.cursor().column).toBe('PROMPT> ls -la'.length)
  term.press('ctrl-_')
  await term.until(() => term.line() === 'PROMPT> true known-to-history')
  expect(term.cursor().column).toBe('PROMPT> true kno'.length)
})

test('a suggestion that comes after the proposal is not shown behind it', async () => {
  const late = `_zsh_autosuggest_strategy_late() { [[ $1 == w* ]] && until [[ -e $HOME/go ]]; do sleep 0.05; done; suggestion="$1 late"; : >$HOME/gone }
ZSH_AUTOSUGGEST_STRATEGY=(late)`
  await using zsh = await openShell('zsh', () => answer('ls -la\n'), {
    before: SOURCES.suggestions,
    rc: late,
  })
  const { term } = zsh
  term.type('w')
  await term.until(() => term.line() === 'PROMPT> w')
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('1/1') && term.line() === 'PROMPT> ls -la')
  writeFileSync(join(term.home, 'go'), '')
  await expect.poll(() => existsSync(join(term.home, 'gone'))).toBe(true)
  await term.idle()
  expect(term.line()).toBe('PROMPT> ls -la')
})
