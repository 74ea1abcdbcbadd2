// Long patterns of the reader for find, which are compiled only for texts that hold their words.

import { expect, test } from 'vitest'
import { FindText, phrase } from '../../../../src/knowledge/words/builders/find/find-text.ts'
import { buildProcessColumns } from '../../../../src/knowledge/words/builders/process-columns.ts'
import { readRequest } from '../../../../src/knowledge/words/words-request.ts'

test('a phrase is read only in a text that holds what it needs', () => {
  const named = phrase('(?:named|titled) {V} please', /\b(?:named|titled)\b/)
  expect(new FindText('files named apple please').take(named)).toEqual(['apple'])
  expect(new FindText('files called apple please').take(named)).toBeNull()
  expect(new FindText('files called apple please').has(named)).toBe(false)
})

test('the names of columns of ps may hold "of" themselves', () => {
  const [built] = buildProcessColumns(readRequest('show the pids and names of the commands of all processes'))
  expect(built?.command).toBe('ps -o pid,comm -e')
  expect(buildProcessColumns(readRequest('show the pids and colours of all processes'))).toEqual([])
})
