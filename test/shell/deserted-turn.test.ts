// A turn that waits for its user in a terminal that has been closed: the other prompts tell of it, and answer or stop it.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { shareScripts } from '../support/shared-daemon.ts'
import { openUi, say } from '../support/terminal-ui.ts'
import { script, useScripts } from '../support/wire-client.ts'
import { killDaemon, lendDaemonTo, makeHome, type Home } from '../support/kimi.ts'

const inHome = shareScripts()

/** Begins a turn that asks for a command which makes `file`, and closes its terminal. */
async function desert(home: Home, file: string): Promise<void> {
  await using term = await openUi(home, { args: ['-S', `deserted-${file}-${process.pid}`] })
  await say(term, `make ${file}`)
  await term.until((screen) => screen.includes('Allow?'))
  await term.close()
  await expect.poll(() => existsSync(home.paths.asks)).toBe(true)
}

const scripts = (file: string) => [script(['Shell', { command: `touch ${file}` }]), script(`made ${file}`)]

test.each(['zsh', 'bash', 'fish'] as const)(
  '%s: in a new shell the first Ctrl-X on an empty line offers the answer to a turn whose terminal was closed',
  async (shell) => {
    const file = `by-${shell}`
    const home = inHome(scripts(file))
    await desert(home, file)
    await using term = await home.shell(shell, { cols: 120 })
    term.press('ctrl-x')
    await term.until(() => /^PROMPT> kimi task approve \w+:\w+$/.test(term.line()))
    const [, id] = /approve (\w+:\w+)$/.exec(term.line())!
    expect((await home.command(['task', 'approve', id!, '--yes'])).stdout).toContain('approved')
    await expect.poll(() => existsSync(join(home.dir, file))).toBe(true)
    await expect.poll(() => existsSync(home.paths.asks)).toBe(false)
  },
)

test('another shell is told of it, and `kimi task stop --all` ends it, but no turn that its user watches', async () => {
  const home = inHome([...scripts('never'), ...scripts('watched')])
  await using shell = await home.shell('zsh', { cols: 160 })
  await shell.run('true')
  await desert(home, 'never')
  await shell.until((screen) => expect(screen).toMatch(/● .* asks: Shell: Run `touch never` — kimi task approve \w+/))
  await using watched = await openUi(home, { args: ['-S', `watched-${process.pid}`] })
  await say(watched, 'make watched')
  await watched.until((screen) => screen.includes('Allow?'))
  expect((await home.command(['task', 'stop', '--all'])).stdout).toMatch(/^\w+ /)
  await expect.poll(async () => (await home.command(['task', 'list'])).stdout).toMatch(/^\S+ +\w+ +make watched .*\n$/)
  expect((await home.command(['task', 'stop', '--all'])).stdout).toBe('no tasks to stop\n')
  expect(watched.screen()).toContain('Allow?')
  expect(existsSync(join(home.dir, 'never'))).toBe(false)
})

test.each(['zsh', 'bash', 'fish'] as const)(
  '%s: the counts of a daemon that was killed are forgotten when another one answers',
  async (shell) => {
    await using home = await makeHome()
    useScripts(home, scripts('lost'))
    await lendDaemonTo(home)
    await using term = await home.shell(shell, { cols: 120 })
    await term.run('true')
    await desert(home, 'lost')
    const counted = async () => {
      await term.run('true')
      await term.run('echo "[$KIMI_TASKS]"')
      return /\[(.*)\]\nPROMPT>$/.exec(term.screen())?.[1]
    }
    await expect.poll(counted).toBe('1?')
    await killDaemon((await home.daemonPid())!)
    expect((await home.kimi(['daemon', 'start'])).status).toBe(0)
    await expect.poll(counted).toBe('')
    expect(existsSync(home.paths.asks)).toBe(false)
    term.press('ctrl-x')
    await term.until((screen) => screen.includes('to the agent'))
  },
)
