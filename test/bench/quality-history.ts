// Measures how often the next command of a synthetic week is predicted, before the engine learns it. The second half of the week
// tells whether it goes on to hold, and the weeks of others, which no weight of the predictor was chosen on, whether it holds elsewhere.

import type { RanCommand } from '../../src/knowledge/history/command-habits.ts'
import { createHistory } from '../../src/knowledge/history/command-history.ts'
import { findNextCommand } from '../../src/knowledge/history/line-continuation.ts'
import { makeHistory, type SyntheticCommand } from './synthetic-history.ts'

export interface HistoryOutcome {
  commands: number
  unique: number
  /** Share of the commands that had never been typed before. */
  novel: number
  top1: number
  top3: number
  /** The same in the second half alone. */
  later: readonly [top1: number, top3: number]
  /** Share of the empty prompts at which a command is shown, and of those at which it is the one that is typed. */
  shown: Shown
  shownLater: Shown
  shownToOthers: Shown
  /** Share of right grey text after one, two, three typed characters. */
  ghost: readonly [number, number, number]
  /** The same for a predictor that only counts commands, for comparison. */
  frequency: readonly [top1: number, top3: number]
}

export interface Shown {
  share: number
  right: number
}

/** Commands before this number are not measured: the history is too short to predict from. */
const FIRST_ASKED = 200
const TYPED = [1, 2, 3] as const
const WEEK_END = Date.UTC(2026, 6, 11)
/** Seeds of the weeks of other people. */
const OTHERS = [11, 12, 13]

export function measureHistory(): HistoryOutcome {
  const week = makeHistory(WEEK_END)
  const half = week.length / 2
  let time = week[0]?.at ?? 0
  const history = createHistory(() => time)
  const counts = new Map<string, number>()
  const hits = { asked: 0, novel: 0, top1: 0, top3: 0, often1: 0, often3: 0 }
  const ghost: [number, number, number] = [0, 0, 0]
  const recent: RanCommand[] = []
  for (const [i, { command, cwd, status, at }] of week.entries()) {
    time = at
    if (i >= FIRST_ASKED) {
      hits.asked += 1
      hits.novel += counts.has(command) ? 0 : 1
      const next = history.predict({ prefix: '', cwd, recent, limit: 3 }).map((item) => item.command)
      hits.top1 += Number(next[0] === command)
      hits.top3 += Number(next.includes(command))
      const often = [...counts]
        .toSorted((a, b) => b[1] - a[1])
        .slice(0, 3)
        .map(([text]) => text)
      hits.often1 += Number(often[0] === command)
      hits.often3 += Number(often.includes(command))
      for (const [place, chars] of TYPED.entries()) {
        const shown = history.predict({ prefix: command.slice(0, chars), cwd, recent, limit: 1 })[0]?.command
        ghost[place as 0 | 1 | 2] += Number(shown === command)
      }
    }
    history.record({ command, cwd, status, at })
    counts.set(command, (counts.get(command) ?? 0) + 1)
    recent.push({ command, cwd, status })
  }
  const share = (part: number): number => (100 * part) / hits.asked
  const later = replay(week, half)
  return {
    commands: week.length,
    unique: counts.size,
    novel: share(hits.novel),
    top1: share(hits.top1),
    top3: share(hits.top3),
    later: [later.top1, later.top3],
    shown: replay(week, FIRST_ASKED).shown,
    shownLater: later.shown,
    shownToOthers: meanOf(OTHERS.map((seed) => replay(makeHistory(WEEK_END, seed), FIRST_ASKED).shown)),
    ghost: [share(ghost[0]), share(ghost[1]), share(ghost[2])],
    frequency: [share(hits.often1), share(hits.often3)],
  }
}

/** Predicts each command of a week from number `first` on, as an empty prompt does. Figures are shares in percent. */
function replay(week: readonly SyntheticCommand[], first: number): { top1: number; top3: number; shown: Shown } {
  let time = 0
  const history = createHistory(() => time)
  const home = '/none'
  const recent: RanCommand[] = []
  let [top1, top3, shown, right] = [0, 0, 0, 0]
  for (const [i, { command, cwd, status, at }] of week.entries()) {
    time = at
    if (i >= first) {
      const next = history.predict({ prefix: '', cwd, recent, limit: 3 }).map((item) => item.command)
      top1 += Number(next[0] === command)
      top3 += Number(next.includes(command))
      const text = findNextCommand({ line: '', cwd, shell: 'zsh', recent }, { history, home })
      shown += Number(text !== '')
      right += Number(text === command)
    }
    history.record({ command, cwd, status, at })
    recent.push({ command, cwd, status })
  }
  const asked = week.length - first
  return {
    top1: (100 * top1) / asked,
    top3: (100 * top3) / asked,
    shown: { share: (100 * shown) / asked, right: (100 * right) / shown },
  }
}

function meanOf(all: readonly Shown[]): Shown {
  const mean = (pick: (one: Shown) => number) => all.reduce((sum, one) => sum + pick(one), 0) / all.length
  return { share: mean((one) => one.share), right: mean((one) => one.right) }
}
