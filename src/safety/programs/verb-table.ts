// Tables of effects: rows of data that say which verbs or options of a program have which labels, and why.

import { type Call, label } from '../lines/simple-command.ts'
import type { Options } from '../lines/option-split.ts'

/** Labels separated by blanks, and the effect they stand for. */
export type Effect = readonly [labels: string, effect: string]

/** The effects of verbs. Every row of a table may hold more than these, for the rule that reads it. */
export interface VerbRow {
  /** Separated by blanks: `install`, `cache:ls` (a verb and its second word), `init:*` (with any second word). */
  verbs: string
  effects: readonly Effect[]
  /** True when the verb is not safe, though no label is certain. */
  isDoubtful?: true
}

/** A function that finds the row for two words: the one for both, then the one for any second word, then for the first. */
export function readVerbTable<Row extends VerbRow>(
  rows: readonly Row[],
): (verb: string, second: string) => Row | undefined {
  const byVerb = new Map<string, Row>()
  for (const row of rows) {
    for (const verb of row.verbs.split(' ')) if (!byVerb.has(verb)) byVerb.set(verb, row)
  }
  return (verb, second) =>
    byVerb.get(`${verb}:${second}`) ?? (second === '' ? undefined : byVerb.get(`${verb}:*`)) ?? byVerb.get(verb)
}

/** The effects of options. The first row counts of which an option was given. */
export interface OptionRow {
  /** Without dashes, separated by blanks. */
  options: string
  effects: readonly Effect[]
}

export function findOptionRow(rows: readonly OptionRow[], options: Options): OptionRow | undefined {
  return rows.find((row) => options.has(...row.options.split(' ')))
}

/** Reports what a row says. */
export function report(call: Call, { effects, isDoubtful }: { effects: readonly Effect[]; isDoubtful?: true }): void {
  for (const [labels, effect] of effects) label(call, labels, effect)
  if (isDoubtful) call.doubt()
}
