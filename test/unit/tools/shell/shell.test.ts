import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { ensureGrammar } from '../../../../src/safety/lines/bash-grammar.ts'
import { isAlive } from '../../../../src/sys/processes.ts'
import { BARE_WALL, type Wall } from '../../../../src/safety/sandbox/wall.ts'
import { createShell } from '../../../../src/tools/shell/shell.ts'
import type { Verdict } from '../../../../src/tools/tool.ts'
import type { ShellProcess } from '../../../../src/tools/shell/shell-process.ts'
import type { BackgroundTasks } from '../../../../src/tools/tasks/background.ts'
import { makeSpace, runTool } from '../running.ts'

beforeAll(ensureGrammar)

function makeShell(options: { env?: NodeJS.ProcessEnv; isPlanMode?: boolean } = {}) {
  const space = makeSpace()
  const outputDir = join(space.outside, 'outputs')
  const shell = createShell({
    workspace: space.workspace,
    env: options.env ?? { PATH: process.env.PATH },
    isPlanMode: () => options.isPlanMode ?? false,
    outputDir,
  })
  return { space, shell, outputDir }
}

/** Resolves when the process is gone; a zombie that nobody reaps counts as gone. */
async function goneOf(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 200; tries++) {
    if (!isAlive(pid) || /^State:\s+Z/m.test(readStatus(pid))) return true
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return false
}

function readStatus(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8')
  } catch {
    return ''
  }
}

describe('a command', () => {
  test('does not run when a link or another folder takes the place of its directory while the user is asked', async () => {
    for (const swap of [symlinkSync, (from: string, to: string) => renameSync(from, to)]) {
      const { space, shell } = makeShell()
      const other = join(space.outside, 'other')
      mkdirSync(other)
      const onAsk = () => {
        renameSync(space.dir, `${space.dir}-old`)
        swap(other, space.dir)
      }
      const { text, message } = await runTool(shell, { command: 'touch made; echo ran' }, { onAsk })
      expect([text, message]).toEqual(['', 'The working directory has changed meanwhile.'])
      expect(existsSync(join(space.dir, 'made'))).toBe(false)
    }
  })

  test('that the user sends to the background while it is being started goes there', async () => {
    const space = makeSpace()
    const listeners = new Set<() => void>()
    const task = { id: 'bash-00000000', kind: 'bash', status: 'running', description: 'x' }
    const background = {
      onSend: (listener: () => void) => (listeners.add(listener), () => listeners.delete(listener)),
      statusFile: () => join(space.outside, 'status'),
      adopt: (process: ShellProcess) => (void process.end(), { ok: true, task }),
    } as unknown as BackgroundTasks
    const shell = createShell({ workspace: space.workspace, env: process.env, isPlanMode: () => false, background })
    const onAsk = () => listeners.forEach((listener) => listener())
    const { message } = await runTool(shell, { command: 'sleep 60' }, { onAsk })
    expect(message).toBe('The user has sent the command there: it goes on as background task bash-00000000.')
    expect(listeners.size).toBe(0)
  })

  test('ends although what it left behind cannot be looked at, and says so', async () => {
    const { shell } = makeShell()
    const wall: Wall = {
      ...BARE_WALL,
      settle() {
        throw new Error('the disk is gone')
      },
    }
    const { text, message } = await runTool(shell, { command: 'touch ran; echo ran' }, { verdict: { ok: true, wall } })
    expect(text).toContain('ran\n')
    expect(`${text}${message}`).toContain('kimi could not look at what the command left behind: the disk is gone')
  })

  test('begins again when its sandbox could not be made, since what was to be covered has gone meanwhile', async () => {
    const { space, shell } = makeShell()
    const wallOf = (script: string): Wall => ({
      kind: 'workspace',
      wrap: (command) => ({ ...command, file: '/bin/sh', args: ['-c', script], filter: null }),
    })
    let tries = 0
    const makeAgain = async () =>
      ++tries === 1 ? wallOf('echo "bwrap: Can\'t create file at /x"; exit 1') : wallOf('touch made; echo ran')
    const wall = { ...wallOf('echo "bwrap: Can\'t bind mount /y"; exit 1'), makeAgain }
    const { text, asks } = await runTool(shell, { command: 'touch made' }, { verdict: { ok: true, wall } })
    expect([text.trim(), asks.length, tries]).toEqual(['ran', 1, 2])
    expect(existsSync(join(space.dir, 'made'))).toBe(true)
  })

  test('runs in the workspace, with no input, and both outputs come in the order of writing', async () => {
    const { space, shell } = makeShell()
    const command = 'pwd; cat; for i in 1 2 3; do echo out$i; echo err$i >&2; done'
    const { text, message, asks } = await runTool(shell, { command })
    expect(text).toBe(`${space.dir}\nout1\nerr1\nout2\nerr2\nout3\nerr3\n`)
    expect(message).toBe('Command executed successfully.')
    expect(asks).toEqual([
      {
        action: 'run command',
        description: `Run \`${command}\``,
        display: [{ type: 'shell', language: 'bash', command }],
        subject: { kind: 'command', value: command },
      },
    ])
  })

  test('that fails keeps its output, and the last lines go to the user', async () => {
    const { shell } = makeShell()
    const result = await runTool(shell, { command: 'seq 10; exit 3' })
    expect(result).toMatchObject({ is_error: true, message: 'Command failed with exit code: 3.' })
    expect(result.text).toContain('1\n2\n')
    expect(result.display).toEqual([{ type: 'brief', text: 'Failed with exit code: 3\n6\n7\n8\n9\n10' }])
    const killed = await runTool(shell, { command: 'kill -9 $$' })
    expect(killed.message).toBe('Command failed with exit code: 137 (SIGKILL).')
  })

  test('leaves neither directory nor variables to the next one', async () => {
    const { space, shell } = makeShell()
    await runTool(shell, { command: 'cd /; export PAGER=evil X=1' })
    expect((await runTool(shell, { command: 'pwd; echo "[$X][$PAGER]"' })).text).toBe(`${space.dir}\n[][cat]\n`)
  })

  test('sees no key of ours and runs no start-up file', async () => {
    const space = makeSpace()
    const hidden = space.file('evil.sh', 'echo hidden code')
    const env = {
      PATH: process.env.PATH,
      KIMI_API_KEY: 'sk-1',
      KIMI_APPROVAL_SECRET: 's',
      MOONSHOT_API_KEY: 'sk-2',
      KIMI_SHARE_DIR: '/share',
      BASH_ENV: hidden,
      'BASH_FUNC_ls%%': '() { echo hidden code; }',
    }
    const { shell } = makeShell({ env })
    const { text } = await runTool(shell, { command: 'ls /dev/null; env' })
    expect(text).not.toMatch(/sk-|SECRET|hidden/)
    expect(text).toMatch(/^KIMI_SHARE_DIR=\/share$/m)
    for (const line of ['NO_COLOR=1', 'TERM=dumb', 'GIT_TERMINAL_PROMPT=0', 'PAGER=cat', 'SHELL=/bin/bash']) {
      expect(text.split('\n')).toContain(line)
    }
  })

  test('can open its outputs by name', async () => {
    const { shell } = makeShell()
    const { text } = await runTool(shell, {
      command: 'echo a >/dev/stderr; echo b >/dev/stdout; echo c | tee /dev/stderr; echo d >>/dev/fd/2',
    })
    expect(text.split('\n').toSorted().join('')).toBe('abccd')
    expect((await runTool(shell, { command: 'ls -l /proc/self/fd/1 /proc/self/fd/2' })).text).not.toContain('socket')
  })

  test('that deletes its directory is told so, and the next one names what is missing', async () => {
    const { space, shell } = makeShell()
    const first = await runTool(shell, { command: 'rmdir "$PWD"' })
    expect(first.message).toBe(`Command executed successfully. The working directory ${space.dir} no longer exists.`)
    const next = await runTool(shell, { command: 'echo x' })
    expect([next.is_error, next.message]).toEqual([true, `The working directory ${space.dir} no longer exists.`])
  })

  test('is not run when refused, and not when the limits are wrong', async () => {
    const { space, shell } = makeShell()
    const verdict = { ok: false, by: 'user', feedback: '', reason: '' } as const
    const refused = await runTool(shell, { command: 'touch made' }, { verdict })
    expect(refused.rejected).toEqual({ feedback: '' })
    expect((await runTool(shell, { command: 'touch made', timeout: 301 })).message).toContain('at most 300 seconds')
    expect((await runTool(shell, { command: 'touch made', timeout: 0 })).message).toContain('Error validating')
    const background = await runTool(shell, { command: 'touch made', run_in_background: true, description: 'x' })
    expect(background.is_error).toBe(true)
    expect(readdirSync(space.dir)).toEqual([])
  })
})

describe('ending a command', () => {
  test('a timeout ends the whole group, grandchildren and those who ignore TERM included', async () => {
    const { shell } = makeShell()
    const command = `bash -c 'trap "" TERM; echo $$; sleep 300 & echo $!; wait' & wait`
    const result = await runTool(shell, { command, timeout: 1 })
    expect(result.message).toBe('Command killed by timeout (1s)')
    const pids = result.text.trim().split('\n').map(Number)
    expect(pids).toHaveLength(2)
    for (const pid of pids) expect(await goneOf(pid)).toBe(true)
  })

  test('cancelling ends it within three seconds', async () => {
    const { space, shell } = makeShell()
    const abort = new AbortController()
    const running = runTool(
      shell,
      { command: `trap '' TERM; echo $$ > pid; while :; do sleep 1; done` },
      { signal: abort.signal },
    )
    const path = join(space.dir, 'pid')
    while (!existsSync(path) || statSync(path).size === 0) await new Promise((resolve) => setTimeout(resolve, 10))
    // Turns of our own event loop are counted: on a busy machine they are as late as the end is.
    let turns = 0
    const counting = setInterval(() => turns++, 20)
    abort.abort()
    const result = await running
    clearInterval(counting)
    expect(turns * 20).toBeLessThan(3000)
    expect(result).toMatchObject({ is_error: true, message: 'The command was cancelled.' })
    expect(await goneOf(Number(readFileSync(path, 'utf8')))).toBe(true)
  })

  test('a child left behind with the output open holds nothing up, and lives on', async () => {
    const { shell } = makeShell()
    const result = await runTool(shell, { command: 'sleep 300 & echo $!; setsid sleep 300 & echo $!' })
    const pids = result.text.trim().split('\n').map(Number)
    expect(result.message).toBe('Command executed successfully. A process that it started is still running.')
    for (const pid of pids) {
      expect(isAlive(pid)).toBe(true)
      process.kill(pid, 'SIGKILL')
    }
  })
})

describe('long output', () => {
  test('keeps both ends and says where the whole is', async () => {
    const { shell, outputDir } = makeShell()
    const { text, message } = await runTool(shell, { command: 'seq 100000' })
    expect(text.length).toBeLessThanOrEqual(50_000)
    expect(text.startsWith('1\n2\n')).toBe(true)
    expect(text.endsWith('99999\n100000\n')).toBe(true)
    expect(text).toMatch(/\[\.\.\.truncated\] [\d,]+ bytes left out/)
    const path = join(outputDir, 'Shell-call_1.txt')
    expect(message).toContain(`Output is truncated to fit in the message. Full output: ${path}`)
    expect(readFileSync(path, 'utf8')).toBe(execFileSync('seq', ['100000'], { encoding: 'utf8' }))
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  test('a line of 200 MB costs little memory, and the file of it ends at 16 MB', async () => {
    const { shell, outputDir } = makeShell()
    const before = process.memoryUsage().rss
    let peak = 0
    const timer = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().rss)
    }, 10)
    const result = await runTool(shell, { command: `head -c 200000000 /dev/zero | tr '\\0' x; echo; echo end` })
    clearInterval(timer)
    expect(result.is_error).toBe(false)
    expect(result.text.endsWith('end\n')).toBe(true)
    expect(result.text.length).toBeLessThan(10_000)
    expect(peak - before).toBeLessThan(140 * 1024 * 1024) // between 90 and 112 MB: the garbage collector runs when it likes
    expect(statSync(join(outputDir, 'Shell-call_1.txt')).size).toBe(16 * 1024 * 1024)
  })

  test('bytes that are no text are shown as far as they are', async () => {
    const { shell } = makeShell()
    const { text } = await runTool(shell, { command: `printf 'a\\377b\\303\\251'` })
    expect(text).toBe('a\ufffdbé')
  })
})

describe('plan mode', () => {
  test('refuses whatever is permitted without a wall, as by a rule', async () => {
    const { space, shell } = makeShell({ isPlanMode: true })
    const result = await runTool(shell, { command: 'touch made' })
    expect(result).toMatchObject({ is_error: true, display: [{ text: 'Plan mode restriction' }] })
    expect(readdirSync(space.dir)).toEqual([])
  })

  test('lets a reader run behind its wall', async () => {
    const { space, shell } = makeShell({ isPlanMode: true })
    space.file('a.txt', 'here')
    const result = await runTool(
      shell,
      { command: 'cat a.txt | head -n 1' },
      { verdict: { ok: true, wall: BARE_WALL } },
    )
    expect(result.text).toBe('here')
  })
})

describe('a command in the sandbox', () => {
  const sandbox: Wall = {
    kind: 'reader',
    wrap: (command) => ({ ...command, env: { ...command.env, WALLED: '1' }, filter: null }),
  }
  const command = '[ -z "$WALLED" ] || { echo "x: Read-only file system"; exit 1; }; echo outside'

  test('that fails there is asked about, with the reason, and then runs outside', async () => {
    const { shell } = makeShell()
    let asked = 0
    const result = await runTool(
      shell,
      { command },
      { verdict: () => (asked++ === 0 ? { ok: true, wall: sandbox } : { ok: true }) },
    )
    expect(result.asks[1]).toMatchObject({
      failedIn: 'reader',
      description: `Run outside the sandbox, where it failed (read-only file system): \`${command}\``,
      subject: { kind: 'command', value: command },
    })
    expect(result).toMatchObject({ text: 'outside\n', is_error: false })
  })

  test('that fails there and is refused outside has not run outside', async () => {
    const { shell } = makeShell()
    const refusal: Verdict = { ok: false, by: 'user', feedback: '', reason: 'rejected by the user' }
    let asked = 0
    const result = await runTool(
      shell,
      { command },
      { verdict: () => (asked++ === 0 ? { ok: true, wall: sandbox } : refusal) },
    )
    expect(result).toMatchObject({ is_error: true, rejected: { feedback: '' } })
    expect(result.text).not.toContain('outside')
  })

  test('that does not find a file of the hidden home is asked about', async () => {
    const { shell } = makeShell()
    const result = await runTool(shell, { command: 'cat ~/nothing' }, { verdict: { ok: true, wall: sandbox } })
    expect(result.asks[1]).toMatchObject({ failedIn: 'reader' })
  })

  test('that fails for a reason of its own is not asked about again', async () => {
    const { shell } = makeShell()
    const result = await runTool(shell, { command: 'cat nothing' }, { verdict: { ok: true, wall: sandbox } })
    expect(result.asks).toHaveLength(1)
    expect(result.is_error).toBe(true)
  })

  test('to which a secret was closed has a note for the model', async () => {
    const { shell } = makeShell()
    const result = await runTool(
      shell,
      { command: 'echo "cat: .env: Permission denied"; exit 1' },
      { verdict: { ok: true, wall: sandbox } },
    )
    expect(result.message).toContain('not shown files and folders that hold secrets')
    expect(result.asks).toHaveLength(1)
  })
})

describe('a command in the sandbox of the workspace', () => {
  const sandbox: Wall = {
    kind: 'workspace',
    wrap: (command) => ({ ...command, env: { ...command.env, WALLED: '1' }, filter: null }),
    settle: () => ['kimi moved x.'],
  }
  const command =
    '[ -z "$WALLED" ] || { echo "some work"; echo "curl: (6) Could not resolve host: x"; exit 6; }; echo outside'

  test('that fails for it is asked about under a name of its own, and then runs outside', async () => {
    const { shell } = makeShell()
    let asked = 0
    const verdict = (): Verdict => (asked++ === 0 ? { ok: true, wall: sandbox } : { ok: true })
    const result = await runTool(shell, { command }, { verdict })
    expect(result.asks[1]).toMatchObject({
      failedIn: 'workspace',
      action: 'run command outside the sandbox',
      description: `Run again outside the sandbox, where it failed (could not resolve host) and may have done a part: \`${command}\``,
    })
    expect(result).toMatchObject({ text: 'outside\n', is_error: false })
  })

  test('keeps what it printed where nobody is there to let it out, with the reason', async () => {
    const { shell } = makeShell()
    let asked = 0
    const refusal: Verdict = { ok: false, by: 'mode', feedback: '', reason: 'Nobody is here.' }
    const result = await runTool(
      shell,
      { command },
      { verdict: () => (asked++ === 0 ? { ok: true, wall: sandbox } : refusal) },
    )
    expect(result.is_error).toBe(true)
    expect(result.text).toContain('some work')
    expect(result.message).toContain('It ran in the sandbox (could not resolve host). Nobody is here.')
  })

  test('that fails for a reason of its own is not asked about, and what was undone is told', async () => {
    const { shell } = makeShell()
    const result = await runTool(shell, { command: 'echo no; exit 1' }, { verdict: { ok: true, wall: sandbox } })
    expect(result.asks).toHaveLength(1)
    expect(result.message).toContain('kimi moved x.')
  })

  test('does not count as reading in plan mode', async () => {
    const { shell } = makeShell({ isPlanMode: true })
    const result = await runTool(shell, { command: 'ls' }, { verdict: { ok: true, wall: sandbox } })
    expect(result.message).toContain('Plan mode is on')
  })
})
