import { expect, test } from 'vitest'
import { prepareInsertion } from '../../../src/safety/text/buffer-insertion.ts'
import { describeCall } from '../../../src/view/call-line.ts'
import { createMarkdown } from '../../../src/view/markdown/markdown-text.ts'
import { UNICODE_MARKS } from '../../../src/view/print-style.ts'
import type { CallItem } from '../../../src/view/turns/turn-state.ts'

const STYLE = { width: 80, hasColours: false, marks: UNICODE_MARKS, canReplace: false }

function print(text: string): string[] {
  const markdown = createMarkdown(() => STYLE)
  return [...markdown.push(text), ...markdown.end()]
}

test('an address in an answer is spelled so that no letter can disguise its host, in pieces, too', () => {
  expect(print('see https://аpple.com/login now')).toEqual(['see https://xn--pple-43d.com/login now'])
  expect(print('see [apple.com](https://аpple.com/login) now')).toEqual([
    'see [apple.com](https://xn--pple-43d.com/login) now',
  ])
  expect(print('see https://apple.com/страница and файл.txt')).toEqual(['see https://apple.com/страница and файл.txt'])
})

test('the line of a call is spelled in the same way', () => {
  const call = { name: 'FetchURL', arguments: JSON.stringify({ url: 'https://аpple.com/x' }) } as CallItem
  expect(describeCall(call, STYLE)).toBe('● FetchURL https://xn--pple-43d.com/x')
})

test('a proposal with a host in the ASCII form of other letters says so', () => {
  const inserted = prepareInsertion('curl https://xn--pple-43d.com/x', { shell: 'zsh' })
  expect(inserted).toMatchObject({
    ok: true,
    notes: ['аpple.com is xn--pple-43d.com, written in letters of several alphabets (Latin, Cyrillic)'],
  })
})
