// An interrupted turn in the terminal: its last line, and the messages that waited behind it.

import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  appendFileSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  unwatchFile,
  watchFile,
  writeFileSync,
} from 'node:fs'
import { open, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { killDaemon, type Home } from '../support/kimi.ts'
import { startModelServer } from '../support/model-server.ts'
import { shareScripts } from '../support/shared-daemon.ts'
import type { Terminal } from '../support/terminal.ts'
import { openUi, READY, say } from '../support/terminal-ui.ts'
import { script } from '../support/wire-client.ts'

const inHome = shareScripts()
const WAITS = script(['Shell', { command: 'read line < gate; echo "$line"' }])

/** A terminal with a running command, which waits for the fifo `gate`, and two messages that wait behind it. */
async function openWithQueue(home: Home): Promise<Terminal> {
  const term = await openUi(home, { args: ['--yolo'] })
  execFileSync('mkfifo', [join(home.dir, 'gate')])
  await say(term, 'begin')
  await term.until((screen) => screen.includes('● Shell read line'))
  await say(term, 'second words')
  await say(term, 'third words')
  await term.until((screen) => /second words\n[^]*third words\n[^]*Up takes the last one back/.test(screen))
  return term
}

test('Esc holds the messages that wait; Enter on an empty prompt lets them go on', async () => {
  const home = inHome([WAITS, script('second done'), script('third done')])
  await using term = await openWithQueue(home)
  term.press('esc')
  const screen = await term.until((text) => /second words\n[^]*third words\n[^]*held: Enter/.test(text))
  expect(screen).toMatch(/✗ interrupted\n/)
  await term.idle()
  expect(term.screen()).not.toContain('second done')
  term.press('enter')
  await term.until((text) => /❯ second words\n\nsecond done[^]*❯ third words\n\nthird done/.test(text))
})

test('a new message goes before the held ones, and lets them go on', async () => {
  const home = inHome([WAITS, script('first of all'), script('second done'), script('third done')])
  await using term = await openWithQueue(home)
  term.press('esc')
  await term.until((text) => text.includes('held: Enter'))
  await say(term, 'other words')
  await term.until((text) =>
    /❯ other words\n\nfirst of all[^]*❯ second words\n\nsecond done[^]*❯ third words\n\nthird done/.test(text),
  )
})

test('words said to the turn stand below it until it takes them, and what an interrupted turn has not taken waits', async () => {
  const home = inHome([WAITS, script('taken'), WAITS, script('sent')])
  await using term = await openUi(home, { args: ['--yolo'] })
  execFileSync('mkfifo', [join(home.dir, 'gate')])
  const SAID = 'said to the turn, which takes it at its next step'
  const steer = async (words: string, turn: number) => {
    await term.until((screen) => screen.split('● Shell read line').length > turn, 'the command of this turn')
    term.type(words)
    await term.until((screen) => screen.includes(`❯ ${words}`))
    term.press('ctrl-s')
    await term.until((screen) => screen.includes(`${words}\n`) && screen.includes(SAID))
  }
  await say(term, 'begin')
  await steer('use tabs', 1)
  await writeFile(join(home.dir, 'gate'), 'go\n')
  await term.until((screen) => /» use tabs\n\s*taken/.test(screen) && READY.test(screen) && !screen.includes(SAID))
  await say(term, 'again')
  await steer('use spaces', 2)
  term.press('esc')
  await term.until((screen) => /interrupted[^]*❯ use spaces\n[^]*held: Enter/.test(screen))
  term.press('enter')
  await term.until((screen) => /❯ use spaces\n\nsent/.test(screen) && !screen.includes('held'))
})

test('Up takes held messages back, and nothing is held any more when none is left', async () => {
  const home = inHome([WAITS, script('the new answer')])
  await using term = await openWithQueue(home)
  term.press('esc')
  await term.until((text) => text.includes('held: Enter'))
  term.press('up')
  await term.until((text) => text.includes('❯ third words') && text.includes('held: Enter'))
  term.press('ctrl-c')
  await term.until((text) => !text.includes('third words'))
  term.press('up')
  await term.until((text) => text.includes('❯ second words') && !text.includes('held: Enter'))
  term.press('enter')
  await term.until((text) => /❯ second words\n\nthe new answer/.test(text))
})

test('messages behind a turn whose daemon has ended are held as well', async () => {
  const home = inHome([WAITS, script('second done')])
  await using term = await openWithQueue(home)
  await killDaemon((await home.daemonPid())!)
  await term.until((text) => text.includes('the daemon has ended during the turn') && text.includes('held: Enter'))
})

test('a disk that is full in the middle of a turn is the reason that the terminal gives, and a command that ended is not called interrupted', async () => {
  const home = inHome([WAITS, script('second done')])
  await using term = await openWithQueue(home)
  const gate = await open(join(home.dir, 'gate'), 'w') // opens once the command reads, and the model's server goes on
  const sessions = join(home.paths.share, 'sessions', createHash('md5').update(home.dir).digest('hex'))
  const log = join(sessions, readdirSync(sessions)[0]!, 'wire.jsonl')
  rmSync(log)
  symlinkSync('/dev/full', log)
  await gate.writeFile('through\n')
  await gate.close()
  const screen = await term.until((text) => text.includes('the disk is full') && text.includes('held: Enter'))
  expect(screen).toMatch(/● Shell read line[^]*✓ through[^]*✗ the disk is full/)
  expect(screen).not.toContain('interrupted')
})

test('an interrupted answer ends with a line that says what is kept, for the next terminal too', async () => {
  await using model = await startModelServer([
    { steps: ['Half an answer\n\n', { stall: true }] },
    { silent: true },
    { steps: ['Both answered'] },
  ])
  const home = inHome([])
  appendFileSync(
    home.paths.config,
    `[models.k]\nprovider = "k"\nmodel = "k"\nmax_context_size = 100000\n[providers.k]\ntype = "kimi"\nbase_url = "${model.url}"\napi_key = "sk-test"\n`,
  )
  {
    await using term = await openUi(home, { args: ['-m', 'k'] })
    await say(term, 'tell me')
    await term.until((text) => text.includes('Half an answer'))
    term.press('esc')
    await term.until(
      (text) => /Half an answer\n\n✗ interrupted: what was said is kept\n/.test(text) && READY.test(text),
    )
    await say(term, 'and now')
    await term.until(() => model.requests.length === 2)
    term.press('esc')
    await term.until((text) =>
      text.includes('✗ interrupted before anything was said: your message goes with the next one'),
    )
    await say(term, 'third words')
    await term.until((text) => text.includes('Both answered') && READY.test(text))
    const { messages } = model.requests[2]!.body as { messages: object[] }
    expect(JSON.stringify(messages.slice(-2))).toMatch(/and now[^]*third words/)
    term.press('ctrl-d')
    await term.exited
  }
  await using again = await openUi(home, { args: ['-C', '-m', 'k'] })
  await again.until((text) =>
    /Half an answer\n\n✗ interrupted: what was said is kept\n[^]*✗ interrupted before/.test(text),
  )
})

test('an answer whose daemon was killed is in the conversation as far as it had come, and only once', async () => {
  await using model = await startModelServer([
    { steps: ['Half an answer', { stall: true }] },
    { steps: ['and the rest'] },
  ])
  const home = inHome([])
  appendFileSync(
    home.paths.config,
    `[models.k]\nprovider = "k"\nmodel = "k"\nmax_context_size = 100000\n[providers.k]\ntype = "kimi"\nbase_url = "${model.url}"\napi_key = "sk-test"\n`,
  )
  await using term = await openUi(home, { args: ['-m', 'k'] })
  await say(term, 'tell me')
  await term.until((text) => text.includes('Half an answer'))
  const { sessions } = await home.call('session/list', {})
  const wire = join(sessions[0]!.dir, 'wire.jsonl')
  await expect.poll(() => readFileSync(wire, 'utf8')).toContain('Half an answer')
  await killDaemon((await home.daemonPid())!)
  await term.until((text) => text.includes('the daemon has ended during the turn'))
  await say(term, 'go on')
  await term.until((text) => text.includes('and the rest'))
  const messages = model.requests[1]!.body!['messages'] as { role: string; content: unknown }[]
  const roles = messages.map(({ role }) => role).filter((role) => role !== 'system')
  expect(roles.slice(0, 3)).toEqual(['user', 'assistant', 'user'])
  expect(JSON.stringify(messages).split('Half an answer')).toHaveLength(2)
})

test('behind a stop of the daemon no turn counts on: it is said to be cut off', async () => {
  const home = inHome([script(['Shell', { command: 'sleep 60' }]), script('done')])
  await using term = await openUi(home)
  await say(term, 'begin')
  await term.until((text) => /● Shell sleep 60 +\d+ s/.test(text))
  await home.command(['daemon', 'stop'])
  const screen = await term.until((text) => text.includes('the daemon was stopped'))
  expect(screen).toMatch(/● Shell sleep 60[^]*✗ interrupted|the daemon has ended during the turn/)
  expect(screen).not.toMatch(/sleep 60 +\d+ s|waiting…/)
})

test('behind a stop of the daemon nothing is waited for: a turn without an answer is said to be cut off', async () => {
  await using model = await startModelServer([{ silent: true }])
  const home = inHome([])
  appendFileSync(
    home.paths.config,
    `[models.k]\nprovider = "k"\nmodel = "k"\nmax_context_size = 100000\n[providers.k]\ntype = "kimi"\nbase_url = "${model.url}"\napi_key = "sk-test"\n`,
  )
  await using term = await openUi(home, { args: ['-m', 'k'] })
  await say(term, 'tell me')
  await term.until((text) => /waiting… \d+ s/.test(text))
  await home.command(['daemon', 'stop'])
  const screen = await term.until((text) => text.includes('the daemon was stopped'))
  expect(screen).toMatch(/✗ interrupted before anything was said|the daemon has ended during the turn: say "go on"/)
  expect(screen).not.toContain('waiting…')
})

test('a daemon that stops says so itself, whatever lies at its socket’s path by then', async () => {
  const home = inHome([script('first answer')])
  await using term = await openUi(home)
  await say(term, 'one')
  await term.until((screen) => screen.includes('first answer') && READY.test(screen))
  await term.idle() // the turn has ended
  const { socket } = home.paths
  const isPutBack = new Promise<void>((resolve) => {
    watchFile(socket, { interval: 5 }, ({ nlink }) => {
      if (nlink > 0) return
      unwatchFile(socket)
      writeFileSync(socket, '')
      resolve()
    })
  })
  await Promise.all([isPutBack, home.command(['daemon', 'stop'])])
  await term.until((screen) => screen.includes('the daemon was stopped: press Enter'))
  expect(term.screen()).not.toContain('is lost')
  term.press('enter')
  await term.until((screen) => screen.includes('connected again') && READY.test(screen))
})

test('a daemon that was stopped on purpose stays stopped until Enter; the draft is kept, and restart needs no key', async () => {
  const home = inHome([script('first answer'), script('second answer')])
  await using term = await openUi(home)
  await say(term, 'one')
  await term.until((screen) => screen.includes('first answer') && READY.test(screen))
  await term.idle() // the turn has ended
  await home.command(['daemon', 'stop'])
  const told = 'the daemon was stopped: press Enter (or send a message) to start it again'
  await term.until((screen) => screen.split(told).length === 2) // below the prompt
  await expect.poll(() => home.daemonPid()).toBe(null) // its lock is free a moment before its process has gone
  term.press('enter')
  await term.until((screen) => screen.includes('connected again') && READY.test(screen))
  expect(term.screen()).not.toContain(told)
  await home.command(['daemon', 'stop'])
  await term.until((screen) => screen.split(told).length === 2)
  await say(term, 'two')
  await term.until((screen) => /❯ two\n\nfirst answer/.test(screen) && READY.test(screen))
  await term.idle() // the turn has ended
  term.type('a draft')
  await home.command(['daemon', 'restart'])
  await term.until((screen) => screen.split('connected again').length === 4 && READY.test(screen))
  await term.until((screen) => expect(screen).toContain('❯ a draft'))
})
