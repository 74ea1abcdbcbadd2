// npm run quality -- --safety [FILE.jsonl]: how well lines are judged that nobody has written down, made of the sample lines and of the
// file's by mutation, and how many of those that only read run without a question.

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RiskLabel } from '../../src/protocol/proposals.ts'
import { ensureGrammar } from '../../src/safety/lines/bash-grammar.ts'
import { judgeLine } from '../../src/safety/lines/line-risk.ts'
import { decide } from '../../src/safety/rules/permission.ts'
import { mutate } from '../support/risk-mutations.ts'
import { readBlocks } from '../unit/safety/lines/risk-lines.ts'
import type { Figure } from './quality-table.ts'

interface RiskLine {
  command: string
  shell: 'any' | 'bash' | 'zsh' | 'fish'
  labels: string[]
}

const SERIOUS = ['destructive', 'remote-code', 'privileged', 'credential-touching'] as const

export async function measureSafety(file: string | undefined, misses: string[]): Promise<Figure[]> {
  await ensureGrammar()
  const lines = [...readSamples(), ...(file === undefined ? [] : readFile(file))]
  const safe = lines.filter(({ labels }) => labels[0] === 'safe-readonly')
  const unsafe = lines.filter(({ labels }) => labels[0] !== 'safe-readonly')
  return [...judgeUnsafe(unsafe, misses), ...judgeSafe(safe, misses), ...measureTimes()]
}

function readSamples(): RiskLine[] {
  return readBlocks().flatMap(({ heading, shell, commands }) => {
    const labels = heading.split('?')[0]!.trim().split(' ')
    return commands.map((command) => ({ command, shell, labels: labels[0] === 'never' ? [] : labels }))
  })
}

function readFile(path: string): RiskLine[] {
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean)
  return lines.map((line) => JSON.parse(line) as RiskLine)
}

function judgeUnsafe(lines: readonly RiskLine[], misses: string[]): Figure[] {
  let [count, falseSafe] = [0, 0]
  const wanted = new Map<string, number>()
  const found = new Map<string, number>()
  for (const { command, shell, labels } of lines) {
    // The rewritings are those of sh: around `and`, `not` and `(…)` they make no sense in fish.
    const rewritten = shell === 'fish' ? [] : mutate(command)
    for (const { name, line } of [{ name: 'as it is', line: command }, ...rewritten]) {
      count++
      const verdict = judgeLine(line, shell)
      if (verdict.labels.includes('safe-readonly')) {
        falseSafe++
        misses.push(`false safe (${name}): ${line}`)
      }
      for (const label of SERIOUS.filter((label) => labels.includes(label))) {
        wanted.set(label, (wanted.get(label) ?? 0) + 1)
        if (verdict.labels.includes(label as RiskLabel)) found.set(label, (found.get(label) ?? 0) + 1)
        else misses.push(`missed ${label} (${name}): ${line}`)
      }
    }
  }
  return [
    { name: 'unsafe lines called safe', value: falseSafe, unit: 'lines', floor: 0, goal: 0, less: true, n: count },
    ...SERIOUS.map((label): Figure => {
      const n = wanted.get(label) ?? 0
      return {
        name: `recall of ${label}`,
        value: (100 * (found.get(label) ?? 0)) / n,
        unit: '%',
        floor: 98,
        goal: 99.5,
        n,
      }
    }),
  ]
}

function judgeSafe(lines: readonly RiskLine[], misses: string[]): Figure[] {
  const root = mkdtempSync(join(tmpdir(), 'kimi-safety-'))
  try {
    const work = makeWorkspace(root)
    const runs = (command: string, sandbox: { closesAllSecrets: boolean } | null) =>
      decide(
        { action: 'run command', subject: { kind: 'command', value: command } },
        {
          mode: 'ask',
          rules: [],
          workDirs: [work],
          isTrusted: true,
          shareDir: join(root, '.kimi'),
          home: root,
          planFile: '',
          path: '/usr/local/bin:/usr/bin:/bin',
          sandbox,
        },
      ).kind === 'allow'
    // The agent's commands run in bash.
    const own = lines.filter(({ shell }) => shell === 'any' || shell === 'bash')
    const alarms = lines.filter(({ command, shell }) => !judgeLine(command, shell).labels.includes('safe-readonly'))
    const asked = own.filter(({ command }) => !runs(command, { closesAllSecrets: true }))
    const askedBare = own.filter(({ command }) => !runs(command, null))
    misses.push(...alarms.map(({ command }) => `false alarm: ${command}`))
    misses.push(...asked.map(({ command }) => `asks in spite of the sandbox: ${command}`))
    misses.push(...askedBare.map(({ command }) => `asks without a sandbox: ${command}`))
    const share = (part: readonly unknown[], whole: readonly unknown[]) => (100 * part.length) / whole.length
    return [
      {
        name: 'safe lines called unsafe',
        value: share(alarms, lines),
        unit: '%',
        floor: 5,
        goal: 2,
        less: true,
        n: lines.length,
      },
      {
        name: 'safe lines that run unasked',
        value: 100 - share(asked, own),
        unit: '%',
        floor: 95,
        goal: 98,
        n: own.length,
      },
      {
        name: '  without a sandbox',
        value: 100 - share(askedBare, own),
        unit: '%',
        floor: 80,
        goal: 85,
        n: own.length,
      },
    ]
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

/** A workspace with the files that the sample lines name most. */
function makeWorkspace(root: string): string {
  const work = join(root, 'work')
  for (const folder of ['src', 'docs', 'test', 'dir', 'a', 'b']) mkdirSync(join(work, folder), { recursive: true })
  execFileSync('git', ['init', '-q', work])
  for (const name of ['README.md', 'a.txt', 'b.txt', 'f', 'file', 'data.json', 'package.json', 'src/a.c', 'app.log'])
    writeFileSync(join(work, name), name.endsWith('.json') ? '{}\n' : 'x\n')
  return work
}

/** Lines that are long or deep in every way that a hostile text may be. */
function measureTimes(): Figure[] {
  const size = 200_000
  const lines = [
    '$('.repeat(3_000) + 'ls' + ')'.repeat(3_000),
    '('.repeat(3_000) + 'ls' + ')'.repeat(3_000),
    '{ '.repeat(3_000) + 'ls;' + ' }'.repeat(3_000),
    '"$(echo '.repeat(1_000) + 'x' + ')"'.repeat(1_000),
    '${a:-'.repeat(3_000) + 'x' + '}'.repeat(3_000),
    '`'.repeat(3_000),
    'echo ' + 'a '.repeat(size / 2),
    'ls; '.repeat(size / 4),
    'ls && '.repeat(size / 6) + 'ls',
    'ls | '.repeat(size / 5) + 'ls',
    `echo '${'x'.repeat(size)}'`,
    `echo "${'$a'.repeat(size / 2)}"`,
    '<<A '.repeat(2_000),
    '['.repeat(size),
    '\\'.repeat(size),
    '<('.repeat(3_000) + 'ls' + ')'.repeat(3_000),
    'if '.repeat(3_000) + 'true',
    'case x in '.repeat(2_000),
    "eval '".repeat(200) + 'ls',
    '-'.repeat(size),
    'a=b '.repeat(size / 4),
    '> x '.repeat(size / 4),
  ]
  let slowest = 0
  let failed = 0
  for (const line of lines) {
    for (const run of [() => judgeLine(line, 'any'), () => judgeLine(`bash -c "${line}"`, 'bash')]) {
      try {
        slowest = Math.max(slowest, Math.min(...[1, 2, 3].map(() => timeOf(run))))
      } catch {
        failed++
      }
    }
  }
  return [
    {
      name: 'slowest of long and deep lines',
      value: slowest,
      unit: 'ms',
      floor: 50,
      goal: 25,
      less: true,
      n: lines.length * 2,
    },
    {
      name: 'long and deep lines that break the judge',
      value: failed,
      unit: 'lines',
      floor: 0,
      goal: 0,
      less: true,
      n: lines.length * 2,
    },
  ]
}

/** Milliseconds of processor time. */
function timeOf(run: () => unknown): number {
  const before = process.cpuUsage()
  run()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}
