// Ctrl-X in fish: proposals, and a daemon that is dead, stopped or missing.

import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openFifoDoor } from '../../src/daemon/shells/fifo-door.ts'
import { encodeRecord } from '../../src/protocol/records.ts'
import { createGate, leaveLine, openAskingShell } from '../support/asking-shell.ts'
import {
  deathWatchOf,
  killDaemon,
  lendDaemonTo,
  makeHome,
  startDaemonIn,
  type Home,
  type ShellOptions,
} from '../support/kimi.ts'
import { answer, startModelServer, type Reply } from '../support/model-server.ts'
import { shareDaemon } from '../support/shared-daemon.ts'
import type { Terminal } from '../support/terminal.ts'

const THREE = answer(
  'find . -type f | sort\n# lists the files\n',
  'du -ah . | sort -rh | head\n# sizes in readable form\n',
  'rm -rf /tmp/gone\n# removes it\n',
)

const openShell = shareDaemon()
const open = (replies: Reply[] | ((index: number) => Reply), options: ShellOptions = {}) =>
  openShell('fish', replies, options)

/** Its fifos are made in the background: a test that needs them waits for the daemon to know the shell. */
const knownTo = (home: Home) => expect.poll(async () => (await home.status()).shells.length).toBe(1)

/** A fish clears and fills its line in several writes: the last is awaited. */
const lineOf = (term: Terminal, line: string) => term.until(() => term.line() === `PROMPT>${line && ` ${line}`}`, line)

describe('proposals', () => {
  test('Ctrl-X puts the first command into the line, with its number and explanation above it', async () => {
    await using asking = await open([THREE])
    asking.term.type('list my files')
    asking.term.press('ctrl-x')
    await asking.term.until((screen) => screen === '1/3  lists the files\nPROMPT> find . -type f | sort')
  })

  test('the status shows before the model has said a word', async () => {
    const gate = createGate()
    await using asking = await open([answer({ wait: gate.opened }, 'ls -la\n')])
    asking.term.type('all files')
    asking.term.press('ctrl-x')
    await asking.term.until((screen) => /^asking kimi\S* Esc cancels\nPROMPT> all files$/.test(screen))
    gate.open()
    await lineOf(asking.term, 'ls -la')
  })

  test('the first command is in the line while the model still speaks', async () => {
    const gate = createGate()
    await using asking = await open([answer('ls -la\n', { wait: gate.opened }, '# all of them\nls\n')])
    asking.term.type('all files')
    asking.term.press('ctrl-x')
    await lineOf(asking.term, 'ls -la')
    gate.open()
    await asking.term.until((screen) => screen === '1/2  all of them\nPROMPT> ls -la')
  })

  test('Ctrl-X again takes the next proposal, and after the last the typed line', async () => {
    await using asking = await open([THREE])
    asking.term.type('list my files')
    for (const line of [
      'find . -type f | sort',
      'du -ah . | sort -rh | head',
      'rm -rf /tmp/gone',
      'list my files',
      'find . -type f | sort',
    ]) {
      asking.term.press('ctrl-x')
      await lineOf(asking.term, line)
      await asking.term.until((screen) => /^(\d\/3|your line)/.test(screen))
    }
    expect(asking.model.requests).toHaveLength(1)
  })

  test('one undo brings the typed line back, also behind several proposals', async () => {
    await using asking = await open(() => THREE)
    const { term } = asking
    term.type('list my files')
    for (const line of ['find . -type f | sort', 'du -ah . | sort -rh | head']) {
      term.press('ctrl-x')
      await lineOf(term, line)
      await term.until((screen) => /^\d\/3/.test(screen))
    }
    term.press('ctrl-_')
    await lineOf(term, 'list my files')
  })

  test('the key behind the first character that edits a proposal is a key, Enter too', async () => {
    await using asking = await open(() => answer('echo one\n'))
    const { term } = asking
    const edit = async () => {
      term.type('say it')
      term.press('ctrl-x')
      await lineOf(term, 'echo one')
      term.type('s')
      await lineOf(term, 'echo ones')
    }
    await edit()
    term.press('ctrl-a')
    await term.until(() => term.cursor().column === 'PROMPT> '.length)
    term.press('ctrl-k')
    await edit()
    term.press('enter')
    await term.until((screen) => screen === 'PROMPT> echo ones\nones\nPROMPT>')
  })

  test('undo takes the message away, and keys that the user has bound to it undo afterwards too', async () => {
    await using asking = await open(() => answer('echo one\n# says it\n'), { rc: 'bind \\eq undo' })
    const { term } = asking
    for (const key of ['\x1f', '\x1bq']) {
      term.type('say it')
      term.press('ctrl-x')
      await term.until((screen) => screen === '1/1  says it\nPROMPT> echo one')
      term.type(key)
      await term.until((screen) => screen === 'PROMPT> say it')
      term.press('ctrl-u')
      await lineOf(term, '')
      term.type(key)
      await lineOf(term, 'say it')
      term.press('ctrl-u')
    }
  })

  test('a proposal that binds a key binds it', async () => {
    await using asking = await open([answer('bind \\cw end-of-line\n')])
    const { term } = asking
    term.type('bind it')
    term.press('ctrl-x')
    await lineOf(term, String.raw`bind \cw end-of-line`)
    term.press('enter')
    await term.until((screen) => /line\nPROMPT>$/.test(screen))
    term.type('bind \\cw\r')
    await term.until((screen) =>
      screen.endsWith('bind --preset \\cw backward-kill-path-component\nbind \\cw end-of-line\nPROMPT>'),
    )
  })

  test('nothing runs before Enter, and Enter runs the line as it is shown, once', async () => {
    await using asking = await open([answer('echo one >>ran; echo two\n# says both\n')])
    const { term } = asking
    term.type('do it')
    term.press('ctrl-x')
    await term.until((screen) => screen === '1/1  writes  says both\nPROMPT> echo one >>ran; echo two')
    expect(existsSync(join(term.home, 'ran'))).toBe(false)
    term.press('enter')
    await term.until((screen) => screen.endsWith('\ntwo\nPROMPT>'))
    expect(readFileSync(join(term.home, 'ran'), 'utf8')).toBe('one\n')
    expect(term.screen().split('1/1')).toHaveLength(2)
  })

  test('a line that was edited while asking is left alone; Ctrl-X then inserts', async () => {
    const gate = createGate()
    await using asking = await open([answer({ wait: gate.opened }, 'ls -la\n')])
    const { term } = asking
    term.type('all files')
    term.press('ctrl-x')
    await asking.model.received(1)
    term.type(' here')
    await lineOf(term, 'all files here')
    gate.open()
    await term.until((screen) => screen === 'ready: Ctrl-X inserts  ls -la\nPROMPT> all files here')
    term.press('ctrl-x')
    await lineOf(term, 'ls -la')
    term.press('ctrl-_')
    await lineOf(term, 'all files here')
  })

  test.each(['esc', 'ctrl-c'] as const)('%s while asking cancels: the line and the cursor stay', async (key) => {
    const gate = createGate()
    await using asking = await open([answer({ wait: gate.opened }, 'ls -la\n')])
    const { term } = asking
    term.type('all files')
    term.press('left', 'left', 'ctrl-x')
    await asking.model.received(1)
    await term.until((screen) => screen.includes('asking kimi'))
    if (key === 'esc') term.press(key)
    else await term.interrupt()
    await term.until((screen) => screen === 'cancelled\nPROMPT> all files')
    await asking.model.requests[0]!.closed
    gate.open()
    term.type('-')
    await lineOf(term, 'all fil-es')
    await leaveLine(term) // fish's own again
  })

  test('Ctrl-C with a proposal in the line leaves the line, as fish does', async () => {
    await using asking = await open([THREE])
    const { term } = asking
    term.type('list my files')
    term.press('ctrl-x')
    await term.until((screen) => screen.includes('1/3'))
    await leaveLine(term)
    term.type('echo on')
    term.press('enter')
    await term.until((screen) => screen.endsWith('\non\nPROMPT>'))
  })

  test('an answer that comes while a key’s own command runs is shown when that has ended', async () => {
    const gate = createGate()
    const rc = `bind \\cg 'command touch ~/begun; command sh -c "until [ -e ~/go ]; do sleep 0.05; done"; commandline -f repaint'`
    await using asking = await open([answer({ wait: gate.opened }, 'ls -la\n')], { rc })
    const { term, model } = asking
    term.type('all files')
    term.press('ctrl-x')
    await model.received(1)
    await term.until((screen) => screen.includes('asking kimi'))
    term.press('ctrl-g')
    await expect.poll(() => existsSync(join(term.home, 'begun'))).toBe(true)
    gate.open()
    await model.requests[0]!.closed
    writeFileSync(join(term.home, 'go'), '')
    await lineOf(term, 'ls -la')
  })

  test('an empty line after a failed command asks for a fix', async () => {
    await using asking = await openAskingShell('fish', [answer('git status\n')])
    const { term } = asking
    await knownTo(asking.home)
    term.type('false')
    term.press('enter')
    await term.until((screen) => screen === 'PROMPT> false\nPROMPT>')
    term.press('ctrl-x')
    expect(JSON.stringify(await asking.model.received(1))).toContain('false')
    await lineOf(term, 'git status')
  })

  test('several lines come as one buffer, and a typed one of several lines comes back', async () => {
    await using asking = await open([answer('```fish\nfor f in a b\n  echo $f\nend\n```\n')])
    const { term } = asking
    term.type('echo a')
    term.press('alt-enter')
    term.type('echo b')
    await term.until((screen) => /echo a\n +echo b$/.test(screen))
    term.press('ctrl-x')
    await term.until((screen) => /^1\/1.*\nPROMPT> for f in a b\n +echo \$f\n +end$/.test(screen))
    term.press('ctrl-x')
    await term.until((screen) => /^your line.*\nPROMPT> echo a\n +echo b$/.test(screen))
  })
})

describe('the screen', () => {
  test('a prompt of several lines stands below the note, whole, however often it changes', async () => {
    await using asking = await open([THREE], {
      rc: 'function fish_prompt\n  printf "first %s\\nPROMPT> " $status\nend\nfunction fish_right_prompt\n  echo right\nend',
    })
    const { term } = asking
    term.type('sh -c "exit 3"\r')
    await term.until((screen) => screen.split('\n').length === 4 && term.line().startsWith('PROMPT>'))
    term.type('list my files')
    for (let press = 1; press <= 5; press++) {
      term.press('ctrl-x')
      await term.until((screen) =>
        press === 4 ? screen.includes('your line') : screen.includes(`\n${press === 5 ? 1 : press}/3`),
      )
    }
    expect(
      term
        .screen()
        .split('\n')
        .map((row) => row.trimEnd().replace(/ {2,}right$/, '')),
    ).toEqual(['first 0', 'PROMPT> sh -c "exit 3"', '1/3  lists the files', 'first 3', 'PROMPT> find . -type f | sort'])
  })

  test('at the bottom of the screen, and where the note is longer than a row', async () => {
    await using asking = await open([answer(`ls -la\n# ${'long '.repeat(30)}\n`)], { rows: 6, cols: 40 })
    const { term } = asking
    term.type('seq 10\r')
    await term.until((screen) => screen.endsWith('10\nPROMPT>'))
    term.type('all files')
    term.press('ctrl-x')
    await term.until((screen) => /\n10\n1\/1 {2}long long [^\n]*…\nPROMPT> ls -la$/.test(screen))
    expect(term.screen().split('\n')).toHaveLength(6)
  })

  test('the prompt runs no more often than it is drawn anew, and not at each press', async () => {
    await using asking = await open([THREE], {
      rc: 'function fish_prompt\n  echo x >>~/drawn\n  printf "PROMPT> "\nend',
    })
    const { term } = asking
    const drawn = () => readFileSync(join(term.home, 'drawn'), 'utf8').length / 2
    const before = drawn()
    term.type('list my files')
    for (let press = 1; press <= 3; press++) {
      term.press('ctrl-x')
      await term.until((screen) => screen.startsWith(`${press}/3`))
    }
    expect(drawn() - before).toBe(1)
  })
})

describe('the daemon', () => {
  test('the first Ctrl-X starts it, without a word, and is then answered', async () => {
    await using model = await startModelServer([answer('ls -la\n# all files\n')])
    await using home = await makeHome({ MOONSHOT_API_KEY: 'sk-test', MOONSHOT_BASE_URL: model.url })
    await using term = await home.shell('fish')
    term.type('all files')
    term.press('ctrl-x')
    await term.until((screen) => screen.includes('starting'))
    await term.until((screen) => screen === '1/1  all files\nPROMPT> ls -la')
    term.type('\x15jobs\r')
    await term.until((screen) => screen.includes('There are no jobs'))
  })

  test('a command that was started meanwhile does not read that the daemon is there', async () => {
    await using home = await makeHome()
    await using term = await home.shell('fish')
    term.type('cat')
    term.press('ctrl-x')
    await term.until((screen) => screen.startsWith('starting'))
    term.press('enter')
    const processes = () => spawnSync('ps', ['-o', 'args=', '-s', String(term.pid)], { encoding: 'utf8' }).stdout
    await expect.poll(processes).toMatch(/^sleep 5$/m) // the last thing that the shell's helper does
    term.type('one\r')
    await term.until((screen) => screen.endsWith('PROMPT> cat\none\none'))
  })

  test('with no program to start, Ctrl-X says so and keeps the line', async () => {
    await using home = await makeHome({ KIMI_BIN: '/nowhere/kimi' })
    await using term = await home.shell('fish')
    term.type('some words')
    term.press('ctrl-x')
    await term.until((screen) => /no program \/nowhere\/kimi.*\nPROMPT> some words$/.test(screen))
  })

  test('a daemon that cannot start gives its reason in one line', async () => {
    await using home = await makeHome({ KIMI_RUNTIME_DIR: '/dev/null/x' })
    await using term = await home.shell('fish')
    term.type('some words')
    term.press('ctrl-x')
    await term.until(
      (screen) =>
        screen.includes('a file lies in the place of a directory: /dev/null') &&
        screen.endsWith('\nPROMPT> some words'),
    )
    expect(term.screen().split('\n')).toHaveLength(2)
  })

  test('kill -9 at the prompt: prompts come as before, and Ctrl-X starts another', async () => {
    await using asking = await openAskingShell('fish', () => answer('ls -la\n'))
    const { term, home } = asking
    await knownTo(home)
    const { pid } = await home.status()
    await killDaemon(pid)
    for (let prompt = 1; prompt <= 3; prompt++) await term.run(`echo ${prompt}`)
    term.type('all files')
    term.press('ctrl-x')
    await lineOf(term, 'ls -la')
    expect((await home.status()).pid).not.toBe(pid)
  })

  test('kill -9 while asking: the line stays, and the next Ctrl-X is answered by a new daemon', async () => {
    const gate = createGate()
    await using asking = await openAskingShell('fish', (index) =>
      index === 0 ? answer({ wait: gate.opened }, 'ls\n') : answer('ls -la\n'),
    )
    const { term, model, home } = asking
    const { pid } = await home.status()
    term.type('all files')
    term.press('ctrl-x')
    await model.received(1)
    await killDaemon(pid)
    gate.open()
    term.press('ctrl-x')
    await lineOf(term, 'ls -la')
  })

  test('kill -9 while asking: the row says that the daemon has ended, without a key', async () => {
    await using asking = await openAskingShell('fish', [answer({ stall: true }), answer('ls -la\n')])
    const { term, model, home } = asking
    const { pid } = await home.status()
    term.type('all files')
    term.press('ctrl-x')
    await model.received(1)
    await deathWatchOf(home)
    await killDaemon(pid)
    await term.until((screen) => screen === 'the daemon has ended: Ctrl-X asks again\nPROMPT> all files')
    term.press('ctrl-x')
    await lineOf(term, 'ls -la')
  })

  test('a stopped one: prompts come as before, Ctrl-X says it does not answer, the answer still comes later', async () => {
    await using asking = await openAskingShell('fish', () => answer('ls -la\n'))
    const { term, home } = asking
    await knownTo(home)
    term.press('enter')
    const { pid } = await home.status()
    process.kill(pid, 'SIGSTOP')
    for (let prompt = 1; prompt <= 5; prompt++) term.type(`echo ${prompt}\r`)
    await term.until((screen) => screen.endsWith('\n5\nPROMPT>'))
    term.type('all files')
    term.press('ctrl-x')
    await term.until((screen) => screen.endsWith('the daemon is not answering: kimi daemon restart\nPROMPT> all files'))
    process.kill(pid, 'SIGCONT')
    await lineOf(term, 'ls -la')
  })

  test('a daemon stopped for long holds up no prompt, and a listening one gets every record', async () => {
    await using home = await makeHome()
    const pid = await lendDaemonTo(home)
    await using term = await home.shell('fish')
    await knownTo(home)
    term.type('echo linked\r')
    await term.until((screen) => screen.endsWith('\nlinked\nPROMPT>'))
    process.kill(pid, 'SIGSTOP')
    for (let count = 1; count <= 80; count++) term.type(`: ${'y'.repeat(800)}\r`)
    term.type('clear; echo fine\r')
    await term.until((screen) => screen === 'fine\nPROMPT>')
    process.kill(pid, 'SIGCONT')
  })

  test('a restarted one is found again by the next prompt, again and again, without a message', async () => {
    await using home = await makeHome()
    await startDaemonIn(home)
    await using term = await home.shell('fish')
    for (let round = 1; round <= 3; round++) {
      await home.command(['daemon', 'restart'])
      term.type(`echo round ${round}\r`)
      await term.until((screen) => screen.endsWith(`\nround ${round}\nPROMPT>`))
      await knownTo(home)
    }
  })

  test('keys typed while it starts are kept, and Esc cancels', async () => {
    await using home = await makeHome()
    const slow = join(home.dir, 'slow-kimi')
    writeFileSync(slow, '#!/bin/sh\nuntil [ -e ~/go ] || [ ! -d ~ ]; do sleep 0.05; done\n', { mode: 0o755 })
    await using term = await home.shell('fish', { env: { KIMI_BIN: slow } })
    term.type('all files')
    term.press('ctrl-x')
    await term.until((screen) => screen.includes('starting'))
    term.type(' here')
    await lineOf(term, 'all files here')
    term.press('esc')
    await term.until((screen) => screen === 'cancelled\nPROMPT> all files here')
    writeFileSync(join(term.home, 'go'), '')
  })

  test('an answer that is larger than a fifo comes whole, and a shell that was away for long is not hung by it', async () => {
    await using home = await makeHome()
    mkdirSync(home.paths.run, { mode: 0o700 })
    writeFileSync(home.paths.pid, String(process.pid))
    const long = (index: number) => `echo ${index} ${'x'.repeat(9_000)}`
    let ask = () => {}
    const door = await openFifoDoor(home.paths.control, home.paths.shells, ({ send }) => ({
      closed() {},
      record({ name, fields }) {
        if (name === 'hello') send(encodeRecord('hello', 1, 'test'))
        if (name === 'exec') for (let id = 0; id < 3_000; id++) send(encodeRecord('tasks', 1, id))
        if (name === 'wait' && fields[0] !== '' && Number(fields[1]) < 8) setImmediate(ask)
        if (name !== 'ask') return
        send(encodeRecord('asking', fields[0]!, 'model'))
        for (let index = 1; index <= 6; index++) send(encodeRecord('offer', fields[0]!, index, long(index), '', ''))
        send(encodeRecord('done', fields[0]!, 6, ''))
      },
    }))
    try {
      await using term = await home.shell('fish', { rows: 200 })
      ask = () => term.type('\x1b[0n') // as a terminal answers that has been asked for a report: this door asks none
      await expect.poll(() => existsSync(home.paths.shells) && readdirSync(home.paths.shells).length).toBe(2)
      for (let count = 1; count <= 3; count++) {
        term.type(`clear; sleep 0.2; echo back ${count}\r`)
        await term.until((screen) => screen.includes(`back ${count}\nPROMPT>`))
      }
      term.type('words')
      term.press('ctrl-x')
      await term.until((screen) => screen.includes('1/6'))
    } finally {
      door.close()
    }
  })
})
