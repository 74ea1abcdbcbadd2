// `kimi doctor` about the shells that are open: it is never "ok" where the key is dead.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { lendDaemonTo, makeHome, ROOT, type Home } from '../support/kimi.ts'
import { openSessionShell } from '../support/session-shell.ts'
import { openTerminal, type Terminal } from '../support/terminal.ts'

type ShellName = 'zsh' | 'bash' | 'fish'

interface Finding {
  area: string
  ok: boolean
  text: string
  hint?: string
}

let home: Home
beforeAll(async () => {
  home = await makeHome()
  await lendDaemonTo(home)
})
afterAll(() => home[Symbol.asyncDispose]())

function open(shell: ShellName, rc: string): Promise<Terminal> {
  const { HOME: _, ...env } = home.env
  return openTerminal({ shell, rc, env: { ...env, KIMI: `${ROOT}/shell/kimi.${shell}` } })
}

/** The findings of a doctor that this shell runs, about shells that are open. */
async function askDoctor(term: Terminal, shell: ShellName): Promise<Finding[]> {
  const status = shell === 'fish' ? '$status' : '$?'
  term.type(`clear; "$KIMI_BIN" doctor --json >~/doctor; echo "ended ${status}"\r`)
  await term.until((screen) => /^ended \d/m.test(screen))
  const said = readFileSync(join(term.home, 'doctor'), 'utf8')
  expect(said, term.screen()).toContain('"area":"tasks"') // the last of its lines
  return said
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Finding)
    .filter(({ text }) => / asks | is dead |could not ask|no key|cannot draw/.test(text))
}

const MODES = { zsh: 'emacs', bash: 'emacs-standard', fish: 'default' }

for (const shell of ['zsh', 'bash', 'fish'] as const) {
  test(`${shell}: the doctor speaks of the shell that runs it first, with its process and keymap, at its first command`, async () => {
    await using term = await open(shell, 'source "$KIMI"')
    expect(await askDoctor(term, shell)).toEqual([
      { area: shell, ok: true, text: `Ctrl-X asks in this ${shell} (${term.pid}, ${MODES[shell]})` },
    ])
  })

  test(`${shell}: with TERM=dumb the doctor says that the key cannot draw, and why`, async () => {
    await using term = await open(
      shell,
      `TERM=dumb\n${shell === 'fish' ? 'set -gx TERM dumb' : 'export TERM'}\nsource "$KIMI"`.replace(
        /^TERM=dumb\n(?=set)/,
        '',
      ),
    )
    expect(await askDoctor(term, shell)).toEqual([
      {
        area: shell,
        ok: false,
        text: `Ctrl-X cannot draw in this ${shell} (${term.pid}): TERM is dumb, a terminal that cannot move its cursor`,
        hint: `TERM=xterm-256color exec ${shell}`,
      },
    ])
  })

  test(`${shell}: a shell without the plugin is named as one whose key is dead`, async () => {
    await using term = await open(shell, '')
    await expect.poll(async () => (await home.status()).upSeconds).toBeGreaterThan(3)
    expect(await askDoctor(term, shell)).toEqual([
      {
        area: shell,
        ok: false,
        text: `Ctrl-X is dead in this ${shell} (${term.pid}): the plugin is not loaded, or has met no daemon since`,
        hint: `exec ${shell}; if that does not help: kimi init ${shell} --install`,
      },
    ])
    await term.until((screen) => expect(screen).toContain('ended 1'))
  })
}

for (const [shell, name, rc, typed, runs] of [
  ['zsh', 'typed', 'source "$KIMI"', "bindkey '^X' kill-line", 'kill-line'],
  [
    'zsh',
    'by a later hook of each prompt',
    "source $KIMI; later() { bindkey '^X' kill-line }; precmd_functions+=(later)",
    '',
    'kill-line',
  ],
  ['bash', 'typed', 'source "$KIMI"', `bind '"\\C-x": "mine"'`, '"mine"'],
  [
    'bash',
    'later in the start-up file',
    `source "$KIMI"; set -o vi; bind -m vi-insert '"\\C-x": "mine"'`,
    '',
    '"mine"',
  ],
  ['fish', 'typed', 'source $KIMI', "bind \\cx 'echo mine'", "'echo mine'"],
  ['fish', 'back to its own', 'source $KIMI', 'bind --erase \\cx', 'fish_clipboard_copy'],
] as const) {
  test(`${shell}: a key bound to something else ${name} is dead, and the doctor fails`, async () => {
    await using term = await open(shell, rc)
    await expect.poll(async () => (await home.status()).shells.map(({ pid }) => pid)).toContain(term.pid)
    if (typed) {
      term.type(`${typed}\r`)
      await term.until((screen) => screen.split('PROMPT>').length === 3)
    }
    const [finding, ...more] = await askDoctor(term, shell)
    expect(more).toEqual([])
    expect(finding).toMatchObject({ area: shell, ok: false })
    expect(finding!.text).toMatch(new RegExp(`^Ctrl-X is dead in this ${shell} \\(${term.pid}.*\\): it runs `))
    expect(finding!.text).toContain(runs)
    await term.until((screen) => expect(screen).toContain('ended 1'))
  })
}

test('outside a shell the doctor speaks of all shells, and without one it says that it could not ask', async () => {
  const ask = async () => {
    const { stdout } = await home.kimi(['doctor'])
    return stdout.split('\n').filter((line) => / asks | is dead |could not ask/.test(line))
  }
  expect(await ask()).toEqual(['ok  shells    could not ask a living shell for its key: the daemon has met no shell'])
  await using first = await open('zsh', 'source $KIMI')
  await using second = await open('zsh', 'source $KIMI')
  await using third = await open('bash', `source "$KIMI"; bind '"\\C-x": "mine"'`)
  await expect.poll(async () => (await home.status()).shells.length).toBe(3)
  const [dead, working] = await ask()
  expect(dead).toBe(`!!  bash      Ctrl-X is dead in the bash (${third.pid}, emacs-standard): it runs "mine"`)
  expect(working).toMatch(/^ok {2}zsh {7}the key asks in 2 other shells \(\d+, \d+\)$/)
  for (const { pid } of [first, second]) expect(working).toContain(String(pid))
})

test('the shell of a conversation is counted for itself, and not among those of the user', async () => {
  await using alone = await makeHome()
  await lendDaemonTo(alone)
  const ask = async () => (await alone.kimi(['doctor'])).stdout.split('\n').filter((line) => / asks | more /.test(line))
  await using shell = await alone.shell('zsh')
  await expect.poll(async () => (await alone.status()).shells.length).toBe(1)
  await using inside = await openSessionShell(alone, 'zsh', { rc: `source ${ROOT}/shell/kimi.zsh` })
  await expect.poll(async () => (await alone.status()).shells.length).toBe(2)
  expect(inside.state.pid).not.toBe(shell.pid)
  expect(await ask()).toEqual([
    `ok  zsh       the key asks in the zsh ${shell.pid}`,
    'ok  shells    one more is open in a conversation',
  ])
})

test('without a daemon the doctor says that it could not ask', async () => {
  await using alone = await makeHome()
  expect((await alone.kimi(['doctor'])).stdout).toContain(
    'ok  shells    could not ask a living shell for its key: no daemon runs',
  )
})
