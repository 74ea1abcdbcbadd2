// A plan that is shown for approval in the terminal: it can be edited, approved, and sent back with words.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Home } from '../support/kimi.ts'
import { shareScripts } from '../support/shared-daemon.ts'
import type { Terminal } from '../support/terminal.ts'
import { openUi } from '../support/terminal-ui.ts'
import { script } from '../support/wire-client.ts'

/** Longer than the time for which a key that came with a question answers nothing. */
const READABLE_MS = 400

const inHome = shareScripts()

/** Types words at the prompt of plan mode, and Enter. */
async function tell(term: Terminal, words: string): Promise<void> {
  term.type(words)
  await term.until((screen) => screen.includes(`◇ ${words}`), 'the words in the prompt')
  term.press('enter')
}

const PLANNING = /^plan · /m

/** Shows a plan: the model has said something, its plan file is written, and it asks for approval. Returns the plan file. */
async function showPlan(term: Terminal, home: Home): Promise<string> {
  await tell(term, 'look')
  await term.until((screen) => screen.includes('I look.') && PLANNING.test(screen))
  const { sessions } = await home.call('session/list', { workDir: home.dir, limit: 1 })
  const { plan_slug: slug } = JSON.parse(readFileSync(join(sessions[0]!.dir, 'state.json'), 'utf8')) as Record<
    string,
    string
  >
  const plans = join(home.paths.share, 'plans')
  mkdirSync(plans, { recursive: true })
  const file = join(plans, `${slug}.md`)
  writeFileSync(file, 'First this.\n')
  await tell(term, 'plan it')
  await term.until((screen) => /First this\.[^]*Approve this plan\?[^]*e edit it/.test(screen), 'the plan')
  await sleep(READABLE_MS)
  return file
}

async function readContext(home: Home): Promise<string> {
  const { sessions } = await home.call('session/list', { workDir: home.dir, limit: 1 })
  return readFileSync(join(sessions[0]!.dir, 'context.jsonl'), 'utf8')
}

test('e opens the plan in the editor; what was saved is shown, approved, and told to the model', async () => {
  const home = inHome([script('I look.'), script(['ExitPlanMode', {}]), script('carried out')])
  const editor = join(home.dir, 'editor')
  writeFileSync(editor, '#!/bin/sh\necho "Then that." >>"$1"\n', { mode: 0o755 })
  await using term = await openUi(home, { args: ['--plan'], env: { EDITOR: editor, VISUAL: editor } })
  const file = await showPlan(term, home)
  term.type('e')
  await term.until(
    (screen) => /as you have edited it[^]*First this\.\nThen that\.[^]*Approve this plan\?[^]*e edit it/.test(screen),
    'the edited plan',
  )
  expect(readFileSync(file, 'utf8')).toBe('First this.\nThen that.\n')
  await sleep(READABLE_MS)
  term.type('y')
  await term.until((screen) => screen.includes('carried out'))
  expect(await readContext(home)).toMatch(/The plan is approved[^\n]*edited the plan[^\n]*First this\.\\nThen that\./)
})

test('an editor that fails leaves the plan and the question; f sends the plan back with words', async () => {
  const home = inHome([script('I look.'), script(['ExitPlanMode', {}]), script('planned anew')])
  await using term = await openUi(home, { args: ['--plan'], env: { EDITOR: 'false', VISUAL: 'false' } })
  const file = await showPlan(term, home)
  term.type('e')
  await term.until((screen) => /the editor failed[^]*Approve this plan\?[^]*e edit it/.test(screen), 'the failure')
  expect(readFileSync(file, 'utf8')).toBe('First this.\n')
  await sleep(READABLE_MS)
  term.type('f')
  await term.until((screen) => screen.includes('why:'))
  term.type('tests first')
  await term.until((screen) => screen.includes('why: tests first'))
  term.press('enter')
  await term.until((screen) => screen.includes('planned anew') && PLANNING.test(screen))
  expect(await readContext(home)).toContain('The user wants the plan revised: tests first')
})

test('a plan is approved to a mode, and a second terminal shows the answer', async () => {
  const home = inHome([script('I look.'), script(['ExitPlanMode', {}]), script('carried out')])
  const args = ['--plan', '-S', `plan-${process.pid}`]
  await using one = await openUi(home, { args })
  await using two = await openUi(home, { args: args.slice(1), ready: PLANNING })
  await showPlan(one, home)
  await two.until((screen) =>
    /1 Approve +In mode ask, as before the plan\n[^]*2 Approve and accept edits[^]*3 Approve in mode auto/.test(screen),
  )
  one.type('2')
  await one.until((screen) => screen.includes('carried out') && /^accept-edits · /m.test(screen))
  await two.until(
    (screen) => screen.includes('answered elsewhere: Approve and accept edits') && /^accept-edits · /m.test(screen),
  )
})
