// The prompt while a question is open, and the end of the question.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createGate, openAskingShell } from '../support/asking-shell.ts'
import { answer } from '../support/model-server.ts'

const REPORT_REQUEST = '\x1b[5n'

test('fish: the notice of a task that ends meanwhile wakes the shell once, and not again and again', async () => {
  const gate = createGate()
  await using asking = await openAskingShell('fish', [answer({ wait: gate.opened }, 'ls -la\n')])
  const { term, home, model } = asking
  await expect.poll(async () => (await home.status()).shells.length).toBe(1)
  const go = join(home.dir, 'go')
  const command = `until [ -e '${go}' ]; do sleep 0.1; done`
  await home.call('task/run', { cwd: home.dir, env: {}, shellEnv: home.env, command, title: 'build' })
  term.type('all files')
  term.press('ctrl-x')
  await model.received(1)
  writeFileSync(go, '')
  await term.until((screen) => screen.includes('● build finished'))
  const countReports = () => term.output().split(REPORT_REQUEST).length
  const before = countReports()
  await new Promise((resolve) => setTimeout(resolve, 400)) // an absence is looked for
  expect(countReports() - before).toBeLessThan(4)
  gate.open()
  await term.until(() => term.line() === 'PROMPT> ls -la')
})

test('where the model has no other command, the hint names other words', async () => {
  await using asking = await openAskingShell('fish', () => answer('echo one\n'))
  const { term } = asking
  term.type('echo one')
  term.press('ctrl-x')
  await term.until((screen) => screen === 'nothing found: kimi suggest "OTHER WORDS"\nPROMPT> echo one')
})
