// Keys other than Enter that end a line: in agent mode they give no words to the shell.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createGate, type AskingShell } from '../support/asking-shell.ts'
import { answer } from '../support/model-server.ts'
import { shareDaemon } from '../support/shared-daemon.ts'

const open = shareDaemon()

// Readline's Ctrl-O and Alt-#, Ctrl-X Ctrl-E, which runs what an editor leaves, and Alt-Ctrl-E, which runs `$(…)`; and what else ends a line or
// puts it away for later in zsh.
const ENDERS = {
  bash: ['\x0f', '\x1b#', '\x18\x05', '\x1b\x05'],
  zsh: ['\x0f', '\x1ba', '\x1bh', '\x1b?', '\x1bq', '\x11'],
}

test.each(['zsh', 'bash'] as const)('%s: no key gives words to the shell, and Enter sends them', async (shell) => {
  await using asking = await open(shell, () => answer('I see.'), { rc: 'VISUAL=true' })
  const { term, model, home } = asking
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('✨'))
  term.type('one; touch pwned; $(touch pwned)')
  for (const keys of ENDERS[shell]) {
    term.type(keys)
    await term.idle()
  }
  term.press('enter')
  await term.until((screen) => /I see\.|not found/.test(screen))
  expect([term.home, home.dir].filter((place) => existsSync(join(place, 'pwned')))).toEqual([])
  expect(JSON.stringify(model.requests[0]!.body!['messages'])).toContain('one; touch pwned; $(touch pwned)')
})

/** Begins agent mode, types words that the shell could run, and goes to vi's command mode. */
async function typeWords({ term }: AskingShell): Promise<void> {
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('✨'))
  term.type('one; touch pwned')
  term.press('esc')
}

/** Waits until the agent has got the words, which the shell has not run, and leaves agent mode. */
async function leaveWhenSent({ term, model }: AskingShell): Promise<void> {
  await term.until((screen) => /I see\.|not found/.test(screen))
  expect(existsSync(join(term.home, 'pwned'))).toBe(false)
  expect(JSON.stringify(model.requests[0]!.body!['messages'])).toContain('one; touch pwned')
  await term.until((screen) => screen.includes('I see.') && /✨$/.test(term.line()))
  term.press('ctrl-d')
  await term.until(() => term.line() === 'PROMPT>')
}

test('zsh: in vi’s command mode Ctrl-J sends the words and # does not', async () => {
  await using asking = await open('zsh', () => answer('I see.'), { rc: 'bindkey -v' })
  const { term } = asking
  await typeWords(asking)
  await new Promise((resolve) => setTimeout(resolve, 500)) // KEYTIMEOUT of a bare Esc in vi mode
  term.type('#')
  await term.idle()
  term.press('ctrl-j')
  await leaveWhenSent(asking)
  await term.run('bindkey -M vicmd "^J" "#"; bindkey -M vicmd "#"')
  expect(term.screen()).toContain('"#" pound-insert')
})

test('zsh: a line that a search in vi’s command mode has found stands behind the mark, and is words', async () => {
  await using asking = await open('zsh', () => answer('I see.'), { rc: 'bindkey -v' })
  const { term } = asking
  await term.run('true; : one; touch pwned; rm pwned')
  await typeWords(asking)
  await new Promise((resolve) => setTimeout(resolve, 500)) // KEYTIMEOUT of a bare Esc in vi mode
  term.type('/touch')
  await term.until((screen) => screen.includes('touch_'))
  term.press('enter', 'ctrl-l') // the emulator takes ✨ for one cell, zsh for two: only a whole drawing shows the line in place
  await term.until(() => term.line() === 'PROMPT> ✨ true; : one; touch pwned; rm pwned')
  term.press('enter')
  await leaveWhenSent(asking)
})

test('zsh: in vi’s command mode the key leaves agent mode, asks nothing and keeps the words', async () => {
  await using asking = await open('zsh', () => answer('ls -la\n'), { rc: 'bindkey -v' })
  const { term, model } = asking
  await typeWords(asking)
  await new Promise((resolve) => setTimeout(resolve, 500)) // KEYTIMEOUT of a bare Esc in vi mode
  term.press('ctrl-x', 'ctrl-l')
  await term.until(() => term.line() === 'PROMPT> one; touch pwned')
  term.press('ctrl-u')
  await term.until(() => term.line() === 'PROMPT>')
  await term.run('print le""ft')
  expect(term.screen()).toContain('\nleft')
  expect(model.requests).toHaveLength(0)
})

test('bash: in vi’s command mode v and # give no words to the shell, and are the user’s own again afterwards', async () => {
  await using asking = await open('bash', () => answer('I see.'), { rc: 'set -o vi; VISUAL=true' })
  const { term } = asking
  await typeWords(asking)
  await term.idle()
  for (const key of 'v#') {
    term.type(key)
    await term.idle()
  }
  term.press('enter')
  await leaveWhenSent(asking)
  await term.nextPrompt() // a new line begins in insert mode
  await term.run('bind -m vi-command -p | grep -E ": (vi-edit-and-execute-command|insert-comment)$"')
  expect(term.screen()).toContain('"#": insert-comment')
  expect(term.screen()).toContain('"v": vi-edit-and-execute-command')
})

test.each(['zsh', 'bash', 'fish'] as const)(
  '%s: without a program to send the words with, one line says so and the words stay',
  async (shell) => {
    const rc = shell === 'fish' ? 'set -g KIMI_BIN /nowhere/kimi' : 'KIMI_BIN=/nowhere/kimi'
    await using asking = await open(shell, () => answer('I see.'), { rc })
    const { term } = asking
    term.press('ctrl-x')
    await term.until((screen) => screen.includes('✨'))
    term.type('some words')
    await term.until((screen) => screen.includes('✨ some words'))
    term.press('enter')
    const [line, row] = ['PROMPT> ✨ some words', 'no program /nowhere/kimi to send this with: set KIMI_BIN']
    const expected = { zsh: [line, row], bash: [line, row, line], fish: [row, line] }[shell]
    await term.until((screen) => screen === expected.join('\n'))
    expect(term.output()).not.toMatch(/_kimi|not found|No such file|Unknown command/)
  },
)

test('zsh: a prompt that draws itself anew each second draws nothing into what the agent says', async () => {
  const gate = createGate()
  const tick = `PS1=$'top\\nPROMPT> '; TMOUT=1; TRAPALRM() { zle && zle .reset-prompt; return 0 }`
  await using asking = await open('zsh', () => answer('One line.\n\n', { wait: gate.opened }, 'Another.'), { rc: tick })
  const { term } = asking
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('✨'))
  term.type('some words')
  term.press('enter')
  await term.until((screen) => screen.includes('One line.'))
  await new Promise((resolve) => setTimeout(resolve, 2_500)) // two ticks, were they not held
  gate.open()
  await term.until((screen) => /✨ some words\nOne line\.\n+Another\.\ntop\nPROMPT> ✨/.test(screen))
  const before = term.output().length
  await expect.poll(() => term.output().slice(before), { timeout: 20_000 }).toContain('top') // the ticks go on
  term.press('ctrl-d')
  await term.run('print "<$functions[TRAPALRM]>"')
  expect(term.screen()).toContain('zle .reset-prompt')
})

test('fish: no abbreviation changes words for the agent, and all of them are the user’s own again afterwards', async () => {
  const rc = [
    "abbr gs 'git status'",
    "abbr L --position anywhere --set-cursor '% | less'",
    'function twice; echo $argv[1] $argv[1]; end',
    "abbr both --regex 'b.th' --position anywhere --function twice",
  ].join('\n')
  await using asking = await open('fish', () => answer('I see.'), { rc })
  const { term, model } = asking
  term.type('abbr >~/before\r')
  await term.until((screen) => screen === 'PROMPT> abbr >~/before\nPROMPT>')
  term.press('ctrl-x')
  await term.until((screen) => screen.endsWith('PROMPT> ✨'))
  for (const [at, words] of ["gs don't you; L both", 'what is gs', 'is it L', 'gs'].entries()) {
    term.type(`${words}\r`)
    const { body } = await model.received(at + 1)
    const { content } = (body!['messages'] as { content: string | { text: string }[] }[]).at(-1)!
    // The message may tell, behind the words, of the commands that were run at the prompt meanwhile.
    expect(typeof content === 'string' ? content : content[0]!.text).toBe(words)
    await term.until((screen) => screen.split('I see.').length === at + 2 && screen.endsWith('\nPROMPT> ✨'))
  }
  term.type('gs ')
  await term.until((screen) => screen.endsWith('PROMPT> ✨ gs'))
  term.press('ctrl-x') // leaves agent mode with its words
  await term.until((screen) => screen.endsWith('\nPROMPT> gs'))
  term.press('ctrl-u')
  await term.run('abbr >~/after')
  const [before, after] = ['before', 'after'].map((name) =>
    readFileSync(join(term.home, name), 'utf8').trim().split('\n'),
  )
  expect(after).toEqual(before)
  expect(before).toHaveLength(3)
})
