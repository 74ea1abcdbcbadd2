// A command is offered at a prompt only when it can be seen whole there.

import { describe, expect, test } from 'vitest'
import { fitsAtPrompt, readScreen, USUAL_SCREEN } from '../../../../src/safety/text/prompt-room.ts'

const lines = (count: number) => Array.from({ length: count }, (_, at) => `echo ${at}`).join('\n')

describe('fitsAtPrompt', () => {
  test('a command has five eighths of the rows: 15 of 24, with room for the prompt before it', () => {
    expect(fitsAtPrompt('x'.repeat(15 * 80 - 40), 'zsh', USUAL_SCREEN)).toBe(true)
    expect(fitsAtPrompt('x'.repeat(15 * 80 - 39), 'zsh', USUAL_SCREEN)).toBe(false)
    expect(fitsAtPrompt(lines(15), 'bash', USUAL_SCREEN)).toBe(true)
    expect(fitsAtPrompt(lines(16), 'bash', USUAL_SCREEN)).toBe(false)
  })

  test('wide characters, tabs and the lines of fish, which begin behind its prompt, take more room', () => {
    expect(fitsAtPrompt('宽'.repeat(600), 'zsh', USUAL_SCREEN)).toBe(false)
    expect(fitsAtPrompt('\t'.repeat(160), 'zsh', USUAL_SCREEN)).toBe(false)
    const long = Array.from({ length: 10 }, () => `echo ${'x'.repeat(50)}`).join('\n')
    expect(fitsAtPrompt(long, 'bash', USUAL_SCREEN)).toBe(true)
    expect(fitsAtPrompt(long, 'fish', USUAL_SCREEN)).toBe(false)
  })

  test.each(['1\ufe0f\u20e3', '\u1100\u1161\u11a8', '👩\u200d💻', 'e\u0301', '\u{11f02}'])(
    'zsh shows what sits on another character, or what its libc does not know, by its number: %j',
    (letter) => {
      const command = (count: number) => `touch made; echo ${letter.repeat(count)}`
      expect(fitsAtPrompt(command(250), 'zsh', USUAL_SCREEN)).toBe(false)
      expect(fitsAtPrompt(command(40), 'zsh', USUAL_SCREEN)).toBe(true)
    },
  )

  test('letters, signs and Chinese characters take no more room in zsh than elsewhere', () => {
    for (const letter of ['é', 'ж', '…', '✓', '宽', '한'])
      expect(fitsAtPrompt(letter.repeat(500), 'zsh', USUAL_SCREEN)).toBe(true)
  })

  test('an emoji that terminals draw in one cell or two counts as two', () => {
    expect(fitsAtPrompt('❤\ufe0f'.repeat(600), 'bash', USUAL_SCREEN)).toBe(false)
  })

  test('a larger window shows more, a small one less, and the smallest still a short command', () => {
    expect(fitsAtPrompt(lines(37), 'zsh', { columns: 200, rows: 60 })).toBe(true)
    expect(fitsAtPrompt(lines(4), 'zsh', { columns: 80, rows: 5 })).toBe(false)
    expect(fitsAtPrompt('ls', 'zsh', { columns: 80, rows: 1 })).toBe(true)
    expect(fitsAtPrompt('x'.repeat(10_000_000), 'zsh', { columns: 200, rows: 60 })).toBe(false)
  })
})

test('a size that a shell has not told, or not as a number, is that of a usual screen', () => {
  expect(readScreen('120', '40')).toEqual({ columns: 120, rows: 40 })
  for (const [columns, rows] of [
    ['', ''],
    ['0', '0'],
    ['-1', '1e9'],
    ['x', '9999999'],
  ] as const)
    expect(readScreen(columns, rows)).toEqual(USUAL_SCREEN)
})
