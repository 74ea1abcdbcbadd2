// `/cd`: the session itself works elsewhere from then on, with its conversation, and there is one of it.

import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Home } from '../support/kimi.ts'
import { shareScripts } from '../support/shared-daemon.ts'
import { openUi, READY, say } from '../support/terminal-ui.ts'
import { script } from '../support/wire-client.ts'

const inHome = shareScripts()

/** The directories of the stored sessions that tell of the home's own directory. */
function listStored({ dir, paths }: Home): string[] {
  const sessions = join(paths.share, 'sessions')
  const all = readdirSync(sessions).flatMap((hash) =>
    readdirSync(join(sessions, hash)).map((id) => join(sessions, hash, id)),
  )
  const isOwn = (session: string) => readFileSync(join(session, 'context.jsonl'), 'utf8').includes(dir)
  return all.filter((session) => existsSync(join(session, 'context.jsonl')) && isOwn(session))
}

test('/cd takes the conversation along, and kimi -C there opens the one session', async () => {
  const home = inHome([
    script('first answer'),
    script(['Shell', { command: 'pwd' }]),
    script('second answer'),
    script('third'),
  ])
  const there = join(home.dir, 'there')
  mkdirSync(there)
  await using term = await openUi(home, { args: ['--yolo', 'say hello'], cols: 120 })
  await term.until((screen) => screen.includes('first answer') && READY.test(screen))
  await say(term, '/cd nowhere')
  await term.until((screen) => screen.includes(`no such directory: ${join(home.dir, 'nowhere')}`))
  await say(term, '/cd there')
  await term.until(
    (screen) => screen.includes('works in') && /^bypass · .*there/m.test(screen),
    'the directory in the footer',
  )
  await say(term, 'say more')
  await term.until((screen) => screen.includes('second answer') && READY.test(screen))
  const [only, ...others] = listStored(home)
  expect(others).toEqual([])
  const said = readFileSync(join(only!, 'context.jsonl'), 'utf8')
  expect(said).toMatch(/say hello[^]*say more[^]*The working directory is now [^]*there/)
  expect(said).toMatch(new RegExp(`"role":"tool"[^\\n]*${there}`))

  await using other = await openUi({ ...home, dir: there }, { args: ['-C', 'once more'], cols: 120 })
  await other.until((screen) => /say hello[^]*third/.test(screen), 'the conversation in the other terminal')
  expect(listStored(home)).toEqual([only])
  const id = only!.split('/').at(-1)!
  const shown = await home.command(['session', 'show', id], { cwd: '/' })
  expect(shown.stdout).toContain('once more')
})

test('/sessions ID goes on where that session works; kimi -S elsewhere says that it has moved', async () => {
  const home = inHome([script('first answer')])
  const there = join(home.dir, 'there')
  mkdirSync(there)
  const away = { ...home, dir: there }
  {
    await using term = await openUi(home, { args: ['--yolo', 'say hello'], cols: 120 })
    await term.until((screen) => screen.includes('first answer') && READY.test(screen))
  }
  const id = listStored(home)[0]!.split('/').at(-1)!.slice(0, 8)
  {
    await using term = await openUi(away, { cols: 120 })
    await say(term, `/sessions ${id}`)
    await term.until((screen) => screen.includes('say hello') && /^\w+ · .*\/work-\d+$/m.test(screen))
    expect(term.screen()).not.toContain('has worked in')
  }
  await using term = await openUi(away, { args: ['-S', id], cols: 120 })
  await term.until((screen) =>
    /this session has worked in \S+, and goes on in \S+there; \/cd\s+goes elsewhere/.test(screen),
  )
})

test('/new says that it is a new session and how to go back; a session that is resumed tells how full its window is', async () => {
  const usage = 'usage: {"input_other": 20000, "output": 5}'
  const home = inHome([`${usage}\n${script('first answer')}`])
  await using term = await openUi(home, { args: ['say hello'], cols: 120 })
  await term.until((screen) => expect(screen).toMatch(/first answer[^]*\nask · s · 80 % context left/))
  await say(term, '/new')
  await term.until((screen) => expect(screen).toMatch(/❯ \/new\n {2}a new session; \/sessions \w{8} goes back\n/))
  expect(term.screen()).not.toMatch(/\nask · s · \d+ %/)
  const id = /\/sessions (\w{8})/.exec(term.screen())![1]!
  await say(term, `/sessions ${id}`)
  await term.until((screen) => expect(screen).toMatch(/goes back\n[^]*❯ say hello[^]*\nask · s · 80 % context left/))
})

test('/cd waits while a turn runs, and the turn goes on', async () => {
  const home = inHome([script(['Shell', { command: 'read line < gate; echo "$line"' }]), script('all done')])
  execFileSync('mkfifo', [join(home.dir, 'gate')])
  mkdirSync(join(home.dir, 'there'))
  await using term = await openUi(home, { args: ['--yolo'], cols: 120 })
  await say(term, 'begin')
  await term.until((screen) => screen.includes('read line'))
  await say(term, '/cd there')
  await term.until((screen) => screen.includes('/cd waits: a turn runs; Esc interrupts it'))
  await writeFile(join(home.dir, 'gate'), 'open\n')
  await term.until((screen) => screen.includes('all done') && READY.test(screen))
  expect(listStored(home)).toHaveLength(1)
})
