// How good the offline engine's answers are: runs JSONL files of the four kinds and prints a table. Decides nothing.
//
//   npm run quality -- DIR [--misses] [--index FILE] [--only nl2cmd,fix,explain] [--limit N]
//   DIR holds nl2cmd*.jsonl, fix*.jsonl and explain*.jsonl; $KIMI_QUALITY_DIR is the default.

import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'

import { createKnowledge } from '../../src/knowledge/engine.ts'
import type { Knowledge } from '../../src/knowledge/engine.ts'

interface WordsLine {
  id: string
  nl: string
  commands: string[]
  utilities: string[]
  src?: string
}
interface FixLine {
  id: string
  failed: string
  stderr: string
  exit: number
  expected: string[]
  cat?: string
  context?: Partial<Record<'files' | 'dirs' | 'branches' | 'scripts' | 'targets' | 'processes', string[]>>
}
interface ExplainLine {
  id: string
  command: string
  facts: string[]
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    misses: { type: 'boolean', default: false },
    index: { type: 'string', default: join(import.meta.dirname, '../../dist/knowledge.bin') },
    only: { type: 'string', default: '' },
  },
})
const dir = positionals[0] ?? process.env['KIMI_QUALITY_DIR']
if (dir === undefined || !existsSync(dir)) {
  console.error('quality: give a directory of *.jsonl files: npm run quality -- DIR, or set KIMI_QUALITY_DIR')
  process.exit(2)
}
if (!existsSync(values.index)) {
  console.error(`quality: ${values.index} is missing\n  npm run build`)
  process.exit(2)
}

const table: Record<string, string | number>[] = []
const timings: number[] = []
const knowledge = createKnowledge({ indexFile: values.index, home: homedir() })
const root = mkdtempSync(join(tmpdir(), 'kimi-quality-'))
try {
  for (const name of readdirSync(dir).toSorted()) {
    if (!name.endsWith('.jsonl')) continue
    const kind = ['nl2cmd', 'fix', 'explain'].find((item) => name.startsWith(item))
    if (kind === undefined || (values.only !== '' && !values.only.split(',').some((item) => name.startsWith(item))))
      continue
    const lines = readFileSync(join(dir, name), 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as never)
    if (kind === 'nl2cmd') await runWords(knowledge, name, lines)
    else if (kind === 'fix') await runFix(knowledge, name, lines)
    else await runExplain(knowledge, name, lines)
  }
} finally {
  rmSync(root, { recursive: true, force: true })
  knowledge.close()
}
console.table(table)
const sorted = timings.toSorted((a, b) => a - b)
const at = (share: number): string => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(1)
console.log(
  `ms p50 ${at(0.5)} p95 ${at(0.95)} max ${at(0.9999)} · rss ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB`,
)

async function timed<T>(work: () => Promise<T>): Promise<T> {
  const start = performance.now()
  const result = await work()
  timings.push(performance.now() - start)
  return result
}

/** Blanks are normalised; quotes are not, since they can change a meaning. */
function normalise(command: string): string {
  return command.trim().replace(/\s+/g, ' ')
}

function share(part: number, whole: number): string {
  return whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`
}

/** Makes the files, branches, scripts and targets of a line real in a fresh directory. */
function makeContext(id: string, context: FixLine['context'] = {}): string {
  const cwd = join(root, id)
  mkdirSync(cwd, { recursive: true })
  for (const folder of context.dirs ?? [])
    if (!folder.startsWith('/')) mkdirSync(join(cwd, folder), { recursive: true })
  for (const file of context.files ?? []) {
    if (file.startsWith('/')) continue
    mkdirSync(dirname(join(cwd, file)), { recursive: true })
    if (!existsSync(join(cwd, file))) writeFileSync(join(cwd, file), '')
  }
  if (context.scripts) {
    const scripts = Object.fromEntries(context.scripts.map((name) => [name, 'true']))
    writeFileSync(join(cwd, 'package.json'), JSON.stringify({ name: 'x', scripts }))
  }
  if (context.targets)
    writeFileSync(join(cwd, 'Makefile'), context.targets.map((name) => `${name}:\n\ttrue\n`).join(''))
  if (context.branches) {
    mkdirSync(join(cwd, '.git/refs/heads'), { recursive: true })
    writeFileSync(join(cwd, '.git/HEAD'), `ref: refs/heads/${context.branches[0]}\n`)
    for (const branch of context.branches) {
      mkdirSync(dirname(join(cwd, '.git/refs/heads', branch)), { recursive: true })
      writeFileSync(join(cwd, '.git/refs/heads', branch), `${'0'.repeat(40)}\n`)
    }
  }
  return cwd
}

async function runFix(k: Knowledge, name: string, lines: FixLine[]): Promise<void> {
  let first = 0
  let third = 0
  let answered = 0
  for (const line of lines) {
    const cwd = makeContext(line.id, line.context)
    const query = { failed: line.failed, output: line.stderr, exit: line.exit, cwd, shell: 'bash' as const, limit: 5 }
    const found = await timed(() => k.fix(query))
    const wanted = new Set(line.expected.map(normalise))
    const place = found.findIndex((item) => wanted.has(normalise(item.command)))
    if (found.length > 0) answered += 1
    if (place === 0) first += 1
    if (place >= 0 && place < 3) third += 1
    if (place !== 0 && values.misses) {
      console.log(`${line.id} ${line.failed} ⇒ ${line.expected[0]}`)
      for (const item of found.slice(0, 3))
        console.log(`     ${item.confidence.toFixed(2)} ${item.source} ${item.command}`)
    }
  }
  table.push({
    set: name,
    n: lines.length,
    '@1': share(first, lines.length),
    '@3': share(third, lines.length),
    answered: share(answered, lines.length),
    precision: share(first, answered),
  })
}

async function runWords(k: Knowledge, name: string, lines: WordsLine[]): Promise<void> {
  const cwd = makeContext('words')
  const sources = new Map<
    string,
    { n: number; exact: number; exact5: number; util: number; util5: number; answered: number }
  >()
  for (const line of lines) {
    const found = await timed(() => k.suggest({ line: line.nl, cwd, shell: 'bash', limit: 5 }))
    const wanted = new Set(line.commands.map(normalise))
    const hits = found.map((item) => wanted.has(normalise(item.command)))
    const utils = found.map((item) => line.utilities.includes(utilityOf(item.command)))
    for (const source of [line.src ?? 'all', 'total']) {
      const row = sources.get(source) ?? { n: 0, exact: 0, exact5: 0, util: 0, util5: 0, answered: 0 }
      sources.set(source, row)
      row.n += 1
      row.answered += found.length > 0 ? 1 : 0
      row.exact += hits[0] ? 1 : 0
      row.exact5 += hits.slice(0, 5).includes(true) ? 1 : 0
      row.util += utils[0] ? 1 : 0
      row.util5 += utils.slice(0, 5).includes(true) ? 1 : 0
    }
    if (values.misses && !hits[0]) {
      console.log(`${line.id} ${utils[0] ? '' : '✗'} ${line.nl} ⇒ ${line.commands[0]}`)
      for (const item of found.slice(0, 3))
        console.log(`     ${item.confidence.toFixed(2)} ${item.source} ${item.command}`)
    }
  }
  for (const [source, row] of sources) {
    table.push({
      set: `${name} ${source}`,
      n: row.n,
      '@1': share(row.exact, row.n),
      '@5': share(row.exact5, row.n),
      'util@1': share(row.util, row.n),
      'util@5': share(row.util5, row.n),
      answered: share(row.answered, row.n),
      precision: share(row.util, row.answered),
    })
  }
}

/** The program of a command, behind sudo and assignments. */
function utilityOf(command: string): string {
  const words = command.trim().split(/\s+/)
  const at = words.findIndex((word) => word !== 'sudo' && !/^\w+=/.test(word))
  return words[at] ?? ''
}

async function runExplain(k: Knowledge, name: string, lines: ExplainLine[]): Promise<void> {
  let facts = 0
  let stated = 0
  let complete = 0
  for (const line of lines) {
    const parts = await timed(() => k.explain({ command: line.command, shell: 'bash' }))
    const text = parts.map((part) => `${part.text}: ${part.meaning}`).join('\n')
    const missing = line.facts.filter((fact) => !new RegExp(fact, 'i').test(text))
    facts += line.facts.length
    stated += line.facts.length - missing.length
    if (missing.length === 0) complete += 1
    if (missing.length > 0 && values.misses)
      console.log(`${line.id} ${line.command} ✗ ${missing.join(', ')}\n${text.replace(/^/gm, '     ')}`)
  }
  table.push({ set: name, n: lines.length, facts: share(stated, facts), complete: share(complete, lines.length) })
}
