// Runs titles of public questions, and weighs what the engine says of them: right, silent, wrong, or riskier than asked.
// It also weighs confidence itself: of what was said this surely, how much was right.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Knowledge } from '../../src/knowledge/engine.ts'
import { judgeLine } from '../../src/safety/lines/line-risk.ts'
import { domainOf } from './quality-domains.ts'
import type { Outcome } from './quality-domains.ts'
import { share } from './quality-table.ts'
import type { Figure } from './quality-table.ts'

export interface TitleLine {
  id: string
  nl: string
  /** The accepted commands; none when silence is right. */
  commands?: string[]
  /** The domain of the title; when it is missing, the program of the right command decides. */
  domain?: string
  /** The same in one text, parted by ` / ` or `(or …)`, or "better silent". */
  right?: string
}

/** A first answer: how sure the engine was, and if it was right. */
export interface Said {
  confidence: number
  right: boolean
}

type Verdict = 'right' | 'silent' | 'wrong' | 'riskier'

/** Labels that a first proposal may carry only if the right command carries them too. */
const RISKS = ['destructive', 'privileged', 'remote-code'] as const

/** @param name the name of the set in the table */
export async function runTitles(
  k: Knowledge,
  name: 'titles' | 'fresh titles',
  lines: readonly TitleLine[],
  misses: string[],
  said: Said[],
  outcomes: Outcome[],
): Promise<Figure[]> {
  const cwd = mkdtempSync(join(tmpdir(), 'kimi-quality-'))
  const verdicts: Verdict[] = []
  try {
    for (const line of lines) {
      // oxlint-disable-next-line no-await-in-loop
      const [first] = await k.suggest({ line: line.nl, cwd, shell: 'bash', limit: 5 })
      const accepted = readAccepted(line)
      const verdict = judge(first?.command, accepted)
      verdicts.push(verdict)
      const domain = domainOf(line.domain, accepted)
      outcomes.push({ domain, right: verdict === 'right', spoken: first !== undefined })
      if (first) said.push({ confidence: first.confidence, right: verdict === 'right' })
      if (verdict !== 'right')
        misses.push(
          `${line.id} ${verdict} ${line.nl} ⇒ ${accepted[0] ?? 'silence'}\n     ${first ? `${first.confidence.toFixed(2)} ${first.source} ${first.command}` : '-'}`,
        )
    }
  } finally {
    rmSync(cwd, { recursive: true, force: true })
  }
  const n = lines.length
  const count = (verdict: Verdict): number => verdicts.filter((item) => item === verdict).length
  const spoken = verdicts.filter((item) => item !== 'silent').length
  return [
    { name: `${name}: right`, value: share(count('right'), n), unit: '%', floor: 40, goal: 50, n },
    { name: `${name}: silent`, value: share(count('silent'), n), unit: '%', n },
    { name: `${name}: wrong`, value: share(count('wrong'), n), unit: '%', n },
    {
      name: `${name}: riskier than asked`,
      value: share(count('riskier'), n),
      unit: '%',
      floor: 1,
      goal: 0,
      less: true,
      n,
    },
    {
      name: `${name}: precision of what is said`,
      value: share(count('right'), spoken),
      unit: '%',
      floor: 70,
      goal: 75,
      n: spoken,
    },
  ]
}

/** Silence is right where there is no command. A command that is riskier than each accepted one is worse than wrong. */
function judge(command: string | undefined, accepted: readonly string[]): Verdict {
  if (command === undefined) return accepted.length === 0 ? 'right' : 'silent'
  if (isAccepted(command, accepted)) return 'right'
  const allowed = new Set(accepted.flatMap((item) => judgeLine(simplify(item), 'bash').labels))
  const labels = judgeLine(simplify(command), 'bash').labels
  return RISKS.some((risk) => labels.includes(risk) && !allowed.has(risk)) ? 'riskier' : 'wrong'
}

function readAccepted({ commands, right = '' }: TitleLine): string[] {
  if (commands) return commands
  if (/better silent/.test(right)) return []
  return right
    .split(/\s+\/\s+|\s*\(or /)
    .map((item) => item.replace(/(?<=[^(]*)\)$/, (end) => (item.includes('(') ? end : '')).trim())
}

/** True when a command is one of the accepted ones, whatever its placeholders are called and with or without sudo. */
export function isAccepted(command: string, accepted: readonly string[]): boolean {
  const said = simplify(command)
  return accepted.some((item) => {
    const wanted = simplify(item)
    if (wanted === said) return true
    // A blank may be filled with a value that is every machine's.
    const parts = wanted.split('X').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
    return new RegExp(`^${parts.join('(?:X|[.*/]|HEAD|main|\\d+|\\d+[MGk])')}$`).test(said)
  })
}

/** A command with one kind of quotes and one kind of placeholder; `X` stands for a placeholder, so that it parses. */
function simplify(command: string): string {
  return command
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/(?:<[^<>\s]+>@)?<[a-z][^<>\s]*>/gi, 'X')
    .replace(/X(?:\.(?:[a-z][a-z\d]*|tar\.gz)\b|\/(?=\s|$))/g, 'X')
    .replaceAll('"', "'")
    .replace(/'([\w.=/:@%+,~-]+)'/g, '$1')
    .replace(/^sudo /, '')
}

/** Of what was said at least this surely, the share that was right. */
export function describeConfidence(said: readonly Said[]): Figure[] {
  return [0.9, 0.8, 0.7, 0.6, 0].map((least) => {
    const sure = said.filter((item) => item.confidence >= least)
    const right = sure.filter((item) => item.right).length
    const marks = least === 0.8 ? { floor: 85, goal: 90 } : {}
    const name = least === 0 ? 'right, of all that is said' : `right, of what is said with ≥ ${least}`
    return { name, value: share(right, sure.length), unit: '%', n: sure.length, ...marks }
  })
}
