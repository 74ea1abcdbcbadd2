import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readFlow } from '../../../../src/session/flows/flow-reader.ts'
import { createRalphFlow, readChoice, runFlow } from '../../../../src/session/flows/flow-runner.ts'
import type { Flow } from '../../../../src/session/flows/flow.ts'

const read = (language: string, ...lines: string[]) =>
  readFlow(`# Skill\n\n\`\`\`${language}\n${lines.join('\n')}\n\`\`\`\nmore`)
const mermaid = (...lines: string[]) => show(read('mermaid', ...lines))
const d2 = (...lines: string[]) => show(read('d2', ...lines))

/** Each node as `id kind "label" → choice:to`, or why there is none. */
function show(result: ReturnType<typeof readFlow>): string[] | string {
  if (!result.ok) return result.reason
  return [...result.flow.nodes.values()].map(({ id, kind, label, edges }) => {
    const ways = edges.map((edge) => (edge.label === null ? edge.to : `${edge.label}:${edge.to}`))
    return `${id} ${kind} ${JSON.stringify(label)} → ${ways.join(', ')}`
  })
}

describe('a Mermaid flow', () => {
  const typical = [
    'A begin "BEGIN" → B',
    'B task "Search stdrc" → C',
    'C decision "Enough?" → yes:D, no:B',
    'D end "END" → ',
  ]

  test('is read with its shapes and its labels, in either spelling', () => {
    expect(
      mermaid(
        'flowchart TD',
        'A([BEGIN]) --> B[Search stdrc]',
        'B --> C{Enough?}',
        'C -->|yes| D([END])',
        'C -->|no| B',
      ),
    ).toEqual(typical)
    expect(
      mermaid(
        'graph LR;',
        'A((begin)) ==> B(Search stdrc) -.-> C{{"Enough?"}}; C -- yes --> D[[End]]',
        'C -- no --> B;',
      ),
    ).toEqual(typical.map((line) => line.replace('BEGIN', 'begin').replace('END', 'End')))
  })

  test('takes ids as labels, quotes, line breaks and several nodes at once', () => {
    expect(mermaid('BEGIN --> step-1 --> END')).toEqual([
      'BEGIN begin "BEGIN" → step-1',
      'step-1 task "step-1" → END',
      'END end "END" → ',
    ])
    expect(mermaid('BEGIN --> B["hello | (world); it<br/>goes"]:::big', 'B --> END')).toContain(
      'B task "hello | (world); it\\ngoes" → END',
    )
    expect(mermaid('BEGIN --> A', 'A -->|x| B', 'A -->|y| C', 'B & C --> END')).toContain('C task "C" → END')
  })

  test('passes over looks, comments and groups', () => {
    expect(
      mermaid(
        'flowchart TB',
        '%% a comment',
        'classDef highlight fill:#f9f,stroke:#333;',
        'subgraph one',
        'direction LR',
        'A([BEGIN]) --> B[Search stdrc]',
        'end',
        'B --> C{Enough?}',
        'C -- yes --> D([END])',
        'C -- no --> B',
        'class B highlight',
        'style C fill:#bbf',
        'linkStyle 0 stroke:red',
      ),
    ).toEqual(typical)
  })

  test('that cannot be run or read says why', () => {
    expect(mermaid('A[x] --> END')).toBe('a flow has one BEGIN, not 0')
    expect(mermaid('BEGIN --> A[END]', 'BEGIN --> B[END]')).toBe('a flow has one END, not 2')
    expect(mermaid('BEGIN -->|a| END', 'BEGIN -->|b| END')).toBe('BEGIN has one arrow out, not 2')
    expect(mermaid('BEGIN --> A --> END', 'A --> A')).toBe('each arrow out of "A" needs a label')
    expect(mermaid('BEGIN --> A', 'A -->|x| END', 'A -->|x| A')).toBe('two arrows out of "A" are called "x"')
    expect(mermaid('BEGIN --> A', 'END')).toBe('no way leads from BEGIN to END')
    expect(mermaid('BEGIN --> A', 'A -->|x| END', 'A -->|y| B')).toBe('no arrow leads out of "B"')
    expect(mermaid('BEGIN --> A[open')).toBe('mermaid: line 1: [ is not closed')
    expect(mermaid('BEGIN --> END', 'A -->')).toBe('mermaid: line 2: expected a node: the line ends')
    expect(mermaid('BEGIN ?? END')).toBe('mermaid: line 1: expected an arrow: ?? END')
    expect(show(readFlow('no block'))).toBe('no ```mermaid or ```d2 block')
  })
})

describe('a D2 flow', () => {
  test('is read with chains, labels and choices; looks and insides are passed over', () => {
    expect(
      d2(
        'direction: down',
        'a: "append a line to test.txt" # a comment',
        'a.shape: rectangle',
        'b: "more than # 3; lines?" {',
        '  sub1 -> sub2',
        '  sub2: {',
        '    1',
        '  }',
        '}',
        'BEGIN -> a -> b; b -> a: no',
        'not_used',
        'b -> END: yes { style.stroke: red }',
        `END <- b: 'it''s over'`,
      ),
    ).toEqual([
      'a task "append a line to test.txt" → b',
      'b decision "more than # 3; lines?" → no:a, yes:END, it\'s over:END',
      'BEGIN begin "BEGIN" → a',
      'not_used task "not_used" → ',
      'END end "END" → ',
    ])
  })

  test('has block texts, whose indentation goes and whose words stay', () => {
    expect(
      d2(
        'BEGIN -> note -> END',
        'note: |md # markdown',
        '    # Title: "x" \\ y',
        '      - deep',
        '',
        '    end -> here',
        '|',
      ),
    ).toContain('note task "# Title: \\"x\\" \\\\ y\\n  - deep\\n\\nend -> here" → END')
  })

  test('that cannot be read says where', () => {
    expect(d2('BEGIN -> n -> END', 'n: |md', '  open')).toBe('d2: line 2: the block is not closed by |')
    expect(d2('BEGIN -> n -> END', 'n: x {')).toBe('d2: a { is not closed')
    expect(d2('BEGIN -> END', '}')).toBe('d2: line 2: unexpected }')
    expect(d2('BEGIN -> ')).toBe('d2: line 1: expected a node: the line ends')
    expect(d2('BEGIN -- END')).toBe('d2: line 1: an arrow of a flow has one direction: --')
  })
})

test('no text makes the readers throw or hang', () => {
  const pieces = [
    'A',
    '-->',
    '->',
    '[',
    ']',
    '{',
    '}',
    '(',
    '"',
    "'",
    '|',
    ':',
    ';',
    '#',
    '&',
    '\n',
    ' ',
    'BEGIN',
    '--',
    '\\',
    '|md',
  ]
  const drawing = fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(drawing, (text) => void [read('mermaid', text), read('d2', text)]),
    { numRuns: 2_000 },
  )
  for (const piece of pieces) for (const language of ['mermaid', 'd2']) read(language, piece.repeat(20_000))
})

describe('running a flow', () => {
  const flowOf = (...lines: string[]): Flow => {
    const result = read('mermaid', ...lines)
    if (!result.ok) throw new Error(result.reason)
    return result.flow
  }
  const review = flowOf('BEGIN --> A[Look] --> B{Good?}', 'B -->|Yes| END', 'B -->|No| C[Fix]', 'C --> B')

  /** Answers in turn; what was asked is kept. */
  function answering(...answers: (string | null)[]) {
    const asked: string[] = []
    return { asked, runTurn: (text: string) => Promise.resolve(answers[asked.push(text) - 1] ?? null) }
  }

  test('says each node in a turn and goes where the model chooses', async () => {
    const model = answering(
      'looked',
      'Hm. <choice>No</choice>',
      'fixed',
      'not <choice>No</choice> but <choice> Yes </choice>',
    )
    expect(await runFlow(review, { ...model, args: 'the parser' })).toEqual({ status: 'finished', moves: 4 })
    expect(model.asked[0]).toBe('Look\n\nUser request:\nthe parser')
    expect(model.asked[1]).toMatch(/^Good\?[^]*<choice><\/choice>:\n- Yes\n- No$/)
    expect(model.asked[2]).toBe('Fix')
  })

  test('asks again when the answer chooses nothing that is there', async () => {
    const model = answering('x', 'I do not know', '<choice>maybe</choice>', '<choice>Yes</choice>')
    expect(await runFlow(review, model)).toEqual({ status: 'finished', moves: 4 })
    expect(model.asked[2]).toMatch(/^Good\?[^]*held no <choice>/)
    expect(model.asked[3]).toMatch(/chose "maybe", which is not in the list/)
  })

  test('ends when a turn ends without an answer, and after so many moves', async () => {
    expect(await runFlow(review, answering('x', null))).toEqual({ status: 'stopped', moves: 2 })
    const lost = { runTurn: () => Promise.resolve('nothing') }
    expect(await runFlow(review, lost)).toEqual({ status: 'max_moves', moves: 1_000 })
    expect(await runFlow(review, { ...lost, maxMoves: 3 })).toEqual({ status: 'max_moves', moves: 3 })
  })

  test('a Ralph loop repeats the prompt until the model stops it or its number is used up', async () => {
    const { flow, maxMoves } = createRalphFlow('do it', 3)
    const model = answering('a', '<choice>CONTINUE</choice>', '<choice>STOP</choice>')
    expect(await runFlow(flow, { ...model, maxMoves })).toEqual({ status: 'finished', moves: 3 })
    expect(model.asked[0]).toBe('do it')
    expect(model.asked[1]).toMatch(/^do it\n\n[^]*STOP/)
    const eager = { runTurn: () => Promise.resolve('<choice>CONTINUE</choice>') }
    expect(await runFlow(flow, { ...eager, maxMoves })).toEqual({ status: 'max_moves', moves: 4 })
    expect(createRalphFlow('x', -1).maxMoves).toBe(Number.POSITIVE_INFINITY)
  })
})

test('the last choice of an answer counts', () => {
  expect(readChoice('<choice>a</choice> <choice>b</choice>')).toBe('b')
  expect(readChoice('<choice>a')).toBeNull()
})
