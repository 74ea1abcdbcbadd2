import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createGate, openAskingShell } from '../support/asking-shell.ts'
import { cpuTicks } from '../support/cpu-ticks.ts'
import { killDaemon, lendDaemonTo, makeHome, startDaemonIn } from '../support/kimi.ts'
import { answer } from '../support/model-server.ts'

test('the first Ctrl-X starts the daemon, without a word, and is then answered', async () => {
  await using home = await makeHome()
  await using term = await home.shell('zsh')
  expect(existsSync(home.paths.socket)).toBe(false)
  term.type('gti status')
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('starting'))
  await term.until((screen) => /^PROMPT> git status\n1\/\d /.test(screen))
  // The keymap that ZLE was waiting in is gone by now: the next keys must not crash it.
  term.press('ctrl-x')
  await term.until((screen) => /^2\/|^your line/m.test(screen))
  term.press('left')
  term.type('x')
  await term.until((screen) => /^PROMPT> .*x.$/m.test(screen))
})

test('with no program to start, Ctrl-X says so and keeps the line', async () => {
  await using home = await makeHome({ KIMI_BIN: '/nowhere/kimi' })
  await using term = await home.shell('zsh')
  term.type('some words')
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('no program /nowhere/kimi'))
  expect(term.line()).toBe('PROMPT> some words')
})

test('a daemon that cannot start gives its reason in one line', async () => {
  await using home = await makeHome({ KIMI_RUNTIME_DIR: '/dev/null/x' })
  await using term = await home.shell('zsh')
  term.type('some words')
  term.press('ctrl-x')
  await term.until(
    (screen) =>
      screen.includes('PROMPT> some words\n') && screen.includes('a file lies in the place of a directory: /dev/null'),
  )
  expect(term.screen().split('\n')).toHaveLength(2)
})

test('kill -9 while asking: the line stays, and the next Ctrl-X starts a new daemon', async () => {
  const gate = createGate()
  await using zsh = await openAskingShell('zsh', (index) =>
    index === 0 ? answer({ wait: gate.opened }, 'ls\n') : answer('ls -la\n'),
  )
  const { term, model, home } = zsh
  const pid = (await home.status()).pid
  term.type('all files')
  term.press('ctrl-x')
  await model.received(1)
  await killDaemon(pid)
  await term.until((screen) => screen.includes('the daemon went away'))
  expect(term.line()).toBe('PROMPT> all files')
  gate.open()
  term.press('ctrl-x')
  await term.until(() => term.line() === 'PROMPT> ls -la')
  expect((await home.status()).pid).not.toBe(pid)
})

test('a daemon killed at the prompt costs the shell no CPU', async () => {
  await using home = await makeHome()
  await startDaemonIn(home)
  await using term = await home.shell('zsh')
  await term.until(() => term.line() === 'PROMPT>')
  await killDaemon((await home.status()).pid)
  await term.idle()
  const before = cpuTicks(term.pid)
  await new Promise((resolve) => setTimeout(resolve, 1000)) // the measure is per second
  expect(cpuTicks(term.pid) - before).toBeLessThanOrEqual(2) // of 100 ticks; a handler left on a dead socket took 70
})

test('a stopped daemon: prompts come as before, Ctrl-X says it does not answer, the answer still comes later', async () => {
  await using zsh = await openAskingShell('zsh', () => answer('ls -la\n'))
  const { term, home } = zsh
  const { pid } = await home.status()
  process.kill(pid, 'SIGSTOP')
  for (let prompt = 0; prompt < 5; prompt++) term.press('enter')
  await term.until((screen) => screen.split('PROMPT>').length === 7)
  term.type('all files')
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('the daemon is not answering: kimi daemon restart'))
  expect(term.line()).toBe('PROMPT> all files')
  process.kill(pid, 'SIGCONT')
  await term.until(() => term.line() === 'PROMPT> ls -la')
})

test('a daemon that runs and has not read yet is said to be busy, and Esc cancels the question', async () => {
  await using home = await makeHome()
  mkdirSync(home.paths.run, { recursive: true, mode: 0o700 })
  await using stack = new AsyncDisposableStack()
  const busy = stack.adopt(spawn('sleep', ['60']), (child) => void child.kill())
  writeFileSync(join(home.paths.run, 'pid'), `${busy.pid}\n`)
  const connections: Socket[] = []
  const server = stack.adopt(
    createServer((connection) => connections.push(connection)),
    (each) => void each.close(),
  )
  stack.defer(() => connections.forEach((connection) => connection.destroy()))
  await new Promise<void>((listening) => server.listen(home.paths.socket, listening))
  await using term = await home.shell('zsh')
  term.type('all files')
  term.press('ctrl-x')
  await term.until((screen) => /all files\nasking.* the daemon is busy.* Esc cancels$/.test(screen))
  term.press('esc')
  await term.until((screen) => screen === 'PROMPT> all files\ncancelled')
})

test('a restarted daemon is found again by the next prompt, again and again, without a message', async () => {
  await using home = await makeHome()
  await startDaemonIn(home)
  await using term = await home.shell('zsh')
  for (let round = 1; round <= 3; round++) {
    await home.command(['daemon', 'restart'])
    term.type(`echo round ${round}`)
    term.press('enter')
    await term.until((screen) => screen.endsWith(`\nround ${round}\nPROMPT>`))
    expect((await home.status()).shells).toHaveLength(1)
  }
})

test('a shell that ends is forgotten', async () => {
  await using home = await makeHome()
  await lendDaemonTo(home)
  const term = await home.shell('zsh')
  await term.until(() => term.line() === 'PROMPT>')
  expect((await home.status()).shells).toMatchObject([{ shell: 'zsh', pid: term.pid, atPrompt: true }])
  term.type('exit')
  term.press('enter')
  await term.exited
  expect((await home.status()).shells).toEqual([])
  await term.close()
})

test('a home with a very long path works, through a short socket', async () => {
  await using outer = await makeHome()
  const share = `${outer.dir}/${'long-directory-name-'.repeat(8)}/.kimi`
  await using home = await makeHome({ KIMI_SHARE_DIR: share })
  await startDaemonIn(home)
  await using term = await home.shell('zsh')
  term.type('gti status')
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('PROMPT> git status'))
})
