// Draws the README's pictures: the prompt of a real zsh that asks twice, and the terminal: `node test/support/picture.ts`.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openAskingShell } from './asking-shell.ts'
import { ROOT } from './kimi.ts'
import { answer } from './model-server.ts'
import { DARK, drawCaption, drawScreen, frame } from './screen-picture.ts'
import { drawTerminals } from './terminal-picture.ts'

const COLS = 84
const ROWS = 3

const rows: string[] = []
let y = 0
await using zsh = await openAskingShell(
  'zsh',
  () =>
    answer(
      "find . -type f -printf '%s %p\\n' | sort -rn | head -10\n# the ten largest files here, size in bytes\n",
      'du -ah . | sort -rh | head -10\n# the same with directories, readable sizes\n',
      'rm -rf ./cache && du -sh .\n# frees the cache first\n',
    ),
  {
    cols: COLS,
    rows: ROWS,
    rc: "PS1='%F{green}~/project%f %# '; clear",
    ready: (screen) => screen.includes('project'),
  },
)
const { term } = zsh
const take = async (caption: string) => {
  rows.push(drawCaption(caption, y, DARK))
  rows.push(...(await drawScreen(term.output(), { cols: COLS, rows: ROWS }, DARK, y + 1)).slice(0, 2))
  y += 3.6
}
term.type('ten biggest files')
await term.until(() => term.line().endsWith('ten biggest files'))
await take('you type')
term.press('ctrl-x')
await term.until((screen) => screen.includes('1/3'))
await take('Ctrl-X')
term.press('ctrl-x')
await term.until((screen) => screen.includes('2/3'))
term.press('ctrl-x')
await term.until((screen) => screen.includes('3/3'))
await take('Ctrl-X, Ctrl-X')

writeFileSync(join(ROOT, '.github', 'prompt.svg'), frame(rows, { cols: COLS, height: y, label: 'Ctrl-X in zsh' }, DARK))
await drawTerminals()
