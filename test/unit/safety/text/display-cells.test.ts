import { expect, test } from 'vitest'
import { countCells } from '../../../../src/safety/text/display-cells.ts'

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
