// npm run quality: prints how often the offline engine is right, with a floor and a goal beside each figure. No figure
// decides a test.
//
//   npm run quality -- [DIR] [--misses] [--only words,titles,fresh,typos,fix,explain,exceptions,pairs,history,cost] [--index FILE]
//   npm run quality -- --safety [FILE.jsonl] [--misses]: how right lines are judged (quality-safety.ts)
//   DIR holds words*.jsonl (or nl2cmd*), titles*.jsonl, fresh*.jsonl (titles that no intent was written for), typos*.jsonl (or
//   fix-random*), fix*.jsonl, explain*.jsonl, exceptions*.jsonl (requests that spare something; exceptions-held* were written apart from
//   the engine) and pairs*.jsonl (each two lines ask for opposites); without it $KIMI_QUALITY_DIR, else the sample lines of
//   test/fixtures/quality.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'

import { createKnowledge } from '../../src/knowledge/engine.ts'
import { measureAdded, measureSpeed } from './quality-cost.ts'
import { runExceptions } from './quality-exceptions.ts'
import type { ExceptionLine } from './quality-exceptions.ts'
import { describeDomains } from './quality-domains.ts'
import type { Outcome } from './quality-domains.ts'
import { measureHistory } from './quality-history.ts'
import { runExplain, runFix, runWords } from './quality-sets.ts'
import type { ExplainLine, FixLine, WordsLine } from './quality-sets.ts'
import { describeConfidence, runTitles } from './quality-titles.ts'
import type { Said, TitleLine } from './quality-titles.ts'
import { printTable } from './quality-table.ts'
import type { Figure } from './quality-table.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    misses: { type: 'boolean', default: false },
    index: { type: 'string', default: join(import.meta.dirname, '../../dist/knowledge.bin') },
    only: { type: 'string', default: '' },
    safety: { type: 'boolean', default: false },
  },
})
if (values.safety) {
  const misses: string[] = []
  const { measureSafety } = await import('./quality-safety.ts')
  const found = await measureSafety(positionals[0], misses)
  if (values.misses) for (const miss of misses) console.log(miss)
  printTable(found, positionals[0] ?? 'the sample lines')
  process.exit()
}
const dir = positionals[0] ?? process.env['KIMI_QUALITY_DIR'] ?? join(import.meta.dirname, '../fixtures/quality')
if (!existsSync(dir)) {
  console.error(`quality: there is no ${dir}\n  npm run quality -- DIR`)
  process.exit(2)
}
if (!existsSync(values.index)) {
  console.error(`quality: ${values.index} is missing\n  npm run build`)
  process.exit(2)
}

const KINDS: readonly [kind: string, names: RegExp][] = [
  ['words', /^(?:words|nl2cmd)/],
  ['titles', /^titles/],
  ['fresh', /^fresh/],
  ['typos', /^(?:typos|fix-random)/],
  ['fix', /^fix/],
  ['explain', /^explain/],
  ['exceptions', /^exceptions(?!-held)/],
  ['held exceptions', /^exceptions-held/],
  ['pairs', /^pairs/],
]
const wants = (kind: string): boolean => values.only === '' || values.only.split(',').includes(kind)

function readLines<T>(kind: string): T[] {
  if (!wants(kind.replace('held ', ''))) return []
  return readdirSync(dir)
    .toSorted()
    .filter((name) => name.endsWith('.jsonl') && KINDS.find(([, names]) => names.test(name))?.[0] === kind)
    .flatMap((name) => readFileSync(join(dir, name), 'utf8').split('\n').filter(Boolean))
    .map((line) => JSON.parse(line) as T)
}

/** The sets of requests whose answers may not act on what is to be spared, or do the opposite, with their names in the table. */
const SPARING = [
  ['exceptions', 'exceptions'],
  ['held exceptions', 'exceptions, held out'],
  ['pairs', 'pairs of opposites'],
] as const

const words = readLines<WordsLine>('words')
const titles = readLines<TitleLine>('titles')
const fresh = readLines<TitleLine>('fresh')
const typos = readLines<FixLine>('typos')
const fixes = readLines<FixLine>('fix')
const explains = readLines<ExplainLine>('explain')
const figures: Figure[] = []
const misses: string[] = []
const said: Said[] = []
const outcomes: Outcome[] = []
const knowledge = createKnowledge({ indexFile: values.index, home: homedir() })
try {
  if (fixes.length > 0) figures.push(...(await runFix(knowledge, 'fix', fixes, misses)))
  if (typos.length > 0) figures.push(...(await runFix(knowledge, 'typos', typos, misses)))
  if (words.length > 0) figures.push(...(await runWords(knowledge, words, misses, said)))
  if (titles.length > 0) figures.push(...(await runTitles(knowledge, 'titles', titles, misses, said, outcomes)))
  if (fresh.length > 0) figures.push(...(await runTitles(knowledge, 'fresh titles', fresh, misses, said, outcomes)))
  if (said.length > 0) figures.push(...describeConfidence(said))
  if (outcomes.length > 0) figures.push(...describeDomains(outcomes))
  if (explains.length > 0) figures.push(...(await runExplain(knowledge, explains, misses)))
  for (const [kind, name] of SPARING) {
    const lines = readLines<ExceptionLine>(kind)
    if (lines.length > 0)
      figures.push(...(await runExceptions(knowledge, name, kind === 'pairs' ? 'pairs' : 'exceptions', lines, misses)))
  }
  if (wants('history')) figures.push(...describeHistory())
  if (wants('cost')) {
    figures.push(...(await measureSpeed(knowledge, words, [...fixes, ...typos], explains)))
    const bytes = [values.index, join(dirname(values.index), 'intents.bin')].reduce(
      (sum, file) => sum + statSync(file).size,
      0,
    )
    figures.push({ name: 'bytes added to the install', value: bytes / 1e6, unit: 'MB', floor: 3, goal: 2, less: true })
    figures.push(await measureAdded(values.index, words, explains))
  }
} finally {
  knowledge.close()
}
if (values.misses) for (const miss of misses) console.log(miss)
printTable(figures, dir)

function describeHistory(): Figure[] {
  const found = measureHistory()
  const [one, two, three] = found.ghost
  const [often1, often3] = found.frequency
  const n = found.commands
  return [
    { name: 'next command @1', value: found.top1, unit: '%', floor: 44, goal: 45, n },
    { name: 'next command @3', value: found.top3, unit: '%', floor: 65, goal: 66, n },
    { name: '  in the second half @1', value: found.later[0], unit: '%', floor: 44, goal: 45, n: n / 2 },
    { name: '  in the second half @3', value: found.later[1], unit: '%', floor: 65, goal: 66, n: n / 2 },
    { name: 'shown on the empty prompt, and typed next', value: found.shown.right, unit: '%', floor: 60, goal: 65, n },
    { name: '  in the second half', value: found.shownLater.right, unit: '%', floor: 60, goal: 65, n: n / 2 },
    {
      name: '  in the weeks of three others',
      value: found.shownToOthers.right,
      unit: '%',
      floor: 60,
      goal: 65,
      n: 3 * n,
    },
    { name: '  shown at so many empty prompts', value: found.shown.share, unit: '%', n },
    { name: '  by frequency alone @1 (the peer)', value: often1, unit: '%', n },
    { name: '  by frequency alone @3 (the peer)', value: often3, unit: '%', n },
    { name: '  ghost text right after 1 character', value: one, unit: '%', n },
    { name: '  ghost text right after 2 characters', value: two, unit: '%', n },
    { name: '  ghost text right after 3 characters', value: three, unit: '%', n },
    { name: `  never typed before (of ${found.unique} different ones)`, value: found.novel, unit: '%', n },
  ]
}
