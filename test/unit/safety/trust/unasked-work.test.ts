// Marks of the work that nobody was asked about: which folders it reaches, and which mark a server keeps that is let start.

import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { notesFolder } from '../../../../src/safety/sandbox/walled-commands.ts'
import { openUnaskedWork } from '../../../../src/safety/trust/unasked-work.ts'
import { startTime } from '../../../../src/sys/processes.ts'

let share = ''
beforeEach(() => void (share = mkdtempSync(join(tmpdir(), 'kimi-unasked-'))))
afterEach(() => rmSync(share, { recursive: true, force: true }))

test('work reaches the folders in it and around it, and every folder for temporary files, also for the next daemon', () => {
  const work = openUnaskedWork(share)
  work.note(['/srv/code/app'])
  for (const reader of [work, openUnaskedWork(share)]) {
    for (const reached of ['/srv/code/app', '/srv/code', '/srv/code/app/part', '/tmp/other'])
      expect(reader.markOf(reached), reached).not.toBe('')
    for (const other of ['/srv/code/app2', '/srv/other']) expect(reader.markOf(other), other).toBe('')
  }
})

test('a mark stays until a server is let start; work after that gets another one', () => {
  const work = openUnaskedWork(share)
  work.note(['/srv/app'])
  const first = work.markOf('/srv/app')
  work.note(['/srv/app'])
  expect(work.markOf('/srv/app')).toBe(first)
  expect(work.markOfStart('/srv/app')).toBe(first)
  work.note(['/srv/app'])
  expect(work.markOf('/srv/app')).not.toBe(first)
})

test('a server that is let start while a command runs in the sandbox, or another process works there, is asked about again', () => {
  const work = openUnaskedWork(share)
  work.note(['/srv/app'])
  mkdirSync(notesFolder(share))
  writeFileSync(join(notesFolder(share), 'a.json'), '{}')
  expect(work.markOfStart('/srv/app')).not.toBe(work.markOf('/srv/app'))
  expect(work.markOfStart('/srv/other')).toBe('')
  rmSync(notesFolder(share), { recursive: true })
  expect(work.markOfStart('/srv/app')).toBe(work.markOf('/srv/app'))
  const other = { folder: '/srv/app', mark: 'theirs', pid: process.ppid, started: startTime(process.ppid) }
  appendFileSync(join(share, 'unasked-work.jsonl'), `${JSON.stringify(other)}\n`)
  expect(work.markOfStart('/srv/app')).not.toBe(work.markOf('/srv/app'))
})

test('the file keeps the last mark of each folder', () => {
  const work = openUnaskedWork(share)
  for (let round = 0; round < 300; round++) {
    work.note([`/srv/${round % 20}`])
    work.markOfStart('/srv')
  }
  const marks = Array.from({ length: 20 }, (_, at) => work.markOf(`/srv/${at}`))
  expect(new Set(marks).size).toBe(20)
  expect(openUnaskedWork(share).markOf('/srv/7')).toBe(marks[7])
})
