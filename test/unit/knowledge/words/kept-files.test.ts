import { expect, test } from 'vitest'
import { keepsNamedFiles } from '../../../../src/knowledge/words/sense/kept-files.ts'
import { readRequest } from '../../../../src/knowledge/words/words-request.ts'

const keeps = (request: string, command: string) => keepsNamedFiles(command, readRequest(request))

test.each([
  ['delete all tmp files but not b.tmp', 'find . -type f -name "*.tmp" -delete'],
  ['delete all tmp files but not b.tmp', 'rm *.tmp'],
  ['delete logs older than 7 days except app.log', 'find . -name "*.log" -type f -mtime +7 -delete'],
  ['remove all txt files except notes.txt', 'find notes.txt -type f ! -name "*.txt" -delete'],
  ['delete all log files except app.log', 'find . -type f -not -name app.log -delete'],
  ['move all log files except app.log to logs', 'find . -maxdepth 1 ! -name app.log -exec mv -t logs {} +'],
  ['delete all python files without the ones in tests', 'find tests -type f -name "*.py" -delete'],
  ['delete all log files except in backup', 'find . -type f -name "*.log" -delete'],
  ['delete all log files excluding the folder backup', 'rm *.log'],
  ['remove all jpg files but not those in the keep directory', 'rm *.jpg'],
  ['remove all temp files outside of src', 'find src -maxdepth 1 -type f -delete'],
  ['delete all but the last 3 lines of a.txt', "sed -i '$d' a.txt"],
])('%s: no %s', (request, command) => {
  expect(keeps(request, command)).toBe(false)
})

test.each([
  ['delete all log files except app.log', 'find . -name "*.log" ! -name app.log -delete'],
  ['delete everything except notes.txt', 'find . -maxdepth 1 -type f -not -name "notes.txt" -delete'],
  ['list all log files except app.log', 'ls *.log'],
  ['delete all pdf files', 'rm *.pdf'],
  ['delete all log files except in Backup', `find . -name "*.log" -not -path '*/Backup/*' -delete`],
  ['delete all log files without asking', 'rm -f *.log'],
  ['print all but the first line of a.txt', 'tail -n +2 a.txt'],
])('%s: %s may be offered', (request, command) => {
  expect(keeps(request, command)).toBe(true)
})
