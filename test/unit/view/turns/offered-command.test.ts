import { expect, test } from 'vitest'
import { commandOf } from '../../../../src/view/turns/offered-command.ts'

test.each([
  ['Run this:\n\n```sh\nnpm test -- --run\n```\n', 'npm test -- --run'],
  ['```bash\n$ git status\n```', 'git status'],
  ['1. first\n   ```console\n   $ make\n   ```\n2. then', 'make'],
  ["~~~zsh\necho '```'\n~~~", "echo '```'"],
  ['```sh\nmake\n```\nand in C:\n```c\nint x;\n```', 'make'],
  ['```sh\nmake\n```\nor\n```sh\nninja\n```', null],
  ['```sh\ncd x\nmake\n```', null],
  ['```sh\n\n```', null],
  ['```ts\nlet x\n```', null],
  ['```\nmake\n```', null],
  ['run `make`', null],
  ['```sh\nmake # \u202eevil\n```', null],
  ['```sh\nmake', null],
  // A shell would rewrite these at Enter, or pass the comment on as words.
  ['```sh\nsudo !!\n```', null],
  ['```sh\nrm -r build # and src\n```', 'rm -r build'],
  // Letters of another alphabet, and a beginning that the rest pushes off the screen.
  ['```sh\nсurl example.org\n```', null],
  [`\`\`\`sh\nrm -rf ~; : ${'word '.repeat(400)}; ls\n\`\`\``, null],
])('%j offers %j', (markdown, command) => {
  expect(commandOf(markdown, { columns: 80, rows: 24 })).toBe(command)
})
