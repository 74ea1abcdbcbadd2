// Words that are typed while the agent answers stand below the row that is being written, and cut no row of the answer.

import { expect, test } from 'vitest'
import { createGate, openAskingShell } from '../support/asking-shell.ts'
import { answer } from '../support/model-server.ts'
import { shareDaemon } from '../support/shared-daemon.ts'

const openShell = shareDaemon()
const FIRST = 'Once there was a quick brown fox that jumped over one lazy dog, and '
const REST = 'then it went on to tell all of the others about it.'
const WHOLE =
  /\nOnce there was a quick brown fox that jumped over one lazy dog, and then it\nwent on to tell all of the others about it\.\n/

for (const shell of ['zsh', 'bash', 'fish'] as const) {
  test.each([
    ['that are taken back', '\x7f'.repeat(5), false],
    ['that are sent', '\r', true],
    ['that the turn’s end leaves unsent', '', false],
  ] as const)(`${shell}: words %s cut no row`, async (_, then, isSent) => {
    const gate = createGate()
    const told = answer(FIRST, { wait: gate.opened }, `${REST}\n\nThe end.\n`)
    await using asking = await openShell(shell, (index) => (index === 0 ? told : answer('I see.\n')))
    const { term } = asking
    term.press('ctrl-x')
    await term.until((screen) => screen.includes('to the agent'))
    term.type('tell me')
    await term.until((screen) => screen.includes('tell me'))
    term.press('enter')
    await term.until((screen) => screen.includes('lazy dog, and'))
    term.type('words')
    await term.until((screen) => screen.endsWith('lazy dog, and\n» words'))
    term.type(then)
    if (then !== '')
      await term.until((screen) => (isSent ? /» words\nOnce[^\n]*and$/ : /\nOnce[^\n]*and$/).test(screen))
    gate.open()
    await term.until((screen) => /The end\.\n[^]*PROMPT> ✨/.test(screen))
    expect(term.screen()).toMatch(WHOLE)
    expect(term.screen().split('Once there').length).toBe(2)
    expect(/\n» words\nOnce/.test(term.screen())).toBe(isSent)
    if (then === '') await term.until((screen) => /✨ +words/.test(screen))
  })
}

test('a daemon that is stopped in the middle of an answer is named in a row of its own, and no row is written twice', async () => {
  const gate = createGate()
  await using asking = await openAskingShell('zsh', [answer(FIRST, { wait: gate.opened }, `${REST}\n\nThe end.\n`)])
  const { term, home } = asking
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('to the agent'))
  term.type('tell me\r')
  await term.until((screen) => screen.includes('lazy dog, and'))
  const pid = (await home.daemonPid())!
  process.kill(pid, 'SIGSTOP')
  try {
    const remark = `  kimi: the daemon, process ${pid}, is stopped: kill -CONT ${pid}`
    await term.until((screen) => expect(screen).toMatch(new RegExp(`lazy dog, and\n\n${remark}$`)))
    term.type('words')
    await term.until((screen) => screen.endsWith(`${remark}\n» words`))
  } finally {
    process.kill(pid, 'SIGCONT')
  }
  gate.open()
  await term.until((screen) => /The end\.\n[^]*PROMPT> ✨ +words/.test(screen))
  expect(term.screen().split('Once there').length).toBe(2)
})
