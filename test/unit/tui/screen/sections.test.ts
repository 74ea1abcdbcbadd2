import { expect, test } from 'vitest'
import { createSections } from '../../../../src/tui/screen/sections.ts'

function printing() {
  const lines: string[] = []
  return { lines, print: createSections((more) => void lines.push(...more)) }
}

test('one blank line stands between the conversation and what the app says', () => {
  const { lines, print } = printing()
  print('conversation', ['hello', '', 'an answer'])
  print('app', ['a note'])
  print('app', ['another'])
  print('conversation', [''])
  print('conversation', ['again', ''])
  print('app', ['', 'said'])
  print('conversation', ['and on'])
  expect(lines).toEqual(['hello', '', 'an answer', '', 'a note', 'another', '', 'again', '', 'said', '', 'and on'])
})

test('blank lines within a section stay, and nothing is printed before the first line', () => {
  const { lines, print } = printing()
  print('app', [])
  print('app', ['a', '', '', 'b'])
  print('app', ['', 'c'])
  expect(lines).toEqual(['a', '', '', 'b', '', 'c'])
})
