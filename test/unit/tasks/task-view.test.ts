import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readLastLine } from '../../../src/tasks/task-view.ts'

test('the last line is what the command has said last: no blank, no colour, no word of ours', () => {
  const dir = mkdtempSync(join(tmpdir(), 'kimi-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  const path = join(dir, 'output.log')
  writeFileSync(path, 'one\n\x1b[31mError:\x1b[m no rule\x07\r\n\n[kimi: exit 1]\n[kimi: watching src/**]\n')
  expect(readLastLine(path)).toBe('Error: no rule')
  expect(readLastLine(join(dir, 'none'))).toBe('')
})
