// Measures the offline engine: the time of a warm answer, and the memory of a process that runs only the engine.

import { execFile } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { build } from 'esbuild'

import { SMALL_ARENAS, SMALL_HEAP } from '../../src/client/start.ts'
import type { Knowledge } from '../../src/knowledge/engine.ts'
import { findGrammarFile } from '../../src/safety/lines/bash-grammar.ts'
import type { ExplainLine, FixLine, WordsLine } from './quality-sets.ts'
import type { Figure } from './quality-table.ts'

const WARM_RUNS = 3

/** Asks every question once, and takes the least processor time of three warm answers: other work on the machine does not count. */
export async function measureSpeed(
  k: Knowledge,
  words: readonly WordsLine[],
  fixes: readonly FixLine[],
  explains: readonly ExplainLine[],
): Promise<Figure[]> {
  const cwd = tmpdir()
  const questions: (() => Promise<unknown>)[] = [
    ...words.map(
      ({ nl }) =>
        () =>
          k.suggest({ line: nl, cwd, shell: 'bash', limit: 5 }),
    ),
    ...fixes.map(
      ({ failed, stderr, exit }) =>
        () =>
          k.fix({ failed, output: stderr, exit, cwd, shell: 'bash', limit: 5 }),
    ),
    ...explains.map(
      ({ command }) =>
        () =>
          k.explain({ command, shell: 'bash' }),
    ),
  ]
  const times: number[] = []
  for (const question of questions) {
    // oxlint-disable-next-line no-await-in-loop
    await question()
    let least = Infinity
    for (let run = 0; run < WARM_RUNS; run += 1) {
      const start = process.cpuUsage()
      // oxlint-disable-next-line no-await-in-loop
      await question()
      const { user, system } = process.cpuUsage(start)
      least = Math.min(least, (user + system) / 1000)
    }
    times.push(least)
  }
  times.sort((a, b) => a - b)
  const at = (part: number): number => times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? Number.NaN
  const n = times.length
  return [
    { name: 'any answer, warm, processor time, p95', value: at(0.95), unit: 'ms', floor: 20, goal: 8, less: true, n },
    { name: '  p50', value: at(0.5), unit: 'ms', n },
  ]
}

const QUESTIONS = 60

/** The growth of the process after the engine is loaded from dist, has answered some questions and garbage is collected. */
export async function measureAdded(
  indexFile: string,
  words: readonly WordsLine[],
  explains: readonly ExplainLine[],
): Promise<Figure> {
  const dir = mkdtempSync(join(tmpdir(), 'kimi-quality-'))
  try {
    const source = join(import.meta.dirname, '../../src')
    await build({
      entryPoints: [
        join(source, 'knowledge/engine.ts'),
        join(source, 'safety/lines/bash-grammar.ts'),
        join(source, 'safety/lines/line-risk.ts'),
      ],
      bundle: true,
      splitting: true,
      minify: true,
      format: 'esm',
      platform: 'node',
      outExtension: { '.js': '.mjs' },
      entryNames: '[name]',
      outdir: dir,
    })
    for (const name of ['web-tree-sitter.wasm', 'tree-sitter-bash.wasm'] as const)
      copyFileSync(findGrammarFile(name), join(dir, name))
    const asked = {
      words: words.slice(0, QUESTIONS).map(({ nl }) => nl),
      commands: explains.slice(0, QUESTIONS).map(({ command }) => command),
    }
    const script = `
      const rest = () => { for (let i = 0; i < 4; i++) gc(); return process.memoryUsage().rss }
      const asked = JSON.parse(process.argv[1])
      // The daemon's young generation has its full size already: only memory above that counts as the engine's.
      for (let i = 0, churn = []; i < 300_000; i++) churn.push({ i, s: 'x' + i }) > 20_000 && (churn = [])
      // The daemon judges every proposal, whoever makes it: the grammar and the tables of risks are no cost of the engine.
      await (await import(process.argv[2] + '/bash-grammar.mjs')).ensureGrammar()
      for (let i = 0; i < 50; i++) (await import(process.argv[2] + '/line-risk.mjs')).judgeLine('ls | wc -l ' + i, 'any')
      const before = rest()
      const { createKnowledge } = await import(process.argv[2] + '/engine.mjs')
      const k = createKnowledge({ indexFile: process.argv[3], home: process.argv[4] })
      for (const line of asked.words) await k.suggest({ line, cwd: '/', shell: 'bash' })
      for (const command of asked.commands) await k.explain({ command, shell: 'bash' })
      console.log(rest() - before)
      k.close()`
    // The daemon's own flags and environment: without them glibc's arenas alone hold 5 to 10 MB more.
    const flags = [...SMALL_HEAP, '--expose-gc', '--optimize-for-size', '--input-type=module']
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [...flags, '-e', script, JSON.stringify(asked), dir, indexFile, homedir()],
      { env: { ...process.env, ...SMALL_ARENAS } },
    )
    return { name: 'memory added', value: Number(stdout) / 1e6, unit: 'MB', floor: 40, goal: 20, less: true }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}
