// Words, half commands and wrong commands at the prompt.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { createKnowledge } from '../../../src/knowledge/engine.ts'
import type { Knowledge } from '../../../src/knowledge/engine.ts'
import { readIntent, readPhrase } from '../../../src/knowledge/words/intent.ts'
import { loadIntents } from '../../../src/knowledge/words/loaded-intents.ts'
import { classifyCommand } from '../../../src/safety/lines/line-risk.ts'
import { openIndex } from '../../../src/knowledge/index/index-file.ts'
import { fillPlaceholders } from '../../../src/shell-syntax/placeholders.ts'
import { findIndexFile, makeFolder, makeRepository } from './baked-index.ts'

let knowledge: Knowledge
beforeAll(async () => {
  knowledge = createKnowledge({ indexFile: await findIndexFile(), home: '/home/none' })
})
afterAll(() => knowledge.close())

async function suggest(line: string, cwd = '/'): Promise<string[]> {
  const found = await knowledge.suggest({ line, cwd, shell: 'bash' })
  return found.map((item) => item.command)
}

describe('prose of a model', () => {
  const isProse = (line: string) => knowledge.isProse(line, { aliases: ['deploy'] })

  test.each([
    'I cannot help with that',
    'try running npm install first',
    'does not exist.',
    'make sure that the file exists',
    'which is not installed',
    'To fix this, run: npm install',
    'Run npm install -g yarn to fix it',
    'sudo may be needed',
    'Sorry',
    'All **done**: see -l a.txt (dropped) for it',
    'Here: `ls -l | wc -l`',
  ])('%s', async (line) => expect(await isProse(line)).toBe(true))

  test.each([
    'git commit -m "the first of them is in"',
    'deploy to the staging server',
    'grep error log.txt',
    'echo this is all of it',
    'for f in *; do mv "$f" "the $f"; done',
    'FOO=1 make install',
    'Rscript -e "print(1)"',
    './Build -v',
  ])('%s is a command', async (line) => expect(await isProse(line)).toBe(false))
})

describe('a wrong command whose last quote is open', () => {
  test.each([
    ['git comit -m "first', 'git commit -m "first"'],
    ["git comit -m 'first", "git commit -m 'first'"],
  ])('%s', async (line, command) => expect((await suggest(line))[0]).toBe(command))

  test('an apostrophe is no quote', async () => {
    expect((await suggest("kil what's on 8080")).filter((command) => command.endsWith("'"))).toEqual([])
  })
})

describe('words', () => {
  test.each([
    ['delete the remote branch topic-7', 'git push origin --delete topic-7'],
    ['unpack photos.tar.xz into /tmp/out', 'tar -xJf photos.tar.xz -C /tmp/out'],
    ['which process is listening on port 9090', 'lsof -i :9090'],
    ['find pdf files bigger than 20 MB in ~/docs', 'find ~/docs -type f -name "*.pdf" -size +20M'],
    ['restart the postgresql service', 'sudo systemctl restart postgresql'],
    ['please show me the last 25 lines of server.log', 'tail -n 25 server.log'],
    ['how much memory is free?', 'free -h'],
  ])('%s', async (line, wanted) => {
    expect(await suggest(line)).toContain(wanted)
  })

  test.each([
    ['disk usage', 'df -h'],
    ['disk space', 'df -h'],
    ['free memory', 'free -h'],
    ['open ports', 'ss -tulpn'],
    ['ram', 'free -h'],
    ['disk', 'df -h'],
    ['memory usage', 'free -h'],
    ['list processes', 'ps aux'],
    ['listening ports', 'ss -tulpn'],
    ['mounted disks', 'findmnt'],
    ['folder size', 'du -sh .'],
    ['installed packages', 'apt list --installed'],
    ['public ip', 'curl ifconfig.me'],
    ['word count', 'wc -w <file>'],
    ['stash list', 'git stash list'],
    ['commit history', 'git log --oneline'],
    ['untracked files', 'git ls-files --others --exclude-standard'],
  ])('a short well-known request gets the short well-known command first: %s', async (line, wanted) => {
    expect((await suggest(line))[0]).toBe(wanted)
  })

  test.each([
    ['find files larger than 10 MB except in node_modules', "find . -type f -size +10M -not -path '*/node_modules/*'"],
  ])('a folder that a request excludes is passed over: %s', async (line, wanted) => {
    expect((await suggest(line))[0]).toBe(wanted)
  })

  test('nothing is proposed that leaves out another thing than the request excludes', async () => {
    for (const line of [
      'find files larger than 10 MB except in node_modules',
      'find files larger than 10 MB except in .git',
    ])
      for (const command of await suggest(line))
        expect(command).toMatch(
          /(?:not -path|exclude-dir|-g|prune).*(?:node_modules|\.git)|(?:node_modules|\.git).*prune/,
        )
    for (const command of await suggest('list all js files except tests'))
      expect(command).not.toMatch(/ignore=\*\.js|-I '\*\.js|(?:!|-not) -name "?\*\.js/)
  })

  test('Chinese requests of every day are understood', async () => {
    expect((await suggest('解压 photos.tar.gz'))[0]).toBe('tar -xzf photos.tar.gz')
    expect((await suggest('查看内存使用情况'))[0]).toBe('free -h')
  })

  test('a name that a shell would split is quoted', async () => {
    const [first] = await suggest('delete the file "my report.txt"')
    expect(first).toBe('rm "my report.txt"')
  })

  test('what is not known stays a placeholder', async () => {
    expect((await suggest('delete a local branch'))[0]).toContain('<branch>')
  })

  test('to print is to show, unless paper or a printer is meant', async () => {
    for (const command of await suggest('list files')) expect(command).not.toMatch(/^lpr? /)
    expect((await suggest('print notes.txt on the printer'))[0]).toBe('lp notes.txt')
  })

  test('nothing of a shell gets no answer', async () => {
    expect(await suggest('the quick brown fox jumps over lazy dogs near a riverbank')).toEqual([])
  })
})

describe('names without a slash', () => {
  test('a word that lies here, or a strange one behind "in", is the place to search in', async () => {
    const cwd = makeFolder({ 'backup/': '' })
    expect((await suggest('search for TODO in src'))[0]).toBe('grep -r TODO src')
    expect((await suggest('search for TODO in backup', cwd))[0]).toBe('grep -r TODO backup')
    expect((await suggest('list files in backup', cwd))[0]).toBe('ls backup')
  })

  test('a branch is no file, whatever lies here', async () => {
    const cwd = makeFolder({ 'dev/': '' })
    expect((await suggest('rename current branch to dev', cwd))[0]).toBe('git branch -m dev')
  })
})

describe('whole commands', () => {
  test('one with a file gets its other forms, and no correction of options that it has', async () => {
    const found = await suggest('unzip a.zip')
    expect(found).toContain('unzip a.zip -d <directory>')
    for (const command of found) expect(command).toMatch(/^unzip .*a\.zip/)
    for (const command of await suggest('tar -xzf a.tar.gz')) expect(command).not.toContain('--xz')
    expect(await suggest('git status')).toEqual([])
  })

  test('a strange word is no slip of a rare program that is two slips away and not here', async () => {
    const empty = makeFolder({})
    const found = await knowledge.suggest({ line: 'blorp', cwd: '/', shell: 'bash', path: empty })
    expect(found).toEqual([])
  })
})

describe('half commands', () => {
  test('the archive that is there completes tar, letters and all', async () => {
    const cwd = makeFolder({ 'site.tar.bz2': '', 'site/': '' })
    expect((await suggest('tar x site', cwd))[0]).toBe('tar xjf site.tar.bz2')
  })

  test('subcommands come by popularity, branches and scripts from the directory', async () => {
    const cwd = makeRepository(['main', 'topic-long'], { 'package.json': '{"scripts":{"preview":"x"}}' })
    expect((await suggest('git com', cwd))[0]).toBe('git commit')
    expect((await suggest('git switch top', cwd))[0]).toBe('git switch topic-long')
    expect((await suggest('npm run pre', cwd))[0]).toBe('npm run preview')
  })

  test('a file name with a blank is completed quoted', async () => {
    const cwd = makeFolder({ 'year plan.txt': '' })
    expect((await suggest('less year', cwd))[0]).toBe("less 'year plan.txt'")
  })

  test('a whole command is left alone', async () => {
    expect(await suggest('ls -la', makeFolder({}))).toEqual([])
  })
})

test('a misspelt command is corrected', async () => {
  expect((await suggest('gti status'))[0]).toBe('git status')
  expect((await suggest('docker imgaes'))[0]).toBe('docker images')
})

test('history comes before the index, and remembers what follows what', async () => {
  const own = createKnowledge({ indexFile: await findIndexFile(), home: '/home/none' })
  for (let i = 0; i < 3; i += 1) {
    own.history.record({ command: 'npm run build', cwd: '/p', status: 0 })
    own.history.record({ command: 'npm publish --dry-run', cwd: '/p', status: 0 })
  }
  const found = await own.suggest({
    line: 'npm',
    cwd: '/p',
    shell: 'zsh',
    recent: [{ command: 'npm run build', cwd: '/p' }],
  })
  expect(found[0]).toMatchObject({ command: 'npm publish --dry-run', source: 'history' })
  own.close()
})

describe('the tables of intents', () => {
  test('every line reads, and every command has its words', async () => {
    const index = openIndex(await findIndexFile())
    const intents = loadIntents(index)
    expect(intents.size).toBeGreaterThan(5000)
    for (let at = 0; at < intents.size; at += 1) {
      const phrase = intents.phrase(at)
      expect(phrase.stems.length + phrase.slots.length, phrase.intent.commands[0]).toBeGreaterThan(0)
      for (const command of phrase.intent.commands) expect(command).not.toMatch(/=>|undefined|\s;\s*;/)
    }
  })

  test('a line that cannot be read is an error at once', () => {
    expect(() => readIntent('no arrow here')).toThrow(/cannot read/)
    expect(() => readPhrase(readIntent('use {nonsense} => x'), 0)).toThrow(/no such slot/)
  })
})

test('lines from anywhere are answered without an error, and quickly', async () => {
  const lines = [
    '',
    '   ',
    '"',
    "it's",
    '`',
    '$(',
    '<<<',
    '\u0000',
    '🙂 🙂',
    'a'.repeat(5000),
    'find '.repeat(200),
    '['.repeat(300),
    '(a+)+$ '.repeat(50),
    '在'.repeat(400),
  ]
  const start = process.cpuUsage()
  for (const line of lines) expect(Array.isArray(await suggest(line))).toBe(true)
  expect(process.cpuUsage(start).user / 1000).toBeLessThan(3000)
})

test('what a request names never becomes part of the command around it', async () => {
  for (const line of [
    'delete the file "a; reboot"',
    'find files named "$(reboot)" in /tmp',
    'search for `reboot` in notes.txt',
    'extract "a b;reboot.zip"',
  ]) {
    for (const command of await suggest(line)) {
      const bare = command.replaceAll(/'[^']*'/g, '').replaceAll(/"(?:[^"\\$`]|\\.)*"/g, '')
      expect(bare, command).not.toMatch(/;\s*reboot|\$\(reboot|`/)
    }
  }
})

describe('words and commands are told apart', () => {
  test.each([
    'git log --oneline',
    'mkdir src test',
    'grep error log.txt',
    'sudo apt install vim',
    'make all',
    'npm install react',
    'echo hello to the whole world',
    'kill 1234',
    'cat a.txt | grep foo',
    'git commit -m "fix the login of users"',
  ])('%s is a command, and is left alone', async (line) => {
    expect(await suggest(line, makeFolder({}))).toEqual([])
  })

  test.each([
    ['find files larger than 1GB', 'find . -type f -size +1G'],
    ['kill the process on port 4000', 'fuser -k 4000/tcp'],
    ['git undo last commit', 'git reset --soft HEAD~1'],
    ['sort names.csv and remove duplicates', 'sort -u names.csv'],
    ['install htop', 'sudo apt install htop'],
  ])('%s is a request, although it begins like a command', async (line, wanted) => {
    expect(await suggest(line)).toContain(wanted)
  })
})

test('who asks to delete folders by name is never offered the current or the parent directory', async () => {
  for (const line of ['remove all . folders recursively', 'delete every current directory', 'delete all ~ folders']) {
    for (const command of await suggest(line)) expect(command).not.toMatch(/-name (?:\.{1,2}|~)(?:\s|$)/)
  }
})

test('requests as they are asked on forums find their command', async () => {
  const asked = {
    'how do I find which process uses port 8080': 'lsof -i :8080',
    'remove all node_modules folders recursively': 'find . -type d -name node_modules -prune -exec rm -rf {} +',
    'how to stop tracking a file in git without deleting it': 'git rm --cached <file>',
    'how can I see the logs from the previous boot': 'journalctl -b -1',
  }
  for (const [line, command] of Object.entries(asked)) expect((await suggest(line))[0]).toBe(command)
})

test('nothing that would take everything with it is offered for a vague request', async () => {
  for (const line of ['delete', 'delete files', 'clean up', 'remove it', 'wipe the disk', 'format']) {
    for (const command of await suggest(line)) {
      // With a placeholder left it cannot run.
      if (!command.includes('<')) expect(command).not.toMatch(/rm -\w+ (?:\/|~|\.|\*)(?:\s|$)|mkfs|dd if=|-delete$/)
    }
  }
})

test('a request in Chinese that has no line of its own is put into English word by word', async () => {
  expect((await suggest('把所有 png 图片转换为 jpg'))[0]).toBe('mogrify -format jpg *.png')
  expect((await suggest('重启 kubernetes 部署 api'))[0]).toBe('kubectl rollout restart deployment api')
  expect(await suggest('今天天气怎么样')).toEqual([])
})

test('what a Chinese request names is quoted where a shell would run it', async () => {
  expect((await suggest('解压 $(reboot).zip'))[0]).not.toMatch(/ \$\(reboot\)/)
})

test('a number of days is not lost, and a copy to a host does not become a local file', async () => {
  expect((await suggest('which files did I change in the last two days'))[0]).toBe('find . -type f -mtime -2')
  expect((await suggest('copy report.pdf to bob@host.example.com'))[0]).toBe('scp report.pdf bob@host.example.com:')
})

describe('a request to see something is answered by readers alone', () => {
  test.each([
    'what changed in the last three commits',
    'what changed in the last 5 commits',
    'show free disk space',
    'show the last commits of this branch',
    'list docker images that are not used',
    'count the commits on this branch',
    'which containers are running',
    'how many branches are there',
  ])('%s', async (line) => {
    for (const command of await suggest(line)) {
      const { labels } = classifyCommand(fillPlaceholders(command).filled, 'bash')
      expect(
        labels.filter((label) => /^(?:writes|destructive|remote-code)$/.test(label)),
        command,
      ).toEqual([])
    }
  })

  test.each([
    ['find all files named x.log and delete them', /-delete|rm/],
    ['show disk usage and remove old docker images', /prune|rm/],
  ])('%s asks for more than to see', async (line, act) => {
    const found = await suggest(line)
    expect(found.length === 0 || found.some((command) => act.test(command))).toBe(true)
  })
})

describe('no part of a request is dropped that changes its meaning', () => {
  test.each([
    [
      'show commits of the last week by me',
      `git log --since='1 week ago' --oneline --author="$(git config user.name)"`,
    ],
    ['show the last 4 commits with their diffs', 'git log -p -n 4'],
    ['search for the word server in docs ignoring case', 'grep -rni server docs'],
    ['search for the word error in app.log ignoring case', 'grep -i error app.log'],
    ['show all lines with warning in app.txt', 'grep warning app.txt'],
    ['count FIXME comments per file', "grep -rc FIXME . | grep -v ':0$'"],
    ['count the TODOs per file', "grep -rc TODO . | grep -v ':0$'"],
    ['count the lines of all py files under lib', "find lib -name '*.py' -type f -exec cat {} + | wc -l"],
    ['how many lines of python are in src', "find src -name '*.py' -type f -exec cat {} + | wc -l"],
    ['rename all jpeg files to jpg', 'for f in *.jpeg; do mv -- "$f" "${f%.jpeg}.jpg"; done'],
    ['print the json file conf.json nicely', 'jq . conf.json'],
    ['create a symlink to build/tool in ~/bin', 'ln -s "$PWD/build/tool" ~/bin'],
    ['download https://x.org/b.zip and unpack it', 'curl -LO https://x.org/b.zip && unzip b.zip'],
    ['download https://x.org/b.tar.xz and unpack it', 'curl -L https://x.org/b.tar.xz | tar -xJ'],
    ['show me who changed NOTES.md last', 'git log -1 -- NOTES.md'],
    ['run the tests', 'npm test'],
  ])('%s', async (line, wanted) => {
    const found = await suggest(line, makeFolder({ 'src/': '', 'docs/': '', 'lib/': '' }))
    expect(found[0]).toBe(wanted)
  })

  test.each([
    'delete all node_modules folders except the one here',
    'remove every dist folder but not the one in this folder',
    'echo 中文 && 列出今天修改的文件',
    '列出今天修改的文件 | head',
  ])('%s has no answer', async (line) => expect(await suggest(line)).toEqual([]))

  test('fields that are cut at commas are said to be', async () => {
    const found = await knowledge.suggest({ line: 'extract the third column of data.csv', cwd: '/', shell: 'bash' })
    for (const { command, explanation } of found.slice(0, 2)) {
      expect(command).toMatch(/,/)
      expect(explanation).not.toMatch(/blanks/)
    }
  })
})

describe('what has failed, or stands on the line already, is not completed to', () => {
  test('a line that has only failed comes back when it was run three times, or went well once', async () => {
    const own = createKnowledge({ indexFile: await findIndexFile(), home: '/home/none' })
    const cwd = makeRepository(['main'])
    const ask = async () => (await own.suggest({ line: 'git che', cwd, shell: 'zsh' })).map(({ command }) => command)
    const line = 'git checkout -b topic && echo a >> NOTICE && git comit -am x'
    own.history.record({ command: line, status: 1, cwd })
    expect(await ask()).not.toContain(line)
    own.history.record({ command: line, status: 1, cwd })
    own.history.record({ command: line, status: 1, cwd })
    expect(await ask()).toContain(line)
    own.history.record({ command: 'git checkout other', status: 1, cwd })
    own.history.record({ command: 'git checkout other', status: 0, cwd })
    expect(await ask()).toContain('git checkout other')
    own.close()
  })

  test.each(['git checkout main ', 'git switch main ', 'git merge main ', 'npm run build ', 'make build '])(
    '%s',
    async (line) => {
      const files = { 'package.json': '{"scripts":{"build":"x","lint":"y"}}', Makefile: 'build:\n\ttrue\n' }
      const cwd = makeRepository(['topic', 'main', 'other'], files)
      const found = await suggest(line, cwd)
      for (const command of found)
        expect(command).not.toMatch(/main main|build build|checkout main other|run build lint/)
    },
  )

  test('a new branch may begin at another one', async () => {
    expect(await suggest('git checkout -b next ma', makeRepository(['topic', 'main']))).toContain(
      'git checkout -b next main',
    )
  })
})
