// Ctrl-C and Ctrl-D where kimi waits for a line: a no in plain words, and the shell goes on in a row of its own.

import { afterAll, beforeAll, expect, test } from 'vitest'
import { KIMI, lendDaemonTo, makeHome, type Home } from '../support/kimi.ts'

let home: Home
beforeAll(async () => {
  home = await makeHome({ MOONSHOT_API_KEY: 'sk-test', MOONSHOT_BASE_URL: 'http://127.0.0.1:9/v1' })
  await lendDaemonTo(home)
})
afterAll(() => home[Symbol.asyncDispose]())

test.each([
  ['ctrl-c', 'kimi: cancelled\n[130]'],
  ['ctrl-d', 'kimi: cancelled\n[130]'],
] as const)('%s at a question changes nothing', async (key, below) => {
  await using term = await home.shell('bash')
  term.type(`${KIMI} history forget --all; echo "[$?]"\r`)
  await term.until((screen) => screen.includes('[y/N]'))
  term.press(key)
  await term.until((screen) => screen.endsWith(`? [y/N]\n${below}\nPROMPT>`))
})

test('Ctrl-D leaves `kimi --plain`', async () => {
  await using term = await home.shell('bash')
  term.type(`${KIMI} --plain; echo "[$?]"\r`)
  await term.until(() => term.line() === '>')
  term.press('ctrl-d')
  await term.until((screen) => screen.endsWith('\n>\n[0]\nPROMPT>'))
  expect(term.screen()).not.toContain('> [0]')
})
