// A home and a daemon that all tests of a file share. Starting a daemon takes 0.7 s of processor time, and the claims of these
// tests are about the shell: each test still has a shell and a model of its own.

import { afterAll, beforeAll } from 'vitest'
import { openAskingShell, type AskingShell } from './asking-shell.ts'
import { makeHome, startDaemonIn, type Home, type ShellOptions } from './kimi.ts'
import type { Reply } from './model-server.ts'

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
    await startDaemonIn(home)
  })
  afterAll(() => home[Symbol.asyncDispose]())
  return (shell, replies, options) => openAskingShell(shell, replies, options, home)
}
