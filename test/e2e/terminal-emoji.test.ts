// The caret behind emoji of several characters, which each terminal draws in another number of cells.

import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findProgram } from '../support/ensure-shells.ts'
import { KIMI } from '../support/kimi.ts'
import { shareScripts } from '../support/shared-daemon.ts'
import { openTerminal, type Terminal } from '../support/terminal.ts'
import { READY } from '../support/terminal-ui.ts'

const inHome = shareScripts()

/** A family, a job, a flag, a skin tone, a heart and a keycap with their selectors, then a letter of Hindi with its vowel. */
const JOINED = '👨\u200d👩\u200d👧\u200d👦👩\u200d💻🇩🇪👍🏽❤\ufe0f1\ufe0f\u20e3कि'

/** Writes the text, waits for Enter, and becomes kimi: the place itself tells first in which column the cursor belongs. */
const MEASURE = `printf %s "$(cat text)"; read -r key; exec ${KIMI}`

interface Place {
  program: string
  args: readonly string[]
  /** The column of the cursor in the place itself: the terminal around it may draw other cells. */
  readColumn(term: Terminal, dir: string): Promise<number>
}

const PLACES: Record<string, Place> = {
  'the terminal alone': {
    program: 'sh',
    args: ['-c', MEASURE],
    readColumn: (term) => Promise.resolve(term.cursor().column),
  },
  tmux: {
    program: 'tmux',
    args: ['-S', 'tmux-socket', '-f', '/dev/null', 'new-session', MEASURE],
    async readColumn(_, dir) {
      const told = execFileSync('tmux', ['-S', join(dir, 'tmux-socket'), 'display', '-p', '#{cursor_x}'])
      return Number(String(told))
    },
  },
  'GNU screen': {
    program: 'screen',
    args: ['-c', '/dev/null', '-U', 'sh', '-c', MEASURE],
    async readColumn(term) {
      const before = term.output().length
      term.type('\x01i') // shows "(column,row)/(columns,rows)" in the last row
      const place = () => /\((\d+),\d+\)\/\(\d+,\d+\)/.exec(term.output().slice(before))?.[1]
      await term.until(() => place() !== undefined)
      return Number(place()) - 1
    },
  },
}

test.each(Object.entries(PLACES))('in %s the caret stands where the text ends there', async (_, place) => {
  const { program, args, readColumn } = place
  if (findProgram(program) === null) return
  const home = inHome([])
  const { HOME: _home, ...shared } = home.env
  const sockets = join(home.dir, 'sockets')
  mkdirSync(sockets, { mode: 0o700 })
  writeFileSync(join(home.dir, 'text'), JOINED)
  await using term = await openTerminal({
    shell: program,
    args: [...args],
    env: { ...shared, TERM: 'xterm-256color', CI: undefined, TMUX: undefined, SCREENDIR: sockets },
    cwd: home.dir,
    rows: 24,
    ready: (screen) => screen.includes('कि'),
  })
  const column = await readColumn(term, home.dir)
  term.press('enter')
  await term.until((screen) => READY.test(screen), 'the session to be open')
  term.type(JOINED)
  await term.until((screen) => /❯[^\n]*कि[^]*\nask · /.test(screen))
  expect(await readColumn(term, home.dir)).toBe('❯ '.length + column)
  term.press('ctrl-u', 'ctrl-d')
  await term.exited
})
