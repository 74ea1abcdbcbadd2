// Acts that may run without a question: the footer tells them, in every terminal of the session, and it holds when the daemon was killed.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { killDaemon } from '../support/kimi.ts'
import { shareScripts } from '../support/shared-daemon.ts'
import { openUi, READY, say } from '../support/terminal-ui.ts'
import { script } from '../support/wire-client.ts'

/** Longer than the time for which a key that came with a question answers nothing. */
const READABLE_MS = 400

const inHome = shareScripts()

test('what is allowed for this session stands in the footer, in another terminal and after it was opened again, too', async () => {
  const home = inHome([
    script(['Shell', { command: 'touch one' }]),
    script('made one'),
    script(['Shell', { command: 'mkdir two' }]),
    script('made two'),
  ])
  const id = `rights-${process.pid}`
  {
    await using term = await openUi(home, { args: ['-S', id] })
    await using other = await openUi(home, { args: ['-S', id] })
    expect(term.screen()).not.toContain('allowed')
    await say(term, 'make one')
    await term.until((screen) => screen.includes('Allow?'))
    await sleep(READABLE_MS)
    term.type('s')
    for (const each of [term, other])
      await each.until((screen) => expect(screen).toMatch(/made one[^]*\nask · .* · allowed: touch \*/))
    await say(term, 'make two')
    await term.until((screen) => screen.includes('Allow?'))
    await sleep(READABLE_MS)
    term.type('s')
    await term.until((screen) => expect(screen).toMatch(/made two[^]*\nask · .* · 2 allowed\b/))
    term.press('ctrl-d')
    await term.exited
  }
  await using term = await openUi(home, { args: ['-S', id] })
  await term.until((screen) => expect(screen).toMatch(/^ask · .* · 2 allowed\b/m))
  await say(term, '/permissions')
  await term.until((screen) => expect(screen).toMatch(/allow +touch \*[^]*allow +mkdir \*/))
})

test.each([
  [80, 10],
  [80, 24],
  [34, 12],
])(
  'in %i columns and %i rows the first line of a long command is on the screen with the keys, and y alone does not run it',
  async (cols, rows) => {
    const command = ['touch first', ...Array.from({ length: 20 }, (_, at) => `: line ${at + 1}`)].join('\n')
    const home = inHome([script(['Shell', { command }]), script('done so')])
    await using term = await openUi(home, { cols, rows, args: ['-S', `small-${cols}-${rows}-${process.pid}`] })
    await say(term, 'go')
    await term.until((screen) => screen.includes('v shows the rest') || screen.includes('y once'))
    expect(term.screen()).toMatch(/touch first\n[^]*Allow\? v shows the rest/)
    await sleep(READABLE_MS)
    term.type('y')
    await term.until((screen) => /^(?:❯|») y$/m.test(screen))
    expect(existsSync(join(home.dir, 'first'))).toBe(false)
    term.press('backspace')
    await term.until((screen) => !/^(?:❯|») y$/m.test(screen))
    await sleep(READABLE_MS)
    term.type('v')
    await term.until((screen) => screen.includes('y once'))
    await sleep(READABLE_MS)
    term.type('y')
    await term.until((screen) => screen.includes('done so'))
    expect(existsSync(join(home.dir, 'first'))).toBe(true)
  },
)

test.each([
  [['--mode', 'bypass'], 'bypass'],
  [['--yolo'], 'bypass'],
  [['--plan'], 'plan'],
] as const)(
  'a session that was begun with %j is in that mode again after its daemon was killed',
  async (args, mode) => {
    const home = inHome([])
    await using term = await openUi(home, { args: [...args] })
    expect(term.screen()).toMatch(new RegExp(`^${mode} · `, 'm'))
    await killDaemon((await home.daemonPid())!)
    await term.until((screen) => screen.includes('connected again') && READY.test(screen))
    expect(term.screen()).toMatch(new RegExp(`^${mode} · `, 'm'))
  },
)

test('the mode that was chosen last holds after the daemon was killed', async () => {
  const home = inHome([])
  await using term = await openUi(home, { args: ['--yolo'] })
  term.press('shift-tab')
  await term.until((screen) => /^ask · /m.test(screen))
  await killDaemon((await home.daemonPid())!)
  await term.until((screen) => screen.includes('connected again') && READY.test(screen))
  expect(term.screen()).toMatch(/^ask · /m)
})
