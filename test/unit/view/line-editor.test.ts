import { expect, test } from 'vitest'
import { editLine, textOfPaste } from '../../../src/view/line-editor.ts'

const typed = (line: string, ...keys: string[]) => keys.reduce((text, key) => editLine(text, key).text, line)

test('characters are added, Enter ends the line, Esc drops it', () => {
  expect(editLine('in blu', 'e')).toEqual({ text: 'in blue', state: 'open' })
  expect(editLine('in blue', '\r')).toEqual({ text: 'in blue', state: 'done' })
  expect(editLine('in blue', '\u001b')).toEqual({ text: 'in blue', state: 'dropped' })
})

test('Backspace takes a whole character, Ctrl-W a word, Ctrl-U the line; Alt-Enter is a line end', () => {
  expect(typed('a日😀', '\u007f')).toBe('a日')
  expect(typed('a', '\b', '\b')).toBe('')
  expect(typed('in deep blue ', '\u0017')).toBe('in deep ')
  expect(typed('in blue', '\u0015', 'x')).toBe('x')
  expect(typed('one', '\u001b\r', '2')).toBe('one\n2')
})

test('arrows and control keys do nothing; a paste keeps its lines and loses its control characters', () => {
  expect(typed('a', '\u001b[A', '\u0001', '\u0007')).toBe('a')
  expect(textOfPaste('a\u001b[31m\tb\nc\u0003')).toBe('a[31m\tb\nc')
})
