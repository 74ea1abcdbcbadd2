// The todo list below the conversation, while the agent works on it.

import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { shareScripts } from '../support/shared-daemon.ts'
import { openUi, say } from '../support/terminal-ui.ts'
import { script } from '../support/wire-client.ts'

const inHome = shareScripts()
const WAITS: [string, object] = ['Shell', { command: 'read line < gate; echo "$line"' }]
const TODO: [string, object] = ['SetTodoList', { todos: [{ title: 'Look', status: 'in_progress' }] }]
const PINNED = / {2}0 of 1 done\n {2}◐ Look\n❯/

test('a list that was left open stays below the turn that goes on with an interrupted one, and not below later ones', async () => {
  const home = inHome([script(TODO, WAITS), script(WAITS), script('looked'), script(WAITS), script('something else')])
  execFileSync('mkfifo', [join(home.dir, 'gate')])
  await using term = await openUi(home, { args: ['--yolo'], rows: 40 })
  const goOn = () => writeFile(join(home.dir, 'gate'), 'on\n')
  const untilAtWork = (words: string, below: RegExp) =>
    term.until((screen) => {
      expect(screen).toMatch(new RegExp(`❯ ${words}\n[^]*● Shell read line`))
      expect(screen).toMatch(below)
    })

  await say(term, 'begin')
  await untilAtWork('begin', PINNED)
  term.press('esc')
  await term.until((screen) => expect(screen).toContain('✗ interrupted'))
  await say(term, 'go on')
  await untilAtWork('go on', PINNED)
  await goOn()
  await term.until((screen) => expect(screen).toMatch(/looked\n/))
  await say(term, 'and now')
  await untilAtWork('and now', /● Shell read line[^\n]*\n\n❯/)
  await goOn()
  await term.until((screen) => expect(screen).toMatch(/something else\n/))
})
