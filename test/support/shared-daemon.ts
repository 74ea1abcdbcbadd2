// A home and a daemon that all tests of a file share. Starting a daemon takes 0.3 s of processor time, and the claims of these
// tests are about the shell or a turn: each test still has a shell and a model of its own, or a directory and a script.

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { openAskingShell, type AskingShell } from './asking-shell.ts'
import { makeHome, lendDaemonTo, type Home, type ShellOptions } from './kimi.ts'
import type { Reply } from './model-server.ts'
import { useScripts } from './wire-client.ts'

/** Registers the daemon's start and end with the test file. The function returned is `openAskingShell` with that daemon. */
export function shareDaemon(
  env: Record<string, string> = {},
): (
  shell: 'zsh' | 'bash' | 'fish',
  replies: Reply[] | ((index: number) => Reply),
  options?: ShellOptions,
) => Promise<AskingShell> {
  let home: Home
  beforeAll(async () => {
    home = await makeHome({ MOONSHOT_API_KEY: 'sk-test', ...env })
    await lendDaemonTo(home)
  })
  afterAll(() => home[Symbol.asyncDispose]())
  return (shell, replies, options) => openAskingShell(shell, replies, options, home)
}

/**
 * Registers the daemon's start and end with the test file. The function returned gives a test a home whose model speaks these
 * scripts and whose directory, `dir`, is its own; all else in it, the sessions too, is shared. A session reads its script at its
 * first request: scripts are given before the first words are said.
 */
export function shareScripts(): (scripts: readonly string[]) => Home {
  let home: Home
  let count = 0
  beforeAll(async () => {
    home = await makeHome()
    useScripts(home, [])
    await lendDaemonTo(home)
  })
  afterAll(() => home[Symbol.asyncDispose]())
  return (scripts) => {
    const dir = join(home.dir, `work-${++count}`)
    mkdirSync(dir)
    useScripts(home, scripts)
    const kimi: Home['kimi'] = (args, options) => home.kimi(args, { cwd: dir, ...options })
    const command: Home['command'] = (args, options) => home.command(args, { cwd: dir, ...options })
    return { ...home, dir, kimi, command, [Symbol.asyncDispose]: async () => {} }
  }
}
