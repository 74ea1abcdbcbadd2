// The shell mode in a real terminal: the screen flips between an agent's prompt and the user's real shell. `test/support/shell-host.ts`
// stands in the place of the terminal UI.

import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lendDaemonTo, makeHome, ROOT, startDaemonIn, type Home } from '../support/kimi.ts'
import { SHELLS, type ShellUnderTest } from '../support/session-shell.ts'
import { openTerminal, type Terminal } from '../support/terminal.ts'

let home: Home
beforeAll(async () => {
  home = await makeHome()
  await lendDaemonTo(home)
})
afterAll(() => home[Symbol.asyncDispose]())

const NODE = join(ROOT, 'node_modules', 'node', 'bin', 'node')
const HOST = join(ROOT, 'test', 'support', 'shell-host.ts')
const CTRL_X = '\x18'

interface Host {
  dir: string
  sessionId: string
  term: Terminal
  /** Presses Ctrl-X at the agent's prompt, and waits for the shell's. */
  enter(): Promise<void>
  /** Presses Ctrl-X at the shell's prompt, and waits for the agent's. */
  leave(): Promise<void>
  /** Runs a line at the shell's prompt, and waits for its output and the next prompt. */
  run(line: string, output: string): Promise<void>
}

interface HostOptions {
  rc?: string
  env?: Record<string, string>
  cols?: number
  /** Joins the session of another host. */
  other?: Host
  args?: string[]
}

async function openHost(
  shell: ShellUnderTest,
  { rc = '', env = {}, cols = 80, other, args }: HostOptions = {},
): Promise<Host> {
  const dir = other?.dir ?? makeUserHome(rc)
  const sessionId = other?.sessionId ?? crypto.randomUUID()
  const term = await openTerminal({
    shell: NODE,
    args: args ?? [HOST, sessionId],
    cwd: dir,
    cols,
    env: { ...home.env, HOME: dir, SHELL: shell, KIMI_CHORD_WINDOW_MS: '150', ...env },
    ready: (screen) => args !== undefined || screen.endsWith('agent>'),
  })
  const isAt = (prompt: string) => () => term.line().trimEnd() === prompt
  return {
    dir,
    sessionId,
    term,
    async enter() {
      term.type(CTRL_X)
      await term.until(isAt('$'), 'the shell’s prompt')
    },
    async leave() {
      const before = term.screen().split('[back]').length
      term.type(CTRL_X)
      await term.until((screen) => screen.split('[back]').length > before && isAt('agent>')(), 'the agent’s prompt')
    },
    async run(line, output) {
      term.type(line)
      await term.until(() => term.line().includes(line.slice(-40)), 'the line')
      term.type('\r')
      await term.until((screen) => screen.includes(output) && isAt('$')(), output)
    },
  }
}

function makeUserHome(rc: string): string {
  const dir = mkdtempSync(join(home.dir, 'user-'))
  writeFileSync(join(dir, '.zshrc'), `PS1='$ '\nunsetopt prompt_sp\n${rc}\n`)
  writeFileSync(join(dir, '.bashrc'), `PS1='$ '\n${rc}\n`)
  mkdirSync(join(dir, '.config', 'fish'), { recursive: true })
  mkdirSync(join(dir, '.local', 'share', 'fish', 'generated_completions'), { recursive: true })
  const prompt = `set -g fish_greeting\nset -g fish_autosuggestion_enabled 0\nfunction fish_prompt\n  printf '$ '\nend\n`
  writeFileSync(join(dir, '.config', 'fish', 'config.fish'), `${prompt}${rc}\n`)
  return dir
}

describe.each(SHELLS)('%s', (shell) => {
  test('Ctrl-X flips between agent and shell, which keeps directory, variables and what was half typed', async () => {
    const host = await openHost(shell)
    await using term = host.term
    await host.enter()
    await host.run(shell === 'fish' ? 'cd /usr; set FOO kept' : 'cd /usr; FOO=kept', '')
    term.type('echo "$PWD $FOO')
    await term.until(() => term.line().endsWith('"$PWD $FOO'), 'the echo')
    await host.leave()
    term.type(CTRL_X)
    await term.until(() => term.line() === '$ echo "$PWD $FOO', 'the half typed line')
    term.type('"\r')
    await term.until((screen) => screen.includes('\n/usr kept\n'), 'the output')
    await host.leave()
    // The prompts that were left are not on the screen: the transcript is continuous.
    await term.until((screen) =>
      expect(screen).toMatch(/^\$ cd [^\n]*\n\[back\]\n\$ echo "\$PWD \$FOO"\n\/usr kept\n\[back\]\nagent>$/),
    )
  })

  test('a program that has the terminal keeps Ctrl-X, and Ctrl-] twice leads back from there', async () => {
    const host = await openHost(shell)
    await using term = host.term
    await host.enter()
    term.type('cat -v\r')
    await term.until(() => term.line() === '', 'cat')
    term.type(`a${CTRL_X}b\r`)
    await term.until((screen) => screen.includes('\na^Xb\n'), 'Ctrl-X in cat')
    term.type('\x1d\x1d')
    await term.until((screen) => screen.includes('[back]') && screen.endsWith('agent>'), 'the agent')
    term.type(CTRL_X)
    // Keys that are typed before the agent's prompt has gone would be part of the key that leads to the shell.
    await term.until((screen) => screen.endsWith('[back]'), 'cat again')
    term.type('c\r')
    await term.until((screen) => screen.endsWith('\nc\nc'), 'cat again')
    await term.until((screen) => expect(screen).toContain('a^Xb'))
    term.type('\x04')
    await term.until(() => term.line() === '$', 'the prompt')
  })

  test('!line runs one line there, and the agent’s prompt comes back with its output above', async () => {
    const host = await openHost(shell)
    await using term = host.term
    await host.enter()
    await host.run(shell === 'fish' ? 'set FOO kept' : 'FOO=kept', '')
    await host.leave()
    term.type('!echo "[$FOO]"; false\r')
    await term.until((screen) => screen.split('[back]').length === 3 && screen.endsWith('agent>'), 'the end')
    await term.until((screen) => expect(screen).toMatch(/\n\$ echo "\[\$FOO\]"; false\n\[kept\]\n\[back\]\nagent>$/))
  })

  test('a line that the agent proposes stands at the prompt, and runs when the user says so', async () => {
    const host = await openHost(shell)
    await using term = host.term
    await host.enter()
    term.type('half')
    await term.until(() => term.line() === '$ half', 'the half typed line')
    await host.leave()
    term.type('+echo "a b"\r')
    await term.until(() => term.line() === '$ echo "a b"', 'the proposal')
    expect(term.screen()).not.toContain('\na b')
    term.type('\r')
    await term.until((screen) => screen.includes('\na b\n'), 'the output')
  })

  test('exit says the status, and Ctrl-X opens a new shell', async () => {
    const host = await openHost(shell)
    await using term = host.term
    await host.enter()
    term.type('exit 3\r')
    await term.until((screen) => screen.includes('[ended]'), 'the end')
    await term.until((screen) => expect(screen).toContain('The shell has ended with status 3; Ctrl-X opens a new one.'))
    await host.enter()
    await host.run('echo fresh', '\nfresh')
  })
})

test('a chord of the shell is a chord: Ctrl-X Ctrl-X jumps in the line', async () => {
  const host = await openHost('bash', { env: { KIMI_CHORD_WINDOW_MS: '2000' } })
  await using term = host.term
  await host.enter()
  term.type('echo abc')
  await term.until(() => term.line() === '$ echo abc', 'the echo')
  term.type('\x01')
  await term.until(() => term.cursor().column === 2, 'the beginning')
  term.type('\x18\x18')
  await term.until(() => term.cursor().column === 10 || term.cursor().column === 2, 'the jump')
  expect(term.screen()).not.toContain('[back]')
  term.type('\x15\x0b\x18r')
})

test('text that is typed while the shell starts is shown once, at its prompt', async () => {
  const host = await openHost('zsh', { rc: 'mkfifo $HOME/go; read < $HOME/go' })
  await using term = host.term
  term.type(CTRL_X)
  await expect.poll(() => existsSync(join(host.dir, 'go'))).toBe(true)
  term.type('echo early-$((6*7))\r')
  await term.idle()
  expect(term.screen()).not.toContain('early')
  await writeFile(join(host.dir, 'go'), 'on\n')
  await term.until((screen) => screen.includes('\nearly-42\n') && term.line() === '$', 'the output')
  expect(term.screen().split('echo early').length).toBe(2)
})

test('vim keeps Ctrl-X, its screen is left clean, and its drawing is no part of the record', async () => {
  const host = await openHost('zsh')
  await using term = host.term
  writeFileSync(join(host.dir, 'numbers'), '41\n')
  await host.enter()
  term.type('vim -u NONE -N numbers\r')
  await term.until((screen) => screen.startsWith('41'), 'vim')
  term.type(CTRL_X)
  await term.until((screen) => screen.startsWith('40'), 'Ctrl-X in vim')
  term.type('\x1d\x1d')
  await term.until((screen) => screen.includes('[back]') && !screen.includes('~'), 'the agent')
  term.type(CTRL_X)
  await term.until((screen) => screen.startsWith('40'), 'vim drawn anew')
  term.type(':q!\r')
  await term.until(() => term.line() === '$', 'the prompt')
})

test('a new size of the terminal reaches the shell', async () => {
  const host = await openHost('bash')
  await using term = host.term
  await host.enter()
  term.resize(100, 30)
  await host.run('stty size', '\n30 100')
})

test('the shell outlives its terminal, and a second one shows it: kimi session shell', async () => {
  const host = await openHost('zsh')
  await host.enter()
  await host.run('FOO=kept', '')
  await host.term.close()
  const second = await openHost('zsh', {
    other: host,
    args: [join(ROOT, 'dist', 'cli.js'), 'session', 'shell', host.sessionId],
  })
  await using term = second.term
  await term.until(() => term.line() === '$', 'the prompt')
  await second.run('echo "[$FOO]"', '\n[kept]')
  term.type(CTRL_X)
  expect(await term.exited).toEqual({ code: 0, signal: 0 })
  await term.until((screen) =>
    expect(screen).toContain(`The shell goes on: kimi session shell ${host.sessionId.slice(0, 8)}`),
  )
  expect(term.output()).toMatch(/\x1b\[\?2004l[^]*$/)
})

test('two terminals show the same shell', async () => {
  const first = await openHost('bash')
  await using one = first.term
  await first.enter()
  const second = await openHost('bash', { other: first })
  await second.enter()
  await second.run('echo from two', '\nfrom two')
  await one.until((screen) => screen.includes('\nfrom two\n'), 'the same output')
  await second.term.close()
})

test('without a terminal, and for a shell that is not known, there is one clear line', async () => {
  const run = await home.kimi(['session', 'shell'])
  expect([run.status, run.stderr]).toEqual([2, 'kimi: the shell of a session needs a terminal\n  kimi help\n'])
  const host = await openHost('zsh', { env: { SHELL: '/bin/tcsh' } })
  await using term = host.term
  term.type(CTRL_X)
  await term.until(
    (screen) => screen.includes('[shell.unsupported: the shell mode knows zsh, bash and fish'),
    'the reason',
  )
})

test('a daemon that dies is told, and the terminal is restored', async () => {
  await using own = await makeHome()
  const pid = await startDaemonIn(own)
  const host = await openHost('zsh', { env: { KIMI_SHARE_DIR: own.env['KIMI_SHARE_DIR']! } })
  await using term = host.term
  await host.enter()
  process.kill(pid, 'SIGKILL')
  await expect.poll(() => (term.type('x'), term.screen())).toContain('[daemon.unreachable')
})
