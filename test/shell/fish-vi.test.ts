// fish's vi mode: while something of kimi stands, each key does what it does in a fish without kimi.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { answer } from '../support/model-server.ts'
import { shareDaemon } from '../support/shared-daemon.ts'
import { openTerminal, type Terminal } from '../support/terminal.ts'

const open = shareDaemon()

const isReady = (screen: string) => screen.endsWith('[I] PROMPT>')
const vi = { before: 'fish_vi_key_bindings\nset -g fish_autosuggestion_enabled 0', ready: isReady }

/** Gives a shell a history of two commands. */
function writeHistory(home: string): void {
  const folder = join(home, '.local/share/fish')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'fish_history'), '- cmd: ls --shortish\n  when: 1\n- cmd: git log\n  when: 2\n')
}

/** Goes from a line in insert mode to normal mode, types the keys, and returns the row and column that the cursor is in afterwards. */
async function typeInNormalMode(term: Terminal, keys: string): Promise<string> {
  await term.idle()
  term.press('esc')
  await term.until(() => term.line().startsWith('[N]'))
  for (const key of keys) {
    await term.idle()
    term.type(key)
  }
  await term.idle()
  return `${term.line()} @${term.cursor().column}`
}

async function clear(term: Terminal): Promise<void> {
  term.press('esc')
  await term.interrupt()
  if (!term.line().startsWith('[I]')) await term.interrupt() // in visual mode the first press ends the selection
  await term.until(() => term.line() === '[I] PROMPT>')
}

// Changes of case, a search for a word in the history, replacing, visual mode, a comment, characters that are typed, Ctrl-D, Enter.
const KEYS = ['~', '[', '0]', 'rz', 'v~', '#', 'A~[', '0\x04', 'v\r']

test.each([
  { proposal: 'git status --short', cursor: 18, keys: KEYS },
  { proposal: 'cat <file> <text>', cursor: 10, keys: ['l\x7f', 'lv\x7f', 'v\r'] },
])('on the proposal $proposal each key of vi’s modes does what it does on a typed line', async (row) => {
  await using plain = await openTerminal({ shell: 'fish', rc: vi.before, ready: isReady, prepare: writeHistory })
  const shown = () => answer(`${row.proposal}\n# shows it\n`)
  await using asking = await open('fish', shown, { ...vi, prepare: writeHistory })
  const { term } = asking
  const isShown = `[I] PROMPT> ${row.proposal}`
  for (const keys of row.keys) {
    plain.type(row.proposal + '\x1b[D'.repeat(row.proposal.length - row.cursor))
    term.type('some words')
    await term.until(() => term.line() === '[I] PROMPT> some words')
    term.press('ctrl-x')
    await term.until(() => term.line() === isShown)
    for (const each of [plain, term])
      await each.until(() => each.line() === isShown && each.cursor().column === '[I] PROMPT> '.length + row.cursor)
    const rows = await Promise.all([typeInNormalMode(plain, keys), typeInNormalMode(term, keys)])
    expect.soft(rows[1], keys).toBe(rows[0])
    await Promise.all([clear(plain), clear(term)])
  }
})

test('in agent mode k and j of normal mode recall what was said to the agent, and are fish’s own again afterwards', async () => {
  await using asking = await open('fish', () => answer('I see.'), { ...vi, prepare: writeHistory })
  const { term } = asking
  term.press('ctrl-x')
  await term.until(() => term.line() === '[I] PROMPT> ✨')
  for (const words of ['one', 'two']) {
    term.type(`say ${words}`)
    await term.until(() => term.line() === `[I] PROMPT> ✨ say ${words}`)
    term.press('enter')
    await term.until((screen) => screen.endsWith(`✨ say ${words}\nI see.\n\n[I] PROMPT> ✨`))
  }
  term.press('esc')
  const type = async (key: string, line: string) => {
    await term.until(() => term.line().startsWith('[N]'))
    await term.idle()
    term.type(key)
    await term.until(() => term.line() === `[N] PROMPT> ${line}`.trimEnd())
  }
  await type('k', '✨ say two')
  await type('k', '✨ say one')
  await type('j', '✨ say two')
  await type('j', '✨')
  await type('\x04', '')
  await type('k', 'git log')
})

test.each(['', 'top line\\n'])(
  'words that are sent leave the mode before the first row of the prompt alone, behind %j',
  async (top) => {
    const mode = `function fish_mode_prompt; test $fish_bind_mode = insert; and printf '[I] '; or printf '[N] '; end`
    const before = `${vi.before}\n${mode}\nfunction fish_prompt; printf '${top}PROMPT> '; end`
    await using asking = await open('fish', [answer('I see.')], {
      before,
      ready: (screen) => screen.endsWith('PROMPT>'),
    })
    const { term } = asking
    const prompt = top === '' ? '[I] PROMPT> ✨' : '[I] top line\nPROMPT> ✨'
    term.press('ctrl-x')
    await term.until((screen) => screen.endsWith(`\n${prompt}`))
    term.type('some words')
    await term.until((screen) => screen.endsWith(`\n${prompt} some words`))
    term.press('enter')
    await term.until((screen) => screen.endsWith(`leaves\n${prompt} some words\nI see.\n\n${prompt}`))
  },
)
