import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { changesScripts } from '../../../../src/safety/rules/script-fields.ts'
import { MODES, type Mode } from '../../../../src/protocol/wire.ts'
import { ensureGrammar } from '../../../../src/safety/lines/bash-grammar.ts'
import { readRules } from '../../../../src/safety/rules/permission-rule.ts'
import {
  type PermissionState,
  type PermissionSubject,
  decide,
  describeRule,
  isApprovedOutside,
  markReach,
  matches,
  patternOf,
} from '../../../../src/safety/rules/permission.ts'

const home = realpathSync(mkdtempSync(join(tmpdir(), 'kimi-permission-')))
const work = join(home, 'work')
const share = join(home, '.kimi')

beforeAll(async () => {
  await ensureGrammar()
  mkdirSync(join(work, 'src'), { recursive: true })
  mkdirSync(share)
  symlinkSync(join(work, '.git'), join(work, 'innocent'))
  symlinkSync(tmpdir(), join(work, 'out'))
})
afterAll(() => {
  rmSync(home, { recursive: true, force: true })
})

function stateOf(mode: Mode, more: Partial<PermissionState> = {}): PermissionState {
  const planFile = join(share, 'plans', 'p.md')
  const base = {
    rules: [],
    workDirs: [work],
    isTrusted: true,
    shareDir: share,
    home,
    planFile,
    path: process.env['PATH']!,
    // The other modes run what they run unasked also where there is no sandbox; auto does not.
    sandbox: mode === 'auto' ? { closesAllSecrets: true } : null,
  }
  return { mode, ...base, ...more }
}
const run = (value: string): PermissionSubject => ({
  action: 'run command',
  tool: 'Shell',
  subject: { kind: 'command', value },
})
const edit = (path: string): PermissionSubject => ({
  action: path.startsWith(`${work}/`) ? 'edit file' : 'edit file outside of working directory',
  subject: { kind: 'edit', value: path },
})
const other: PermissionSubject = { action: 'mcp:send', subject: { kind: 'other', value: '{"to":"x"}' } }
const answers = (ask: PermissionSubject, more: Partial<PermissionState> = {}) =>
  MODES.map((mode) => decide(ask, stateOf(mode, more)).kind)

describe('a reader', () => {
  const sandbox = { closesAllSecrets: true }
  const judge = (line: string, mode: Mode = 'ask') => decide(run(line), stateOf(mode, { sandbox }))

  test('in the background is no reader: a task knows no reader’s wall', () => {
    const task = { ...run('grep -rh . .'), action: 'run background command' }
    expect(decide(task, stateOf('auto', { sandbox }))).toEqual({ kind: 'allow', reason: '' })
    expect(decide(task, stateOf('ask', { sandbox })).kind).toBe('ask')
    expect(decide(task, stateOf('plan', { sandbox })).kind).toBe('deny')
  })

  test.each([
    ['ls -la ~ | grep x | head -5', 'names'],
    ['find / -name x', 'names'],
    ['du -sh ~ && df -h', 'names'],
    ['cat src/a', 'certain'],
    ['ls ~; cat src/a', 'certain'],
    ['cat 5', 'certain'],
    ['head 5', 'certain'],
    ['sed p 5', 'certain'],
    ['awk 1 later', 'certain'],
    ['cat -- -x', 'certain'],
    ['ls ~ | head -n 5', 'names'],
    ['sleep 60; echo never', 'names'],
    ['ls ~ | sort -k 2 | cut -d / -f 1', 'names'],
    ['ls ~ | grep x later', 'certain'],
    ['head -3 < later', 'certain'],
    ['ps aux | grep x later', 'certain'],
    ['echo "$(cat later)"', 'certain'],
    ['while read -r l; do echo $l; done', null],
    ['sort later | pr', 'tried'],
  ])('sees of the disk so much as it shows: %s', (line, sight) => {
    expect(judge(line).sight ?? null).toBe(sight)
    // In auto a line that only seems to read runs as any other command does.
    expect(judge(line, 'auto').sight ?? null).toBe(sight === 'tried' ? null : sight)
  })

  test('that only seems to read is asked about where it waits, names what it would not see, or a temporary folder with a secret', () => {
    const odd = mkdtempSync(join(tmpdir(), 'kimi-odd-'))
    mkdirSync(join(odd, 'conf'))
    writeFileSync(join(odd, 'conf/server.pem'), 'x')
    writeFileSync(join(odd, 'plain'), 'x')
    for (const line of [
      'timeout 6 yes > /dev/null; grep -rh . conf | pr',
      'until [ -s conf ]; do :; done; pr conf',
      'read -t 6 x; pr conf',
      `find ${odd} -type f | xargs pr`,
      `pr ${odd}/conf/*`,
      `pr src/../../../../../../../../..${home}/../../mnt`,
      'pr /srv /mnt',
    ])
      expect([line, judge(line).kind]).toEqual([line, 'ask'])
    expect(judge(`pr ${odd}/plain`)).toMatchObject({ kind: 'allow', sight: 'tried' })
    rmSync(odd, { recursive: true })
  })
})

test('where nobody is there to ask, no command makes another program act: a job, a service, keys in another terminal', () => {
  for (const line of [
    'at now < job',
    'echo touch x | at now',
    'systemd-run --user touch x',
    'tmux send-keys -t 0 y Enter',
    'ls; screen -X stuff y',
    'bash -c "tmux send-keys y"',
    'kitty @ send-text y',
    'xdotool type y',
    'echo y > /dev/pts/3',
    'tee /dev/pts/0 < a',
  ])
    expect(decide(run(line), stateOf('auto')).kind, line).toBe('deny')
  for (const line of ['terraform destroy -auto-approve', 'terraform -chdir=infra apply', 'pulumi up -y', 'cdk deploy'])
    expect(decide(run(line), stateOf('auto')).kind, line).toBe('deny')
  for (const line of [
    'terraform plan',
    'tmux ls',
    'systemctl status x',
    'echo y > /dev/null',
    'npm test',
    'echo at noon',
  ])
    expect(decide(run(line), stateOf('auto')).kind, line).toBe('allow')
})

describe('auto, where there is no sandbox', () => {
  const kind = (line: string, more: Partial<PermissionState> = {}) =>
    decide(run(line), stateOf('auto', { sandbox: null, ...more })).kind
  const uncertain = ['npm test', 'touch x', 'sort later | pr', 'echo "$(date)" > x', 'terraform validate']

  test('runs what certainly just reads, and nothing else', () => {
    for (const line of ['ls -la', 'cat src/a | head -3', 'grep -n x src/a'])
      expect([line, kind(line)]).toEqual([line, 'allow'])
    for (const line of uncertain) expect([line, kind(line)]).toEqual([line, 'deny'])
    expect(decide({ ...run('ls'), action: 'run background command' }, stateOf('auto', { sandbox: null })).kind).toBe(
      'deny',
    )
  })

  test('runs as well what a rule allows or the user has approved, and all by Kimi CLI’s rules', () => {
    const permissions = readRules([{ decision: 'allow', tool: 'Shell', match: 'npm test' }], {
      home,
      source: 'x',
    }).rules
    expect(kind('npm test', { permissions })).toBe('allow')
    expect(kind('npm test', { permissions, isTrusted: false })).toBe('deny')
    expect(kind('npm run all', { permissions })).toBe('deny')
    expect(kind('npm test', { rules: [patternOf(run('npm test'), [work])] })).toBe('allow')
    for (const line of uncertain) expect([line, kind(line, { runsBare: true })]).toEqual([line, 'allow'])
  })
})

test('where nobody is there to ask and no sandbox hides secrets, no command reads a folder whole that holds one', () => {
  const kept = join(home, 'kept')
  mkdirSync(join(kept, 'keys'), { recursive: true })
  mkdirSync(join(kept, 'src'))
  writeFileSync(join(kept, 'keys', 'server.pem'), 'x\n')
  const kind = (line: string, more: Partial<PermissionState> = {}) =>
    decide(run(line), stateOf('auto', { workDirs: [kept], sandbox: null, runsBare: true, ...more })).kind
  const whole = [
    'cat keys/*',
    'find . -type f | xargs cat',
    'for f in keys/*; do cat $f; done',
    'grep --recurs x .',
    'rgrep x .',
    'grep -r x .',
    'diff -rN . two',
    'rg x',
    'tar cf - . | base64',
    'cp -r . /tmp/copy',
    'find . -exec cat {} +',
  ]
  for (const line of whole) expect([line, kind(line)]).toEqual([line, 'deny'])
  for (const line of whole) expect([line, kind(line, { sandbox: { closesAllSecrets: true } })]).toEqual([line, 'allow'])
  for (const line of ['grep -r x src', 'rg x src', 'ls -R', 'find . -name x', 'npm test'])
    expect([line, kind(line)]).toEqual([line, 'allow'])
})

test('what a command reads whole outside of the workspace, where the sandbox hides no secrets, is asked about', () => {
  const outside = realpathSync(mkdtempSync(join(tmpdir(), 'kimi-outside-')))
  mkdirSync(join(outside, 'app/plain'), { recursive: true })
  writeFileSync(join(outside, 'app/.env'), 'TOKEN=x\n')
  const kind = (line: string, mode: Mode) =>
    decide(run(line), stateOf(mode, { sandbox: { closesAllSecrets: true } })).kind
  for (const line of [`grep -r . ${outside}/app`, `touch z; grep -rhs . ${outside}`]) {
    expect([line, kind(line, 'ask'), kind(line, 'auto')]).toEqual([line, 'ask', 'deny'])
  }
  expect(kind(`grep -r . ${outside}/app/plain`, 'ask')).toBe('allow')
  rmSync(outside, { recursive: true })
})

test('a command that waits before it reads is asked about: what the user saves meanwhile is not closed', () => {
  const kind = (line: string) => decide(run(line), stateOf('ask', { sandbox: { closesAllSecrets: true } })).kind
  for (const line of [
    'sleep 8; grep -rh . src',
    'ls src && sleep 9 && cat src/*',
    'tail -F src/x',
    'tail -n 3 -f src/x',
  ])
    expect([line, kind(line)]).toEqual([line, 'ask'])
  for (const line of ['sleep 1', 'sleep 60; echo never', 'tail -n 5 src/x', 'grep -rn sleep src'])
    expect([line, kind(line)]).toEqual([line, 'allow'])
})

test('where nobody is there to ask, and the workspace is too large to know all secrets in it, only what is certain runs', () => {
  const kind = (line: string, mode: Mode = 'auto') =>
    decide(run(line), stateOf(mode, { sandbox: { closesAllSecrets: false } })).kind
  for (const line of ['npm test', 'make', 'sh x.sh']) expect([line, kind(line)]).toEqual([line, 'deny'])
  expect(kind('ls -la src')).toBe('allow')
  expect(kind('npm test', 'ask')).toBe('ask')
})

test('files that git obeys are edited only when the user says so, and named by no command in auto', () => {
  const more = { obeyedFiles: [join(work, '.githooks')] }
  const hook = edit(join(work, '.githooks/pre-commit'))
  expect(decide(hook, stateOf('accept-edits', more)).kind).toBe('ask')
  expect(decide(hook, stateOf('auto', more)).kind).toBe('deny')
  expect(decide(run('echo x >> .githooks/pre-commit'), stateOf('auto', more)).kind).toBe('deny')
})

test('what kimi keeps of other conversations is read only when the user says so', () => {
  const read = (path: string): PermissionSubject => ({
    action: 'use ReadFile',
    tool: 'ReadFile',
    isFree: true,
    subject: { kind: 'read', value: path },
  })
  const sessionDir = join(share, 'sessions', 'hash', 'mine')
  for (const name of [
    'sessions/hash/mine/rewind/before/2',
    'sessions/hash/mine/context.jsonl',
    'sessions/hash/other/context.jsonl',
    'drafts/x',
    'logs/daemon.log',
    'mcp-oauth/s.json',
    'usage/1',
  ])
    for (const mode of MODES)
      expect(decide(read(join(share, name)), stateOf(mode, { sessionDir })).kind).toBe(mode === 'auto' ? 'deny' : 'ask')
  for (const name of [
    'sessions/hash/mine/tool-results/a.txt',
    'sessions/hash/mine/tasks/b1/output.log',
    'skills/a/SKILL.md',
    'plugins/a',
    'AGENTS.md',
  ])
    expect(answers(read(join(share, name)), { sessionDir })).toEqual(MODES.map(() => 'allow'))
  symlinkSync(share, join(work, 'state'))
  expect(decide(read('state/sessions/hash/other/wire.jsonl'), stateOf('auto', { sessionDir })).kind).toBe('deny')
  expect(decide(read('src'), stateOf('auto', { sessionDir })).kind).toBe('allow')
})

describe('each mode: ask, accept-edits, plan, auto, bypass', () => {
  test.each<[string, PermissionSubject, string[]]>([
    ['a command that only reads', run('ls -la | head'), ['allow', 'allow', 'allow', 'allow', 'allow']],
    ['a command that writes', run('touch x'), ['ask', 'ask', 'deny', 'allow', 'allow']],
    ['a command that does not parse', run('ls "'), ['ask', 'ask', 'deny', 'allow', 'allow']],
    ['a command that leaves the directory', run('cd /x && git status'), ['ask', 'ask', 'deny', 'allow', 'allow']],
    ['a command that reads secrets', run('cat ~/.aws/credentials'), ['ask', 'ask', 'deny', 'deny', 'allow']],
    ['a command that writes a hook', run('cp x .git/hooks/pre-commit'), ['ask', 'ask', 'deny', 'deny', 'allow']],
    ['the same through a link', run('cp x innocent/config'), ['ask', 'ask', 'deny', 'deny', 'allow']],
    [
      'a command that writes our settings',
      run('echo x >> ~/.kimi/config.toml'),
      ['ask', 'ask', 'deny', 'deny', 'allow'],
    ],
    ['an edit in the workspace', edit(join(work, 'src/a.ts')), ['ask', 'allow', 'deny', 'allow', 'allow']],
    ['an edit outside', edit('/srv/other/a.ts'), ['ask', 'ask', 'deny', 'deny', 'allow']],
    ['an edit in the home, outside', edit(join(home, '.nvm/nvm.sh')), ['ask', 'ask', 'deny', 'deny', 'allow']],
    ['an edit in a temporary folder', edit('/tmp/kimi-notes.txt'), ['ask', 'ask', 'deny', 'allow', 'allow']],
    ['an edit of a secret', edit(join(work, '.env')), ['ask', 'ask', 'deny', 'deny', 'allow']],
    ['the plan file', edit(join(share, 'plans/p.md')), ['allow', 'allow', 'allow', 'allow', 'allow']],
    ['a server’s tool', other, ['ask', 'ask', 'deny', 'allow', 'allow']],
  ])('%s', (_, ask, expected) => {
    expect(answers(ask)).toEqual(expected)
  })

  test.each([
    '.git/hooks/pre-commit',
    '.git/config',
    '.GIT/Config',
    '.envrc',
    '.vscode/tasks.json',
    '.github/workflows/ci.yml',
    'AGENTS.md',
    'sub/AGENTS.md',
    '.husky/pre-push',
    '.kimi/skills/x/SKILL.md',
    '.githooks/pre-commit',
    'git-hooks/post-checkout',
    '.hg/hgrc',
    '.jj/repo/config.toml',
    '.gitea/workflows/ci.yml',
    '.forgejo/workflows/ci.yml',
    '.cirrus.yml',
    '.build.yml',
    '.builds/debian.yml',
    'buildspec.yml',
    '.tekton/push.yaml',
    '.semaphore/semaphore.yml',
    'bamboo-specs/bamboo.yml',
    'azure-pipelines-release.yml',
    'ci/Jenkinsfile.release',
    'AGENTS.override.md',
    'CLAUDE.local.md',
    '.clinerules',
    '.clinerules/style.md',
    '.kiro/hooks/x.kiro.hook',
    '.amazonq/rules/x.md',
    '.junie/guidelines.md',
    '.augment/rules/x.md',
    '.trae/rules/x.md',
    '.qwen/settings.json',
    '.factory/droids/x.md',
    '.opencode/plugin/x.ts',
    'opencode.json',
    'crush.json',
    '.pi/extensions/x.ts',
    '.rules',
    '.devcontainer.json',
    'app.sublime-project',
    '.lvimrc',
    '.nova/Configuration.json',
    '.zed/tasks.json',
  ])('the control file %s is asked about in accept-edits and refused when nobody is there', (name) => {
    expect(answers(edit(join(work, name))).slice(0, 4)).toEqual(['ask', 'ask', 'deny', 'deny'])
  })

  test.each([
    'Makefile',
    'sub/rules.mk',
    'justfile',
    '.pre-commit-config.yaml',
    'lefthook.yml',
    '.yarnrc.yml',
    '.yarn/plugins/x.cjs',
    '.cargo/config.toml',
    'tests/conftest.py',
    '.gdbinit',
    '.mvn/jvm.config',
    '.gitlab/ci/build.yml',
    'GEMINI.md',
    'skills/x/SKILL.md',
    '.git/info/exclude',
    '.git',
    '.config/nushell/config.nu',
    '.kshrc',
    '.local/bin/tool',
    '.settings/org.eclipse.ui.prefs',
    '.config/mise/config.toml',
    'mise.local.toml',
    '.gemrc',
    '.bundle/config',
    '.ghci',
    '.pdbrc',
    'ansible.cfg',
    '.gradle/init.d/x.gradle',
    '.mavenrc',
    'flake.nix',
    'shell.nix',
    'devenv.nix',
    'bunfig.toml',
    'tox.ini',
    'gulpfile.js',
    '.rspec',
  ])('so is %s, by which a tool of the project or the user runs something; a command may name it', (name) => {
    expect(answers(edit(join(work, name))).slice(0, 4)).toEqual(['ask', 'ask', 'deny', 'deny'])
    expect(patternOf(edit(join(work, name)), [work])).toBe(`Edit(=${join(work, name)})`)
    if (!name.startsWith('.git')) expect(decide(run(`git add ${name}`), stateOf('auto')).kind).toBe('allow')
  })

  test('in auto an edit goes where a command in the sandbox may write, and elsewhere by a rule or an approval alone', () => {
    const nvm = edit(join(home, '.nvm/nvm.sh'))
    const inHome = (ask: PermissionSubject, more: string[] = []) =>
      decide(ask, stateOf('auto', { workDirs: [home, ...more] })).kind
    expect([inHome(nvm), inHome(edit(join(home, 'bin/tool'))), inHome(edit(join(home, 'notes.md')))]).toEqual([
      'deny',
      'deny',
      'allow',
    ])
    expect(inHome(nvm, [join(home, '.nvm')])).toBe('allow')
    expect(decide(nvm, stateOf('auto', { workDirs: [join(home, '.nvm')] })).kind).toBe('allow')
    expect(decide(nvm, stateOf('auto', { rules: [`Edit(=${join(home, '.nvm/nvm.sh')})`] })).kind).toBe('allow')
  })

  test('so is an edit that reaches further than its file', () => {
    const ask = { ...edit(join(work, 'package.json')), isFarReaching: true }
    expect(answers(ask, { rules: ['Edit(workspace)'] }).slice(0, 4)).toEqual(['ask', 'ask', 'deny', 'deny'])
    expect(answers(edit(join(work, 'package.json'))).slice(0, 2)).toEqual(['ask', 'allow'])
  })

  test('so is a file that an MCP server runs; in auto no command names it, either', () => {
    const obeyedFiles = [join(work, 'tools/server.py')]
    const ask = edit(obeyedFiles[0]!)
    const more = { obeyedFiles, rules: ['Edit(workspace)'] }
    expect(answers(ask, more).slice(0, 4)).toEqual(['ask', 'ask', 'deny', 'deny'])
    expect(answers(edit(join(work, 'tools/other.py')), more).slice(0, 2)).toEqual(['allow', 'allow'])
    expect(decide(run('sed -i s/a/b/ tools/server.py'), stateOf('auto', more)).kind).toBe('deny')
    expect(patternOf(markReach(ask, stateOf('ask', { obeyedFiles })), [work])).toBe(`Edit(=${obeyedFiles[0]})`)
  })

  test('only commands in a package’s description reach further than it', async () => {
    const before = JSON.stringify({ name: 'a', scripts: { test: 'vitest' } })
    const change = (more: object) => JSON.stringify({ ...(JSON.parse(before) as object), ...more })
    const changes = (after: string, old = before, name = 'package.json') => changesScripts(`/w/${name}`, old, after)
    expect(await changes(change({ version: '2', dependencies: { a: '1' } }))).toBe(false)
    expect(await changes(change({ scripts: { test: 'evil' } }))).toBe(true)
    expect(await changes(`${before}}`)).toBe(true)
    expect(await changes(change({}), '')).toBe(true)
    expect(await changes(change({ scripts: {} }), before, 'data.json')).toBe(false)
  })

  test.each([
    ['pyproject.toml', '[project]\nversion = "2"\ndependencies = ["a"]\n[tool.ruff]\nline-length = 100', false],
    ['pyproject.toml', '[build-system]\nrequires = []\nbackend-path = ["."]\nbuild-backend = "evil"', true],
    ['pyproject.toml', '[project.scripts]\ntool = "evil:main"', true],
    ['pyproject.toml', '[project.entry-points.pytest11]\nevil = "evil"', true],
    ['pyproject.toml', '[tool.poe.tasks]\ntest = "evil"', true],
    ['pyproject.toml', '[tool.pytest.ini_options]\naddopts = "-p evil"', true],
    ['pyproject.toml', '[project', true],
    ['Cargo.toml', '[package]\nname = "a"\nversion = "2"\n[dependencies]\nserde = "1"', false],
    ['Cargo.toml', '[package]\nname = "a"\nbuild = "evil.rs"', true],
    ['Cargo.toml', '[package.metadata.release]\npre-release-hook = ["evil"]', true],
    ['poetry.toml', '[build-system]\nrequires = []', false],
  ])('and so do those of Python and Rust: %s, %s', async (name, after, isChange) => {
    expect(await changesScripts(`/w/${name}`, '', after)).toBe(isChange)
    expect(await changesScripts(`/w/${name}`, after, after)).toBe(after === '[project')
  })

  test.each(['.bashrc', '.zshrc', '.profile', '.gitconfig', '.ssh/authorized_keys', '.config/fish/config.fish'])(
    'so is ~/%s, also when an additional folder holds it',
    (name) => {
      expect(answers(edit(join(home, name)), { workDirs: [work, home] }).slice(0, 4)).toEqual([
        'ask',
        'ask',
        'deny',
        'deny',
      ])
    },
  )

  test.each(['config.toml', 'mcp.json', 'credentials/kimi-code.json', 'trust.json', 'sessions/a/b/state.json'])(
    'our own %s is never written unasked, though it does not exist yet',
    (name) => {
      expect(answers(edit(join(share, name)))).toEqual(['ask', 'ask', 'deny', 'deny', 'deny'])
      expect(answers(edit(join(share, name)), { rules: ['Edit(workspace)'] })[0]).toBe('ask')
    },
  )

  test('a refusal has a reason of one line', () => {
    for (const ask of [run('touch x'), edit('/x'), other, edit(join(share, 'config.toml'))]) {
      expect(decide(ask, stateOf('plan')).reason).toMatch(/^\S.+$/)
    }
  })

  test('where the sandbox closes the working directory itself, nothing but a reader runs unasked', () => {
    const sandbox = { closesAllSecrets: false, isClosedPlace: true }
    expect(answers(run('touch x'), { sandbox })).toEqual(['ask', 'ask', 'deny', 'deny', 'ask'])
    expect(answers(run('ls -la'), { sandbox })[3]).toBe('allow')
  })

  test('a host that the user has not named is asked about, and refused when nobody is there', () => {
    const fetch = { action: 'fetch from host', subject: { kind: 'url' as const, value: 'example.org' } }
    expect(answers(fetch)).toEqual(['ask', 'ask', 'ask', 'deny', 'allow'])
    expect(answers(fetch, { isKnownHost: (host) => host === 'example.org' }).slice(0, 4)).toEqual(
      Array(4).fill('allow'),
    )
    const rule = patternOf(fetch, [work])
    expect(describeRule(rule)).toBe('pages of example.org')
    expect(answers(fetch, { rules: [rule] })[0]).toBe('allow')
  })

  test('what has failed in the workspace’s sandbox runs outside only when somebody says so', () => {
    const outside = { ...run('git add src'), failedIn: 'workspace' as const }
    expect(answers(outside)).toEqual(['ask', 'ask', 'deny', 'deny', 'ask'])
    const rules = [patternOf(run('git add src'), [work])]
    expect(answers(outside, { rules })[0]).toBe('ask')
    const own = patternOf(outside, [work])
    expect(describeRule(own)).toBe('git add *, outside the sandbox')
    expect(answers(outside, { rules: [own] })[0]).toBe('allow')
    expect(isApprovedOutside(run('git add src'), stateOf('ask', { rules: [own] }))).toBe(true)
    expect(isApprovedOutside(run('git add src'), stateOf('ask', { rules }))).toBe(false)
  })

  test('in a folder that is not trusted, reading is asked about too', () => {
    expect(decide(run('git status'), stateOf('ask', { isTrusted: false })).kind).toBe('ask')
  })
})

describe('what "for this session" covers', () => {
  test.each([
    ['git commit -m "first"', 'Shell(git commit -m *)'],
    ['git commit', 'Shell(git commit *)'],
    ['git commit --author=me -a', 'Shell(git commit --author -a *)'],
    ['git add src', 'Shell(git add *)'],
    ['git stash pop', 'Shell(git stash pop *)'],
    ['gh pr create --fill', 'Shell(gh pr create --fill *)'],
    ['mkdir -p a/b', 'Shell(mkdir -p *)'],
    ['touch a', 'Shell(touch *)'],
    ['gh run list', 'Shell(gh run list *)'],
    ['mise ls', 'Shell(mise ls *)'],
    ['direnv status', 'Shell(direnv status *)'],
    ['pm2 list', 'Shell(pm2 list *)'],
    ['rclone ls a', 'Shell(rclone ls *)'],
    ['s3cmd ls', 'Shell(s3cmd ls *)'],
    ['mc ls', 'Shell(mc ls *)'],
    ['flyctl apps list', 'Shell(flyctl apps list *)'],
    ['supervisorctl status', 'Shell(supervisorctl status *)'],
    ['hub pr', 'Shell(hub pr *)'],
  ])('%s becomes %s', (command, rule) => {
    expect(patternOf(run(command), [work])).toBe(rule)
    expect(matches(rule, run(command), [work])).toBe(true)
  })

  test.each([
    'git commit -m x && git push',
    'touch /etc/x',
    'touch ../x',
    'touch ~/x',
    'touch a & touch b',
    'touch out/x',
    'mkdir {../a,b}',
    'git commit -m "$(evil)"',
    'git commit -m x > out',
    'GIT_EDITOR=evil git commit',
    'git commit &',
    'git -c core.pager=evil log',
    'bash -c "git commit"',
    'sudo git commit',
    'env git commit',
    'rm -rf build',
    'rm x',
    'python3 x.py',
    'xargs touch',
    './touch x',
    'touch .git/hooks/x',
    'git push --force',
    'npx anything',
    'cd x',
    'flock f ls',
    'fakeroot ls',
    'taskset 1 ls',
    'xvfb-run ls',
    'hyperfine ls',
    'rlwrap ls',
    'unbuffer ls',
    'strace ls',
    'script f',
    'rustup run stable ls',
    'pixi run ls',
    'mise exec ls',
    'direnv exec . ls',
    'poetry run ls',
    'bundle exec ls',
    'git submodule foreach ls',
    'jj util exec ls',
    'gcloud compute ssh host',
    'flyctl ssh console',
    'gh alias set x y',
    'sqlite3 app.db .tables',
    'psql app',
    'crontab a',
    'git rebase --exec true main',
    'git rebase -ix true main',
    'gcc @options a.c',
    'ansible-playbook site.yml',
    'a-program-that-no-table-knows ls',
  ])('%s stays exactly that', (command) => {
    expect(patternOf(run(command), [work])).toBe(`Shell(=${command})`)
    expect(matches(`Shell(=${command})`, run(command), [work])).toBe(true)
    expect(matches(`Shell(=${command})`, run(`${command} x`), [work])).toBe(false)
  })

  test.each([
    ['git commit -m "another one; && |"', true],
    ['git commit -m x src/a.ts', true],
    ['git commit', true],
    ['git commit --amend', false],
    ['git commit -m x --no-verify', false],
    ['git commit -am x', false],
    ['git commit -m x && git commit -m y', false],
    ['git status && git commit -m x', false],
    ['git commit -m x | head', false],
    ['git commit -m x /etc/passwd', false],
    ['git commit -m x ../other', false],
    ['git commit -m x ~/other', false],
    ['git commit -m x ~root/other', false],
    ['git commit -m x out/other', false],
    ['git commit -m x {../a,b}', false],
    ['git commit -m=/etc/passwd', false],
    ['git committer', false],
    ['git push', false],
    ['git commit -m x; git push', false],
    ['git commit -m x\ngit push', false],
    ['git commit -m x & touch y', false],
    ['git commit -m `touch y`', false],
    ['git commit -m "$(touch y)"', false],
    ['git commit -m x > ~/.bashrc', false],
    ['EDITOR=evil git commit', false],
    ['git commit -F .env', false],
    ['./git commit', false],
    ['git commit -m x || rm -rf /', false],
    ['"git commit" x', false],
  ])('git commit -m * covers %s: %s', (command, isCovered) => {
    expect(matches('Shell(git commit -m *)', run(command), [work])).toBe(isCovered)
  })

  test.each([
    ['touch c1', true],
    ['touch c1 && touch c2; touch c3 | cat', false],
    ['touch c1; touch c2', false],
    ['touch c1\ntouch c2', false],
    ['touch /tmp/elsewhere', false],
    ['touch -d yesterday c1', false],
  ])('touch m1 for this session covers %s: %s', (command, isCovered) => {
    expect(matches(patternOf(run('touch m1'), [work]), run(command), [work])).toBe(isCovered)
  })

  test('a second folder of the workspace is inside', () => {
    expect(matches('Shell(touch *)', run(`touch ${home}/x`), [work, home])).toBe(true)
  })

  test.each([
    ['Shell(git commit -m *)', 'git commit -m *'],
    ['Shell(=a && b)', 'exactly this'],
    ['Edit(workspace)', 'all edits in the workspace'],
    ['Edit(=/etc/x)', 'edits of this file'],
    ['mcp:send', 'mcp:send'],
    ['stop background task(=bash-1)', 'exactly this'],
  ])('the rule %s reads: %s', (rule, text) => {
    expect(describeRule(rule)).toBe(text)
  })

  test('one edit covers the workspace, but no control file, no secret and nothing outside', () => {
    const rule = patternOf(edit(join(work, 'a.ts')), [work])
    expect(rule).toBe('Edit(workspace)')
    expect(matches(rule, edit(join(work, 'b.ts')), [work])).toBe(true)
    for (const path of [join(work, '.git/config'), join(work, '.env'), '/srv/b.ts']) {
      expect(matches(rule, edit(path), [work])).toBe(false)
      expect(patternOf(edit(path), [work])).toBe(`Edit(=${path})`)
      expect(decide(edit(path), stateOf('ask', { rules: [`Edit(=${path})`] })).kind).toBe('allow')
    }
  })

  test('a server’s tool is approved as a whole, a task by its name', () => {
    expect(patternOf(other, [work])).toBe('mcp:send')
    expect(matches('mcp:send', { ...other, subject: { kind: 'other', value: '{}' } }, [work])).toBe(true)
    const stop = { action: 'stop background task', subject: { kind: 'other', value: 'bash-1' } } as const
    expect(patternOf(stop, [work])).toBe('stop background task(=bash-1)')
  })

  test('a chain is asked about, though each part of it was approved', () => {
    const rules = ['Shell(git add *)', 'Shell(git commit -m *)']
    expect(decide(run('git add .'), stateOf('ask', { rules })).kind).toBe('allow')
    expect(decide(run('git add . && git commit -m x'), stateOf('ask', { rules })).kind).toBe('ask')
  })
})

describe('deny rules', () => {
  const { rules: permissions } = readRules([{ decision: 'deny', tool: 'Shell', match: 'git push *' }], {
    home,
    source: '',
  })
  test.each([
    'git push',
    'git add . && git push origin main',
    'echo $(git push)',
    '/usr/bin/git push',
    'bash -c "git push"',
    'env git push',
    'if true; then git push; fi',
    'git push "',
  ])('win in every mode over %s', (command) => {
    const more = { permissions, rules: ['Shell(git push *)', `Shell(=${command})`] }
    expect(answers(run(command), more)).toEqual(['deny', 'deny', 'deny', 'deny', 'deny'])
  })

  test('leave the rest alone', () => {
    expect(decide(run('echo "git push"'), stateOf('ask', { permissions })).kind).toBe('allow')
  })
})

describe('a command that only reads', () => {
  test('is asked about where the folder is not trusted, in plan mode too, and then runs behind its wall', () => {
    expect(answers(run('ls -la'), { isTrusted: false })).toEqual(['ask', 'ask', 'ask', 'allow', 'allow'])
    expect(decide(run('ls -la'), stateOf('plan', { isTrusted: false }))).toMatchObject({ kind: 'ask', view: 'closed' })
    expect(answers(run('touch x'), { isTrusted: false })).toEqual(['ask', 'ask', 'deny', 'allow', 'allow'])
  })

  const sandbox = { closesAllSecrets: true }
  test('by its label alone passes where a sandbox closes all secrets, and nowhere else', () => {
    const byLabel = run("find . -name '*.c' | xargs wc -l")
    expect(decide(byLabel, stateOf('ask')).kind).toBe('ask')
    expect(decide(byLabel, stateOf('ask', { sandbox: { closesAllSecrets: false } })).kind).toBe('ask')
    expect(decide(byLabel, stateOf('ask', { sandbox }))).toMatchObject({ kind: 'allow', view: 'closed' })
  })

  test('and that is certain passes without a sandbox; one that shows processes sees them', () => {
    expect(decide(run('ls -la | wc -l'), stateOf('plan'))).toMatchObject({ kind: 'allow', view: 'closed' })
    expect(decide(run('ps aux | grep node'), stateOf('plan'))).toMatchObject({ kind: 'allow', view: 'system' })
  })

  test('does not pass as such outside the sandbox, or as a task in the background', () => {
    expect(decide({ ...run('ls'), failedIn: 'reader' }, stateOf('ask', { sandbox })).kind).toBe('ask')
    expect(decide({ ...run('ls'), failedIn: 'reader' }, stateOf('plan', { sandbox })).kind).toBe('deny')
    expect(decide({ ...run('ls'), action: 'run background command' }, stateOf('ask', { sandbox })).kind).toBe('ask')
  })

  test('passes without a wall only by an approval', () => {
    expect(decide(run('touch a'), stateOf('ask', { sandbox, rules: ['Shell(touch *)'] }))).toEqual({
      kind: 'allow',
      reason: '',
    })
    expect(decide(run('ls'), stateOf('bypass', { sandbox }))).toEqual({ kind: 'allow', reason: '' })
  })
})

describe('Kimi CLI’s rules', () => {
  test('ask about reading, too, and in plan mode about nothing else', () => {
    expect(answers(run('ls -la'), { asksToRead: true })).toEqual(['ask', 'ask', 'ask', 'allow', 'allow'])
    expect(answers(run('touch x'), { asksToRead: true })).toEqual(['ask', 'ask', 'deny', 'allow', 'allow'])
  })

  test('approve every case of an action, but files that command other programs by their names alone', () => {
    const approvedActions = ['run command', 'edit file']
    const inAsk = (ask: PermissionSubject) => decide(ask, stateOf('ask', { approvedActions, asksToRead: true })).kind
    expect(inAsk(run('rm -rf build'))).toBe('allow')
    expect(inAsk(edit(join(work, 'src/a.ts')))).toBe('allow')
    expect(inAsk(edit('/srv/other/a.ts'))).toBe('ask')
    expect(inAsk(edit(join(work, '.git/hooks/pre-commit')))).toBe('ask')
    expect(inAsk(edit(join(share, 'config.toml')))).toBe('ask')
    expect(inAsk(other)).toBe('ask')
  })
})

test('files that a tool of the project runs or obeys are not edited unasked', () => {
  const names =
    'rust-toolchain.toml rust-toolchain .pylintrc pylintrc eslint.config.mjs .eslintrc .eslintrc.js .eslintrc.json .pnp.cjs .pnp.loader.mjs ' +
    'prettier.config.js .prettierrc.mjs vite.config.ts vitest.config.mts jest.config.js webpack.config.js rollup.config.mjs babel.config.cjs ' +
    'postcss.config.js tailwind.config.ts tox.ini noxfile.py conftest.py setup.py .envrc .tool-versions mise.toml gradlew ' +
    'gradle/wrapper/gradle-wrapper.properties .bazelrc BUILD BUILD.bazel Taskfile.yml justfile Procfile .rspec Rakefile Gemfile .irbrc ' +
    '.perlcriticrc build.rs .cargo/config.toml .rubocop.yml .clangd PKGBUILD default.nix karma.conf.js lib/a.rake .stylelintrc.cjs ' +
    'CMakeLists.txt CMakePresets.json cmake/a.cmake meson.build meson_options.txt build.gradle build.gradle.kts settings.gradle pom.xml build.xml ' +
    'build.sbt project/plugins.sbt configure configure.ac autogen.sh Makefile.am makefile.inc Tupfile build.ninja build.zig xmake.lua premake5.lua ' +
    'Snakefile Jakefile.js Cakefile magefile.go mix.exs Package.swift project.clj deps.edn bb.edn rebar.config shard.yml pixi.toml hatch.toml ' +
    'Dockerfile api.Dockerfile Dockerfile.dev Containerfile docker-compose.yml compose.yaml docker-compose.prod.yml docker-bake.hcl skaffold.yaml ' +
    'mprocs.yaml .air.toml process-compose.yaml cdk.json netlify.toml wrangler.toml .storybook/main.ts .trunk/trunk.yaml .changeset/config.json ' +
    'jest.config.json cypress.json vitest.workspace.ts .vscode-test.js venv/bin/python .venv/bin/activate node_modules/.bin/x ' +
    'conanfile.py Setup.hs Directory.Build.props src/App.csproj native/a.vcxproj gradle.properties Jamroot .autoenv .ycm_extra_conf.py ' +
    'serverless.yml Pulumi.dev.yaml CONVENTIONS.md .ruler/a.md .cody/x .devin/x .jules/x .aiassistant/rules/x .lingma/x'
  for (const name of names.split(' ')) {
    const kinds = (['accept-edits', 'auto'] as const).map((mode) => decide(edit(join(work, name)), stateOf(mode)).kind)
    expect([name, ...kinds]).toEqual([name, 'ask', 'deny'])
  }
  for (const name of [
    '.nvmrc',
    'src/config.ts',
    'src/build.ts',
    'builder.rs',
    'README.md',
    'pyproject.toml',
    'src/compose.ts',
    'docs/configure.md',
    'src/env/bin.ts',
  ]) {
    expect([name, decide(edit(join(work, name)), stateOf('auto')).kind]).toEqual([name, 'allow'])
  }
})

test('what the tools of each language and trade run is not edited unasked', () => {
  const names =
    'Makefile.PL Build.PL cpanfile dist.ini minil.toml build.sc build.mill build.mill.scala .mill-jvm-opts .mill-version ' +
    'project/build.properties project/Deps.scala .jvmopts .bsp/mill-bsp.json bleep.yaml .scalafix.conf ' +
    'buildSrc/src/main/kotlin/a.kt jreleaser.yml artisan castor.php .castor/a.php deploy.php RoboFile.php grumphp.yml ' +
    'infection.json5 ecs.php psalm.xml codeception.yml behat.yml phpcs.xml.dist .user.ini .htaccess box.json bin/console ' +
    'scoper.inc.php tasks.py setup.cfg manage.py pavement.py buildout.cfg hatch_build.py pdm_build.py app.spec Pipfile ' +
    'dbt_project.yml gunicorn.conf.py docs/conf.py docs/source/conf.py mkdocs.yml .readthedocs.yaml alembic.ini ' +
    'alembic/env.py scrapy.cfg locustfile.py invoke.yaml duties.py poe_tasks.toml asv.conf.json jupyter_notebook_config.py ' +
    'pants.toml uv.toml poetry.toml dune dune-project lib/dune dune-workspace a.opam myocamlbuild.ml .ocamlinit esy.json ' +
    'rush.json common/config/rush/command-line.json lerna.json pnpm-workspace.yaml .moon/tasks.yml moon.yml angular.json ' +
    'nest-cli.json vercel.json eas.json ecosystem.json stryker.conf.json cucumber.js nightwatch.json codecept.conf.ts ' +
    '.eleventy.js gatsby-node.js ember-cli-build.js testem.js bsconfig.json rescript.json spago.yaml plopfile.mjs ' +
    'codegen.yml renovate.json tauri.conf.json src-tauri/tauri.conf.json electron-builder.yml typedoc.json ' +
    '.markdownlint-cli2.jsonc .goreleaser.yml .goreleaser.yaml goreleaser.yml release.toml cliff.toml .bumpversion.cfg ' +
    '.cz.toml .release-it.json nfpm.yaml Cross.toml dist-workspace.toml snapcraft.yaml snap/snapcraft.yaml debian/rules ' +
    'APKBUILD a.ebuild .ddev/config.yaml .ddev/commands/web/x .lando.yml .lando.local.yml garden.yml api.garden.yml ' +
    'devspace.yaml werf.yaml okteto.yml .docksal/docksal.yml .platform.app.yaml .upsun/config.yaml fly.toml render.yaml ' +
    'railway.toml heroku.yml .ebextensions/a.config samconfig.toml zappa_settings.json terragrunt.hcl live/terragrunt.hcl ' +
    'atlantis.yaml a.pkr.hcl job.nomad helmfile.yaml helmfile.d/a.yaml cloud-init.yaml dagger.json nixpacks.toml ' +
    'supervisord.conf .kamal/hooks/x config/deploy.yml devfile.yaml maskfile.md Makefile.toml Taskfile.dist.yml a.just ' +
    'bacon.toml Toastfile tusk.yml .ahoy.yml dobi.yaml .plzconfig BUCK TARGETS dev.yml lets.yaml .simplecov .rspec-local ' +
    'spec/spec_helper.rb spec/rails_helper.rb test/test_helper.rb test/test_helper.exs karate-config.js a.runsettings ' +
    '.busted coc-settings.json .nvim/init.lua a.sublime-settings .ctags .ctags.d/a Session.vim Eask Cask .phpactor.json ' +
    '.luarc.json .wezterm.lua .hyper.js .config/kitty/kitty.conf .config/alacritty/alacritty.toml .config/i3/config ' +
    '.config/sway/config .xmonad/xmonad.hs .byobu/x .hammerspoon/init.lua .config/starship.toml .p10k.zsh .Xresources ' +
    '.lazygit.yml .config/lazygit/config.yml .config/gh/config.yml .gitlint Singularity Singularity.dev mkosi.conf .ko.yaml ' +
    'melange.yaml .config/containers/x distrobox.ini _targets.R renv/activate.R src/Makevars configure.win cleanup .lintr ' +
    '_quarto.yml Rprofile.site startup.jl deps/build.jl docs/make.jl startup.m finish.m buildfile.m config/config.exs ' +
    'config/runtime.exs rel/env.sh.eex rebar.config.script erlang.mk relx.config sys.config vm.args Emakefile .erlang ' +
    'build.clj user.clj dev/user.clj profiles.clj build.boot tests.edn figwheel-main.edn Package@swift-5.9.swift ' +
    'a.xcodeproj/project.pbxproj Project.swift Tuist/Config.swift a.xcconfig Mintfile Cartfile a.podspec ' +
    'ci_scripts/ci_post_clone.sh project.yml .sourcery.yml build.yaml analysis_options.yaml melos.yaml hook/build.dart ' +
    'build.zig.zon a.nimble config.nims a.nims nim.cfg cabal.project cabal.project.local stack.yaml hie.yaml .hspec ' +
    'Trunk.toml .config/nextest.toml .golangci.yml .golangci.toml buf.gen.yaml sqlc.yaml wails.json a.pro a.pri a.qbs ' +
    'Kbuild platformio.ini west.yml a.targets build.cake build.fsx dotnet-tools.json .config/dotnet-tools.json ' +
    'launchSettings.json .nuke/parameters.json nuget.config global.json config.ru config/puma.rb Steepfile Appraisals ' +
    'bin/rails bin/rake bin/setup Appfile Matchfile Berksfile Puppetfile .kitchen.yml a.rockspec dub.json alire.toml a.gpr ' +
    'lakefile.lean lakefile.toml manifest.scm a.asd latexmkrc arara.yaml book.toml Doxyfile dvc.yaml .dvc/config MLproject ' +
    'nextflow.config main.nf sgconfig.yml .tflint.hcl .ansible-lint .mega-linter.yml qodana.yaml .checkov.yaml .ci/run ' +
    '.vela.yml .packit.yaml .gocd.yaml'
  for (const name of names.split(' ')) {
    const kinds = (['accept-edits', 'auto'] as const).map((mode) => decide(edit(join(work, name)), stateOf(mode)).kind)
    expect([name, ...kinds]).toEqual([name, 'ask', 'deny'])
  }
  const plain =
    'src/tasks.ts src/build.py src/main.m src/dune.ml lib/release.rb docs/index.md config/settings.json src/target.rs tests/a_test.py ' +
    'a.profile src/spec.ts app/models/user.rb src/project.ts src/hyper.js src/user.py lib/config.ex src/startup.ts public/index.html a.tf'
  for (const name of plain.split(' '))
    expect([name, decide(edit(join(work, name)), stateOf('auto')).kind]).toEqual([name, 'allow'])
})

test('in a home that is the workspace, what other programs obey is not edited unasked', () => {
  const bin = join(home, 'go/bin')
  mkdirSync(bin, { recursive: true })
  const more = { workDirs: [home], path: `${bin}:/usr/bin` }
  const names =
    '.cargo/env .nvm/nvm.sh .docker/cli-plugins/x .fzf.bash .bashrc.d/a.sh .config/kitty/kitty.conf go/bin/ls bin/x Library/x'
  for (const name of names.split(' ')) {
    const ask = { action: 'edit file', subject: { kind: 'edit' as const, value: join(home, name) } }
    expect([name, decide(ask, stateOf('accept-edits', more)).kind, decide(ask, stateOf('auto', more)).kind]).toEqual([
      name,
      'ask',
      'deny',
    ])
    const approved = { ...more, rules: ['Edit(workspace)'] }
    expect(decide(ask, stateOf('ask', approved)).kind).toBe('ask')
    expect(patternOf(markReach(ask, stateOf('ask', more)), [home])).toBe(`Edit(=${join(home, name)})`)
  }
  for (const name of ['notes.md', 'go/src/a.go', 'work/.cargo/env']) {
    const ask = { action: 'edit file', subject: { kind: 'edit' as const, value: join(home, name) } }
    expect([name, decide(ask, stateOf('accept-edits', more)).kind]).toEqual([name, 'allow'])
  }
})

test('a file whose name is shown otherwise than it is, is not written unasked', () => {
  for (const name of ['a\u202egnp.sh', 'a\u200b.ts', 'a\u2066.ts']) {
    const path = join(work, name)
    expect(decide(edit(path), stateOf('accept-edits')).kind).toBe('ask')
    expect(decide(edit(path), stateOf('auto'))).toMatchObject({
      kind: 'deny',
      reason: expect.stringContaining('shown'),
    })
  }
})

test('in auto nothing is written into what servers keep in a temporary folder', () => {
  for (const name of [
    'tmux-0/x',
    'tmux-1000/default',
    'emacs1000/server',
    '.X11-unix/X0',
    '.ICE-unix/1',
    'ssh-abc/agent.1',
  ]) {
    expect([name, decide(edit(`/tmp/${name}`), stateOf('auto')).kind]).toEqual([name, 'deny'])
  }
  expect(decide(edit('/tmp/some-notes.txt'), stateOf('auto')).kind).toBe('allow')
})
