import { expect, test } from 'vitest'
import {
  createChoiceList,
  describeChosen,
  describeFilter,
  describeList,
  pressList,
  selectedItem,
  shownItems,
} from '../../../../src/view/lists/choice-list.ts'
import { UNICODE_MARKS } from '../../../../src/view/print-style.ts'

const STYLE = { width: 40, hasColours: false, marks: UNICODE_MARKS, canReplace: true }
const ITEMS = ['apple pie', 'banana', 'cherry pie', '你好'].map((label) => ({ label, detail: `about ${label}` }))

const type = (text: string) =>
  [...text].reduce((list, key) => pressList(list, key, key, 10) ?? list, createChoiceList(ITEMS))

test('all words of the filter must occur, in any order and case', () => {
  expect(shownItems(type('PIE ch')).map(({ label }) => label)).toEqual(['cherry pie'])
  expect(shownItems(type('zz'))).toEqual([])
  expect(selectedItem(type('zz'))).toBeUndefined()
})

test('arrows go round, pages stop at the ends, and a filter begins at its first item', () => {
  const list = createChoiceList(ITEMS)
  expect(pressList(list, 'up', '', 10)?.selected).toBe(3)
  expect(pressList({ ...list, selected: 3 }, 'down', '', 10)?.selected).toBe(0)
  expect(pressList(list, 'pageDown', '', 10)?.selected).toBe(3)
  expect(pressList({ ...list, selected: 2 }, 'a', 'a', 10)).toMatchObject({ filter: 'a', selected: 0 })
  expect(pressList(list, 'f5', '', 10)).toBeNull()
})

test('the chosen item is in sight in a list that does not fit, and no row is wider than the screen', () => {
  const many = Array.from({ length: 100 }, (_, at) => ({
    label: `item ${at} ${'你'.repeat(40)}`,
    detail: 'x'.repeat(100),
  }))
  const rows = describeList({ ...createChoiceList(many), selected: 57 }, STYLE, 7)
  expect(rows).toHaveLength(7)
  expect(rows.find((row) => row.startsWith('❯'))).toContain('item 57')
  for (const row of rows)
    expect([...row].reduce((sum, each) => sum + (each > '\u2e80' ? 2 : 1), 0)).toBeLessThanOrEqual(40)
})

test('a hostile label shows no foreign byte', () => {
  const evil = '\u001b]0;x\u0007\u202eabc'
  const [row] = describeList(createChoiceList([{ label: evil, detail: evil }]), STYLE, 3)
  expect(row).not.toMatch(/[\u001b\u0007\u202e]/)
})

test('what a row cuts off of the chosen item is shown whole below the list, and nothing is said of one that fits', () => {
  const words = 'the whole of a long title that no row of this screen can hold at once'
  const list = createChoiceList([
    { label: words, detail: 'two days ago' },
    { label: 'short', detail: 'now' },
  ])
  const rows = describeChosen(list, STYLE, 5)
  expect(rows.join(' ').trim().split(/\s+/).join(' ')).toBe(`${words} two days ago`)
  for (const row of rows) expect(row.length).toBeLessThanOrEqual(40)
  expect(describeChosen({ ...list, selected: 1 }, STYLE, 5)).toEqual([])
})

test('the keys of a list are told whole where there is room, and a filter in their place', () => {
  const list = createChoiceList([{ label: 'one', detail: '' }])
  const hint = 'Enter picks, Ctrl-D deletes, Ctrl-R renames, Esc leaves, type to filter'
  expect(describeFilter(list, hint, STYLE, 3)).toEqual([
    'Enter picks, Ctrl-D deletes, Ctrl-R',
    '  renames, Esc leaves, type to filter',
  ])
  expect(describeFilter(list, hint, STYLE, 1)).toEqual(['Enter picks, Ctrl-D deletes, Ctrl-R ren…'])
  expect(describeFilter({ ...list, filter: 'abc' }, hint, STYLE, 3)).toEqual(['filter: abc'])
})
