// Proposals of Ctrl-X, the same in zsh and bash.

import { describe, expect, test } from 'vitest'
import { createGate, leaveLine } from '../support/asking-shell.ts'
import type { ShellOptions } from '../support/kimi.ts'
import { answer, type Reply } from '../support/model-server.ts'
import { shareDaemon } from '../support/shared-daemon.ts'

const openShell = shareDaemon()

const THREE = answer(
  'find . -type f | sort\n# lists the files\n',
  'du -ah . | sort -rh | head\n# sizes in readable form\n',
  'rm -rf /tmp/x\n# removes it\n',
)

test.each(['zsh', 'bash', 'fish'] as const)(
  '%s: a proposal that is taller than the screen does not stand in the line, and kimi suggest prints it',
  async (shell) => {
    const tall = `touch evil; echo '${'harmless text '.repeat(400)}'`
    await using asking = await openShell(shell, [answer(`${tall}\n# lists\n`)], { cols: 100 })
    asking.term.type('list my files')
    asking.term.press('ctrl-x')
    await asking.term.until((screen) => screen.includes('is too long to show whole: kimi suggest prints it'))
    expect(asking.term.screen()).not.toContain('kimi help') // no model would help
    expect(asking.term.line()).toBe('PROMPT> list my files')
    await leaveLine(asking.term)
    await asking.term.run('"$KIMI_BIN" suggest | cut -c 1-16')
    expect(asking.term.screen()).toContain('touch evil; echo')
  },
)

describe.each(['zsh', 'bash'] as const)('%s', (shell) => {
  const open = (replies: Reply[] | ((index: number) => Reply), options: ShellOptions = {}) =>
    openShell(shell, replies, options)

  test('Ctrl-X puts the first command into the buffer, with its number and explanation below', async () => {
    await using asking = await open([THREE])
    asking.term.type('list my files')
    asking.term.press('ctrl-x')
    await asking.term.until(() => asking.term.line() === 'PROMPT> find . -type f | sort')
    await asking.term.until((screen) => screen.includes('1/3  lists the files'))
  })

  test('what a narrow row cuts of a proposal kimi suggest shows whole, afterwards', async () => {
    const reason = 'lists each file below this directory, the hidden ones too, in the order of their names'
    await using asking = await open([answer(`find . -type f | sort\n# ${reason}\n`)], { cols: 40 })
    expect(asking.term.screen()).not.toContain('their names')
    asking.term.type('list my files')
    asking.term.press('ctrl-x')
    await asking.term.until((screen) => screen.includes('1/1  lists each'))
    await leaveLine(asking.term)
    await asking.term.run('"$KIMI_BIN" suggest')
    const said = asking.term.screen().replaceAll(/\s/g, '')
    expect(said).toContain(`find.-typef|sort#${reason.replaceAll(' ', '')}`)
  })

  test('the status shows before the model has said a word', async () => {
    const gate = createGate()
    await using asking = await open([answer({ wait: gate.opened }, 'ls -la\n')])
    asking.term.type('all files')
    asking.term.press('ctrl-x')
    await asking.term.until(
      (screen) => /asking kimi\S*\S* Esc cancels/.test(screen) && screen.includes('PROMPT> all files'),
    )
    gate.open()
    await asking.term.until(() => asking.term.line() === 'PROMPT> ls -la')
  })

  test('the first command is in the buffer while the model still speaks', async () => {
    const gate = createGate()
    await using asking = await open([answer('ls -la\n', { wait: gate.opened }, '# all of them\nls\n')])
    asking.term.type('all files')
    asking.term.press('ctrl-x')
    await asking.term.until(() => asking.term.line() === 'PROMPT> ls -la')
    gate.open()
    await asking.term.until((screen) => screen.includes('1/2  all of them'))
  })

  test('Ctrl-X again takes the next proposal, and after the last the typed line', async () => {
    await using asking = await open([THREE])
    asking.term.type('list my files')
    for (const line of [
      'find . -type f | sort',
      'du -ah . | sort -rh | head',
      'rm -rf /tmp/x',
      'list my files',
      'find . -type f | sort',
    ]) {
      asking.term.press('ctrl-x')
      await asking.term.until(() => asking.term.line() === `PROMPT> ${line}`, line)
      // Before all have come, the line after the first could only be the typed one.
      await asking.term.until((screen) => /\/3|your line/.test(screen))
    }
  })

  test('undo restores the typed line in one step, after any number of proposals', async () => {
    await using asking = await open([THREE])
    asking.term.type('list my files')
    asking.term.press('ctrl-x')
    await asking.term.until((screen) => screen.includes('1/3'))
    asking.term.press('ctrl-x')
    await asking.term.until((screen) => screen.includes('2/3'))
    asking.term.press('ctrl-_')
    await asking.term.until(() => asking.term.line() === 'PROMPT> list my files')
  })

  test('a risk is named below the buffer', async () => {
    await using asking = await open([answer('rm -rf /tmp/x\n# removes it\n')])
    asking.term.type('remove it')
    asking.term.press('ctrl-x')
    await asking.term.until((screen) => /1\/1\s+⚠ destructive/.test(screen))
  })

  test('Enter runs what is shown, and nothing runs before', async () => {
    await using asking = await open([answer('echo pro""posed\n# says so\n')])
    asking.term.type('say so')
    asking.term.press('ctrl-x')
    await asking.term.until(() => asking.term.line() === 'PROMPT> echo pro""posed')
    expect(asking.term.screen()).not.toContain('proposed')
    asking.term.press('enter')
    await asking.term.until((screen) => screen.includes('\nproposed'))
  })

  test('a line typed on meanwhile stays; the answer waits for the next Ctrl-X', async () => {
    const gate = createGate()
    await using asking = await open([answer({ wait: gate.opened }, 'ls -la\n# all files\n')])
    asking.term.type('all files')
    asking.term.press('ctrl-x')
    await asking.term.until((screen) => screen.includes('asking'))
    asking.term.type(' with sizes')
    await asking.term.until(() => asking.term.line() === 'PROMPT> all files with sizes')
    gate.open()
    await asking.term.until((screen) => screen.includes('ready: Ctrl-X inserts  ls -la'))
    await asking.term.until(() => asking.term.line() === 'PROMPT> all files with sizes')
    asking.term.press('ctrl-x')
    await asking.term.until(() => asking.term.line() === 'PROMPT> ls -la')
    asking.term.press('ctrl-_')
    await asking.term.until(() => asking.term.line() === 'PROMPT> all files with sizes')
  })

  test('a late answer never lands in the next line', async () => {
    const gate = createGate()
    await using asking = await open([answer({ wait: gate.opened }, 'ls -la\n'), answer('echo second\n')])
    asking.term.type('true')
    asking.term.press('ctrl-x')
    await asking.model.received(1)
    asking.term.press('enter')
    await asking.term.until((screen) => screen.split('PROMPT>').length === 3)
    gate.open()
    asking.term.type('another')
    asking.term.press('ctrl-x')
    await asking.term.until(() => asking.term.line() === 'PROMPT> echo second')
  })

  test('several lines that are one command stay several lines and wait for Enter', async () => {
    await using asking = await open([answer('for f in a b; do\n  echo "$f"x\ndone\n# prints names\n')])
    asking.term.type('loop')
    asking.term.press('ctrl-x')
    await asking.term.until((screen) => screen.includes('for f in a b; do') && screen.includes('done'))
    expect(asking.term.screen()).not.toContain('\nax')
    asking.term.press('enter')
    await asking.term.until((screen) => screen.includes('\nax\nbx'))
  })

  test('wide characters keep the cursor where it belongs', async () => {
    await using asking = await open([answer('echo "日本語 🎉"\n# 打印\n')])
    asking.term.type('打印 日本語')
    asking.term.press('ctrl-x')
    await asking.term.until((screen) => screen.includes('echo "日本語 🎉"') && screen.includes('打印'))
    asking.term.type(' x')
    await asking.term.until((screen) => screen.includes('echo "日本語 🎉" x'))
  })

  test('the history file is not touched by Ctrl-X', async () => {
    await using asking = await open(() => THREE, {
      before: shell === 'zsh' ? 'setopt inc_append_history; HISTSIZE=100 SAVEHIST=100' : "PROMPT_COMMAND='history -a'",
    })
    asking.term.type('echo one')
    asking.term.press('enter')
    await asking.term.until((screen) => screen.includes('\none\n'))
    asking.term.type('some words')
    for (let press = 0; press < 5; press++) {
      asking.term.press('ctrl-x')
      await asking.term.until((screen) => /\d\/3|your line/.test(screen))
    }
    await leaveLine(asking.term)
    asking.term.type('fc -l 1')
    asking.term.press('enter')
    await asking.term.until((screen) => /^ *1\s+echo one\nPROMPT>$/m.test(screen))
  })
})
