// Measures how often the next command of a synthetic week is predicted, before the engine learns it.

import { createHistory } from '../../src/knowledge/history/command-history.ts'
import { makeHistory } from './synthetic-history.ts'

export interface HistoryOutcome {
  commands: number
  unique: number
  /** Share of the commands that had never been typed before. */
  novel: number
  top1: number
  top3: number
  /** Share of right grey text after one, two, three typed characters. */
  ghost: readonly [number, number, number]
  /** The same for a predictor that only counts commands, for comparison. */
  frequency: readonly [top1: number, top3: number]
}

/** Commands before this number are not measured: the history is too short to predict from. */
const FIRST_ASKED = 200
const TYPED = [1, 2, 3] as const

export function measureHistory(): HistoryOutcome {
  const week = makeHistory(Date.UTC(2026, 6, 11))
  let time = week[0]?.at ?? 0
  const history = createHistory(() => time)
  const counts = new Map<string, number>()
  const hits = { asked: 0, novel: 0, top1: 0, top3: 0, often1: 0, often3: 0 }
  const ghost: [number, number, number] = [0, 0, 0]
  let previous: string | undefined
  for (const [i, { command, cwd, status, at }] of week.entries()) {
    time = at
    if (i >= FIRST_ASKED) {
      hits.asked += 1
      hits.novel += counts.has(command) ? 0 : 1
      const next = history.predict({ prefix: '', cwd, previous, limit: 3 }).map((item) => item.command)
      hits.top1 += Number(next[0] === command)
      hits.top3 += Number(next.includes(command))
      const often = [...counts]
        .toSorted((a, b) => b[1] - a[1])
        .slice(0, 3)
        .map(([text]) => text)
      hits.often1 += Number(often[0] === command)
      hits.often3 += Number(often.includes(command))
      for (const [place, chars] of TYPED.entries()) {
        const shown = history.predict({ prefix: command.slice(0, chars), cwd, previous, limit: 1 })[0]?.command
        ghost[place as 0 | 1 | 2] += Number(shown === command)
      }
    }
    history.record({ command, cwd, status, at })
    counts.set(command, (counts.get(command) ?? 0) + 1)
    previous = command
  }
  const share = (part: number): number => (100 * part) / hits.asked
  return {
    commands: week.length,
    unique: counts.size,
    novel: share(hits.novel),
    top1: share(hits.top1),
    top3: share(hits.top3),
    ghost: [share(ghost[0]), share(ghost[1]), share(ghost[2])],
    frequency: [share(hits.often1), share(hits.often3)],
  }
}
