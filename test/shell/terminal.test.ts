// The terminal emulator that every shell test uses.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openTerminal, PROMPT } from '../support/terminal.ts'

describe.each(['zsh', 'bash'])('a terminal with %s', (shell) => {
  test('is at its prompt when it is handed over', async () => {
    await using term = await openTerminal({ shell })
    expect(term.line()).toBe(PROMPT.trimEnd())
    expect(term.cursor()).toEqual({ row: 0, column: PROMPT.length })
  })

  test('shows what is typed and what a command prints', async () => {
    await using term = await openTerminal({ shell })
    term.type('echo $((40 + 2))')
    await term.until(() => term.line().endsWith('2))'), 'the typed line')
    term.press('enter')
    const screen = await term.until((screen) => /^42$/m.test(screen), 'the answer')
    expect(screen).toContain(`${PROMPT}echo $((40 + 2))\n42`)
    expect(term.output()).toContain('\r\n')
  })

  test('runs the rc text, in a home of its own that goes away', async () => {
    const term = await openTerminal({ shell, rc: 'greet() { echo "I am $HOME in $XDG_RUNTIME_DIR"; }', cols: 120 })
    term.type('greet\r')
    await term.until((screen) => screen.includes(`I am ${term.home} in ${term.env['XDG_RUNTIME_DIR']}`))
    await term.close()
    expect(existsSync(dirname(term.home))).toBe(false)
    expect(() => process.kill(term.pid, 0)).toThrow()
    await term.close()
  })

  test('moves the cursor with the keys of the line editor', async () => {
    await using term = await openTerminal({ shell })
    term.type('bc')
    term.press('ctrl-a')
    term.type('a')
    await term.until(() => term.line() === `${PROMPT}abc` && term.cursor().column === PROMPT.length + 1)
    term.press('right', 'right')
    await term.until(() => term.cursor().column === PROMPT.length + 3)
    await term.interrupt()
    await term.until(() => term.cursor().row > 0 && term.line() === PROMPT.trimEnd(), 'a new prompt')
  })

  test('answers when a program asks where the cursor is', async () => {
    await using term = await openTerminal({ shell })
    term.type(`printf '\\e[6n'; IFS= read -rs -d R reply; printf '<%s>\\n' "\${reply#?}"\r`)
    await term.until((screen) => /<\[2;1>/.test(screen), 'the reply of the terminal')
  })

  test('takes a new size', async () => {
    await using term = await openTerminal({ shell })
    term.resize(100, 30)
    term.type('stty size\r')
    await term.until((screen) => screen.includes('30 100'))
  })
})

test('a wait that fails says for what it waited and shows the last screen', async () => {
  await using term = await openTerminal({ shell: 'sh', args: ['-c', 'echo last words; exit 3'] })
  await expect(term.until(() => expect(1).toBe(2), 'a miracle')).rejects.toThrow(/a miracle.*has ended[^]*last words/)
  expect(await term.exited).toEqual({ code: 3, signal: 0 })
})

test('closing ends the jobs of the shell too', async () => {
  const term = await openTerminal({ shell: 'bash' })
  term.type('sleep 300 & echo job=$!.\r')
  await term.until((screen) => /job=\d+\./.test(screen))
  const job = Number(/job=(\d+)\./.exec(term.screen())?.[1])
  await term.close()
  await expect.poll(() => isRunning(job)).toBe(false)
})

// An orphan that has ended may wait a second or two for init to collect it; `kill -0` would call it alive.
function isRunning(pid: number): boolean {
  const state = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim()
  return state !== '' && !state.startsWith('Z')
}
