import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { makeHome } from '../support/kimi.ts'
import { answer } from '../support/model-server.ts'
import { shareDaemon } from '../support/shared-daemon.ts'
import { openTerminal } from '../support/terminal.ts'

const openShell = shareDaemon()

test('Ctrl-X on an empty line after a failure asks for a fix, with command and status', async () => {
  await using zsh = await openShell('zsh', () => answer('git status\n# shows the state\n'))
  const { term, model } = zsh
  term.type('gti status')
  term.press('enter')
  await term.until((screen) => /not found: gti\nPROMPT>$/.test(screen))
  term.press('ctrl-x')
  await term.until(() => term.line() === 'PROMPT> git status')
  expect(model.requests[0]!.raw).toContain('Failed: gti status (status 127)')
})

test('a command that begins with a space is not sent to the daemon, until Ctrl-X is pressed on it', async () => {
  await using zsh = await openShell('zsh', () => answer('ls\n'), { before: "HISTORY_IGNORE='(*private*)'" })
  const { term, model } = zsh
  for (const command of [' echo secret-one', 'echo private-two', 'echo open-three']) {
    term.type(command)
    term.press('enter')
    await term.until((screen) => screen.endsWith(`${command.trim().slice(5)}\nPROMPT>`))
  }
  term.type(' words to ask about')
  term.press('ctrl-x')
  await model.received(1)
  const sent = model.requests[0]!.raw
  expect(sent).toContain('open-three')
  expect(sent).toContain('words to ask about')
  expect(sent).not.toContain('secret-one')
  expect(sent).not.toContain('private-two')
})

/** A failed command in zsh inside tmux, then Ctrl-X: the body of the request that the model gets. */
async function fixInTmux(env: Record<string, string>): Promise<string> {
  await using zsh = await openShell('zsh', () => answer('mkdir -p a/b\n# creates both\n'))
  await using home = await makeHome() // for its private directory
  const socket = `${home.dir}/tmux`
  await using term = await openTerminal({
    shell: 'tmux',
    args: ['-S', socket, '-f', '/dev/null', 'new-session', 'zsh', '-d', '-i'],
    env: {
      ...zsh.home.env,
      ...env,
      MOONSHOT_BASE_URL: zsh.model.url,
      HOME: zsh.term.home,
      ZDOTDIR: zsh.term.home,
      TERM: 'xterm-256color',
    },
    ready: (screen) => screen.includes('PROMPT>'),
  })
  try {
    term.type('cat /nowhere/at-all')
    term.press('enter')
    await term.until((screen) => screen.includes('No such file'))
    term.press('ctrl-x')
    await term.until((screen) => screen.includes('PROMPT> mkdir -p a/b'))
    return zsh.model.requests[0]!.raw
  } finally {
    execFileSync('tmux', ['-S', socket, 'kill-server'])
  }
}

test('inside tmux the failed command’s output goes along', async () => {
  expect(await fixInTmux({})).toContain('Output:\\ncat: /nowhere/at-all: No such file or directory')
})

test('a shell whose variable forbids it sends no output of its terminal', async () => {
  expect(await fixInTmux({ KIMI_SUGGEST_TERMINAL_OUTPUT: 'false' })).not.toContain('/nowhere/at-all: No such file')
})
