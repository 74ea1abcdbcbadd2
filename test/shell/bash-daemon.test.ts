import { execFileSync, spawn } from 'node:child_process'
import { closeSync, constants, existsSync, mkdirSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createGate, openAskingShell } from '../support/asking-shell.ts'
import { cpuTicks } from '../support/cpu-ticks.ts'
import { deathWatchOf, killDaemon, lendDaemonTo, makeHome, startDaemonIn, type Home } from '../support/kimi.ts'
import { answer, startModelServer } from '../support/model-server.ts'
import { widgetToReturn } from './bash-widget.ts'

/** Asks for a fifo pair happen in the background: a test that needs one waits for the daemon to know the shell. */
async function knownTo(home: Home): Promise<void> {
  await expect.poll(async () => (await home.status()).shells.length).toBe(1)
}

test('the first Ctrl-X starts the daemon, without a word, and is then answered', async () => {
  await using model = await startModelServer([answer('ls -la\n# all files\n')])
  await using home = await makeHome({ MOONSHOT_API_KEY: 'sk-test', MOONSHOT_BASE_URL: model.url })
  await using term = await home.shell('bash')
  expect(existsSync(home.paths.socket)).toBe(false)
  term.type('all files')
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('starting'))
  await term.until((screen) => screen === 'PROMPT> ls -la\n1/1  all files')
})

test('with no program to start, Ctrl-X says so and keeps the line', async () => {
  await using home = await makeHome({ KIMI_BIN: '/nowhere/kimi' })
  await using term = await home.shell('bash')
  term.type('some words')
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('no program /nowhere/kimi'))
  await term.until(() => term.line() === 'PROMPT> some words')
})

test('a daemon that cannot start gives its reason in one line', async () => {
  await using home = await makeHome({ KIMI_RUNTIME_DIR: '/dev/null/x' })
  await using term = await home.shell('bash')
  term.type('some words')
  term.press('ctrl-x')
  await term.until(
    (screen) =>
      screen.includes('PROMPT> some words\n') && screen.includes('a file lies in the place of a directory: /dev/null'),
  )
  expect(term.screen().split('\n')).toHaveLength(2)
})

test('kill -9 while asking: the line stays, and the next Ctrl-X starts a new daemon that answers it', async () => {
  const gate = createGate()
  await using bash = await openAskingShell('bash', (index) =>
    index === 0 ? answer({ wait: gate.opened }, 'ls\n') : answer('ls -la\n'),
  )
  const { term, model, home } = bash
  const pid = (await home.status()).pid
  term.type('all files')
  term.press('ctrl-x')
  await model.received(1)
  await killDaemon(pid)
  gate.open()
  await widgetToReturn(term)
  term.press('ctrl-x')
  await term.until(() => term.line() === 'PROMPT> ls -la')
  expect((await home.status()).pid).not.toBe(pid)
})

test('kill -9 while asking: the row says that the daemon has ended, without a key', async () => {
  await using bash = await openAskingShell('bash', [answer({ stall: true }), answer('ls -la\n')])
  const { term, model, home } = bash
  const { pid } = await home.status()
  term.type('all files')
  term.press('ctrl-x')
  await model.received(1)
  await widgetToReturn(term)
  await deathWatchOf(home)
  await killDaemon(pid)
  await term.until((screen) => screen === 'PROMPT> all files\nthe daemon has ended: Ctrl-X asks again')
  term.press('ctrl-x')
  await term.until(() => term.line() === 'PROMPT> ls -la')
})

test('kill -9 after Esc: nothing is typed into the line', async () => {
  await using bash = await openAskingShell('bash', [answer({ stall: true })])
  const { term, model, home } = bash
  const { pid } = await home.status()
  term.type('all files')
  term.press('ctrl-x')
  await model.received(1)
  await widgetToReturn(term)
  await deathWatchOf(home)
  // The stopped daemon does not read that the question has ended.
  process.kill(pid, 'SIGSTOP')
  term.press('esc')
  await term.until((screen) => screen === 'PROMPT> all files\ncancelled')
  const asked = term.output().split('\x1b[5n').length
  await killDaemon(pid)
  await term.until(() => term.output().split('\x1b[5n').length > asked)
  await term.idle()
  expect(term.line()).toBe('PROMPT> all files')
})

test('kill -9 at the prompt: Ctrl-X finds the fifos of the dead one and starts another', async () => {
  await using bash = await openAskingShell('bash', () => answer('ls -la\n'))
  const { term, home } = bash
  await knownTo(home)
  term.press('enter')
  await term.until((screen) => screen === 'PROMPT>\nPROMPT>')
  await killDaemon((await home.status()).pid)
  term.type('all files')
  term.press('ctrl-x')
  await term.until(() => term.line() === 'PROMPT> ls -la')
})

test('a daemon killed at the prompt costs the shell no CPU', async () => {
  await using home = await makeHome()
  await startDaemonIn(home)
  await using term = await home.shell('bash')
  await term.until(() => term.line() === 'PROMPT>')
  await killDaemon((await home.status()).pid)
  await term.idle()
  const before = cpuTicks(term.pid)
  await new Promise((resolve) => setTimeout(resolve, 1000)) // the measure is per second
  expect(cpuTicks(term.pid) - before).toBeLessThanOrEqual(2) // of 100 ticks; a handler left on a dead socket took 70
})

test('a stopped daemon: prompts come as before, Ctrl-X says it does not answer, the answer still comes later', async () => {
  await using bash = await openAskingShell('bash', () => answer('ls -la\n'))
  const { term, home } = bash
  await knownTo(home)
  const { pid } = await home.status()
  process.kill(pid, 'SIGSTOP')
  for (let prompt = 0; prompt < 5; prompt++) term.press('enter')
  await term.until((screen) => screen.split('PROMPT>').length === 7)
  term.type('all files')
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('the daemon is not answering: kimi daemon restart'))
  await term.until(() => term.line() === 'PROMPT> all files')
  process.kill(pid, 'SIGCONT')
  await term.until(() => term.line() === 'PROMPT> ls -la')
})

test('a daemon that runs and has not read yet is said to be busy, and is waited for', async () => {
  await using home = await makeHome()
  const run = home.paths.run
  mkdirSync(join(run, 'shells'), { recursive: true, mode: 0o700 })
  execFileSync('mkfifo', ['-m', '600', join(run, 'control')])
  const control = openSync(join(run, 'control'), constants.O_RDWR) // a reader that never gets a processor
  using stack = new DisposableStack()
  const busy = stack.adopt(spawn('sleep', ['60']), (child) => child.kill())
  writeFileSync(join(run, 'pid'), `${busy.pid}\n`)
  await using term = await home.shell('bash')
  term.type('all files')
  term.press('ctrl-x')
  await term.until((screen) => /all files\nasking.* the daemon is busy.* Esc cancels$/.test(screen))
  term.press('esc')
  await term.until((screen) => screen === 'PROMPT> all files\ncancelled')
  closeSync(control)
})

test('a restarted daemon is found again by the next prompt, again and again, without a message', async () => {
  await using home = await makeHome()
  await startDaemonIn(home)
  await using term = await home.shell('bash')
  for (let round = 1; round <= 3; round++) {
    await home.command(['daemon', 'restart'])
    term.type(`echo round ${round}`)
    term.press('enter')
    await term.until((screen) => screen.endsWith(`\nround ${round}\nPROMPT>`))
    await knownTo(home)
  }
})

test('a shell that ends is forgotten', async () => {
  await using home = await makeHome()
  await lendDaemonTo(home)
  const term = await home.shell('bash')
  await knownTo(home)
  expect((await home.status()).shells).toMatchObject([{ shell: 'bash', pid: term.pid, atPrompt: true }])
  term.type('exit')
  term.press('enter')
  await term.exited
  // A fifo has no end of file: the daemon looks after the process every 2 s.
  await expect.poll(async () => (await home.status()).shells).toEqual([])
  await term.close()
})

test('a shell that is full of unread records writes no more of them, and its prompts stay free', async () => {
  await using home = await makeHome()
  const pid = await lendDaemonTo(home)
  await using term = await home.shell('bash')
  await knownTo(home)
  process.kill(pid, 'SIGSTOP')
  for (let count = 1; count <= 80; count++) term.type(`: ${'y'.repeat(800)}\r`)
  term.type('clear; echo fine\r')
  await term.until((screen) => screen === 'fine\nPROMPT>')
  process.kill(pid, 'SIGCONT')
})

test('several shells that find no daemon at the same moment are all answered by one', async () => {
  await using model = await startModelServer(() => answer('ls -la\n'))
  await using home = await makeHome({ MOONSHOT_API_KEY: 'sk-test', MOONSHOT_BASE_URL: model.url })
  await using stack = new AsyncDisposableStack()
  const terminals = await Promise.all(Array.from({ length: 4 }, () => home.shell('bash')))
  for (const term of terminals) stack.use(term)
  for (const term of terminals) term.type('all files\x18')
  for (const term of terminals) await term.until(() => term.line() === 'PROMPT> ls -la')
  expect((await home.status()).shells).toHaveLength(4)
  expect(home.log().match(/"event":"start"/g)).toHaveLength(1)
})

test('keys pressed while the daemon starts end the wait and are kept', async () => {
  await using home = await makeHome()
  const slow = join(home.dir, 'slow-kimi')
  writeFileSync(slow, '#!/bin/sh\nuntil [ -e ~/go ] || [ ! -d ~ ]; do sleep 0.05; done\n', { mode: 0o755 })
  await using term = await home.shell('bash', { env: { KIMI_BIN: slow } })
  term.type('some words')
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('starting'))
  term.type('z')
  await term.until((screen) => screen === 'PROMPT> some wordsz')
  writeFileSync(join(term.home, 'go'), '')
})

test('a home with a very long path works', async () => {
  await using outer = await makeHome()
  const share = `${outer.dir}/${'long-directory-name-'.repeat(8)}/.kimi`
  await using model = await startModelServer(() => answer('ls -la\n'))
  await using home = await makeHome({
    KIMI_SHARE_DIR: share,
    MOONSHOT_API_KEY: 'sk-test',
    MOONSHOT_BASE_URL: model.url,
  })
  await startDaemonIn(home)
  await using term = await home.shell('bash')
  await knownTo(home) // its own temporary directory would give a daemon that it starts another socket
  term.type('all files')
  term.press('ctrl-x')
  await term.until(() => term.line() === 'PROMPT> ls -la')
})

test('a daemon that answers the greeting at once hears the variables all the same', async () => {
  // The prompt reads what has come right behind its greeting: the answer is there by then.
  const quick = `eval "own_$(declare -f _kimi_connect)"
    _kimi_connect() { own__kimi_connect; set -- $?; sleep 0.3; return $1; }`
  await using bash = await openAskingShell('bash', () => answer('ls -la\n'), { rc: quick })
  bash.term.type('all files')
  bash.term.press('ctrl-x')
  await bash.term.until((screen) => screen.includes('PROMPT> ls -la\n1/1'))
})
