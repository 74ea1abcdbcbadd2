import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readRequest } from '../../../../src/knowledge/words/words-request.ts'
import { createTldr, matchExample } from '../../../../src/knowledge/words/tldr-pages.ts'

const PAGE = `# frob

> Frobs things.

- [c]reate a frob from a directory and write it to a [f]ile:

\`frob {{[-c|--create]}} -f {{path/to/target.frob}} {{path/to/directory}}\`

- Unfrob quietly:

\`frob -x {{level 3}}\`
`

test('the examples of the user’s own pages, with placeholders as they are written here', () => {
  const home = mkdtempSync(join(tmpdir(), 'kimi-'))
  onTestFinished(() => rmSync(home, { recursive: true }))
  const folder = join(home, '.cache/tealdeer/tldr-pages/pages.en/common')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'frob.md'), PAGE)
  const tldr = createTldr(home)
  expect(tldr.examplesOf('frob')).toEqual([
    { about: 'create a frob from a directory and write it to a file', command: 'frob -c -f <target> <directory>' },
    { about: 'Unfrob quietly', command: 'frob -x <level>' },
  ])
  expect(tldr.examplesOf('../../../etc/passwd')).toEqual([])
  expect(tldr.examplesOf('none')).toEqual([])
  expect(createTldr('/nonexistent').examplesOf('frob')).toEqual([])
})

test('the example that says what the request says, with its names filled in; silence below that', () => {
  const examples = [
    { about: 'create an archive from files', command: 'frob -c <target> <file>' },
    { about: 'list the contents of an archive', command: 'frob -t <source>' },
  ]
  expect(matchExample(readRequest('list contents of archive x.tar'), examples)).toMatchObject({
    command: 'frob -t x.tar',
  })
  expect(matchExample(readRequest('weigh the moon'), examples)).toBeNull()
})
