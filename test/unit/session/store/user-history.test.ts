import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { addToUserHistory } from '../../../../src/session/store/user-history.ts'

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
