import { execFileSync } from 'node:child_process'
import { linkSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CertainPlace, findCertainty } from '../../../../src/safety/certain/certain-line.ts'
import { readBlocks } from '../lines/risk-lines.ts'

const root = realpathSync(mkdtempSync(join(tmpdir(), 'kimi-certain-')))
const home = join(root, 'home')
const work = join(home, 'work')
const bin = join(root, 'bin')
/** The system's own folders: one that the tester added could hold a program of any name. */
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
const place: CertainPlace = { cwd: work, folders: [work], own: [join(home, '.kimi')], home, path: PATH }
const sees = (line: string, more: Partial<CertainPlace> = {}) => findCertainty(line, { ...place, ...more })

beforeAll(() => {
  for (const folder of ['src', 'dash', 'secret', 'linked']) mkdirSync(join(work, folder), { recursive: true })
  for (const file of ['README.md', 'a.txt', 'src/a.ts', 'src/b.ts', 'dash/-o', 'secret/.env', 'secret/x'])
    writeFileSync(join(work, file), 'x\n')
  linkSync(join(work, 'secret/.env'), join(work, 'linked/name'))
  symlinkSync('/etc/shadow', join(work, 'linked/soft'))
  execFileSync('git', ['init', '-q', work])
  mkdirSync(bin)
  mkdirSync(join(home, '.ssh'), { recursive: true })
  writeFileSync(join(home, '.ssh/id_work.pub'), 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 a@b\n')
  writeFileSync(join(home, '.ssh/id_odd.pub'), '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n')
  writeFileSync(join(home, '.ssh/id_link'), 'ssh-ed25519 AAAA a@b\n')
  linkSync(join(home, '.ssh/id_link'), join(home, '.ssh/id_link.pub'))
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

describe('certain only to show', () => {
  test.each([
    'ls',
    'ls -la src',
    'ls *.md | wc -l',
    'cat README.md a.txt',
    'cat src/*.ts | head -20 | sort -rn',
    'cat /etc/hostname',
    "grep -rn 'rm -rf /' src --include='*.ts'",
    'grep -E "a|b" README.md && echo found || echo none',
    'rg -n TODO src',
    'find . -name "*.ts" -not -path "./node_modules/*" -type f',
    'find . \\( -name a -o -name b \\) -print',
    "sed -n '1,20p' README.md",
    "sed 's/a/b/g; s|x|y|' README.md",
    "awk '$3 > 100 {print $1, $NF}' a.txt",
    "awk -F: '{ if ($1 > 2) n += $2 } END { print n }' a.txt",
    'jq -r ".a | keys" a.txt',
    'git status --short',
    'git diff --stat HEAD~3 -- src',
    "git log --oneline -20 --grep='push --force'",
    'git --no-pager show HEAD:README.md',
    'cd src && ls && cat a.ts',
    'wc -l < /dev/null',
    'cat README.md 2>/dev/null',
    'ls nothing 2>&1 | head',
    'echo "it costs 5\\$" done',
    'which awk; bash --version',
    'du -sh ~/Downloads "$HOME/x"',
    'test -f README.md && echo yes',
    'date +%F',
    'sort < README.md | head',
    '/bin/ls src',
    String.raw`\ls src`,
    'cd /tmp && ls -la',
    '(ls; pwd)',
    '{ ls; pwd; }',
    'if [ -f README.md ]; then echo yes; else echo no; fi',
    'for f in a.txt README.md; do wc -l $f; done',
    'for f in a.txt README.md; do echo "== $f"; head -3 "$f"; done',
    '[[ a == b ]] && echo same',
    '(( 5 > 3 )) && echo yes',
    'echo $((1 + 2)) {1..5} "$(date +%F)"',
    '[ -n "$FOO" ] && echo set',
    "cat <<'EOF'\nrm -rf $(x)\nEOF",
    'ls & pwd & wait',
    'time ls',
    'LC_ALL=C sort README.md',
    'env -i LC_ALL=C ls',
    'nice -n 10 ls',
    'timeout 5 cat README.md',
    'command ls',
    "bash -c 'ls | head'",
    'sh -c "echo hi"',
    'bash -n a.txt',
    'ls | xargs -n1 -I{} basename {}',
    'tar tzf a.txt',
    'tar -tvf a.txt src',
    'unzip -l a.txt',
    'gunzip -c a.txt',
    'kubectl config get-contexts',
    "git branch --list 'feat/*'",
    'git config --get user.email',
    'git clean -nd',
    'apt list --installed',
    'printenv PATH HOME',
    'sleep 0.5',
    'kill -l',
    'EDITOR=vim',
    'export A=1 B=x/y',
    'wc -l secret/.env',
    'openssl x509 -in cert.pem -noout -dates',
    'cat ~/.ssh/id_work.pub ~/.ssh/none.pub',
    'ssh-keygen -lf ~/.ssh/id_work.pub',
    'ssh-keygen -l -E md5 -f key.pub',
  ])('%s', (line) => expect(sees(line)).toBe('closed'))

  test.each(['ps aux', 'ps -ef | grep node', 'ss -ltn', 'ip addr show'])('%s, which has to see the system', (line) =>
    expect(sees(line)).toBe('system'),
  )
})

test.each(['npm -v', 'pip list', 'pip show requests', 'yq .a a.txt', 'docker ps -a'])(
  'certain where the system has the program, or none: %s',
  (line) => {
    expect(sees(line, { path: '/bin' })).not.toBeNull()
    expect(sees(line, { path: `${bin}:/bin` })).not.toBeNull()
    const own = join(bin, line.split(' ')[0]!)
    writeFileSync(own, '#!/bin/sh\n', { mode: 0o755 })
    expect(sees(line, { path: `${bin}:/bin` })).toBeNull()
    rmSync(own)
  },
)

test('git where the user’s own configuration names programs of the system is certain only to show', () => {
  const settings = [
    '[core]\n pager = delta\n editor = vim\n fsmonitor = true\n excludesFile = ~/.gitignore\n attributesFile = ~/.gitattributes',
    '[pager]\n diff = diff-so-fancy | less --tabs=4 -RFX\n log = false',
    '[filter "lfs"]\n clean = git-lfs clean -- %f\n smudge = git-lfs smudge -- %f\n process = git-lfs filter-process\n required = true',
    '[diff]\n external = difft\n tool = vimdiff',
    '[diff "word"]\n textconv = pandoc --to=plain\n[diff "exif"]\n textconv = /usr/bin/exiftool',
    '[diff "zip"]\n textconv = unzip -c -a\n[diff "own"]\n textconv = ~/.local/bin/conv "$1"',
    '[diff "py"]\n textconv = python3 ~/scripts/conv.py\n[diff "nb"]\n command = git-nbdiffdriver diff',
    '[interactive]\n diffFilter = delta --color-only\n[gpg]\n program = gpg2',
    '[alias]\n x = !sh scripts/x.sh\n[credential]\n helper = !./cred\n[merge "m"]\n driver = ./merge %A',
    '[include]\n path = ~/.gitconfig.local\n[includeIf "gitdir:~/work/"]\n path = ~/.gitconfig.work',
  ]
  writeFileSync(join(home, '.gitconfig'), settings.join('\n'))
  const lines = ['git status', 'git diff', 'git log -p -1', 'git show HEAD']
  expect(lines.map((line) => sees(line))).toEqual(lines.map(() => 'closed'))
  rmSync(join(home, '.gitconfig'))
})

describe('not certain', () => {
  test.each([
    ['a word that is expanded', 'ls $(pwd)'],
    ['a variable', 'cat $X'],
    ['an assignment', 'X=1 ls'],
    ['an assignment before another command', 'PATH=.; ls'],
    ['an assignment of what is computed', 'SECONDS=x'],
    ['an assignment to a place in a list', 'a[x]=1'],
    ['an export of what a variable holds', 'export A=$X'],
    ['a certificate that is written', 'openssl x509 -in cert.pem -out a.txt'],
    ['the text of what only has the name of a public key', 'cat ~/.ssh/id_odd.pub'],
    ['another name of a private key', 'cat ~/.ssh/id_link.pub'],
    ['the fingerprint of what is not a public key by its name', 'ssh-keygen -lf ~/.ssh/id_work'],
    ['a key that is made', 'ssh-keygen -f key.pub'],
    ['a public key that is taken from a private one', 'ssh-keygen -y -f key.pub'],
    ['a brace list', 'cat {a,b}.txt'],
    ['a redirection to a file', 'ls > out'],
    ['a second line', 'ls\nls'],
    ['a comment', 'ls # all'],
    ['a task in the background', 'ls &'],
    ['an option that is not listed', 'ls --unknown'],
    ['an abbreviated option', 'sort --outp=x README.md'],
    ['an option hidden among letters', 'sort -nuo x README.md'],
    ['an operand that is written to', 'uniq a.txt b.txt'],
    ['a pattern that yields a secret', 'cat secret/.e*'],
    ['a folder with a secret', 'grep -r x secret'],
    ['another name of a secret', 'cat linked/name'],
    ['a link to a secret', 'cat linked/soft'],
    ['a file elsewhere', 'cat ~/notes.txt'],
    ['a file of ours', 'cat ~/.kimi/config.toml'],
    ['another process', 'cat /proc/1/cmdline'],
    ['the environment of processes', 'ps auxe'],
    ['a program that is not listed', 'frobnicate'],
    ['an interpreter', 'python3 -c "print(1)"'],
    ['xargs', 'ls | xargs cat'],
    ['a folder that may not be entered', 'cd src; ls'],
    ['a folder outside', 'cd .. && cat x'],
    ['a script of sed that writes', "sed -n 'w out' README.md"],
    ['a program of awk that writes', `awk '{print > "out"}' a.txt`],
    ['a filter of jq that reads the environment', 'jq -n env'],
    ['a date that would be set', 'date 01010000'],
    ['a branch that would be made', 'git branch new'],
    ['a diff written to a file', 'git diff --output=x'],
    ['a secret as input', 'sort < secret/.env'],
    ['input that a pattern finds', 'sort < secret/.e*'],
    ['a redirection behind a backslash', "cat \\<<'E'\nrm x\nE"],
    ['a command behind a here-document', "cat <<'E'\nx\nE\nrm x"],
    ['a here-document that is expanded', 'cat <<E\n$(rm x)\nE'],
    ['a here-document for a shell', "bash <<'E'\nrm x\nE"],
    ['two groups', '(ls); rm x; (pwd)'],
    ['braces that close early', '{ ls; }; rm x; { pwd; }'],
    ['a condition that runs', 'if rm x; then ls; fi'],
    ['half of a condition', 'if ls; then pwd'],
    ['arithmetic of a name', 'echo $((a[0]))'],
    ['a condition of a name', '(( a[$(rm x)] ))'],
    ['a comparison as a number', '[[ a -eq b ]]'],
    ['a test of a variable', '[[ -v a ]]'],
    ['a value for -v', '[ -v "$FOO" ]'],
    ['a variable that is shown', 'echo "$FOO"'],
    ['the output of what is not certain', 'echo "$(rm x)"'],
    ['the output of a secret', 'echo "$(cat secret/.env)"'],
    ['output as a file', 'cat "$(ls)"'],
    ['output for printf', 'printf "$(ls)"'],
    ['a loop over what runs', 'for f in a b; do rm $f; done'],
    ['a loop over a secret', 'for f in .env x; do cat secret/$f; done'],
    ['a loop over an option', 'for f in -o x; do sort $f README.md; done'],
    ['a loop that ends early', 'for f in a; do ls; done; rm x; for g in b; do ls; done'],
    ['a search path', 'PATH=. ls'],
    ['a library', 'LD_PRELOAD=./x.so ls'],
    ['a library through env', 'env LD_PRELOAD=./x.so ls'],
    ['a file as a time zone', 'TZ=../../x date'],
    ['a file as a language', 'LANG=../x ls'],
    ['the whole environment', 'env'],
    ['a key in the environment', 'printenv AWS_SECRET_ACCESS_KEY'],
    ['env that splits', 'env -S "rm x"'],
    ['a program by a path of the workspace', './ls'],
    ['a path that leads out of the system', '/usr/bin/../../tmp/ls'],
    ['a wrapper of a writer', 'timeout 5 rm x'],
    ['a wrapper of an interpreter', 'nice -n 1 python3 x.py'],
    ['a shell that runs a writer', "bash -c 'rm x'"],
    ['a shell with words of its own', "bash -c 'cat $0' secret/.env"],
    ['a comparison that sh writes', "sh -c '[[ a > b ]]'"],
    ['arithmetic that sh writes', "sh -c '(( 5 > 3 ))'"],
    ['a login shell', "bash -lc 'ls'"],
    ['shells within shells', `bash -c "bash -c 'bash -c \\"bash -c \\\\\\"bash -c ls\\\\\\"\\"'"`],
    ['xargs that reads', 'ls | xargs cat'],
    ['xargs that runs', 'ls | xargs -I{} sh -c {}'],
    ['tar that extracts', 'tar xzf a.txt'],
    ['tar that runs', 'tar tf a.txt --to-command=x'],
    ['tar with a program', 'tar -tIx -f a.txt'],
    ['an archive on another machine', 'tar tf host:a.txt'],
    ['a packed file that is unpacked in place', 'gunzip a.txt'],
    ['a test script of npm', 'npm test'],
    ['a list for which npm asks a registry', 'npm ls'],
    ['a folder of npm, for which it asks as well', 'npm root -g'],
    ['a package that is installed', 'pip install x'],
    ['a search that follows links', 'rg -L x src'],
    ['a filter of yq that loads a file', `yq '.a = load_str("src/a.ts")' a.txt`],
    ['the same in another spelling', `yq '.a = strload("src/a.ts")' a.txt`],
    ['a filter of yq that reads the environment', "yq '.a = strenv(HOME)' a.txt"],
    ['a filter behind a command of yq', `yq e 'load("src/a.ts")' a.txt`],
    ['words of a file for strings', 'strings @src/a.ts'],
    ['words of a file for an option of strings', 'strings -n @src/a.ts a.txt'],
    ['the environment of a container', 'docker inspect web'],
    ['a name for git’s configuration', 'git config user.email x'],
    ['files that git removes', 'git clean -d'],
    ['a branch that is made', 'git branch new'],
    ['a signal', 'kill 1'],
    ['a file that tee writes', 'tee x'],
    ['a device that dd writes', 'dd if=/dev/zero of=x'],
    ['a service that is stopped', 'systemctl stop nginx'],
    ['the environment of a service', 'systemctl show nginx'],
    ['a text of a file beside it', 'pdftotext a.txt'],
    ['a command of less', 'less +!x'],
    ['what runs on', 'ls & pwd'],
    ['a condition that is a command behind a redirection', '< a.txt [[ a > b ]]'],
    ['the same behind one without effect', '2>&1 [[ a > b ]]'],
    ['a keyword that is a program behind a redirection', '< a.txt time ls'],
    ['output before an assignment', '"$(touch x)"LC_ALL=C ls'],
    ['output in a wrapper', 'timeout "$(touch x)"5 ls'],
    ['a variable in a wrapper', 'nice -n "$X"1 ls'],
    ['a home put in behind =', 'ls --hide=~/x'],
  ])('%s: %s', (_, line) => expect(sees(line)).toBeNull())

  test('a pattern that yields an option', () => {
    expect(sees('wc -l ./*', { cwd: join(work, 'dash') })).toBe('closed')
    expect(sees('wc -l *', { cwd: join(work, 'dash') })).toBeNull()
  })

  test('a pattern that finds a name which is no text', () => {
    const odd = join(work, 'odd')
    mkdirSync(odd)
    symlinkSync('/etc/shadow', Buffer.concat([Buffer.from(`${odd}/`), Buffer.of(0xff, 0x61)]))
    expect(sees('cat *', { cwd: odd })).toBeNull()
  })

  test('a program that the workspace brings along', () => {
    writeFileSync(join(work, 'src/ls'), '#!/bin/sh\n', { mode: 0o755 })
    expect(sees('ls', { path: `${join(work, 'src')}:${place.path}` })).toBeNull()
    expect(sees('ls', { path: `.:${place.path}` })).toBeNull()
    // A program in a home may obey a file of the workspace that names a version.
    expect(sees('ls', { path: `${bin}:${place.path}` })).toBe('closed')
    writeFileSync(join(bin, 'ls'), '#!/bin/sh\n', { mode: 0o755 })
    expect(sees('ls', { path: `${bin}:${place.path}` })).toBeNull()
  })

  test.each(['config', 'config.worktree', 'index'])('git where a pipe is its %s, which is not waited for', (name) => {
    const repository = mkdtempSync(join(root, 'piped-'))
    execFileSync('git', ['init', '-q', repository])
    const there = { cwd: repository, folders: [repository] }
    expect(sees('git status', there)).toBe('closed')
    rmSync(join(repository, '.git', name), { force: true })
    execFileSync('mkfifo', [join(repository, '.git', name)])
    expect(sees('git status', there)).toBeNull()
    expect(sees(`cat .git/${name}`, there)).toBe(name === 'config' ? null : 'closed')
  })

  test('a difference where git tracks a secret, which it would show', () => {
    const repository = mkdtempSync(join(root, 'tracked-'))
    execFileSync('git', ['init', '-q', repository])
    const there = { cwd: repository, folders: [repository] }
    const add = (name: string) => {
      writeFileSync(join(repository, name), 'x\n')
      execFileSync('git', ['-C', repository, 'add', '-f', name])
    }
    for (const name of ['a.txt', 'a-name.txt', '.env.example']) add(name)
    expect(sees('git diff', there)).toBe('closed')
    add('.env')
    for (const line of ['git diff', 'git diff --color-words=.', 'git diff HEAD a.txt', 'git status -vv'])
      expect(sees(line, there)).toBeNull()
    expect(sees('git status', there)).toBe('closed')
    execFileSync('git', ['-C', repository, 'rm', '-q', '--cached', '.env'])
    expect(sees('git diff', there)).toBe('closed')
    execFileSync('git', ['-C', repository, 'update-index', '--index-version', '4'])
    expect(sees('git diff', there)).toBeNull()
  })

  /** Judges the line with these settings in the user's own configuration of git. */
  const seesWith = (settings: string, line = 'git log -p -1', more: Partial<CertainPlace> = {}) => {
    writeFileSync(join(home, '.gitconfig'), settings)
    const view = sees(line, more)
    rmSync(join(home, '.gitconfig'))
    return view
  }

  test.each([
    ['a script of the workspace', '[diff "f"]\n textconv = sh tools/tn'],
    ['a script without a folder', '[diff "f"]\n textconv = sh tn'],
    ['a program of the workspace', '[diff]\n external = tools/d'],
    ['one by its whole path', `[diff "f"]\n command = "${work}/tools/d" -x`],
    ['one by the home', '[diff "f"]\n command = ~/work/tools/d'],
    ['one by a variable', '[diff "f"]\n command = $HOME/work/tools/d'],
    ['one that another command chooses', '[diff "f"]\n textconv = $(cat name)'],
    ['one behind another', '[filter "f"]\n clean = git-lfs clean && tools/c'],
    ['one in quotes', `[filter "f"]\n process = sh -c "exec ./f"`],
    ['a module of the workspace', '[diff "f"]\n textconv = python3 -m conv'],
    ['code that may load a module of the workspace', '[diff "f"]\n textconv = node -e 1'],
    ['a script by the name alone', '[diff "f"]\n textconv = python3 conv'],
    ['a bare name of what lies in the workspace', '[diff "f"]\n textconv = run a.txt'],
    ['a script in a temporary folder', '[diff "f"]\n textconv = /tmp/conv'],
    ['a program that watches files', '[core]\n fsmonitor = tools/watch'],
    ['a file that is no file', `[include]\n path = ${root}`],
  ])('git where the user’s own configuration names %s', (_, settings) => {
    expect(['git log -p -1', 'git show HEAD', 'git diff'].map((line) => seesWith(settings, line))).toEqual([
      null,
      null,
      null,
    ])
    for (const [name, more] of [
      ['.config/git/config', {}],
      ['elsewhere/git/config', { configHome: join(home, 'elsewhere') }],
    ] as const) {
      mkdirSync(join(home, name, '..'), { recursive: true })
      writeFileSync(join(home, name), settings)
      expect([name, sees('git diff', more)]).toEqual([name, null])
      rmSync(join(home, name))
    }
    writeFileSync(join(home, 'more'), settings)
    for (const include of ['[include]\n path = more', '[includeIf "gitdir:/nowhere/"]\n path = ~/more'])
      expect([include, seesWith(include)]).toEqual([include, null])
    symlinkSync(join(home, 'more'), join(home, '.gitconfig'))
    expect(sees('git diff')).toBeNull()
    rmSync(join(home, '.gitconfig'))
  })

  test('git where the user’s own configuration names a program that the PATH may find in the workspace', () => {
    const more = { path: `${PATH}:${join(work, 'node_modules/.bin')}` }
    const named = (program: string) => `[diff "f"]\n textconv = ${program}`
    expect(seesWith(named('cat -A'), 'git diff', more)).toBe('closed')
    expect(seesWith(named('not-installed'), 'git diff', more)).toBeNull()
    expect(seesWith(named('not-installed'), 'git diff')).toBe('closed')
    expect(seesWith(named('not-installed'), 'git diff', { path: `${PATH}:node_modules/.bin` })).toBeNull()
  })

  test('git where the repository names a program, or could be one without a working tree', () => {
    const repository = join(root, 'repository')
    execFileSync('git', ['init', '-q', repository])
    const there = { cwd: repository, folders: [repository] }
    expect(sees('git status', there)).toBe('closed')
    execFileSync('git', ['-C', repository, 'update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},sub`])
    expect(sees('git status', there)).toBeNull()
    execFileSync('git', ['-C', repository, 'rm', '-q', '--cached', 'sub'])
    expect(sees('git status', there)).toBe('closed')
    const hook = join(repository, '.git/hooks/post-index-change')
    writeFileSync(hook, '#!/bin/sh\n', { mode: 0o755 })
    expect(sees('git status', there)).toBeNull()
    rmSync(hook)
    expect(sees('git status', there)).toBe('closed')
    execFileSync('git', ['-C', repository, 'config', 'core.fsmonitor', './x'])
    expect(sees('git status', there)).toBeNull()
    execFileSync('git', ['init', '-q', '--bare', join(root, 'bare')])
    expect(sees('git log', { cwd: join(root, 'bare'), folders: [root] })).toBeNull()
  })
})

test('no line of another label is certain', () => {
  const wrong = readBlocks()
    .filter(({ heading }) => !heading.startsWith('safe-readonly'))
    .flatMap(({ commands }) => commands.filter((line) => sees(line) !== null))
  expect(wrong).toEqual([])
})

test.each([
  'LC_ALL=C < a"$(touch x)"',
  'export A=b < "$(touch x)"',
  'A=b < .env',
  'if ls; then ls; fi < "$(touch x)"',
  'if ls; then ls; fi < .env',
])('the input of a line is judged also where no program stands: %s', (line) => {
  expect(findCertainty(line, place)).toBeNull()
})

test('whatever is put behind a certain line, no program runs unseen', () => {
  const poison = fc.constantFrom(
    '$(touch m)',
    '`touch m`',
    '>m',
    '<(touch m)',
    '\ntouch m',
    ';touch m',
    '&touch m',
    '|sh',
    '${x}',
    '{a,b}',
    '(touch m)',
  )
  const before = fc.constantFrom('ls', 'ls ', 'cat README.md', 'echo "a" ', "grep 'x' a.txt ", 'git status ')
  fc.assert(
    fc.property(before, poison, fc.constantFrom('', ' ', ' x'), (line, bad, after) => {
      expect(sees(line + bad + after)).toBeNull()
    }),
  )
})

test('any text is judged without an error, and quickly', () => {
  fc.assert(fc.property(fc.string({ maxLength: 60, unit: 'binary' }), (line) => void sees(line)))
  expect(sees('ls '.repeat(100_000))).toBeNull()
  expect(sees(`awk '${'('.repeat(4_000)}' x`)).toBeNull()
})

test('top is not certain: it makes a folder for its settings', () => {
  const place: CertainPlace = { cwd: '/', folders: ['/srv/w'], own: [], home: '/root', path: '/usr/bin:/bin' }
  expect(findCertainty('top -b -n 1', place)).toBeNull()
})

test('files that find has found are counted where no name can be an option', () => {
  const place: CertainPlace = { cwd: '/', folders: ['/srv/w'], own: [], home: '/root', path: '/usr/bin:/bin' }
  for (const line of ["find . -name '*.md' -print0 | xargs -0 wc -l", 'find ./src -type f -print0 | xargs -0 wc']) {
    expect([line, findCertainty(line, place)]).toEqual([line, 'closed'])
  }
  for (const line of [
    "find . -name '*.md' | xargs wc -l",
    'find . -print0 | xargs wc -l',
    'find . -print -print0 | xargs -0 wc -l',
    'find . -print0 | xargs -0 cat',
    'find . -print0 | xargs -0 wc --files0-from=x',
    'find . -print0 | sort -z | xargs -0 wc -l',
    'find . -print0; xargs -0 wc -l',
    'echo --files0-from=.env | xargs -0 wc -l',
  ]) {
    expect([line, findCertainty(line, place)]).toEqual([line, null])
  }
})
