// Lines put together at random from parts of the shell's grammar, harmless and not: those that are certain are run by a real bash, and
// must neither change a file nor show a secret.

import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findCertainty } from '../../../../src/safety/certain/certain-line.ts'

const COMMANDS = [
  'ls',
  'cat a',
  'touch PWNED',
  'echo x',
  'cat secret/.env',
  'tee PWNED',
  './evil',
  'kill -l',
  '/bin/ls',
  String.raw`\ls`,
]
const OPERATORS = [
  '; ',
  ' && ',
  ' || ',
  ' | ',
  ' & ',
  '\n',
  ' wait',
  ' < a',
  ' < secret/.env',
  ' > PWNED',
  ' 2>&1',
  '&>PWNED',
  '|&',
]
const FRAMES = [
  '(',
  ')',
  '{ ',
  '; }',
  'if ',
  'then ',
  'else ',
  '; then ',
  '; fi',
  'done',
  'do ',
  '; done',
  'time ',
  '!',
  'f(){ ',
]
const LOOPS = ['for i in a b; do ', 'for f in touch PWNED; do ', '$i', '"$i"', '"$f"']
const DOCUMENTS = [" <<'E'\n", '\nE', '\nE\n', '<<E\n', '<<<a', "'", '"', '\\', '#', ' ', '\t']
const EXPANSIONS = [
  '$(touch PWNED)',
  '"$(touch PWNED)"',
  '"$(ls)"',
  '`touch PWNED`',
  '$((1+2))',
  '$((X))',
  '{1..3}',
  '{}',
  '{a,b}',
  '* ',
]
const TESTS = [
  '[ -f a ]',
  '[ -n "$X" ]',
  '[[ a > PWNED ]]',
  '[[ a == b ]]',
  '(( 5 > 3 ))',
  '((',
  ' ))',
  '[[ $X -eq 1 ]]',
]
const WRAPPERS = [
  'env ',
  'env -i ',
  'nice ',
  'nice -n ',
  'timeout ',
  '5 ',
  'timeout 5 ',
  'command ',
  'LC_ALL=C ',
  'PATH=. ',
  'TZ=x ',
  'X=1 ',
  'eval ',
  'bash -c ',
  'sh -c ',
]
const WORDS = [
  "'touch PWNED'",
  "'ls'",
  'xargs echo',
  'xargs touch PWNED',
  'xargs -I{} echo {}',
  'cd src && ',
  'cd / && ',
  '~',
  '?',
]
const PARTS = [COMMANDS, OPERATORS, FRAMES, LOOPS, DOCUMENTS, EXPANSIONS, TESTS, WRAPPERS, WORDS].flat()
const MOST_PARTS = 8
const LINES = 250

test('a certain line of any form changes nothing and shows no secret when bash runs it', () => {
  const root = mkdtempSync('/tmp/kcr-')
  const work = join(root, 'work')
  for (const folder of ['src', 'secret']) mkdirSync(join(work, folder), { recursive: true })
  for (const name of ['a', 'b', '3', 'src/x']) writeFileSync(join(work, name), 'data\n')
  writeFileSync(join(work, 'secret/.env'), 'KEY=canary\n')
  writeFileSync(join(work, 'evil'), '#!/bin/sh\ntouch PWNED\n', { mode: 0o755 })
  const place = { cwd: work, folders: [work], own: [join(root, '.kimi')], home: root, path: '/usr/bin:/bin' }
  const files = () => readdirSync(root, { recursive: true, encoding: 'utf8' }).toSorted()
  const before = files()
  const seed = Math.floor(Math.random() * 2 ** 32)
  const random = createRandom(seed)
  try {
    const lines = new Set<string>()
    while (lines.size < LINES) {
      const count = 1 + Math.floor(random() * MOST_PARTS)
      const line = Array.from({ length: count }, () => PARTS[Math.floor(random() * PARTS.length)]!).join('')
      if (!lines.has(line) && findCertainty(line, place) !== null) lines.add(line)
    }
    const env = { PATH: place.path, HOME: root, X: 'a[$(touch PWNED)]' }
    for (const line of lines) {
      const ran = spawnSync('bash', ['-c', line], {
        cwd: work,
        env,
        input: 'touch PWNED\n',
        encoding: 'utf8',
        timeout: 10_000,
      })
      const about = `seed ${seed}: ${JSON.stringify(line)}`
      expect(ran.stdout + ran.stderr, about).not.toContain('canary')
      expect(files(), about).toEqual(before)
    }
  } finally {
    rmSync(root, { recursive: true })
  }
})

/** Numbers from 0 to 1, the same for the same seed. */
function createRandom(seed: number): () => number {
  let state = seed
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32
}
