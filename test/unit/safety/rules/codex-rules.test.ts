import { expect, test } from 'vitest'
import { importCodexRules } from '../../../../src/safety/rules/codex-rules.ts'

const read = (text: string) => {
  const { rules, left } = importCodexRules(text, { home: '/home/u', source: 'default.rules' })
  return [...rules.map(({ decision, match, reason }) => [decision, match, reason].filter(Boolean).join(' ')), ...left]
}

test('each spelling of a prefix becomes a rule with its decision and reason', () => {
  const text = `# mine
prefix_rule(pattern=["git", "status"], decision="allow")
prefix_rule(
    pattern = ["git", ["push", 'fetch'], "origin"],   # both
    decision = "prompt",
    justification = "we (all) review, first",
    match = [["git", "push", "origin"]],
)
prefix_rule(pattern=["rm", "-rf",], decision="forbidden")
prefix_rule(pattern=["ls"])
`
  expect(read(text)).toEqual([
    'allow git status **',
    'ask git push origin ** we (all) review, first',
    'ask git fetch origin ** we (all) review, first',
    'deny rm -rf **',
    'allow ls **',
  ])
})

test.each([
  ['prefix_rule(pattern=["a b"], decision="allow")', 'cannot be carried over'],
  ['prefix_rule(pattern=["*"], decision="allow")', 'cannot be carried over'],
  ['prefix_rule(pattern=[], decision="allow")', 'cannot be read'],
  ['prefix_rule(pattern=words, decision="allow")', 'cannot be read'],
  ['prefix_rule(pattern=["git"], decision="perhaps")', 'cannot be read'],
  ['prefix_rule(pattern=["git"', 'cannot be read'],
  ['prefix_rule(pattern=["gitx\n])', 'cannot be read'],
  ['prefix_rule(pattern=["git"], decision="allowx\n)', 'cannot be read'],
  [`prefix_rule(pattern=[${'"a",'.repeat(65)}])`, 'cannot be read'],
  ['x = 1', 'no permission rules'],
])('%s becomes no rule, and is said to', (text, said) => {
  const found = read(text)
  expect(found).toHaveLength(1)
  expect(found[0]).toContain(said)
})

test('a call that nothing closes does not take the next one with it', () => {
  expect(read('prefix_rule(pattern=["git"\nprefix_rule(pattern=["ls"])')).toEqual([
    'allow ls **',
    expect.stringContaining('cannot be read'),
  ])
})

// Each of these takes a fraction of a second, and took minutes when the work grew with the square of the file.
test.each([
  ['calls that nothing closes', 'prefix_rule('],
  ['names of calls', 'prefix_rule '],
  ['quotes that nothing closes', String.raw`"\"`],
  ['quotes in one text', String.raw`\"`],
  ['words in one call', '"a",'],
  ['choices in one call', '["a","b"],'],
])('a file of %s is read in linear time', (_, piece) => {
  for (const head of [
    '',
    '"',
    'prefix_rule(pattern=[',
    'prefix_rule(pattern=[["a","b"],["a","b"],["a","b"],["a","b"],[',
  ]) {
    expect(
      importCodexRules(`${head}${piece.repeat(100_000)}])\\`, { home: '/home/u', source: 'r' }).left.length,
    ).toBeGreaterThan(0)
  }
})
