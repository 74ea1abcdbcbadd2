import { describe, expect, test } from 'vitest'
import { isWholeCommand } from '../../../src/shell-syntax/whole-command.ts'

describe('whole commands', () => {
  test.each([
    'ls',
    'echo "a b" \'c\'',
    "echo it\\'s",
    'cat <<EOF\nx\nEOF',
    'cat <<<word',
    'if a; then b; fi',
    'case x in a) b;; esac',
    'git commit -m "do it if you can"',
    'echo for while if',
    "awk '{ if (x) print }' f",
    'echo done',
    'a && b',
    'echo $((1<<2))',
    'ls # it is done',
    'ls *(#qN)',
  ])('%s', (command) => {
    expect(isWholeCommand(command)).toBe(true)
  })
  test.each([
    'echo "a',
    "echo 'a",
    'a |',
    'a &&',
    'a \\',
    'for f in *; do',
    'while true; do x',
    'if a; then b',
    'cat <<EOF\nx',
    'case x in',
    'x=$(',
    'ls | # and then',
  ])('not: %s', (command) => {
    expect(isWholeCommand(command)).toBe(false)
  })
})

test('fish ends its blocks with `end`, and its heredocs are none', () => {
  for (const command of [
    'for f in a b; echo $f; end',
    'if test -d a; echo a; else if test -d b; echo b; end',
    'ls; and pwd',
  ])
    expect(isWholeCommand(command, 'fish'), command).toBe(true)
  for (const command of ['for f in a b', 'if test -d a\n  while true\n  end', 'and if true'])
    expect(isWholeCommand(command, 'fish'), command).toBe(false)
})
