// Measures the user's shell in a session: the flip between agent and shell, and what the marks cost a command.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pty from 'node-pty'
import { describeSessionStart } from '../../src/shell-syntax/session-start.ts'
import { makeHome, ROOT, startDaemonIn } from '../support/kimi.ts'
import { openTerminal } from '../support/terminal.ts'
import { sleep, summarise, type Row } from './measure.ts'

type ShellName = 'zsh' | 'bash' | 'fish'
const BUDGETS: Record<ShellName, number> = { zsh: 1, bash: 1, fish: 5 }
const SHELL_PROMPT = 'shell-prompt '
const NODE = join(ROOT, 'node_modules', 'node', 'bin', 'node')

/** Ctrl-X → the prompt of the other side painted. The way back is measured without the chord window of 300 ms. */
export async function measureSwitch(n: number): Promise<Row[]> {
  await using home = await makeHome()
  await startDaemonIn(home)
  writeFileSync(join(home.dir, '.zshrc'), `PS1='${SHELL_PROMPT}'\n`)
  await using term = await openTerminal({
    shell: NODE,
    args: [join(ROOT, 'test', 'support', 'shell-host.ts'), crypto.randomUUID(), 'warm'],
    cwd: home.dir,
    env: { ...home.env, SHELL: 'zsh', KIMI_CHORD_WINDOW_MS: '0' },
    ready: (screen) => screen.endsWith('agent>'),
  })
  const press = async (awaited: string) => {
    const before = term.output().length
    const pressed = performance.now()
    term.type('\x18')
    while (!term.output().includes(awaited, before)) await term.nextOutput()
    const ms = performance.now() - pressed
    await sleep(60)
    return ms
  }
  await press(SHELL_PROMPT)
  const there: number[] = []
  const back: number[] = []
  for (let round = 0; round < n; round++) {
    back.push(await press('agent> '))
    there.push(await press(SHELL_PROMPT))
  }
  return [
    summarise('Ctrl-X: agent → the shell’s prompt painted', 'ms', there, { p50: 20 }),
    summarise('Ctrl-X: shell → the agent’s prompt, chord window 0', 'ms', back, { p50: 20 }),
  ]
}

/** An empty command in a shell with marks and in one without, in turns: the difference is what the marks cost. */
export async function measureMarks(shell: ShellName, n: number): Promise<Row> {
  const root = mkdtempSync(join(tmpdir(), 'kimi-marks-'))
  const [marked, plain] = [openShell(shell, root, true), openShell(shell, root, false)]
  try {
    for (const each of [marked, plain]) await each.run('true')
    const cost: number[] = []
    for (let round = 0; round < n; round++) {
      const without = await plain.run('true')
      cost.push((await marked.run('true')) - without)
    }
    return summarise(`what the marks cost a command, ${shell}`, 'ms', cost, { p50: BUDGETS[shell] })
  } finally {
    for (const each of [marked, plain]) each.close()
    rmSync(root, { recursive: true, force: true })
  }
}

function openShell(shell: ShellName, root: string, isMarked: boolean) {
  const home = mkdtempSync(join(root, 'home-'))
  const folder = mkdtempSync(join(root, 'start-'))
  const rc = shell === 'fish' ? '' : `PS1='${SHELL_PROMPT}'\n`
  for (const file of ['.zshrc', '.bashrc']) writeFileSync(join(home, file), rc)
  mkdirSync(join(home, '.config', 'fish'), { recursive: true })
  mkdirSync(join(home, '.local', 'share', 'fish', 'generated_completions'), { recursive: true })
  writeFileSync(
    join(home, '.config', 'fish', 'config.fish'),
    `set -g fish_greeting\nfunction fish_prompt\n  printf '${SHELL_PROMPT}'\nend\n`,
  )
  const { ZDOTDIR: _, ...inherited } = process.env as Record<string, string>
  const env = { ...inherited, HOME: home, TERM: 'xterm-256color' }
  const start = describeSessionStart({ shell, directory: folder, marks: join(ROOT, 'shell'), id: 'abcdef', env })
  for (const [file, text] of Object.entries(start.files)) writeFileSync(join(folder, file), text)
  const child = pty.spawn(shell, isMarked ? start.args : ['-i'], {
    cols: 80,
    rows: 24,
    cwd: home,
    env: isMarked ? { ...env, ...start.env } : env,
  })
  let output = ''
  let heard = Promise.withResolvers<void>()
  child.onData((data) => {
    output += String(data)
    if (String(data).includes('\x1b[c')) child.write('\x1b[?62c')
    heard.resolve()
    heard = Promise.withResolvers<void>()
  })
  const prompts = () => output.split(SHELL_PROMPT).length
  return {
    /** Milliseconds from Enter to the next prompt. */
    async run(line: string): Promise<number> {
      while (prompts() < 2) await heard.promise
      child.write(line)
      await sleep(40) // until the line is drawn
      output = SHELL_PROMPT
      const began = performance.now()
      child.write('\r')
      while (prompts() < 3) await heard.promise
      return performance.now() - began
    },
    close: () => child.kill('SIGKILL'),
  }
}
