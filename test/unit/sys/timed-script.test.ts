import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { ROOT } from '../../support/kimi.ts'

/** Searches with each number of descriptors that are left, from none to ten, and prints what came of it. */
const SEARCH = `
import { closeSync, openSync } from 'node:fs'
import { createLineMatcher } from '${ROOT}/src/tools/search/line-matcher.ts'
const matcher = createLineMatcher({ pattern: 'need(le)?', isMultiline: false, mode: 'content', ignoresCase: false })
const says = []
for (let free = 0; free <= 10; free++) {
  const held = []
  try { for (;;) held.push(openSync('/dev/null', 'r')) } catch {}
  for (const fd of held.splice(0, free)) closeSync(fd)
  try { says.push([...matcher.match(['a needle'])].join()) } catch (error) { says.push(error.code) }
  for (const fd of held) closeSync(fd)
}
console.log([...new Set(says)].join(' '))
`

test('where no more files can be opened an expression of the model is not run, and the process goes on', () => {
  const limited = ['-c', 'ulimit -n 120; exec "$0" "$@"', process.execPath, '--input-type=module', '-e', SEARCH]
  expect(execFileSync('/bin/sh', limited, { encoding: 'utf8' }).trim()).toBe('EMFILE 1,1')
})
