// The keys that kimi takes in fish are the user's own again, or fish's own, wherever nothing of kimi stands.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { answer } from '../support/model-server.ts'
import { shareDaemon } from '../support/shared-daemon.ts'
import { openTerminal } from '../support/terminal.ts'

const open = shareDaemon()
const fine = () => answer('echo fine\n# says fine\n')
const vi = { before: 'fish_vi_key_bindings', ready: (screen: string) => screen === '[I] PROMPT>' }

test('without a proposal Ctrl-_ undoes what was typed, as in a fish without kimi, and below a message too', async () => {
  await using asking = await open('fish', [fine()])
  const { term } = asking
  await using plain = await openTerminal({ shell: 'fish' })
  const undo = async (before: string, after: string) => {
    for (const each of [plain, term]) {
      await each.until((screen) => screen.endsWith(`PROMPT> ${before}`), before)
      each.press('ctrl-_')
      await each.until((screen) => screen === `PROMPT> ${after}`, after)
    }
  }
  for (const each of [plain, term]) each.type('ls bla zork')
  await undo('ls bla zork', 'ls bla zor')
  term.press('ctrl-x')
  await term.until((screen) => screen === '1/1  says fine\nPROMPT> echo fine')
  term.press('ctrl-_')
  await term.until((screen) => screen === 'PROMPT> ls bla zor')
  await undo('ls bla zor', 'ls bla')
  term.press('ctrl-x')
  await term.until((screen) => /^\S+ did not accept the request.*\nPROMPT> ls bla$/.test(screen))
  await undo('ls bla', 'ls')
})

test.each(['', '-M insert ', '-M visual '])(
  'Ctrl-_ runs what the user has bound to it, with `bind %s`',
  async (mode) => {
    const rc = `function own; commandline --replace -- 'own of '$fish_bind_mode; end`
    const before = `${vi.before}\nbind ${mode}\\c_ own`
    await using asking = await open('fish', [], { ...vi, before, rc })
    const { term } = asking
    term.type('words')
    await term.until(() => term.line() === '[I] PROMPT> words')
    if (mode !== '-M insert ') term.press('esc')
    if (mode === '-M visual ') {
      await term.until(() => term.line() === '[N] PROMPT> words')
      term.type('v')
    }
    const name = { '': 'N', '-M insert ': 'I', '-M visual ': 'V' }[mode]!
    await term.until(() => term.line() === `[${name}] PROMPT> words`)
    term.press('ctrl-_')
    await term.until(() => / PROMPT> own of (default|insert|visual)$/.test(term.line()))
  },
)

test('in vi mode a line that the user’s own Enter runs has it run, once kimi has taken Enter', async () => {
  const rc = `function own; commandline --replace -- 'echo mine '(commandline -b); commandline -f execute; end`
  const before = `${vi.before}\nbind -M insert \\r own`
  await using asking = await open('fish', [fine()], { ...vi, before, rc })
  const { term } = asking
  term.type('say it')
  term.press('ctrl-x')
  await term.until((screen) => screen === '1/1  says fine\n[I] PROMPT> echo fine')
  term.press('enter')
  await term.until((screen) => screen.endsWith('\nmine echo fine\n[I] PROMPT>'))
  expect(term.output()).not.toContain('Unknown command')
})

test('in vi mode Enter in normal mode leads to insert mode again, behind a proposal and behind words for the agent', async () => {
  await using asking = await open('fish', [fine(), answer('I see.')], vi)
  const { term } = asking
  const leaveInsert = async (line: string) => {
    await term.until((screen) => screen.endsWith(`[I] PROMPT> ${line}`))
    term.press('esc')
    await term.until((screen) => screen.endsWith(`[N] PROMPT> ${line}`))
  }
  term.type('say it')
  term.press('ctrl-x')
  await leaveInsert('echo fine')
  term.press('enter')
  await term.until((screen) => screen.endsWith('\nfine\n[I] PROMPT>'))
  term.press('ctrl-x')
  await term.until((screen) => screen.endsWith('\n[I] PROMPT> ✨'))
  term.type('some words')
  await leaveInsert('✨ some words')
  term.press('enter')
  await term.until((screen) => screen.includes('I see.') && screen.endsWith('\n[I] PROMPT> ✨'))
})

test('behind a proposal fish shows nothing of its history in grey until more is typed', async () => {
  const prepare = (home: string) => {
    const folder = join(home, '.local/share/fish')
    mkdirSync(folder, { recursive: true })
    writeFileSync(
      join(folder, 'fish_history'),
      '- cmd: cat README.mdd\n  when: 1\n- cmd: cat README.md -n\n  when: 2\n',
    )
  }
  const before = 'set -g fish_autosuggestion_enabled 1'
  const replies = [answer('cat README.md\n# shows it\ncat READ\n# shows that\n')]
  await using asking = await open('fish', replies, { before, prepare })
  const { term } = asking
  const stays = async (screen: string) => {
    await term.until((now) => now === screen)
    await term.idle()
    expect(term.screen()).toBe(screen)
  }
  term.type('words')
  await term.until(() => term.line() === 'PROMPT> words')
  term.press('ctrl-x')
  await stays('1/2  shows it\nPROMPT> cat README.md')
  term.press('ctrl-x')
  await stays('2/2  shows that\nPROMPT> cat READ')
  term.press('right', 'end')
  await stays('2/2  shows that\nPROMPT> cat READ')
  term.type('M')
  await term.until((screen) => screen === 'PROMPT> cat README.md -n')
  term.press('end')
  await term.until(() => term.cursor().column === 'PROMPT> cat README.md -n'.length)
})
