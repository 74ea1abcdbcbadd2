// The watch over commands that may be alive, with a list of processes of the test's own.

import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createCommandWatch } from '../../../src/daemon/peer-guard.ts'
import type { MarkedProcess } from '../../../src/sys/process-mark.ts'

function watch() {
  const system = { begun: 0 as number | null, alive: new Set<number>(), isSteady: true, looks: 0 }
  const find = async (): Promise<MarkedProcess> => {
    system.looks++
    return [...system.alive][0] ?? (system.isSteady ? 'none' : 'unknown')
  }
  const commands = createCommandWatch(
    () => system.begun,
    find,
    (pid) => system.alive.has(pid),
  )
  return { system, commands }
}

test('the processes are looked at once for each command', async () => {
  const { system, commands } = watch()
  expect([await commands.areGone(), await commands.areGone(), system.looks]).toEqual([true, true, 1])
  system.begun = 1
  system.alive.add(7)
  expect([await commands.areGone(), await commands.areGone(), system.looks]).toEqual([false, false, 2])
})

test('what a command has left behind counts until it has ended, however long that takes', async () => {
  const { system, commands } = watch()
  system.alive.add(7)
  expect(await commands.areGone()).toBe(false)
  commands.lookSoon()
  await sleep(150)
  expect([await commands.areGone(), system.looks]).toEqual([false, 1])
  system.alive.clear()
  commands.lookSoon()
  await expect.poll(() => commands.areGone()).toBe(true)
})

test('a command that begins while the processes are looked at is not missed', async () => {
  const { system, commands } = watch()
  const gone = commands.areGone()
  system.begun = 1
  expect(await gone).toBe(false)
})

test('while a task may start a command, and where processes came and went during the look, nothing is sure', async () => {
  const { system, commands } = watch()
  system.begun = null
  expect([await commands.areGone(), system.looks]).toEqual([false, 0])
  system.begun = 0
  system.isSteady = false
  expect(await commands.areGone()).toBe(false)
  system.isSteady = true
  commands.lookSoon()
  await expect.poll(() => commands.areGone()).toBe(true)
})
