// Tasks on a real terminal: attach, the screen of all tasks, answers with keys, and Ctrl-X at the prompt.

import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { TaskView } from '../../src/protocol/task.ts'
import { TYPED_AHEAD_MS } from '../../src/view/questions/question-keys.ts'
import { killDaemon, KIMI, lendDaemonTo, makeHome, makeServedHome, type Home } from '../support/kimi.ts'
import { openTerminal, type Terminal } from '../support/terminal.ts'
import { script, useScripts } from '../support/wire-client.ts'

async function begin(home: Home, ...args: string[]): Promise<TaskView> {
  const { stdout, stderr } = await home.command(['task', 'run', '--json', ...args])
  if (stdout === '') throw new Error(stderr)
  return JSON.parse(stdout) as TaskView
}

const show = (home: Home, { id }: TaskView): Promise<TaskView> => home.call('task/show', { id })

function open(home: Home, ...args: string[]) {
  const { HOME: _, ...env } = home.env
  return openTerminal({ shell: KIMI, args, env, cwd: home.dir, ready: false })
}

test('attach: a live terminal, keys go there, its size is ours, Ctrl-\\ leaves it running', async () => {
  await using home = await makeServedHome()
  const command = 'printf "name? "; read name; echo "hello $name"; stty size; sleep 0.2; read rest; exit 4'
  const task = await begin(home, '--title', 'talk', '--', command)
  await using first = await open(home, 'task', 'attach', task.short)
  await first.until((screen) => screen.includes('attached to') && screen.includes('name?'))
  first.type('you\r')
  await first.until((screen) => screen.includes('hello you\n24 80'))
  first.press('ctrl-\\')
  await first.until((screen) => screen.includes(`${task.short} goes on; kimi task attach ${task.short}`))
  expect((await first.exited).code).toBe(0)
  await using second = await open(home, 'task', 'attach', task.short)
  await second.until((screen) => screen.includes('hello you'))
  second.type('\r')
  await second.until((screen) => screen.includes(`${task.short} failed (exit 4)`))
  expect((await second.exited).code).toBe(1)
})

test.each(['ctrl-\\', 'ctrl-c'] as const)(
  'attach to a watch: one dim line names the key, and %s leaves it running',
  async (key) => {
    await using home = await makeServedHome()
    const { stdout } = await home.command(['watch', '*.txt', '--json', '--', 'echo ran'])
    const task = JSON.parse(stdout) as TaskView
    await expect.poll(async () => (await show(home, task)).outputBytes).toBeGreaterThan(0)
    await using term = await open(home, 'task', 'attach', task.short)
    await term.until((screen) => /watching \*\.txt\]\nattached to .*; Ctrl-\\ leaves it running/.test(screen))
    expect(term.output()).toMatch(/\x1b\[2mattached to/)
    term.press(key)
    await term.until((screen) => screen.includes(`${task.short} goes on; kimi task attach ${task.short}`))
    expect(await term.exited).toMatchObject({ code: 0, signal: 0 })
    expect((await show(home, task)).status).toBe('running')
  },
)

test('attach: Ctrl-\\ that comes as a signal leaves too, and so does the key in the form of whole keys', async () => {
  await using home = await makeServedHome()
  const task = await begin(home, '--', 'printf "\\033[>1u"; echo up; sleep 300')
  for (const leave of [
    (term: Terminal) => process.kill(term.pid, 'SIGQUIT'),
    (term: Terminal) => term.type('\x1b[92;5u'),
  ]) {
    await using term = await open(home, 'task', 'attach', task.short)
    await term.until((screen) => screen.includes('up'))
    leave(term)
    await term.until((screen) => screen.includes(`${task.short} goes on`))
    expect(await term.exited).toMatchObject({ code: 0, signal: 0 })
    expect(term.output()).toContain('\x1b[=0u')
  }
})

test('attach: the stream of a turn, with what it asks', async () => {
  await using home = await makeServedHome()
  useScripts(home, [script('I will. ', ['Shell', { command: 'touch made' }]), script('It is made.')])
  const task = await begin(home, 'make it')
  await using term = await open(home, 'task', 'attach', task.short)
  await term.until((screen) => screen.includes('I will.') && screen.includes('Allow?'))
  await new Promise((resolve) => setTimeout(resolve, 400)) // keys typed ahead of a question do not answer it
  term.type('y')
  await term.until((screen) => screen.includes('It is made.') && /done in \d+s/.test(screen))
  expect(existsSync(join(home.dir, 'made'))).toBe(true)
})

test('approve on a terminal shows exactly what, and takes one key', async () => {
  await using home = await makeServedHome()
  useScripts(home, [script(['Shell', { command: 'touch made' }]), script('end')])
  const task = await begin(home, 'make it')
  await expect.poll(async () => (await show(home, task)).status).toBe('awaiting_approval')
  await using no = await open(home, 'task', 'approve', task.short)
  await no.until((screen) =>
    /  Shell: Run `touch made`\n {2}s for this session: touch \*\n[^]*Allow\? y once · s for this session · /.test(
      screen,
    ),
  )
  no.press('ctrl-c')
  expect((await no.exited).code).toBe(1)
  expect((await show(home, task)).status).toBe('awaiting_approval')
  await using yes = await open(home, 'task', 'approve', task.short)
  await yes.until((screen) => screen.includes('Allow?'))
  await sleep(TYPED_AHEAD_MS + 50)
  yes.type('y')
  expect((await yes.exited).code).toBe(0)
  await expect.poll(() => existsSync(join(home.dir, 'made'))).toBe(true)
})

test('one screen of all: what waits first, approved with a key, stopped with another, the terminal as it was', async () => {
  await using home = await makeHome()
  useScripts(home, [script(['Shell', { command: 'touch made' }]), script('end')])
  const build = await begin(home, '--title', 'build', '--', 'sleep 300')
  const turn = await begin(home, 'make it')
  await using term = await open(home, 'task', 'list', '--watch')
  await term.until(
    (screen) => /waiting for you\n\? \w{4} make it .*asks: Shell/.test(screen) && screen.includes('build'),
  )
  term.type('a')
  await term.until((screen) => screen.includes('y allows, n refuses') && screen.includes('Shell: Run `touch made`'))
  await new Promise((resolve) => setTimeout(resolve, 400)) // keys typed ahead of a question do not answer it
  term.type('y')
  await term.until((screen) => /done\n✓ \w{4} make it/.test(screen))
  expect(existsSync(join(home.dir, 'made'))).toBe(true)
  term.resize(50, 8)
  await term.until((screen) => /\na approve  r reject  s stop  q leave$/.test(screen), 'the smaller screen')
  term.type('ks')
  await term.until((screen) => screen.includes('stopped: by the user'), 'the stop')
  expect((await show(home, build)).status).toBe('killed')
  const pid = (await home.daemonPid())!
  await killDaemon(pid)
  await expect.poll(() => home.status()).not.toMatchObject({ pid })
  await term.until((screen) => screen.includes('build'))
  term.type('q')
  expect((await term.exited).code).toBe(0)
  expect(term.output().endsWith('\u001b[?25h\u001b[?1049l')).toBe(true)
  expect((await show(home, turn)).status).toBe('completed')
})

test.each(['zsh', 'bash'] as const)('%s: Ctrl-X on an empty line offers what waits for an answer', async (name) => {
  await using home = await makeHome()
  useScripts(home, [script(['Shell', { command: 'touch made' }]), script('end')])
  await lendDaemonTo(home)
  await using term = await home.shell(name, {
    before: `KIMI_CHORD_WINDOW_MS=${name === 'zsh' ? 0 : 20}`, // twice at once on an empty line is agent mode
    rc: `PATH=${join(KIMI, '..')}:$PATH; cd '${home.dir}'`,
  })
  await expect.poll(async () => (await home.status()).shells.length).toBe(1)
  term.type('kimi bg make it\r')
  await term.until((screen) => screen.includes('started: make it'))
  if (name === 'bash') term.press('enter')
  await term.until((screen) =>
    /● make it asks: Shell: Run `touch made` — kimi task approve \w{4}\nPROMPT>$/.test(screen),
  )
  term.press('ctrl-x')
  await term.until(
    (screen) => /PROMPT> kimi task approve \w{4}:\w{8}\n/.test(screen) && screen.includes('approve: Shell: Run'),
  )
  await term.until((screen) => screen.includes('1/2'))
  term.press('ctrl-x')
  await term.until((screen) => /PROMPT> kimi task reject \w{4}:\w{8}\n/.test(screen))
  term.press('ctrl-x')
  await term.until(() => term.line() === 'PROMPT>')
  term.press('ctrl-x')
  await term.until((screen) => /PROMPT> kimi task approve \w{4}:\w{8}\n/.test(screen))
  term.press('enter')
  await term.until((screen) => /Shell: Run `touch made`\n[^]*\nAllow\? y once/.test(screen))
  await sleep(TYPED_AHEAD_MS + 50)
  term.type('y')
  await term.until((screen) => screen.includes('approved'))
  await expect.poll(() => existsSync(join(home.dir, 'made'))).toBe(true)
})

test('$KIMI_TASKS says how many run now and ask; not what waits for a place, for a file or for a time', async () => {
  await using home = await makeHome()
  writeFileSync(join(home.paths.share, 'config.toml'), '[background]\nmax_running_tasks = 1\n')
  await lendDaemonTo(home)
  await using zsh = await home.shell('zsh', {
    rc: `PATH=${join(KIMI, '..')}:$PATH; setopt prompt_subst; PS1='[$KIMI_TASKS] PROMPT> '`,
    ready: (screen) => screen.includes('PROMPT>'),
  })
  zsh.type('kimi bg -- sleep 300\r')
  await zsh.until(() => zsh.line() === '[1▶] PROMPT>')
  zsh.type('printenv KIMI_TASKS\r')
  await zsh.until((screen) => screen.includes('\n1▶\n'))
  zsh.type(
    'clear; kimi watch x -- true; kimi every 1h -- true; kimi bg -- sleep 300; echo 1 begun; printenv KIMI_TASKS; kimi task status\r',
  )
  await zsh.until((screen) => screen.includes('\n1 begun\n1▶\n1▶\n') && zsh.line() === '[1▶] PROMPT>')
  const { tasks } = await home.call('task/list', {})
  expect(tasks.map(({ kind, status }) => `${kind} ${status}`).toSorted()).toEqual([
    'bash created',
    'bash running',
    'schedule running',
    'watch running',
  ])
  for (const status of ['created', 'running'] as const) {
    await home.call('task/stop', { id: tasks.find((task) => task.kind === 'bash' && task.status === status)!.id })
  }
  await zsh.until(() => zsh.line() === '[] PROMPT>')
})
