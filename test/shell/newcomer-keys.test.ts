// The keys that people press who have not read the manual.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createGate, leaveLine } from '../support/asking-shell.ts'
import { answer } from '../support/model-server.ts'
import { lendDaemonTo, makeHome } from '../support/kimi.ts'
import { shareDaemon } from '../support/shared-daemon.ts'

const openShell = shareDaemon()

describe.each(['zsh', 'bash', 'fish'] as const)('%s', (shell) => {
  test('the key pressed twice on an empty line begins agent mode, and its second press does not leave it', async () => {
    await using asking = await openShell(shell, [])
    const { term } = asking
    term.press('ctrl-x')
    await new Promise((resolve) => setTimeout(resolve, 150)) // not until the mark is drawn: the shell counts from the first press
    term.press('ctrl-x')
    term.type('hi')
    await term.until(() => /✨ +hi$/.test(term.line()))
    term.press('backspace', 'backspace')
    await term.until(() => /✨$/.test(term.line()))
    await new Promise((resolve) => setTimeout(resolve, 750)) // a later press leaves
    term.press('ctrl-x')
    await term.until(() => term.line() === 'PROMPT>')
    term.type('echo there\r')
    await term.until((screen) => screen.endsWith('\nthere\nPROMPT>'))
  })

  test('after a failed command two quick presses begin agent mode too, whether the fix is there already or not', async () => {
    await using home = await makeHome()
    await lendDaemonTo(home)
    // Presses are quick ones within two seconds: on a crowded machine the fix takes longer than half of one.
    await using term = await home.shell(shell, { cwd: home.dir, env: { KIMI_CHORD_WINDOW_MS: '2000' } })
    for (const pause of ['none', 'short', 'until the fix has come']) {
      await term.run('gti status')
      const before = term.screen()
      term.press('ctrl-x')
      if (pause === 'short') await new Promise((resolve) => setTimeout(resolve, 60))
      if (pause === 'until the fix has come')
        await term.until((screen) => screen !== before && / git status/.test(term.line()))
      term.press('ctrl-x')
      await term.until(() => /✨$/.test(term.line()))
      await new Promise((resolve) => setTimeout(resolve, 750)) // a later press leaves
      term.press('ctrl-x')
      await term.until(() => term.line() === 'PROMPT>')
    }
    if (shell === 'fish') return
    // On a line with words the chord is the editor's own.
    term.type('abc')
    term.press('ctrl-a')
    term.type('\x18\x18X')
    await term.until(() => /PROMPT> (?:Xabc|abcX)$/.test(term.line()))
  })

  test('after a line that Ctrl-C has ended the key begins agent mode: no command has failed', async () => {
    await using asking = await openShell(shell, [])
    const { term } = asking
    term.type('abc')
    await term.until(() => term.line() === 'PROMPT> abc')
    await leaveLine(term)
    term.press('ctrl-x')
    await term.until(() => /✨$/.test(term.line()))
  })

  test('a key of a model that is exported in a running shell is used from its next prompt on', async () => {
    await using asking = await openShell(shell, [answer('ls -la\n')], { env: { MOONSHOT_API_KEY: '' } })
    const { term, model } = asking
    await term.run(shell === 'fish' ? 'set -gx MOONSHOT_API_KEY sk-late' : 'export MOONSHOT_API_KEY=sk-late')
    term.type('all files')
    term.press('ctrl-x')
    await term.until(() => term.line() === 'PROMPT> ls -la')
    expect(model.requests[0]!.headers.authorization).toBe('Bearer sk-late')
  })

  test('words that no model could answer come back with Up, once there is a model', async () => {
    await using asking = await openShell(shell, [answer('I see.')], { env: { MOONSHOT_API_KEY: '' } })
    const { term } = asking
    term.press('ctrl-x')
    await term.until(() => /✨$/.test(term.line()))
    term.type('mend the tests')
    await term.until(() => /✨ +mend the tests$/.test(term.line()))
    term.press('enter')
    await term.until((screen) => screen.includes('Up brings your words back') && /✨$/.test(term.line()))
    term.press('ctrl-d')
    await term.until(() => term.line() === 'PROMPT>')
    await term.run(shell === 'fish' ? 'set -gx MOONSHOT_API_KEY sk-late' : 'export MOONSHOT_API_KEY=sk-late')
    term.press('ctrl-x')
    await term.until(() => /✨$/.test(term.line()))
    term.press('up')
    await term.until(() => /✨ +mend the tests$/.test(term.line()))
    term.press('enter')
    await term.until((screen) => screen.includes('I see.'))
  })

  test('an answer that is ready is not inserted for words that have nothing to do with its question', async () => {
    const gate = createGate()
    await using asking = await openShell(shell, [answer({ wait: gate.opened }, 'ls -la\n'), answer('date\n')])
    const { term } = asking
    term.type('all files')
    term.press('ctrl-x')
    await term.until((screen) => screen.includes('asking'))
    term.type(' now')
    await term.until(() => term.line() === 'PROMPT> all files now')
    gate.open()
    await term.until((screen) => screen.includes('ready'))
    term.press('ctrl-u')
    term.type('what day is it')
    await term.until(() => term.line() === 'PROMPT> what day is it')
    term.press('ctrl-x')
    await term.until(() => term.line() === 'PROMPT> date')
  })
})

test('zsh: leaving agent mode draws over nothing', async () => {
  await using asking = await openShell('zsh', [])
  const { term } = asking
  term.type('seq 3\r')
  await term.until((screen) => screen.endsWith('3\nPROMPT>'))
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('to the agent'))
  term.press('ctrl-d')
  term.type('echo abc')
  await term.until((screen) => screen === 'PROMPT> seq 3\n1\n2\n3\nPROMPT> echo abc')
})

test('fish: Enter runs nothing while a placeholder is left', async () => {
  await using asking = await openShell('fish', [answer('mkdir -p one/<folder>\n')])
  const { term } = asking
  term.type('make a file')
  term.press('ctrl-x')
  await term.until(() => term.line() === 'PROMPT> mkdir -p one/<folder>')
  term.press('enter')
  await term.until((screen) => screen.includes('<folder> is still to be filled in'))
  await term.until(() => term.line() === 'PROMPT> mkdir -p one/<folder>')
  term.press('backspace') // takes the whole placeholder out
  await term.until(() => term.line() === 'PROMPT> mkdir -p one/')
  term.type('new')
  await term.until(() => term.line() === 'PROMPT> mkdir -p one/new')
  await term.nextPrompt()
  await expect.poll(() => existsSync(join(term.home, 'one', 'new'))).toBe(true)
})

test('Ctrl-X on an empty line offers the answer to the task of this shell before those of others', async () => {
  const replies = () => answer({ toolCall: { id: 'c1', name: 'Shell', arguments: '{"command":"touch made"}' } })
  await using first = await openShell('zsh', replies)
  await using second = await openShell('zsh', replies)
  for (const [title, { term }] of Object.entries({ one: first, two: second })) {
    term.type(`$KIMI_BIN bg --title ${title} "make it"\r`)
    await term.until((screen) => screen.includes(`${title} asks`) && term.line() === 'PROMPT>')
  }
  const { stdout } = await first.home.command(['task', 'list', '--json'])
  const tasks = JSON.parse(stdout) as { id: string; short: string; title: string }[]
  for (const [title, { term }] of Object.entries({ one: first, two: second })) {
    const short = tasks.find((task) => task.title === title)!.short
    term.press('ctrl-x')
    await term.until(() => term.line().startsWith(`PROMPT> kimi task approve ${short}`))
    term.press('ctrl-_', 'ctrl-u')
  }
  for (const { id } of tasks) await first.home.command(['task', 'stop', id])
})
