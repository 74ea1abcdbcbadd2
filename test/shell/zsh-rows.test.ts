// The rows of zsh's screen when a chord, a long line or a prompt of several lines meets the message below the line.

import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createGate } from '../support/asking-shell.ts'
import { answer } from '../support/model-server.ts'
import { shareDaemon } from '../support/shared-daemon.ts'

// A chord window that no crowded machine lets pass.
const openShell = shareDaemon({ KIMI_CHORD_WINDOW_MS: '20000' })

const MARK = `
mark() { BUFFER+=" <mark>"; CURSOR=$#BUFFER }; zle -N mark
bindkey '^X^E' mark
`
const THREE_LINES = `
PS1=$'top\\nmiddle\\nPROMPT> '
draw_prompt() { zle reset-prompt }; zle -N zle-keymap-select draw_prompt
`
const slow = () => answer({ wait: createGate().opened }, 'ls\n')

test('a chord that comes below the message changes the line in its own row', async () => {
  await using zsh = await openShell('zsh', slow, { before: MARK })
  const { term } = zsh
  await term.run('echo above')
  term.type('a')
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('Esc cancels'))
  term.press('ctrl-e')
  await term.until((screen) => screen.includes('<mark>'))
  await term.until((screen) => expect(screen).toBe('PROMPT> echo above\nabove\nPROMPT> a <mark>'))
})

test('a chord takes no rows from above a prompt of three lines that is drawn anew for each keymap', async () => {
  await using zsh = await openShell('zsh', slow, { before: MARK + THREE_LINES })
  const { term } = zsh
  await term.run('print -l one two three four')
  term.type('a')
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('Esc cancels'))
  term.press('ctrl-e')
  await term.until((screen) => screen.includes('<mark>'))
  await term.until((screen) => expect(screen).toMatch(/four\none\ntwo\nthree\nfour\ntop\nmiddle\nPROMPT> a <mark>$/))
})

test('agent mode takes no rows from above such a prompt when the command mode of vi is left', async () => {
  await using zsh = await openShell('zsh', slow, { before: THREE_LINES, rc: 'bindkey -v' })
  const { term } = zsh
  await term.run('print -l one two three four')
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('✨'))
  term.type('ab')
  term.press('esc')
  await new Promise((resolve) => setTimeout(resolve, 500)) // KEYTIMEOUT of a bare Esc in vi mode
  term.type('ic')
  await term.until((screen) => screen.includes('acb'))
  await term.until((screen) => expect(screen).toMatch(/four\none\ntwo\nthree\nfour\ntop\nmiddle\nPROMPT> ✨ acb$/))
})

test('the user’s hook hears of no keymap that is not the user’s', async () => {
  const heard = `heard=; listen() { heard+="$KEYMAP " }; zle -N zle-keymap-select listen`
  await using zsh = await openShell('zsh', () => answer('ls -la\n'), { rc: `bindkey -v; ${heard}` })
  const { term } = zsh
  term.type('all')
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('PROMPT> ls -la') && screen.includes('1/1'))
  term.press('enter')
  await term.until((screen) => /total[^]*PROMPT>$/.test(screen))
  await term.run('echo "[$heard]"')
  expect(term.screen()).toMatch(/\[(main |vicmd )*\]/)
})

test('a chord keeps words that were typed in place of a proposal', async () => {
  await using zsh = await openShell('zsh', () => answer('ls -la\n'), { before: MARK })
  const { term } = zsh
  term.type('all')
  term.press('ctrl-x')
  await term.until(() => term.line() === 'PROMPT> ls -la')
  term.type('x') // Ctrl-X x is no chord
  await term.until(() => term.line() === 'PROMPT> ls -lax')
  term.press('ctrl-u')
  await term.until(() => term.line() === 'PROMPT>')
  term.type('mine')
  term.press('ctrl-x')
  await term.until(() => term.line() === 'PROMPT> ls -la')
  term.press('ctrl-e')
  await term.until(() => term.line().includes('<mark>'))
  expect(term.line()).toBe('PROMPT> mine <mark>')
})

test('the message comes back below a line that has grown over the edge of the window', async () => {
  await using zsh = await openShell('zsh', slow, { cols: 40 })
  const { term } = zsh
  term.type('words that nearly fill the row')
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('Esc cancels'))
  for (const letter of 'zyzyzyzy') {
    term.type(letter)
    await term.until((screen) => screen.replaceAll('\n', '').includes(`row${'zyzyzyzy'.slice(0, 1)}`))
    await term.idle()
  }
  await term.until((screen) => expect(screen).toMatch(/rowzyz?y?z?y?z?\n?[zy]+\nasking .*Esc cancels$/))
})

// No time in which a key could go on with a chord, or Esc cancel.
const env = { KIMI_CHORD_WINDOW_MS: '0' }
const TWO_LINES = `setopt prompt_subst; zmodload zsh/system; round=0; PS1=$'top $round\\nPROMPT> '\n`

test.each(['reset-prompt', '.reset-prompt'])(
  'a prompt that calls %s for the command mode of vi keeps the row of the proposal',
  async (widget) => {
    const draw = `${TWO_LINES}draw() { (( ++round )); zle ${widget} }; zle -N zle-keymap-select draw`
    await using zsh = await openShell('zsh', () => answer('rm -rf a\n'), { rc: `bindkey -v\n${draw}`, env })
    const { term } = zsh
    await term.run('print -l one two')
    term.type('all')
    term.press('ctrl-x')
    await term.until((screen) => /PROMPT> rm -rf a\n1\/1 .*destructive/.test(screen))
    term.press('esc')
    await term.until((screen) => expect(screen).toMatch(/one\ntwo\ntop [1-9]\nPROMPT> rm -rf a\n1\/1 .*destructive/))
  },
)

test('a prompt that draws itself anew each second keeps the row of the proposal', async () => {
  const tick = `TMOUT=1; TRAPALRM() { (( ++round )); zle && zle .reset-prompt; return 0 }`
  await using zsh = await openShell('zsh', () => answer('rm -rf a\n'), { rc: TWO_LINES + tick, env })
  const { term } = zsh
  term.type('all')
  term.press('ctrl-x')
  const shown = await term.until((screen) => /top \d+\nPROMPT> rm -rf a\n1\/1 .*destructive/.test(screen))
  const rounds = (screen: string) => Number(/top (\d+)\nPROMPT> rm/.exec(screen)?.[1])
  await term.until((screen) => rounds(screen) > rounds(shown))
  await term.until((screen) => expect(screen).toMatch(/PROMPT> rm -rf a\n1\/1 .*destructive/))
  term.press('ctrl-u')
  await term.until((screen) => !screen.includes('destructive'))
  await term.run('print "<$functions[TRAPALRM]>"')
  expect(term.screen()).not.toContain('_kimi')
})

test.each(['', '-w'])(
  'a part of the prompt that comes late (zle -F %s) keeps the row of the proposal',
  async (option) => {
    const late = `mkfifo $HOME/late; sysopen -rw -u late $HOME/late; zle -N came
came() { local text; sysread -i $1 text; (( ++round )); zle .reset-prompt; zle -R }; zle -F ${option} $late came`
    await using zsh = await openShell('zsh', () => answer('rm -rf a\n'), { rc: TWO_LINES + late, env })
    const { term } = zsh
    await term.run('print -l one two')
    term.type('all')
    term.press('ctrl-x')
    await term.until((screen) => /top 0\nPROMPT> rm -rf a\n1\/1 .*destructive/.test(screen))
    for (const round of [1, 2]) {
      appendFileSync(join(term.home, 'late'), 'x')
      await term.until((screen) => screen.includes(`top ${round}`))
      await term.until((screen) => expect(screen).toMatch(/one\ntwo\ntop \d\nPROMPT> rm -rf a\n1\/1 .*destructive/))
    }
    term.press('ctrl-u')
    await term.until((screen) => !screen.includes('destructive'))
    term.type('zle -F -L\r')
    await term.until((screen) => new RegExp(`zle -F ${option}${option && ' '}\\d+ came\n`).test(screen))
  },
)

test('a part of powerlevel10k’s prompt that comes with a command (SHOW_ON_COMMAND) keeps the row of the proposal', async () => {
  // As powerlevel10k does, wraps the hook, looks at the line's commands last of all, and draws the prompt anew where a part comes or goes.
  const parts = `autoload -Uz add-zle-hook-widget; nothing() { : }; add-zle-hook-widget line-pre-redraw nothing
_p9k_show_on_command=(rm); zle -A zle-line-pre-redraw orig; zle -N zle-line-pre-redraw wrapped
wrapped() { zle orig; [[ $BUFFER == rm* ]] && (( ! round )) || return 0; round=1; zle .reset-prompt }`
  await using zsh = await openShell('zsh', () => answer('rm -rf a\n'), { rc: TWO_LINES + parts, env })
  const { term } = zsh
  term.type('all')
  term.press('ctrl-x')
  await term.until((screen) => /top 0\nPROMPT> rm -rf a\n1\/1 .*destructive/.test(screen))
  term.press('left')
  await term.until((screen) => expect(screen).toMatch(/top 1\nPROMPT> rm -rf a\n1\/1 .*destructive/))
})
