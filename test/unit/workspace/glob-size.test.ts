import { expect, test } from 'vitest'
import { countPatterns } from '../../../src/workspace/glob-size.ts'

test.each([
  ['src/**/*.ts', 1],
  ['*.{ts,tsx,js}', 3],
  ['{a,b}/{c,d}', 4],
  ['{a,{b,c}{d,e}}', 5],
  ['a{b', 1],
  ['{a,b', 1],
  ['\\{a,b}', 1],
  ['{1..9}', 9],
  ['{a..e}{1..3}', 15],
  ['{a,b}'.repeat(9), 512],
  ['{a,b}'.repeat(24), Infinity],
  ['{1..100000}', Infinity],
  ['{'.repeat(50_000), 1],
  [`{x,${'{a,b}'.repeat(12)}`, Infinity],
])('%s stands for %d patterns', (pattern, count) => expect(countPatterns(pattern)).toBe(count))
