import { expect, test } from 'vitest'
import { countTextCells } from '../../../src/view/cell-text.ts'
import { describeDiff, type DiffBlock } from '../../../src/view/diff-lines.ts'
import { UNICODE_MARKS, type PrintStyle } from '../../../src/view/print-style.ts'
import { describeBody, describeRest } from '../../../src/view/questions/question-lines.ts'
import type { ApprovalRequest } from '../../../src/protocol/wire.ts'

const styleOf = (width: number, more: Partial<PrintStyle> = {}): PrintStyle => ({
  width,
  hasColours: false,
  marks: UNICODE_MARKS,
  canReplace: false,
  ...more,
})

const diffOf = (old_text: string, new_text: string): DiffBlock => ({
  type: 'diff',
  path: '/w/a.txt',
  old_text,
  new_text,
  old_start: 9,
  new_start: 9,
  is_summary: false,
})

test('a long line goes on below its text, with blanks in place of the number and the sign', () => {
  const rows = describeDiff(diffOf('short', 'short\nabcdefghijklmnopqrstuvwxyz'), styleOf(24))
  expect(rows).toEqual(['  /w/a.txt  +1 −0', '   9   short', '  10 + abcdefghijklmnopq', '       rstuvwxyz'])
})

test('no row is wider than the terminal, and the rows of a line together are its text', () => {
  const text = '\tif (甲 === "乙丙丁戊己庚辛壬癸") {\treturn 👩‍🚀 + "e\u0301e\u0301e\u0301" }'.repeat(3)
  const changed = text.replace('return', 'throw')
  for (const width of [24, 31, 60, 300]) {
    const rows = describeDiff(diffOf(text, changed), styleOf(width))
    for (const row of rows) expect(countTextCells(row)).toBeLessThanOrEqual(width)
    const added = rows.slice(rows.findIndex((row) => row.startsWith('  9 +')))
    expect(
      added
        .map((row) => row.slice(6))
        .join('')
        .replaceAll(/\s/g, ''),
    ).toBe(changed.replaceAll(/\s/g, ''))
  }
})

test('the changed words of a long line are marked in the row in which they stand', () => {
  const [, , , first, second] = describeDiff(
    diffOf('one two three four five six', 'one two three four FIVE six'),
    styleOf(25, { hasColours: true }),
  )
  const inverse = '\u001b[7m'
  expect(first).toContain('one two three four')
  expect(first).not.toContain(inverse)
  expect(second).toContain(`${inverse}FIVE`)
})

test('an approval shows each line of a change once, in its first part or behind v, however wide the terminal is', () => {
  const lines = Array.from({ length: 40 }, (_, at) => `line-${at} ${'x'.repeat(90)}`)
  const request = { display: [diffOf('', lines.join('\n'))], description: '', sender: 'WriteFile' } as unknown
  for (const width of [30, 80, 200]) {
    const pending = { kind: 'approval', request: request as ApprovalRequest, hidden: 30, pages: 0 } as const
    const rows = [...describeBody(pending, styleOf(width)), ...describeRest(pending, styleOf(width))]
    for (const [at] of lines.entries()) expect(rows.filter((row) => row.includes(`line-${at} `))).toHaveLength(1)
  }
})
