// The message below a line (in fish above it): its words, its colours, and when it goes.

import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { lendDaemonTo, makeHome } from '../support/kimi.ts'
import { answer } from '../support/model-server.ts'
import { createGate, openAskingShell } from '../support/asking-shell.ts'
import { shareDaemon } from '../support/shared-daemon.ts'
import { widgetToReturn } from './bash-widget.ts'

const SHELLS = ['zsh', 'bash', 'fish'] as const
// Without the chord window Ctrl-U behind Ctrl-X is Ctrl-U.
const openShell = shareDaemon({ KIMI_CHORD_WINDOW_MS: '0' })
const DIM = '\x1b[2m'
const END = '\x1b[m'

describe.each(SHELLS)('%s', (shell) => {
  const whole = (line: string, message: string) =>
    shell === 'fish' ? `${message}\nPROMPT> ${line}` : `PROMPT> ${line}\n${message}`

  test('what a model says in place of a command is one sentence with the hint', async () => {
    await using asking = await openShell(shell, () => answer('That needs no command.'))
    const { term } = asking
    term.type('words')
    term.press('ctrl-x')
    await term.until((screen) => screen === whole('words', 'That needs no command: kimi suggest "OTHER WORDS"'))
  })

  test('a message goes with its proposal', async () => {
    await using asking = await openShell(shell, () => answer('rm -rf build\n# removes it\n'))
    const { term } = asking
    term.type('clean up')
    term.press('ctrl-x')
    await term.until((screen) => /1\/1 {2}⚠ destructive.* removes it/.test(screen))
    if (shell === 'bash') await widgetToReturn(term)
    term.press('ctrl-u')
    await term.until((screen) => screen === 'PROMPT>')
    term.type('ls')
    await term.until((screen) => screen === 'PROMPT> ls')
  })

  test('a message that an edit has taken away does not come back with the end of the answer', async () => {
    const gate = createGate()
    await using asking = await openShell(shell, [answer('echo one\n', { wait: gate.opened }, '# says one\n')])
    const { term, model, home } = asking
    term.type('say it')
    term.press('ctrl-x')
    await term.until((screen) => screen === whole('echo one', '1/…'))
    if (shell === 'bash') await widgetToReturn(term)
    term.type('s')
    await term.until((screen) => screen === 'PROMPT> echo ones')
    gate.open()
    await model.requests[0]!.closed
    await home.status() // the daemon has handled the end of the answer before it answers this
    await term.idle()
    await term.until((screen) => expect(screen).toBe('PROMPT> echo ones'))
    term.press('enter')
    await term.until((screen) => screen === 'PROMPT> echo ones\nones\nPROMPT>')
  })

  test('number and explanation are dim, the risk has its colour', async () => {
    const risks = [
      ['rm -rf build', /\x1b\[31m⚠ destructive: [^\x1b]+\x1b\[m/],
      ['sudo true', /\x1b\[33m⚠ privileged: [^\x1b]+\x1b\[m/],
      ['mkdir build', /\x1b\[33mwrites\x1b\[m/],
      ['curl -s https://example.org', /\x1b\[33mnetwork\x1b\[m/],
    ] as const
    let command = ''
    await using asking = await openShell(shell, () => answer(`${command}\n# so it is\n`), { cols: 120 })
    const { term } = asking
    for (const [proposal, colour] of risks) {
      command = proposal
      const from = term.output().length
      term.type('words')
      term.press('ctrl-x')
      await term.until((screen) => screen.includes(`PROMPT> ${proposal}`) && /1\/1 .*so it is/.test(screen))
      await term.until(() => colour.test(term.output().slice(from)))
      await term.until(() => {
        expect(term.output().slice(from)).toContain(`${DIM}1/1  ${END}`)
        expect(term.output().slice(from)).toContain(`${DIM}  so it is${END}`)
      })
      if (shell === 'bash') await widgetToReturn(term)
      term.press('ctrl-u')
      await term.until((screen) => screen === 'PROMPT>')
    }
  })

  test('with NO_COLOR, in a narrow window and without UTF-8 the words are the same', async () => {
    await using asking = await openShell(shell, () => answer('rm -rf build\n# removes it\n'), {
      cols: 21,
      env: { NO_COLOR: '1', LANG: 'C', LC_ALL: 'C' },
    })
    const { term } = asking
    const from = term.output().length
    term.type('clean up')
    term.press('ctrl-x')
    await term.until((screen) => {
      expect(screen).toMatch(
        shell === 'fish'
          ? /^1\/1 {2}! destructive.*\nPROMPT> rm -rf build$/
          : /^PROMPT> rm -rf build\n+1\/1 {2}! destructiv\.{3}$/,
      )
    })
    const message = term
      .output()
      .slice(from)
      .match(/[^\n]*1\/1[^\n]*/)![0]
    expect(message).not.toMatch(/\x1b\[(2|31|33)m/)
  })

  test('a failed command that was kept out of the history is not said to have succeeded', async () => {
    const before = { zsh: 'setopt hist_ignore_space', bash: 'HISTIGNORE="gti*"', fish: '' }[shell]
    await using asking = await openShell(shell, () => answer('ls\n'), { before })
    const { term, model } = asking
    const typed = shell === 'bash' ? 'gti status' : ' gti status'
    term.type(`${typed}\r`)
    await term.until((screen) => /gti/.test(screen) && screen.endsWith('\nPROMPT>') && term.line() === 'PROMPT>')
    term.press('ctrl-x')
    await term.until((screen) => screen.includes('the last command was not recorded: it is kept out of the history'))
    expect(model.requests).toHaveLength(0)
  })

  test('the keys are named below the first three proposals that a user sees', async () => {
    await using home = await makeHome({ MOONSHOT_API_KEY: 'sk-test', KIMI_CHORD_WINDOW_MS: '0' })
    writeFileSync(join(home.paths.share, 'cache', 'keys-seen'), '1\n')
    await lendDaemonTo(home)
    await using asking = await openAskingShell(shell, () => answer('ls -la\n# all files\n'), {}, home)
    const { term } = asking
    for (const keys of [
      '  Enter runs it, Ctrl-X: the next, Ctrl-_: undo',
      '  Enter runs it, Ctrl-X: the next, Ctrl-_: undo',
      '',
    ]) {
      term.type('all')
      term.press('ctrl-x')
      await term.until((screen) => screen === whole('ls -la', `1/1  all files${keys}`))
      if (shell === 'bash') await widgetToReturn(term)
      term.press('ctrl-u')
      await term.until((screen) => screen === 'PROMPT>')
    }
  })
})

test.each(['zsh', 'bash', 'fish'] as const)(
  '%s: a narrow window cuts the explanation, and not the keys',
  async (shell) => {
    await using home = await makeHome({ MOONSHOT_API_KEY: 'sk-test', KIMI_CHORD_WINDOW_MS: '0' })
    writeFileSync(join(home.paths.share, 'cache', 'keys-seen'), '0\n')
    await lendDaemonTo(home)
    const reply = 'ls -la\n# all files with their modes, owners, sizes and times\n'
    await using asking = await openAskingShell(shell, () => answer(reply), {}, home)
    const { term } = asking
    term.type('all')
    term.press('ctrl-x')
    const keys = '1/1  Enter runs it, Ctrl-X: the next, Ctrl-_: undo  all files with their modes, own…'
    await term.until((screen) => expect(screen.split('\n')).toContain(keys.slice(0, 78) + '…'))
    await term.until(() => term.line() === 'PROMPT> ls -la')
  },
)

test('zsh: the message is drawn again in a window of another size', async () => {
  await using zsh = await openShell('zsh', () => answer('ls -la\n# all files, and then some more of them\n'))
  const { term } = zsh
  term.type('all')
  term.press('ctrl-x')
  await term.until((screen) => screen === 'PROMPT> ls -la\n1/1  all files, and then some more of them')
  for (const columns of [45, 80]) {
    const drawn = term.nextOutput()
    term.resize(columns, 24)
    await drawn
    await term.until((screen) => screen === 'PROMPT> ls -la\n1/1  all files, and then some more of them')
  }
})

test.each(['TRAPWINCH() { print again >>~/sizes }', 'trap "print again >>~/sizes" WINCH'])(
  'zsh: another program’s own trap for new sizes runs, and is there again when the message has gone: %s',
  async (before) => {
    await using zsh = await openShell('zsh', () => answer('ls -la\n# all\n'), { before })
    const { term } = zsh
    term.type('all')
    term.press('ctrl-x')
    await term.until((screen) => screen.includes('1/1  all'))
    term.resize(70, 24)
    await expect.poll(() => existsSync(join(term.home, 'sizes'))).toBe(true)
    await term.until((screen) => screen === 'PROMPT> ls -la\n1/1  all')
    term.press('ctrl-u')
    term.type('cat ~/sizes; trap; functions TRAPWINCH; clear; echo over\r')
    await term.until((screen) => screen === 'over\nPROMPT>')
    const output = term.output()
    expect(output).toContain('again\r\n')
    expect(output).toMatch(/print again >>\s*~\/sizes/)
    expect(output.slice(output.lastIndexOf('again\r\n'))).not.toContain('_kimi')
  },
)

test('an answer that comes long after the daemon did not answer is announced, and the key inserts it', async () => {
  await using stack = new AsyncDisposableStack()
  const { term: first, home } = stack.use(await openAskingShell('zsh', () => answer('ls -la\n')))
  const terms = [first, stack.use(await home.shell('bash')), stack.use(await home.shell('fish'))]
  for (const term of terms) {
    term.type('true\r') // a prompt at which the shell is known to the daemon
    await term.until((screen) => screen.endsWith('true\nPROMPT>'))
  }
  const { pid } = await home.status()
  process.kill(pid, 'SIGSTOP')
  for (const term of terms) {
    term.type('all files')
    term.press('ctrl-x')
  }
  for (const term of terms)
    await term.until((screen) => screen.includes('the daemon is not answering: kimi daemon restart'))
  await new Promise((resolve) => setTimeout(resolve, 3100)) // the user has turned to something else
  process.kill(pid, 'SIGCONT')
  for (const term of terms) {
    await term.until(
      (screen) => screen.includes('ready: Ctrl-X inserts  ls -la') && term.line() === 'PROMPT> all files',
    )
    term.press('ctrl-x')
    await term.until(() => term.line() === 'PROMPT> ls -la')
  }
})

test.each(['zsh', 'bash', 'fish'] as const)(
  '%s: the remark about an answer is not made of the next one',
  async (shell) => {
    await using asking = await openAskingShell(shell, [answer('Well, it depends.\n'), answer({ stall: true })], {
      cols: 200,
      env: { KIMI_SUGGEST_OFFLINE_AFTER_MS: '1000' },
    })
    const { term, model } = asking
    term.type('show hidden files')
    term.press('ctrl-x')
    await term.until((screen) => screen.includes('offline suggestion'))
    await term.idle()
    await term.interrupt()
    await term.until(() => term.line() === 'PROMPT>')
    term.type('show the free disk space')
    term.press('ctrl-x')
    await model.received(2)
    await term.until(() => /^PROMPT> df /.test(term.line()))
    await term.until(
      (screen) =>
        /^1\//m.test(screen.slice(screen.lastIndexOf('PROMPT> df'))) || /\n1\/[^\n]*\nPROMPT> df/.test(screen),
    )
    expect(
      term
        .screen()
        .split('\n')
        .filter((row) => row.startsWith('1/'))
        .at(-1),
    ).not.toContain('gave no command')
  },
)
