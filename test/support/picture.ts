// Draws the README's picture from the terminal cells of a real zsh that asks twice: `node test/support/picture.ts`.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import xterm from '@xterm/headless'
import { openAskingShell } from './asking-shell.ts'
import { ROOT } from './kimi.ts'
import { answer } from './model-server.ts'

const COLS = 84
const ROWS = 3
const CELL = { width: 9.02, height: 21 }
const PALETTE = ['#1d2021', '#fb4934', '#98c379', '#fabd2f', '#61afef', '#c678dd', '#56b6c2', '#d5d9e0']

/** One screen as SVG rows, `y` cells from the top. */
async function draw(output: string, y: number): Promise<string[]> {
  const terminal = new xterm.Terminal({ cols: COLS, rows: ROWS, allowProposedApi: true })
  await new Promise<void>((resolve) => terminal.write(output, resolve))
  const { active } = terminal.buffer
  return Array.from({ length: ROWS }, (_, row) => {
    const line = active.getLine(active.baseY + row)!
    const cells = Array.from({ length: COLS }, (_, column) => line.getCell(column)!)
    const runs = cells.map((cell, column) => {
      const text = cell.getChars()
      if (text.trim() === '') return ''
      const color = cell.isFgDefault() ? PALETTE[7] : PALETTE[cell.getFgColor() % 8]
      const x = (2 + column * CELL.width).toFixed(1)
      return `<tspan x="${x}" fill="${color}">${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</tspan>`
    })
    return `<text y="${((y + row + 1) * CELL.height).toFixed(0)}">${runs.join('')}</text>`
  })
}

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
  rows.push(`<text y="${((y + 1) * CELL.height).toFixed(0)}"><tspan x="2" fill="#7f8791">${caption}</tspan></text>`)
  rows.push(...(await draw(term.output(), y + 1)).slice(0, 2))
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

const width = Math.ceil(COLS * CELL.width + 24)
const height = Math.ceil((y + 0.3) * CELL.height + 20)
writeFileSync(
  join(ROOT, '.github', 'prompt.svg'),
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="-12 -8 ${width} ${height}" role="img" aria-label="Ctrl-X in zsh">
<rect x="-12" y="-8" width="${width}" height="${height}" rx="8" fill="#1d2021"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="15" xml:space="preserve">
${rows.join('\n')}
</g>
</svg>
`,
)
