// Under ble.sh: Ctrl-X, its proposals, notices and grey text through the editor that takes readline's place. KIMI_BLE_SH names a
// built ble.sh; without it a stand-in of ours offers the functions of ble.sh that the plugin uses.

import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createGate } from '../support/asking-shell.ts'
import { ROOT, type ShellOptions } from '../support/kimi.ts'
import { answer, type Reply } from '../support/model-server.ts'
import { shareDaemon } from '../support/shared-daemon.ts'
import type { Terminal } from '../support/terminal.ts'

const BUILT = process.env['KIMI_BLE_SH']
const BLE = BUILT ? `source '${BUILT}' --norc` : `source '${join(ROOT, 'test', 'support', 'ble-stand-in.bash')}'`
const openShell = shareDaemon()
const UNDO = '\x1f'

const THREE = answer('ls -S\n# by size\n', 'du -a\n# all sizes\n', 'rm -rf /tmp/x\n# removes it\n')

const open = (replies: Reply[] | ((index: number) => Reply), options: ShellOptions = { before: BLE }) =>
  openShell('bash', replies, options)

/** Types and waits until the line shows it: ble.sh takes an Enter that comes together with text for a line break. */
async function write(term: Terminal, text: string): Promise<void> {
  await term.until(() => term.line() === 'PROMPT>')
  term.type(text)
  await term.until(() => term.line().startsWith(`PROMPT> ${text}`.trimEnd()))
}

/** Ctrl-X Ctrl-U, which is undo in ble.sh. */
const CHORD = '\x18\x15'
const seeChord = (term: Terminal) =>
  term.until((screen) => (BUILT ? term.line() === 'PROMPT>' : screen.includes('\nCHORD')))

async function run(term: Terminal, command: string): Promise<void> {
  await write(term, command)
  await term.nextPrompt()
}

test.each([
  ['before', { rc: BLE }],
  ['behind', { before: BLE }],
] as const)(
  'the plugin is loaded %s ble.sh: Ctrl-X shows one proposal after the other, one undo the typed line',
  async (_, options) => {
    await using asking = await open([THREE], options)
    const { term } = asking
    await write(term, 'files by size')
    term.press('ctrl-x')
    await term.until((screen) => term.line() === 'PROMPT> ls -S' && screen.includes('\n1/3  by size'))
    term.press('ctrl-x')
    await term.until((screen) => term.line() === 'PROMPT> du -a' && screen.includes('\n2/3  all sizes'))
    term.press('ctrl-x')
    await term.until((screen) => term.line() === 'PROMPT> rm -rf /tmp/x' && /\n3\/3  ⚠ .*removes it/.test(screen))
    term.type(UNDO)
    // The note goes with its proposal.
    await term.until((screen) => term.line() === 'PROMPT> files by size' && !screen.includes('3/3'))
  },
)

/** The stand-in's own loop loses keys on a crowded machine: these claims are checked against a built ble.sh, at $KIMI_BLE_SH. */
const testBuilt = test.runIf(process.env['KIMI_BLE_SH'] !== undefined)

test('Esc ends a question, and what was typed meanwhile stays', async () => {
  const gate = createGate()
  await using asking = await open([answer({ wait: gate.opened }, 'ls\n')])
  const { term } = asking
  await write(term, 'all files')
  term.press('ctrl-x')
  await term.until((screen) => /\nasking kimi\S* Esc cancels/.test(screen))
  term.type(' x')
  await term.until((screen) => term.line() === 'PROMPT> all files x' && !screen.includes('asking'))
  term.press('esc')
  await term.until((screen) => screen.includes('\ncancelled') && term.line() === 'PROMPT> all files x')
  gate.open()
})

test('an answer waits beside a line that has changed, and the next Ctrl-X inserts it', async () => {
  const gate = createGate()
  await using asking = await open([answer({ wait: gate.opened }, 'ls\n')])
  const { term } = asking
  await write(term, 'all files')
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('\nasking'))
  term.type('x')
  await term.until(() => term.line() === 'PROMPT> all filesx')
  gate.open()
  await term.until((screen) => screen.includes('\nready: Ctrl-X inserts  ls') && term.line() === 'PROMPT> all filesx')
  term.press('ctrl-x')
  await term.until(() => term.line() === 'PROMPT> ls')
  term.type(UNDO)
  await term.until(() => term.line() === 'PROMPT> all filesx')
})

test('Ctrl-C and Enter are ble.sh’s own while a question is open; a chord takes the question back', async () => {
  const gate = createGate()
  await using asking = await open(() => answer({ wait: gate.opened }, 'ls\n'))
  const { term } = asking
  await write(term, 'all files')
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('\nasking'))
  term.press('ctrl-c')
  await term.until((screen) => term.line() === 'PROMPT>' && !screen.includes('asking'))
  await write(term, 'echo seen')
  term.press('ctrl-x')
  await term.until((screen) => screen.includes('\nasking'))
  term.press('enter')
  await term.until((screen) => /\nseen\nPROMPT>$/.test(screen))
  await write(term, 'half')
  term.type(CHORD)
  await seeChord(term)
  expect(term.screen()).not.toContain('asking')
  gate.open()
})

test('a line with a placeholder does not run', async () => {
  await using asking = await open([answer('echo <file> -- x\n')])
  const { term } = asking
  await write(term, 'say it')
  term.press('ctrl-x')
  await term.until(() => term.line() === 'PROMPT> echo <file> -- x')
  await term.until(() => term.cursor().column === 'PROMPT> echo <file>'.length)
  term.press('enter')
  await term.until((screen) => screen.includes('\n<file> is still to be filled in'))
  term.press(...Array.from('<file>', () => 'backspace' as const))
  await term.until(() => term.line() === 'PROMPT> echo  -- x')
  term.press('enter')
  await term.until((screen) => /\n-- x\nPROMPT>$/.test(screen))
})

test('without a daemon that can be started the reason is one line, and the shell goes on', async () => {
  await using asking = await open([], { before: BLE, env: { KIMI_SHARE_DIR: '/nowhere', KIMI_BIN: '/nowhere/kimi' } })
  const { term } = asking
  await write(term, 'all files')
  term.press('ctrl-x')
  await term.until((screen) => /all files\nno daemon, and no program \/nowhere\/kimi to start one/.test(screen))
  term.press('ctrl-c')
  await run(term, 'echo fine')
  await term.until((screen) => expect(screen).toContain('\nfine\n'))
})

/** ble.sh and the emulator of the tests do not agree on the width of the mark that stands where there is UTF-8. */
const PLAIN: ShellOptions = { before: BLE, env: { LC_ALL: 'C' } }

test('Ctrl-X on an empty line is agent mode: words go to the agent as they are, and nowhere else', async () => {
  await using asking = await open([answer('It is a shell.'), answer('Still here.')], PLAIN)
  const { term, model } = asking
  await run(term, 'true')
  term.press('ctrl-x')
  await term.until((screen) => /kimi>$/.test(term.line()) && screen.includes('\nto the agent: Enter sends'))
  term.type('what\'s "this" $(touch pwned); *')
  await term.until(() => term.line().endsWith('$(touch pwned); *'))
  term.press('enter')
  await term.until((screen) => /pwned\); \*\n[^]*It is a shell\.[^]*kimi>$/.test(screen))
  expect(JSON.stringify(model.requests[0]!.body!['messages'])).toContain('$(touch pwned); *')
  expect(existsSync(join(term.home, 'pwned'))).toBe(false)
  term.type('again')
  await term.until(() => term.line().endsWith('kimi> again'))
  term.press('ctrl-c')
  await term.until(() => /kimi>$/.test(term.line()))
  term.type('\x10') // Ctrl-P: what was said before
  await term.until(() => term.line().endsWith('$(touch pwned); *'))
  term.press('enter')
  await term.until((screen) => /Still here\.[^]*kimi>$/.test(screen))
  term.press('ctrl-d')
  await term.until(() => term.line() === 'PROMPT>')
  await run(term, 'fc -l')
  await term.until((screen) => /fc -l[^]*PROMPT>$/.test(screen))
  expect(term.screen()).not.toMatch(/\d\s+.*touch pwned/)
})

test('our key leaves agent mode, and the words stay as a command line', async () => {
  await using asking = await open([], PLAIN)
  const { term } = asking
  await run(term, 'true')
  term.press('ctrl-x')
  await term.until(() => /kimi>$/.test(term.line()))
  term.type('echo words')
  await term.until(() => term.line().endsWith('kimi> echo words'))
  term.press('ctrl-x')
  await term.until(() => term.line() === 'PROMPT> echo words')
  term.press('enter')
  await term.until((screen) => /\nwords\nPROMPT>$/.test(screen))
})

testBuilt('a task that ends is told above the prompt, while a line is typed and after a command', async () => {
  await using asking = await open([])
  const { term, home } = asking
  for (const [title, typed] of [
    ['build', 'echo half'],
    ['lint', ''],
  ] as const) {
    const go = join(home.dir, title)
    await home.kimi(['bg', '--title', title, '--', `until [ -e '${go}' ]; do sleep 0.02; done`])
    if (typed) {
      await run(term, 'echo seen') // ble.sh listens from its next prompt on
      await write(term, typed)
      writeFileSync(go, '')
      await term.until((screen) => /\nseen\n● build finished .*\nPROMPT> echo half$/.test(screen))
      term.press('enter')
      await term.until((screen) => /\nhalf\nPROMPT>$/.test(screen))
    } else {
      await run(term, `touch '${go}'; sleep 1`)
      await term.until((screen) => /● lint finished .*\nPROMPT>$/.test(screen))
    }
    expect(term.screen().split(`● ${title} finished`)).toHaveLength(2)
    expect(existsSync(go)).toBe(true)
  }
})

testBuilt(
  'the daemon’s grey text is a source of ble.sh’s; Right takes it, and it does not disturb Ctrl-X',
  async () => {
    await using asking = await open([THREE])
    const { term } = asking
    await run(term, 'echo one two three')
    await write(term, 'echo o')
    await term.until(() => term.line() === 'PROMPT> echo one two three')
    await term.until(() => term.cursor().column === 'PROMPT> echo o'.length)
    term.press('right')
    await term.until(() => term.cursor().column === 'PROMPT> echo one two three'.length)
    term.press('ctrl-c')
    await write(term, 'echo o')
    await term.until(() => term.line() === 'PROMPT> echo one two three')
    term.press('ctrl-x')
    await term.until(() => term.line() === 'PROMPT> ls -S')
    term.type(UNDO)
    await term.until(() => term.line() === 'PROMPT> echo o')
  },
)

testBuilt('_kimi_unload takes all of it out of ble.sh', async () => {
  const look = `
left() { { compgen -A function; compgen -v; echo "\${_ble_complete_auto_source[*]} \${PROMPT_COMMAND[*]}"; } | grep -c kimi; }`
  await using asking = await open([], { rc: BLE + look })
  const { term } = asking
  await run(term, '_kimi_unload')
  await run(term, 'left')
  await term.until((screen) => expect(screen).toContain('left\n0\n'))
  await write(term, 'abc')
  term.type(CHORD)
  await seeChord(term)
})
