// What a command of the sandbox left behind is settled by whoever comes after the process that was to do so.

import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import {
  endFileOf,
  keepWalled,
  noteWalled,
  readQuietMoment,
  settleLeftBehind,
  settleWalled,
} from '../../../../src/safety/sandbox/walled-commands.ts'

/** A command that is noted, with a path at which nothing may be after it. */
function makeNoted(family = 'family') {
  const root = mkdtempSync(join(tmpdir(), 'kimi-walled-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const folder = join(root, 'sandboxed')
  const path = join(root, 'commondir')
  const note = noteWalled(folder, family, { absent: [path] })
  return {
    folder,
    path,
    note,
    aside: () => readdirSync(root).filter((name) => name.startsWith('commondir.undone-')).length,
    change(edit: (noted: Record<string, unknown>) => object) {
      const noted = JSON.parse(readFileSync(note, 'utf8')) as Record<string, unknown>
      writeFileSync(note, JSON.stringify({ ...noted, ...edit(noted) }))
    },
  }
}

/** As if the process that settles had been killed. */
const orphaned = () => ({ keeper: { pid: Number(execFileSync('/bin/sh', ['-c', 'echo $$'])), started: 'then' } })

test('a command that has ended is settled once: what the user makes later stays', () => {
  const { note, path, aside } = makeNoted()
  writeFileSync(path, 'evil')
  expect(settleWalled(note)).toEqual([expect.stringMatching(/^kimi moved \S+commondir to \S+: other programs/)])
  expect([existsSync(path), aside(), existsSync(note)]).toEqual([false, 1, false])
  writeFileSync(path, 'mine')
  expect(settleWalled(note)).toEqual([])
  expect(readFileSync(path, 'utf8')).toBe('mine')
})

test('a command is settled by another only when its keeper has died', () => {
  const { folder, path, note, aside, change } = makeNoted()
  writeFileSync(path, 'evil')
  expect(settleLeftBehind(folder)).toEqual({ moved: [], isOver: true })
  expect(existsSync(path)).toBe(true)
  change(orphaned)
  expect(settleLeftBehind(folder)).toMatchObject({ moved: [expect.any(String)], isOver: true })
  expect([aside(), readdirSync(folder)]).toEqual([1, []])
  keepWalled(note)
  expect(existsSync(note)).toBe(false)
})

test('the process that takes a command over becomes its keeper', () => {
  const { folder, note, change, path } = makeNoted()
  change(orphaned)
  keepWalled(note)
  writeFileSync(path, 'evil')
  expect(settleLeftBehind(folder).moved).toEqual([])
})

test('what was made after the end of the command stays', () => {
  const { folder, path, note, aside, change } = makeNoted()
  change(orphaned)
  writeFileSync(endFileOf(note), '')
  utimesSync(endFileOf(note), 1, 1)
  writeFileSync(path, 'mine')
  expect(settleLeftBehind(folder)).toEqual({ moved: [], isOver: true })
  expect([existsSync(path), aside(), readdirSync(folder)]).toEqual([true, 0, []])
})

test('what was made since the machine was started anew stays', () => {
  const { folder, path, change } = makeNoted()
  change(() => ({ boot: 'an earlier one' }))
  writeFileSync(path, 'mine')
  expect(settleLeftBehind(folder)).toEqual({ moved: [], isOver: true })
  expect(existsSync(path)).toBe(true)
})

test('a command that lives on is settled as far as it goes, and stays noted until it has ended', async () => {
  const { folder, path, aside, change } = makeNoted('family-that-lives-on')
  change(orphaned)
  const child = spawn('/bin/sh', ['-c', 'echo begun; read line'], {
    env: { KIMI_TASK_ID: 'family-that-lives-on' },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  await new Promise((resolve) => child.stdout.once('data', resolve))
  writeFileSync(path, 'evil')
  expect(settleLeftBehind(folder)).toMatchObject({ moved: [expect.any(String)], isOver: false })
  expect(readQuietMoment(folder)).toBeNull()
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.stdin.end()
  await ended
  writeFileSync(path, 'evil')
  expect(settleLeftBehind(folder)).toMatchObject({ moved: [expect.any(String)], isOver: true })
  expect(aside()).toBeGreaterThan(0)
  expect(readQuietMoment(folder)).not.toBeNull()
})

test('a moment is quiet while no command is noted, and another one after the next has begun', () => {
  const { folder, note } = makeNoted()
  expect(readQuietMoment(folder)).toBeNull()
  settleWalled(note)
  const quiet = readQuietMoment(folder)
  expect(readQuietMoment(folder)).toBe(quiet)
  utimesSync(folder, 1, 1) // the clock of a disk may be coarse
  settleWalled(noteWalled(folder, 'next', { absent: [] }))
  expect(readQuietMoment(folder)).not.toBeNull()
  expect(readQuietMoment(folder)).not.toBe(quiet)
  expect(readQuietMoment(join(folder, 'missing'))).toBe('')
})
