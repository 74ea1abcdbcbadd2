// Notices beside other plugins, with hostile task output, and while shells and daemons are killed.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findDaemon } from '../../src/client/connect.ts'
import { pluginPath } from '../support/ensure-shells.ts'
import { killDaemon, lendDaemonTo, makeHome, ROOT, type Home } from '../support/kimi.ts'
import type { Terminal } from '../support/terminal.ts'

const SHELLS = ['zsh', 'bash'] as const

/** A task that ends when the file `go` is there. */
async function begin(home: Home, title: string, go: string, then = 'true'): Promise<void> {
  const command = `until [ -e '${join(home.dir, go)}' ]; do sleep 0.1; done; ${then}`
  await home.call('task/run', { cwd: home.dir, env: {}, shellEnv: home.env, title, command })
}

const release = (home: Home, go: string) => writeFileSync(join(home.dir, go), '')

async function prompted(home: Home, term: Terminal): Promise<void> {
  await expect.poll(async () => (await home.status()).shells.length).toBe(1)
  term.type('echo on')
  term.press('enter') // bash listens from its next prompt on
  await term.until((screen) => screen.includes('\non\n') && term.line() === 'PROMPT>')
}

test('zsh-autosuggestions and zsh-syntax-highlighting: the line, its colours and its ghost text are as they were', async () => {
  await using home = await makeHome()
  await lendDaemonTo(home)
  await using term = await home.shell('zsh', {
    before: `source '${pluginPath('zsh-autosuggestions')}'`,
    rc: `source '${pluginPath('zsh-syntax-highlighting')}'`,
  })
  await begin(home, 'build', 'go')
  await prompted(home, term)
  term.type('true known-to-history')
  term.press('enter')
  await term.until((screen) => screen.endsWith('known-to-history\nPROMPT>'))
  term.type('true kno')
  await term.until(() => term.line() === 'PROMPT> true known-to-history')
  release(home, 'go')
  const screen = await term.until(
    (text) => text.includes('● build finished') && term.line() === 'PROMPT> true known-to-history',
  )
  expect(screen).toMatch(/known-to-history\n● build finished.*\nPROMPT> true known-to-history$/)
  expect(term.cursor().column).toBe('PROMPT> true kno'.length)
  term.press('right', 'enter')
  await term.until((text) => text.endsWith('PROMPT> true known-to-history\nPROMPT>'))
})

test.each([
  // As starship does in each: the prompt is a program's output, and shows status and duration.
  ['zsh', `setopt prompt_subst; precmd() { last=$? }; PROMPT='$(printf "%%F{green}top %s%%f\\nPROMPT> " $last)'`],
  ['bash', `render() { local last=$?; PS1="\\[\\e[32m\\]top $last\\[\\e[m\\]\\nPROMPT> "; }; PROMPT_COMMAND=render`],
] as const)(
  '%s: a prompt that a program makes at each line keeps its status, and is drawn whole',
  async (name, before) => {
    await using home = await makeHome()
    await lendDaemonTo(home)
    await using term = await home.shell(name, { before, rc: before })
    await begin(home, 'build', 'go')
    await prompted(home, term)
    term.type('(exit 3)')
    term.press('enter')
    await term.until((screen) => screen.endsWith('top 3\nPROMPT>'))
    term.type('half')
    await term.until(() => term.line() === 'PROMPT> half')
    release(home, 'go')
    const screen = await term.until((text) => text.includes('● build finished') && term.line() === 'PROMPT> half')
    expect(screen).toMatch(/\(exit 3\)\n● build finished.*\ntop 3\nPROMPT> half$/)
    expect(screen).toMatch(/on\n(top \d\n)?PROMPT> \(exit 3\)\n/)
  },
)

test('zsh: a notice above a prompt as wide as the window, with marks for the terminal in it, takes no row of the output', async () => {
  await using home = await makeHome()
  await lendDaemonTo(home)
  // powerlevel10k begins such a row with a carriage return, and terminals put their marks (OSC 133) into the prompt.
  const wide = `PS1=$'%{\\e]133;A;cl=line\\a%}\\r'"left\${(l:71:: :)}right"$'\\n%{\\e]133;B\\e\\\\%}PROMPT> '`
  await using term = await home.shell('zsh', { cols: 80, rc: wide })
  await begin(home, 'build', 'go')
  await expect.poll(async () => (await home.status()).shells.length).toBe(1)
  await term.run('print -l one two three')
  term.type('half')
  await term.until(() => term.line() === 'PROMPT> half')
  release(home, 'go')
  const screen = await term.until((text) => text.includes('● build finished') && term.line() === 'PROMPT> half')
  expect(screen).toMatch(/\none\ntwo\nthree\n● build finished.*\nleft +right\nPROMPT> half$/)
})

test.each(['zsh', 'bash'] as const)(
  '%s: a notice above a prompt that goes down and up again before its first row takes no row of the output',
  async (name) => {
    await using home = await makeHome()
    await lendDaemonTo(home)
    // powerlevel10k does so where it puts an empty row before the prompt.
    const rc = String.raw`PS1=$'${name === 'zsh' ? '%{' : '\\['}\n\n\e[A${name === 'zsh' ? '%}' : '\\]'}top\nPROMPT> '`
    await using term = await home.shell(name, { rc })
    await begin(home, 'build', 'go')
    await expect.poll(async () => (await home.status()).shells.length).toBe(1)
    await term.run(String.raw`printf '%s\n' one two three`)
    term.type('half')
    await term.until(() => term.line() === 'PROMPT> half')
    release(home, 'go')
    const screen = await term.until((text) => text.includes('● build finished') && term.line() === 'PROMPT> half')
    expect(screen).toMatch(/\none\ntwo\nthree\n(\n)?● build finished.*\n\ntop\nPROMPT> half$/)
  },
)

test.each(SHELLS)('%s: hostile titles and last lines are one short line of text', async (name) => {
  const cases = readFileSync(join(ROOT, 'test', 'fixtures', 'hostile-inputs.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { group: string; input: string })
    .filter(({ group, input }) => group === 'escape' && !input.includes('\0'))
  expect(cases.length).toBeGreaterThan(10)
  await using home = await makeHome()
  writeFileSync(home.paths.config, '[background]\nmax_running_tasks = 100\n')
  await lendDaemonTo(home)
  await using term = await home.shell(name, { rows: 50, cols: 200 })
  await prompted(home, term)
  const client = (await findDaemon(home.paths))!
  const before = term.output().length
  for (const [at, { input }] of cases.entries()) {
    writeFileSync(join(home.dir, `said-${at}`), input)
    const command = `cat '${home.dir}/said-${at}'; exit 3`
    await client.call('task/run', { cwd: home.dir, env: {}, shellEnv: home.env, title: input, command })
  }
  const told = () => {
    const lines = term.output().match(/● [^\r\n]*kimi task|\x1b\[m [^\r\n]*kimi task/g) ?? []
    return lines.reduce((sum, line) => sum + Number(/(\d+) tasks:/.exec(line)?.[1] ?? 1), 0)
  }
  client.close()
  for (let press = 0; told() < cases.length && press < 20; press++) {
    term.press('enter')
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  expect(told()).toBe(cases.length)
  const shown = term.output().slice(before)
  expect(shown).not.toMatch(
    /\x1b\](?!0;|7;)|\x1b[P_^X]|\x1b\[[23]J\x1b\[1;1H|\x1b\[3J|\x1bc|[\x80-\x9f\u202a-\u202e\u2066-\u2069]/,
  )
})

test('five shells, two of which die, and a daemon killed twice: each end is told once', async () => {
  await using home = await makeHome()
  await lendDaemonTo(home)
  await using stack = new AsyncDisposableStack()
  const shells: Terminal[] = []
  for (const name of ['zsh', 'bash', 'zsh', 'bash', 'zsh'] as const) shells.push(stack.use(await home.shell(name)))
  const press = () => shells.forEach((term) => term.press('enter'))
  const known = async () => (await home.status()).shells.length
  // Of two bashes that say hello at once one says it again with its next prompt.
  await expect.poll(async () => (press(), await known()), { interval: 200 }).toBe(5)
  const titles: string[] = []
  const round = async (count: number) => {
    for (let at = 0; at < count; at++) {
      titles.push(`job${titles.length}x`)
      await begin(home, titles.at(-1)!, `go${titles.length}`)
    }
  }
  const end = (from: number, to: number) => {
    for (let at = from; at < to; at++) release(home, `go${at + 1}`)
  }
  const kill = async () => killDaemon((await home.daemonPid())!)
  await round(6)
  end(0, 2)
  press()
  await kill()
  end(2, 4)
  press()
  await shells[0]!.close()
  await home.kimi(['task', 'list'])
  end(4, 6)
  await round(4)
  end(6, 8)
  await shells[1]!.close()
  await kill()
  end(8, 10)
  // Folded lines name some of them: how many were told counts, and who is named is named once.
  const told = () => {
    const lines = shells.flatMap((term) => term.output().match(/(?:● |\x1b\[m )[^\r\n]*kimi task/g) ?? [])
    return lines.reduce((sum, line) => sum + Number(/(\d+) tasks:/.exec(line)?.[1] ?? 1), 0)
  }
  await home.kimi(['task', 'list']) // begins another daemon
  const done = async () => (await home.call('task/list', {})).tasks.filter(({ status }) => status === 'completed')
  await expect.poll(async () => (await done()).length).toBe(10)
  for (let tries = 0; told() < 10 && tries < 40; tries++) {
    press()
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  await new Promise((resolve) => setTimeout(resolve, 500)) // an absence is looked for: one told twice
  expect(told()).toBe(10)
}, 60_000)
