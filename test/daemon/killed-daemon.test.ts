// The end of a daemon by SIGKILL: it can end nothing itself any more.

import { spawnSync } from 'node:child_process'
import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { killDaemon, makeHome, startDaemonIn } from '../support/kimi.ts'
import { shareScripts } from '../support/shared-daemon.ts'
import type { Terminal } from '../support/terminal.ts'
import { openUi, READY, say } from '../support/terminal-ui.ts'
import { script, useScripts } from '../support/wire-client.ts'

const inHome = shareScripts()
/** A question is answered by a key only once a person could have read it. */
const READABLE_MS = 400
/** Under load the shell that watches takes seconds for reading /proc. */
const PATIENT = { timeout: 30_000, interval: 100 }

/** The names of those marks that stand in the command line of a running `sleep`. */
function sleeping(...marks: string[]): string[] {
  const lines = readdirSync('/proc').flatMap((name) => {
    try {
      return /^\d+$/.test(name) ? [readFileSync(`/proc/${name}/cmdline`, 'utf8')] : []
    } catch {
      return []
    }
  })
  return marks.filter((mark) => lines.some((line) => line.startsWith('sleep\0') && line.includes(mark)))
}

async function allow(term: Terminal, name: string): Promise<void> {
  await term.until((screen) => new RegExp(`touch ${name}[^]*Allow\\?`).test(screen))
  await sleep(READABLE_MS)
  term.type('y')
}

/** An argument of `sleep` that no other test has: some minutes, and a fraction. */
const unique = () => `300.${Math.trunc(Math.random() * 1e9)}`

test.each([
  ['that was allowed', []],
  ['in the workspace’s sandbox', ['--yolo']],
])('a command of the agent %s ends with it: what the terminal calls interrupted runs no more', async (_, args) => {
  const [front, away] = [unique(), unique()]
  const command = `touch made; setsid sleep ${away} & sleep ${front}`
  const home = inHome([script(['Shell', { command }]), script('done')])
  await using term = await openUi(home, { args: [...args] })
  await say(term, 'begin')
  if (args.length === 0) await allow(term, 'made')
  await expect.poll(() => sleeping(front, away), PATIENT).toEqual([front, away])
  await killDaemon((await home.daemonPid())!)
  await term.until((screen) => screen.includes('interrupted') && READY.test(screen))
  await expect.poll(() => sleeping(front, away), PATIENT).toEqual([])
})

test('a server that a command of the agent has left running lives on, and so does a command that went to the background', async () => {
  const [left, sent] = [unique(), unique()]
  const home = inHome([
    script(['Shell', { command: `touch first; setsid sleep ${left} >/dev/null 2>&1 &` }]),
    script(['Shell', { command: `touch second; sleep ${sent}` }]),
    script('it goes on'),
  ])
  await using term = await openUi(home)
  await say(term, 'begin')
  await allow(term, 'first')
  await allow(term, 'second')
  await expect.poll(() => sleeping(left, sent), PATIENT).toEqual([left, sent])
  term.press('ctrl-b')
  await term.until((screen) => screen.includes('it goes on') && READY.test(screen))
  await term.idle() // the turn has ended
  await killDaemon((await home.daemonPid())!)
  await term.until((screen) => screen.includes('connected again'))
  // The watch ends what it ends within two periods of grace.
  await sleep(4000)
  expect(sleeping(left, sent)).toEqual([left, sent])
  // Nothing else ends them, and while they live every daemon of the machine asks `ss` about each connection.
  for (const span of [left, sent]) spawnSync('pkill', ['-f', `^sleep ${span}$`])
})

test('the user’s shell in a conversation ends with it, and the terminal says so at once and goes back to the agent', async () => {
  const front = unique()
  const home = inHome([script('I am here.')])
  writeFileSync(join(home.dir, '.zshrc'), "PS1='shell$ '\nunsetopt prompt_sp\n")
  await using term = await openUi(home, { env: { SHELL: 'zsh', ZDOTDIR: home.dir } })
  term.press('ctrl-x')
  await term.until(() => term.line() === 'shell$')
  term.type(`sleep ${front}\r`)
  await expect.poll(() => sleeping(front), PATIENT).toEqual([front])
  await killDaemon((await home.daemonPid())!)
  await term.until((screen) => /a shell ends with its\s+daemon/.test(screen) && READY.test(screen))
  await expect.poll(() => sleeping(front), PATIENT).toEqual([])
  await say(term, 'are you there')
  await term.until((screen) => screen.includes('I am here.'))
})

test('a hook that runs ends with it', async () => {
  const front = unique()
  await using home = await makeHome()
  useScripts(home, [script('never said')])
  appendFileSync(home.paths.config, `\n[[hooks]]\nevent = "UserPromptSubmit"\ncommand = "sleep ${front}"\n`)
  const pid = await startDaemonIn(home)
  await using term = await openUi(home)
  await say(term, 'begin')
  await expect.poll(() => sleeping(front), PATIENT).toEqual([front])
  process.kill(term.pid, 'SIGKILL') // it would send the message to the next daemon, whose hook would run
  await term.exited
  await killDaemon(pid)
  await expect.poll(() => sleeping(front), PATIENT).toEqual([])
})

test('the line that stood at the prompt of that shell is kept as one for the next shell, also behind a stop', async () => {
  const home = inHome([script('I am here.')])
  writeFileSync(join(home.dir, '.zshrc'), "PS1='shell$ '\nunsetopt prompt_sp\n")
  await using term = await openUi(home, { env: { SHELL: 'zsh', ZDOTDIR: home.dir } })
  const typeInShell = async (line: string) => {
    term.press('ctrl-x')
    await term.until(() => expect(term.line()).toBe('shell$'))
    term.type(line)
    await term.until(() => expect(term.line()).toBe(`shell$ ${line}`))
  }
  await typeInShell('echo kept-$((6*7))')
  await killDaemon((await home.daemonPid())!)
  await term.until((screen) => expect(screen).toMatch(/connected again[^]*❯ !echo kept-\$\(\(6\*7\)\)\n/))
  term.press('enter')
  await term.until((screen) => expect(screen).toMatch(/\nkept-42\n[^]*❯\n/))
  await typeInShell('echo half')
  await home.command(['daemon', 'stop'])
  await term.until((screen) => expect(screen).toContain('❯ !echo half\n'))
  term.press('ctrl-c')
  await say(term, 'are you there')
  await term.until((screen) => expect(screen).toContain('I am here.'))
})
