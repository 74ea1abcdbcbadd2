// Runs many command lines of kimi in one process, which costs a tenth of a process for each. Reads a JSON list of argument lists on
// the file that is named, and prints a JSON list with what each has written to stdout and stderr.

import { readFileSync } from 'node:fs'
import { main } from '../../src/cli/command-line.ts'

const LIMIT_MS = 15_000
const lines = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as string[][]
const write = process.stdout.write.bind(process.stdout)
const results: string[] = []
let written = ''
const take = (text: string | Uint8Array) => {
  written += typeof text === 'string' ? text : Buffer.from(text).toString('utf8')
  return true
}
process.stdout.write = take as typeof process.stdout.write
process.stderr.write = take as typeof process.stderr.write
for (const line of lines) {
  written = ''
  const late = new Promise((resolve) => setTimeout(resolve, LIMIT_MS, 'late').unref())
  if ((await Promise.race([main(line, process.env), late])) === 'late') written += `\u001b late: ${line.join(' ')}`
  results.push(written)
}
write(JSON.stringify(results), () => process.exit(0))
