// A command that acts on another kind of thing than the request names loses to one that acts on it.

import { expect, test } from 'vitest'
import { weighObject } from '../../../../src/knowledge/words/answer/mistaken-object.ts'
import { readRequest } from '../../../../src/knowledge/words/words-request.ts'

const weigh = (command: string, line: string) => weighObject(command, readRequest(line))

test.each([
  ['grep -r .conf /etc', 'search /etc for regular files ending in ".conf"', 'find /etc -name "*.conf"'],
  ['grep main src', 'search for "main" in the folder src', 'grep -r main src'],
  ['rm *.o', 'remove all *.o files under the current directory', 'find . -name "*.o" -delete'],
  ['tree *.md', 'search the current directory tree for *.md files', 'find . -name "*.md"'],
  ['du -sh /srv', 'report the disk usage of the file system that holds /srv', 'df -h /srv'],
  ['ls -R -t | head -n 1', 'show the newest file in all subdirectories', 'find . -type f'],
])('"%s" is not what "%s" asks for, and "%s" is', (mistaken, line, meant) => {
  expect(weigh(mistaken, line)).toBeLessThan(1)
  expect(weigh(meant, line)).toBe(1)
})

test.each([
  ['grep -r TODO .', 'search all files for the word TODO'],
  ['rm *.o', 'remove all *.o files here'],
  ['tree .', 'show the directory tree'],
  ['cat a.txt', 'print a.txt in the folder docs'],
])('"%s" is what "%s" asks for', (command, line) => {
  expect(weigh(command, line)).toBe(1)
})
