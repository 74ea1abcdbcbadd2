// Measures the two walls: the judgement of a line, and a command in the sandbox beside the same command without.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findCertainty } from '../../src/safety/certain/certain-line.ts'
import { openSandbox } from '../../src/safety/sandbox/sandbox.ts'
import type { Wall } from '../../src/safety/sandbox/wall.ts'
import { startShell } from '../../src/tools/shell/shell-process.ts'
import { summarise, type Row } from './measure.ts'

const LINES = ['ls -la', "grep -rn 'TODO' src --include='*.ts'", 'git status --short', 'cat src/*.ts | head -20']

export async function measureWalls(n: number): Promise<Row[]> {
  const root = mkdtempSync(join(tmpdir(), 'kimi-bench-walls-'))
  const work = join(root, 'work')
  mkdirSync(join(work, 'src'), { recursive: true })
  for (let file = 0; file < 200; file++) writeFileSync(join(work, `src/f${file}.ts`), 'export {}\n')
  const place = { cwd: work, folders: [work], own: [], home: root, path: process.env['PATH'] ?? '' }
  const judged: number[] = []
  for (let round = 0; round < n * 10; round++) {
    const begin = performance.now()
    for (const line of LINES) findCertainty(line, place)
    judged.push((performance.now() - begin) / LINES.length)
  }
  const rows = [summarise('a line judged by the first wall', 'ms', judged, { p95: 5 })]
  const state = await openSandbox(join(root, 'run'))
  if (state.kind === 'ready') {
    const bare: number[] = []
    const walled: number[] = []
    for (let round = 0; round < n; round++) {
      bare.push(await time(work))
      const begin = performance.now()
      const prepared = await state.prepare({ home: root, own: [], folders: [work] })
      walled.push(performance.now() - begin + (await time(work, prepared!.wall('closed', 'tried'))))
    }
    const median = bare.toSorted((a, b) => a - b)[bare.length >> 1]!
    const added = walled.map((ms) => ms - median)
    rows.push(summarise('the sandbox, added to a command', 'ms', added, { p50: 15 }))
  }
  rmSync(root, { recursive: true, force: true })
  return rows
}

async function time(cwd: string, wall?: Wall): Promise<number> {
  const begin = performance.now()
  const env = { PATH: process.env['PATH'] }
  const started = await startShell({ command: 'true', shell: '/bin/bash', cwd, env, wall, onOutput: () => {} })
  if (!started.ok) throw new Error(started.message)
  await started.process.exited
  return performance.now() - begin
}
