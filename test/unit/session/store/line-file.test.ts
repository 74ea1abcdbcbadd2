import { execFileSync } from 'node:child_process'
import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readLines } from '../../../../src/session/store/line-file.ts'
import { useScratch } from '../session-fixture.ts'

const scratch = useScratch()
const linesOf = (path: string) => [...readLines(path)].map(({ text, isWhole }) => [text, isWhole])

test('lines of a file are read to its end, and a torn last line is told', () => {
  const path = join(scratch.work, 'lines')
  writeFileSync(path, 'one\n\ntwo')
  expect(linesOf(path)).toEqual([
    ['one', true],
    ['', true],
    ['two', false],
  ])
  expect(linesOf(join(scratch.work, 'none'))).toEqual([])
})

test('a pipe that nobody writes to and a device without an end have no lines', () => {
  const pipe = join(scratch.work, 'pipe')
  execFileSync('mkfifo', [pipe])
  expect(linesOf(pipe)).toEqual([])
  const device = join(scratch.work, 'device')
  symlinkSync('/dev/zero', device)
  expect(linesOf(device)).toEqual([])
})
