// A program is chosen by what it does, in words that may stand in any order; its options and operands are read from the rest.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { createKnowledge } from '../../../../src/knowledge/engine.ts'
import type { Knowledge } from '../../../../src/knowledge/engine.ts'
import { PROFILE_TABLES } from '../../../../src/knowledge/words/profiles/tables/profile-tables.ts'
import { findIndexFile } from '../baked-index.ts'

let knowledge: Knowledge
beforeAll(async () => {
  knowledge = createKnowledge({ indexFile: await findIndexFile(), home: '/home/none' })
})
afterAll(() => knowledge.close())

async function first(line: string): Promise<string | undefined> {
  const [found] = await knowledge.suggest({ line, cwd: '/', shell: 'bash' })
  return found?.command
}

describe('the words of a program may stand in any order', () => {
  test.each([
    ['every 15 seconds, execute "df -h /data"', 'watch -n 15 df -h /data'],
    ['number the lines of poem.txt, starting with 40', 'nl -v 40 poem.txt'],
    ['paste "left.tsv" and "right.tsv" line by line', 'paste left.tsv right.tsv'],
    ['enable the shell options "dotglob" and "failglob"', 'shopt -s dotglob failglob'],
    ['swap the top two directories of the directory stack', 'pushd'],
    ['print the calendar for the previous, the current and the next month', 'cal -3'],
    ['show the process tree with numbers of each process', 'pstree -p'],
    ['wrap the lines of "essay.txt" at 60 characters, breaking at spaces', 'fold -s -w 60 essay.txt'],
    ['split "dump.sql" into pieces of 500 lines with prefix "dump-"', 'split -l 500 dump.sql dump-'],
  ])('%s', async (line, wanted) => {
    expect(await first(line)).toBe(wanted)
  })
})

describe('a value stands where the words around it say', () => {
  test.each([
    ['mount the "ext4" filesystem "/dev/sdc1" on "/mnt/usb"', 'mount -t ext4 /dev/sdc1 /mnt/usb'],
    ['send 3 ping requests to "mirror.example.org"', 'ping -c 3 mirror.example.org'],
    ['resolve the symbolic link of command "vi"', 'readlink -f $(which vi)'],
    ['print the MX record of "example.org" from nameserver 9.9.9.9', 'dig example.org mx @9.9.9.9'],
    ['skip the first 4 lines of "table.txt"', 'tail -n +5 table.txt'],
  ])('%s', async (line, wanted) => {
    expect(await first(line)).toBe(wanted)
  })
})

describe('the output of a command, or a text, is read in place of a file', () => {
  test.each([
    ['sort the output of "du -k"', 'du -k | sort'],
    ['print lines 3 to 9 of "lsof -n"', "lsof -n | sed -n '3,9p'"],
    ['print the first 7 lines of the output of "lsblk"', 'lsblk | head -n 7'],
    ['translate the text in "$title" to lowercase', `echo "$title" | tr '[:upper:]' '[:lower:]'`],
  ])('%s', async (line, wanted) => {
    expect(await first(line)).toBe(wanted)
  })
})

describe('what would be wrong is not said', () => {
  test.each([
    ['append the line "alias g=git" to "~/.profile"', /\| tee (?!-a)|[^>]>[^>]/],
    ['append "c.txt" to "photos.tar"', />>/],
    ['create a compressed archive "notes.tgz" of "notes"', /-czf notes /],
    ['remove carriage returns from "old.txt"', /\\n/],
    ['count the words in "letter.txt"', /-l\b/],
    ['remove the last two components of $path', /^rm/],
  ])('%s', async (line, refused) => {
    expect((await first(line)) ?? '').not.toMatch(refused)
  })
})

describe('what is done with the output stands behind the command', () => {
  test.each([
    ['write the output of "who" to "users.txt" and to the screen', 'who | tee users.txt'],
    ['print the host name without a trailing newline', "hostname | tr -d '\\n'"],
    ['write the output of "uptime" to the screen and to "load.txt"', 'uptime | tee load.txt'],
    ['print the contents of "notes.md", waiting for user input after each page', 'cat notes.md | more'],
  ])('%s', async (line, wanted) => {
    expect(await first(line)).toBe(wanted)
  })
})

describe('a value may be said in words', () => {
  test.each([
    ['sort the lines of "hosts.txt" separated by semicolons by the third field', "sort -t ';' -k3,3 hosts.txt"],
    ['print the second field of "users.db", separated by colons', 'cut -d: -f2 users.db'],
    ['ping the host specified by variable "TARGET" 2 times', 'ping -c 2 "$TARGET"'],
    ['print the fields 2 and 5 of "users.db" separated by colons', 'cut -d: -f2,5 users.db'],
    ['send SIGUSR1 to process 4242', 'kill -s USR1 4242'],
    ['copy the program "deploy" in $PATH to "backup/deploy"', 'cp $(which deploy) backup/deploy'],
  ])('%s', async (line, wanted) => {
    expect(await first(line)).toBe(wanted)
  })
})

describe('of two things that are compared the one that is left out stands last', () => {
  test.each([
    ['print the lines of "new.lst" that do not appear in "old.lst"', 'comm -23 <(sort new.lst) <(sort old.lst)'],
    ['output lines from inbox.txt except those present in seen.txt', 'comm -23 <(sort inbox.txt) <(sort seen.txt)'],
  ])('%s', async (line, wanted) => {
    expect(await first(line)).toBe(wanted)
  })
})

describe('a text stands in the quotes of the request', () => {
  test.each([
    ['read a line from standard input with prompt "Your name: "', 'read -p "Your name: "'],
    ["read a line from standard input with prompt 'Your name: '", "read -p 'Your name: '"],
    ['read a line from standard input with prompt "Pay $5? "', "read -p 'Pay $5? '"],
  ])('%s', async (line, wanted) => {
    expect(await first(line)).toBe(wanted)
  })
})

describe('an option is read in the words by which the index describes it', () => {
  test.each([
    ['archive "photos/" to "nas:/photos/" preserving hard links', 'rsync -avH photos/ nas:/photos/'],
    ['print the file system disk usage in POSIX output format', 'df -P'],
    ['read a password from standard input into variable "SECRET" without echoing it', 'read -s SECRET'],
    ["install the yum package 'nginx' answering 'yes' to all questions", 'sudo yum install -y nginx'],
    ['set the shell option "pipefail"', 'set -o pipefail'],
  ])('%s', async (line, wanted) => {
    expect(await first(line)).toBe(wanted)
  })
})

describe('what a request excludes or compares is not left out', () => {
  test.each([
    ['print the lines of "a.txt" that are longer than 80 characters', /^cat|^grep|^fold/],
    ['remove all files in "drafts" but keep "final.odt"', /^rm -r? ?drafts$|^rm final/],
    ['move everything except "keep.txt" to "old"', /keep\.txt old$/],
  ])('%s', async (line, refused) => {
    expect((await first(line)) ?? '').not.toMatch(refused)
  })
})

describe('what stays as it is, and what is said aside, is read', () => {
  test.each([
    ["copy 'a.conf' to 'b.conf', except if 'b.conf' already exists", 'cp -n a.conf b.conf'],
    ['create a symbolic link without dereferencing named "now" to "/srv/v2"', 'ln -sn /srv/v2 now'],
    [
      'find all *.iso files in the file system with more than 2GB and delete them using the rm command',
      /^find \/ .*-size \+2G .*-delete$/,
    ],
    [
      'find all the png files in the current folder and move them to another folder',
      /-exec mv -n \{\} '<directory>' \\;$/,
    ],
    ['find all the log files that have been modified exactly yesterday (from 00:00 to 23:59)', /-daystart -mtime 1$/],
  ])('%s', async (line, wanted) => {
    expect(await first(line)).toEqual(wanted instanceof RegExp ? expect.stringMatching(wanted) : wanted)
  })
})

describe('files lie in the folder that is said, and times are counted from now', () => {
  test.each([
    ['count the words of "a.txt" and "b.txt" in the directory "/srv/docs"', 'wc -w /srv/docs/a.txt /srv/docs/b.txt'],
    ['print the date 40 days ago', "date -d '40 days ago'"],
    ['make the directory "logs/2026" as needed', 'mkdir -p logs/2026'],
    ['make directory "out" and do not cause an error if it exists', 'mkdir -p out'],
    ['run command "make all" as user carol with a full login simulation', 'su - carol -c "make all"'],
    ['print the absolute path of the perl executable', 'readlink -f $(which perl)'],
    ['compress a file named "report"', 'gzip report'],
  ])('%s', async (line, wanted) => {
    expect(await first(line)).toBe(wanted)
  })
})

test('a command without the words of its program is not offered for a bare question', async () => {
  expect(await first('why is the sky blue')).toBeUndefined()
})

test('each row of the tables has words, a command and an explanation', () => {
  for (const line of PROFILE_TABLES.flatMap((table) => table.split('\n')).filter(Boolean))
    expect(line).toMatch(/^[^=].*\S => \S.* ## \S|^=\w.*\S => \S.* ## \S/)
})
