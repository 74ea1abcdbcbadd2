// Questions as people ask them: right or silent, and never riskier than asked.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { createKnowledge } from '../../../../src/knowledge/engine.ts'
import type { Knowledge } from '../../../../src/knowledge/engine.ts'
import { openIndex } from '../../../../src/knowledge/index/index-file.ts'
import { fillTemplate } from '../../../../src/knowledge/words/slots.ts'
import { joinWords, stripContext } from '../../../../src/knowledge/words/vocabulary.ts'
import { loadIntents } from '../../../../src/knowledge/words/loaded-intents.ts'
import { judgeLine } from '../../../../src/safety/lines/line-risk.ts'
import { isTruncatingPlaceholder } from '../../../../src/shell-syntax/placeholders.ts'
import { findIndexFile } from '../baked-index.ts'

let knowledge: Knowledge
beforeAll(async () => {
  knowledge = createKnowledge({ indexFile: await findIndexFile(), home: '/home/none' })
})
afterAll(() => knowledge.close())

async function suggest(line: string): Promise<string[]> {
  const found = await knowledge.suggest({ line, cwd: '/', shell: 'bash' })
  return found.map((item) => item.command)
}

describe('what a request excludes is not done', () => {
  test.each([
    ['stop docker without deleting containers', /prune|\brm\b/],
    ["don't delete but list the log files", /\brm\b|-delete/],
    ['view the contents of backup.tar.gz without extracting it', /-x|unzip|gunzip/],
    ['validate fstab without rebooting', /reboot/],
    ['show my processes, do not kill them', /kill/],
    ['check the integrity of x.zip', /zip -r/],
    ['list files instead of deleting them', /\brm\b|-delete/],
  ])('%s', async (line, harm) => {
    for (const command of await suggest(line)) expect(command).not.toMatch(harm)
  })

  test.each([
    ['list the contents of site.zip without extracting', 'unzip -l site.zip'],
    ['delete all files except notes.txt', 'find . -maxdepth 1 -type f -not -name notes.txt -not -name .git -delete'],
    [
      'delete all python files without the ones in tests',
      `find . -type f -name "*.py" -not -path '*/tests/*' -not -path '*/.git/*' -delete`,
    ],
    [
      'delete all log files except in backup',
      `find . -type f -name "*.log" -not -path '*/backup/*' -not -path '*/.git/*' -delete`,
    ],
    ['find files named *.py except in venv', `find . -name "*.py" -not -path '*/venv/*'`],
    ['zip a folder but exclude a subfolder', "zip -r <file> <directory> -x '<pattern>/*'"],
    ['how to use grep when file does not contain the string', "grep -rL '<text>' ."],
  ])('%s has its own answer', async (line, wanted) => {
    expect((await suggest(line))[0]).toBe(wanted)
  })
})

test.each([
  ['integrity of x.zip', 'unzip -t x.zip'],
  ['check the integrity of x.zip', 'unzip -t x.zip'],
  ['is backup.tar.gz corrupt', 'tar -tf backup.tar.gz > /dev/null'],
  ['verify dump.sql.gz', 'gzip -t dump.sql.gz'],
  ['checksum of x.zip', 'sha256sum x.zip'],
])('whether an archive is sound says the program that made it: %s', async (line, wanted) => {
  expect((await suggest(line))[0]).toBe(wanted)
})

test.each([
  ['change the owner of a directory and all its files', 'sudo chown -R <user> <directory>'],
  ['change the owner of a directory recursively', 'sudo chown -R <user> <directory>'],
  ['change the owner of src/ and all its files to bob', 'sudo chown -R bob src/'],
  ['change the owner of src/ to bob recursively', 'sudo chown -R bob src/'],
  ['change the owner of a.txt to bob', 'sudo chown bob a.txt'],
])('the owner of all that is below is changed where the words ask for that: %s', async (line, wanted) => {
  expect((await suggest(line))[0]).toBe(wanted)
})

test('a phrase that excludes something answers no request that excludes nothing', async () => {
  expect((await suggest('kill the current tmux session'))[0]).not.toMatch(/ -a$/)
})

test.each([
  ['make a symlink named b.txt to a.txt', 'ln -s a.txt b.txt'],
  ['create a symbolic link to /opt/app/run called "run"', 'ln -s /opt/app/run run'],
  ['create a hard link named x.log to y.log and overwrite it', 'ln -f y.log x.log'],
  ['change the owner of "site" to "user"', 'sudo chown user site'],
  ["recursively change the group ownership of everything within '/srv/repo' to 'STAFF'", 'chgrp -R STAFF /srv/repo'],
])('of two named things each has its place: %s', async (line, wanted) => {
  expect((await suggest(line))[0]).toBe(wanted)
})

test.each([
  ['how do i show only line 50 of a big file', "sed -n '50p' <file>"],
  ['remove the last 3 lines of a.txt', 'head -n -3 a.txt'],
  ['insert a line before line 4 of a.txt', "sed -i '4i <text>' a.txt"],
  ['comment out line 12 in conf.ini', "sed -i '12s/^/#/' conf.ini"],
  ["delete all lines containing 'foo' in a.txt", "sed -i '/foo/d' a.txt"],
  ["print the lines between 'BEGIN' and 'END' in a.log", "sed -n '/BEGIN/,/END/p' a.log"],
])('an act and the lines that it is done to make a command: %s', async (line, wanted) => {
  expect((await suggest(line))[0]).toBe(wanted)
})

test('a quoted name of a tool is the tool', async () => {
  for (const command of await suggest("is there a way to 'uniq' by column")) expect(command).not.toMatch(/ uniq$/)
  expect((await suggest("search for 'git' in notes.txt"))[0]).toBe('grep git notes.txt')
})

test('a kind of archive is no mention of its program', async () => {
  expect((await suggest('save an image to a tar file'))[0]).toMatch(/^docker save/)
})

test('an answer without the subject of the request stands behind one that has it', async () => {
  expect((await suggest('look inside a zip archive without unzipping it'))[0]).toBe('unzip -l <file>')
})

test.each([
  'remove newlines from a text file',
  'remove the lines which appear on file b from another file a',
  'delete the first column from a csv file',
  'strip trailing whitespace from all files',
  'remove a user from a group',
])('what is removed from within something deletes no file: %s', async (line) => {
  for (const command of await suggest(line)) expect(command).not.toMatch(/(?:^|[\s;|])(?:rm|unlink|shred)\s|-delete/)
})

test.each([
  ["what's the easiest way to sniff tcp traffic data on linux", 'easiest'],
  ['how to find which branch a commit came from', 'came'],
  ['extract a tar keeping the directory structure', 'structure'],
  ['sort a file based on the third column', 'based'],
  ['get the commit timestamp of a file in git', 'timestamp'],
  ['how to make git mark a deleted and a new file as a file move', 'touch move'],
  ['kill all descendant processes', 'descendant'],
  ['list the files installed by a debian package', 'debian'],
  ['remove a package together with its configuration', 'together'],
  ['how to bring a network interface down and up', 'set up'],
  ['git clone with a specific revision/changeset', 'revision/changeset'],
  ['grep several lines on a pattern match', 'match'],
])('an ordinary word is no name: %s', async (line, word) => {
  for (const command of await suggest(line)) expect(` ${command} `).not.toContain(` ${word} `)
})

test.each([
  ['create a branch called login', 'git branch login'],
  ['show the last 20 lines of server.log', 'tail -n 20 server.log'],
  ['search for "out of memory" in app.log', 'grep "out of memory" app.log'],
  ['restart the postgresql service', 'sudo systemctl restart postgresql'],
])('what the line shows to be a name is one: %s', async (line, wanted) => {
  expect(await suggest(line)).toContain(wanted)
})

test('the bare name of a program is no answer', async () => {
  for (const line of [
    'download using wget in the style of a mirror',
    'awk with strange separators of fields',
    'how to use rsync well',
    'format dates nicely with the date command',
  ])
    for (const command of await suggest(line)) expect(command).toMatch(/\s/)
})

test('a program that is named gets its option, with blanks for what is not said', async () => {
  expect((await suggest('sort command ignore leading blanks'))[0]).toBe('sort --ignore-leading-blanks <file>')
  expect((await suggest('how to get the raw output of jq'))[0]).toBe('jq --raw-output <filter> <files>')
  expect((await suggest('apt-get how to show changelogs'))[0]).toBe('apt-get changelog <package>')
})

test.each([
  'what is the difference between git pull and git fetch',
  'when should i use sigterm instead of sigkill',
  'what does 2>&1 mean',
  'why does my bash script not recognize aliases',
  'vim vs emacs',
  'how to reconcile the quarterly budget of the garden club',
  'best practices for naming containers',
])('what no command answers is not answered: %s', async (line) => {
  expect(await suggest(line)).toEqual([])
})

test.each([
  ['change the owner of a directory and all its files', 'sudo chown -R <user> <directory>'],
  ['list files by size', 'ls -lhS'],
  ['show disk space', 'df -h'],
  ['get the number of lines in a file', 'wc -l < <file>'],
  ['copy files from docker container to host', "docker cp '<container>:<path>' ."],
  ['how do i undo git add before commit', 'git restore --staged <file>'],
  ['convert date to unix timestamp', "date -d '<date>' +%s"],
  ['convert unix timestamp to date', 'date -d @<number>'],
  ['how can i determine what process has a file open in linux', 'lsof <file>'],
])('plain basics: %s', async (line, wanted) => {
  expect((await suggest(line))[0]).toBe(wanted)
})

test.each([
  ['search for TODO but leave out node_modules', 'grep --exclude-dir=node_modules -rn TODO .'],
  ['grep a word in all files except in the directory dist', "grep -rn --exclude-dir=dist '<text>' ."],
  ['find files excluding symlinks', 'find . -type f'],
])('what a search leaves out is not searched: %s', async (line, wanted) => {
  expect(await suggest(line)).toContain(wanted)
})

test('a directory to be skipped is no place to search in', async () => {
  for (const command of await suggest('find files but skip the .git directory'))
    expect(command).not.toMatch(/^find \.git/)
})

test.each([
  ['merge main into my branch', 'git merge main'],
  ['mount an iso image', "sudo mount -o loop '<file>' /mnt"],
  ['resize photo.jpg to 800x600', 'convert photo.jpg -resize 800x600 resized.png'],
  ['resize image.png to 50 percent', 'convert image.png -resize 50% resized.png'],
  ['最近两周的提交', "git log --since='14 days ago'"],
  ['copy the directory src to backup', 'cp -r src backup'],
  ['rename a container', 'docker rename <container> <name>'],
])('one more basic: %s', async (line, wanted) => {
  expect((await suggest(line))[0]).toBe(wanted)
})

test('a program with a preposition behind it is a request, too', async () => {
  expect((await suggest('curl with cookies'))[0]).toMatch(/^curl -b /)
  for (const command of await suggest('cp a b')) expect(command).toMatch(/^cp a b/)
})

test('a question about the system installs and changes nothing', async () => {
  for (const command of await suggest('which version of a package would apt install'))
    expect(command).not.toMatch(/apt install/)
})

test('apostrophes of a sentence are no quotes', async () => {
  expect((await suggest("what's the easiest way to find out which ubuntu codename i'm running"))[0]).toBe(
    'lsb_release -cs',
  )
})

test('a first proposal is destructive, privileged or runs strange code only where the words ask for it', async () => {
  for (const line of [
    'check the filesystem type of a partition',
    'how to see failed systemd units',
    'show what is in a docker volume',
    'list branches that are merged',
    'which files are in the trash',
    'show the size of all containers',
  ]) {
    const [first] = await suggest(line)
    if (first === undefined) continue
    const { labels } = judgeLine(first.replaceAll(/<[a-z ]+>/g, 'X'), 'any')
    expect(labels, first).not.toEqual(expect.arrayContaining(['destructive']))
    expect(labels, first).not.toEqual(expect.arrayContaining(['remote-code']))
  }
})

test('a program that is not here is said to be missing, and what installs it comes second', async () => {
  const path = mkdtempSync(join(tmpdir(), 'kimi-'))
  try {
    for (const name of ['apt', 'ls']) writeFileSync(join(path, name), '', { mode: 0o755 })
    const found = await knowledge.suggest({ line: 'show the calendar', cwd: '/', shell: 'bash', path })
    expect(found[0]).toMatchObject({ command: 'cal', explanation: expect.stringContaining('cal is not installed') })
    expect(found[1]?.command).toBe('sudo apt install ncal')
  } finally {
    rmSync(path, { recursive: true })
  }
})

test('a line of words that ran by mistake is a request; a slip of a subcommand stays a slip', async () => {
  const fix = async (failed: string) => {
    const output = `bash: ${failed.split(' ')[0]}: command not found`
    const found = await knowledge.fix({ failed, output, exit: 127, cwd: '/', shell: 'bash' })
    return found.map((item) => item.command)
  }
  expect((await fix('show disk space'))[0]).toBe('df -h')
  expect((await fix('list all python files'))[0]).toBe('find . -name "*.py"')
  expect(await fix('reconcile the garden budget')).toEqual([])
  expect((await fix('got status'))[0]).toBe('git status')
  expect((await fix('ehco this is the end'))[0]).toBe('echo this is the end')
})

test('phrases are written in the form that requests are brought to', async () => {
  const intents = loadIntents(openIndex(await findIndexFile()))
  for (let at = 0; at < intents.size; at += 1)
    for (const text of intents.phrase(at).intent.texts) expect(stripContext(joinWords(text))).toBe(text)
})

test('no command of any intent would redirect anything where its blanks are left', async () => {
  const intents = loadIntents(openIndex(await findIndexFile()))
  for (let at = 0; at < intents.size; at += 1)
    for (const template of intents.phrase(at).intent.commands) {
      const { command } = fillTemplate(template, new Map())
      expect(isTruncatingPlaceholder(command), command).toBe(false)
      // A shell takes a quoted assignment for the name of a program.
      expect(command).not.toMatch(/^'\w+=/)
    }
})

describe('a word that is misread gives no answer', () => {
  test.each([
    ['show the files here that contain 12 lines', /^grep \S*\s?12/],
    ['sort ";" delimited lines in a.csv by the third field', /^grep/],
    ['show information about all users who are logged in', /nologin/],
    ['print the line with END in a.log and everything after it', /^grep END/],
    ['split a.tgz into parts of 3 MB', /^tar [^|]*$/],
    ['archive the directory src to host::store/x', /^tar .*::|^tar -czf archive/],
    ['print the contents of "notes" as hex', /^echo/],
    ['move the hidden files of /a to /b', /-maxdepth 1 -not -name \.git -exec mv/],
    ['delete all .idea folders under src', /rm -r\S* .*\bsrc\b/],
    ['give the group write permission to all files in src', /chgrp/],
    ["installs the package 'libfoo'", /^npm/],
    ['print the md5 sum of the string "abc"', /^md5sum [^|]*$/],
    ['change the "TXT" suffix of all files to "txt"', /^sed .* \.$/],
    ['print a.txt dropping the last three lines', /^tail/],
    ["remove the 'notes' file", /^find notes /],
  ])('%s', async (line, misread) => {
    for (const command of await suggest(line)) expect(command).not.toMatch(misread)
  })

  test.each([
    ['delete all the text files here', 'rm *.txt'],
    ['show the first 4 columns of prices.csv', 'cut -d, -f1-4 prices.csv'],
    ['print the first two fields of each line of b.log', "cut -d' ' -f1-2 b.log"],
    ['find all .idea directories in /srv', 'find /srv -type d -name .idea'],
    [
      'add group write permission to all *.lua files under src',
      'find src -type f -name "*.lua" -not -path \'*/.git/*\' -exec chmod g+w {} +',
    ],
  ])('%s', async (line, command) => {
    expect((await suggest(line))[0]).toBe(command)
  })
})

test('a tab is the sign, and no word', async () => {
  expect((await suggest('find lines with a tab in a.txt'))[0]).toMatch(/^grep (?:-P '\\t'|\$'\\t') a\.txt$/)
})

describe('requests in the words of newcomers', () => {
  test.each([
    ['download https://x.org/a.tgz and unpack it into /srv', 'curl -L https://x.org/a.tgz | tar -xz -C /srv'],
    ['fetch https://x.org/a.zip and extract it to lib/x', 'curl -LO https://x.org/a.zip && unzip a.zip -d lib/x'],
    ['find files owned by root that anyone can write to', 'find . -type f -user root -perm -o=w'],
    ['extract each zip file into its own folder', 'for f in *.zip; do unzip "$f" -d "${f%.zip}"; done'],
    ['show the 4 largest files', 'find . -type f -exec du -h {} + | sort -rh | head -n 4'],
    ['find all lua files that mention quux', `find . -type f -name "*.lua" -exec grep -l 'quux' {} +`],
  ])('%s', async (line, command) => {
    expect((await suggest(line))[0]).toBe(command)
  })

  test('words of courtesy behind a request, and a second row, change nothing', async () => {
    const plain = await suggest('show big files')
    expect(await suggest('show big files, ok?')).toEqual(plain)
    expect(await suggest('show big files please, thanks a lot')).toEqual(plain)
    expect(await suggest('show\nbig files')).toEqual(plain)
  })

  test('a list of files is no page of text', async () => {
    for (const command of await suggest('list big files in docs')) expect(command).not.toMatch(/^less/)
  })
})
