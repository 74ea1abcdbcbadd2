import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { KIMI, killDaemon, type Home } from '../support/kimi.ts'
import { shareScripts } from '../support/shared-daemon.ts'
import { openTerminal, type Terminal } from '../support/terminal.ts'
import { openUi, READY, say } from '../support/terminal-ui.ts'
import { script } from '../support/wire-client.ts'

/** Longer than the time for which a key that came with a question answers nothing. */
const READABLE_MS = 400

const inHome = shareScripts()

/** The conversation that was stored last in the directory of a home. */
async function readContextOf({ dir, call }: Home): Promise<string> {
  const { sessions } = await call('session/list', { workDir: dir, limit: 1 })
  return readFileSync(join(sessions[0]!.dir, 'context.jsonl'), 'utf8')
}

test('words get their answer, the prompt stands below it, and Ctrl-D leaves a clean terminal', async () => {
  const home = inHome([script('A **bold** answer: 你好')])
  await using term = await openUi(home)
  await say(term, 'hello there')
  await term.until((text) => text.includes('A bold answer: 你好') && READY.test(text))
  await term.idle()
  const screen = term.screen()
  expect(screen).toMatch(/^kimi \S+ · .*\/help\n\n❯ hello there\n\nA bold answer: 你好\n\n❯\n(?:ask) · s · /m)
  term.press('ctrl-d')
  expect((await term.exited).code).toBe(0)
  const end = term.output().slice(-400)
  for (const mode of ['\u001b[?2004l', '\u001b[?1004l', '\u001b[<u', '\u001b[?25h']) expect(end).toContain(mode)
  await term.until((text) => /A bold answer: 你好\n\nTo come back: kimi -C, or kimi -S \w{8}$/.test(text))
})

test('an approval is shown in full, y allows it, and the command has run', async () => {
  const home = inHome([script('I make it. ', ['Shell', { command: 'touch made' }]), script('It is there.')])
  await using term = await openUi(home)
  await say(term, 'make the file')
  await term.until((screen) => /\n {2}touch made\n[^]*Allow\? y once/.test(screen))
  await sleep(READABLE_MS)
  term.type('y')
  const screen = await term.until((text) => text.includes('It is there.'))
  expect(screen).toContain('allowed once')
  expect(screen).not.toContain('Allow?')
  expect(existsSync(join(home.dir, 'made'))).toBe(true)
})

test('a y typed as the question appears is text of the prompt, and answers nothing', async () => {
  const home = inHome([script(['Shell', { command: 'touch made' }]), script('end of it')])
  await using term = await openUi(home)
  await say(term, 'make it')
  await term.until((screen) => screen.includes('● Shell'))
  term.type('yes or no')
  await term.until((screen) => screen.includes('❯ yes or no') && screen.includes('Allow?'))
  await sleep(READABLE_MS)
  await term.until((screen) => expect(screen).toContain('Allow?'))
  expect(existsSync(join(home.dir, 'made'))).toBe(false)
  term.press('esc')
  await term.until((screen) => !screen.includes('Allow?') && screen.includes('✗ interrupted'))
  await term.until((screen) => expect(screen).toContain('❯ yes or no'))
})

test('Esc at an approval interrupts the turn: nothing runs, and no other call is asked about', async () => {
  const home = inHome([script(['Shell', { command: 'touch one' }], ['Shell', { command: 'touch two' }])])
  await using term = await openUi(home)
  await say(term, 'make them')
  await term.until((screen) => /touch one\n[^]*Allow\?/.test(screen))
  await sleep(READABLE_MS)
  term.press('esc')
  await term.until((screen) => screen.includes('✗ interrupted') && READY.test(screen))
  expect(term.screen()).not.toMatch(/Allow\?|\n {2}touch two/)
  expect(existsSync(join(home.dir, 'one'))).toBe(false)
})

test('prompts of a running turn wait in a queue; Up takes one back, and the others follow one by one', async () => {
  const home = inHome([
    script(['Shell', { command: 'read line < gate; echo "$line"' }]),
    script('first done'),
    script('second done'),
  ])
  await using term = await openUi(home, { args: ['--yolo'] })
  execFileSync('mkfifo', [join(home.dir, 'gate')])
  await say(term, 'begin')
  await term.until((screen) => screen.includes('● Shell read line'))
  await say(term, 'second words')
  await say(term, 'third words')
  await term.until((screen) => /second words\n[^]*third words\n[^]*Up takes the last one back/.test(screen))
  term.press('up')
  await term.until((screen) => screen.includes('❯ third words') && !/third words\n[^]*Up takes/.test(screen))
  await writeFile(join(home.dir, 'gate'), 'through\n')
  await term.until((screen) => screen.includes('second done'))
  await term.until((screen) => expect(screen).toMatch(/first done[^]*❯ second words[^]*second done[^]*❯ third words/))
})

test('two terminals on one session see the same, and an answer from one is seen in the other', async () => {
  const home = inHome([script(['Shell', { command: 'touch made' }]), script('end of it')])
  await using one = await openUi(home, { args: ['-S', `both-${process.pid}`] })
  await using two = await openUi(home, { args: ['-S', `both-${process.pid}`] })
  await say(one, 'make it')
  await two.until((screen) => /❯ make it[^]*touch made[^]*Allow\?/.test(screen))
  await one.until((screen) => screen.includes('Allow?'))
  await sleep(READABLE_MS)
  two.type('y')
  await one.until((screen) => screen.includes('answered elsewhere') && screen.includes('end of it'))
  await two.until((screen) => screen.includes('end of it'))
})

test('six resizes leave one banner, and what was said stands once', async () => {
  const home = inHome([script('a line that stays')])
  await using term = await openUi(home)
  await say(term, 'hello')
  await term.until((screen) => screen.includes('a line that stays') && READY.test(screen))
  for (const [cols, rows] of [
    [60, 30],
    [40, 24],
    [90, 30],
    [50, 20],
    [100, 36],
    [80, 30],
  ] as const) {
    term.resize(cols, rows)
    await term.until((screen) => READY.test(screen))
    await term.idle()
  }
  const screen = term.screen()
  expect(screen.match(/^kimi \d/gm)).toHaveLength(1)
  expect(screen.match(/a line that stays/g)).toHaveLength(1)
  expect(screen.match(/^❯$/gm)).toHaveLength(1)
  expect(screen.match(/^ask · /gm)).toHaveLength(1)
})

test('Shift-Tab goes through the modes, and a slash command of the terminal answers', async () => {
  const home = inHome([])
  await using term = await openUi(home, { rows: 40 })
  for (const mode of ['accept-edits', 'plan', 'auto', 'ask']) {
    term.press('shift-tab')
    await term.until((screen) => screen.split('\n').some((line) => line.startsWith(`${mode} · `)), mode)
  }
  await say(term, '/keys')
  await term.until((screen) => screen.includes('Shift-Enter, Ctrl-J, Alt-Enter'))
  await say(term, '/mode byass')
  await term.until((screen) => screen.includes('did you mean bypass'))
})

test('Shift-Tab several times quickly counts from the mode asked for, and only the last one is told', async () => {
  const home = inHome([])
  await using term = await openUi(home)
  term.press('shift-tab', 'shift-tab', 'shift-tab')
  const screen = await term.until((text) => expect(text).toMatch(/mode auto: [^]*^auto · /m))
  expect(screen).not.toContain('mode plan')
  term.press('shift-tab', 'shift-tab')
  await term.until((text) => expect(text).toMatch(/mode accept-edits: [^]*^accept-edits · /m))
})

test('a session goes on where it was: its last turns are shown, and the next words follow them', async () => {
  const home = inHome([script('the first answer'), script('the second answer')])
  {
    await using term = await openUi(home)
    await say(term, 'one')
    await term.until((screen) => screen.includes('the first answer') && READY.test(screen))
    term.press('ctrl-d')
    await term.exited
  }
  await using term = await openUi(home, { args: ['-C'] })
  await term.until((screen) => /❯ one\n\nthe first answer/.test(screen))
  await say(term, 'two')
  await term.until((screen) => /the first answer[^]*❯ two[^]*the second answer/.test(screen))
})

test.each([
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('%s leaves a clean terminal', async (signal, code) => {
  const home = inHome([])
  await using term = await openUi(home)
  process.kill(term.pid, signal)
  expect((await term.exited).code).toBe(code)
  for (const mode of ['\u001b[?2004l', '\u001b[?1004l', '\u001b[<u', '\u001b[?25h'])
    expect(term.output().slice(-300)).toContain(mode)
})

test('a killed daemon is started again: the draft stays, and the session goes on', async () => {
  const home = inHome([script('first answer'), script('second answer')])
  await using term = await openUi(home)
  await say(term, 'one')
  await term.until((screen) => screen.includes('first answer') && READY.test(screen))
  await term.idle() // the turn has ended
  term.type('a draft')
  await term.until((screen) => screen.includes('❯ a draft'))
  await killDaemon((await home.daemonPid())!)
  await term.until((screen) => screen.includes('connected again') && READY.test(screen))
  await term.until((screen) => expect(screen).toContain('❯ a draft'))
  term.press('enter')
  await term.until((screen) => /❯ a draft\n\nfirst answer|❯ a draft\n\nsecond answer/.test(screen))
})

test('a terminal that joins a turn shows how long the turn and its command have run, and not how long it looks on', async () => {
  const home = inHome([script(['Shell', { command: 'sleep 60' }]), script('done')])
  await using first = await openUi(home)
  await say(first, 'wait for it')
  await first.until((screen) => /● Shell sleep 60\s+[4-9] s/.test(screen))
  await using second = await openUi(home, { args: ['-C'] })
  await second.until((screen) => /● Shell sleep 60\s+\d+ s/.test(screen))
  const seconds = (term: Terminal) => Number(/sleep 60\s+(\d+) s/.exec(term.screen())![1])
  expect(seconds(second)).toBeGreaterThanOrEqual(4)
  second.press('esc')
  await first.until((screen) => screen.includes('interrupted'))
})

test('an approval that waits when the daemon is killed: the terminal says that nothing ran, and "go on" asks again', async () => {
  const home = inHome([script('I make it. ', ['Shell', { command: 'touch made' }]), script('It is there.')])
  await using term = await openUi(home)
  await say(term, 'make it')
  await term.until((screen) => screen.includes('Allow?'))
  await killDaemon((await home.daemonPid())!)
  await term.until((screen) => screen.includes('Shell touch made waited for you, and did not run'))
  expect(term.screen()).not.toContain('Allow?')
  expect(existsSync(join(home.dir, 'made'))).toBe(false)
  await say(term, 'go on')
  await term.until((screen) => /did not run[^]*❯ go on[^]*touch made\n[^]*Allow\?/.test(screen))
  const context = await readContextOf(home)
  expect(context).toMatch(/I make it\.[^\n]*\n[^\n]*It did NOT run[^\n]*\n(?:[^\n]*\n)*[^\n]*go on/)
  await sleep(READABLE_MS)
  term.type('y')
  await term.until((screen) => screen.includes('It is there.'))
  expect(existsSync(join(home.dir, 'made'))).toBe(true)
})

test('a turn that was cut off by the end of terminal and daemon is said to be, when its session is opened', async () => {
  const home = inHome([script(['Shell', { command: 'touch made' }]), script('end of it')])
  {
    await using term = await openUi(home)
    await say(term, 'make it')
    await term.until((screen) => screen.includes('Allow?'))
    process.kill(term.pid, 'SIGKILL')
    await term.exited
  }
  await killDaemon((await home.daemonPid())!)
  await using term = await openUi(home, { args: ['-C'] })
  await term.until((screen) => /❯ make it[^]*the last turn was cut off[^]*"go on"/.test(screen))
})

async function openDumb(home: Home): Promise<Terminal> {
  const { HOME: _, ...env } = home.env
  const term = await openTerminal({
    shell: KIMI,
    args: [],
    env: { ...env, TERM: 'dumb', CI: undefined },
    cwd: home.dir,
    ready: false,
  })
  await term.until((screen) => /kimi, session [^]*\n>$/.test(screen))
  return term
}

test('on a dumb terminal the conversation is plain lines: no cursor moves, and a typed line answers a question', async () => {
  const home = inHome([script('I make it. ', ['Shell', { command: 'touch made' }]), script('**It** is there.')])
  await using term = await openDumb(home)
  term.type('make it\r')
  await term.until((screen) =>
    /touch made\n {2}s for this session: touch \*\n[^]*\n {2}a always: [^]*\nAllow\? y once[^]*answer>$/.test(screen),
  )
  // The words and the command stand there once.
  expect(term.screen()).not.toContain('❯ make it')
  expect(term.screen().split('touch made')).toHaveLength(2)
  await sleep(READABLE_MS)
  term.type('y\r')
  await term.until((screen) => /\*\*It\*\* is there\.[^]*\n>$/.test(screen))
  expect(existsSync(join(home.dir, 'made'))).toBe(true)
  expect(term.output()).not.toContain('\u001b')
  term.press('ctrl-d')
  expect((await term.exited).code).toBe(0)
})

test('on a dumb terminal several numbers answer a question that takes several', async () => {
  const options = ['types', 'lint', 'tests'].map((label) => ({ label }))
  const ask = { question: 'Which checks?', options, multi_select: true }
  await using term = await openDumb(inHome([script(['AskUserQuestion', { questions: [ask] }]), script('understood')]))
  term.type('make it\r')
  await term.until((screen) => /3 tests\nType the numbers of your answers[^]*answer>$/.test(screen))
  await sleep(READABLE_MS)
  term.type('1 3\r')
  await term.until((screen) => expect(screen).toMatch(/✓ types, tests\n[^]*understood/))
})

test('on a dumb terminal /help lists the commands of the terminal, and they work', async () => {
  const home = inHome([])
  await using term = await openDumb(home)
  term.type('/help\r')
  await term.until((text) => /Keys\n[^]*Ctrl-D[^\n]*\n(?:[^\n]+\n)*>$/.test(text))
  const help = term.output().slice(term.output().indexOf('Commands'))
  expect(help).toMatch(/\/mode \[MODE\] [^]*\/exit/)
  expect(help).not.toMatch(/agent mode|\/vim|\/keys/)
  term.type('/mode plan\r')
  await term.until((text) => /mode plan: the agent only reads[^]*\n>$/.test(text))
  term.type('/model\r')
  await term.until((text) => /name what you mean behind the command[^]*\n>$/.test(text))
  term.type('!ls\r')
  await term.until((text) => /your shell needs a terminal[^]*\n>$/.test(text))
  term.type('/quit\r')
  expect((await term.exited).code).toBe(0)
})

test('on a dumb terminal a key that was typed before the question answers nothing, with the Enter that comes later neither', async () => {
  const home = inHome([script(['Shell', { command: 'touch made' }]), script('It is there.')])
  await using term = await openDumb(home)
  term.type('make it\ry')
  await term.until((screen) => /so no answer, and dropped: y\nanswer>$/.test(screen))
  term.type('\r')
  await term.until((screen) => /answer>\nAllow\? y once[^\n]*\n[^]*answer>$/.test(screen))
  expect(existsSync(join(home.dir, 'made'))).toBe(false)
  term.type('y\r')
  await term.until((screen) => /It is there\.[^]*\n>$/.test(screen))
  expect(existsSync(join(home.dir, 'made'))).toBe(true)
})

test('Ctrl-O shows the whole conversation with all output, / finds in it, and q leaves it as it was', async () => {
  const home = inHome([script(['Shell', { command: 'seq 1 60' }]), script('done counting')])
  await using term = await openUi(home, { args: ['--yolo'] })
  await say(term, 'count')
  await term.until((screen) => screen.includes('done counting') && screen.includes('60 lines') && READY.test(screen))
  term.type('a draft')
  await term.until((screen) => screen.includes('❯ a draft'))
  await term.idle()
  const before = term.screen()
  term.press('ctrl-o')
  await term.until((screen) => screen.includes('q leaves') && /\n {2}60\n/.test(screen))
  term.type('/12')
  term.press('enter')
  await term.until((screen) => /^ {2}12$/m.test(screen) && !/^ {2}60$/m.test(screen))
  term.type('q')
  await term.until((screen) => screen === before)
})

test('-S alone offers the sessions, typing filters them, and Enter goes on with one', async () => {
  const home = inHome([script('answer one'), script('answer two')])
  await home.command(['-p', 'the first topic'])
  await home.command(['-p', 'the second matter'])
  await using term = await openUi(home, { args: ['-S'], ready: /Sessions of this directory/ })
  await term.until((screen) => /the second matter[^]*the first topic/.test(screen))
  term.type('topic')
  await term.until((screen) => !screen.includes('second matter'))
  term.press('enter')
  await term.until((screen) => /❯ the first topic\n\nanswer/.test(screen))
})

test('Esc Esc offers the turns with the files that would change, and goes back', async () => {
  const home = inHome([script(['WriteFile', { path: 'a.txt', content: 'new\n' }]), script('written')])
  await using term = await openUi(home, { args: ['--yolo'] })
  await say(term, 'write it')
  await term.until((screen) => screen.includes('written'))
  await term.idle()
  term.press('esc', 'esc')
  await term.until((screen) => /Back to before which turn\?[^]*1 +write it[^]*a\.txt/.test(screen))
  term.press('enter')
  await term.until((screen) => screen.includes('What goes back'))
  term.press('enter')
  await term.until(
    (screen) => screen.includes('❯ write it') && /turn 1 and what came after it are no longer part/.test(screen),
  )
  expect(existsSync(join(home.dir, 'a.txt'))).toBe(false)
  expect(term.screen()).not.toContain('elsewhere')
})

test('a rewind of another client is told, and so is the one who takes it back', async () => {
  const home = inHome([script('first'), script('second')])
  await using term = await openUi(home, { args: ['-S', 'shared-rewind'] })
  for (const [words, reply] of [
    ['one', 'first'],
    ['two', 'second'],
  ] as const) {
    await say(term, words)
    await term.until((screen) => screen.includes(reply) && /[^]*❯\n/.test(screen) && READY.test(screen))
  }
  const named = { id: 'shared-rewind', workDir: home.dir }
  const rewind = (more: object) => home.call('session/rewind', { named, what: 'chat', apply: true, ...more })
  await rewind({ to: 2 })
  await term.until((screen) => expect(screen).toMatch(/rewound elsewhere: turn 2 and what came after it are no longer/))
  await rewind({ undo: true })
  await term.until((screen) => expect(screen).toMatch(/taken back elsewhere: turn 2 and what came after it are part/))
})

test('/rewind undo asks before it drops what was said since, and says what is part of the conversation again', async () => {
  const home = inHome([script('first'), script('second'), script('third')])
  await using term = await openUi(home)
  await say(term, 'one')
  await term.until((screen) => /first\n[^]*❯\n/.test(screen) && READY.test(screen))
  await say(term, 'two')
  await term.until((screen) => screen.includes('second') && READY.test(screen))
  await home.command(['rewind', '--to', '2', '--chat', '--yes'])
  await say(term, 'three')
  await term.until((screen) => screen.includes('third') && READY.test(screen))
  await say(term, '/rewind undo')
  const asked = /Take the rewind back, and drop the turn said since\?/
  await term.until((screen) => asked.test(screen))
  term.press('enter') // no
  await term.until((screen) => !asked.test(screen) && READY.test(screen))
  expect((await home.command(['session', 'show'])).stdout).toMatch(/one[^]*three/)
  await say(term, '/rewind undo')
  await term.until((screen) => asked.test(screen))
  term.press('down')
  term.press('enter')
  await term.until((screen) => screen.includes('turn 2 and what came after it are part of the conversation again'))
  expect((await home.command(['session', 'show'])).stdout).toMatch(/one[^]*two/)
})

test('a hostile answer, title, file name and command show no foreign byte', async () => {
  const evil = '\u001b]0;owned\u0007\u001b[2J\u202egnp'
  const home = inHome([
    script(`text ${evil}`, ['Shell', { command: `touch made; printf '${evil}'` }]),
    script('end of it'),
  ])
  await using term = await openUi(home)
  await say(term, 'do it')
  await term.until((screen) => screen.includes('Allow?'))
  await sleep(READABLE_MS)
  term.type('y')
  await term.until((screen) => screen.includes('end of it'))
  const output = term.output()
  expect(output).not.toContain('owned\u0007')
  expect(output).not.toContain('\u202e')
  // The program itself clears rows, never the screen.
  expect(output).not.toContain('\u001b[2J')
})

test('a turn goes on when its terminal is gone, and another terminal answers what it asks', async () => {
  const home = inHome([script('I make it. ', ['Shell', { command: 'touch made' }]), script('It is there.')])
  {
    await using term = await openUi(home, { args: ['-S', `away-${process.pid}`] })
    await say(term, 'make it')
    await term.until((screen) => screen.includes('Allow?'))
    process.kill(term.pid, 'SIGKILL')
    await term.exited
  }
  await using term = await openUi(home, { args: ['-S', `away-${process.pid}`] })
  await term.until((screen) => /❯ make it[^]*touch made[^]*Allow\?/.test(screen))
  await sleep(READABLE_MS)
  term.type('y')
  await term.until((screen) => screen.includes('It is there.'))
  expect(existsSync(join(home.dir, 'made'))).toBe(true)
})

test('a terminal without the focus is told that the turn waits and that it has ended', async () => {
  const home = inHome([script(['Shell', { command: 'touch made' }]), script('end of it')])
  await using term = await openUi(home, { env: { TERM_PROGRAM: 'WezTerm' } })
  await say(term, 'make it')
  await term.until((screen) => screen.includes('Allow?'))
  expect(term.output()).not.toContain('777;notify')
  term.type('\u001b[O')
  await sleep(READABLE_MS)
  term.type('y')
  await term.until((screen) => screen.includes('end of it'))
  await term.until(() => /\u001b\]777;notify;kimi;done: make it/.test(term.output()))
  expect(term.output()).toContain('\u001b]0;? make it\u0007'.replace('make it', home.dir.split('/').at(-1)!))
})

test('kimi "words" begins with a turn, and a single unknown word is still a mistyped command', async () => {
  const home = inHome([script('the answer to them')])
  await using term = await openUi(home, { args: ['what is', 'this?'] })
  await term.until((screen) => /❯ what is this\?\n\nthe answer to them/.test(screen))
  const { status, stderr } = await home.command(['sesion'])
  expect(status).toBe(2)
  expect(stderr).toContain('kimi session')
})

test('on a screen of its own the conversation scrolls, and stands in the scrollback when the user leaves', async () => {
  const home = inHome([
    script(['Shell', { command: 'seq 1 60' }]),
    script('a line\\n'.repeat(40) + 'the last line'),
    script('the second answer'),
  ])
  await home.command(['config', 'set', 'tui.screen', 'full'])
  try {
    await using term = await openUi(home, { args: ['--yolo'], rows: 10 })
    await say(term, 'go')
    await term.until((screen) => screen.includes('the last line') && READY.test(screen))
    term.press('pageup', 'pageup', 'pageup', 'pageup', 'pageup')
    await term.until((screen) => expect(screen).toMatch(/^kimi \d[^]*… \d+ more rows below: PageDown\n[^]*^bypass · /m))
    await say(term, 'again')
    await term.until((screen) => expect(screen).toMatch(/❯ again\n\nthe second answer\n/))
    expect(term.screen()).not.toContain('more rows below')
    term.press('ctrl-d')
    await term.exited
    await term.until((screen) => screen.includes('the last line') && screen.includes('To come back'))
  } finally {
    await home.command(['config', 'unset', 'tui.screen'])
  }
})

test('a model that is not there, and a session that was not, are told at once, by their names', async () => {
  const home = inHome([script('hi')])
  await using term = await openUi(home, { args: ['-m', 'nosuch', '-S', 'typo'] })
  await term.until((screen) =>
    /there was no session typo: [^]*are there\)\n[^]*✗ there is no model "nosuch"\n\s*kimi model list/.test(screen),
  )
})

test('Ctrl-D that was typed before the terminal was ready leaves it, too', async () => {
  const home = inHome([])
  await using term = await openUi(home, { ready: /^/ })
  term.type('\u0004')
  expect((await term.exited).code).toBe(0)
})
