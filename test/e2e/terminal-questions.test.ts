// Approvals and questions in the terminal: what stands between a question and its answer, in which order they come, and what answers them.

import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Home } from '../support/kimi.ts'
import { shareScripts } from '../support/shared-daemon.ts'
import type { Terminal } from '../support/terminal.ts'
import { openUi, say } from '../support/terminal-ui.ts'
import { script } from '../support/wire-client.ts'

/** Longer than the time for which a key that came with a question answers nothing. */
const READABLE_MS = 400

const inHome = shareScripts()

/** Waits for the question about a command, long enough to be answered. */
async function untilAsked(term: Terminal, command: string): Promise<string> {
  await term.until((screen) => expect(screen).toMatch(new RegExp(`\\n {2}${command}\\n[^]*Allow\\? y once`)))
  await sleep(READABLE_MS)
  return term.screen()
}

/** Waits until the session's log holds words of a result. */
async function untilLogged(home: Home, words: string): Promise<void> {
  const { sessions } = await home.call('session/list', { workDir: home.dir, limit: 1 })
  await expect.poll(() => readFileSync(join(sessions[0]!.dir, 'wire.jsonl'), 'utf8')).toContain(words)
}

test('questions come in the order of the calls, and nothing of another call stands between a question and its keys', async () => {
  const home = inHome([
    script(
      ['Shell', { command: 'touch one; until [ -e gate ]; do sleep 0.1; done; echo out-$((6 * 7))' }],
      ['Shell', { command: 'touch two' }],
      ['Shell', { command: 'touch three' }],
    ),
    script('all done'),
  ])
  await using term = await openUi(home, { rows: 40 })
  await say(term, 'begin')
  expect(await untilAsked(term, 'touch one; until [^\\n]*')).not.toContain('touch two')
  term.type('y')
  await untilAsked(term, 'touch two')
  writeFileSync(join(home.dir, 'gate'), '')
  await untilLogged(home, 'out-42')
  const keys = / {2}touch two\n(?: {2,4}[sa*] [^\n]*\n)*\nAllow\? y once/
  expect(await untilAsked(term, 'touch two')).toMatch(keys)
  term.type('y')
  const screen = await untilAsked(term, 'touch three')
  expect(screen).toMatch(
    / {2}touch two\n[^]*allowed once\n[^]*● Shell touch one[^\n]*\n[^]*out-42[^\n]*\n[^]* {2}touch three\n/,
  )
  term.type('y')
  await term.until((text) => expect(text).toMatch(/all done[^]*\n(?:ask) · /))
})

test('a line that was emptied holds keys off for a moment, and then a single key answers again', async () => {
  const home = inHome([script(['Shell', { command: 'touch one' }]), script('all done')])
  await using term = await openUi(home)
  await say(term, 'begin')
  await untilAsked(term, 'touch one')
  term.type('wait')
  await term.until((screen) => expect(screen).toMatch(/❯ wait\n/))
  await sleep(READABLE_MS)
  term.type('\x15y') // as a paste would come
  await term.until((screen) => expect(screen).toMatch(/❯ y\n/))
  expect(term.screen()).not.toContain('allowed')
  term.press('ctrl-u')
  await term.until((screen) => expect(screen).not.toMatch(/❯ y\n/))
  await sleep(READABLE_MS)
  term.type('y')
  await term.until((screen) => expect(screen).toMatch(/allowed once[^]*all done/))
})

/** A turn that asks a question, and then says what the model was told. */
const ASKS = ['Spaces', 'Tabs', 'Both'].map((label) => ({ label, description: '' }))
const QUESTION: [string, object] = ['AskUserQuestion', { questions: [{ question: 'Indent how?', options: ASKS }] }]

async function untilQuestion(home: Home): Promise<Terminal> {
  const term = await openUi(home)
  await say(term, 'begin')
  await term.until((screen) => expect(screen).toMatch(/Indent how\?\n[^]*3 Both[^]*o other/))
  await sleep(READABLE_MS)
  return term
}

test('words typed at a question of the agent answer it', async () => {
  const home = inHome([script(QUESTION), script('understood')])
  await using term = await untilQuestion(home)
  await say(term, 'two blanks, as in the rest')
  const screen = await term.until((text) => expect(text).toContain('understood'))
  expect(screen).toMatch(/3 Both\n[^]*two blanks, as in the rest\n[^]*understood/)
  await untilLogged(home, 'how?\\":\\"two blanks, as in the rest')
})

test('the keys that edit the prompt edit words at a question and at an approval', async () => {
  const home = inHome([script(QUESTION), script(['Shell', { command: 'touch one' }]), script('understood')])
  await using term = await untilQuestion(home)
  const mistype = async () => {
    term.type('two blankz')
    await term.until((screen) => expect(screen).toContain('❯ two blankz'))
    term.press('backspace')
    await term.until((screen) => expect(screen).toMatch(/❯ two blank\n/))
  }
  await mistype()
  term.press('enter')
  await untilAsked(term, 'touch one')
  await mistype()
})

test('all that is typed behind f stands in its line, whatever the characters, and is edited there', async () => {
  const home = inHome([script(['Shell', { command: 'touch one' }]), script('understood')])
  await using term = await openUi(home)
  await say(term, 'begin')
  await untilAsked(term, 'touch one')
  term.type('f')
  await term.until((screen) => expect(screen).toMatch(/^why: *$/m))
  for (const character of "don't — 你好? wrong") {
    term.type(character)
    await term.idle()
  }
  await term.until((screen) => expect(screen).toMatch(/^why: don't — 你好\? wrong\n❯\n/m))
  term.type('\x17') // Ctrl-W
  await term.until((screen) => expect(screen).toMatch(/^why: don't — 你好\?\n❯\n/m))
  expect(term.line()).toBe("why: don't — 你好?")
  term.paste('a'.repeat(100))
  await term.until((screen) => expect(screen.replaceAll('\n', '')).toContain('a'.repeat(100)))
  expect(term.line()).toMatch(/^a+$/)
  term.press('enter')
  await untilLogged(home, "don't — 你好?")
})

test('words that were begun before the question wait for the end of the turn, and the question stands', async () => {
  const home = inHome([script(['Shell', { command: 'read line < gate' }]), script(QUESTION), script('understood')])
  execFileSync('mkfifo', [join(home.dir, 'gate')])
  await using term = await openUi(home, { args: ['--yolo'] })
  await say(term, 'begin')
  await term.until((screen) => expect(screen).toContain('● Shell read line'))
  term.type('and then commit')
  await term.until((screen) => expect(screen).toContain('❯ and then commit'))
  await writeFile(join(home.dir, 'gate'), 'go\n') // waits for the reader, and the model's server goes on
  await term.until((screen) => expect(screen).toMatch(/Indent how\?\n[^]*o other/))
  term.press('enter')
  await term.until((screen) => expect(screen).toMatch(/o other[^]*and then commit\n[^]*Up takes the last one back/))
  await sleep(READABLE_MS)
  term.type('2')
  await term.until((screen) => expect(screen).toMatch(/understood\n[^]*❯ and then commit\n/))
  await untilLogged(home, 'how?\\":\\"Tabs')
})

test('words typed at an approval are a no with these words, as the card says; a slash command is a command', async () => {
  const home = inHome([script(['Shell', { command: 'touch made' }]), script('understood')])
  await using term = await openUi(home)
  await say(term, 'make it')
  expect(await untilAsked(term, 'touch made')).not.toContain('Enter says no')
  await say(term, '/mode')
  await term.until((screen) => expect(screen).toMatch(/the mode is ask[^]*Allow\? y once/))
  term.type('use pnpm instead')
  await term.until((screen) =>
    expect(screen).toMatch(/Allow\? y once[^]*\n {2}Enter says no, with these words[^]*❯ use pnpm instead\n/),
  )
  await sleep(READABLE_MS)
  term.press('enter')
  const screen = await term.until((text) => expect(text).toContain('understood'))
  expect(screen).toMatch(/refused\n {2}✗ Rejected: use pnpm instead\n[^]*understood/)
  expect(screen).not.toContain('Up takes the last one back')
  await untilLogged(home, 'use pnpm instead')
})

test('words that are older than an approval are no answer to it, as the card says', async () => {
  const home = inHome([
    script(['Shell', { command: 'sleep 0.7' }]),
    script(['Shell', { command: 'touch made' }]),
    script('understood'),
    script('and on'),
  ])
  await using term = await openUi(home)
  await say(term, 'make it')
  await term.until((screen) => expect(screen).toContain('● Shell sleep 0.7'))
  term.type('then commit')
  await term.until((screen) =>
    expect(screen).toMatch(/Allow\? y once[^]*\n {2}these words are older[^]*❯ then commit\n/),
  )
  await sleep(READABLE_MS)
  term.press('enter')
  await term.until((screen) => expect(screen).toMatch(/Allow\?[^]*❯ then commit\n[^]*Up takes the last one back/))
})

test('the todo list does not stand between an approval and its keys', async () => {
  const home = inHome([
    script(
      ['SetTodoList', { todos: [{ title: 'Look', status: 'in_progress' }] }],
      ['Shell', { command: 'touch made' }],
    ),
    script('done'),
  ])
  await using term = await openUi(home)
  await say(term, 'make it')
  const screen = await untilAsked(term, 'touch made')
  expect(screen).not.toContain('0 of 1 done')
  expect(screen).toMatch(/ {2}touch made\n(?: {2,4}[sa*] [^\n]*\n)*\nAllow\? y once/)
})

test('in a terminal of six rows all keys of an approval are in sight, once all that it is about was', async () => {
  const home = inHome([script(['Shell', { command: 'touch made' }]), script('it is there')])
  await using term = await openUi(home, { cols: 24, rows: 6 })
  await say(term, 'make it')
  await term.until((screen) => expect(screen).toMatch(/Allow\? v shows the rest\n {2}n no\n {2}f no, and say why\n❯/))
  await sleep(READABLE_MS)
  term.type('v')
  await term.until((screen) =>
    expect(screen).toMatch(/Allow\? y once\n {2}s for this session\n {2}a always · n no\n {2}f no, and say why\n❯/),
  )
})

test('arrows lead through the options of a question, and Enter takes the one they stand on', async () => {
  const home = inHome([script(QUESTION), script('understood')])
  await using term = await untilQuestion(home)
  term.press('up')
  await term.until((screen) => expect(screen).toMatch(/❯ 3 Both · Enter takes it\n {2}number or arrows/))
  term.press('up')
  await term.until((screen) => expect(screen).toContain('❯ 2 Tabs'))
  term.press('enter')
  await term.until((screen) => expect(screen).toContain('understood'))
  await untilLogged(home, 'how?\\":\\"Tabs')
})

test('/permissions shows what is allowed for this session', async () => {
  const home = inHome([script(['Shell', { command: 'touch made' }]), script('it is there')])
  await using term = await openUi(home)
  await say(term, 'make it')
  await untilAsked(term, 'touch made')
  term.type('s')
  await term.until((screen) => expect(screen).toContain('it is there'))
  await say(term, '/permissions')
  await term.until((screen) => expect(screen).toMatch(/For this session\n\s*allow +touch \*\n/))
})
