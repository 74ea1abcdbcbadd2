// The next command in grey on the empty prompt, in real zsh and fish: shown when it nearly always follows, and never in the way.

import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { killDaemon, lendDaemonTo, makeHome, type Home, type ShellOptions } from '../support/kimi.ts'
import type { Terminal } from '../support/terminal.ts'

interface Place extends AsyncDisposable {
  home: Home
  term: Terminal
  pid: number
}

async function openPlace(options: ShellOptions = {}, shell: 'zsh' | 'fish' = 'zsh'): Promise<Place> {
  const home = await makeHome()
  writeFileSync(home.paths.config, OFF)
  const pid = await lendDaemonTo(home)
  const term = await home.shell(shell, options)
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

const PROMPT = 'PROMPT> '
const isShown =
  (term: Terminal, text: string, prompt = PROMPT) =>
  () =>
    term.line() === `${prompt}${text}` && term.cursor().column === prompt.length

const OFF = '[ghost]\nnext = false\n'

/** Writes the settings; the daemon looks at the file when somebody connects. */
async function configure(home: Home, text: string): Promise<void> {
  writeFileSync(home.paths.config, text)
  await home.status()
}

/** Runs a line while grey text may stand, and waits for the grey text behind it. */
async function runUntilShown(term: Terminal, line: string, next: string): Promise<void> {
  term.type(line)
  await term.until(() => term.line() === PROMPT + line && term.cursor().column === PROMPT.length + line.length, line)
  await enterAndHear(term, isShown(term, next), `${next} in grey`)
}

/** The homes of fishes whose commands wait while the file `wait` is in the shell's home. */
const homesOfFish = new WeakMap<Terminal, Home>()

/** Presses Enter, and awaits the screen. In fish the command runs until the daemon has answered. */
async function enterAndHear(term: Terminal, check: () => boolean, what: string): Promise<void> {
  const home = homesOfFish.get(term)
  const wait = join(term.home, 'wait')
  if (home) writeFileSync(wait, '')
  term.press('enter')
  // The daemon sends its answer in the turn of its loop in which it hears of the command.
  if (home) await expect.poll(async () => (await home.status()).shells[0]!.atPrompt).toBe(false)
  rmSync(wait, { force: true })
  await term.until(check, what)
}

/** Runs two commands by turns, so often that each foretells the other; ends behind the first. Nothing stands in grey meanwhile. */
async function teach({ home, term }: Place, one: string, other: string): Promise<void> {
  await configure(home, OFF)
  for (let at = 0; at < 7; at++) {
    await term.run(one)
    await term.run(other)
  }
  await term.run(one)
  await configure(home, '')
}

/** The same; ends behind the second command, with the first one in grey. */
async function learn(place: Place, one = 'true two', other = 'echo one'): Promise<void> {
  await teach(place, one, other)
  await runUntilShown(place.term, other, one)
}

const absence = () => new Promise((resolve) => setTimeout(resolve, 250)) // an absence is looked for

test('what nearly always follows stands in grey; Right takes it, Enter on the empty prompt runs nothing', async () => {
  await using place = await openPlace()
  const { term } = place
  await learn(place)
  term.press('right')
  await term.until(() => term.cursor().column === `${PROMPT}true two`.length)
  term.press('ctrl-u')
  await term.until(() => term.line() === 'PROMPT>')
  await runUntilShown(term, 'true two', 'echo one')
  const ones = term.screen().split('\none\n').length
  await term.nextPrompt(() => term.press('enter'))
  await absence()
  expect(term.line()).toBe('PROMPT>')
  expect(term.screen().split('\none\n').length).toBe(ones)
  expect(term.screen()).not.toContain('PROMPT> echo one\nPROMPT>')
  term.type('fc -l -1 -1\r')
  await term.until((screen) => /\n +\d+ +true two\nPROMPT>/.test(screen))
})

test('Ctrl-C takes it off the screen and none comes back; typing replaces it, and the same letters shorten it', async () => {
  await using place = await openPlace()
  const { term } = place
  await learn(place)
  await term.idle() // zsh forgets an interrupt that comes while it draws
  await term.nextPrompt(() => term.press('ctrl-c'))
  await absence()
  expect(term.line()).toBe('PROMPT>')
  await term.until((screen) => expect(screen).toMatch(/\none\nPROMPT>\nPROMPT>$/))
  await runUntilShown(term, 'true two', 'echo one')
  term.type('e')
  await term.until(() => term.line() === 'PROMPT> echo one' && term.cursor().column === PROMPT.length + 1)
  term.type('x')
  await term.until(() => term.line() === 'PROMPT> ex')
  term.press('ctrl-u')
  await absence()
  expect(term.line()).toBe('PROMPT>')
})

test('in a narrow window and below a prompt of two rows every cell is as it was after Ctrl-C', async () => {
  await using place = await openPlace({ rc: "PROMPT=$'upper row\\nPROMPT> '" })
  const { term } = place
  await teach(place, 'echo one two three', 'true')
  term.resize(20, 24)
  term.type('true\r')
  await term.until((screen) => screen.endsWith('upper row\nPROMPT> echo one two\n three'))
  await term.interrupt()
  await term.until((screen) => /upper row\nPROMPT> true\nupper row\nPROMPT>\n+upper row\nPROMPT>$/.test(screen))
})

test('none with ghost.next = false, after a command that Ctrl-C has ended, or that is kept out of the history', async () => {
  await using place = await openPlace({ rc: 'setopt hist_ignore_space' })
  const { home, term } = place
  await teach(place, 'true two', 'echo one')
  await configure(home, OFF)
  await term.run('echo one')
  await absence()
  expect(term.line()).toBe('PROMPT>')
  await configure(home, '')
  await runUntilShown(term, 'true two', 'echo one')
  await term.run(' echo one')
  await absence()
  expect(term.line()).toBe('PROMPT>')
})

test('a daemon that is stopped, killed or absent delays no prompt', async () => {
  await using place = await openPlace()
  const { term, pid } = place
  await learn(place)
  process.kill(pid, 'SIGSTOP')
  for (let at = 0; at < 5; at++) await term.run('true two') // a prompt that waits for its answer would wait for ever
  expect(term.line()).toBe('PROMPT>')
  await killDaemon(pid)
  await term.run('echo one')
  await absence()
  expect(term.line()).toBe('PROMPT>')
})

// In fish the answer is read before the prompt: these commands run until it has come.
const FISH = ['till-told', 'env till-told'] as const

async function openFish(options: ShellOptions = {}): Promise<Place> {
  const place = await openPlace(options, 'fish')
  const { home, term } = place
  homesOfFish.set(term, home)
  // The daemon has read what it knows when it answers this.
  await home.call('suggest/line', { cwd: home.dir, shell: 'fish', env: {}, offline: true, line: 'list files' })
  const bin = join(home.dir, 'bin')
  mkdirSync(bin)
  const waits = 'while [ -e ~/wait ]; do sleep 0.02; done'
  writeFileSync(join(bin, 'till-told'), `#!/bin/sh\n${waits}\n`, { mode: 0o755 })
  await term.run(` set -gx PATH '${bin}' $PATH`)
  return place
}

test('fish: Right takes it, typing replaces it, Ctrl-C and Enter leave nothing of it, and the history knows nothing', async () => {
  await using place = await openFish()
  const { term } = place
  await learn(place, ...FISH)
  term.type('x')
  await term.until(() => term.line() === 'PROMPT> x' && term.cursor().column === PROMPT.length + 1)
  term.press('backspace')
  await term.until(() => term.line() === 'PROMPT>')
  let at = 0
  const next = async () => {
    const [line, grey] = at++ % 2 === 0 ? FISH : [FISH[1], FISH[0]]
    await runUntilShown(term, line, grey)
    return { line, grey }
  }
  for (const key of ['ctrl-c', 'enter'] as const) {
    const { line } = await next()
    // fish draws no new prompt at Ctrl-C on an empty line.
    term.press(key)
    await term.until(() => term.line() === 'PROMPT>')
    await term.idle()
    expect(term.screen().endsWith(`PROMPT> ${line}\nPROMPT>${key === 'enter' ? '\nPROMPT>' : ''}`)).toBe(true)
  }
  for (const key of ['right', 'end', 'ctrl-e'] as const) {
    const { grey } = await next()
    term.press(key)
    await term.until(() => term.line() === PROMPT + grey && term.cursor().column === PROMPT.length + grey.length)
    term.press('ctrl-u')
    await term.until(() => term.line() === 'PROMPT>')
  }
  term.type('count $history; echo $history[1]\r') // fish keeps a line that is run again once
  await term.until((screen) => screen.includes(`\n2\n${FISH[0]}\nPROMPT>`))
})

test('fish: agent mode begun over it keeps its Enter: no words are run', async () => {
  await using place = await openFish()
  const { term, home } = place
  await learn(place, ...FISH)
  await runUntilShown(term, ...FISH)
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('✨'))
  term.type('words; touch pwned')
  await term.until((screen) => screen.includes('✨ words; touch pwned'))
  term.press('enter')
  await term.until((screen) => /no model|kimi login|✨ words[^]*✨$/.test(screen))
  expect([term.home, home.dir].filter((folder) => existsSync(join(folder, 'pwned')))).toEqual([])
  await term.until(() => term.line().endsWith('✨'))
  term.press('ctrl-d')
  await term.until(() => term.line() === 'PROMPT>')
  // No key of the grey text is left; another may stand behind this command.
  term.type('bind | string match -r ".*_kimi_on_grey_key.*"; echo "<$status>"\r')
  await term.until((screen) => screen.includes('\n<1>'))
})

test('fish: below a prompt of two rows, beside a right prompt; none where the window is too narrow for it', async () => {
  await using place = await openFish()
  const { term } = place
  await teach(place, ...FISH)
  // The right prompt ends in the last column: it is put there anew.
  term.type(
    "function fish_right_prompt; echo right; end; function fish_prompt; printf 'upper\\n\\e[32mPROMPT>\\e[m '; end\r",
  )
  const row = (text: string, columns = 80) => `${PROMPT}${text}`.padEnd(columns - 'right'.length) + 'right'
  const isAt =
    (text: string, columns = 80, column = PROMPT.length) =>
    () =>
      term.line() === row(text, columns) && term.cursor().column === column
  const shows = (text: string, columns = 80, column = PROMPT.length) =>
    term.until(isAt(text, columns, column), `${text} at ${columns}`)
  const run = async (line: string, next: string, columns = 80) => {
    term.type(line)
    await shows(line, columns, PROMPT.length + line.length)
    await enterAndHear(term, isAt(next, columns), `${next} at ${columns}`)
  }
  // A fish that is slow to draw has the answer to this line by then, too, and grey text stands at the prompt.
  await term.until(() => term.line().endsWith('right') && term.cursor().column === PROMPT.length)
  await run(FISH[0], FISH[1])
  await run(FISH[1], FISH[0])
  expect(term.screen().split('\n').at(-2)).toBe('upper')
  term.type('x')
  await shows('x', 80, PROMPT.length + 1)
  term.press('ctrl-u')
  await shows('')
  await run(FISH[0], FISH[1])
  term.press('right')
  await shows(FISH[1], 80, PROMPT.length + FISH[1].length)
  await enterAndHear(term, isAt(FISH[0]), FISH[0])
  term.resize(20, 24)
  await shows('', 20)
  term.type(FISH[0])
  await term.until(() => term.line() === PROMPT + FISH[0])
  await enterAndHear(term, () => term.line() === row('', 20), 'the next prompt')
  await term.idle()
  expect(term.line()).toBe(row('', 20))
})

test('fish: a key that the user has bound fills the line, and nothing of the grey text is left in it', async () => {
  await using place = await openFish({ rc: "bind \\cg 'commandline -r git'" })
  const { term } = place
  await learn(place, ...FISH)
  term.press('ctrl-g')
  await term.until(() => term.line() === 'PROMPT> git' && term.cursor().column === `${PROMPT}git`.length)
  term.type(' x')
  await term.until(() => term.line() === 'PROMPT> git x')
})

test('fish: none with ghost.next = false, after Ctrl-C, or after a private line; a stopped daemon delays no prompt', async () => {
  await using place = await openFish()
  const { home, term, pid } = place
  await learn(place, ...FISH)
  await term.run(` ${FISH[0]}`)
  await runUntilShown(term, FISH[0], FISH[1])
  await configure(home, OFF)
  await term.run(FISH[0])
  await term.idle()
  expect(term.line()).toBe('PROMPT>')
  await configure(home, '')
  await runUntilShown(term, FISH[0], FISH[1])
  process.kill(pid, 'SIGSTOP')
  for (let at = 0; at < 5; at++) await term.run(FISH[0]) // a prompt that waits for its answer would wait for ever
  await killDaemon(pid)
  await term.run(FISH[0])
  await term.idle()
  expect(term.line()).toBe('PROMPT>')
})
