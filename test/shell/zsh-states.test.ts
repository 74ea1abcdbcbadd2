import { expect, test } from 'vitest'
import { createGate, leaveLine } from '../support/asking-shell.ts'
import { answer } from '../support/model-server.ts'
import { shareDaemon } from '../support/shared-daemon.ts'

const openShell = shareDaemon()

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const CHORD_WINDOW_MS = 350

test('an answer that lands in a history search waits', async () => {
  const gate = createGate()
  await using zsh = await openShell('zsh', [answer({ wait: gate.opened }, 'ls -la\n')])
  const { term, model } = zsh
  term.type('echo found')
  term.press('enter')
  await term.until((screen) => screen.endsWith('found\nPROMPT>'))
  term.type('words')
  term.press('ctrl-x')
  await model.received(1)
  await pause(CHORD_WINDOW_MS)
  term.press('ctrl-r')
  term.type('fou')
  await term.until((screen) => screen.includes('bck-i-search: fou'))
  gate.open()
  await pause(100) // an absence is looked for: nothing may change now
  await term.until((screen) => expect(screen).toContain('PROMPT> echo found'))
  expect(term.screen()).not.toContain('PROMPT> ls -la')
  term.press('ctrl-g')
  await term.until(() => term.line() === 'PROMPT> words')
  term.press('ctrl-x')
  await term.until(() => term.line() === 'PROMPT> ls -la')
})

test('an answer that lands in a history search that finds nothing waits, and Enter runs the line that was typed', async () => {
  const gate = createGate()
  await using zsh = await openShell('zsh', [answer({ wait: gate.opened }, 'echo pro""posed\n')])
  const { term, model } = zsh
  term.type('echo mine')
  term.press('ctrl-x')
  await model.received(1)
  await pause(CHORD_WINDOW_MS)
  term.press('ctrl-r')
  term.type('zzzz')
  await term.until((screen) => screen.includes('failing bck-i-search: zzzz'))
  gate.open()
  await model.requests[0]!.closed
  await zsh.home.status() // the daemon has handled the answer before it answers this
  await term.idle()
  expect(term.screen()).toContain('PROMPT> echo mine\nfailing bck-i-search: zzzz')
  term.press('enter')
  await term.until((screen) => /\nmine\n[^]*PROMPT>/.test(screen))
  expect(term.screen()).not.toContain('proposed')
})

test.each([
  ['Alt-X', '', '\x1bx'],
  [':, in the command mode of vi', 'bindkey -v', ':'],
])('an answer that lands while %s reads the name of a command waits for its end', async (_, rc, keys) => {
  const gate = createGate()
  await using zsh = await openShell('zsh', [answer({ wait: gate.opened }, 'ls -la\n')], { rc })
  const { term, model } = zsh
  term.type('words')
  if (rc) {
    term.press('esc')
    await pause(500) // KEYTIMEOUT of a bare Esc in vi mode
  }
  term.press('ctrl-x')
  await model.received(1)
  await pause(CHORD_WINDOW_MS)
  term.type(keys)
  await term.until((screen) => screen.endsWith('PROMPT> words\nexecute: _'))
  gate.open()
  await model.requests[0]!.closed
  await zsh.home.status() // the daemon has handled the answer before it answers this
  await pause(300) // an absence is looked for: nothing may change now
  await term.idle()
  expect(term.screen()).toBe('PROMPT> words\nexecute: _')
  term.type('beginning-of-line\r')
  await term.until((screen) => screen.endsWith('PROMPT> words\nready: Ctrl-X inserts  ls -la'))
  await term.until(() => term.cursor().column === 'PROMPT> '.length)
  term.press('ctrl-x')
  await term.until(() => term.line() === 'PROMPT> ls -la')
})

test('Ctrl-C while Alt-X reads a name ends the question, and the next message is seen', async () => {
  await using zsh = await openShell('zsh', (index) => (index ? answer('ls -la\n') : answer({ stall: true })))
  const { term, model } = zsh
  term.type('words')
  term.press('ctrl-x')
  await model.received(1)
  await pause(CHORD_WINDOW_MS)
  term.type('\x1bx')
  await term.until((screen) => screen.endsWith('execute: _'))
  await term.interrupt()
  await model.requests[0]!.closed
  await leaveLine(term)
  term.type('all files')
  term.press('ctrl-x')
  await term.until((screen) => /PROMPT> ls -la\n1\/1/.test(screen))
})

test('a search that Ctrl-C has ended hides no later message', async () => {
  await using zsh = await openShell('zsh', () => answer('ls -la\n'))
  const { term } = zsh
  term.type('words')
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('1/1'))
  await pause(CHORD_WINDOW_MS)
  term.press('ctrl-r')
  term.type('zzzz')
  await term.until((screen) => screen.includes('failing bck-i-search: zzzz'))
  await leaveLine(term)
  term.type('words')
  term.press('ctrl-x')
  await term.until((screen) => /PROMPT> ls -la\n1\/1/.test(screen))
})

test('Ctrl-L shows the message again that a prompt has wiped by drawing itself anew', async () => {
  const rc = "draw_prompt() { zle reset-prompt }; zle -N draw_prompt; bindkey '^T' draw_prompt"
  await using zsh = await openShell('zsh', () => answer('ls -la\n'), { rc })
  const { term } = zsh
  term.type('words')
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('1/1'))
  await pause(CHORD_WINDOW_MS)
  term.press('ctrl-t')
  await term.until((screen) => screen === 'PROMPT> ls -la')
  term.press('ctrl-l')
  await term.until((screen) => /^PROMPT> ls -la\n1\/1/.test(screen))
})

test('Ctrl-X on a continued line asks about that line and inserts nothing elsewhere', async () => {
  const gate = createGate()
  await using zsh = await openShell('zsh', () => answer({ wait: gate.opened }, 'ls -la\n'))
  const { term, model } = zsh
  term.type("echo 'one")
  term.press('enter')
  await term.until((screen) => screen.includes('quote>'))
  term.type('two')
  term.press('ctrl-x')
  await model.received(1)
  gate.open()
  await term.until((screen) => screen.includes('ready: Ctrl-X inserts'))
  expect(term.line()).toBe('quote> two')
})

test('Ctrl-X on a continued line without words asks nothing', async () => {
  await using zsh = await openShell('zsh', () => answer('ls -la\n'))
  const { term, model } = zsh
  await term.run('echo first')
  term.type('cat <<EOF\r')
  await term.until((screen) => screen.endsWith('heredoc>'))
  term.press('ctrl-x')
  await term.until((screen) => screen.endsWith('heredoc>\nCtrl-X asks nothing here'))
  term.type('words')
  await term.until((screen) => screen.endsWith('heredoc> words'))
  expect(model.requests).toHaveLength(0)
})

test('a line that is run while kimi is asked brings no line back that Ctrl-C has ended before', async () => {
  await using zsh = await openShell('zsh', () => answer({ stall: true }, 'ls\n'))
  const { term, model } = zsh
  term.type('true old words')
  term.press('ctrl-x')
  await model.received(1)
  await pause(CHORD_WINDOW_MS)
  term.press('esc')
  await term.until((screen) => screen.endsWith('PROMPT> true old words\ncancelled'))
  await term.interrupt()
  await term.until(() => term.line() === 'PROMPT>')
  term.type('true new words')
  term.press('ctrl-x')
  await model.received(2)
  await pause(CHORD_WINDOW_MS)
  term.press('enter')
  await term.until((screen) => /PROMPT> true new words\nPROMPT>$/.test(screen))
  await term.idle()
  expect(term.line()).toBe('PROMPT>')
})

test('vared edits its variable, not our answer', async () => {
  await using zsh = await openShell('zsh', () => answer('ls -la\n'))
  const { term, model } = zsh
  term.type('v=value; vared v; print "[$v]"')
  term.press('enter')
  await term.until(() => term.line() === 'value')
  term.press('ctrl-x')
  await term.until((screen) => screen.endsWith('\nvalue\nCtrl-X asks nothing here'))
  expect(model.requests).toHaveLength(0)
  term.press('enter')
  await term.until((screen) => screen.includes('[value]'))
})

test('pasted text that holds Ctrl-X, Ctrl-E or a paste’s end asks nothing and runs nothing', async () => {
  await using zsh = await openShell('zsh', () => answer('ls -la\n'))
  const { term, model } = zsh
  term.paste('some\x18\x05text here')
  await term.until((screen) => screen.includes('text here'))
  await pause(CHORD_WINDOW_MS)
  expect(model.requests).toHaveLength(0)
  await leaveLine(term)
  // Without brackets, as from a terminal that has none.
  term.type('a long pasted text \x18 that goes on and on')
  await term.until((screen) => screen.includes('goes on and on'))
  await pause(CHORD_WINDOW_MS)
  expect(model.requests).toHaveLength(0)
})

test('a prompt of two lines and what stood above it stay intact', async () => {
  await using zsh = await openShell('zsh', () => answer('ls -la\n# all\n', 'ls\n# some\n'), {
    rc: "PS1=$'above\\nPROMPT> '; RPROMPT=right",
    ready: (screen) => screen.includes('PROMPT>'),
  })
  const { term } = zsh
  term.type('print -l kept lines')
  term.press('enter')
  await term.until((screen) => screen.includes('kept\nlines\nabove\nPROMPT>'))
  term.type('words')
  for (const seen of ['1/2  all', '2/2  some', 'your line', '1/2  all']) {
    term.press('ctrl-x')
    await term.until((screen) => screen.includes(seen))
  }
  await term.until((screen) => expect(screen).toMatch(/kept\nlines\nabove\nPROMPT> ls -la +right\n1\/2 {2}all$/))
})

test('a resize while a proposal is shown keeps line and message', async () => {
  await using zsh = await openShell('zsh', () =>
    answer('echo one two three four five six seven eight nine ten\n# counts\n'),
  )
  const { term } = zsh
  term.type('count')
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('1/1  counts'))
  term.resize(40, 20)
  term.type('x')
  await term.until((screen) => screen.replaceAll('\n', '').includes('nine tenx'))
})

test('a long line and a long explanation are cut to one row of message', async () => {
  await using zsh = await openShell('zsh', () => answer(`echo ok\n# ${'very '.repeat(60)}long\n`), { cols: 60 })
  const { term } = zsh
  term.type('words')
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('1/1  very'))
  expect(term.screen().split('\n')).toHaveLength(2)
})

test('a line too long to send is refused with a word, and stays', async () => {
  await using zsh = await openShell('zsh', () => answer('ls\n'), {
    rc: 'fill() { BUFFER=${(l:17000::x:)}; CURSOR=$#BUFFER }; zle -N fill; bindkey "^T" fill',
  })
  const { term, model } = zsh
  term.press('ctrl-t')
  await term.until((screen) => screen.includes('xxxx'))
  term.press('ctrl-x')
  await pause(CHORD_WINDOW_MS)
  expect(model.requests).toHaveLength(0)
  await leaveLine(term)
})

test.each([
  ['emacs', ''],
  ['vi', 'bindkey -v'],
])(
  'in %s mode Ctrl-_ gives the typed line back also after all proposals and the line itself were shown',
  async (_, rc) => {
    await using zsh = await openShell('zsh', () => answer('ls -la\n# one\nls -l\n# two\n'), { rc })
    const { term } = zsh
    const press = async (what: string) => {
      term.press('ctrl-x')
      await term.until((screen) => screen.includes(`\n${what}`))
      await pause(CHORD_WINDOW_MS)
    }
    term.type('all files')
    await term.until(() => term.line() === 'PROMPT> all files')
    for (const what of ['1/2', '2/2', 'your line', '1/2', '2/2']) await press(what)
    term.press('ctrl-_')
    await term.until(() => term.line() === 'PROMPT> all files')
    await term.interrupt()
    await term.until(() => term.line() === 'PROMPT>')
    term.type('all files')
    for (const what of ['1/2', '2/2', 'your line']) await press(what)
    term.press('ctrl-_')
    await term.until((screen) => screen.endsWith('PROMPT> all files'))
    await press('1/2')
    term.press('ctrl-_')
    await term.until(() => term.line() === 'PROMPT> all files')
  },
)
