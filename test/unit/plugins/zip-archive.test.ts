// Zip files of strangers: what leads out, links, or fills the disk is refused in one line.

import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { unpackZip } from '../../../src/plugins/zip-archive.ts'
import { type OddEntry, writeOddZip } from '../../support/odd-zip.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'zip-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

function unpack(...entries: OddEntry[]): Promise<string | null> {
  writeOddZip(join(dir, 'a.zip'), entries)
  return unpackZip(join(dir, 'a.zip'), join(dir, 'out'))
}

test('files come out as they went in, programs may run, and others may read nothing', async () => {
  const program = { name: 'a/run.sh', bytes: '#!/bin/sh\n', mode: 0o100755 }
  expect(await unpack({ name: 'a/', mode: 0o040755 }, program, { name: 'ü.txt', bytes: 'text' })).toBe(null)
  expect(readFileSync(join(dir, 'out', 'ü.txt'), 'utf8')).toBe('text')
  expect(statSync(join(dir, 'out', 'a', 'run.sh')).mode & 0o777).toBe(0o700)
  expect(statSync(join(dir, 'out', 'ü.txt')).mode & 0o777).toBe(0o600)
})

test.each([
  ['a path with ..', { name: '../out.txt' }, 'invalid relative path: ../out.txt'],
  ['.. within a path', { name: 'a/../../out.txt' }, 'invalid relative path'],
  ['an absolute path', { name: '/tmp/out.txt' }, 'absolute path: /tmp/out.txt'],
  ['a path of Windows', { name: 'C:\\out.txt' }, 'out.txt'],
  ['a link', { name: 'link', bytes: '/etc/passwd', mode: 0o120777 }, 'holds a link: link'],
  ['a device', { name: 'null', mode: 0o020666 }, 'something that is no file: null'],
  ['an encrypted file', { name: 'a', bytes: 'x', isEncrypted: true }, 'encrypted'],
  ['an escape sequence in a name', { name: '../\u001b]0;x\u0007' }, '<U+001B>'],
] as const)('%s is refused in one line, and nothing is written outside', async (_, entry, words) => {
  const reason = await unpack({ name: 'fine.txt', bytes: 'x' }, entry)
  expect(reason).toContain(words)
  expect(reason).not.toMatch(/[\n\u001b]/)
  expect(readdirSync(dir).sort()).toEqual(['a.zip', 'out'])
})

test('what unpacks to more than 100 MB is refused, also where the archive tells another size', async () => {
  const bytes = Buffer.alloc(101 * 1024 * 1024)
  expect(await unpack({ name: 'large', bytes })).toBe('the zip file unpacks to more than 100 MB')
  rmSync(join(dir, 'out'), { recursive: true })
  expect(await unpack({ name: 'large', bytes, toldSize: 10 })).toMatch(/^the zip file cannot be unpacked: /)
  expect(statSync(join(dir, 'out', 'large')).size).toBeLessThan(101 * 1024 * 1024)
})

test('many files that are small together are refused by their number', async () => {
  const many = Array.from({ length: 10_001 }, (_, index) => ({ name: `f${index}` }))
  expect(await unpack(...many)).toBe('the zip file holds more than 10,000 files')
})

test('two files of one name, a file in the place of a folder, and no zip file at all are one line each', async () => {
  expect(await unpack({ name: 'a', bytes: '1' }, { name: 'a', bytes: '2' })).toContain('two files of one name')
  rmSync(join(dir, 'out'), { recursive: true })
  expect(await unpack({ name: 'a', bytes: '1' }, { name: 'a/b', bytes: '2' })).toContain('two files of one name')
  writeFileSync(join(dir, 'b.zip'), 'no zip')
  expect(await unpackZip(join(dir, 'b.zip'), join(dir, 'none'))).toMatch(/^it is no zip file that can be read: [^\n]+$/)
  expect(existsSync(join(dir, 'none'))).toBe(false)
})
