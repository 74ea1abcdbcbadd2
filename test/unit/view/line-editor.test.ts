import { expect, test } from 'vitest'
import { editLine } from '../../../src/view/line-editor.ts'

test('characters are added and shown, Enter ends the line', () => {
  expect(editLine('in ', 'blue')).toEqual({ text: 'in blue', echo: 'blue', state: 'open' })
  expect(editLine('in ', 'blue\rlost')).toEqual({ text: 'in blue', echo: 'blue', state: 'done' })
})

test('Backspace takes a whole character and all the cells that it has', () => {
  expect(editLine('ab', '\u007f')).toEqual({ text: 'a', echo: '\b \b', state: 'open' })
  expect(editLine('a日', '\b')).toEqual({ text: 'a', echo: '\b\b  \b\b', state: 'open' })
  expect(editLine('a😀', '\u007f\u007f\u007f')).toEqual({ text: '', echo: '\b\b  \b\b\b \b', state: 'open' })
  expect(editLine('é—', '\u007f').echo).toBe('\b \b') // a dash is one cell wide
})

test('Ctrl-U wipes all cells of the line, also those of wide characters', () => {
  expect(editLine('a日b', '\u0015x')).toEqual({ text: 'x', echo: '\b\b\b\b    \b\b\b\bx', state: 'open' })
})

test('Esc drops the line, arrows and control keys do nothing', () => {
  expect(editLine('a', '\u001b')).toEqual({ text: 'a', echo: '', state: 'dropped' })
  expect(editLine('a', '\u001b[A')).toEqual({ text: 'a', echo: '', state: 'open' })
  expect(editLine('a', '\u0001\u0007')).toEqual({ text: 'a', echo: '', state: 'open' })
})
