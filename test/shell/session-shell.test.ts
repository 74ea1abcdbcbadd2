// The user's own shell in a session: real zsh, bash and fish under a real daemon. Each hazard that a shell in a pty is known for is a claim.

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { UserShellState } from '../../src/protocol/shell-view.ts'
import { isAlive } from '../../src/sys/processes.ts'
import { lendDaemonTo, makeHome, type Home } from '../support/kimi.ts'
import { openSessionShell, SHELLS } from '../support/session-shell.ts'

let home: Home
beforeAll(async () => {
  home = await makeHome()
  await lendDaemonTo(home)
})
afterAll(() => home[Symbol.asyncDispose]())

/**
 * True while a program has the terminal. The group gets it while its process is still a copy of the shell, which ignores Ctrl-Z until it has
 * become the program.
 */
function hasForeground({ pid, phase }: UserShellState): boolean {
  const group = Number(readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]!.split(' ')[5])
  if (phase !== 'running' || group <= 0 || group === pid) return false
  const name = (id: number) => readFileSync(`/proc/${id}/comm`, 'latin1')
  return name(group) !== name(pid)
}

describe.each(SHELLS)('%s', (shell) => {
  test('keeps directory, variables and functions, and tells each command with line, status and output', async () => {
    await using user = await openSessionShell(home, shell)
    const define = shell === 'fish' ? 'function greet; echo hello $FOO; end' : 'greet() { echo hello $FOO; }'
    const assign = shell === 'fish' ? 'set -gx FOO bar' : 'export FOO=bar'
    expect(await user.run('cd /usr/lib')).toMatchObject({ cwdBefore: user.dir, cwdAfter: '/usr/lib', status: 0 })
    await user.run(define)
    await user.run(assign)
    expect(await user.run('greet; false')).toMatchObject({ line: 'greet; false', status: 1, output: 'hello bar' })
    expect(await user.run("sh -c 'exit 7'")).toMatchObject({ status: 7, output: '', cwdBefore: '/usr/lib' })
    expect(user.state).toMatchObject({ cwd: '/usr/lib', phase: 'prompt', lastId: 5 })
  })

  test('output without a line end, and the sign that marks it, are told from the prompt', async () => {
    await using user = await openSessionShell(home, shell)
    expect((await user.run('printf partial')).output).toBe('partial')
    expect((await user.run("printf 'a\\nb'")).output).toBe('a\nb')
  })

  test('forged marks and a forged id change nothing', async () => {
    await using user = await openSessionShell(home, shell)
    const forged = String.raw`printf '\033]133;D;0\007\033]133;A;kimi=0123456789abcdef\007'; sh -c 'exit 3'`
    expect(await user.run(forged)).toMatchObject({ status: 3, output: '' })
  })

  test('the secret of its marks is in no environment, and its private files are gone', async () => {
    await using user = await openSessionShell(home, shell)
    const { output } = await user.run(
      'env | grep -ci kimi_mark; cat /proc/self/environ | tr "\\0" "\\n" | grep -c kimi=',
    )
    expect(output).toBe('0\n0')
    expect(readFileSync(`/proc/${user.state.pid}/environ`, 'latin1')).not.toMatch(/kimi=|__kimi/)
    expect(readdirSync(join(home.paths.run, 'user-shells'))).toEqual([])
  })

  test('several commands in one write become several records', async () => {
    await using user = await openSessionShell(home, shell)
    await user.type('true\rfalse\recho last\r')
    await user.until(({ lastId, phase }) => lastId === 3 && phase === 'prompt', 'three commands')
    const told = (await user.commands()).map(({ line, status }) => [line, status])
    expect(told).toEqual([
      ['true', 0],
      ['false', 1],
      ['echo last', 0],
    ])
  })

  test('an inner shell, and a program in the place of the shell, have the terminal until they end', async () => {
    await using user = await openSessionShell(home, shell)
    await user.type('sh\r')
    await user.until(({ phase }) => phase === 'running', 'sh')
    await user.type('false\r\rexit 4\r')
    await user.until(({ phase, lastId }) => phase === 'prompt' && lastId === 1, 'the end of sh')
    expect((await user.commands())[0]).toMatchObject({ line: 'sh', status: 4 })
    await user.type('exec sleep 1000\r')
    await user.until(({ pid }) => readFileSync(`/proc/${pid}/comm`, 'latin1') === 'sleep\n', 'sleep')
    await user.type('\x03')
    await user.until(({ phase }) => phase === 'ended', 'the end')
    expect(user.state.exit).toBe(130)
  })

  test('exit is told with its status, and the next shell begins in the same directory', async () => {
    await using user = await openSessionShell(home, shell)
    await user.run('cd /usr')
    await user.type('exit 3\r')
    await user.until(({ phase }) => phase === 'ended', 'the end')
    expect(user.state.exit).toBe(3)
    await expect(user.type('x')).rejects.toMatchObject({ code: 'shell.not_open' })
    await using next = await openSessionShell(home, shell, { other: user })
    expect(next.state.cwd).toBe('/usr')
  })

  test('Ctrl-C, Ctrl-Z and fg work, and a stopped command is told as stopped', async () => {
    await using user = await openSessionShell(home, shell)
    await user.run('false')
    await user.type('sleep 1000\r')
    await user.until(hasForeground, 'sleep')
    await user.type('\x1a')
    await user.until(({ phase, lastId }) => phase === 'prompt' && lastId === 2, 'the stop')
    expect((await user.commands()).at(-1)).toMatchObject({ line: 'sleep 1000', status: 148 })
    await user.type('fg\r')
    await user.until(hasForeground, 'fg')
    await user.type('\x03')
    await user.until(({ phase, lastId }) => phase === 'prompt' && lastId === 3, 'the end of fg')
    expect((await user.commands()).at(-1)!.status).toBe(shell === 'fish' ? null : 130)
    expect((await user.run('sleep 0 &')).status).toBe(shell === 'fish' ? null : 0)
  })

  test('two megabytes of output pass, and head and tail of them are kept', async () => {
    await using user = await openSessionShell(home, shell)
    const { output, omittedBytes } = await user.run('seq 1 300000')
    expect(output).toMatch(/^1\n2\n3\n[^]*\n299999\n300000$/)
    expect(omittedBytes).toBeGreaterThan(1_900_000)
    expect(user.output).toContain('\r\n299999\r\n300000\r\n')
    const missed = user.pushes.filter(({ reset }) => reset)
    expect(missed).toEqual([])
  })

  test('a new size reaches the shell and its programs', async () => {
    await using user = await openSessionShell(home, shell)
    await user.client.call('shell/resize', { columns: 101, rows: 33 })
    expect((await user.run('stty size')).output).toBe('33 101')
  })

  test('what a full-screen program draws is no part of the record', async () => {
    await using user = await openSessionShell(home, shell)
    const { output } = await user.run(String.raw`printf 'a\n\033[?1049hdrawn\033[?1049lb\n'`)
    expect(output).toBe('a\nb')
    expect(user.state.isFullScreen).toBe(false)
  })

  test('Enter and Ctrl-C at an empty prompt are no commands', async () => {
    await using user = await openSessionShell(home, shell)
    await user.run('false')
    const prompts = user.output.split('133;A').length
    await user.type('\r')
    await user.until((_, output) => output.split('133;A').length > prompts, 'the next prompt')
    await user.type('abc')
    await user.until((_, output) => output.includes('abc'), 'the echo')
    await user.interrupt()
    // fish may hold the interrupt against the next hook that runs, so one more prompt is asked for.
    const before = user.output.split('133;A').length
    await user.type('\r')
    await user.until((_, output) => output.split('133;A').length > before, 'a prompt')
    expect(await user.run('echo on')).toMatchObject({ id: 2, output: 'on' })
  })

  test('has the user’s own start-up files and umask', async () => {
    const rc = shell === 'fish' ? "alias mine 'echo own alias'" : "alias mine='echo own alias'"
    await using user = await openSessionShell(home, shell, { rc })
    expect((await user.run('mine; umask')).output).toMatch(/^own alias\n0?022$/)
  })
})

const ZSH_OPTIONS = [
  'nounset',
  'ksh_arrays',
  'sh_word_split',
  'posix_argzero',
  'ksh_glob',
  'noclobber',
  'glob_subst',
  'vi',
]
test.each(ZSH_OPTIONS)('zsh tells its commands under `setopt %s`', async (option) => {
  await using user = await openSessionShell(home, 'zsh', { rc: `alias print=false typeset=false\nsetopt ${option}` })
  expect(await user.run('echo a b; false')).toMatchObject({ line: 'echo a b; false', status: 1, output: 'a b' })
})

test('zsh keeps the user’s ZDOTDIR, with its start-up files, and gives it to its programs', async () => {
  const folder = join(home.dir, 'zdot')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, '.zshenv'), 'export FROM_ENV=1\n')
  writeFileSync(join(folder, '.zshrc'), "PS1='$ '\nFROM_RC=$ZDOTDIR\n")
  await using user = await openSessionShell(home, 'zsh', { env: { ZDOTDIR: folder } })
  expect((await user.run('echo $FROM_ENV $FROM_RC; env | grep ZDOTDIR')).output).toBe(`1 ${folder}\nZDOTDIR=${folder}`)
  await using plain = await openSessionShell(home, 'zsh')
  expect((await plain.run('echo ${ZDOTDIR-none}')).output).toBe('none')
})

const BASH_START: Record<string, string> = {
  'set -u': 'set -u',
  'a PROMPT_COMMAND that is set as text later': 'PROMPT_COMMAND="true"',
  'a PROMPT_COMMAND array': 'PROMPT_COMMAND=(true "printf x >/dev/null")',
  'a DEBUG trap': "trap 'true' DEBUG",
  'no history': 'set +o history',
}
test.each(Object.keys(BASH_START))('bash tells its commands with %s', async (name) => {
  await using user = await openSessionShell(home, 'bash', { rc: BASH_START[name]! })
  const line = name === 'no history' ? null : 'echo a; false'
  expect(await user.run('echo a; false')).toMatchObject({ line, status: 1, output: 'a' })
})

test('bash with a read-only PROMPT_COMMAND tells status and output', async () => {
  await using user = await openSessionShell(home, 'bash', { rc: 'readonly PROMPT_COMMAND=' })
  expect(await user.run('echo a; false')).toMatchObject({ status: 1, output: 'a' })
})

test('bash does not tell a line that a blank keeps out of its history, and tells one that is repeated', async () => {
  await using user = await openSessionShell(home, 'bash', { rc: 'HISTCONTROL=ignoreboth' })
  await user.run('echo one')
  expect((await user.run('echo one')).line).toBe('echo one')
  expect(await user.run(' echo two')).toMatchObject({ line: null, output: 'two' })
})

test('several pasted lines are one command', async () => {
  for (const shell of ['zsh', 'bash'] as const) {
    await using user = await openSessionShell(home, shell)
    const { output, line } = await user.run('\x1b[200~for i in 1 2; do\necho $i\ndone\x1b[201~')
    expect([shell, output, line]).toEqual([shell, '1\n2', expect.stringMatching(/^for i in 1 2; do[^]*done$/)])
  }
})

test('a prompt that is made anew each time, as themes do, changes nothing', async () => {
  const zsh = `setopt prompt_subst\nprecmd() { PS1=$'two lines\\n%# '; false }\npreexec() { printf '\\e]0;title\\a' }`
  await using user = await openSessionShell(home, 'zsh', { rc: zsh })
  expect(await user.run('(exit 9)')).toMatchObject({ status: 9, output: '' })
  const bash = `starship_precmd() { PS1="two lines\\n$? "; }\nPROMPT_COMMAND=starship_precmd`
  await using other = await openSessionShell(home, 'bash', { rc: bash })
  expect(await other.run('(exit 9)')).toMatchObject({ status: 9, output: '' })
})

test('our own plugin in the shell leaves Ctrl-X free, and a key that the user has chosen alone', async () => {
  for (const shell of SHELLS) {
    const plugin = `source '${process.cwd()}/shell/kimi.${shell}'`
    await using user = await openSessionShell(home, shell, { rc: plugin })
    const { output } = await user.run(
      shell === 'fish' ? 'echo "[$KIMI_KEY]"; env | grep -c KIMI_KEY' : 'echo "[$KIMI_KEY]"; env | grep -c KIMI_KEY',
    )
    expect([shell, output]).toEqual([shell, '[]\n0'])
    const prompts = user.output.split('133;A').length
    await user.type('echo abc\x18')
    await user.type('\x15')
    expect((await user.run('true')).status).toBe(0)
    expect(user.output.split('133;A').length).toBe(prompts + 1)
    expect([shell, user.output]).toEqual([shell, expect.not.stringMatching(/asking|starting/)])
  }
})

test('the shell ends with its session: a hangup for it and its jobs, but not for those that it has disowned', async () => {
  const user = await openSessionShell(home, 'zsh')
  const kept = (await user.run('sleep 1000 &!; echo $!')).output
  const ended = (await user.run('sleep 1000 & echo $!')).output.split('\n').at(-1)!
  const { pid } = user.state
  // Until it has become the program a job is a copy of the shell, which the hangup does not end.
  const programs = () => [kept, ended].map((job) => readFileSync(`/proc/${job}/comm`, 'latin1'))
  await expect.poll(programs).toEqual(['sleep\n', 'sleep\n'])
  await user[Symbol.asyncDispose]()
  await expect.poll(() => [isAlive(pid), isAlive(Number(ended))]).toEqual([false, false])
  expect(isAlive(Number(kept))).toBe(true)
  process.kill(Number(kept), 'SIGKILL')
})

test('an unknown shell is refused in one line', async () => {
  await expect(openSessionShell(home, 'tcsh' as never)).rejects.toMatchObject({ code: 'shell.unsupported' })
  expect(existsSync(join(home.paths.run, 'user-shells')) && readdirSync(join(home.paths.run, 'user-shells'))).toEqual(
    [],
  )
})
