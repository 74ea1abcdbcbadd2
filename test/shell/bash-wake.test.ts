// The daemon wakes bash by a report that it asks of the terminal. Enter may come at the very moment of a record of the answer:
// the report reaches neither the command that runs then, nor the screen.

import { expect, test } from 'vitest'
import { createGate, openAskingShell } from '../support/asking-shell.ts'
import { answer } from '../support/model-server.ts'
import { shareDaemon } from '../support/shared-daemon.ts'

const openShell = shareDaemon()

/** Enter comes this many milliseconds behind the model's last word. */
const MOMENTS = Array.from({ length: 16 }, (_, round) => round / 2)

for (const enter of ['\r', '\n']) {
  test(`a command that ${JSON.stringify(enter)} starts as the answer ends reads what the user types, and nothing else`, async () => {
    let gate = createGate()
    await using asking = await openShell(
      'bash',
      () => answer('echo one; cat -v; echo two\n', { wait: gate.opened }, '# says both\n'),
      { env: { KIMI_CHORD_WINDOW_MS: '20' } },
    )
    const { term } = asking
    for (const [round, ms] of MOMENTS.entries()) {
      gate = createGate()
      term.type('say both')
      term.press('ctrl-x')
      await term.until(() => term.line() === 'PROMPT> echo one; cat -v; echo two')
      await term.until((screen) => screen.includes('\n1/')) // drawn by readline: the widget, which itself reads answers, has ended
      gate.open()
      for (const until = performance.now() + ms; performance.now() < until;) await new Promise(setImmediate)
      term.type(enter)
      await term.until((screen) => screen.includes('\none'))
      term.type(`round ${round}\r`)
      await term.until((screen) => screen.endsWith(`round ${round}\nround ${round}`))
      term.press('ctrl-d')
      await term.until((screen) => screen.endsWith('two\nPROMPT>'))
      await term.until((screen) =>
        expect(screen).toBe(`PROMPT> echo one; cat -v; echo two\none\nround ${round}\nround ${round}\ntwo\nPROMPT>`),
      )
      term.press('ctrl-l')
      await term.until((screen) => screen === 'PROMPT>')
    }
  })
}

test('where the terminal answers late Enter waits for it, and what is typed meanwhile is the next line', async () => {
  const gate = createGate()
  await using asking = await openShell(
    'bash',
    () => answer('cat; echo two\n', { wait: gate.opened }, '# reads and says\n'),
    { env: { KIMI_CHORD_WINDOW_MS: '20' } },
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
  await term.until((screen) => screen.endsWith('PROMPT> cat; echo two'))
  await term.until(() => term.line() === '')
  term.press('ctrl-d')
  await term.until((screen) => screen.endsWith('PROMPT> cat; echo two\ntwo\nPROMPT> echo é'))
})

test('a stopped daemon and a killed one do not keep Enter', async () => {
  await using asking = await openAskingShell('bash', () => answer('echo one\n', { stall: true }))
  const { term, home } = asking
  for (const signal of ['SIGSTOP', 'SIGCONT', 'SIGKILL'] as const) {
    term.type('say it')
    term.press('ctrl-x')
    await term.until((screen) => /^PROMPT> echo one\n1\//.test(screen))
    const { pid } = await home.status()
    process.kill(pid, signal)
    term.press('enter')
    await term.until((screen) => screen.endsWith('one\nPROMPT>'))
    term.press('ctrl-l')
    if (signal === 'SIGSTOP') process.kill(pid, 'SIGCONT')
    await term.until((screen) => screen === 'PROMPT>')
  }
})

test('a user’s own Enter is run, one that is bound meanwhile stays, and an unfinished command goes on in the next row', async () => {
  await using asking = await openShell('bash', () => answer('echo one\n', { stall: true }), {
    rc: String.raw`bind '"\C-m": "\C-e # mine\C-j"'`,
    env: { KIMI_CHORD_WINDOW_MS: '20' },
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
  await propose()
  term.press('ctrl-u')
  term.type(String.raw`bind '"\C-m": accept-line'` + '\n')
  await term.until((screen) => screen.endsWith("accept-line'\nPROMPT>"))
  await propose()
  term.type('; {\r')
  await term.until(() => term.line() === '>')
  term.type('echo two; }\r')
  await term.until((screen) => screen.endsWith('one\ntwo\nPROMPT>'))
  term.type(String.raw`bind -p | grep C-m` + '\r')
  await term.until((screen) => screen.endsWith('"\\C-m": accept-line\nPROMPT>'))
})
