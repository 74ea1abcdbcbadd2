// The mark of agent mode is ours: no key that edits the line moves it into the words, and what is sent never holds it.

import { expect, test } from 'vitest'
import type { AskingShell } from '../support/asking-shell.ts'
import { answer } from '../support/model-server.ts'
import { shareDaemon } from '../support/shared-daemon.ts'

const open = shareDaemon()

const SHELLS = {
  zsh: ['zsh', ''],
  'zsh in vi mode': ['zsh', 'bindkey -v; bindkey "^T" transpose-chars "^[t" transpose-words "^Y" yank'],
  bash: ['bash', ''],
  'bash in vi mode': ['bash', 'set -o vi'],
  fish: ['fish', ''],
} as const
const EMACS = ['zsh', 'bash', 'fish'] as const

/** Presses keys and waits for the line that they leave, which is that of agent mode unless it is empty. */
async function press({ term }: AskingShell, keys: string, line: string): Promise<void> {
  term.type(keys)
  await term.idle()
  // The emulator takes ✨ for one cell, the shells for two.
  const expected = line === '' ? 'PROMPT>' : `PROMPT> ${line}`
  await term.until(() => term.line().replace('✨  ', '✨ ') === expected, `${JSON.stringify(keys)}: ${line}`)
}

async function begin(asking: AskingShell): Promise<void> {
  asking.term.press('ctrl-x')
  await asking.term.until(() => asking.term.line().endsWith('✨'))
  await asking.term.idle()
}

/** The words of the message that the model has got as number `count`. */
async function sent({ model }: AskingShell, count: number): Promise<string> {
  const { body } = await model.received(count)
  const { content } = (body!['messages'] as { content: string | { text: string }[] }[]).at(-1)!
  return typeof content === 'string' ? content : content[0]!.text
}

test.each(Object.keys(SHELLS) as (keyof typeof SHELLS)[])(
  '%s: behind Ctrl-T, Ctrl-W, Ctrl-U and a yank the mark stands where it was, and the words are sent alone',
  async (name) => {
    const [shell, rc] = SHELLS[name]
    await using asking = await open(shell, () => answer('I see.'), { rc })
    await begin(asking)
    await press(asking, '\x14', '✨')
    await press(asking, '\x14\x14a', '✨ a')
    await press(asking, '\x7f', '✨')
    await press(asking, '\x17', '✨')
    await press(asking, '\x15', '✨')
    await press(asking, 'one two', '✨ one two')
    await press(asking, '\x17x', '✨ one x')
    await press(asking, '\x15', '✨')
    await press(asking, '\x15', '✨')
    // zsh does not keep the text that Ctrl-U deletes in vi mode.
    if (name !== 'zsh in vi mode') await press(asking, '\x19', '✨ one x')
    if (name !== 'zsh in vi mode') await press(asking, '\x19', '✨ one xone x')
    await press(asking, '\x15', '✨')
    await press(asking, '\x14words', '✨ words')
    asking.term.press('enter')
    expect(await sent(asking, 1)).toBe('words')
    await asking.term.until((screen) => screen.includes('I see.') && asking.term.line().endsWith('✨'))
    await asking.term.idle()
    await press(asking, '\x14/exit\r', '')
    expect(asking.model.requests).toHaveLength(1)
  },
)

test.each(EMACS)('%s: Alt-T exchanges words, and never a word with the mode that the mark names', async (shell) => {
  await using asking = await open(shell, () => answer('I see.'))
  await begin(asking)
  asking.term.type('/plan\r')
  await asking.term.until(() => asking.term.line().endsWith('plan:'))
  await asking.term.idle()
  await press(asking, '\x1bt\x14', '✨ plan:')
  await press(asking, 'one', '✨ plan: one')
  await press(asking, '\x1bt', '✨ plan: one')
  await press(asking, '\x01\x1bu', '✨ plan: ONE')
  await press(asking, '\x05 two\x1bt', '✨ plan: two ONE')
  asking.term.press('enter')
  expect(await sent(asking, 1)).toMatch(/^two ONE/)
})

test.each(EMACS)('%s: an undo brings back the words, and no mark, also behind agent mode', async (shell) => {
  await using asking = await open(shell, () => answer('I see.'))
  await begin(asking)
  await press(asking, 'some', '✨ some')
  await press(asking, '\x15', '✨')
  await press(asking, '\x1f', '✨ some')
  await press(asking, '\x05\x15', '✨')
  await press(asking, '\x04', '')
  await press(asking, '\x19', 'some')
  await press(asking, '\x15', '')
  await begin(asking)
  await press(asking, '\x14\x1f\x1f', '✨')
  await press(asking, 'other', '✨ other')
  await press(asking, '\x18\x0c', 'other') // only a whole drawing shows the line in place
  asking.term.type('\x1f')
  await asking.term.idle()
  expect(asking.term.line()).toMatch(/^PROMPT>( othe?r?)?$/)
  // The lines that follow are undone to their beginning, as ever.
  asking.term.press('ctrl-u')
  await asking.term.run('true')
  await press(asking, 'three words more', 'three words more')
  await press(asking, '\x15', '')
  await press(asking, '\x1f', 'three words more')
})

test.each(['zsh in vi mode', 'bash in vi mode'] as const)(
  '%s: lines that are copied and put back hold no mark',
  async (name) => {
    const [shell, rc] = SHELLS[name]
    await using asking = await open(shell, () => answer('I see.'), { rc })
    const { term } = asking
    await begin(asking)
    await press(asking, 'one', '✨ one')
    term.press('esc')
    await new Promise((resolve) => setTimeout(resolve, 500)) // KEYTIMEOUT of a bare Esc in vi mode
    for (const keys of ['dd', 'P', 'yy', 'P', 'X', '0x', 'p', 'i']) {
      term.type(keys)
      await term.idle()
    }
    term.press('enter')
    const words = await sent(asking, 1)
    expect(words).toMatch(/^[one]+$/)
  },
)
