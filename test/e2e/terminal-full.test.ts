// The conversation that fills the terminal, `tui.screen = full`: on a screen of its own, drawn anew for each size.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { shareScripts } from '../support/shared-daemon.ts'
import { openUi, READY, say } from '../support/terminal-ui.ts'
import { script } from '../support/wire-client.ts'

const inHome = shareScripts()
const FULL = { KIMI_TUI_SCREEN: 'full' }

test('each visit to the shell leaves the conversation once above the shell', async () => {
  const home = inHome([script('the first answer'), script('the second answer')])
  await using term = await openUi(home, { rows: 40, env: { ...FULL, SHELL: 'bash' } })
  await say(term, 'one')
  await term.until((screen) => screen.includes('the first answer') && READY.test(screen))
  for (let visit = 0; visit < 2; visit++) {
    term.press('ctrl-x')
    await term.until((screen) => !READY.test(screen) && /[$#]$/.test(screen), 'the shell')
    expect(term.screen().match(/the first answer/g)).toHaveLength(1)
    term.press('ctrl-x')
    await term.until((screen) => READY.test(screen), 'the agent')
  }
  await say(term, 'two')
  await term.until((screen) => screen.includes('the second answer') && READY.test(screen))
  term.press('ctrl-d')
  await term.exited
  await term.until((screen) => screen.includes('To come back'))
  for (const answer of [/the first answer/g, /the second answer/g]) expect(term.screen().match(answer)).toHaveLength(1)
})

const LONG = Array.from({ length: 60 }, (_, at) => `word${at}`).join(' ')
/** The text of an answer on the screen, without regard to its rows. */
const wordsOf = (screen: string) => [...screen.matchAll(/word\d+/g)].map(([word]) => word)
const lengthsOf = (screen: string) => screen.split('\n').flatMap((row) => (row.startsWith('word') ? [row.length] : []))

test('after a resize the conversation is wrapped anew: turns, and between them what slash commands have said', async () => {
  const home = inHome([script(LONG), script('the second answer')])
  await using term = await openUi(home, { rows: 50, cols: 60, env: FULL })
  await say(term, 'one')
  await term.until((screen) => screen.includes('word59') && READY.test(screen))
  await say(term, '/mode zzz')
  await term.until((screen) => screen.includes('there is no mode zzz'))
  await say(term, 'two')
  await term.until((screen) => screen.includes('the second answer') && READY.test(screen))
  for (const cols of [100, 30, 60]) {
    term.resize(cols, 50)
    const screen = await term.until((text) => {
      expect(Math.max(...lengthsOf(text))).toBeGreaterThan(cols - 10)
      expect(wordsOf(text)).toEqual(LONG.split(' '))
      expect(text).toMatch(
        /❯ one\n[^]*❯ \/mode zzz\n {2}there is no mode zzz[^]*❯ two\n[^]*the second answer\n[^]*\nask · /,
      )
    })
    expect(screen.match(/^kimi \d/gm)).toHaveLength(1)
    expect(screen.match(/there is no mode zzz/g)).toHaveLength(1)
  }
})

test('a turn that runs goes on behind a resize, and none of its words is lost or twice there', async () => {
  const half = Array.from({ length: 30 }, (_, at) => `word${at}`).join(' ')
  const rest = Array.from({ length: 30 }, (_, at) => `word${at + 30}`).join(' ')
  const home = inHome([
    script(`${half} `, ['Shell', { command: 'until [ -e gate ]; do sleep 0.05; done' }]),
    script(rest),
  ])
  await using term = await openUi(home, { rows: 50, cols: 60, args: ['--yolo'], env: FULL })
  await say(term, 'one')
  await term.until((screen) => screen.includes('● Shell until'))
  term.resize(100, 50)
  await term.until((screen) => expect(Math.max(...lengthsOf(screen))).toBeGreaterThan(90))
  writeFileSync(join(home.dir, 'gate'), '')
  await term.until((screen) => expect(wordsOf(screen)).toEqual(`${half} ${rest}`.split(' ')))
})
