// /diff in the terminal: what a session has changed in the user's files, against what they were before it.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { shareScripts } from '../support/shared-daemon.ts'
import { openUi, READY, say } from '../support/terminal-ui.ts'
import { script } from '../support/wire-client.ts'

const inHome = shareScripts()

const replace = (old: string, fresh: string): [string, object] => [
  'StrReplaceFile',
  { path: 'notes.txt', edit: { old, new: fresh } },
]

test('/diff tells the difference of each file once, also of what commands wrote, and nothing that was taken back', async () => {
  const home = inHome([
    script(['ReadFile', { path: 'notes.txt' }]),
    script(replace('two', 'TWO')),
    script(replace('TWO', 'zwei')),
    script(['Shell', { command: 'echo made by a command > made.txt; printf "\\000" > made.bin' }]),
    script('first done'),
    script(replace('one', 'eins')),
    script('second done'),
  ])
  writeFileSync(join(home.dir, 'notes.txt'), 'one\ntwo\nthree\n')
  await using term = await openUi(home, { args: ['--yolo'], rows: 50 })
  await say(term, 'change them')
  await term.until((screen) => screen.includes('first done') && READY.test(screen))
  await say(term, 'more')
  await term.until((screen) => screen.includes('second done') && READY.test(screen))
  await home.call('session/rewind', {
    named: {
      id: (await home.call('session/list', { workDir: home.dir, limit: 1 })).sessions[0]!.id,
      workDir: home.dir,
    },
    what: 'files',
    apply: true,
  })
  await say(term, '/diff')
  const screen = await term.until((text) => expect(text).toMatch(/❯ \/diff\n[^]*❯\s*\n(?:bypass) · /))
  const told = screen.slice(screen.lastIndexOf('❯ /diff'))
  expect(told).toMatch(/ {2}notes\.txt {2}\+1 −1\n {2}1 {3}one\n {2}2 - two\n {2}2 \+ zwei\n {2}3 {3}three\n/)
  expect(told).toMatch(/ {2}made\.txt {2}\+1 −0\n {2}1 \+ made by a command\n/)
  expect(told).toMatch(/ {2}made\.bin: made\n/)
  expect(told).not.toMatch(/TWO|eins/)
})
