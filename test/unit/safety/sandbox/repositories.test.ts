// Repositories and homes in the sandbox of the workspace: no command makes the user's next git, shell or editor run something, and none
// prepares that for the next command.

import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openSandbox } from '../../../../src/safety/sandbox/sandbox.ts'
import type { SandboxPlace } from '../../../../src/safety/sandbox/wall.ts'
import { startShell } from '../../../../src/tools/shell/shell-process.ts'

const root = realpathSync(mkdtempSync(join(tmpdir(), 'kimi-repositories-')))
let home = ''
let work = ''
let number = 0
let whyNot = ''

const git = (cwd: string, ...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', '-c', 'protocol.file.allow=always', ...args], {
    cwd,
    env: { PATH: process.env['PATH'], HOME: home },
    stdio: ['ignore', 'pipe', 'ignore'],
    encoding: 'utf8',
  })

function makeRepository(path: string): string {
  mkdirSync(path, { recursive: true })
  git(path, 'init', '-q')
  git(path, 'commit', '-q', '--allow-empty', '-m', 'first')
  return path
}

function put(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

beforeAll(async () => {
  mkdirSync(join(root, 'run'))
  const state = await openSandbox(join(root, 'run'))
  if (state.kind !== 'ready') whyNot = state.reason
})
beforeEach((context) => {
  context.skip(whyNot !== '', whyNot)
  home = join(root, `home${number++}`)
  mkdirSync(join(home, '.kimi'), { recursive: true })
  put(join(home, '.bashrc'), '# mine\n')
  work = makeRepository(join(home, 'work'))
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** Runs each command behind a wall of its own, as the agent does; what was undone, and what was printed. */
async function run(commands: string[], cwd = work, more: Partial<SandboxPlace> = {}) {
  const undone: string[] = []
  let output = ''
  for (const command of commands) {
    const state = await openSandbox(join(root, 'run'))
    if (state.kind !== 'ready') throw new Error(state.reason)
    const place = { home, own: [join(home, '.kimi'), join(root, 'run')], folders: [cwd], ...more }
    const started = await startShell({
      command,
      shell: '/bin/bash',
      cwd,
      env: { PATH: process.env['PATH'], HOME: home },
      wall: (await state.prepare(place)).workshop('workspace')!,
      onOutput: (bytes) => (output += bytes.toString()),
    })
    if (!started.ok) throw new Error(started.message)
    undone.push(...((await started.process.exited).undone ?? []))
  }
  return { undone, output }
}

const evil = (file: string) => `printf '[core]\\n\\tfsmonitor = touch evil; false\\n' >> ${file}`

describe('what git runs or obeys in the working tree is as it was, also when a command', () => {
  const script = (name: string) => `printf '#!/bin/sh\\ntouch evil\\n' > ${name}; chmod 755 ${name}`
  const hook = (path: string, text: string) => {
    put(path, text)
    chmodSync(path, 0o755)
  }
  /** The commands by which the user would run what was named. */
  const use = (...folders: string[]) => {
    for (const cwd of [work, ...folders].filter((folder) => existsSync(folder)))
      for (const line of ['git status', 'git diff', 'git commit -q --allow-empty -m x'])
        execFileSync('bash', ['-c', `${line} || true`], {
          cwd,
          env: {
            ...{ PATH: process.env['PATH'], HOME: home, GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@b.c' },
            ...{ GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@b.c' },
          },
          stdio: 'ignore',
        })
    return [work, ...folders].filter((folder) => existsSync(join(folder, 'evil')))
  }

  test.each([
    ['appends to a script of a hook', "echo 'touch evil' >> scripts/check.sh"],
    ['makes the folder of the script anew', `rm -rf scripts; mkdir scripts; ${script('scripts/check.sh')}`],
    ['renames it', `mv scripts s; mkdir scripts; ${script('scripts/check.sh')}`],
  ])('%s', async (_, command) => {
    put(join(work, 'scripts/check.sh'), '#!/bin/sh\ntrue\n')
    chmodSync(join(work, 'scripts/check.sh'), 0o755)
    hook(join(work, '.git/hooks/pre-commit'), '#!/bin/sh\nexec ./scripts/check.sh\n')
    await run([command])
    expect(use()).toEqual([])
  })

  test('writes what a link in the folder of hooks leads to', async () => {
    hook(join(work, 'scripts/check'), '#!/bin/sh\ntrue\n')
    symlinkSync('../../scripts/check', join(work, '.git/hooks/pre-commit'))
    symlinkSync('../../scripts/later', join(work, '.git/hooks/post-commit'))
    await run(["echo 'touch evil' >> scripts/check", script('scripts/later')])
    expect(use()).toEqual([])
  })

  test.each([
    ['core.fsmonitor', 'tools/bin/watch'],
    ['diff.f.textconv', 'tools/bin/watch'],
  ])('makes the program of %s, which was not there', async (key, program) => {
    git(work, 'config', key, program)
    put(join(work, 'a.txt'), 'one\n')
    git(work, 'add', 'a.txt')
    await run([`mkdir -p tools/bin; ${script(program)}; echo '*.txt diff=f' > .gitattributes; echo z >> a.txt`])
    expect(use()).toEqual([])
  })

  test.each([
    ['a link', (make: string) => [`${make}; ln -s z cfg`]],
    ['a link, in a second command', (make: string) => [make, 'ln -s z cfg']],
    ['a link, in a first command', (make: string) => ['mkdir z; ln -s z cfg', make]],
    ['a folder with another name', (make: string) => [`${make}; mv z cfg`]],
  ])('puts %s in the place of a folder that was not there', async (_, commandsOf) => {
    git(work, 'config', 'include.path', '../cfg/inc')
    git(work, 'config', 'core.hooksPath', 'cfg/hooks')
    const make = `mkdir -p z/hooks; ${evil('z/inc')}; ${script('z/hooks/pre-commit')}`
    const { undone } = await run(commandsOf(make))
    expect(undone[0]).toMatch(/^kimi moved \S+ to \S+\.undone-\d+: other programs would obey it\./)
    expect(use()).toEqual([])
  })

  test('puts a link in the place of a folder that was there, or another link in the place of one', async () => {
    mkdirSync(join(work, 'cfg/a'), { recursive: true })
    mkdirSync(join(work, 'z'))
    symlinkSync('z', join(work, 'linked'))
    git(work, 'config', 'include.path', '../cfg/a/inc')
    git(work, 'config', '--add', 'include.path', '../linked/inc')
    const { undone } = await run([
      `rm -rf cfg; mkdir -p y/a; ${evil('y/a/inc')}; ln -s y cfg; rm linked; ln -s y/a linked`,
    ])
    expect(undone).toContainEqual(expect.stringMatching(/^kimi made the link \S+\/linked anew/))
    expect(readlinkSync(join(work, 'linked'))).toBe('z')
    expect(use()).toEqual([])
  })

  test('writes a file in .git that the configuration includes', async () => {
    put(join(work, '.git/mine'), '[x]\n y = z\n')
    git(work, 'config', 'include.path', 'mine')
    git(work, 'config', '--add', 'include.path', 'later')
    await run([`${evil('.git/mine')}; ${evil('.git/later')}`])
    expect(use()).toEqual([])
  })

  const link = (folder: string) =>
    `git update-index --add --cacheinfo 160000,$(git -C ${folder} rev-parse HEAD),${folder}`
  const make = (folder: string) =>
    `git init -q ${folder}; git -C ${folder} -c user.name=a -c user.email=a@b commit -q --allow-empty -m x; git -C ${folder} config core.fsmonitor 'touch ../evil; false'`

  test.each([
    ['makes a repository and adds it', [`${make('new')}; ${link('new')}`]],
    ['adds one that an earlier command has made', [make('new'), link('new')]],
    ['adds it to an index in parts', [`${make('new')}; ${link('new')}; git update-index --split-index`]],
    ['adds it to an index of another version', [`${make('new')}; ${link('new')}; git update-index --index-version 4`]],
    ['adds it to a submodule', [`cd sub; ${make('new')}; ${link('new')}`]],
    ['fills the folder of a submodule', [`${make('empty')}; echo z > empty/f`]],
  ])('%s, which git status would enter', async (_, commands) => {
    const other = makeRepository(join(home, 'other'))
    for (const name of ['sub', 'empty']) git(work, 'submodule', 'add', '-q', other, name)
    git(work, 'commit', '-q', '-m', 'submodules')
    git(work, 'submodule', 'deinit', '-f', 'empty')
    rmSync(join(work, '.git/modules/empty'), { recursive: true })
    const { undone } = await run(commands)
    expect(undone.join()).toMatch(
      /kimi moved \S+\/(?:new|empty)\/\.git to \S+\.undone-\d+: other programs would obey it\./,
    )
    expect(use(join(work, 'sub'))).toEqual([])
  })

  test('adds a repository that starts no program: it stays', async () => {
    const { undone } = await run([`${make('new')}; git -C new config --unset core.fsmonitor; ${link('new')}`])
    expect(undone).toEqual([])
    expect([git(work, 'ls-files', '-s', 'new').slice(0, 6), existsSync(join(work, 'new/.git/HEAD'))]).toEqual([
      '160000',
      true,
    ])
  })

  test('works in a submodule or in another repository of the workspace', async () => {
    const other = makeRepository(join(home, 'other'))
    git(work, 'submodule', 'add', '-q', other, 'sub')
    const nested = makeRepository(join(work, 'deep/nested'))
    put(join(home, '.gitconfig'), '[core]\n hooksPath = .gh\n')
    hook(join(nested, 'run'), '#!/bin/sh\ntrue\n')
    git(nested, 'config', 'core.fsmonitor', './run')
    await run([
      `mkdir .gh sub/.gh deep/nested/.gh; ${script('sub/.gh/pre-commit')}; ${script('.gh/pre-commit')}`,
      `${script('deep/nested/.gh/pre-commit')}; echo 'touch evil' >> deep/nested/run`,
    ])
    expect(use(join(work, 'sub'), nested)).toEqual([])
  })
})

describe('git obeys nothing of what two commands have written', () => {
  test('when the first one takes HEAD away', async () => {
    const before = readFileSync(join(work, '.git/config'), 'utf8')
    const { undone } = await run([
      'mv .git/HEAD .git/H',
      `${evil('.git/config')}; echo x > .git/hooks/pre-commit; echo x > .git/commondir`,
    ])
    expect(readFileSync(join(work, '.git/config'), 'utf8')).toBe(before)
    expect(['hooks/pre-commit', 'commondir'].map((name) => existsSync(join(work, '.git', name)))).toEqual([
      false,
      false,
    ])
    expect(undone).toContainEqual(expect.stringMatching(/^kimi put \S+\/\.git\/HEAD back as it was/))
    expect(git(work, 'log', '--format=%s').trim()).toBe('first')
  })

  test.each(['HEAD', 'objects', 'refs'])('nor in a folder .git that holds no %s from the beginning', async (name) => {
    rmSync(join(work, '.git', name), { recursive: true })
    await run([`${evil('.git/config')}; echo x > .git/hooks/pre-commit; mv .git .old`])
    expect(readFileSync(join(work, '.git/config'), 'utf8')).not.toContain('evil')
    expect(existsSync(join(work, '.git/hooks/pre-commit'))).toBe(false)
  })

  test('in a submodule, whose name holds slashes, and in a worktree', async () => {
    makeRepository(join(home, 'lib'))
    git(work, 'submodule', 'add', '-q', '--name', 'libs/a', join(home, 'lib'), 'lib')
    git(work, 'worktree', 'add', '-q', join(work, 'tree'))
    const [sub, tree] = ['.git/modules/libs/a', '.git/worktrees/tree']
    const pointer = readFileSync(join(work, tree, 'commondir'), 'utf8')
    await run([
      `mv ${sub}/HEAD ${sub}/H; mv ${tree}/HEAD ${tree}/H; echo 'ref: refs/heads/x' > .git/modules/libs/HEAD`,
      `${evil(`${sub}/config`)}; echo ../../../evil > ${tree}/commondir`,
    ])
    expect(readFileSync(join(work, sub, 'config'), 'utf8')).not.toContain('evil')
    expect(readFileSync(join(work, tree, 'commondir'), 'utf8')).toBe(pointer)
  })

  test('in a bare repository, and when hooks are a link', async () => {
    git(work, 'init', '-q', '--bare', 'store.git')
    rmSync(join(work, '.git/hooks'), { recursive: true })
    mkdirSync(join(work, 'shared'))
    symlinkSync('../shared', join(work, '.git/hooks'))
    await run([
      'mv store.git/HEAD store.git/H; rm .git/hooks; mkdir .git/hooks; echo x > .git/hooks/pre-commit',
      `${evil('store.git/config')}; echo x > store.git/hooks/update; echo x > shared/pre-push`,
    ])
    expect(readFileSync(join(work, 'store.git/config'), 'utf8')).not.toContain('evil')
    expect(existsSync(join(work, 'store.git/hooks/update'))).toBe(false)
    expect(readlinkSync(join(work, '.git/hooks'))).toBe('../shared')
    expect(readdirSync(join(work, 'shared'))).toEqual([])
  })
})

test('Mercurial, Jujutsu and Sapling obey no configuration that a command has written', async () => {
  const [kept, made] = [
    ['.hg/hgrc', '.jj/repo/config.toml', 'sub/.sl/config'],
    ['.hg/sharedpath', '.sl/config'],
  ]
  for (const name of kept) put(join(work, name), 'mine\n')
  mkdirSync(join(work, '.sl'))
  put(join(work, '.hg/store/a'), '')
  const moves = ['.hg', '.jj', '.jj/repo', 'sub/.sl'].map((name) => `mv ${name} old`).join('; ')
  await run([`${moves}; for f in ${[...kept, ...made].join(' ')}; do echo x >> $f; done; echo x > .hg/store/b`])
  expect(kept.map((name) => readFileSync(join(work, name), 'utf8'))).toEqual(kept.map(() => 'mine\n'))
  expect(made.filter((name) => existsSync(join(work, name)))).toEqual([])
  expect(existsSync(join(work, '.hg/store/b'))).toBe(true)
})

describe('a repository of another is neither seen nor written', () => {
  test.each(['gitdir', 'worktree'])('through a folder that claims to be its worktree by %s', async (kind) => {
    const victim = makeRepository(join(home, 'private/victim'))
    const strange = join(home, 'strange')
    put(join(strange, 'sub/.git'), 'gitdir: ../fake\n')
    put(join(strange, '.git'), 'gitdir: fake\n')
    put(join(strange, 'fake/HEAD'), 'ref: refs/heads/master\n')
    put(join(strange, 'fake/commondir'), `${victim}/.git\n`)
    if (kind === 'gitdir') put(join(strange, 'fake/gitdir'), `${strange}/.git\n`)
    else put(join(strange, 'fake/config'), `[core]\n\tworktree = ${strange}\n`)
    const { output } = await run([`touch ${victim}/.git/made; cat ${victim}/.git/HEAD`], strange)
    expect(output).toMatch(/^(?:.*No such file.*\n?){2}$/)
    expect(existsSync(join(victim, '.git/made'))).toBe(false)
  })

  test.each(['file', 'link'])('that lies beside a folder around the workspace, through a %s', async (kind) => {
    const [victim, strange] = [join(home, 'victim.git'), join(home, 'src/strange')]
    const around = makeRepository(home)
    git(home, 'init', '-q', '--bare', victim)
    for (const [name, target] of [
      ['one', victim],
      ['two', join(around, '.git')],
    ] as const) {
      mkdirSync(join(strange, name), { recursive: true })
      if (kind === 'file') put(join(strange, name, '.git'), `gitdir: ${target}\n`)
      else symlinkSync(target, join(strange, name, '.git'))
    }
    makeRepository(strange)
    const { output } = await run([`touch ${victim}/made; touch ${around}/.git/made`], strange)
    expect(output).toMatch(/^(?:.*(?:No such file|Read-only).*\n?){2}$/)
  })

  test('while the repository around the workspace is written', async () => {
    mkdirSync(join(work, 'sub'))
    expect(
      (await run(['git --git-dir=../.git branch other && git --git-dir=../.git branch'], join(work, 'sub'))).output,
    ).toContain('other')
  })

  test('while a submodule and a worktree commit to their own, outside of the workspace', async () => {
    makeRepository(join(home, 'lib'))
    git(work, 'submodule', 'add', '-q', join(home, 'lib'), 'lib')
    git(work, 'worktree', 'add', '-q', join(home, 'tree'))
    const commit = 'git -c user.name=a -c user.email=a@b.c commit -q --allow-empty -m mine && git log -1 --format=%s'
    expect((await run([commit], join(work, 'lib'))).output).toBe('mine\n')
    expect((await run([commit], join(home, 'tree'))).output).toBe('mine\n')
  })
})

describe('git finds no other repository in the place of the own one', () => {
  const bare = `git init -q --bare b && mv b/* . && ${evil('config')}`

  test.each([
    ['which lost its HEAD', 'mv .git/HEAD .git/H'],
    ['whose HEAD names nothing', 'echo x > .git/HEAD'],
    ['whose objects and refs were put away', 'mv .git/objects .git/o; mv .git/refs .git/r; touch .git/objects'],
    ['which cannot be entered', 'chmod 0 .git/objects .git'],
  ])('%s', async (_, command) => {
    const { undone } = await run([`${bare}; ${command}`])
    expect(undone).toContainEqual(expect.stringMatching(/^kimi moved \S+\/work\/HEAD to/))
    expect(statSync(join(work, '.git')).mode & 0o700).toBe(0o700)
    expect(git(work, 'rev-parse', '--absolute-git-dir').trim()).toBe(join(work, '.git'))
    try {
      git(work, 'status')
    } catch {
      // The history may be gone: a command may remove it.
    }
    expect(existsSync(join(work, 'evil'))).toBe(false)
  })

  test('and what has no HEAD yet is no repository after the next command either', async () => {
    await run([`${bare}; mv HEAD later`, 'mv later HEAD'])
    expect(existsSync(join(work, 'HEAD'))).toBe(false)
  })
})

describe('git writes through no link that a command has made', () => {
  test.each(['MERGE_MSG', 'logs/HEAD', 'rebase-merge/message', 'hooks-like'])('%s', async (name) => {
    const { undone } = await run([`mkdir -p .git/${dirname(name)}; ln -sf ~/.bashrc .git/${name}`])
    const path = join(work, '.git', name)
    expect(lstatSync(path, { throwIfNoEntry: false })).toBeUndefined()
    expect(undone).toEqual([
      expect.stringMatching(/^kimi removed the link \S+ to \S+bashrc: git would write through it\.$/),
    ])
  })

  test('however many there are, of which it tells some', async () => {
    const { undone } = await run(['for i in {1..60}; do mkdir .git/d$i; ln -s ~/.bashrc .git/d$i/a; done'])
    expect(undone).toHaveLength(21)
    expect(undone.at(-1)).toMatch(/ 40 more /)
    expect(existsSync(join(work, '.git/d1/a'))).toBe(false)
  })

  test('while those of the user stay', async () => {
    symlinkSync(join(home, 'notes'), join(work, '.git/description2'))
    expect((await run(['git branch other'])).undone).toEqual([])
    expect(readlinkSync(join(work, '.git/description2'))).toBe(join(home, 'notes'))
  })
})

test('in a home no hidden name is left behind, and no program in a folder of the PATH is written', async () => {
  mkdirSync(join(home, 'go/bin'), { recursive: true })
  const env = { PATH: `${home}/go/bin:${home}/tools/bin:/usr/bin` }
  const { undone } = await run(
    [
      'mkdir -p .local/lib .vim/plugin tools/bin; echo x > .local/lib/a; echo x > go/bin/ls; echo x > tools/bin/ls; mv go og',
    ],
    home,
    { env },
  )
  expect(['.local', '.vim', 'go/bin/ls', 'tools/bin'].filter((name) => existsSync(join(home, name)))).toEqual([])
  expect(undone.map((line) => /^kimi moved \S+\/home\d+\/(\S+) to/.exec(line)?.[1]).toSorted()).toEqual([
    '.local',
    '.vim',
    'tools/bin',
  ])
})
