import { expect, test } from 'vitest'
import { type Word, cutLine } from '../../../src/shell-syntax/line-cutter.ts'
import { splitPieces } from '../../../src/shell-syntax/operator-split.ts'
import { findProgram, splitCommands } from '../../../src/shell-syntax/shell-words.ts'
import { quoteForFish, quoteValue, quoteWord } from '../../../src/shell-syntax/word-quoting.ts'

const texts = (line: string) => cutLine(line).map(({ text }) => text)
const first = (line: string) => cutLine(line)[0] as Word
const commands = (line: string) => splitCommands(line).map(({ words }) => words.map(({ text }) => text).join(' '))
const pieces = (text: string) => splitPieces(text, true).map(({ words }) => words.map(({ value }) => value).join(' '))

test('a word ends at blanks and signs, not inside quotes and expansions', () => {
  expect(texts('a "b c" $(d "e f") ${g:-h i} `j k` <(l m) n=(o p) q')).toEqual([
    ...['a', '"b c"', '$(d "e f")', '${g:-h i}', '`j k`', '<(l m)', 'n=(o p)', 'q'],
  ])
  expect(texts('a|b&&(c;d)&')).toEqual(['a', '|', 'b', '&&', '(', 'c', ';', 'd', ')', '&'])
  expect(texts('echo "$(echo "x y")" z')).toEqual(['echo', '"$(echo "x y")"', 'z'])
  expect(texts('ls *(#qN) # all')).toEqual(['ls', '*(#qN)', '# all'])
})

test('a redirection keeps its stream and its own target', () => {
  expect(texts('make 2>&1 &>all.log >2026.log <<<x 3>&-')).toEqual([
    ...['make', '2>&1', '&>', 'all.log', '>', '2026.log', '<<<', 'x', '3>&-'],
  ])
  expect(commands('make 2>&1 >out x | tee y')).toEqual(['make x', 'tee y'])
})

test('quotes are removed as the shell removes them', () => {
  expect(first(String.raw`"a\"b\d"'\e'\f$'\x67'`).value).toBe(String.raw`a"b\d\efg`)
  expect(first('a\\\nb').value).toBe('ab')
  expect(first(`"it's"`)).toMatchObject({ value: "it's", quoted: true, isLiteral: true })
  expect(first('"$x"y*')).toMatchObject({ value: '$xy*', isLiteral: false, isGlob: true, isSplit: false })
  expect(first('$x')).toMatchObject({ isLiteral: false, isSplit: true })
})

test('the body of a here-document holds no words', () => {
  expect(commands('cat <<EOF | wc\nrm -rf x\nEOF\nls')).toEqual(['cat', 'wc', 'ls'])
})

test('every command of a text is found, those of substitutions too', () => {
  expect(pieces('if a $(b c); then d `e`; fi | f')).toEqual(['a $', 'b c', 'd', 'e', 'f'])
  expect(pieces('{ a; b } c x=1 >o')).toEqual(['a', 'b', 'c x=1'])
  expect(splitPieces('a 2>> o | b < i', true)).toMatchObject([
    { redirects: [{ sign: '2>>', target: { value: 'o' } }], isPiped: false },
    { redirects: [{ sign: '<', target: { value: 'i' } }], isPiped: true },
  ])
  expect(pieces(`a;${' '.repeat(20_000)};b`)).toEqual(['a', 'b'])
})

test('a program is found behind what runs it', () => {
  const program = (line: string) => findProgram(splitCommands(line)[0]?.words ?? [])
  expect([
    program('ls'),
    program('sudo -u bob A=1 ls'),
    program('env A=1 ls'),
    program('xargs -n1 ls'),
    program(''),
  ]).toEqual([0, 4, 2, 0, -1])
})

test('a value is quoted for the shell that reads it', () => {
  expect([quoteWord('~/a b'), quoteWord('~/a'), quoteWord("it's"), quoteWord('')]).toEqual([
    ...["'~/a b'", '~/a', `'it'\\''s'`, "''"],
  ])
  expect([quoteValue('*.log'), quoteValue('$HOME/x'), quoteValue("it's $5")]).toEqual([
    '*.log',
    '$HOME/x',
    `"it's \\$5"`,
  ])
  expect(quoteForFish(String.raw`it's \n`)).toBe(String.raw`'it\'s \\n'`)
})

test('a long line is cut in linear time', () => {
  const start = process.cpuUsage()
  for (const unit of ['$(', '(', '"', '`', '<<X\n', '2>', 'a ', '\\\n', '{', '#'])
    cutLine(unit.repeat(20_000), { isFlat: true })
  expect(process.cpuUsage(start).user / 1000).toBeLessThan(10_000)
})
