import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isWholeCommand } from '../../../src/shell-syntax/whole-command.ts'
import { createDraftParser, type Draft } from '../../../src/suggest/reply-parser.ts'

function parse(text: string, places: number[] = []): Draft[] {
  const parser = createDraftParser(isWholeCommand)
  const at = [...new Set(places.map((place) => place % (text.length + 1)))].toSorted((a, b) => a - b)
  const drafts = [...at, text.length].flatMap((end, index) => parser.push(text.slice(at[index - 1] ?? 0, end)))
  return [...drafts, ...parser.end()]
}
const commands = (text: string) => [...new Map(parse(text).map((draft) => [draft.index, draft.command])).values()]

const ANSWER = 'ls -la\n# all files\nfor f in *; do\n  echo "$f"\ndone\n# names\n'

test('commands and explanations come in pairs, whatever the pieces the answer arrives in', () => {
  const expected = [
    { index: 1, command: 'ls -la', explanation: '' },
    { index: 1, command: 'ls -la', explanation: 'all files' },
    { index: 2, command: 'for f in *; do\n  echo "$f"\ndone', explanation: '' },
    { index: 2, command: 'for f in *; do\n  echo "$f"\ndone', explanation: 'names' },
  ]
  fc.assert(
    fc.property(fc.array(fc.nat(200)), (places) => {
      expect(parse(ANSWER, places)).toEqual(expected)
    }),
  )
})

test('a command is complete with its newline, not before', () => {
  const parser = createDraftParser(isWholeCommand)
  expect(parser.push('ls -l')).toEqual([])
  expect(parser.push('a\n')).toEqual([{ index: 1, command: 'ls -la', explanation: '' }])
})

test('what models put around a command is taken off', () => {
  expect(commands('```bash\nls -la\n```\n')).toEqual(['ls -la'])
  expect(commands('1. ls -la\n2. ls\n')).toEqual(['ls -la', 'ls'])
  expect(commands('`ls -la`\n')).toEqual(['ls -la'])
  expect(commands("Sure! Here's the command you asked for:\nls -la\n")).toEqual(['ls -la'])
  expect(commands('You can use the following:\n\nls -la\n\nThis lists all files in the directory.\n')).toEqual([
    'ls -la',
  ])
})

test('programs with a capital letter are commands', () => {
  expect(commands('Rscript run.R\n')).toEqual(['Rscript run.R'])
  expect(commands('VBoxManage list vms\n')).toEqual(['VBoxManage list vms'])
  expect(commands('FOO=1 make\n')).toEqual(['FOO=1 make'])
})

test('a command that never becomes whole is the reason, not the explanation behind it', () => {
  const parser = createDraftParser(isWholeCommand)
  expect([...parser.push('echo "a\n# what you said\n'), ...parser.end()]).toEqual([])
  expect(parser.refusal).toBe('the answer is no whole command: echo "a')
})

test('a refusal is kept as the reason', () => {
  const parser = createDraftParser(isWholeCommand)
  expect(parser.push('# that is no task for a shell\n')).toEqual([])
  expect(parser.refusal).toBe('that is no task for a shell')
})

test('what is cut off is never offered', () => {
  expect(commands('echo "half\n')).toEqual([])
  expect(commands('for f in *; do\n  echo $f\n')).toEqual([])
  expect(commands('ls |\n')).toEqual([])
})
