// Slash commands of the terminal that list what the session sends and runs, and that change a setting.

import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { shareScripts } from '../support/shared-daemon.ts'
import { openUi, READY, say } from '../support/terminal-ui.ts'
import { script } from '../support/wire-client.ts'

const inHome = shareScripts()

test('/context tells what fills the window, before the first turn and after it', async () => {
  const home = inHome([script(['Shell', { command: 'seq 1 2000' }]), script('counted')])
  writeFileSync(join(home.dir, 'AGENTS.md'), 'Count well. '.repeat(100))
  await using term = await openUi(home, { args: ['--yolo', '--trust'], rows: 40 })
  await say(term, '/context')
  await term.until((screen) => /\n {2}tools +[\d.]+k tokens[^\n]*, \d+ tools\n/.test(screen) && READY.test(screen))
  await term.until((screen) =>
    expect(screen).toMatch(/system prompt +\S+ tokens[^]*AGENTS\.md +\S+ tokens[^]*in all, about/),
  )
  expect(term.screen()).not.toContain('tool results')
  await say(term, 'count')
  await term.until((screen) => screen.includes('counted') && READY.test(screen))
  await say(term, '/context')
  await term.until((screen) => /user +\S+ tokens[^\n]*, 1 messages?\n[^]*tool results +[\d.]+k tokens/.test(screen))
})

test('/hooks lists the hooks of config.toml, and says how to get one where there is none', async () => {
  const home = inHome([])
  {
    await using term = await openUi(home)
    await say(term, '/hooks')
    await term.until((screen) => screen.includes('there is no hook: kimi help hooks'))
  }
  const before = readFileSync(home.paths.config, 'utf8')
  appendFileSync(home.paths.config, '\n[[hooks]]\nevent = "PreToolUse"\nmatcher = "Shell"\ncommand = "exit 0"\n')
  try {
    await using term = await openUi(home)
    await say(term, '/hooks')
    await term.until((screen) => /PreToolUse Shell +exit 0 \(30 s\)/.test(screen))
  } finally {
    writeFileSync(home.paths.config, before)
  }
})

test('/theme and /editor set what holds at once and in later sessions; a wrong name changes nothing', async () => {
  const home = inHome([])
  const before = readFileSync(home.paths.config, 'utf8')
  try {
    await using term = await openUi(home)
    await say(term, '/theme purple')
    await term.until((screen) => screen.includes('there is no theme purple: auto, dark, light, none'))
    expect(readFileSync(home.paths.config, 'utf8')).toBe(before)
    await say(term, '/theme none')
    await term.until((screen) => screen.includes('theme none: no colours'))
    await say(term, '/editor cat >&2')
    await term.until((screen) => screen.includes('the editor is cat >&2'))
    const { stdout } = await home.command(['config', 'get', 'tui.theme'])
    expect(stdout).toBe('none\n')
    expect(readFileSync(home.paths.config, 'utf8')).toContain('default_editor = "cat >&2"')
    await say(term, '/theme')
    await term.until((screen) => /Theme \(4\)[^]*auto[^]*dark[^]*light[^]*none/.test(screen))
    term.press('esc')
    await term.until((screen) => !screen.includes('Theme (4)'))
  } finally {
    writeFileSync(home.paths.config, before)
  }
})

test('/mcp lists the servers, and the menu offers the command', async () => {
  const home = inHome([])
  await using term = await openUi(home)
  term.type('/mc')
  await term.until((screen) => /\/mcp +the MCP servers/.test(screen))
  term.press('enter')
  await term.until((screen) => /no MCP server/i.test(screen))
})

test('--shell-mode begins in the shell, and Ctrl-X leads to the agent', async () => {
  const home = inHome([script('here I am')])
  writeFileSync(join(home.dir, '.zshrc'), "PS1='shell$ '\nunsetopt prompt_sp\n")
  await using term = await openUi(home, {
    args: ['--shell-mode'],
    env: { SHELL: 'zsh', ZDOTDIR: home.dir },
    ready: /shell\$$/,
  })
  term.type('\x18')
  await term.until((screen) => READY.test(screen))
  await say(term, 'hello')
  await term.until((screen) => screen.includes('here I am'))
  const { status, stderr } = await home.command(['--shell-mode'])
  expect([status, stderr]).toEqual([2, 'kimi: --shell-mode needs a terminal, and no prompt\n  kimi help\n'])
})

test('what slash commands say stands below the command, with a blank line before each and before the next turn', async () => {
  const home = inHome([script('the answer')])
  await using term = await openUi(home, { rows: 40 })
  await say(term, '/trust')
  await term.until((screen) => screen.includes('nothing to trust'))
  await say(term, '/mode zzz')
  await term.until((screen) => screen.includes('there is no mode zzz'))
  await say(term, 'hello')
  await term.until((screen) =>
    expect(screen).toMatch(
      /^kimi .*\n\n❯ \/trust\n {2}\S+: brings nothing to trust\n\n❯ \/mode zzz\n {2}there is no mode zzz[^\n]*\n\n❯ hello\n\nthe answer\n\n❯\n/,
    ),
  )
})

test('the settings of the terminal are those of its own environment and of the file as they are at its start', async () => {
  const home = inHome([])
  {
    await using term = await openUi(home, { env: { KIMI_TUI_FOOTER: 'cwd,mode' }, ready: /^\S*work-\d+ · ask$/m })
    term.press('ctrl-d')
    await term.exited
  }
  await home.command(['config', 'set', 'tui.footer', 'mode'])
  try {
    await using term = await openUi(home, { ready: /^ask$/m })
    expect(term.screen()).not.toContain('· s ·')
  } finally {
    await home.command(['config', 'unset', 'tui.footer'])
  }
})

test.each([
  ['/bg !env > out', 'out'],
  ['/watch trigger -- env > out', 'out'],
])('%s: the command does not get the keys of models', async (line, file) => {
  const home = inHome([])
  await using term = await openUi(home, {
    args: ['--yolo'],
    env: {
      MOONSHOT_API_KEY: 'sk-leaked-1',
      OPENAI_API_KEY: 'sk-leaked-2',
      KIMI_MODEL_API_KEY: 'sk-leaked-3',
      PLAIN: 'kept',
    },
  })
  await say(term, line)
  await term.until((screen) => /task \S+ has begun/.test(screen))
  const out = join(home.dir, file)
  await term.until(() => {
    writeFileSync(join(home.dir, 'trigger'), `${Date.now()}`)
    return existsSync(out) && readFileSync(out, 'utf8').includes('PLAIN=kept')
  })
  expect(readFileSync(out, 'utf8')).not.toContain('sk-leaked')
})

test('/copy puts what was shown into the clipboard, and nothing that acts where it is pasted', async () => {
  const home = inHome([script('make\u001b[201~\u202e; rm -rf ~')])
  await using term = await openUi(home)
  await say(term, 'build it')
  await term.until((screen) => /make\S*; rm -rf ~\n/.test(screen) && READY.test(screen))
  await say(term, '/copy')
  await term.until((screen) => screen.includes('the last answer is in the clipboard'))
  // eslint-disable-next-line no-control-regex
  const [, copied = ''] = /\u001b\]52;c;([^\u0007]*)\u0007/.exec(term.output())!
  expect(Buffer.from(copied, 'base64').toString()).toBe('make<U+202E>; rm -rf ~')
})
