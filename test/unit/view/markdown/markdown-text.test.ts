import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countTextCells } from '../../../../src/view/cell-text.ts'
import { createMarkdown } from '../../../../src/view/markdown/markdown-text.ts'
import { ASCII_MARKS, UNICODE_MARKS, type PrintStyle } from '../../../../src/view/print-style.ts'

const STYLE: PrintStyle = { width: 79, hasColours: true, marks: UNICODE_MARKS, canReplace: true }

function render(source: string, style: Partial<PrintStyle> = {}, pieces = [source]): string[] {
  const markdown = createMarkdown(() => ({ ...STYLE, ...style }))
  return [...pieces.flatMap((piece) => markdown.push(piece)), ...markdown.end()]
}
const plainly = (source: string, style: Partial<PrintStyle> = {}) =>
  render(source, style).map((row) => stripVTControlCharacters(row))

test('headings, emphasis, code and links get their looks, and lose their marks', () => {
  expect(render('# One\n### Three')).toEqual(['\u001b[1m\u001b[4mOne\u001b[24m\u001b[22m', '\u001b[1mThree\u001b[22m'])
  expect(render('a **b *c* d** `e *f*` ~~g~~')).toEqual([
    'a \u001b[1mb \u001b[22m\u001b[1m\u001b[3mc\u001b[23m\u001b[22m\u001b[1m d\u001b[22m \u001b[36me *f*\u001b[39m \u001b[9mg\u001b[29m',
  ])
  expect(plainly('see [the *book*](https://x.org/a_b) or [https://y.org](https://y.org)')).toEqual([
    'see the book (https://x.org/a_b) or https://y.org',
  ])
})

test('marks that are none stay: in words, between blanks, escaped, without an end', () => {
  for (const text of [
    'a snake_case_name and __init__.py_ too',
    '2 * 3 * 4 = 24',
    'use **kwargs and *args',
    'an open `code and [a link](',
    'arr[0] and fn(x)[1] a ] b',
    '~/.kimi and ~x',
  ])
    expect(plainly(text)).toEqual([text.replace('__init__', 'init')])
  expect(plainly('\\*not\\* \\`this\\`')).toEqual(['*not* `this`'])
})

test('a paragraph that streams keeps to the width of the terminal when that changes, and no word is lost', () => {
  let width = 79
  const markdown = createMarkdown(() => ({ ...STYLE, width }))
  const words = Array.from({ length: 90 }, (_, at) => `word${at}`)
  const rows: string[] = []
  for (const [at, word] of words.entries()) {
    if (at === 30) width = 19
    if (at === 60) width = 40
    const more = markdown.push(`${word} `)
    rows.push(...more)
    const preview = markdown.preview()
    for (const row of [...more, ...preview]) expect(countTextCells(row)).toBeLessThanOrEqual(width)
  }
  rows.push(...markdown.end())
  expect(rows.join(' ').split(' ')).toEqual(words)
})

test('words are wrapped by cells, items below their text, quotes behind their bar', () => {
  expect(
    plainly('- one two three four five six\n  1. seven eight nine ten\n> quoted words go on\n\n\n---', { width: 20 }),
  ).toEqual([
    '• one two three four',
    '  five six',
    '  1. seven eight',
    '     nine ten',
    '│ quoted words go on',
    '',
    '─'.repeat(20),
  ])
  const chinese = plainly('你好，世界。这是一个很长的句子，用来测试换行。abc defg', { width: 20 })
  expect(chinese).toEqual(['你好，世界。这是一个', '很长的句子，用来测试', '换行。abc defg'])
  for (const row of chinese) expect(countTextCells(row)).toBeLessThanOrEqual(20)
  expect(plainly(`word ${'x'.repeat(40)} end`, { width: 20 })).toEqual(['word', 'x'.repeat(40), 'end'])
})

test('code is neither wrapped nor set in, and its language is named; a diff has its colours', () => {
  const code = `  if (x) { return ${'"long"'.repeat(20)} } // *no* emphasis`
  expect(plainly(`So:\n\`\`\`ts\n${code}\n\n\`\`\`\nEnd`)).toEqual(['So:', '╭─ ts', code, '', '╰─', 'End'])
  expect(render('```diff\n-a\n+b\n```')).toEqual([
    '\u001b[2m╭─ diff\u001b[22m',
    '\u001b[31m-a\u001b[39m',
    '\u001b[32m+b\u001b[39m',
    '\u001b[2m╰─\u001b[22m',
  ])
  expect(plainly('```\nnever closed')).toEqual(['╭─', 'never closed', '╰─'])
})

test('code in a known language has comments, strings and common words in their colours, and no other change', () => {
  expect(render('```TS title=a\nconst url = "http://x" // why\n```').slice(1, 2)).toEqual([
    '\u001b[36mconst\u001b[39m url = \u001b[32m"http://x"\u001b[39m \u001b[2m// why\u001b[22m',
  ])
  expect(render("```sh\necho '#1' $# # one\n```")[1]).toBe("echo \u001b[32m'#1'\u001b[39m $# \u001b[2m# one\u001b[22m")
  const line = fc.string({ maxLength: 60 }).map((text) => text.replaceAll(/[^\x20-\x7e]|~~~/g, ''))
  fc.assert(
    fc.property(line, fc.constantFrom('ts', 'sh', 'sql', 'diff', ''), (text, language) => {
      expect(plainly(`~~~${language}\n${text}\n~~~`)[1]).toBe(text)
    }),
  )
})

const TABLE = '| Name | Size |\n|------|-----:|\n| **日本** | 1 |\n| `a|b` | 20,000 |\n'

test('a table has aligned columns; in little room its cells are wrapped, in less its rows are lists', () => {
  expect(plainly(TABLE)).toEqual(['Name │   Size', '─────┼───────', '日本 │      1', 'a|b  │ 20,000'])
  expect(plainly('| a | b |\n|---|---|\n| some longer words | and more of them |', { width: 24 })).toEqual([
    'a          │ b',
    '───────────┼────────────',
    'some       │ and more of',
    'longer     │ them',
    'words      │',
  ])
  expect(
    plainly('| a | b | c | d |\n|---|---|---|---|\n| some words | more words | and more | yet more |', { width: 20 }),
  ).toEqual(['• a: some words', '  b: more words', '  c: and more', '  d: yet more'])
  expect(plainly('| not a table\n| at all')).toEqual(['| not a table', '| at all'])
})

test('a table stays aligned where a word is wider than its column; other columns give way first', () => {
  const path = '`src/view/composer/composer-lines.ts`'
  const source = `| part | file | what it does |\n|---|---|---|\n| prompt | ${path} | draws what the user types |`
  for (const hasColours of [true, false]) {
    for (const width of [70, 50, 34]) {
      const rows = plainly(source, { hasColours, width })
      const bars = rows.map((row) => [...row.matchAll(/[│┼]/g)].map(({ index }) => index).join())
      expect(new Set(bars).size, rows.join('\n')).toBe(1)
      expect(Math.max(...rows.map((row) => row.length))).toBeLessThanOrEqual(width)
      expect(rows.map((row) => row.split(/ │ ?/)[1]?.trim()).join('')).toContain('src/view/composer/composer-lines.ts')
    }
  }
  expect(plainly(source, { width: 62 })[2]).toMatch(/^prompt │ src\/view\/composer\/composer-lines\.ts │ draws/)
})

test('without colours the marks stay; without UTF-8 our own signs are ASCII', () => {
  const source = '# One\n\n- a **b**\n\n> c\n\n```ts\nd\n```'
  expect(render(source, { hasColours: false })).toEqual(source.split('\n'))
  expect(plainly(`${source}\n---\n${TABLE}`, { marks: ASCII_MARKS }).join('\n')).toMatch(/^[\x00-\x7f日本]*$/)
})

test('a row is final as soon as it is full, and what is not final can be previewed', () => {
  const markdown = createMarkdown(() => ({ ...STYLE, width: 20 }))
  expect(markdown.push('Some words that go')).toEqual([])
  expect(markdown.preview()).toEqual(['Some words that go'])
  expect(markdown.push(' on and **on')).toEqual(['Some words that go'])
  expect(markdown.preview()).toEqual(['on and **on'])
  expect(markdown.push('**.\n|a|b|\n')).toEqual(['on and \u001b[1mon\u001b[22m.'])
  expect(markdown.preview()).toEqual(['|a|b|'])
  expect(markdown.breakRow()).toEqual(['|a|b|'])
  expect(markdown.push('a `b')).toEqual([])
  expect(markdown.breakRow()).toEqual(['a `b'])
  expect(markdown.push('` c\n')).toEqual(['` c'])
})

/** Text with much of what Markdown is made of. */
const source = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...[
          '*',
          '**',
          '_',
          '`',
          '```',
          '~~',
          '# ',
          '- ',
          '1. ',
          '> ',
          '|',
          '|--|--|',
          '[',
          '](',
          ')',
          '\\',
          '---',
          '日本',
          '。',
        ],
        ...['\n', '\n\n', ' ', ' ', 'word', 'a', 'x_y', 'https://a.b/c_d', '\t', '1', '"'],
      ),
      fc.string({ maxLength: 4 }).map((text) => text.replaceAll(/[^\x20-\x7e]/g, '')),
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(''))
const options = fc.record({ width: fc.constantFrom(20, 79), hasColours: fc.boolean() })

test('however a text is cut into pieces, its rows are the same', () => {
  fc.assert(
    fc.property(source, options, fc.array(fc.nat(200), { maxLength: 30 }), (text, style, cuts) => {
      const at = [0, ...cuts.filter((cut) => cut < text.length).sort((a, b) => a - b), text.length]
      const pieces = at.slice(1).map((end, index) => text.slice(at[index], end))
      expect(render(text, style, pieces)).toEqual(render(text, style))
      expect(render(text, style, [...text])).toEqual(render(text, style))
    }),
    { numRuns: 600 },
  )
})

test('nothing of a text is lost or reordered', () => {
  const wordsOf = (text: string) => text.match(/[a-z0-9日本]+/gi)?.join('') ?? ''
  fc.assert(
    fc.property(source, fc.constantFrom(20, 79), (text, width) => {
      // Tables in little room repeat their header, and links without a text show their target: both are left out here.
      fc.pre(!text.includes('--|') && !text.includes(']('))
      expect(wordsOf(plainly(text, { width }).join('\n'))).toBe(wordsOf(text))
      expect(wordsOf(plainly(text, { width, hasColours: false }).join('\n'))).toBe(wordsOf(text))
    }),
    { numRuns: 600 },
  )
})

test('a line of open marks is read in linear time', () => {
  for (const mark of ['*a ', '`', '[a](', '_a**b', '> ', '- ', '|']) {
    expect(render(`${mark.repeat(30_000 / mark.length)}end`).join('')).toContain('end')
  }
})

test('a long line, a long table and a long block of code stream in linear time', () => {
  for (const [first, piece] of [
    ['```\n', 'word '],
    ['', '|a|b|\n'],
    ['', '*word '],
    ['```', 'word '],
  ] as const) {
    const markdown = createMarkdown(() => STYLE)
    markdown.push(first)
    for (let at = 0; at < 3_000; at++) {
      markdown.push(piece)
      markdown.preview()
    }
    expect(markdown.preview().length).toBeLessThan(20)
  }
})
