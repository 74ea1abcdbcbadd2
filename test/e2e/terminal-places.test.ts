// The terminal as a job of a shell, inside tmux and GNU screen, and without UTF-8.

import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findProgram } from '../support/ensure-shells.ts'
import { KIMI, type Home } from '../support/kimi.ts'
import { shareScripts } from '../support/shared-daemon.ts'
import { openTerminal, PROMPT } from '../support/terminal.ts'
import { openUi, READY, say } from '../support/terminal-ui.ts'
import { script } from '../support/wire-client.ts'

const inHome = shareScripts()

/** The home's variables for a terminal that has a home of its own. */
function envOf({ env }: Home): Record<string, string | undefined> {
  const { HOME: _, ...shared } = env
  return { ...shared, TERM: 'xterm-256color', TERM_PROGRAM: 'vscode', CI: undefined, TMUX: undefined }
}

test('Ctrl-Z gives the terminal back in its own modes, and fg brings the draft and the conversation back', async () => {
  const home = inHome([script('the first answer'), script('the second answer')])
  await using term = await openTerminal({ shell: 'bash', env: envOf(home), cwd: home.dir, cols: 120, rows: 30 })
  const settings = (await term.run('stty -g')).split('\n').at(-2)!
  term.type(`${KIMI}\r`)
  await term.until((screen) => READY.test(screen), 'the session to be open')
  await say(term, 'one')
  await term.until((screen) => screen.includes('the first answer') && READY.test(screen))
  term.type('a draft')
  await term.until((screen) => screen.includes('❯ a draft'))
  const before = term.output().length
  term.press('ctrl-z')
  await term.until((screen) => screen.includes('Stopped') && term.line() === PROMPT.trimEnd(), 'the shell')
  const given = term.output().slice(before)
  for (const mode of ['\u001b[?2004l', '\u001b[?1004l', '\u001b[?25h']) expect(given).toContain(mode)
  expect((await term.run('stty -g')).split('\n').at(-2)).toBe(settings)
  await term.run('echo shell-$((40+2))')
  term.type('fg\r')
  await term.until((screen) => /shell-42[^]*❯ a draft\n[^]*ask · /.test(screen), 'the draft')
  expect(term.output().slice(term.output().lastIndexOf('shell-42'))).toContain('\u001b[?2004h')
  term.type(' and more')
  await term.until((screen) => screen.includes('❯ a draft and more'))
  term.press('enter')
  await term.until((screen) => screen.includes('the second answer') && READY.test(screen))
  expect(term.screen().match(/^❯ a draft and more$/gm)).toHaveLength(1)
  term.press('ctrl-d')
  await term.until(() => term.line() === PROMPT.trimEnd(), 'the shell')
  expect((await term.run('stty -g')).split('\n').at(-2)).toBe(settings)
})

test.skipIf(findProgram('tmux') === null)(
  'in tmux six resizes leave one banner and one prompt, in the scrollback too',
  async () => {
    const home = inHome([script('a line that stays'), script('after the resizes')])
    const socket = join(home.dir, 'tmux')
    const tmux = (...args: string[]) => execFileSync('tmux', ['-S', socket, ...args], { encoding: 'utf8' })
    await using term = await openTerminal({
      shell: 'tmux',
      args: ['-S', socket, '-f', '/dev/null', 'new-session', KIMI],
      env: envOf(home),
      cwd: home.dir,
      rows: 30,
      ready: (screen) => READY.test(screen),
    })
    try {
      await say(term, 'hello')
      await term.until((screen) => screen.includes('a line that stays') && READY.test(screen))
      for (const [cols, rows] of [
        [60, 30],
        [40, 24],
        [90, 30],
        [50, 20],
        [100, 36],
        [80, 30],
      ] as const) {
        term.resize(cols, rows)
        await term.until(() => tmux('display', '-p', '#{pane_width}x#{pane_height}') === `${cols}x${rows - 1}\n`)
        await term.until((screen) => READY.test(screen))
      }
      await say(term, 'again')
      await term.until((screen) => screen.includes('after the resizes') && READY.test(screen))
      await term.until(() => {
        const all = tmux('capture-pane', '-p', '-S', '-')
        expect(all.match(/^kimi \d/gm)).toHaveLength(1)
        expect(all.match(/a line that stays/g)).toHaveLength(1)
        expect(all.match(/^❯$/gm)).toHaveLength(1)
        expect(all.match(/^ask · /gm)).toHaveLength(1)
      })
    } finally {
      tmux('kill-server')
    }
  },
)

test.skipIf(findProgram('screen') === null)(
  'in GNU screen the conversation, resizes and the shell look as they do without',
  async () => {
    const home = inHome([script('A **bold** answer: 你好')])
    const sockets = join(home.dir, 'sockets')
    mkdirSync(sockets, { mode: 0o700 })
    await using term = await openTerminal({
      shell: 'screen',
      args: ['-c', '/dev/null', '-U', KIMI],
      env: { ...envOf(home), TERM_PROGRAM: undefined, SCREENDIR: sockets },
      cwd: home.dir,
      rows: 24,
      ready: (screen) => READY.test(screen),
    })
    await say(term, 'hello')
    const whole = /^kimi \S+ [^\n]*\n\n❯ hello\n\nA bold answer: 你好\n\n❯\nask · /
    await term.until((screen) => whole.test(screen))
    for (const [cols, rows] of [
      [60, 20],
      [100, 30],
      [80, 24],
    ] as const) {
      term.resize(cols, rows)
      await term.until((screen) => READY.test(screen))
      term.type(`${cols}`)
      await term.until((screen) => screen.includes(`❯ ${cols}\nask · `))
      term.press('ctrl-u')
      await term.until((screen) => screen.includes('❯\nask · '))
    }
    const screen = term.screen()
    for (const part of [/A bold answer: 你好$/gm, /^❯$/gm, /^ask · /gm]) expect(screen.match(part)).toHaveLength(1)
    term.press('ctrl-x')
    await term.until((screen) => screen.includes('answer') && !READY.test(screen), 'the shell')
    term.type('echo shell-$((40+2))\r')
    await term.until((screen) => /\nshell-42\n\S/.test(screen), 'the prompt behind it') // a key before it is for the command
    term.press('ctrl-x')
    await term.until((screen) => /shell-42\n[^]*❯\nask · /.test(screen), 'the agent again')
    term.press('ctrl-d')
    await term.exited
  },
)

test('without a UTF-8 locale all signs of the terminal are ASCII, and what is typed is shown', async () => {
  const home = inHome([script('The answer.')])
  await using term = await openUi(home, {
    env: { LANG: 'C', LC_ALL: 'C', LC_CTYPE: 'C' },
    ready: /^ask [^\n]* s /m,
  })
  term.type('hello')
  await term.until((screen) => screen.includes('> hello'))
  term.press('enter')
  await term.until((screen) => screen.includes('The answer.') && /^>$/m.test(screen))
  // eslint-disable-next-line no-control-regex
  expect(term.screen().replaceAll(home.dir, '')).toMatch(/^[\u0000-\u007f]*$/)
})
