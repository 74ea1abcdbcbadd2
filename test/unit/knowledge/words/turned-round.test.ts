// Requests whose opposite is near at hand: what stays, what goes, which end, from where to where.

import { afterAll, expect, test } from 'vitest'
import { createKnowledge } from '../../../../src/knowledge/engine.ts'
import { tmpdir } from 'node:os'
import { findIndexFile } from '../baked-index.ts'

const engine = createKnowledge({ indexFile: await findIndexFile(), home: '/home/none' })
afterAll(() => engine.close())

const answers = async (line: string): Promise<string[]> =>
  (await engine.suggest({ line, cwd: tmpdir(), shell: 'bash', limit: 5 })).map(({ command }) => command)

const first = async (line: string): Promise<string | undefined> => (await answers(line))[0]

test.each([
  'keep only main.py and notes.md',
  'just keep main.py, notes.md and nothing else',
  'keep main.py and notes.md and delete everything else',
  'preserve main.py, notes.md and clear the directory',
])('what stays says what goes, here and not below: %s', async (line) => {
  for (const command of await answers(line)) {
    expect(command).toMatch(/(?:-not|!) -name '?main\.py'? (?:-not|!) -name '?notes\.md/)
    expect(command).toContain('-maxdepth 1')
  }
})

test.each(["retain only 'my notes.txt'", 'keep only main.py', 'keep only pdf files'])(
  'files go, and no folders: %s',
  async (line) => {
    for (const command of await answers(line)) expect(command).not.toMatch(/-type d\b|rm -r/)
  },
)

test.each([
  'only delete files ending in .old',
  'just remove files named core',
  'delete nothing but files ending in .o',
])('what is named goes, and not all the rest: %s', async (line) => {
  for (const command of await answers(line)) expect(command).not.toMatch(/(?:!|-not) -name '?(?:\*\.|core)/)
})

test('a file with a blank in its name stays', async () => {
  const all = await answers("keep only 'my notes.txt'")
  expect(all[0]).toMatch(/(?:!|-not) -name 'my notes\.txt'/)
  for (const command of all) expect(command).not.toContain('/my notes.txt/')
})

test('lines that are to be kept are no files', async () => {
  for (const command of await answers('keep only the last 3 lines of a.log'))
    expect(command).not.toMatch(/-delete|\brm\b/)
})

test.each(['delete all files not in subfolders except a.txt and b.txt', 'delete everything not in src except a.txt'])(
  'nothing behind "except" goes, whatever stands before: %s',
  async (line) => {
    for (const command of await answers(line)) expect(command).not.toMatch(/(?<!(?:-not|!) )-name '?a\.txt/)
  },
)

test.each([
  ['remove all rows of data.csv that do not contain ok', "sed -i '/ok/!d' data.csv"],
  ['delete every line of app.log that does not mention user7', "sed -i '/user7/!d' app.log"],
  ['remove lines without done from tasks.txt', "sed -i '/done/!d' tasks.txt"],
])('the lines without a text go: %s', async (line, command) => {
  const all = await answers(line)
  expect(all[0]).toBe(command)
  for (const other of all) expect(other).not.toMatch(/grep -\w*v|sed -i '\/[^/]*\/d'/)
})

test.each([
  ['print list.txt without the last line', /1d/],
  ['show list.txt without the first line', /\$d/],
])('one end alone is left out: %s', async (line, other) => {
  for (const command of await answers(line)) expect(command).not.toMatch(other)
})

test('both ends are left out where both are named', async () => {
  expect(await first('remove first and last line of list.txt')).toBe("sed -i '1d;$d' list.txt")
})

test.each(['copy all files but only if newer to /mnt', 'copy only newer files to /mnt'])(
  'what stands behind "to" is written: %s',
  async (line) => {
    for (const command of await answers(line)) expect(command).not.toMatch(/\/mnt\/\*/)
  },
)

test('all files of a folder are moved by their pattern', async () => {
  expect(await first('move all files from /bar to /foo')).toBe('mv /bar/* /foo')
})

test('a name is no place to search in', async () => {
  for (const command of await answers('find files named foo ignoring case')) expect(command).not.toMatch(/^find foo/)
})

test.each([
  ['show the path of this directory', 'pwd'],
  ['what is the full path of the current folder', 'pwd'],
  ['create a folder called new and enter it', 'mkdir -p new && cd new'],
  ['make a directory logs/old then go there', 'mkdir -p logs/old && cd logs/old'],
])('%s', async (line, command) => {
  expect(await first(line)).toBe(command)
})

test('"only" files are no folders', async () => {
  for (const command of await answers('only delete files ending in .old'))
    if (command.startsWith('find')) expect(command).toContain('-type f')
})

test.each(['download http://x.org/f.zip to /opt', 'save http://x.org/f.zip in ~/Downloads'])(
  'a folder takes a download under its own name: %s',
  async (line) => {
    for (const command of await answers(line)) expect(command).not.toMatch(/-\w*[oO] (?:\/opt|~\/Downloads)/)
  },
)

test('the owner of files changes, and not that of folders', async () => {
  expect(await first('change owner of everything to bob but not directories')).toMatch(/-type f\b.*chown bob/)
})

test('a function that calls itself is explained as one', async () => {
  const parts = await engine.explain({ command: ':(){ :|:& };:', shell: 'bash' })
  expect(parts[0]?.meaning).toMatch(/^defines the function/)
  expect(parts.map(({ meaning }) => meaning).join('\n')).toMatch(/danger: starts itself again and again/)
  expect(parts.map(({ meaning }) => meaning)).not.toContain('runs the program :')
})
