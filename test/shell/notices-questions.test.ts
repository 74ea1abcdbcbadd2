// Notices that come while more than a typed line stands at the prompt: a question, a proposal, agent mode.

import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createGate, type AskingShell } from '../support/asking-shell.ts'
import { answer } from '../support/model-server.ts'
import { shareDaemon } from '../support/shared-daemon.ts'
import type { Terminal } from '../support/terminal.ts'

const open = shareDaemon()

let tasks = 0

/** Begins a task of the shell at `term`. The function returned ends it, and returns when it has ended. */
async function begin({ home, term }: AskingShell): Promise<() => Promise<void>> {
  // A bash has its fifos a moment after its first prompt.
  await expect.poll(async () => (await home.status()).shells.some(({ pid }) => pid === term.pid)).toBe(true)
  const go = join(home.dir, `go-${++tasks}`)
  const command = `until [ -e '${go}' ]; do sleep 0.05; done`
  const wish = { cwd: home.dir, env: {}, shellEnv: home.env, shellPid: term.pid, command, title: 'build' }
  const { id } = await home.call('task/run', wish)
  term.type('echo on\r') // bash listens from its next prompt on
  await term.until((screen) => screen.includes('\non\n') && term.line() === 'PROMPT>')
  return async () => {
    writeFileSync(go, '')
    await home.call('task/wait', { id, limitMs: 20_000 })
  }
}

/** The number of reports that the daemon asks of this terminal within half a second: a rate, so the time is waited for. */
async function wakes(term: Terminal): Promise<number> {
  const count = () => term.output().split('\u001b[5n').length
  const before = count()
  await new Promise((resolve) => setTimeout(resolve, 500))
  return count() - before
}

test.each(['bash', 'fish'] as const)(
  '%s: a notice that comes while kimi is asked, and waits beside the proposal, does not wake the shell again and again',
  async (shell) => {
    const gate = createGate()
    await using asking = await open(shell, [answer({ wait: gate.opened }, 'ls -la\n# lists them\n')])
    const { term, model } = asking
    const end = await begin(asking)
    term.type('all files')
    term.press('ctrl-x')
    await model.received(1)
    await term.until((screen) => screen.includes('asking kimi'))
    await end()
    expect(await wakes(term)).toBeLessThan(5)
    gate.open()
    await term.until(() => term.line() === 'PROMPT> ls -la')
    expect(await wakes(term)).toBeLessThan(5)
    term.type('h')
    await term.until(() => term.line() === 'PROMPT> ls -lah')
    await term.interrupt()
    await term.until((screen) => /● build finished .*\n(PROMPT>.*\n)*PROMPT>$/.test(screen))
  },
)

test.each(['zsh', 'bash', 'fish'] as const)(
  '%s: in agent mode a notice comes above the words, which stay',
  async (shell) => {
    await using asking = await open(shell, () => answer('It is a shell.'))
    const { term } = asking
    const end = await begin(asking)
    term.press('ctrl-x')
    await term.until((screen) => screen.includes('to the agent'))
    term.type('half a thou')
    await term.until(() => term.line() === 'PROMPT> ✨ half a thou')
    await end()
    // fish keeps its row about agent mode above the line.
    await term.until((screen) => /● build finished .*\n(to the agent.*\n)?PROMPT> ✨ half a thou$/.test(screen))
    expect(await wakes(term)).toBeLessThan(5)
    term.type('ght\r')
    await term.until((screen) => screen.includes('✨ half a thought\nIt is a shell.'))
  },
)

test.each(['zsh', 'bash'] as const)(
  '%s: Ctrl-C in agent mode after the last task: words go to the agent, never to the shell',
  async (shell) => {
    await using asking = await open(shell, () => answer('It is a shell.'))
    const { term } = asking
    const end = await begin(asking)
    await end()
    await term.until((screen) => screen.includes('● build finished'))
    await term.run('true')
    term.press('ctrl-x')
    await term.until((screen) => screen.includes('to the agent'))
    for (const round of ['one', 'two', 'three']) {
      term.type('words')
      await term.until(() => term.line() === 'PROMPT> ✨ words')
      await term.interrupt()
      await term.until((screen) => /words(\^C)?\nPROMPT> ✨\nto the agent[^\n]*$/.test(screen))
      await term.idle()
      term.type(`; touch ran-${round}\r`)
      await term.until(
        (screen) => new RegExp(`ran-${round}\\nIt is a shell\\.`).test(screen) && /✨$/.test(term.line()),
      )
      expect(existsSync(join(term.home, `ran-${round}`))).toBe(false)
      await term.idle()
    }
  },
)
