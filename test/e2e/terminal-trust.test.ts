// Folders that bring skills, trusted while the terminal is open.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
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
