import { existsSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createFileLedger, stateOf } from '../../../../src/tools/files/file-ledger.ts'
import { createReadFile } from '../../../../src/tools/files/read-file.ts'
import { createWriteFile } from '../../../../src/tools/files/write-file.ts'
import { makeSpace, runTool } from '../running.ts'

const MEGABYTE = 1024 * 1024
const lookAt = (path: string) => (existsSync(path) ? stateOf(statSync(path), readFileSync(path)) : null)

function makeKnown(text: string) {
  const space = makeSpace()
  const path = space.file('a.txt', text)
  return { ...space, path, read: createReadFile(space) }
}

test('a file is unread until it was read or written, and one that is gone has nothing to lose', async () => {
  const { path, ledger, read } = makeKnown('old')
  expect(ledger.checkFresh(path, lookAt(path))).toBe('unread')
  await runTool(read, { path })
  expect(ledger.checkFresh(path, lookAt(path))).toBe('ok')
  rmSync(path)
  expect(ledger.checkFresh(path, lookAt(path))).toBe('ok')
  const other = makeKnown('x')
  other.ledger.noteWritten(other.path, null, lookAt(other.path)!)
  expect(other.ledger.checkFresh(other.path, lookAt(other.path))).toBe('ok')
})

test('other content of the same size and time is a change', async () => {
  const { path, ledger, read } = makeKnown('old')
  const { atime, mtime } = statSync(path)
  await runTool(read, { path })
  writeFileSync(path, 'new')
  utimesSync(path, atime, mtime)
  expect(ledger.checkFresh(path, lookAt(path))).toBe('changed')
})

test('too large to compare by content, a file with another time has changed', async () => {
  const { path, ledger, read } = makeKnown('line\n'.repeat(MEGABYTE / 4))
  await runTool(read, { path })
  expect(ledger.checkFresh(path, lookAt(path))).toBe('ok')
  utimesSync(path, 1, 1)
  expect(ledger.checkFresh(path, lookAt(path))).toBe('changed')
})

test('reading a part counts as reading, and notes the whole', async () => {
  const { path, ledger, read } = makeKnown('one\ntwo\nthree\n')
  await runTool(read, { path, line_offset: 2, n_lines: 1 })
  expect(ledger.checkFresh(path, lookAt(path))).toBe('ok')
  writeFileSync(path, 'one\ntwo\nTHREE\n')
  expect(ledger.checkFresh(path, lookAt(path))).toBe('changed')
})

test('what a rewind needs is kept first: where it cannot be, nothing is written', async () => {
  const { path, workspace } = makeKnown('old')
  let kept = ''
  const ledger = createFileLedger({
    async keep(target) {
      await Promise.resolve()
      kept = target
      throw new Error('disk full')
    },
  })
  const write = createWriteFile({ workspace, ledger, isPlanMode: () => false, planFile: () => null })
  await runTool(createReadFile({ workspace, ledger }), { path })
  const { message } = await runTool(write, { path, content: 'new' })
  expect([message.includes('disk full'), kept]).toEqual([true, path])
  expect(readFileSync(path, 'utf8')).toBe('old')
})
