// Runs the lines of a set through the engine and counts the right answers. `--misses` prints each wrong one in full.

import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import type { Knowledge } from '../../src/knowledge/engine.ts'
import { splitWords } from '../../src/shell-syntax/shell-words.ts'
import type { Candidate, Part } from '../../src/protocol/proposals.ts'
import { share } from './quality-table.ts'
import { isAccepted } from './quality-titles.ts'
import type { Said } from './quality-titles.ts'
import type { Figure } from './quality-table.ts'

export interface WordsLine {
  id: string
  nl: string
  commands: string[]
  utilities: string[]
  /** The source of the line; `hand` marks everyday questions written by hand. */
  src?: string
}

export interface FixLine {
  id: string
  failed: string
  stderr: string
  exit: number
  expected: string[]
  context?: Partial<Record<'files' | 'dirs' | 'branches' | 'scripts' | 'targets' | 'processes', string[]>>
}

export interface ExplainLine {
  id: string
  command: string
  facts: string[]
}

/** Blanks are normalised; quotes are not, since they can change a meaning. */
const normalise = (command: string): string => command.trim().replace(/\s+/g, ' ')

const listFound = (found: readonly Candidate[]): string =>
  found
    .slice(0, 3)
    .map((item) => `\n     ${item.confidence.toFixed(2)} ${item.source} ${item.command}`)
    .join('')

/** Creates the files, branches, scripts and targets that a line names in a fresh directory. */
function makeContext(cwd: string, context: FixLine['context'] = {}): void {
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
}

/** @param kind `fix` for output of a real shell, `typos` for generated typing errors */
export async function runFix(
  k: Knowledge,
  kind: 'fix' | 'typos',
  lines: readonly FixLine[],
  misses: string[],
): Promise<Figure[]> {
  let [first, third, answered] = [0, 0, 0]
  const root = mkdtempSync(join(tmpdir(), 'kimi-quality-'))
  try {
    for (const [i, line] of lines.entries()) {
      const cwd = join(root, String(i))
      makeContext(cwd, line.context)
      // oxlint-disable-next-line no-await-in-loop
      const found = await k.fix({
        failed: line.failed,
        output: line.stderr,
        exit: line.exit,
        cwd,
        shell: 'bash',
        limit: 5,
      })
      const wanted = new Set(line.expected.map(normalise))
      const place = found.findIndex((item) => wanted.has(normalise(item.command)))
      if (found.length > 0) answered += 1
      if (place === 0) first += 1
      if (place >= 0 && place < 3) third += 1
      if (place !== 0) misses.push(`${line.id} ${line.failed} ⇒ ${line.expected[0]}${listFound(found)}`)
    }
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
  const n = lines.length
  const [name, marks] =
    kind === 'fix' ? (['fix', [75, 85, 82, 92]] as const) : (['machine-made typos', [92, 95, 98, 99]] as const)
  return [
    { name: `${name} @1`, value: share(first, n), unit: '%', floor: marks[0], goal: marks[1], n },
    { name: `${name} @3`, value: share(third, n), unit: '%', floor: marks[2], goal: marks[3], n },
    {
      name: `${name}: precision when it answers`,
      value: share(first, answered),
      unit: '%',
      floor: 88,
      goal: 93,
      n: answered,
    },
  ]
}

interface Answer {
  confidence: number
  exact: boolean
  program: boolean
  program5: boolean
}

export async function runWords(
  k: Knowledge,
  lines: readonly WordsLine[],
  misses: string[],
  said: Said[],
): Promise<Figure[]> {
  const cwd = mkdtempSync(join(tmpdir(), 'kimi-quality-'))
  const sources = new Map<string, Answer[]>()
  try {
    for (const line of lines) {
      // oxlint-disable-next-line no-await-in-loop
      const found = await k.suggest({ line: line.nl, cwd, shell: 'bash', limit: 5 })
      const wanted = new Set(line.commands.map(normalise))
      const programs = found.map((item) => line.utilities.includes(utilityOf(item.command)))
      const exact = found[0] !== undefined && wanted.has(normalise(found[0].command))
      const source = line.src ?? 'hand'
      // The one command that nl2bash knows is one of many, so there the program counts.
      const right =
        source === 'nl2bash'
          ? programs[0] === true
          : found[0] !== undefined && isAccepted(found[0].command, line.commands)
      if (found[0]) said.push({ confidence: found[0].confidence, right })
      if (!sources.has(source)) sources.set(source, [])
      sources.get(source)?.push({
        confidence: found[0]?.confidence ?? 0,
        exact,
        program: programs[0] === true,
        program5: programs.includes(true),
      })
      if (!exact)
        misses.push(`${line.id} ${programs[0] ? '' : '✗ '}${line.nl} ⇒ ${line.commands[0]}${listFound(found)}`)
    }
  } finally {
    rmSync(cwd, { recursive: true, force: true })
  }
  return [
    ...[...sources].flatMap(([source, answers]) => describeSource(source, answers)),
    describeSurest([...sources.values()].flat()),
  ]
}

function describeSource(source: string, answers: readonly Answer[]): Figure[] {
  const n = answers.length
  const count = (test: (answer: Answer) => boolean): number => share(answers.filter(test).length, n)
  const everyday = source === 'hand'
  const name = everyday ? 'everyday' : `unseen (${source})`
  return [
    { name: `words, ${name}: program @1`, value: count((item) => item.program), unit: '%', floor: 75, goal: 85, n },
    { name: `words, ${name}: program @5`, value: count((item) => item.program5), unit: '%', floor: 85, goal: 93, n },
    {
      name: `words, ${name}: command exact @1`,
      value: count((item) => item.exact),
      unit: '%',
      floor: everyday ? 45 : 25,
      goal: everyday ? 65 : 35,
      n,
    },
    {
      name: `  ${name}: answered`,
      value: count((item) => item.confidence > 0),
      unit: '%',
      n,
    },
  ]
}

/** The half of the answers that the engine is surest of: these must be right. */
function describeSurest(answers: readonly Answer[]): Figure {
  const half = answers
    .toSorted((a, b) => b.confidence - a.confidence)
    .slice(0, Math.ceil(answers.length / 2))
    .filter((item) => item.confidence > 0)
  const right = half.filter((item) => item.program).length
  return {
    name: 'words: precision of the surer half',
    value: share(right, half.length),
    unit: '%',
    floor: 80,
    goal: 88,
    n: half.length,
  }
}

/** The program of a command, behind sudo and assignments. */
function utilityOf(command: string): string {
  const words = command.trim().split(/\s+/)
  const at = words.findIndex((word) => word !== 'sudo' && !/^\w+=/.test(word))
  return words[at] ?? ''
}

export async function runExplain(k: Knowledge, lines: readonly ExplainLine[], misses: string[]): Promise<Figure[]> {
  let [facts, stated, words, covered] = [0, 0, 0, 0]
  for (const line of lines) {
    // oxlint-disable-next-line no-await-in-loop
    const parts = await k.explain({ command: line.command, shell: 'bash' })
    const text = parts.map((part) => `${part.text}: ${part.meaning}`).join('\n')
    const missing = line.facts.filter((fact) => !new RegExp(fact, 'i').test(text))
    const bare = findBare(line.command, parts)
    facts += line.facts.length
    stated += line.facts.length - missing.length
    const count = splitWords(line.command).length
    words += count
    covered += count - bare.length
    if (missing.length > 0 || bare.length > 0) {
      const lacks = [...missing.map((fact) => `/${fact}/`), ...bare].join(', ')
      misses.push(`${line.id} ${line.command} ✗ ${lacks}\n${text.replace(/^/gm, '     ')}`)
    }
  }
  return [
    { name: 'explain: facts stated', value: share(stated, facts), unit: '%', floor: 80, goal: 90, n: facts },
    { name: 'explain: parts covered', value: share(covered, words), unit: '%', floor: 90, goal: 96, n: words },
  ]
}

/** The words of a command that no part of its explanation covers; "runs a program" and parts about the whole are left out. */
function findBare(command: string, parts: readonly Part[]): string[] {
  const said = parts.filter(
    (part) => !/^runs (?:this program|the program )/.test(part.meaning) && part.text !== command.trim(),
  )
  const spoken = new Set(said.flatMap((part) => splitWords(part.text).map((word) => word.text)))
  const letters = new Set(
    said
      .filter((part) => /^-?\w(?:\s|$)/.test(part.text))
      .flatMap((part) => [...(part.text.split(' ')[0] ?? '').replace('-', '')]),
  )
  const single = splitWords(command).length === 1
  return splitWords(command)
    .map((word) => word.text)
    .filter((text) => {
      if (single && parts.length > 0) return false
      if (spoken.has(text) || said.some((part) => part.text.startsWith(text))) return false
      // `-xzf` is explained letter by letter.
      return !(/^-?[A-Za-z]{2,}$/.test(text) && [...text.replace('-', '')].every((letter) => letters.has(letter)))
    })
}
