// Folders that bring skills, trusted while the terminal is open.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Home } from '../support/kimi.ts'
import { shareScripts } from '../support/shared-daemon.ts'
import type { Terminal } from '../support/terminal.ts'
import { openUi, say } from '../support/terminal-ui.ts'
import { script } from '../support/wire-client.ts'

/** Longer than the time for which a key that came with a question answers nothing. */
const READABLE_MS = 400

const inHome = shareScripts()

/** Puts a skill into a folder. */
function bringSkill(dir: string, name: string): void {
  const skill = join(dir, '.kimi', 'skills', name)
  mkdirSync(skill, { recursive: true })
  writeFileSync(join(skill, 'SKILL.md'), `---\nname: ${name}\ndescription: how we ${name}\n---\nDo it.\n`)
}

/** Types the name of a skill, looks at the menu until it offers it, and clears the prompt. */
async function untilOffered(term: Terminal, name: string): Promise<void> {
  term.type(`/skill:${name.slice(0, 3)}`)
  await term.until((screen) => expect(screen).toMatch(new RegExp(`/skill:${name} +how we ${name}`)))
  term.press('esc')
  await term.until((screen) => expect(screen).not.toContain(`how we ${name}`))
  term.press('ctrl-c')
  await term.until((screen) => expect(screen).toMatch(/❯\n/))
}

test('/cd says what a folder brings; once it is trusted there, its skills are in the menu and in /help', async () => {
  const home = inHome([])
  bringSkill(join(home.dir, 'other'), 'deploy')
  await using term = await openUi(home, { rows: 60 })
  await say(term, '/cd other')
  await term.until((screen) => expect(screen).toMatch(/it brings skill deploy, which counts once you trust it:/))
  await say(term, '/trust yes')
  await term.until((screen) => expect(screen).toContain('is trusted as it is now'))
  await untilOffered(term, 'deploy')
  await say(term, '/help')
  await term.until((screen) => expect(screen).toContain('/skill:deploy'))
})

test('a folder that is trusted when its first turn asks has its skills in the menu at once', async () => {
  const home = inHome([script('hello')])
  bringSkill(home.dir, 'release')
  await using term = await openUi(home)
  await say(term, 'hi there')
  await term.until((screen) => expect(screen).toMatch(/Do you trust[^]*2 Trust/))
  await sleep(READABLE_MS)
  term.type('2')
  await term.until((screen) => expect(screen).toMatch(/hello\n\n❯\n/))
  await untilOffered(term, 'release')
})

/** Sends words and answers the question whether the folder is trusted with yes, if it comes. */
async function sayTrusting(term: Terminal, words: string, answer: string): Promise<void> {
  await say(term, words)
  await term.until((screen) => expect(screen).toMatch(/Do you trust[^]*2 Trust/))
  await sleep(READABLE_MS)
  term.type('2')
  await term.until((screen) => expect(screen).toMatch(new RegExp(`${answer}\\n\\n❯\\n`)))
}

/** The user's messages of the session that was used last, as the model reads them. */
async function readMessages({ call }: Home): Promise<string[]> {
  const { sessions } = await call('session/list', { limit: 1 })
  const lines = readFileSync(join(sessions[0]!.dir, 'context.jsonl'), 'utf8').trim().split('\n')
  return lines.filter((line) => line.includes('"role":"user"'))
}

test('/cd takes the skills of the new folder in place of the old ones: in the menu and, with the next words, for the model', async () => {
  const home = inHome([script('first'), script('second'), script('third'), script('fourth')])
  const other = join(home.dir, 'other')
  const bare = join(home.dir, 'bare')
  bringSkill(home.dir, 'release')
  bringSkill(other, 'deploy')
  for (const dir of [home.dir, other, bare]) mkdirSync(join(dir, '.git'), { recursive: true })
  await using term = await openUi(home, { rows: 60, cols: 100 })
  await sayTrusting(term, 'begin', 'first')
  await untilOffered(term, 'release')
  await say(term, '/cd other')
  await term.until((screen) => expect(screen).toContain('it brings skill deploy'))
  await sayTrusting(term, 'go on', 'second')
  await untilOffered(term, 'deploy')
  term.type('/skill:rel')
  await term.until((screen) => expect(screen).toMatch(/❯ \/skill:rel\n/))
  expect(term.screen()).not.toContain('how we release')
  term.press('ctrl-u')
  const told = (await readMessages(home)).at(-1)!
  expect(told).toMatch(/go on[^]*Skills of the new directory[^]*- deploy[^]*how we deploy/)
  expect(told).not.toContain('release')

  await say(term, '/cd ../bare')
  await term.until((screen) => expect(screen).toMatch(/^ask · .*bare$/m))
  await say(term, 'and now')
  await term.until((screen) => expect(screen).toMatch(/third\n\n❯\n/))
  expect((await readMessages(home)).at(-1)).toMatch(/and now[^]*Skills of the new directory[^"]*none/)
  await say(term, 'the same again')
  await term.until((screen) => expect(screen).toMatch(/fourth\n\n❯\n/))
  expect((await readMessages(home)).at(-1)).not.toContain('Skills of')
})
