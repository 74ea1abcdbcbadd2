import { expect, test } from 'vitest'
import { createAppKeys, modeAfter, type KeyActions } from '../../../src/tui/app-keys.ts'
import { createChord } from '../../../src/tui/chord-keys.ts'

/** Records the actions that keys lead to. */
function openKeys({ isRunning = false, isPromptEmpty = true } = {}) {
  const done: string[] = []
  const record = (name: string) => () => void done.push(name)
  const actions: KeyActions = {
    isRunning: () => isRunning,
    isPromptEmpty: () => isPromptEmpty,
    interrupt: record('interrupt'),
    clearPrompt: record('clear'),
    leave: record('leave'),
    suspend: record('suspend'),
    redraw: record('redraw'),
    nextMode: record('mode'),
    background: record('background'),
    steer: record('steer'),
    toggleThinking: record('thinking'),
    openViewer: record('viewer'),
    editQueue: () => false,
    goOn: () => false,
    scroll: () => false,
    takeNextMessage: () => false,
    rewind: record('rewind'),
    togglePlan: record('plan'),
    openEditor: record('editor'),
    toggleShell: record('shell'),
    note: record('note'),
  }
  let now = 0
  const press = createAppKeys(actions, () => now)
  const pressAfter = (name: string, after = 10) => {
    now += after
    return press(name)
  }
  return { done, press: pressAfter }
}

test('Ctrl-O shows the conversation with text in the prompt, too', () => {
  for (const isPromptEmpty of [true, false]) {
    const { done, press } = openKeys({ isPromptEmpty })
    expect(press('ctrl+o')).toBe(true)
    expect(done).toEqual(['viewer'])
  }
})

test('Ctrl-C interrupts, else empties the prompt, else leaves at the second press', () => {
  const running = openKeys({ isRunning: true })
  running.press('ctrl+c')
  expect(running.done).toEqual(['interrupt'])
  const full = openKeys({ isPromptEmpty: false })
  full.press('ctrl+c')
  expect(full.done).toEqual(['clear'])
  const idle = openKeys()
  idle.press('ctrl+c')
  idle.press('ctrl+c', 5_000)
  expect(idle.done).toEqual(['note', 'note'])
  idle.press('ctrl+c', 500)
  expect(idle.done.at(-1)).toBe('leave')
})

test('Esc interrupts once; twice it goes back, also when both come in one read', () => {
  const running = openKeys({ isRunning: true })
  running.press('escape')
  running.press('ctrl+alt+[')
  expect(running.done).toEqual(['interrupt', 'interrupt'])
  const idle = openKeys()
  idle.press('escape')
  expect(idle.done).toEqual([])
  idle.press('escape', 200)
  expect(idle.done).toEqual(['rewind'])
  const slow = openKeys()
  slow.press('escape')
  slow.press('escape', 2_000)
  expect(slow.done).toEqual([])
  const both = openKeys()
  both.press('ctrl+alt+[')
  expect(both.done).toEqual(['rewind'])
})

test('keys of the editor stay its own while there is text, and Ctrl-B is its own while nothing runs', () => {
  const typing = openKeys({ isPromptEmpty: false })
  for (const name of ['ctrl+d', 'escape', 'up', 'ctrl+b', 'a', 'enter']) expect(typing.press(name)).toBe(false)
  expect(typing.done).toEqual([])
  const running = openKeys({ isRunning: true })
  expect(running.press('ctrl+b')).toBe(true)
  expect(running.done).toEqual(['background'])
})

test('Shift-Tab goes round, and from a mode outside of the round to its first', () => {
  expect(['ask', 'accept-edits', 'plan', 'auto', 'bypass'].map((mode) => modeAfter(mode as 'ask'))).toEqual([
    'accept-edits',
    'plan',
    'auto',
    'ask',
    'ask',
  ])
})

test('Ctrl-X alone leads to the shell after a moment; a chord is carried out at once, once', async () => {
  const done: string[] = []
  const alone = Promise.withResolvers<void>()
  const press = createChord(
    () => {
      done.push('alone')
      alone.resolve()
    },
    (name) => void done.push(name),
  )
  expect(press('a')).toBe(false)
  expect(press('ctrl+x')).toBe(true)
  expect(done).toEqual([])
  await alone.promise
  expect(done).toEqual(['alone'])
  press('ctrl+x')
  expect(press('p')).toBe(true)
  expect(done).toEqual(['alone', 'ctrl+x p'])
  expect(press('p')).toBe(false)
})

test('Ctrl-X Ctrl-E opens the editor', () => {
  const { done, press } = openKeys()
  press('ctrl+x ctrl+e')
  expect(done).toEqual(['editor'])
})
