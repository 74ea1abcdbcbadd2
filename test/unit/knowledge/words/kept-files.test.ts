import { expect, test } from 'vitest'
import { programOf } from '../../../../src/shell-syntax/line-program.ts'
import { readAskedOptions } from '../../../../src/knowledge/words/builders/asked-options.ts'
import { showsExclusions } from '../../../../src/knowledge/words/sense/exclusion.ts'
import { keepsNamedFiles } from '../../../../src/knowledge/words/sense/kept-files.ts'
import { readRequest } from '../../../../src/knowledge/words/words-request.ts'

const keeps = (line: string, command: string): boolean => {
  const request = readRequest(line)
  return (
    keepsNamedFiles(command, request) &&
    showsExclusions({ command }, request, readAskedOptions(request)(programOf(command)).covered)
  )
}

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
  ['delete tmp files but leave the ones in cache alone', 'find . -type f -name "*.tmp" -delete'],
  ['delete files older than 30 days unless they are zip files', 'find . -type f -name "*.zip" -mtime +30 -delete'],
  ['delete all mp4 files aside from intro.mp4', 'find . -name "*.mp4" -delete'],
  ['erase all csv files but spare the ones in the results folder', 'rm *.csv'],
  ['move all files that are not videos to misc', "find . -maxdepth 1 ! -name misc -exec mv -t '<directory>' {} +"],
  ['remove every folder not named keep', 'rm -rf keep/*'],
  ['delete everything older than a week besides .profile', "find . -type f ! -name '.profile' -delete"],
  ['delete only the empty files in logs', 'find . -type f -empty -delete'],
  ['remove the files owned by kim', 'rm *'],
  ['delete the python files', 'rm *.txt'],
  ['copy all files except the videos to /mnt/usb', 'rsync -a --exclude=/mnt/usb <source> <target>'],
  ['change the mode of all files except scripts to 644', 'chmod 644 *'],
  ['delete all but the last 3 lines of a.txt', "sed -i '$d' a.txt"],
  ['list all log files except app.log', 'ls *.log'],
])('%s: no %s', (request, command) => {
  expect(keeps(request, command)).toBe(false)
})

test.each([
  ['delete all log files except app.log', 'find . -name "*.log" ! -name app.log -delete'],
  ['delete everything except notes.txt', 'find . -maxdepth 1 -type f -not -name "notes.txt" -delete'],
  ['delete all pdf files', 'rm *.pdf'],
  ['delete all log files except in Backup', `find . -name "*.log" -not -path '*/Backup/*' -delete`],
  ['delete tmp files but leave the ones in cache alone', `find . -name "*.tmp" -not -path '*/cache/*' -delete`],
  ['delete files older than 30 days unless they are zip files', `find . -mtime +30 -not -name '*.zip' -delete`],
  ['delete all but the three newest files', 'ls -tr | head -n -3 | xargs -r rm --'],
  ['delete the empty files in logs', 'find logs -type f -empty -delete'],
  ['delete the files in the last of the folders', 'rm <file>'],
  ['copy docs to old and keep the permissions', 'cp -rp docs old'],
  ['delete all log files without asking', 'rm -f *.log'],
  ['print all but the first line of a.txt', 'tail -n +2 a.txt'],
])('%s: %s may be offered', (request, command) => {
  expect(keeps(request, command)).toBe(true)
})
