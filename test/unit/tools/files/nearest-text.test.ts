import { expect, test } from 'vitest'
import { describeNearest } from '../../../../src/tools/files/nearest-text.ts'

test('names the line and how it differs, tabs and blanks told apart', () => {
  const near = describeNearest('a = 1\nif a:\n\tprint(a)\n', 'if a:\n    print(a)')
  expect(near).toBe(
    String.raw`The nearest place is line 2:` + '\n' + String.raw`line 3: file has "\tprint(a)", old has "    print(a)"`,
  )
})

test('a line with other words in it is found by those it shares', () => {
  expect(describeNearest('one\nconst total = sum(items)\n', 'const total = sum(values)')).toContain('line 2')
})

test('says nothing where nothing is near', () => {
  expect(describeNearest('alpha\nbeta\n', 'something else entirely')).toBe('')
  expect(describeNearest('alpha\n', '\n \n')).toBe('')
})

test('shows six differing lines at most, and long ones cut', () => {
  const lines = Array.from({ length: 30 }, (_, index) => `line ${index} ${'x'.repeat(300)}`)
  const near = describeNearest(lines.map((line) => `  ${line}`).join('\n'), lines.join('\n'))
  expect(near.split('\n')).toHaveLength(8)
  expect(near.length).toBeLessThan(3000)
})

test('thousands of equal lines do not hold it up', () => {
  const before = process.cpuUsage()
  const near = describeNearest('foo bar\n'.repeat(19_000), `${'foo bar\n'.repeat(9000)}other`)
  expect(near).toContain('The nearest place is line')
  const { user, system } = process.cpuUsage(before)
  expect((user + system) / 1000).toBeLessThan(1000)
})
