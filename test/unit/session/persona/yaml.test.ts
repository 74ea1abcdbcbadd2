import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readFrontMatter } from '../../../../src/session/persona/front-matter.ts'
import { parseYaml } from '../../../../src/session/persona/yaml.ts'

const read = (text: string) => {
  const result = parseYaml(text)
  return result.ok ? result.value : `line ${result.line}: ${result.reason}`
}

describe('YAML', () => {
  test('of an agent file is read: mappings, lists, comments, quotes, block scalars', () => {
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
    expect(read(text)).toEqual({
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

  test('gives scalars the types of YAML 1.2', () => {
    expect(read('[~, null, true, False, 12, -3.5, 1e3, 0x1f, 0o17, 1.2.3, yes, on, 2026-01-02, a:b]')).toEqual([
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
    expect(read('a:\nb: ""\nc: \'null\'\nd: "\\u65e5\\n\\x41\\t"')).toEqual({ a: null, b: '', c: 'null', d: '日\nA\t' })
    expect(read('')).toBeNull()
    expect(read('# only a comment\n---\njust text')).toBe('just text')
  })

  test('nests lists and mappings in each other, also on the line of a dash', () => {
    expect(read('- a: 1\n  b:\n    - x\n    -\n      y: 2\n- - 1\n  - 2\n-\n- c')).toEqual([
      { a: 1, b: ['x', { y: 2 }] },
      [1, 2],
      null,
      'c',
    ])
  })

  test('keeps, clips and strips the end of a block scalar, and takes its indentation from a digit', () => {
    expect(read('a: |+\n  x\n\n\nb: |\n  x\n\n\nc: |-\n  x\n\nd: |2\n    x\n')).toEqual({
      a: 'x\n\n\n',
      b: 'x\n',
      c: 'x',
      d: '  x\n',
    })
    expect(read('a: >\n  one\n  two\n    code\n    more\n  three\n')).toEqual({ a: 'one two\n  code\n  more\nthree\n' })
    expect(read('a: |\nb: 1')).toEqual({ a: '', b: 1 })
  })

  test('joins the lines of a long plain value', () => {
    expect(read('description: Use this when\n  the user asks\n  for it # why not\nname: x')).toEqual({
      description: 'Use this when the user asks for it',
      name: 'x',
    })
  })

  test('goes on over lines inside brackets', () => {
    expect(read('a: [\n  x, # first\n  "y",\n]\nb: {k: v,\n  l: [1]}')).toEqual({
      a: ['x', 'y'],
      b: { k: 'v', l: [1] },
    })
  })

  test('takes no key for anything but a name', () => {
    const value = read('__proto__: 1\nconstructor: 2')
    expect(Object.keys(value as object)).toEqual(['__proto__', 'constructor'])
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })

  test('that is wrong or not supported is an error that names its line', () => {
    const wrong: [text: string, error: string | RegExp][] = [
      ['a: 1\nb: &x 2', 'line 2: not supported or not quoted: &x 2'],
      ['a: *x', /line 1: not supported/],
      ['a: !tag x', /line 1: not supported/],
      ['? a', /line 1: not supported/],
      ['a: 1\na: 2', 'line 2: the key "a" stands here twice'],
      ['{a: 1, a: 2}', /stands here twice/],
      ['a: use: this', 'line 1: a value with `: ` in it must be quoted'],
      ['a: 1\n  b: 2', 'line 2: a value with `: ` in it must be quoted'],
      ['a:\n  b: 1\n c: 2', 'line 3: unexpected text, or wrong indentation'],
      ['a:\n\tb: 1', 'line 2: indented with a tab; use spaces'],
      ['a: "open', 'line 1: a quoted string must end on its line'],
      ['a: "\\q"', 'line 1: unknown escape \\q'],
      ['a: "\\UFFFFFFFF"', /not a character/],
      ['a: [1, 2', 'line 1: a bracket is not closed'],
      ['a: [1} ', /expected , or \]/],
      ['a: "x" y', 'line 1: unexpected text: y'],
      ['a: x # why\n  y', 'line 2: the value has ended before the comment above'],
      ['a: 1\ntext', 'line 2: expected `key: value`'],
      ['- a\nb: 1', 'line 2: unexpected text, or wrong indentation'],
      ['a: 1\n---\nb: 2', /line 2: /],
      ['['.repeat(100_000), /nested too deeply/],
      ['- '.repeat(1_000), /nested too deeply/],
    ]
    for (const [text, error] of wrong)
      expect(read(text), text.slice(0, 40)).toEqual(typeof error === 'string' ? error : expect.stringMatching(error))
  })

  test('never throws, whatever the text, and reads back what JSON writes', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab:-#[]{}"\' \n|>&,?~1') }), (text) => {
        parseYaml(text)
      }),
      { numRuns: 3_000 },
    )
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4, noUnicodeString: false }), (value) => {
        expect(read(JSON.stringify(value))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  test('of a megabyte is read in time that grows with its length', () => {
    const start = performance.now()
    read(`a: ${'x '.repeat(500_000)}`)
    read(`${'#'.repeat(500_000)}\n${'a'.repeat(500_000)}`)
    read(`a: >\n${'  x\n'.repeat(100_000)}`)
    expect(performance.now() - start).toBeLessThan(5_000)
  })
})

describe('front matter', () => {
  test('is parted from the body, and may be absent or empty', () => {
    expect(readFrontMatter('---\nname: x\n---\n\n# Body\n---\n')).toEqual({
      ok: true,
      fields: { name: 'x' },
      body: '\n# Body\n---\n',
    })
    expect(readFrontMatter('# Body')).toEqual({ ok: true, fields: {}, body: '# Body' })
    expect(readFrontMatter('---\r\n---\r\nx')).toEqual({ ok: true, fields: {}, body: 'x' })
  })

  test('that cannot be read says where in the file', () => {
    expect(readFrontMatter('---\nname: x\nb: [\n---\n')).toMatchObject({ ok: false, line: 3 })
    expect(readFrontMatter('---\nname: x\n')).toMatchObject({ ok: false, line: 1 })
    expect(readFrontMatter('---\n- a\n---\n')).toMatchObject({ ok: false, line: 2 })
  })
})
