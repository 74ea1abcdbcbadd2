// The table of npm run quality: a figure, its floor and its goal.

export interface Figure {
  name: string
  value: number
  unit: '%' | 'ms' | 'MB' | 'lines'
  /** The lowest figure allowed; absent for a figure without a floor. */
  floor?: number
  goal?: number
  /** True when a smaller figure is better. */
  less?: boolean
  n?: number
}

/** `share` as a percentage; an empty set has no percentage. */
export const share = (part: number, whole: number): number => (whole === 0 ? Number.NaN : (100 * part) / whole)

function judge({ value, floor, goal, less = false }: Figure): string {
  if (floor === undefined || goal === undefined || Number.isNaN(value)) return ''
  const reaches = (mark: number): boolean => (less ? value <= mark : value >= mark)
  return reaches(goal) ? 'goal' : reaches(floor) ? 'floor' : 'BELOW'
}

export function printTable(figures: readonly Figure[], from: string): void {
  const cells = (name: string, ...rest: string[]): string =>
    `${name.padEnd(52)}${rest.map((item) => item.padStart(10)).join('')}`
  const show = (value: number | undefined, unit: string): string =>
    value === undefined || Number.isNaN(value) ? '-' : `${value.toFixed(unit === '%' ? 1 : 2)} ${unit}`
  const mark = (value: number | undefined): string => (value === undefined ? '' : String(value))
  console.log(`offline engine on ${from}\n`)
  console.log(cells('what', 'figure', 'floor', 'goal', 'reaches', 'n'))
  for (const figure of figures) {
    const { name, value, unit, floor, goal, n } = figure
    console.log(cells(name, show(value, unit), mark(floor), mark(goal), judge(figure), mark(n)))
  }
}
