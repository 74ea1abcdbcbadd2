// A proposal that was run, edited or dropped changes the next proposals, on this machine alone.

import { expect, test } from 'vitest'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { leaveLine } from '../support/asking-shell.ts'
import { KIMI, makeHome, lendDaemonTo } from '../support/kimi.ts'

test.each(['zsh', 'bash'] as const)(
  '%s: the proposal that was run, or what was made of it, is the first one the next time; forgotten, it is not',
  async (name) => {
    await using home = await makeHome()
    await lendDaemonTo(home)
    await using term = await home.shell(name)
    await expect.poll(async () => (await home.status()).shells.length).toBe(1)
    const ask = async () => {
      term.type('list hidden files')
      term.press('ctrl-x')
      await term.until((screen) => /1\/\d/.test(screen.slice(screen.lastIndexOf('PROMPT>'))))
      return term.line().replace('PROMPT> ', '')
    }
    const first = await ask()
    term.press('ctrl-x')
    await term.until((screen) => /2\/\d/.test(screen.slice(screen.lastIndexOf('PROMPT>'))))
    const second = term.line().replace('PROMPT> ', '')
    expect(second).not.toBe(first)
    await term.run(' | head -n 3')
    expect(await ask()).toBe(`${second} | head -n 3`)
    await leaveLine(term)
    expect(readFileSync(join(home.paths.share, 'lessons.jsonl'), 'utf8')).toContain('list hidden files')
    const { stdout } = await home.command(['history', 'forget', 'hidden', '--json'])
    expect(JSON.parse(stdout)).toMatchObject({ lessons: 1 })
    expect(await ask()).toBe(first)
  },
)

test.each(['zsh', 'bash'] as const)('%s: a proposal that failed is not the first one the next time', async (name) => {
  await using home = await makeHome()
  await lendDaemonTo(home)
  await using term = await home.shell(name)
  const ask = async () => {
    term.type('list hidden files')
    term.press('ctrl-x')
    await term.until((screen) => /1\/\d/.test(screen.slice(screen.lastIndexOf('PROMPT>'))))
    return term.line().replace('PROMPT> ', '')
  }
  const first = await ask()
  await term.run(' /none/here')
  expect(await ask()).toBe(first)
  await leaveLine(term)
  const lessons = readFileSync(join(home.paths.share, 'lessons.jsonl'), 'utf8').trim().split('\n')
  expect(JSON.parse(lessons.at(-1)!)).toMatchObject({ ran: `${first} /none/here`, failedIn: expect.any(String) })
})

test('a private line and a secret are not learned', async () => {
  await using home = await makeHome()
  await lendDaemonTo(home)
  await using term = await home.shell('zsh')
  for (const words of [' list hidden files', 'list hidden files']) {
    term.type(words)
    term.press('ctrl-x')
    await term.until((screen) => /1\/\d/.test(screen.slice(screen.lastIndexOf('PROMPT>'))))
    if (words.startsWith('l')) term.type(' # password=hunter2hunter2')
    await term.nextPrompt()
  }
  const { stdout } = await home.command(['history', 'forget', '--all', '--json'])
  expect(JSON.parse(stdout)).toMatchObject({ lessons: 0 })
  const { stderr, status } = await home.command(['history', 'forget'])
  expect([status, stderr.split('\n')[0]]).toEqual([2, 'kimi: no text to forget'])
})

test('forget --all says on a terminal how much it forgets, and asks; anything but y keeps it', async () => {
  await using home = await makeHome()
  await lendDaemonTo(home)
  await using term = await home.shell('zsh')
  await term.run('true one')
  term.type(`${KIMI} history forget --all`)
  term.press('enter')
  await term.until((screen) =>
    /forget all that kimi remembers: 0 lessons, [1-9]\d* commands \(your shell’s history file\s+stays\)\? \[y\/N\]/.test(
      screen,
    ),
  )
  term.press('ctrl-c')
  await term.until((screen) => /\[y\/N\]\s*kimi: cancelled\nPROMPT>$/.test(screen))
  await term.run('echo $?')
  expect(term.screen()).toMatch(/\n130\nPROMPT>$/)
  term.type(`${KIMI} history forget --all`)
  term.press('enter')
  await term.until((screen) => screen.split('[y/N]').length === 3)
  await term.run('n')
  expect(term.screen()).not.toContain('forgotten:')
  term.type(`${KIMI} history forget --all`)
  term.press('enter')
  await term.until((screen) => screen.split('[y/N]').length === 4)
  await term.run('y')
  await term.until((screen) => expect(screen).toMatch(/forgotten: 0 lessons, [1-9]\d* commands/))
})
