import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { makeHome } from '../support/kimi.ts'
import { answer } from '../support/model-server.ts'
import { shareDaemon } from '../support/shared-daemon.ts'
import { openTerminal } from '../support/terminal.ts'

const openShell = shareDaemon()

test('Ctrl-X on an empty line after a failure asks for a fix, with command and status', async () => {
  await using bash = await openShell('bash', () => answer('git status\n# shows the state\n'))
  const { term, model } = bash
  term.type('gti status\r')
  await term.until((screen) => /not found\nPROMPT>$/.test(screen))
  term.press('ctrl-x')
  await term.until(() => term.line() === 'PROMPT> git status')
  expect(model.requests[0]!.raw).toContain('Failed: gti status (status 127)')
})

test('a command kept out of the history is not sent to the daemon, until Ctrl-X is pressed on it', async () => {
  const before = "HISTCONTROL=ignorespace HISTIGNORE='*private*'"
  await using bash = await openShell('bash', () => answer('ls\n'), { before })
  const { term, model } = bash
  for (const command of ['echo open-zero', ' echo secret-one', 'echo private-two', 'echo open-three']) {
    term.type(`${command}\r`)
    await term.until((screen) => screen.endsWith(`\n${command.trim().slice(5)}\nPROMPT>`))
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

test('a space before a command makes it private even where the history keeps it', async () => {
  await using bash = await openShell('bash', () => answer('ls\n'), { before: 'HISTCONTROL=' })
  const { term, model } = bash
  term.type(' echo secret-one\r')
  await term.until((screen) => screen.endsWith('\nsecret-one\nPROMPT>'))
  term.type('words')
  term.press('ctrl-x')
  await model.received(1)
  expect(model.requests[0]!.raw).not.toContain('secret-one')
})

test('a command of several lines is told as it was typed', async () => {
  await using bash = await openShell('bash', () => answer('ls\n'), { before: 'shopt -s cmdhist lithist' })
  const { term, model } = bash
  term.type('for x in 1; do\rfalse "$x"\rdone\r')
  await term.until((screen) => screen.endsWith('> done\nPROMPT>'))
  term.press('ctrl-x')
  await model.received(1)
  expect(model.requests[0]!.raw).toContain(JSON.stringify('for x in 1; do\nfalse "$x"\ndone (status 1)').slice(1, -1))
})

test('inside tmux the failed command’s output goes along', async () => {
  await using bash = await openShell('bash', () => answer('mkdir -p a/b\n# creates both\n'))
  await using home = await makeHome() // for its private directory
  const socket = `${home.dir}/tmux`
  await using term = await openTerminal({
    shell: 'tmux',
    args: [
      '-S',
      socket,
      '-f',
      '/dev/null',
      'new-session',
      'bash',
      '--noprofile',
      '--rcfile',
      `${bash.term.home}/.bashrc`,
    ],
    env: { ...bash.home.env, MOONSHOT_BASE_URL: bash.model.url, HOME: bash.term.home, TERM: 'xterm-256color' },
    ready: (screen) => screen.includes('PROMPT>'),
  })
  try {
    term.type('cat /nowhere/at-all\r')
    await term.until((screen) => screen.includes('No such file'))
    term.press('ctrl-x')
    await term.until((screen) => screen.includes('PROMPT> mkdir -p a/b'))
    expect(bash.model.requests[0]!.raw).toContain('Output:\\ncat: /nowhere/at-all: No such file or directory')
  } finally {
    execFileSync('tmux', ['-S', socket, 'kill-server'])
  }
})
