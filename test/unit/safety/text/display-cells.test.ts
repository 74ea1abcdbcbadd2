import { afterEach, expect, test } from 'vitest'
import { setCellRule, splitDrawn, countCells, USUAL_CELLS } from '../../../../src/safety/text/display-cells.ts'

afterEach(() => setCellRule(USUAL_CELLS))

test.each([
  ['letters', 'aé±Ж↑▶', 1],
  ['combining marks, the joiner and variation selectors', '\u0301\u0e31\u200d\ufe0f', 0],
  ['Chinese, Japanese and Korean', '中日本語ア한。，', 2],
  ['characters beyond the first plane', '𠀀𰀀', 2],
  ['emoji', '😀🚀✨🧵', 2],
  ['box drawing and regional indicators', '│─🇩', 1],
])('%s', (_, characters, cells) => {
  expect([...characters].map(countCells)).toEqual([...characters].map(() => cells))
})

const FAMILY = '👨\u200d👩\u200d👧\u200d👦'
const RAINBOW = '🏳\ufe0f\u200d🌈'
const TONED = '👍🏽'
const HEART = '❤\ufe0f'
const KEYCAP = '1\ufe0f\u20e3'
const FLAG = '🇩🇪'
const VOWEL = 'कि'

/** As measured in tmux 3.3a, GNU screen 4.9 and xterm.js 6; the last as terminals draw that follow grapheme clusters. */
test.each([
  ['tmux', { ...USUAL_CELLS, joins: true, spacing: true }, [2, 1, 4, 1, 1, 2, 2]],
  ['GNU screen', { ...USUAL_CELLS, spacing: true }, [8, 3, 4, 1, 1, 2, 2]],
  ['xterm.js', { ...USUAL_CELLS, emoji: 1, spacing: true }, [4, 2, 2, 1, 1, 2, 2]],
  ['clusters', { emoji: 2, joins: true, tones: true, selectors: true, spacing: false }, [2, 2, 2, 2, 2, 2, 1]],
] as const)('joined characters in %s', (_, rule, cells) => {
  setCellRule(rule)
  expect([FAMILY, RAINBOW, TONED, HEART, KEYCAP, FLAG, VOWEL].map(countCells)).toEqual(cells)
})

test('a text is split into what is drawn together, and nothing of it is lost', () => {
  const pieces = [FAMILY, 'a', RAINBOW, TONED, 'e\u0301', HEART, KEYCAP, FLAG, FLAG, '\n', '你', VOWEL]
  expect([...splitDrawn(pieces.join(''))]).toEqual(pieces)
  expect([...splitDrawn('plain 你')]).toEqual([...'plain 你'])
})
