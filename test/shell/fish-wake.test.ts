// The daemon wakes fish by a report that it asks of the terminal. Enter may come at the very moment of the last record of an
// answer: the report reaches neither the command that runs then, nor the screen.

import { expect, test } from 'vitest'
import { createGate, openAskingShell } from '../support/asking-shell.ts'
import { answer } from '../support/model-server.ts'
import { shareDaemon } from '../support/shared-daemon.ts'

const openShell = shareDaemon()

/** Enter comes this many milliseconds behind the model's last word. */
const MOMENTS = Array.from({ length: 16 }, (_, round) => round / 2)

test('a command that Enter starts as the answer ends reads what the user types, and nothing else', async () => {
  let gate = createGate()
  await using asking = await openShell(
    'fish',
    () => answer('echo one; cat; echo two\n', { wait: gate.opened }, '# says both\n'),
    { env: { KIMI_GHOST_ENABLED: '0' } }, // the same command again and again would stand in grey
  )
  const { term } = asking
  for (const [round, ms] of MOMENTS.entries()) {
    gate = createGate()
    term.type('say both')
    term.press('ctrl-x')
    await term.until(() => term.line() === 'PROMPT> echo one; cat; echo two')
    gate.open()
    for (const until = performance.now() + ms; performance.now() < until;) await new Promise(setImmediate)
    term.press('enter')
    await term.until((screen) => /two\none/.test(screen))
    term.type(`round ${round}\r`)
    await term.until((screen) => screen.endsWith(`round ${round}\nround ${round}`))
    term.press('ctrl-d')
    await term.until((screen) => screen.endsWith('two\nPROMPT>'))
    expect(term.screen().replace(/^1\/.*\n/, '')).toBe(
      `PROMPT> echo one; cat; echo two\none\nround ${round}\nround ${round}\ntwo\nPROMPT>`,
    )
    term.press('ctrl-l')
    await term.until((screen) => screen === 'PROMPT>')
  }
})

test('where the terminal answers late Enter waits for it, and what is typed meanwhile is the next line', async () => {
  const gate = createGate()
  await using asking = await openShell('fish', () =>
    answer('cat; echo two\n', { wait: gate.opened }, '# reads and says\n'),
  )
  const { term } = asking
  const asked = () => term.output().split('\x1b[5n').length
  term.type('say it')
  term.press('ctrl-x')
  await term.until(() => term.line() === 'PROMPT> cat; echo two')
  const before = asked()
  const answerNow = term.holdAnswers()
  gate.open()
  await term.until(() => asked() > before)
  term.press('enter')
  term.type('echo é')
  await term.idle()
  expect(term.screen()).not.toContain('echo é')
  answerNow()
  await term.until((screen) => screen.endsWith('cat; echo two\n'.trimEnd()))
  await term.until(() => term.line() === '')
  term.press('ctrl-d')
  await term.until((screen) => screen.endsWith('PROMPT> cat; echo two\ntwo\nPROMPT> echo é'))
})

test('a stopped daemon and a killed one do not keep Enter', async () => {
  await using asking = await openAskingShell('fish', () => answer('echo one\n', { stall: true }))
  const { term, home } = asking
  for (const signal of ['SIGSTOP', 'SIGCONT', 'SIGKILL'] as const) {
    term.type('say it')
    term.press('ctrl-x')
    await term.until(() => term.line() === 'PROMPT> echo one')
    const { pid } = await home.status()
    process.kill(pid, signal)
    term.press('enter')
    await term.until((screen) => screen.endsWith('one\nPROMPT>'))
    term.press('ctrl-l')
    if (signal === 'SIGSTOP') process.kill(pid, 'SIGCONT')
    await term.until((screen) => screen === 'PROMPT>')
  }
})

test('where the terminal never answers a second Enter runs the line', async () => {
  await using asking = await openShell('fish', () => answer('echo two\n'), { answersAfterMs: 60_000 })
  const { term } = asking
  term.type('echo one')
  term.press('ctrl-x')
  await term.until(() => term.output().includes('\x1b[5n'))
  term.press('enter', 'enter')
  await term.until((screen) => /^one\nPROMPT>$/m.test(screen))
})

test('a user’s own Enter is run, and an unfinished command goes on in the next row', async () => {
  await using asking = await openShell('fish', () => answer('echo one\n', { stall: true }), {
    rc: `function mine; commandline -a ' # mine'; commandline -f execute; end; bind -M default \\r mine`,
  })
  const { term } = asking
  const propose = async () => {
    term.type('say it')
    term.press('ctrl-x')
    await term.until(() => term.line() === 'PROMPT> echo one')
  }
  await propose()
  term.press('enter')
  await term.until((screen) => screen.endsWith('PROMPT> echo one # mine\none\nPROMPT>'))
  term.type('bind --erase \\r')
  term.press('enter')
  await term.until((screen) => screen.endsWith('# mine\nPROMPT>'))
  await propose()
  term.type('; begin\r')
  await term.until(() => /^ +$|^$/.test(term.line()))
  term.type('echo two; end\r')
  await term.until((screen) => screen.endsWith('one\ntwo\nPROMPT>'))
})

test('Enter right behind the key runs nothing: the next proposal is shown first', async () => {
  await using asking = await openShell('fish', () => answer('echo one\necho two\n'), { answersAfterMs: 200 })
  const { term } = asking
  term.type('echo typed')
  term.press('ctrl-x')
  await term.until((screen) => screen.startsWith('1/2') && term.line() === 'PROMPT> echo one')
  term.press('ctrl-x', 'enter')
  await term.until((screen) => /^2\/2.*\nPROMPT> echo two$/.test(screen))
  term.press('enter')
  await term.until((screen) => screen.endsWith('PROMPT> echo two\ntwo\nPROMPT>'))
})
