// The user's own status line, with real commands.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createStatusCommand } from '../../../src/tui/status-command.ts'

const dir = mkdtempSync('/tmp/kimi-status-')
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const env = { PATH: process.env['PATH'] }

test('a command that leaves a process behind in a session of its own is shown, and ends after its time', async () => {
  const status = createStatusCommand(env, () => {})
  status.refresh('setsid sleep 30 & echo one', {})
  await expect.poll(() => status.line()).toBe('one')
})

test('facts that come while the command runs, or just after it, are told to it a little later', async () => {
  const file = join(dir, 'facts')
  const status = createStatusCommand(env, () => {})
  const command = `cat > ${file}; echo >> ${file}`
  for (const state of ['idle', 'working', 'done']) status.refresh(command, { state })
  await expect.poll(() => readFileSync(file, 'utf8'), { timeout: 5_000 }).toContain('"done"')
})

test('escape sequences and further lines of the output are not shown', async () => {
  const status = createStatusCommand(env, () => {})
  status.refresh(String.raw`printf '\033[31mred\033[0m \033]0;title\007\033[2J 你好\nsecond\n'`, {})
  await expect.poll(() => status.line()).toBe('red 你好')
})
