// Reads test/fixtures/evasions.txt.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface EvasionKind {
  name: string
  lines: string[]
}

export function readEvasions(): EvasionKind[] {
  const text = readFileSync(join(import.meta.dirname, '../fixtures/evasions.txt'), 'utf8')
  const kinds: EvasionKind[] = []
  for (const line of text.slice(text.indexOf('\n\n')).split('\n')) {
    if (line.startsWith('# ')) kinds.push({ name: line.slice(2), lines: [] })
    else if (line.startsWith('  ')) kinds.at(-1)!.lines.push(`${kinds.at(-1)!.lines.pop()}\n${line.slice(2)}`)
    else if (line !== '') kinds.at(-1)!.lines.push(line)
  }
  return kinds
}
