import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isMarked, markingScript, readMark } from '../../../src/sys/process-mark.ts'
import { programOf } from '../../support/program.ts'

const MODULE = programOf(join(import.meta.dirname, '../../../src/sys/process-mark.ts'))
const ASK = `import { isMarked, readMark } from ${JSON.stringify(MODULE)}; console.log(isMarked(), String(readMark('self')))`

function ask(prefix: string, ...wrapper: string[]): string {
  const words = [...wrapper, process.execPath, '--input-type=module', '-e', ASK]
  return execFileSync('/bin/sh', ['-c', `${prefix}exec "$@"`, 'sh', ...words], { encoding: 'utf8' }).trim()
}

test('the mark of a command outlives its environment and its session, and is below our own', (context) => {
  if (process.platform !== 'linux') return context.skip('marks are limits of Linux')
  const own = readMark('self')
  const [isFound, mark] = ask(markingScript(), 'setsid', '-w', 'env', '-i').split(' ')
  expect(isFound).toBe('true')
  expect(BigInt(mark!)).toBeLessThan(own as bigint)
  expect(ask('')).toBe(`${isMarked()} ${own}`)
})

test('of a process that has ended nothing is known', (context) => {
  if (process.platform !== 'linux') return context.skip('marks are limits of Linux')
  expect(readMark(2 ** 22 - 1)).toBe('gone')
})
