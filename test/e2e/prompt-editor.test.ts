// The prompt of the terminal in a real pty, with a real daemon: its menus, its history, its editor, and its draft after a kill.

import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { killDaemon, makeHome, startDaemonIn } from '../support/kimi.ts'
import { shareScripts } from '../support/shared-daemon.ts'
import { openUi, READY, say } from '../support/terminal-ui.ts'
import { script, useScripts } from '../support/wire-client.ts'

const inHome = shareScripts()
const PASTE = Array.from({ length: 20 }, (_, at) => `pasted line ${at}`).join('\n')

test('@ finds a file by a few letters, and the message names it', async () => {
  const home = inHome([script('seen')])
  mkdirSync(join(home.dir, 'source', 'deep'), { recursive: true })
  writeFileSync(join(home.dir, 'source', 'deep', 'needle.ts'), '')
  await using term = await openUi(home)
  term.type('look at @need')
  await term.until((screen) => screen.includes('> source/deep/needle.ts'))
  term.type('\t')
  await term.until((screen) => screen.includes('look at @source/deep/needle.ts'))
  term.type('now\r')
  await term.until((screen) => screen.includes('seen') && READY.test(screen))
  await term.until((screen) => expect(screen).toContain('❯ look at @source/deep/needle.ts now'))
})

test('what was said is found with Ctrl-R in the next terminal of the directory', async () => {
  const home = inHome([script('one')])
  {
    await using term = await openUi(home)
    await say(term, 'a memorable question')
    await term.until((screen) => screen.includes('one') && READY.test(screen))
  }
  await using term = await openUi(home)
  await term.until((screen) => READY.test(screen))
  term.type('\x12')
  await term.until((screen) => screen.includes('history:'))
  term.type('memor')
  await term.until((screen) => screen.includes('> a memorable question'))
  term.type('\r')
  await term.until((screen) => screen.includes('❯ a memorable question'))
})

test('Ctrl-G gives the whole text to $EDITOR, and the prompt gets what it has written', async () => {
  const home = inHome([])
  const editor = join(home.dir, 'editor')
  writeFileSync(editor, `#!/bin/sh\ncp "$1" '${home.dir}/given'\nprintf 'written by the editor' > "$1"\n`)
  chmodSync(editor, 0o755)
  await using term = await openUi(home, { env: { EDITOR: editor } })
  await term.until((screen) => READY.test(screen))
  term.type('see ')
  term.paste(PASTE)
  await term.until((screen) => screen.includes('❯ see [Pasted text #1 +20 lines]'))
  term.type('\x07')
  await term.until((screen) => screen.includes('❯ written by the editor'))
  expect(readFileSync(join(home.dir, 'given'), 'utf8')).toBe(`see ${PASTE}`)
})

test('after kill -9 of terminal and daemon the draft is back, with its paste', async () => {
  await using home = await makeHome()
  useScripts(home, [script('got it')])
  const daemon = await startDaemonIn(home)
  {
    await using term = await openUi(home)
    await term.until((screen) => READY.test(screen))
    term.type('unsent ')
    term.paste(PASTE)
    await term.until((screen) => screen.includes('unsent [Pasted text #1 +20 lines]'))
    const drafts = join(home.paths.share, 'drafts')
    await term.until(() => textBelow(drafts).includes('pasted line 19'))
    process.kill(term.pid, 'SIGKILL')
    await killDaemon(daemon)
    await term.exited
  }
  await using term = await openUi(home)
  await term.until((screen) => screen.includes('❯ unsent [Pasted text #1 +20 lines]'))
  term.type('\r')
  await term.until((screen) => screen.includes('got it'))
  await term.until((screen) => expect(screen).toContain('pasted line 19'))
})

/** The text of all drafts on disk so far. */
function textBelow(folder: string): string {
  if (!existsSync(folder)) return ''
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'))
  return names.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n')
}
