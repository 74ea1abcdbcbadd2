import fc from 'fast-check'
import { expect, test } from 'vitest'
import { diffBlocks, diffLines } from '../../../../src/tools/files/line-diff.ts'

test('the changes turn the old lines into the new ones, whatever both are', () => {
  const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 40 })
  fc.assert(
    fc.property(lines, lines, (a, b) => {
      const made: string[] = []
      let at = 0
      for (const { oldFrom, oldTo, newFrom, newTo } of diffLines(a, b)) {
        made.push(...a.slice(at, oldFrom), ...b.slice(newFrom, newTo))
        at = oldTo
      }
      expect([...made, ...a.slice(at)]).toEqual(b)
    }),
    { numRuns: 500 },
  )
})

test('the hunks, put in their places, turn the old text into the new one', () => {
  const text = fc.array(fc.constantFrom('', 'a', 'b', 'c'), { maxLength: 60 }).map((lines) => lines.join('\n'))
  const linesOf = (whole: string) => (whole === '' ? [] : whole.split('\n'))
  fc.assert(
    fc.property(text, text, (before, after) => {
      const made = linesOf(before)
      for (const { old_text, new_text, old_start, new_start } of diffBlocks('f', before, after).toReversed()) {
        const [old, fresh] = [linesOf(old_text), linesOf(new_text)]
        expect(made.slice(old_start - 1, old_start - 1 + old.length)).toEqual(old)
        expect(linesOf(after).slice(new_start - 1, new_start - 1 + fresh.length)).toEqual(fresh)
        made.splice(old_start - 1, old.length, ...fresh)
      }
      expect(made.join('\n')).toBe(after)
    }),
    { numRuns: 1000 },
  )
})

test('a hunk has three lines around it and its place on both sides', () => {
  const before = Array.from({ length: 20 }, (_, index) => `${index + 1}`)
  const after = before.with(9, 'ten')
  expect(diffBlocks('f', before.join('\n'), after.join('\n'))).toEqual([
    {
      type: 'diff',
      path: 'f',
      old_text: '7\n8\n9\n10\n11\n12\n13',
      new_text: '7\n8\n9\nten\n11\n12\n13',
      old_start: 7,
      new_start: 7,
      is_summary: false,
    },
  ])
})

test('changes far apart are two hunks, near ones are one', () => {
  const before = Array.from({ length: 60 }, (_, index) => `${index}`)
  expect(diffBlocks('f', before.join('\n'), before.with(5, 'x').with(50, 'y').join('\n'))).toHaveLength(2)
  expect(diffBlocks('f', before.join('\n'), before.with(5, 'x').with(10, 'y').join('\n'))).toHaveLength(1)
})

test('more than 10,000 lines give one summary', () => {
  const [block, ...more] = diffBlocks('f', 'a\n'.repeat(20_000), 'b')
  expect(block).toMatchObject({ is_summary: true, old_text: '(20001 lines)', new_text: '(1 lines)' })
  expect(more).toEqual([])
})

test('a change too long to show is one summary', () => {
  const line = 'x'.repeat(1_500_000)
  expect(diffBlocks('f', line, `${line}y`)).toMatchObject([{ is_summary: true, old_text: '(1 lines)' }])
})

test('two files that share nothing are one hunk', () => {
  const a = Array.from({ length: 9000 }, (_, index) => `a${index}`).join('\n')
  const b = Array.from({ length: 9000 }, (_, index) => `b${index}`).join('\n')
  expect(diffBlocks('f', a, b)).toHaveLength(1)
})
