// Notices of tasks at the prompt of real shells: each is shown once and whole, and the user's line stays as it was.

import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findDaemon } from '../../src/client/connect.ts'
import { leaveLine } from '../support/asking-shell.ts'
import { lendDaemonTo, makeHome, type Home, type ShellOptions } from '../support/kimi.ts'
import type { Terminal } from '../support/terminal.ts'

const SHELLS = ['zsh', 'bash', 'fish'] as const
type Shell = (typeof SHELLS)[number]

interface Desk {
  home: Home
  term: Terminal
  /** Begins a task that ends when `end` is called. */
  begin(title: string): Promise<{ end(status?: number): void; ended(): Promise<unknown> }>
}

async function openDesk(
  name: Shell,
  { config = '', ...options }: ShellOptions & { config?: string } = {},
): Promise<Desk & AsyncDisposable> {
  const home = await makeHome()
  writeFileSync(home.paths.config, config)
  await lendDaemonTo(home)
  const term = await home.shell(name, options)
  // A bash has its fifos a moment after its first prompt.
  await expect.poll(async () => (await home.status()).shells.length).toBe(1)
  return {
    home,
    term,
    async begin(title) {
      const go = join(home.dir, `go-${Math.random()}`)
      const command = `until [ -e '${go}' ]; do sleep 0.1; done; exit $(cat '${go}')`
      const wish = { cwd: home.dir, env: {}, shellEnv: home.env, command, title }
      const { id } = await home.call('task/run', wish)
      return {
        end: (status = 0) => writeFileSync(go, String(status)),
        ended: () => home.call('task/wait', { id, limitMs: 20_000 }),
      }
    },
    async [Symbol.asyncDispose]() {
      await term.close()
      await home[Symbol.asyncDispose]()
    },
  }
}

const countOf = (text: string, part: string) => text.split(part).length - 1

test.each(SHELLS)('%s: a task that ends is told above the prompt, the typed line stays', async (name) => {
  await using desk = await openDesk(name)
  const { term, home } = desk
  const task = await desk.begin('build')
  term.type('echo seen')
  term.press('enter') // bash listens from its next prompt on
  await term.until((screen) => screen.includes('\nseen\nPROMPT>'))
  term.type('echo half typed')
  await term.until(() => term.line() === 'PROMPT> echo half typed')
  term.press('left', 'left')
  task.end()
  const screen = await term.until((text) => /● build finished in \d+s \(exit 0\) — kimi task output \w{4}\n/.test(text))
  expect(countOf(screen, 'build finished')).toBe(1)
  // The notice stands where the line stood: no copy of that is left above it.
  expect(screen).toMatch(/\nseen\n● build finished/)
  await term.until(() => term.line() === 'PROMPT> echo half typed')
  term.type('-')
  await term.until(() => term.line() === 'PROMPT> echo half typ-ed')
  term.press('enter')
  // fish may draw a notice twice, in the same place.
  const after = await term.until((text) => text.includes('\nhalf typ-ed\n'))
  expect(countOf(after, 'build finished')).toBe(1)
  expect(existsSync(join(home.paths.run, 'seen'))).toBe(true)
})

/** At 40 columns a prompt of five rows: two of a wrapped line with colours and a substitution, one that fills its row, an empty one, the last. */
const ROWS_ABOVE = [`in-${'a'.repeat(50)}`, 'b'.repeat(40), ''] as const
const TALL_PROMPT: Record<Shell, string> = {
  zsh: `setopt prompt_subst; PROMPT=$'%F{green}in-$(printf a%.0s {1..50})%f\n${ROWS_ABOVE[1]}\n\nPROMPT> '`,
  bash: String.raw`PS1='\[\e[32m\]in-$(printf "a%.0s" {1..50})\[\e[m\]\e[1m\e[m\n${ROWS_ABOVE[1]}\n\nPROMPT> '`,
  fish: `function fish_prompt; set_color green; echo in-(string repeat -n 50 a); set_color normal; echo ${ROWS_ABOVE[1]}; echo; echo -n 'PROMPT> '; end`,
}

test.each(SHELLS)(
  '%s: above a prompt of several rows, wrapped ones among them, a notice leaves no row of it behind',
  async (name) => {
    await using desk = await openDesk(name, { rc: TALL_PROMPT[name], cols: 40, rows: 30 })
    const { term } = desk
    const task = await desk.begin('build')
    term.type('echo seen\r') // bash listens from its next prompt on
    await term.until((screen) => /\nseen\n[^]*PROMPT>$/.test(screen))
    term.type('echo half')
    await term.until(() => term.line() === 'PROMPT> echo half')
    // fish cuts the wide row instead of wrapping it.
    const rowsOfPrompt = () =>
      term
        .screen()
        .split('\n')
        .filter((row) => /a{10}|b{30}/.test(row)).length
    const before = rowsOfPrompt()
    task.end()
    await term.until((text) => /● build finished[^]*PROMPT> echo half$/.test(text))
    expect(rowsOfPrompt()).toBe(before)
    term.type('\r')
    await term.until((text) => /PROMPT> echo half\nhalf\n/.test(text))
  },
)

test.each(SHELLS)('%s: what ends while a command runs is told before the next prompt', async (name) => {
  await using desk = await openDesk(name)
  const { term } = desk
  const task = await desk.begin('build')
  const go = join(desk.home.dir, 'go')
  term.type(`echo begun; sh -c 'until [ -e ${go} ]; do sleep 0.1; done'; echo over\r`)
  await term.until((text) => text.includes('\nbegun'))
  task.end(3)
  await task.ended()
  writeFileSync(go, '')
  // A daemon that is late on a crowded machine has it drawn above the prompt that stands already.
  const told = /\nover\n● build failed after \d+s \(exit 3\)(: \S+)? — kimi task output \w{4}\nPROMPT>$/
  await term.until((text) => told.test(text))
})

const BEGUN = ['before', 'after'] as const
test.each(SHELLS.flatMap((name) => BEGUN.map((begun) => [name, begun] as const)))(
  '%s: what ended while a command ran is told by a daemon that is late, too, if it was begun %s that',
  async (name, begun) => {
    await using desk = await openDesk(name)
    const { home, term } = desk
    const early = begun === 'before' ? await desk.begin('build') : null
    const go = join(home.dir, 'go')
    term.type(`sh -c 'echo begun; until [ -e ${go} ]; do sleep 0.1; done'; echo over\r`)
    await term.until((text) => text.includes('\nbegun'))
    const task = early ?? (await desk.begin('build'))
    task.end()
    await task.ended()
    const { pid } = await home.status()
    process.kill(pid, 'SIGSTOP')
    try {
      writeFileSync(go, '')
      await term.until((text) => text.endsWith('\nover\nPROMPT>'))
    } finally {
      process.kill(pid, 'SIGCONT')
    }
    await term.until((text) => /\nover\n● build finished [^\n]*\nPROMPT>$/.test(text))
  },
)

test.each(SHELLS)('%s: what ends one after the other while a command runs is told in one line', async (name) => {
  await using desk = await openDesk(name)
  const { home, term } = desk
  const titles = ['one', 'two', 'three', 'four']
  const tasks = await Promise.all(titles.map((title) => desk.begin(title)))
  const go = join(home.dir, 'go')
  term.type(`sh -c 'echo begun; until [ -e ${go} ]; do sleep 0.1; done'; echo over\r`)
  await term.until((text) => text.includes('\nbegun'))
  for (const [at, task] of tasks.entries()) {
    task.end()
    const ended = async () => (await home.call('task/list', {})).tasks.filter(({ status }) => status === 'completed')
    await expect.poll(async () => (await ended()).length).toBe(at + 1)
  }
  writeFileSync(go, '')
  await term.until((text) => text.endsWith('\nbegun\nover\n● 4 tasks: 4 finished — kimi task list\nPROMPT>'))
})

test('zsh: what stands below a proposal is there again below the notice', async () => {
  await using desk = await openDesk('zsh')
  const { term } = desk
  const task = await desk.begin('build')
  term.type('list hidden files')
  term.press('ctrl-x')
  await term.until((screen) => /PROMPT> ls -a\n1\/\d/.test(screen))
  task.end()
  await term.until((screen) => /^● build finished.*\nPROMPT> ls -a\n1\/\d.*$/.test(screen))
  term.press('ctrl-x')
  await term.until((screen) => /\n2\/\d/.test(screen))
})

test.each(SHELLS)('%s: a shell that has replaced itself by another is told all the same', async (name) => {
  await using desk = await openDesk(name)
  const { term, home } = desk
  const task = await desk.begin('build')
  const shells = async () => (await home.status()).shells.map(({ id }) => id)
  const before = await shells()
  term.type({ zsh: 'exec zsh', bash: 'exec bash --rcfile ~/.bashrc -i', fish: 'exec fish' }[name])
  term.press('enter')
  const fresh = async () => (await shells()).filter((id) => !before.includes(id))
  await expect.poll(fresh).toHaveLength(1)
  expect(await shells()).toHaveLength(1)
  term.type('echo on')
  term.press('enter')
  await term.until((screen) => screen.includes('\non\nPROMPT>'))
  task.end()
  await term.until((screen) => /\non\n● build finished.*\nPROMPT>$/.test(screen))
})

test.each(SHELLS)('%s: a program that fills the screen is not written into', async (name) => {
  await using desk = await openDesk(name)
  const { term } = desk
  const tasks = [await desk.begin('one'), await desk.begin('two')]
  term.type('echo; echo ready')
  term.press('enter')
  await term.until((text) => text.includes('\nready\nPROMPT>'))
  term.type('vim -u NONE -i NONE -n')
  term.press('enter')
  await term.until((text) => text.includes('VIM - Vi IMproved'))
  tasks[0]!.end()
  await tasks[0]!.ended()
  await new Promise((resolve) => setTimeout(resolve, 400)) // an absence is looked for
  await term.until((screen) => expect(screen).toContain('VIM - Vi IMproved'))
  expect(term.output()).not.toContain('finished')
  term.type(':q!')
  term.press('enter')
  // A daemon that is late on a crowded machine has it drawn above the prompt that stands already.
  await term.until((text) => /\n● one finished in \d+s \(exit 0\) — .*\nPROMPT>$/.test(text))
  // Nor does a builtin that reads keys get any that nobody has pressed.
  const read = {
    zsh: 'read -sk1 "key?press: "',
    bash: 'read -rsn1 -p "press: " key',
    fish: 'read -P "press: " -n1 key',
  }[name]
  term.type(`${read}; echo; echo "[$key]"\r`)
  await term.until(() => term.line() === 'press:', 'the builtin to read')
  tasks[1]!.end()
  await tasks[1]!.ended()
  await new Promise((resolve) => setTimeout(resolve, 400)) // an absence is looked for
  expect(term.output()).not.toContain('two finished')
  term.type('k')
  await term.until((text) => /\n\[k\]\n● two finished.*\nPROMPT>$/.test(text))
})

test('zsh: a continued line, a search, a menu and vared are left alone until the next prompt', async () => {
  const rc = 'autoload -Uz compinit; compinit -u; zstyle ":completion:*" menu select'
  await using desk = await openDesk('zsh', { rc })
  const { term } = desk
  const tasks = {
    ps2: await desk.begin('one'),
    search: await desk.begin('two'),
    menu: await desk.begin('three'),
    vared: await desk.begin('four'),
  }
  const quiet = () => new Promise((resolve) => setTimeout(resolve, 300)) // an absence is looked for

  term.type("echo 'a")
  term.press('enter')
  await term.until((text) => text.endsWith('quote>'))
  tasks.ps2.end()
  await tasks.ps2.ended()
  await quiet()
  expect(term.output()).not.toContain('one finished')
  term.type("b'")
  term.press('enter')
  await term.until((text) => /\nb\n● one finished.*\nPROMPT>$/.test(text))

  term.press('ctrl-r')
  term.type('echo')
  await term.until((text) => text.includes('bck-i-search: echo'))
  tasks.search.end()
  await tasks.search.ended()
  await quiet()
  expect(term.output()).not.toContain('two finished')
  term.press('ctrl-g')
  await term.until(() => term.line() === 'PROMPT>')
  term.press('enter')
  await term.until((text) => /● two finished.*\nPROMPT>$/.test(text))

  term.type('mkdir -p m/aa m/ab; cd m')
  term.press('enter')
  await term.until((text) => text.endsWith('cd m\nPROMPT>'))
  term.type('cd a\t\t')
  await term.until((text) => text.includes('cd aa'))
  tasks.menu.end()
  await tasks.menu.ended()
  await quiet()
  await leaveLine(term)
  term.press('enter')
  await term.until((text) => text.includes('● three finished'))

  term.press('ctrl-u')
  term.type('v=value; vared v; print "[$v]"')
  term.press('enter')
  await term.until(() => term.line() === 'value')
  tasks.vared.end()
  await tasks.vared.ended()
  await quiet()
  expect(term.output()).not.toContain('four finished')
  term.press('enter')
  await term.until((text) => /\[value\]\n● four finished.*\nPROMPT>$/.test(text))
  for (const title of ['one', 'two', 'three', 'four']) expect(countOf(term.output(), `${title} finished`)).toBe(1)
})

test('bash: a continued line is left alone, and its lines are as they were', async () => {
  await using desk = await openDesk('bash')
  const { term } = desk
  const task = await desk.begin('build')
  term.type('echo on')
  term.press('enter')
  await term.until((text) => text.includes('\non\nPROMPT>'))
  term.type("echo 'a")
  term.press('enter')
  await term.until((text) => text.endsWith('>') && !text.endsWith('PROMPT>'))
  task.end()
  await task.ended()
  await new Promise((resolve) => setTimeout(resolve, 300)) // an absence is looked for
  expect(term.output()).not.toContain('build finished')
  term.type("b'")
  term.press('enter')
  await term.until((text) => /\na\nb\n● build finished.*\nPROMPT>$/.test(text))
})

test.each(SHELLS)('%s: a prompt of two lines is drawn whole again, and nothing above it is lost', async (name) => {
  const rc = {
    zsh: `PS1=$'\\ntop line\\nPROMPT> '`,
    bash: `PS1='\\ntop line\\nPROMPT> '`,
    fish: `function fish_prompt; printf '\\ntop line\\nPROMPT> '; end`,
  }[name]
  await using desk = await openDesk(name, { rc })
  const { term } = desk
  const task = await desk.begin('build')
  term.type('echo above')
  term.press('enter')
  await term.until((text) => text.endsWith('\nabove\n\ntop line\nPROMPT>'))
  term.type('half')
  await term.until(() => term.line() === 'PROMPT> half')
  task.end()
  const screen = await term.until((text) => text.includes('● build finished') && term.line() === 'PROMPT> half')
  expect(screen).toMatch(/\nabove\n● build finished.*\n\ntop line\nPROMPT> half$/)
})

test.each(SHELLS)('%s: in vi mode as well', async (name) => {
  await using desk = await openDesk(name, {
    rc: { zsh: 'bindkey -v', bash: 'set -o vi', fish: 'fish_vi_key_bindings; functions -e fish_mode_prompt' }[name],
  })
  const { term } = desk
  const task = await desk.begin('build')
  term.type('echo on')
  term.press('enter')
  await term.until((text) => text.includes('\non\nPROMPT>'))
  term.type('echo half')
  term.press('esc')
  await new Promise((resolve) => setTimeout(resolve, 600)) // KEYTIMEOUT: Esc is a key of its own then
  task.end()
  await term.until((text) => text.includes('● build finished') && term.line() === 'PROMPT> echo half')
  term.type('A-way')
  term.press('enter')
  await term.until((text) => text.includes('\nhalf-way\n'))
})

test.each(SHELLS)('%s: a dozen that end at once are few lines, and none is lost', async (name) => {
  await using desk = await openDesk(name, { config: '[background]\nmax_running_tasks = 12\n' })
  const { home, term } = desk
  const go = join(home.dir, 'go')
  const client = (await findDaemon(home.paths))!
  const wish = { cwd: home.dir, env: {}, shellEnv: home.env, command: `until [ -e '${go}' ]; do sleep 0.5; done` }
  for (let at = 0; at < 12; at++) await client.call('task/run', { ...wish, title: `t${at}` })
  const running = async () => {
    const { tasks } = await client.call('task/list', {})
    return tasks.filter(({ status }) => status === 'running').length
  }
  await expect.poll(running).toBe(12)
  client.close()
  term.type('echo on')
  term.press('enter')
  await term.until((text) => text.includes('\non\nPROMPT>'))
  term.type('half typed')
  await term.until(() => term.line() === 'PROMPT> half typed')
  writeFileSync(go, '')
  const told = () => {
    // fish draws again what it draws more below.
    const text = name === 'fish' ? term.screen() : term.output()
    const lines = text.match(/(?:● |\x1b\[m )[^\r\n]*kimi task/g) ?? []
    return lines.reduce((sum, line) => sum + Number(/(\d+) tasks:/.exec(line)?.[1] ?? 1), 0)
  }
  await term.until(() => told() === 12, 'the whole dozen')
  await term.until(() => term.line() === 'PROMPT> half typed')
})
