import fc from 'fast-check'
import { expect, test } from 'vitest'
import { diffBlocks } from '../../../../src/tools/files/line-diff.ts'

test('the hunks, put in their places, turn the old text into the new one', async () => {
  const text = fc.array(fc.constantFrom('', 'a', 'b', 'c'), { maxLength: 60 }).map((lines) => lines.join('\n'))
  const linesOf = (whole: string) => (whole === '' ? [] : whole.split('\n'))
  await fc.assert(
    fc.asyncProperty(text, text, async (before, after) => {
      const made = linesOf(before)
      for (const { old_text, new_text, old_start, new_start } of (await diffBlocks('f', before, after)).toReversed()) {
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

test('a hunk has three lines around it and its place on both sides', async () => {
  const before = Array.from({ length: 20 }, (_, index) => `${index + 1}`)
  const after = before.with(9, 'ten')
  expect(await diffBlocks('f', before.join('\n'), after.join('\n'))).toEqual([
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

test('changes far apart are two hunks, near ones are one', async () => {
  const before = Array.from({ length: 60 }, (_, index) => `${index}`)
  expect(await diffBlocks('f', before.join('\n'), before.with(5, 'x').with(50, 'y').join('\n'))).toHaveLength(2)
  expect(await diffBlocks('f', before.join('\n'), before.with(5, 'x').with(10, 'y').join('\n'))).toHaveLength(1)
})

test('an edit of a file of 100,000 lines is shown as that of any other', async () => {
  const before = Array.from({ length: 100_000 }, (_, index) => `${index}`)
  const [first, second, ...more] = await diffBlocks(
    'f',
    before.join('\n'),
    before.with(50, 'x').with(9_000, 'y').join('\n'),
  )
  expect(first).toMatchObject({ is_summary: false, old_start: 48, new_text: '47\n48\n49\nx\n51\n52\n53' })
  expect(second).toMatchObject({ is_summary: false, new_start: 8998 })
  expect(more).toEqual([])
  expect(await diffBlocks('f', before.join('\n'), before.join('\n'))).toEqual([])
})

test('a new file of 20,000 lines is shown whole', async () => {
  const text = number('a', 20_000)
  expect(await diffBlocks('f', '', text)).toMatchObject([{ is_summary: false, old_text: '', new_text: text }])
  const [block] = await diffBlocks('f', text, 'b')
  expect(block).toMatchObject({ is_summary: false, old_text: text, new_text: 'b' })
})

test('more than 50,000 changed lines give one summary', async () => {
  const [block, ...more] = await diffBlocks('f', 'a\n'.repeat(50_000), 'b')
  expect(block).toMatchObject({ is_summary: true, old_text: '(50001 lines)', new_text: '(1 lines)' })
  expect(more).toEqual([])
})

test('a change too long to show is one summary', async () => {
  const line = 'x'.repeat(1_500_000)
  expect(await diffBlocks('f', line, `${line}y`)).toMatchObject([{ is_summary: true, old_text: '(1 lines)' }])
})

test('two files that share nothing are one hunk', async () => {
  expect(await diffBlocks('f', number('a', 9000), number('b', 9000))).toHaveLength(1)
})

test('two files of 100,000 lines that share nothing are one summary', async () => {
  expect(await diffBlocks('f', number('a', 100_000), number('b', 100_000))).toMatchObject([{ is_summary: true }])
})

test('a difference that takes too long to find is one hunk, from the first change to the last', async () => {
  // Two random sequences of two different lines: the search for the shortest difference has the most paths to follow.
  let seed = 1
  const scatter = () =>
    Array.from({ length: 9800 }, () => ((seed = (seed * 48_271) % 2_147_483_647) & 1024 ? 'a' : 'b'))
  const [old, fresh] = [scatter(), scatter()]
  const [head, tail] = [number('head', 50), number('tail', 50)]
  const [block, ...more] = await diffBlocks(
    'f',
    [head, 'x', ...old, 'x', tail].join('\n'),
    [head, 'y', ...fresh, 'y', tail].join('\n'),
  )
  expect(more).toEqual([])
  expect(block).toMatchObject({ is_summary: false, old_start: 48, new_start: 48 })
  const context = (edge: string, middle: string[]) =>
    ['head47', 'head48', 'head49', edge, ...middle, edge, 'tail0', 'tail1', 'tail2'].join('\n')
  expect(block!.old_text).toBe(context('x', old))
  expect(block!.new_text).toBe(context('y', fresh))
})

function number(word: string, count: number): string {
  return Array.from({ length: count }, (_, index) => `${word}${index}`).join('\n')
}
