// Runs the tests that stand for the promises of reliability, and prints the table of promises with what was seen now.

import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { ROOT } from '../support/kimi.ts'
import { PROMISES, type Promised } from './promises.ts'

/** A figure and the promise that it shows. `isKept` is null where it could not be measured; `seen` has the reason then. */
export interface Figure {
  name: string
  isKept: boolean | null
  seen: string
}

/** Results of tests by `file` and title. */
type Ran = { file: string; title: string; status: string }[]

/**
 * Prints a row for each promise: kept, BROKEN, or not checked and why. A figure that this run does not take is named with the command
 * that takes it.
 * @param figures what this run has seen
 * @param elsewhere the command that takes the figures that this run does not
 * @returns false when a promise is broken
 */
export async function printPromises(figures: readonly Figure[], elsewhere: string): Promise<boolean> {
  const ran = await runTests()
  let isGood = true
  process.stdout.write(`\n${'promise'.padEnd(46)}${'result'.padEnd(13)}check\n`)
  for (const promised of PROMISES) {
    const { result, checks } = judge(promised, ran, figures, elsewhere)
    isGood &&= result !== 'BROKEN'
    process.stdout.write(`${`${promised.id} ${promised.promise}`.padEnd(46)}${result.padEnd(13)}${checks[0] ?? ''}\n`)
    for (const check of checks.slice(1)) process.stdout.write(`${''.padEnd(59)}${check}\n`)
  }
  return isGood
}

function judge(promised: Promised, ran: Ran, figures: readonly Figure[], elsewhere: string) {
  if (promised.unchecked !== undefined) return { result: 'not checked', checks: [promised.unchecked] }
  const states: (boolean | null)[] = []
  const checks: string[] = []
  for (const [file, title] of promised.tests ?? []) {
    const found = ran.filter((one) => one.file === file && one.title.includes(title))
    const isKept = found.length > 0 && found.every(({ status }) => status === 'passed')
    states.push(isKept)
    checks.push(`${isKept ? 'ok' : found.length === 0 ? 'no such test' : 'failed'}: ${file}: ${title} …`)
  }
  for (const name of promised.figures ?? []) {
    const found = figures.filter((figure) => isNamed(figure, name))
    if (found.length === 0) checks.push(`not in this run: ${name} (${elsewhere})`)
    for (const figure of found) {
      states.push(figure.isKept)
      checks.push(
        `${figure.isKept === null ? 'not tried' : figure.isKept ? 'ok' : 'failed'}: ${figure.name}: ${figure.seen}`,
      )
    }
  }
  const known = states.filter((state) => state !== null)
  const result = known.includes(false) ? 'BROKEN' : known.length > 0 ? 'kept' : 'not checked'
  return { result, checks }
}

/** True for the figure of this name, and for one with it as a word, such as the code of an error. */
function isNamed(figure: Figure, name: string): boolean {
  return ` ${figure.name} `.includes(` ${name} `)
}

/** Time for a test on a machine that does much else: the claims decide, not the clock. */
const TEST_LIMIT_MS = 180_000

/** Runs all tests of the table once, in one process after the other. */
async function runTests(): Promise<Ran> {
  const tests = PROMISES.flatMap((promised) => promised.tests ?? [])
  const folder = mkdtempSync(join(tmpdir(), 'promises-'))
  const report = join(folder, 'report.json')
  const escape = (text: string) => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)
  const options = ['--config', 'test/vitest.config.ts', '--reporter=json', `--outputFile=${report}`]
  // A test that fails is run once more, as in .ci/run.
  options.push('--maxWorkers=1', '--retry=1', `--testTimeout=${TEST_LIMIT_MS}`, `--hookTimeout=${TEST_LIMIT_MS}`)
  const titles = tests.map(([, title]) => escape(title)).join('|')
  const files = [...new Set(tests.map(([file]) => file))]
  const program = join(ROOT, 'node_modules', '.bin', 'vitest')
  const child = spawn(program, ['run', ...options, '-t', titles, ...files], { cwd: ROOT, stdio: 'ignore' })
  await new Promise((resolve) => child.once('close', resolve))
  try {
    const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as {
      testResults: { name: string; assertionResults: { title: string; status: string }[] }[]
    }
    return testResults.flatMap(({ name, assertionResults }) =>
      assertionResults
        .filter(({ status }) => status !== 'skipped' && status !== 'pending')
        .map(({ title, status }) => ({ file: relative(ROOT, name), title, status })),
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
