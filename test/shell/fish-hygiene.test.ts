// The shell stays the user's: keys, prompt, history, status, and no trace after unloading.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openFifoDoor } from '../../src/daemon/shells/fifo-door.ts'
import { encodeRecord, type ShellRecord } from '../../src/protocol/records.ts'
import { leaveLine, openAskingShell } from '../support/asking-shell.ts'
import { encodeRawRecord } from '../support/hostile-pieces.ts'
import { makeHome, ROOT, type ShellOptions } from '../support/kimi.ts'
import { answer } from '../support/model-server.ts'
import { shareDaemon } from '../support/shared-daemon.ts'
import { openTerminal, type Terminal } from '../support/terminal.ts'

const openShell = shareDaemon()

const PLUGIN = join(ROOT, 'shell/kimi.fish')
const fine = () => answer('echo fine\n# says fine\n')
const FINE = '1/1  says fine\nPROMPT> echo fine'

async function use(term: Terminal): Promise<void> {
  term.type('say it')
  term.press('ctrl-x')
  await term.until((screen) => screen.endsWith(FINE))
  await term.nextPrompt()
}

interface Proposal {
  command: string
  note?: string
  risk?: string
}

/** A fish whose every question gets these proposals, from a daemon that has forgotten to sanitise. */
async function openHostileShell(proposals: Proposal[], options: ShellOptions = {}) {
  const stack = new AsyncDisposableStack()
  const home = stack.use(await makeHome())
  mkdirSync(home.paths.run, { mode: 0o700 })
  writeFileSync(home.paths.pid, String(process.pid))
  const records: ShellRecord[] = []
  let term: Terminal | undefined
  const door = await openFifoDoor(home.paths.control, home.paths.shells, ({ send }) => ({
    closed() {},
    record(record) {
      records.push(record)
      if (record.name === 'hello') send(encodeRecord('hello', 1, 'test'))
      // As a terminal answers that has been asked for a report: this door asks none.
      if (record.name === 'wait' && record.fields[1] === '0') term?.type('\x1b[0n')
      if (record.name !== 'ask') return
      const id = record.fields[0]!
      send(encodeRecord('asking', id, 'model'))
      for (const [index, { command, note = '', risk = '' }] of proposals.entries())
        send(encodeRawRecord('offer', id, index + 1, command, note, risk))
      send(encodeRecord('done', id, proposals.length, ''))
    },
  }))
  stack.defer(() => door.close())
  term = stack.use(await home.shell('fish', options))
  await expect.poll(() => records.some(({ name }) => name === 'hello')).toBe(true)
  return { term, records, home, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

const HOSTILE = [
  'touch PWNED\n',
  'true\ntouch PWNED\ntrue',
  '\x1b[201~\rtouch PWNED\r',
  '(touch PWNED)',
  '$(touch PWNED)',
  '"; touch PWNED; "',
  "'; touch PWNED; '",
  '\\C-m\\n\\e[0n',
  '\x18\x05\x0d',
  '%s%n\\033]0;owned\\007',
  '--function execute',
  '-f execute',
  '\x1b]0;owned\x07',
  '\u009d0;owned\u009c \u009b31m',
]

test('no text runs by being proposed, explained or named as a risk', async () => {
  const proposals = HOSTILE.map((text) => ({ command: text, note: text, risk: text }))
  await using shell = await openHostileShell(proposals)
  const { term } = shell
  term.type('words')
  for (let index = 1; index <= HOSTILE.length; index++) {
    term.press('ctrl-x')
    await term.until((screen) => screen.includes(`${index}/${HOSTILE.length}`), `proposal ${index}`)
  }
  expect(existsSync(join(term.home, 'PWNED'))).toBe(false)
  await leaveLine(term)
  term.type('\x15clear; ls -A; echo done\r')
  await term.until((screen) => screen.includes('\ndone\n'))
  expect(term.screen()).not.toContain('PWNED')
  expect(term.output()).not.toContain('owned\x07')
})

test('notes reach the terminal without a control byte, in the C locale as ASCII', async () => {
  for (const locale of ['C.UTF-8', 'C']) {
    await using shell = await openHostileShell(
      [{ command: 'true', note: 'naïve\x1b]0;owned\x07b\x1b[31mc\u009b31md\u0085e\x7ff\x08g\rh', risk: '\x1b[2Jrisk' }],
      { env: { LC_ALL: locale } },
    )
    const { term } = shell
    term.type('words')
    term.press('ctrl-x')
    await term.until((screen) => screen.includes('1/1'))
    const painted = term.output()
    const from = painted.indexOf('1/1')
    const message = painted.slice(from, painted.indexOf('\x1b[K', from)).replaceAll(/\x1b\[\d*m/g, '') // our own colours
    const first = locale === 'C' ? 'na?ve' : 'naïve'
    expect(message).toBe(`1/1   [2Jrisk  ${first} ]0;owned b [31mc 31md e f g h`)
    // oxlint-disable-next-line no-control-regex
    expect(message).not.toMatch(/[\x00-\x1f\x7f-\x9f]/)
    expect(painted).not.toContain('owned\x07')
  }
})

test('a line with every odd character is asked about as it is, and comes back as it was', async () => {
  await using shell = await openHostileShell([{ command: 'true' }])
  const { term, records } = shell
  const line = `  a 'b' "c" \\ $d \`e\` !f %g é 日本 [h] {i} *j ?k ~l #m |n &o ;p <q> (r)`
  term.type(line)
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('1/1'))
  const ask = records.find(({ name }) => name === 'ask')!
  expect(ask.fields[3]).toBe(line)
  expect(ask.fields[2]).toBe(String([...line].length))
  term.press('ctrl-_')
  await term.until(() => term.line() === `PROMPT> ${line}`)
})

test('each prompt tells status, duration and directory, and the command unless fish keeps it out of its history', async () => {
  await using shell = await openHostileShell([{ command: 'true one' }])
  const { term, records } = shell
  const prompts = () => records.filter(({ name }) => name === 'prompt').map(({ fields }) => fields)
  await expect.poll(() => records.some(({ name }) => name === 'hello')).toBe(true)
  for (const [typed, status, command] of [
    ['sh -c "exit 3"', '3', 'sh -c "exit 3"'],
    [' false', '1', ''],
    ['cd /tmp', '0', 'cd /tmp'],
    ['set fish_private_mode 1', '0', ''],
    ['true secret', '0', ''],
  ] as const) {
    const before = prompts().length
    await term.run(typed)
    await expect.poll(() => prompts().length).toBeGreaterThan(before)
    expect(prompts().at(-1)).toMatchObject({ 0: status, 3: command })
  }
  expect(prompts().at(-1)![2]).toBe('/tmp')
  expect(records.find(({ name }) => name === 'env')?.fields).toContain(`PATH=${term.env['PATH']}`)
})

test('a proposal that Enter runs is reported as used, and an edited one as edited', async () => {
  await using shell = await openHostileShell([{ command: 'true one' }])
  const { term, records } = shell
  for (const [typed, how, command] of [
    ['', 'run', 'true one'],
    [' two', 'edited', 'true one two'],
  ] as const) {
    term.type('words')
    term.press('ctrl-x')
    await term.until((screen) => screen.endsWith('1/1\nPROMPT> true one'))
    await term.run(typed)
    await expect
      .poll(() => records.findLast(({ name }) => name === 'used')?.fields.slice(1))
      .toEqual(['1', how, command])
  }
})

test('vi mode: Ctrl-X works while inserting and while commanding, and the mode stands before the prompt', async () => {
  await using asking = await openShell('fish', fine, {
    before: 'fish_vi_key_bindings',
    ready: (s) => s === '[I] PROMPT>',
  })
  const { term } = asking
  term.type('say it')
  term.press('ctrl-x')
  await term.until((screen) => screen === '1/1  says fine\n[I] PROMPT> echo fine')
  term.press('ctrl-x')
  await term.until((screen) => screen.startsWith('your line'))
  term.press('esc')
  await term.until((screen) => screen.endsWith('[N] PROMPT> say it'))
  term.press('ctrl-x')
  await term.until((screen) => screen === '1/1  says fine\n[N] PROMPT> echo fine')
  term.type('u')
  await term.until((screen) => screen.endsWith('[N] PROMPT> say it'))
})

test('the history holds what was run and nothing of ours', async () => {
  await using asking = await openShell('fish', fine)
  await use(asking.term)
  asking.term.type('history save; cat ~/.local/share/fish/fish_history | string match -- "- cmd*"\r')
  await asking.term.until((screen) => /^- cmd: history save/m.test(screen))
  expect(asking.term.screen().match(/^- cmd: .*$/gm)).toEqual([
    '- cmd: echo fine',
    expect.stringContaining('history save'),
  ])
})

test('Alt-X copies the line, unless the user has bound it; a chosen key leaves Ctrl-X alone', async () => {
  await using home = await makeHome()
  for (const [before, bound] of [
    ['', /bind \\ex fish_clipboard_copy/],
    ['bind \\ex own', /bind \\ex own/],
    ['set -g KIMI_KEY ^G', /bind \\cg _kimi_key/],
  ] as const) {
    await using term = await home.shell('fish', { before })
    term.type('bind --user; bind --preset \\cx\r')
    await term.until((screen) => bound.test(screen) && screen.includes('bind --preset \\cx fish_clipboard_copy'))
    expect(/bind \\cx _kimi_key/.test(term.screen())).toBe(!before.includes('KIMI_KEY'))
  }
})

describe('no trace', () => {
  const STATE = 'functions -a; bind; set --names; functions fish_prompt; functions fish_mode_prompt'

  test('loading twice changes nothing, and unloading takes everything out', async () => {
    await using asking = await openShell('fish', fine, {
      before: `bind \\cx 'echo mine'\nbind -M insert \\ex own\nfunction dump\n  begin\n ${STATE}\nend >~/$argv[1]\nend`,
      rc: 'functions -q dump',
    })
    const { term } = asking
    await use(term)
    term.type('_kimi_unload; dump one; echo dumped one\r')
    await term.until((screen) => screen.includes('\ndumped one\n'))
    // On one line: at the next Enter the file of the keys is read.
    const count = 'set -g a $a (count (functions -a)),(count (bind)),(count (set --names))'
    term.type(`set -g a; source '${PLUGIN}'; ${count}; source '${PLUGIN}'; ${count}\r`)
    term.type('test $a[1] = $a[2]; and echo same; set -e a\r')
    await term.until((screen) => screen.includes('\nsame\n'))
    term.type('while not _kimi_connect; end; echo linked\r') // the key of an unlinked shell starts a job
    await term.until((screen) => screen.includes('\nlinked\n'))
    await use(term)
    term.type('_kimi_unload; dump two; echo dumped two\r')
    await term.until((screen) => screen.includes('\ndumped two\n'))
    // fish loads functions of its own whenever it colours or completes what is typed.
    const [one, two] = ['one', 'two'].map((name) =>
      readFileSync(join(term.home, name), 'utf8').replaceAll(/^__fish_\w+\n/gm, ''),
    )
    expect(two).toBe(one)
    expect(two).toContain("bind \\cx 'echo mine'")
    expect(one).not.toMatch(/kimi_|KIMI_TASKS/)
    await using plain = await openTerminal({ shell: 'fish', rc: 'bind \\cx "echo mine"' })
    plain.type('bind --user\r')
    await plain.until((screen) => screen.includes('bind \\cx'))
  })

  test('nothing is loaded where there is no line editor, or where it is switched off', async () => {
    for (const env of [{ KIMI_DISABLE: '1' }, { INSIDE_EMACS: '1' }]) {
      await using term = await openTerminal({ shell: 'fish', rc: `source '${PLUGIN}'`, env })
      term.type('functions -a | string match "_kimi*"; echo done\r')
      await term.until((screen) => screen.endsWith('done\nPROMPT>'))
      expect(term.screen()).not.toMatch(/^_kimi/m)
    }
  })

  test.runIf(process.platform === 'linux')('no process is started by a key, a prompt or an answer', async () => {
    await using asking = await openAskingShell('fish', fine)
    const { home } = asking
    const program = join(home.dir, 'fish-traced')
    const file = join(home.dir, 'trace')
    writeFileSync(program, `#!/bin/sh\nexec strace -f -qq -e trace=execve -o '${file}' fish -i\n`, { mode: 0o755 })
    const { HOME: _, SHELL: __, ...env } = home.env
    await using term = await openTerminal({ shell: program, rc: `source '${PLUGIN}'`, env })
    const trace = () => readFileSync(file, 'utf8')
    await expect.poll(async () => (await home.status()).shells.length).toBe(2)
    const before = trace()
    await use(term)
    term.type('echo mark; command true\r')
    await term.until((screen) => screen.endsWith('mark\nPROMPT>'))
    expect(before).toContain('execve')
    expect(
      trace()
        .slice(before.length)
        .match(/execve\(.*/g),
    ).toEqual([expect.stringContaining('/true')])
  })
})

test('the status that the prompt shows is the command’s, with a message above it too', async () => {
  await using asking = await openShell('fish', fine, {
    rc: 'function fish_prompt\n  printf "%s PROMPT> " $status\nend',
    ready: (screen) => screen === '0 PROMPT>',
  })
  const { term } = asking
  term.type('sh -c "exit 7"\r')
  await term.until((screen) => screen.endsWith('\n7 PROMPT>'))
  term.type('say it')
  term.press('ctrl-x')
  await term.until((screen) => screen.endsWith('1/1  says fine\n7 PROMPT> echo fine'))
  term.press('ctrl-u')
  term.type('echo $status\r')
  await term.until((screen) => screen.endsWith('\n7\n0 PROMPT>'))
})

test('a `read` of a command gets Ctrl-X and takes no harm', async () => {
  await using asking = await openShell('fish', fine)
  const { term } = asking
  term.type('read -P "name? " name; echo "<$name>"\r')
  await term.until((screen) => screen.endsWith('name?'))
  term.type('some\x18one\r')
  await term.until((screen) => screen.includes('<someone>'))
  expect(asking.model.requests).toHaveLength(0)
})
