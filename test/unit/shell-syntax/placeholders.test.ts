import { expect, test } from 'vitest'

import { fillPlaceholders, isTruncatingPlaceholder, quotePlaceholders } from '../../../src/shell-syntax/placeholders.ts'

test.each([
  ['mv <file> ..', "mv '<file>' .."],
  ['docker cp <container>:<path> .', "docker cp '<container>:<path>' ."],
  ['comm -12 <(sort <file>) <(sort <file>)', "comm -12 <(sort '<file>') <(sort '<file>')"],
  ['git push origin <branch>:<branch>', "git push origin '<branch>:<branch>'"],
  ['cp <file> <directory>', 'cp <file> <directory>'],
  ['sort <file> | uniq -c', 'sort <file> | uniq -c'],
  ["sed -i 's/<old>/<new>/' <file>", "sed -i 's/<old>/<new>/' <file>"],
])('a blank that a word follows is quoted: %s', (command, wanted) => {
  expect(quotePlaceholders(command)).toBe(wanted)
  expect(isTruncatingPlaceholder(quotePlaceholders(command))).toBe(false)
})

test('what is said of a line with blanks names the blanks as the line does', () => {
  const { filled, restore } = fillPlaceholders('git push <remote> --delete <tag>')
  expect(filled).not.toContain('<')
  expect(restore(`\`${filled}\` rewrites what the remote has`)).toBe(
    '`git push <remote> --delete <tag>` rewrites what the remote has',
  )
})
