// Screens as SVG, cell by cell, from the bytes that a program has written to its pty.

import xterm from '@xterm/headless'

export interface PictureColours {
  background: string
  text: string
  /** Names of what is shown, and dim text. */
  quiet: string
  /** Black, red, green, yellow, blue, magenta, cyan, white. */
  palette: readonly string[]
}

export const DARK: PictureColours = {
  background: '#1d2021',
  text: '#d5d9e0',
  quiet: '#7f8791',
  palette: ['#1d2021', '#fb4934', '#98c379', '#fabd2f', '#61afef', '#c678dd', '#56b6c2', '#d5d9e0'],
}
export const LIGHT: PictureColours = {
  background: '#fbfbfa',
  text: '#24292f',
  quiet: '#6e7781',
  palette: ['#24292f', '#cf222e', '#116329', '#7d4e00', '#0550ae', '#8250df', '#1b7c83', '#6e7781'],
}

const CELL = { width: 9.02, height: 21 }
const LEFT = 2

/** A row of text of our own, `y` cells from the top. */
export function drawCaption(text: string, y: number, { quiet }: PictureColours): string {
  return `<text y="${((y + 1) * CELL.height).toFixed(0)}"><tspan x="${LEFT}" fill="${quiet}">${escapeXml(text)}</tspan></text>`
}

/** Draws the screen that a terminal of this size shows after this output, as rows of SVG, `y` cells from the top. */
export async function drawScreen(
  output: string,
  { cols, rows }: { cols: number; rows: number },
  colours: PictureColours,
  y = 0,
): Promise<string[]> {
  const terminal = new xterm.Terminal({ cols, rows, allowProposedApi: true })
  await new Promise<void>((resolve) => terminal.write(output, resolve))
  const { active } = terminal.buffer
  return Array.from({ length: rows }, (_, row) => {
    const line = active.getLine(active.baseY + row)!
    const runs = joinRuns(Array.from({ length: cols }, (_, column) => readCell(line.getCell(column)!, column, colours)))
    const top = ((y + row + 1) * CELL.height).toFixed(0)
    return runs.length === 0 ? '' : `<text y="${top}">${runs.map(drawRun).join('')}</text>`
  }).filter(Boolean)
}

/** The whole picture. `height` in cells. */
export function frame(
  rows: readonly string[],
  { cols, height, label }: { cols: number; height: number; label: string },
  { background }: PictureColours,
): string {
  const wide = Math.ceil(cols * CELL.width + 24)
  const high = Math.ceil((height + 0.3) * CELL.height + 20)
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${wide}" height="${high}" viewBox="-12 -8 ${wide} ${high}" role="img" aria-label="${escapeXml(label)}">
<rect x="-12" y="-8" width="${wide}" height="${high}" rx="8" fill="${background}"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="15" xml:space="preserve">
${rows.join('\n')}
</g>
</svg>
`
}

interface Run {
  text: string
  at: number[]
  style: string
}

type BufferCell = NonNullable<
  ReturnType<NonNullable<ReturnType<xterm.Terminal['buffer']['active']['getLine']>>['getCell']>
>

function readCell(cell: BufferCell, column: number, { text, quiet, palette }: PictureColours): Run {
  const own = cell.isFgDefault() ? text : palette[cell.getFgColor() % 8]
  const fill = cell.isDim() && cell.isFgDefault() ? quiet : own
  const marks = [
    cell.isBold() ? ' font-weight="bold"' : '',
    cell.isItalic() ? ' font-style="italic"' : '',
    cell.isUnderline() || cell.isInverse() ? ' text-decoration="underline"' : '',
    cell.isDim() && !cell.isFgDefault() ? ' opacity="0.7"' : '',
  ]
  return { text: cell.getChars(), at: [column], style: `fill="${fill}"${marks.join('')}` }
}

/** Neighbours of one style in one element; blanks need none. */
function joinRuns(cells: readonly Run[]): Run[] {
  const runs: Run[] = []
  for (const cell of cells) {
    if (cell.text.trim() === '') continue
    const last = runs.at(-1)
    if (last?.style === cell.style) {
      last.text += cell.text
      last.at.push(...cell.at)
    } else runs.push({ ...cell, at: [...cell.at] })
  }
  return runs
}

function drawRun({ text, at, style }: Run): string {
  const places = at.map((column) => (LEFT + column * CELL.width).toFixed(1)).join(' ')
  return `<tspan x="${places}" ${style}>${escapeXml(text)}</tspan>`
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
