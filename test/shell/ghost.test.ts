// The likely rest of the line in grey, in real zsh: it follows the typed text and is no part of the line until it is taken.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { leaveLine } from '../support/asking-shell.ts'
import { pluginPath } from '../support/ensure-shells.ts'
import { killDaemon, lendDaemonTo, makeHome, type Home, type ShellOptions } from '../support/kimi.ts'
import { answer, startModelServer } from '../support/model-server.ts'
import type { Terminal } from '../support/terminal.ts'

interface Place extends AsyncDisposable {
  home: Home
  term: Terminal
  pid: number
}

async function openPlace(options: ShellOptions & { config?: string } = {}): Promise<Place> {
  const home = await makeHome()
  writeFileSync(home.paths.config, options.config ?? '')
  const pid = await lendDaemonTo(home)
  const term = await home.shell('zsh', options)
  await expect.poll(async () => (await home.status()).shells.length).toBe(1)
  return {
    home,
    term,
    pid,
    async [Symbol.asyncDispose]() {
      await term.close()
      await home[Symbol.asyncDispose]()
    },
  }
}

const typed = (text: string) => 'PROMPT> '.length + text.length

test('as you type the rest stands behind the cursor; Right takes it, and nothing runs before Enter', async () => {
  await using place = await openPlace()
  const { term } = place
  await term.run('echo one two three')
  term.type('ec')
  await term.until(() => term.line() === 'PROMPT> echo one two three' && term.cursor().column === typed('ec'))
  term.type('ho o')
  await term.until(() => term.cursor().column === typed('echo o'))
  expect(term.line()).toBe('PROMPT> echo one two three')
  term.press('right')
  await term.until(() => term.cursor().column === typed('echo one two three'))
  term.type('!x')
  term.press('backspace', 'backspace', 'enter')
  await term.until((screen) => screen.split('\none two three\n').length === 3)
})

test('a command with bytes that are no UTF-8 is not offered, whatever else begins as it does is', async () => {
  await using place = await openPlace()
  const { term } = place
  await term.run('echo cafx of old')
  // The line that is edited next holds the byte itself, as one that was pasted from a file in Latin-1.
  term.type("print -rz -- $'echo caf\\xe9 of late'")
  term.press('enter')
  await term.until(() => /^PROMPT> echo caf.+ of late$/.test(term.line()))
  await term.nextPrompt()
  term.type('echo c')
  await term.until(() => term.line() === 'PROMPT> echo cafx of old')
})

test('End takes all of it, Alt-F and Ctrl-Right a word, anything else sends it away', async () => {
  await using place = await openPlace()
  const { term } = place
  await term.run('echo one two three')
  for (const [keys, line] of [
    ['\x1bf', 'echo '],
    ['\x1b[1;5C', 'echo one '],
  ] as const) {
    if (keys === '\x1bf') term.type('ec')
    await term.until(() => term.line() === 'PROMPT> echo one two three')
    term.type(keys)
    await term.until(() => term.cursor().column === typed(line) && term.line() === 'PROMPT> echo one two three')
  }
  term.type('x')
  await term.until(() => term.line() === 'PROMPT> echo one x')
  term.press('ctrl-u')
  term.type('echo o')
  // The grey text stands behind the first letter already.
  await term.until(() => term.line() === 'PROMPT> echo one two three' && term.cursor().column === typed('echo o'))
  term.press('ctrl-e')
  await term.until(() => term.cursor().column === typed('echo one two three'))
  term.press('ctrl-u')
  term.type('echo o')
  await term.until(() => term.line() === 'PROMPT> echo one two three' && term.cursor().column === typed('echo o'))
  term.press('left')
  await term.until(() => term.line() === 'PROMPT> echo o')
})

test('an answer about an earlier line does not take the grey text away that fits the line of now', async () => {
  await using place = await openPlace()
  const { home, term, pid } = place
  await term.run('echo one two three')
  term.type('echo o')
  const isWhole = () => term.line() === 'PROMPT> echo one two three'
  await term.until(isWhole)
  process.kill(pid, 'SIGSTOP')
  term.type('x') // asks about a line that nothing is known of
  await term.until(() => term.line() === 'PROMPT> echo ox')
  term.press('backspace')
  await term.until(isWhole)
  const from = term.output().length
  process.kill(pid, 'SIGCONT')
  await home.status()
  await term.idle()
  expect(term.output().slice(from)).toBe('')
})

test('Enter runs what was typed, and what was not taken leaves the screen', async () => {
  await using place = await openPlace()
  const { term } = place
  await term.run('echo one two')
  term.type('echo o')
  await term.until(() => term.line() === 'PROMPT> echo one two')
  term.press('enter')
  await term.until((screen) => screen.endsWith('PROMPT> echo o\no\nPROMPT>'))
})

test('files, branches, scripts and subcommands are known where no history is', async () => {
  await using place = await openPlace()
  const { home, term } = place
  const dir = join(home.dir, 'project')
  mkdirSync(join(dir, 'sources-of-it'), { recursive: true })
  writeFileSync(join(dir, 'package.json'), JSON.stringify({ scripts: { integration: 'true' } }))
  await term.run(`cd '${dir}'`)
  for (const [text, whole] of [
    ['git chec', 'git checkout'],
    ['npm run int', 'npm run integration'],
    ['cd sou', 'cd sources-of-it'],
  ] as const) {
    term.type(text)
    await term.until(() => term.line().startsWith(`PROMPT> ${whole}`))
    expect(term.cursor().column).toBe(typed(text))
    term.press('ctrl-u')
  }
})

test('no grey text in a line that begins with a blank, in PS2, vared or a search', async () => {
  await using place = await openPlace({ rc: 'setopt hist_ignore_space' })
  const { term } = place
  await term.run('echo one two')
  term.type(' echo o')
  await term.until(() => term.line() === 'PROMPT>  echo o')
  await new Promise((resolve) => setTimeout(resolve, 150)) // an absence is looked for
  expect(term.line()).toBe('PROMPT>  echo o')
  term.press('ctrl-u')
  term.type("print '\recho o")
  await new Promise((resolve) => setTimeout(resolve, 150)) // an absence is looked for
  expect(term.line()).toBe('quote> echo o')
  await leaveLine(term)
  term.type('v=; vared -p "value " v\r')
  await term.until(() => term.line() === 'value')
  term.type('echo o')
  await new Promise((resolve) => setTimeout(resolve, 150)) // an absence is looked for
  expect(term.line()).toBe('value echo o')
  term.press('enter')
  await term.until(() => term.line() === 'PROMPT>')
  term.press('ctrl-r')
  term.type('echo o')
  await term.until((screen) => screen.includes('bck-i-search: echo o'))
  expect(term.output()).not.toContain('echo one two\x1b[K two')
})

test('is off with ghost.enabled = false, and with KIMI_GHOST_ENABLED=0 no file of it is read', async () => {
  for (const options of [{ config: '[ghost]\nenabled = false\n' }, { env: { KIMI_GHOST_ENABLED: '0' } }]) {
    await using place = await openPlace(options)
    const { term } = place
    await term.run('echo one two')
    term.type('echo o')
    await new Promise((resolve) => setTimeout(resolve, 200)) // an absence is looked for
    expect(term.line()).toBe('PROMPT> echo o')
    term.press('ctrl-u')
    await term.run('print "[$+functions[_kimi_ghost_redraw]]"')
    await term.until((screen) => expect(screen).toContain(options.env ? '[0]' : '[1]'))
  }
})

test('secrets, control characters and hidden ones in the history are never shown', async () => {
  await using place = await openPlace()
  const { term } = place
  const token = `ghp_${'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'}`
  await term.run(`true export GITHUB_TOKEN=${token}`)
  await term.nextPrompt(() => term.type('true dark\u202etfel\r'))
  for (const text of ['true exp', 'true dark']) {
    const before = term.output().length
    term.type(text)
    await new Promise((resolve) => setTimeout(resolve, 200)) // an absence is looked for
    expect(term.line()).toBe(`PROMPT> ${text}`)
    expect(term.output().slice(before)).not.toContain(token.slice(6))
    term.press('ctrl-u')
  }
})

test('a daemon that is stopped or killed costs no key', async () => {
  await using place = await openPlace()
  const { term, pid } = place
  await term.run('echo one two')
  process.kill(pid, 'SIGSTOP')
  try {
    for (let at = 0; at < 40; at++) {
      term.type('echo some words that nobody has typed before')
      await term.until(() => term.line() === 'PROMPT> echo some words that nobody has typed before')
      term.press('ctrl-u')
      await term.until(() => term.line() === 'PROMPT>')
    }
  } finally {
    process.kill(pid, 'SIGCONT')
  }
  term.type('echo o')
  await term.until(() => term.line() === 'PROMPT> echo one two')
  await killDaemon(pid)
  term.press('ctrl-u')
  term.type('echo x')
  await term.until(() => term.line() === 'PROMPT> echo x')
})

test('Ctrl-X asks about what was typed, and the proposal stands alone', async () => {
  await using place = await openPlace()
  const { term } = place
  await term.run('ls --all-of-it; true')
  term.type('ls')
  await term.until(() => term.line() === 'PROMPT> ls --all-of-it; true')
  term.press('ctrl-x')
  await term.until((screen) => /1\/\d/.test(screen))
  term.press('ctrl-_')
  await term.until(() => term.cursor().column === typed('ls'))
})

test('with zsh-syntax-highlighting the colours are its own, and only the rest is grey', async () => {
  await using place = await openPlace({ before: `source '${pluginPath('zsh-syntax-highlighting')}'` })
  const { term } = place
  await term.run('echo "one two"')
  term.type('echo "o')
  await term.until(() => term.line() === 'PROMPT> echo "one two"')
  term.press('right')
  await term.until(() => term.cursor().column === typed('echo "one two"'))
  await term.run('')
  await term.until((screen) => expect(screen).toContain('\none two\nPROMPT>'))
})

test('beside zsh-autosuggestions it is one of its strategies, in any order of loading', async () => {
  const source = `source '${pluginPath('zsh-autosuggestions')}'`
  for (const options of [{ before: source }, { rc: source }]) {
    await using place = await openPlace(options)
    const { home, term } = place
    mkdirSync(join(home.dir, 'sources-of-it'))
    await term.run(`cd '${home.dir}'; print "[$ZSH_AUTOSUGGEST_STRATEGY]"`)
    await term.until((screen) => expect(screen).toContain('[kimi history]'))
    term.type('cd sou') // no history knows it
    await term.until(() => term.line() === 'PROMPT> cd sources-of-it')
    term.press('right', 'enter')
    await term.until((screen) => screen.endsWith('cd sources-of-it\nPROMPT>'))
    await term.run('_kimi_unload; print "[$ZSH_AUTOSUGGEST_STRATEGY]"')
    await term.until((screen) => expect(screen).toContain('[history]'))
  }
})

test('unloading gives each widget and key back', async () => {
  const dump = `dump() { for w in forward-char end-of-line forward-word; do print -r -- $w $widgets[$w]; done
    bindkey -M emacs '^[[1;5C'; zle -la | grep kimi; print -l -- \${(M)\${(ok)parameters}:#*kimi*} }`
  await using place = await openPlace({ before: `${dump}; dump >~/before`, rc: '' })
  const { term } = place
  await term.run('echo one')
  term.type('echo o')
  await term.until(() => term.line() === 'PROMPT> echo one')
  term.press('ctrl-u')
  await term.run('_kimi_unload; dump >~/after; diff ~/before ~/after && print same')
  await term.until((screen) => expect(screen).toContain('\nsame\n'))
  term.type('ab')
  term.press('left', 'right')
  await term.until(() => term.cursor().column === typed('ab'))
})

test('with ghost.model the model’s line replaces it after a pause, unless it destroys or leaves what was typed', async () => {
  const replies = [
    'echo one from the model',
    'something else',
    'echo r; rm -rf ~',
    'echo \x1b[2Jx',
    'echo x two lines\nls',
  ]
  await using model = await startModelServer((_, index) => answer(replies[index] ?? ''))
  await using home = await makeHome({ MOONSHOT_API_KEY: 'sk-test', MOONSHOT_BASE_URL: model.url })
  writeFileSync(home.paths.config, '[ghost]\nmodel = true\n')
  await lendDaemonTo(home)
  await using term = await home.shell('zsh')
  await term.run('echo one two')
  term.type('echo o')
  await term.until(() => term.line() === 'PROMPT> echo one two')
  await term.until(() => term.line() === 'PROMPT> echo one from the model')
  term.press('ctrl-u')
  for (const text of ['echo w', 'echo r', 'echo q']) {
    const before = model.requests.length
    term.type(text)
    await model.received(before + 1)
    await new Promise((resolve) => setTimeout(resolve, 150)) // an absence is looked for
    expect(term.line()).toBe(`PROMPT> ${text}`)
    term.press('ctrl-u')
  }
  term.type('echo x')
  await term.until(() => term.line() === 'PROMPT> echo x two lines')
  expect(JSON.stringify(model.requests[0])).toContain('Line: echo o')
})
