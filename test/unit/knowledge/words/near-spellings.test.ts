// Requests are typed in haste: a letter too many, a letter too few, two changed about.

import { expect, test } from 'vitest'
import { spellRequest } from '../../../../src/knowledge/words/near-spellings.ts'

test.each([
  ['list all direcotries in src', 'list all directories in src'],
  ['make a symbolc link to a.txt', 'make a symbolic link to a.txt'],
  ['show the permisions of b.txt', 'show the permissions of b.txt'],
  ['find all regular/normal files of bob', 'find all regular files of bob'],
  ['change the ownership of src to the current user', 'change the ownership of src to $USER'],
])('%s is read as %s', (typed, meant) => {
  expect(spellRequest(typed)).toBe(meant)
})

test.each([
  'remove the lines with "directry" from a.txt',
  'delete the folder named curent now',
  'go to projects/curent/src now',
  'the content of environments delimited by commas',
  'make directorie(s) for the pictures',
  'hsotname now',
])('%s stays as it is typed', (typed) => {
  expect(spellRequest(typed)).toBe(typed)
})
