// The demo without a terminal: a script is played in a pty, and each screen is printed as text.

import type { Terminal as TerminalType } from '@xterm/headless'
import { join } from 'node:path'
import type { Scratch } from './scratch-home.ts'
import { openPty } from './pty-program.ts'
import { say, sayAside } from '../standard-streams.ts'

const COLUMNS = 100
const ROWS = 14
const STEP_LIMIT_MS = 15_000
const KEY = '\x18'
const UNDO = '\x1f'

/** Each step: its title, the keys to type, and a pattern that the screen must show then. */
const SCRIPT: readonly { title: string; keys: string; until: RegExp }[] = [
  { title: 'A line in words, then Ctrl-X', keys: `find the ten biggest files here${KEY}`, until: /^1\/\d/m },
  { title: 'Ctrl-X again: the next proposal', keys: KEY, until: /^(2\/\d|your line)/m },
  { title: 'Ctrl-_ undoes it in one step', keys: UNDO, until: /[%$#] find the ten biggest files here$/m },
  { title: 'A wrong command, run with Enter', keys: '\x15gti --version\r', until: /not found[\s\S]*[%$#]\s*$/ },
  { title: 'Ctrl-X on the empty line: a fix', keys: KEY, until: /git --version/ },
  { title: 'Enter runs what is shown', keys: '\r', until: /git version \d/ },
]

/** Plays the script. Returns 0 when the screen showed every step's pattern. */
export async function playShow(scratch: Scratch): Promise<number> {
  const { default: xterm } = await import('@xterm/headless')
  const screen = new xterm.Terminal({ cols: COLUMNS, rows: ROWS, allowProposedApi: true })
  let wake = () => {}
  const child = await openPty({
    program: scratch.shell,
    args: scratch.args,
    cols: COLUMNS,
    rows: ROWS,
    cwd: join(scratch.home, 'project'),
    env: scratch.env,
    print: (data) => screen.write(data, () => wake()),
  })
  screen.onData((data) => child.write(data)) // replies of the terminal itself, such as the cursor's position

  const until = async (pattern: RegExp) => {
    for (const limit = performance.now() + STEP_LIMIT_MS; performance.now() < limit;) {
      if (pattern.test(readScreen(screen))) return true
      await new Promise<void>((resolve) => {
        wake = resolve
        setTimeout(resolve, 50)
      })
    }
    return false
  }
  try {
    if (!(await until(/kimi demo project [%$#]/))) return fail('the shell did not start', screen)
    for (const { title, keys, until: pattern } of SCRIPT) {
      child.write(keys)
      if (!(await until(pattern))) return fail(title, screen)
      const frame = readScreen(screen)
        .split('\n')
        .map((line) => `  │ ${line}`)
        .join('\n')
      say(`${title}\n${frame}\n\n`)
    }
    say('npm start in a terminal lets you try it yourself.\n')
    return 0
  } finally {
    await child.close()
  }
}

function fail(step: string, screen: TerminalType): number {
  sayAside(`kimi: the demo stopped at: ${step}\n${readScreen(screen)}\n`)
  return 1
}

function readScreen(screen: TerminalType): string {
  const { buffer } = screen
  const lines = Array.from(
    { length: screen.rows },
    (_, row) => buffer.active.getLine(buffer.active.baseY + row)?.translateToString(true) ?? '',
  )
  return lines
    .map((line) => line.trimEnd())
    .join('\n')
    .trimEnd()
}
