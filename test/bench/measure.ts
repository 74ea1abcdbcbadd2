// Turns the samples of a benchmark into a row of the table. No figure decides a test.

export interface Row {
  name: string
  p50: number
  p95: number
  unit: string
  /** The budget: the limit that the row should stay below, as printed. */
  budget: string
  /** The comparison with a bare Node in the same run. */
  ratio?: number
  n: number
  min: number
  ok: boolean
}

export interface Budget {
  p50?: number
  p95?: number
  ratio?: number
}

export function summarise(name: string, unit: string, samples: readonly number[], budget: Budget, ratio?: number): Row {
  const sorted = samples.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
  const [p50, p95] = [at(0.5), at(0.95)]
  const ok =
    p50 <= (budget.p50 ?? Infinity) && p95 <= (budget.p95 ?? Infinity) && (ratio ?? 0) <= (budget.ratio ?? Infinity)
  const words = [
    budget.p50 === undefined ? '' : `p50 ${budget.p50}`,
    budget.p95 === undefined ? '' : `p95 ${budget.p95}`,
    budget.ratio === undefined ? '' : `${budget.ratio} × node`,
  ]
  const row: Row = { name, p50, p95, unit, budget: words.filter(Boolean).join(', '), n: sorted.length, min: at(0), ok }
  if (ratio !== undefined) row.ratio = ratio
  return row
}

/** A quantity measured once, with its budget as a ceiling or a floor. */
export function state(name: string, unit: string, value: number, budget: { most?: number; least?: number }): Row {
  const ok = value <= (budget.most ?? Infinity) && value >= (budget.least ?? -Infinity)
  const words = budget.most === undefined ? `≥ ${budget.least}` : `≤ ${budget.most}`
  return { name, p50: value, p95: value, unit, budget: words, n: 1, min: value, ok }
}

export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
