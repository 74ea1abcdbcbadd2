// Requests about files compose a find: each phrase gives one test, one place or one act, and what is not read forbids a change.

import { describe, expect, test } from 'vitest'

import { buildFind } from '../../../../src/knowledge/words/builders/find-builder.ts'
import { readRequest } from '../../../../src/knowledge/words/words-request.ts'

const build = (line: string): string | undefined => buildFind(readRequest(line))[0]?.command

const claim = (lines: readonly (readonly [string, string])[]): void => {
  test.each(lines)('%s', (line, wanted) => expect(build(line)).toBe(wanted))
}

describe('the places', () => {
  claim([
    ['find all readme.rst files under /srv/a and /srv/b', 'find /srv/a /srv/b -name readme.rst'],
    ['search the whole file system for files named "lost.key"', 'find / -name lost.key'],
    ['find *.lua files in ~/src and below', 'find ~/src -name "*.lua"'],
    ['list the *.lua files in the plugins and themes directories', 'find plugins themes -name "*.lua"'],
    ['find files named "a.cfg" in my home directory', 'find ~ -name a.cfg'],
    ['find files named "a.cfg" in the "$ROOT" directory tree', 'find "$ROOT" -name a.cfg'],
  ])
})

describe('the names', () => {
  claim([
    ['find files whose names start with "tmp" or "old"', 'find . \\( -name "tmp*" -o -name "old*" \\)'],
    ['find all directories whose name contains "spec", ignoring case', 'find . -type d -iname "*spec*"'],
    ['find files beginning with "a" and ending with ".d" below /srv', 'find /srv -name "a*.d"'],
    [
      'find files with the extensions .yml, .yaml and .toml',
      'find . \\( -name "*.yml" -o -name "*.yaml" -o -name "*.toml" \\)',
    ],
    ['find all png files under /srv that begin with "icon"', 'find /srv -name "icon*.png"'],
    ['find lua, php and html files in /srv', 'find /srv \\( -name "*.lua" -o -name "*.php" -o -name "*.html" \\)'],
    ['find regular files under /srv that are not named "core.d"', "find /srv -type f -not -name 'core.d'"],
    [
      'find all files matching the extended regex ".*[0-9]{4}" in their paths',
      "find . -regextype posix-extended -regex '.*[0-9]{4}'",
    ],
  ])
})

describe('the tests of size, time, mode and owner', () => {
  claim([
    ['find files in /srv that are between 3k and 12k in size', 'find /srv -type f -size +3k -size -12k'],
    ['find files under "$DIR" modified more than $AGE days ago', 'find "$DIR" -type f -mtime +$AGE'],
    ['find regular files under /srv that are exactly 77 bytes', 'find /srv -type f -size 77c'],
    ['find files under /srv modified between 3 and 9 days ago', 'find /srv -type f -mtime +3 -mtime -9'],
    ['find files under /srv that were accessed within the last 5*24 hours', 'find /srv -type f -atime -5'],
    ['find files under /srv not modified in the last 2 weeks', 'find /srv -type f -mtime +14'],
    ['find files under /srv whose status was changed less than 40 minutes ago', 'find /srv -type f -cmin -40'],
    ['find files in /srv newer than the file stamp.txt', 'find /srv -type f -newer stamp.txt'],
    ['find files in /srv modified since 2024-02-03', 'find /srv -type f -newermt 2024-02-03'],
    ['find directories under /srv whose permissions are not 750', 'find /srv -type d -not -perm 750'],
    ['find files under /srv that are writable by the group or others', 'find /srv -type f -perm /go=w'],
    ['find all setuid files on the system', 'find / -type f -perm -4000'],
    ['find files under /srv owned by user "mina" and group "web"', 'find /srv -type f -group web -user mina'],
    ['find files under /srv that belong to no group', 'find /srv -type f -nogroup'],
    ['find all sockets under /run', 'find /run -type s'],
    ['find all entries with inode number 4711 below /srv', 'find /srv -inum 4711'],
  ])
})

describe('how deep, and what is left out', () => {
  claim([
    ['find all directories at most 3 levels deep in /srv', 'find /srv -maxdepth 3 -type d'],
    ['list regular files in /srv without descending into subdirectories', 'find /srv -maxdepth 1 -type f'],
    [
      'find all *.ts files excluding the directories "dist" and "vendor"',
      `find . -type f -name "*.ts" -not -path '*/dist/*' -not -path '*/vendor/*'`,
    ],
    ['find all *.ts files under /srv, skipping hidden files', `find /srv -type f -name "*.ts" -not -path '*/.*'`],
    ['find files following symbolic links under /srv larger than 9M', 'find -L /srv -type f -size +9M'],
  ])
})

describe('what is done with the files', () => {
  claim([
    ['find all *.orig files below /srv and delete them', 'find /srv -type f -name "*.orig" -delete'],
    ['change the permissions of all directories under /srv to 2775', 'find /srv -type d -exec chmod 2775 {} +'],
    [
      'find all *.cgi files in /srv and make them executable for all',
      'find /srv -type f -name "*.cgi" -exec chmod a+x {} +',
    ],
    [
      'change the owner of all *.sock files under /srv to mina',
      'find /srv -type f -name "*.sock" -exec chown mina {} +',
    ],
    ['copy all *.flac files under /srv to /media/usb', 'find /srv -type f -name "*.flac" -exec cp {} /media/usb \\;'],
    [
      'replace "teh" with "the" in all *.rst files under docs',
      `find docs -type f -name "*.rst" -exec sed -i 's/teh/the/g' {} +`,
    ],
    [
      'find all *.rst files under docs containing "draft"',
      `find docs -type f -name "*.rst" -exec grep -l 'draft' {} +`,
    ],
    ['run "luac -p" on every *.lua file below /srv', 'find /srv -type f -name "*.lua" -exec luac -p {} \\;'],
    ['count the number of *.rst files in the docs directory', 'find docs -type f -name "*.rst" | wc -l'],
    ['display a long listing of all directories under /srv', 'find /srv -type d -ls'],
    ['find all *.rst files under docs and save the list to rst.lst', 'find docs -type f -name "*.rst" > rst.lst'],
    [
      'search all *.rst files under docs for the word "draft"',
      `find docs -type f -name "*.rst" -exec grep -l 'draft' {} +`,
    ],
    ['find the 7 largest files under /srv', "find /srv -type f -printf '%s %p\\n' | sort -nr | head -n 7"],
    ['print all *.rst files under docs separated by null characters', 'find docs -type f -name "*.rst" -print0'],
  ])
})

describe('nothing is changed on the word of a request that was not read whole', () => {
  test.each([
    'delete all *.log files under /srv that nobody reads any more',
    'remove the . entry from the output of all directories under /srv',
    'remove the first line of all *.rst files under docs',
    'delete all directories under /srv that contain no README',
    'remove every folder not named keep',
    'change the permissions of all broken files under /srv to 600',
    'delete files under /srv whose checksum is odd',
    'find all *.rst files under docs and delete a line',
    'find *.rst files under docs and discard all the errors',
    'copy all files below /srv but ones with "draft" inside to /media/usb and remove the words',
  ])('%s', (line) => {
    expect(build(line) ?? '').not.toMatch(/-delete|\brm\b|chmod|sed -i/)
  })
})

test('a word that was not read lowers the score, and a value more than a word', () => {
  const score = (line: string): number => buildFind(readRequest(line))[0]?.score ?? 0
  const whole = score('find all *.rst files under docs')
  expect(score('find all shiny *.rst files under docs')).toBeLessThan(whole)
  expect(score('find all *.rst files under docs for "zed"')).toBeLessThan(
    score('find all shiny *.rst files under docs'),
  )
})

test('files that are moved or copied lie here, unless the words go deeper, and none is overwritten by a move', () => {
  expect(build('move all *.rst files to docs but not a.rst')).toMatch(
    /^find \. -maxdepth 1 -type f -name "\*\.rst" .*-exec mv -n \{\} docs/,
  )
  expect(build('copy all *.rst files recursively to docs')).not.toMatch(/-maxdepth/)
  expect(build('move all *.rst files below src to docs')).toMatch(/^find src -type f .*-exec mv -n /)
  expect(build('find all *.rst files and copy them to docs')).not.toMatch(/-maxdepth/)
})

describe('characters by their names', () => {
  claim([
    [
      'replace tabs with spaces in all py files except setup.py',
      String.raw`find . -type f -name "*.py" -not -name 'setup.py' -exec sed -i 's/\t/ /g' {} +`,
    ],
    ['replace dashes with dots in all txt files', `find . -type f -name "*.txt" -exec sed -i 's/-/./g' {} +`],
    ['replace "tabs" with "spaces" in all md files', `find . -type f -name "*.md" -exec sed -i 's/tabs/spaces/g' {} +`],
  ])
  test('the ends of lines are no text to sed', () => {
    expect(build('replace newlines with spaces in all txt files')).not.toContain('sed')
  })
})

describe('a limit counts what is listed, and comes too late for a change', () => {
  test.each([
    'delete the oldest file with the extension .tgz under /srv/backups',
    'find the 3 largest *.iso files in /srv and delete them',
    'remove the newest log files under /var/tmp',
  ])('%s', (line) => {
    expect(build(line) ?? '').not.toMatch(/-delete|rm /)
  })
})
