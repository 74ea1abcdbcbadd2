import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readFrontMatter } from '../../../../src/session/persona/front-matter.ts'
import { parseYaml } from '../../../../src/session/persona/yaml-reader.ts'

const read = async (text: string) => {
  const result = await parseYaml(text)
  return result.ok ? result.value : `line ${result.line}: ${result.reason}`
}

describe('YAML', () => {
  test('of an agent file is read: mappings, lists, comments, quotes, block scalars', async () => {
    const text = `# an agent
version: 1
agent:
  extend: default   # the parent
  name: "my \\"agent\\""
  system_prompt_path: ./system.md
  system_prompt_args:
    ROLE: |
      First line.
        indented

      # not a comment
    FOLDED: >-
      one
      two

      three
  tools:
    - "kimi_cli.tools.shell:Shell"
    - 'it''s'
  exclude_tools:
  - kimi_cli.tools.web:FetchURL
  subagents:
    coder: { path: ./coder.yaml, description: "Good at: code" }
    empty: {}
  flags: [a, 1, true, [x], "b, c"]
`
    expect(await read(text)).toEqual({
      version: 1,
      agent: {
        extend: 'default',
        name: 'my "agent"',
        system_prompt_path: './system.md',
        system_prompt_args: {
          ROLE: 'First line.\n  indented\n\n# not a comment\n',
          FOLDED: 'one two\nthree',
        },
        tools: ['kimi_cli.tools.shell:Shell', "it's"],
        exclude_tools: ['kimi_cli.tools.web:FetchURL'],
        subagents: { coder: { path: './coder.yaml', description: 'Good at: code' }, empty: {} },
        flags: ['a', 1, true, ['x'], 'b, c'],
      },
    })
  })

  test('gives scalars the types of YAML 1.2', async () => {
    expect(await read('[~, null, true, False, 12, -3.5, 1e3, 0x1f, 0o17, 1.2.3, yes, on, 2026-01-02, a:b]')).toEqual([
      null,
      null,
      true,
      false,
      12,
      -3.5,
      1000,
      31,
      15,
      '1.2.3',
      'yes',
      'on',
      '2026-01-02',
      'a:b',
    ])
    expect(await read('a:\nb: ""\nc: \'null\'\nd: "\\u65e5\\n\\x41\\t"')).toEqual({
      a: null,
      b: '',
      c: 'null',
      d: '日\nA\t',
    })
    expect(await read('')).toBeNull()
    expect(await read('# only a comment\n---\njust text')).toBe('just text')
  })

  test('nests lists and mappings in each other, also on the line of a dash', async () => {
    expect(await read('- a: 1\n  b:\n    - x\n    -\n      y: 2\n- - 1\n  - 2\n-\n- c')).toEqual([
      { a: 1, b: ['x', { y: 2 }] },
      [1, 2],
      null,
      'c',
    ])
  })

  test('keeps, clips and strips the end of a block scalar, and takes its indentation from a digit', async () => {
    expect(await read('a: |+\n  x\n\n\nb: |\n  x\n\n\nc: |-\n  x\n\nd: |2\n    x\n')).toEqual({
      a: 'x\n\n\n',
      b: 'x\n',
      c: 'x',
      d: '  x\n',
    })
    expect(await read('a: >\n  one\n  two\n    code\n    more\n  three\n')).toEqual({
      a: 'one two\n  code\n  more\nthree\n',
    })
    expect(await read('a: |\nb: 1')).toEqual({ a: '', b: 1 })
  })

  test('joins the lines of a long plain value', async () => {
    expect(await read('description: Use this when\n  the user asks\n  for it # why not\nname: x')).toEqual({
      description: 'Use this when the user asks for it',
      name: 'x',
    })
  })

  test('goes on over lines inside brackets', async () => {
    expect(await read('a: [\n  x, # first\n  "y",\n]\nb: {k: v,\n  l: [1]}')).toEqual({
      a: ['x', 'y'],
      b: { k: 'v', l: [1] },
    })
  })

  test('takes no key for anything but a name', async () => {
    const value = await read('__proto__: 1\nconstructor: 2')
    expect(Object.keys(value as object)).toEqual(['__proto__', 'constructor'])
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })

  test('may have anchors, quotes over several lines, an explicit key and an end mark', async () => {
    expect(await read('tools: &t [a, b]\nallowed_tools: *t')).toEqual({ tools: ['a', 'b'], allowed_tools: ['a', 'b'] })
    expect(await read('a: "one\n  two"\nb: \'three\n\n  four\'')).toEqual({ a: 'one two', b: 'three\nfour' })
    expect(await read('? a\n: 1\n...\n')).toEqual({ a: 1 })
    expect(await read('%YAML 1.1\n---\na: yes\n1: !!str 2')).toEqual({ a: 'yes', '1': '2' })
  })

  test('that is wrong or refused is an error that names its line', async () => {
    const wrong: [text: string, error: string | RegExp][] = [
      ['a: *x', 'line 1: no anchor &x stands before this alias'],
      ['a: 1\nb: !tag x', 'line 2: Unresolved tag: !tag'],
      ['a: !!js/function "process.exit()"', /line 1: Unresolved tag/],
      ['a: !!binary aGk=', /line 1: Unresolved tag/],
      ['? [a]\n: 1', /line 1: .*keys must be strings/],
      ['a: 1\na: 2', 'line 2: duplicate key "a"'],
      ['1: 1\n"1": 2', 'line 2: duplicate key "1"'],
      ['{a: 1, a: 2}', 'line 1: duplicate key "a"'],
      ['a: use: this', 'line 1: a value with `: ` in it must be quoted'],
      ['a: 1\n  b: 2', 'line 1: a value with `: ` in it must be quoted'],
      ['a:\n  b: 1\n c: 2', 'line 3: All mapping items must start at the same column'],
      ['a:\n\tb: 1', 'line 2: indented with a tab; use spaces'],
      ['a: "open', 'line 1: Missing closing "quote'],
      ['a: "\\q"', 'line 1: Invalid escape sequence \\q'],
      ['a: "\\UFFFFFFFF"', /line 1: Invalid escape sequence/],
      ['a: [1, 2', /line 1: Flow sequence .* end with a \]/],
      ['a: [1} ', /line 1: Flow sequence .* end with a \]/],
      ['a: "x" y', 'line 1: Unexpected scalar at node end'],
      ['a: x # why\n  y', /line 2: /],
      ['a: 1\ntext', /line [12]: Implicit map keys need to be followed by map values/],
      ['- a\nb: 1', /line [12]: Unexpected scalar at node end/],
      ['a: 1\n---\nb: 2', 'line 2: a second document begins here; only one is allowed'],
      ['a: 1\n...\nb: 2', 'line 3: a second document begins here; only one is allowed'],
      ['['.repeat(20_000), /nested too deeply/],
      ['- '.repeat(1_000), /nested too deeply/],
      [`a: !\u001b]0;title\u0007${'x'.repeat(500)}`, /^line 1: [^\u001b\u0007\n]{1,210}$/],
    ]
    for (const [text, error] of wrong)
      expect(await read(text), text.slice(0, 40)).toEqual(
        typeof error === 'string' ? error : expect.stringMatching(error),
      )
  })

  test('whose aliases would fill the memory, or contain themselves, is refused', async () => {
    const laughs = [...'bcdefghi'].map((name, at) => {
      const target = `*${'abcdefgh'[at]}`
      return `${name}: &${name} [${Array(9).fill(target).join(', ')}]`
    })
    expect(await read(['a: &a [x, x, x, x, x, x, x, x, x]', ...laughs].join('\n'))).toMatch(/^line 1: Excessive alias/)
    expect(await read(`a: &a 1\n${'- *a\n'.repeat(3)}`)).toMatch(/^line \d: /)
    expect(await read(`a: &a 1\nb:\n${'- *a\n'.repeat(101)}`)).toBe('line 103: more than 100 aliases')
    expect(await read('a: 1\nb: &b\n  c: *b')).toBe('line 3: the alias *b contains itself')
    expect(await read('&a [[*a]]')).toBe('line 1: the alias *a contains itself')
  })

  test('never throws, whatever the text, and reads back what JSON writes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: fc.constantFrom(...'ab:-#[]{}"\' \n|>&*!,?~1.%') }), async (text) => {
        await parseYaml(text)
      }),
      { numRuns: 500 },
    )
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 4, noUnicodeString: false }), async (value) => {
        expect(await read(JSON.stringify(value))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  test('is read or refused in a time that its length bounds', async () => {
    const start = process.cpuUsage()
    expect(await read(`a: ${'x '.repeat(500_000)}`)).toBe('line 1: longer than 64 KiB')
    expect(await read(`a: ${'x '.repeat(32_000)}`)).toEqual({ a: 'x '.repeat(32_000).trim() })
    await read(`${'#'.repeat(30_000)}\n${'a'.repeat(30_000)}`)
    await read(`a: >\n${'  x\n'.repeat(8_000)}`)
    await read(`a: "${'x\n'.repeat(8_000)}"`)
    await read(Array.from({ length: 500 }, (_, at) => `k${at}: 1`).join('\n'))
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(5_000)
  })
})

describe('front matter', () => {
  test('is parted from the body, and may be absent or empty', async () => {
    expect(await readFrontMatter('---\nname: x\n---\n\n# Body\n---\n')).toEqual({
      ok: true,
      fields: { name: 'x' },
      body: '\n# Body\n---\n',
    })
    expect(await readFrontMatter('# Body')).toEqual({ ok: true, fields: {}, body: '# Body' })
    expect(await readFrontMatter('---\r\n---\r\nx')).toEqual({ ok: true, fields: {}, body: 'x' })
  })

  test('that cannot be read says where in the file', async () => {
    expect(await readFrontMatter('---\nname: x\nb: [\n---\n')).toMatchObject({ ok: false, line: 3 })
    expect(await readFrontMatter('---\nname: x\n')).toMatchObject({ ok: false, line: 1 })
    expect(await readFrontMatter('---\n- a\n---\n')).toMatchObject({ ok: false, line: 2 })
  })
})

test('lines of a key and plain words are read as the package reads them', async () => {
  const word = fc.constantFrom(
    'name',
    'description',
    'true',
    'null',
    'a',
    'It’s',
    'x: y',
    '#c',
    '# c',
    "it's",
    '"q"',
    '- a',
    '7',
    '1e3',
    'no',
    'on',
    '~',
    '*a',
    '&a',
    '!t',
    '|',
    '>',
    '%',
    '@',
    '`',
    '{a}',
    '[b]',
    ',',
    '?',
    'a:b',
    'tab\tx',
    '…',
    '中文',
    ' ',
    '---',
    '...',
    '<<',
    '__proto__',
    'constructor',
  )
  const line = fc.oneof(
    fc.tuple(word, fc.array(word, { maxLength: 4 })).map(([key, words]) => `${key}: ${words.join(' ')}`),
    fc.array(word, { maxLength: 3 }).map((words) => words.join(' ')),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 3 }), async (lines) => {
      const text = lines.join('\n')
      const read = await parseYaml(text)
      // A comment before the text keeps the short way from being taken, and changes nothing.
      const whole = await parseYaml(`#\n${text}`)
      expect(read.ok ? read.value : null).toEqual(whole.ok ? whole.value : null)
    }),
    { numRuns: 1_500 },
  )
  expect(await parseYaml('name: a-skill\ndescription: Does this, and that (also more).')).toEqual({
    ok: true,
    value: { name: 'a-skill', description: 'Does this, and that (also more).' },
  })
})
