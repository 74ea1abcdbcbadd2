import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { addToUserHistory, readUserHistory } from '../../../../src/session/store/user-history.ts'

test('what was said is a line of JSON, once in a row, for each directory; a link to it is the same directory', () => {
  const home = mkdtempSync(join(tmpdir(), 'kimi-said-'))
  symlinkSync('/usr', join(home, 'link'))
  for (const said of ['one\n', 'one', '  ', 'say "it"\nin \\ é']) addToUserHistory(home, '/usr', said)
  addToUserHistory(home, join(home, 'link'), 'one')
  const folder = join(home, 'user-history')
  const files = readdirSync(folder)
  expect(files).toHaveLength(1)
  const file = join(folder, files[0]!)
  expect(readFileSync(file, 'utf8')).toBe(
    '{"content":"one"}\n{"content":"say \\"it\\"\\nin \\\\ é"}\n{"content":"one"}\n',
  )
  expect([statSync(folder).mode & 0o777, statSync(file).mode & 0o777]).toEqual([0o700, 0o600])
  rmSync(home, { recursive: true })
})

test('the last entries are read, the oldest first, and lines that are no entries are left out', () => {
  const home = mkdtempSync(join(tmpdir(), 'kimi-said-'))
  expect(readUserHistory(home, '/usr', 10)).toEqual([])
  for (const said of ['one', 'two', 'three\nlines']) addToUserHistory(home, '/usr', said)
  const folder = join(home, 'user-history')
  const file = join(folder, readdirSync(folder)[0]!)
  appendFileSync(file, '{"content":7}\nno json\n{"content":"four"}\n{"cont')
  expect(readUserHistory(home, '/usr', 100)).toEqual(['one', 'two', 'three\nlines', 'four'])
  expect(readUserHistory(home, '/usr', 3)).toEqual(['four'])
  rmSync(home, { recursive: true })
})
