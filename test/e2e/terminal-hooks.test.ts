// A message on its way: hooks of the user run before its turn begins.

import { execFileSync } from 'node:child_process'
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { killDaemon, makeHome } from '../support/kimi.ts'
import { openUi, READY, say } from '../support/terminal-ui.ts'
import { script, useScripts } from '../support/wire-client.ts'

test('a message is shown while its hook runs; when the daemon is killed then, it waits for Enter and its hook does not run unasked', async () => {
  await using home = await makeHome()
  useScripts(home, [script('the answer')])
  const [gate, log] = [join(home.dir, 'gate'), join(home.dir, 'hooks.log')]
  execFileSync('mkfifo', [gate])
  const command = `echo ran >> ${log}; read line < ${gate}`
  appendFileSync(home.paths.config, `\n[[hooks]]\nevent = "UserPromptSubmit"\ncommand = "${command}"\n`)
  writeFileSync(log, '')
  const runs = () => readFileSync(log, 'utf8').split('\n').length - 1

  await using term = await openUi(home)
  await say(term, 'do it once')
  await term.until((screen) => expect(screen).toMatch(/^ {2}❯ do it once\n {2}on its way/m))
  await expect.poll(runs).toBe(1)
  await killDaemon((await home.daemonPid())!)
  await term.until((screen) => screen.includes('connected again') && READY.test(screen))
  await term.until((screen) => expect(screen).toMatch(/❯ do it once\n {2}held: Enter/))
  await term.idle()
  expect(runs()).toBe(1)
  term.press('enter')
  await expect.poll(runs).toBe(2)
  writeFileSync(gate, 'go\n')
  await term.until((screen) => expect(screen).toMatch(/❯ do it once\n\nthe answer\n/))
  expect(term.screen().match(/do it once/g)).toHaveLength(1)
})
