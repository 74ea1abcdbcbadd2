import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { describeFileFailure } from '../../../src/protocol/file-failures.ts'
import { makeDirectory } from '../../../src/sys/files.ts'

test('what lies in the place of a file is said in words, with its path', () => {
  const dir = mkdtempSync(join(tmpdir(), 'failures-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  writeFileSync(join(dir, 'file'), '')
  symlinkSync('loop', join(dir, 'loop'))
  const failureOf = (path: string) => {
    try {
      writeFileSync(path, '')
    } catch (error) {
      return describeFileFailure(error)
    }
    return readFileSync(path, 'utf8')
  }
  expect(failureOf(dir)).toBe(`a directory lies in the place of a file: ${dir}`)
  expect(failureOf(join(dir, 'file', 'below'))).toBe(`a file lies in the place of a directory: ${join(dir, 'file')}`)
  const made = () => {
    try {
      return makeDirectory(join(dir, 'file'))
    } catch (error) {
      return describeFileFailure(error)
    }
  }
  expect(made()).toBe(`a file lies in the place of a directory: ${join(dir, 'file')}`)
  expect(failureOf(join(dir, 'loop'))).toBe(`a link leads to itself: ${join(dir, 'loop')}`)
})
