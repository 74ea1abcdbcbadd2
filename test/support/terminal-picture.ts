// The README's pictures of the terminal: a question, a change that was allowed, and a command that waits to be, in a real session.

import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeHome, ROOT, startDaemonIn } from './kimi.ts'
import { DARK, drawScreen, frame, LIGHT, type PictureColours } from './screen-picture.ts'
import { openUi, say } from './terminal-ui.ts'
import { script, useScripts } from './wire-client.ts'

const SIZE = { cols: 88, rows: 32 }
/** A short path, which is read in the picture. */
const HOME = '/tmp/ada'
const MODEL = 'kimi-k2.5'
/** Longer than the time for which a key that came with a question answers nothing. */
const READABLE_MS = 500

const BEFORE = `export function total(prices: number[]): number {
  let sum = 0
  for (const price of prices) sum += price
  return sum
}
`

/** Draws the terminal with this theme into a file in .github. */
async function drawTerminal(theme: 'dark' | 'light', colours: PictureColours): Promise<void> {
  const dir = join(HOME, 'shop')
  mkdirSync(HOME) // fails when it is somebody's
  try {
    mkdirSync(dir)
    writeFileSync(join(dir, 'total.ts'), BEFORE)
    execFileSync('git', ['init', '--quiet', '--initial-branch', 'main', dir])
    await using home = await makeHome({ HOME })
    useScripts(home, [
      script('I look at how the total is made.', ['ReadFile', { path: 'total.ts' }]),
      script('The prices are added up as floats, and 0.1 + 0.2 is not 0.3. Whole cents have no such error.', [
        'StrReplaceFile',
        {
          path: 'total.ts',
          edit: { old: '  return sum\n', new: '  return Math.round(sum * 100) / 100\n' },
        },
      ]),
      script('Now the tests.', ['Shell', { command: 'npm test -- total' }]),
    ])
    renameModel(home.paths.config, theme)
    await startDaemonIn(home)
    await using term = await openUi({ ...home, dir }, { ...SIZE, env: { HOME } })
    await say(term, 'why is the total off by a cent sometimes? fix it')
    await term.until((screen) => screen.includes('Allow?'), 'the change')
    await new Promise((resolve) => setTimeout(resolve, READABLE_MS))
    term.type('y')
    await term.until((screen) => /npm test[^]*Allow\?/.test(screen), 'the command')
    await term.idle()
    const height = term.screen().split('\n').length
    const label = 'kimi in a terminal: a question, a change that was allowed, and a command that waits for an answer'
    const rows = await drawScreen(term.output(), SIZE, colours)
    writeFileSync(join(ROOT, '.github', `terminal-${theme}.svg`), frame(rows, { ...SIZE, height, label }, colours))
  } finally {
    rmSync(HOME, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
  }
}

/** The footer shows the name of the model. */
function renameModel(config: string, theme: string): void {
  const text = readFileSync(config, 'utf8')
    .replace('default_model = "s"', `default_model = "${MODEL}"`)
    .replace('[models.s]', `[models."${MODEL}"]`)
  writeFileSync(config, `${text}[tui]\ntheme = "${theme}"\n`)
}

/** Draws both pictures. */
export async function drawTerminals(): Promise<void> {
  await drawTerminal('dark', DARK)
  await drawTerminal('light', LIGHT)
}
