// A session that two editors and a terminal have open: each of them shows what the others do.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { TYPED_AHEAD_MS } from '../../src/view/questions/question-keys.ts'
import { openEditor, textsOf } from '../support/acp-editor.ts'
import { shareScripts } from '../support/shared-daemon.ts'
import { openUi, say } from '../support/terminal-ui.ts'
import { script } from '../support/wire-client.ts'

const inHome = shareScripts()

test('two editors and a terminal show one session: words, a command, its approval, a steer and the mode', async () => {
  const home = inHome([
    script('hello'),
    script(['Shell', { command: 'touch made' }]),
    script('as you both say'),
    script('to the editor'),
  ])
  await using first = await openEditor(home)
  const session = await first.newSession(home.dir)
  await first.prompt(session, 'hi')
  await using second = await openEditor(home)
  await second.agent.request('session/load', { sessionId: session, cwd: home.dir, mcpServers: [] })
  await using term = await openUi(home, { args: ['-S', session] })
  await term.until((screen) => /❯ hi\n\nhello/.test(screen), 'what was said before')

  await say(term, 'make it')
  await term.until((screen) => /\n {2}touch made\n[^]*Allow\? y once/.test(screen))
  const has = (text: string) => (update: object) => JSON.stringify(update).includes(text)
  for (const editor of [first, second]) {
    await editor.seeUpdate(has('make it'), 'the words of the terminal')
    await editor.seeUpdate(has('touch made'), 'the command')
  }
  const steered = second.prompt(session, 'and tell me')
  // The words are sent by then: the daemon answers requests of one connection in their order. The turn takes them with its next step.
  await second.agent.request('session/set_mode', { sessionId: session, modeId: 'ask' })
  await sleep(TYPED_AHEAD_MS + 50)
  term.type('y')
  expect(await steered).toBe('end_turn')
  await term.until(
    (screen) => /and tell me\n[^]*as you both say/.test(screen),
    'the words of the editor, and the answer',
  )
  await first.seeUpdate(has('as you both say'), 'the answer')
  expect(existsSync(join(home.dir, 'made'))).toBe(true)
  expect([...first.asked, ...second.asked]).toEqual([])

  expect(await first.prompt(session, 'and now me')).toBe('end_turn')
  await term.until((screen) => /❯ and now me\n\nto the editor/.test(screen), 'the turn of the other editor')
  await second.seeUpdate(has('to the editor'), 'the same in the second editor')
  term.press('shift-tab')
  const isNewMode = (update: { sessionUpdate: string }) =>
    update.sessionUpdate === 'current_mode_update' && has('accept-edits')(update)
  await Promise.all([first, second].map((editor) => editor.seeUpdate(isNewMode, 'the mode of the terminal')))
  expect(textsOf(first.updates(session), 'user_message_chunk')).toBe('make itand tell me')
})
