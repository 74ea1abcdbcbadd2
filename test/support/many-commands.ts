// Runs many command lines of kimi in one process, which costs a tenth of a process for each. Reads a JSON list of argument lists from
// the file that is named (and the milliseconds that each may take), and prints a JSON list with what each has written to stdout and stderr, and its exit status.

import { readFileSync } from 'node:fs'
import { main } from '../../src/cli/command-line.ts'

export interface RanCommand {
  text: string
  /** Null for a command that did not end in time. */
  status: number | null
}

const LIMIT_MS = Number(process.argv[3] ?? 15_000)
const lines = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as string[][]
const write = process.stdout.write.bind(process.stdout)
const results: RanCommand[] = []
let written = ''
const take = (text: string | Uint8Array) => {
  written += typeof text === 'string' ? text : Buffer.from(text).toString('utf8')
  return true
}
process.stdout.write = take as typeof process.stdout.write
process.stderr.write = take as typeof process.stderr.write
for (const line of lines) {
  written = ''
  const { promise: late, resolve: giveUp } = Promise.withResolvers<null>()
  const timer = setTimeout(giveUp, LIMIT_MS, null)
  const status = await Promise.race([main(line, process.env), late])
  clearTimeout(timer)
  results.push({ text: written, status })
}
write(JSON.stringify(results), () => process.exit(0))
