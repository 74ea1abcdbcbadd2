import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'

/**
 * Runs the whole suite for CI, and then each file in which a test failed once more, by itself. With a dozen shells, daemons and
 * sandboxes beside it a slow machine can starve a test past its limit; a fault of the program or of the test fails alone as well.
 * Every such file is named, since it is a fault to mend. More than `MOST_FILES` of them are no accident, and nothing is repeated.
 */
const REPORT = 'node_modules/.cache/suite.json'
const MOST_FILES = 5
const VITEST = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/vitest.config.ts']

interface Report {
  success: boolean
  testResults: { name: string; status: 'passed' | 'failed'; assertionResults: { fullName: string; status: string }[] }[]
}

function runVitest(...args: string[]): number {
  return spawnSync(process.execPath, [...VITEST, ...args], { stdio: 'inherit' }).status ?? 1
}

rmSync(REPORT, { force: true })
const status = runVitest('--reporter=default', '--reporter=json', `--outputFile.json=${REPORT}`)
if (status === 0) process.exit(0)

const report = JSON.parse(readFileSync(REPORT, 'utf8')) as Report
const failed = report.testResults.filter((file) => file.status === 'failed')
if (failed.length === 0 || failed.length > MOST_FILES) process.exit(status)
for (const file of failed) {
  const names = file.assertionResults.filter((test) => test.status === 'failed').map((test) => test.fullName)
  console.log(`\nFailed beside the others, run again alone: ${file.name}\n  ${names.join('\n  ')}`)
  if (runVitest('--maxWorkers=1', file.name) !== 0) process.exit(1)
}
console.log(`\nPassed alone: ${failed.map((file) => file.name).join(', ')}`)
