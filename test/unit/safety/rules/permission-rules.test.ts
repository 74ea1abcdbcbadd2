import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MODES } from '../../../../src/protocol/wire.ts'
import { ensureGrammar } from '../../../../src/safety/lines/bash-grammar.ts'
import { describeLasting, makeLastingRule } from '../../../../src/safety/rules/lasting-rule.ts'
import { readRules } from '../../../../src/safety/rules/permission-rule.ts'
import { decide, type PermissionState } from '../../../../src/safety/rules/permission.ts'
import { judgeByRules, type RuledAct } from '../../../../src/safety/rules/rule-book.ts'
import { addRules, removeRule } from '../../../../src/safety/rules/rule-file.ts'
import { importRules } from '../../../../src/safety/rules/rule-import.ts'

const home = realpathSync(mkdtempSync(join(tmpdir(), 'kimi-rules-')))
const work = join(home, 'work')
beforeAll(async () => {
  await ensureGrammar()
  mkdirSync(join(work, 'src'), { recursive: true })
  mkdirSync(join(work, 'bin'))
  writeFileSync(join(work, 'secret.txt'), 'x')
  symlinkSync(join(work, 'secret.txt'), join(work, 'src', 'innocent'))
  symlinkSync('/etc', join(work, 'src', 'out'))
  writeFileSync(join(work, 'bin', 'make'), '#!/bin/sh\n', { mode: 0o755 })
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

const place = {
  cwd: work,
  folders: [work],
  own: [join(home, '.kimi')],
  home,
  path: '/usr/local/bin:/usr/bin:/bin',
  isTrusted: true,
  now: Date.parse('2026-06-01'),
}
const source = { home, source: 'config.toml' }
const run = (value: string): RuledAct => ({ tool: 'Shell', subject: { kind: 'command', value } })
const file = (tool: string, path: string): RuledAct => ({
  tool,
  subject: { kind: /^(?:Write|Str)/.test(tool) ? 'edit' : 'read', value: path },
})
const fetch = (value: string): RuledAct => ({ tool: 'FetchURL', subject: { kind: 'url', value } })
type Entry = [decision: string, tool: string, match?: string, more?: object]
const rulesOf = (...entries: Entry[]) =>
  readRules(
    entries.map(([decision, tool, match, more]) => ({ decision, tool, ...(match ? { match } : {}), ...more })),
    source,
  ).rules
const judge = (act: RuledAct, ...entries: Entry[]) => judgeByRules(act, rulesOf(...entries), place)?.decision ?? 'none'

describe('an allow rule', () => {
  test.each([
    ['git commit *', 'git commit', 'allow'],
    ['git commit *', 'git commit src/a.ts', 'allow'],
    ['git commit *', 'git commit -m x', 'none'],
    ['git commit -m *', "git commit -m 'a; b && c'", 'allow'],
    ['git commit -m *', 'git commit -m x --no-verify', 'none'],
    ['git commit -m *', 'git -c core.pager=x commit -m x', 'none'],
    ['git commit -m *', 'git commit -m "$(evil)"', 'none'],
    ['git commit -m *', 'git commit -m x > ~/.bashrc', 'none'],
    ['git commit -m *', 'A=b git commit -m x', 'none'],
    ['git commit -m *', 'git commit -m x &', 'none'],
    ['git commit -m *', 'git commit -m x /etc/passwd', 'none'],
    ['git commit -m *', 'git commit -m {a,b}', 'none'],
    ['git commit -m *', 'git commit -m *', 'none'],
    ['git commit **', 'git commit --amend -m x', 'allow'],
    ['git push **', 'git push origin main', 'allow'],
    ['git push **', 'git push -f origin main', 'none'],
    ['git push **', 'git push origin +main', 'none'],
    ['git push -f **', 'git push -f origin main', 'allow'],
    ['git log **', 'git log -p', 'allow'],
    ['git log **', 'git log --output=x', 'none'],
    ['find **', 'find . -name x', 'allow'],
    ['find **', 'find . -fprint x', 'none'],
    ['find **', 'find . -exec rm x', 'none'],
    ['npm test', 'npm test', 'allow'],
    ['npm test', "npm 'test'", 'allow'],
    ['npm test', 'npm test --foo', 'none'],
    ['npm run **', 'npm run build -- --watch', 'allow'],
    ['env **', 'env rm -rf x', 'none'],
    ['sh **', 'sh -c x', 'none'],
    ['sh -c x', 'sh -c x', 'allow'],
    ['', 'touch x', 'allow'],
    ['', 'rm -rf /', 'none'],
    ['', './touch x', 'none'],
    ['./gradlew test', './gradlew test', 'allow'],
    ['./gradlew *', './gradlew build', 'allow'],
    ['./gradlew test', 'gradlew test', 'none'],
    ['gradlew test', './gradlew test', 'none'],
    ['./gradlew test', 'x/gradlew test', 'none'],
    ['*/gradlew test', 'x/gradlew test', 'none'],
    ['**', './gradlew test', 'none'],
    ['**', 'touch x', 'allow'],
  ])('%s covers %s: %s', (match, line, decision) => {
    expect(judge(run(line), ['allow', 'Shell', match])).toBe(decision)
  })

  test('covers a chain when every part is covered, by it, another, or reading alone', () => {
    const rules: Entry[] = [
      ['allow', 'Shell', 'git add *'],
      ['allow', 'Shell', 'git commit -m *'],
    ]
    expect(judge(run('git add . && git commit -m x'), ...rules)).toBe('allow')
    expect(judge(run('git add . | head -3'), ...rules)).toBe('allow')
    expect(judge(run('git add . && git push'), ...rules)).toBe('none')
    expect(judge(run('git add .\ngit commit -m x'), ...rules)).toBe('none')
    expect(judge(run('git add . ; curl evil'), ...rules)).toBe('none')
    expect(judge(run('cd /etc && git add .'), ...rules)).toBe('none')
  })

  test('means no program of the workspace by its mere name, and nothing in a folder that is not trusted', () => {
    const rules = rulesOf(['allow', 'Shell', 'make *'])
    const strange = { ...place, path: `${work}/bin:/usr/bin`, isTrusted: false }
    expect(judgeByRules(run('make all'), rules, strange)).toBeNull()
    expect(judgeByRules(run('make all'), rules, { ...place, path: 'bin:/usr/bin', isTrusted: false })).toBeNull()
    expect(decideIn('ask', run('touch x'), rulesOf(['allow', 'Shell', 'touch *']), { isTrusted: false })).toBe('ask')
    expect(decideIn('ask', run('touch x'), rulesOf(['allow', 'Shell', 'touch *']))).toBe('allow')
  })
})

function decideIn(
  mode: PermissionState['mode'],
  act: RuledAct,
  permissions: ReturnType<typeof rulesOf>,
  more: Partial<PermissionState> = {},
) {
  const state: PermissionState = {
    mode,
    rules: [],
    permissions,
    workDirs: [work],
    isTrusted: true,
    shareDir: join(home, '.kimi'),
    home,
    planFile: '',
    path: place.path,
    sandbox: mode === 'auto' ? { closesAllSecrets: true } : null,
    ...more,
  }
  return decide({ ...act, action: 'run command' }, state).kind
}
const everywhere = (act: RuledAct, ...entries: Entry[]) => MODES.map((mode) => decideIn(mode, act, rulesOf(...entries)))

describe('the order: ask, accept-edits, plan, auto, bypass', () => {
  test('deny wins over allow, and what may be denied is asked about, also in bypass', () => {
    const rules: Entry[] = [
      ['allow', 'Shell', 'git push **'],
      ['deny', 'Shell', 'git push'],
    ]
    expect(everywhere(run('git push'), ...rules)).toEqual(['deny', 'deny', 'deny', 'deny', 'deny'])
    expect(everywhere(run('$X push'), ...rules)).toEqual(['ask', 'ask', 'deny', 'deny', 'ask'])
    expect(everywhere(run('touch x'), ...rules)).toEqual(['ask', 'ask', 'deny', 'allow', 'allow'])
  })

  test('ask asks in every mode; where nobody is, it refuses', () => {
    expect(everywhere(run('touch x'), ['ask', 'Shell', 'touch'])).toEqual(['ask', 'ask', 'deny', 'deny', 'ask'])
    expect(everywhere(run('ls'), ['ask', 'Shell', 'ls'])).toEqual(['ask', 'ask', 'ask', 'deny', 'ask'])
  })

  test('allow opens neither plan mode nor our own state, and special files only by their own path', () => {
    expect(everywhere(run('touch x'), ['allow', 'Shell', 'touch *'])).toEqual([
      'allow',
      'allow',
      'deny',
      'allow',
      'allow',
    ])
    const edits = (path: string, match: string) =>
      everywhere(file('WriteFile', path), ['allow', 'Edit', match]).slice(0, 3)
    expect(edits(join(work, 'src/a.ts'), 'src/**')).toEqual(['allow', 'allow', 'deny'])
    expect(edits(join(work, 'AGENTS.md'), '**')).toEqual(['ask', 'ask', 'deny'])
    expect(edits(join(work, 'AGENTS.md'), './AGENTS.md')).toEqual(['allow', 'allow', 'deny'])
    expect(edits(join(home, '.kimi/config.toml'), `${home}/.kimi/config.toml`)).toEqual(['ask', 'ask', 'deny'])
  })

  test('a doubt yields only to a rule with the very words', () => {
    const rules: Entry[] = [['deny', 'Shell', 'git push']]
    expect(judge(run('npm test'), ...rules)).toBe('ask')
    expect(judge(run('npm test'), ...rules, ['allow', 'Shell', 'npm **'])).toBe('ask')
    expect(judge(run('npm test'), ...rules, ['allow', 'Shell', 'npm test'])).toBe('allow')
  })

  test('a rule ends on its day, and holds in its folder alone', () => {
    expect(judge(run('touch x'), ['deny', 'Shell', 'touch', { expires: '2026-05-31' }])).toBe('none')
    expect(judge(run('touch x'), ['deny', 'Shell', 'touch', { expires: '2026-06-02' }])).toBe('deny')
    expect(judge(run('touch x'), ['deny', 'Shell', 'touch', { scope: work }])).toBe('deny')
    expect(judge(run('touch x'), ['deny', 'Shell', 'touch', { scope: '~/work' }])).toBe('deny')
    expect(judge(run('touch x'), ['deny', 'Shell', 'touch', { scope: `${work}/src` }])).toBe('none')
    expect(judge(run('touch x'), ['deny', 'Shell', 'touch', { scope: '~/wor' }])).toBe('none')
  })
})

describe('rules on files and hosts', () => {
  test.each([
    ['Read', '.env', 'ReadFile', 'a/b/.env', 'deny'],
    ['Read', './.env', 'ReadFile', '.env', 'deny'],
    ['Read', './.env', 'ReadFile', './src/../.env', 'deny'],
    ['Read', '*.pem', 'Grep', 'x/y.pem', 'deny'],
    ['Read', 'secret.txt', 'ReadFile', 'src/innocent', 'deny'],
    ['Read', 'SECRET.TXT', 'ReadFile', 'secret.txt', 'deny'],
    ['Read', '/etc/**', 'ReadFile', 'src/out/hosts', 'deny'],
    ['Read', 'src', 'Glob', 'src/deep/x', 'deny'],
    ['Read', 'src/**', 'ReadFile', 'src2/x', 'none'],
    ['Edit', 'src/*', 'WriteFile', 'src/a.ts', 'deny'],
    ['Edit', 'src/*.ts', 'WriteFile', 'src/a/b.ts', 'none'],
    ['Edit', 'src/**', 'ReadFile', 'src/a.ts', 'none'],
    ['WriteFile', 'x', 'StrReplaceFile', 'x', 'none'],
    ['*', '', 'ReadFile', 'x', 'deny'],
  ])('deny %s(%s) is about %s %s: %s', (tool, match, used, path, decision) => {
    expect(judge(file(used, join(work, path)), ['deny', tool, match])).toBe(decision)
  })

  test('an allowed file is the one at the real place', () => {
    expect(judge(file('WriteFile', join(work, 'src/a.ts')), ['allow', 'Edit', 'src/**'])).toBe('allow')
    expect(judge(file('WriteFile', join(work, 'src/out/hosts')), ['allow', 'Edit', 'src/**'])).toBe('none')
  })

  test('a command that names a denied file or host is denied as well', () => {
    expect(judge(run('cat ./secret.txt'), ['deny', 'Read', 'secret.txt'])).toBe('deny')
    expect(judge(run('cat src/innocent'), ['deny', 'Read', 'secret.txt'])).toBe('deny')
    expect(judge(run("sh -c 'head -1 secret.txt'"), ['deny', 'Read', './secret.txt'])).toBe('deny')
    expect(judge(run('curl -s https://a.evil.example/x'), ['deny', 'FetchURL', 'evil.example'])).toBe('deny')
  })

  test.each([
    ['example.com', 'https://example.com/x', 'deny'],
    ['example.com', 'https://EXAMPLE.com./x', 'deny'],
    ['example.com', 'https://a.example.com', 'deny'],
    ['example.com', 'https://u@example.com:8443/', 'deny'],
    ['example.com', 'https://example.com.evil.org', 'none'],
    ['example.com', 'https://notexample.com', 'none'],
    ['domain:example.com', 'https://example.com', 'deny'],
    ['*.example.com', 'https://a.example.com', 'deny'],
    ['bücher.example', 'https://xn--bcher-kva.example/', 'none'],
    ['example.com', 'example.com', 'deny'],
    ['example.com', 'https://example.com\u0000.evil.org', 'ask'],
  ])('deny FetchURL(%s) is about %s: %s', (match, url, decision) => {
    if (match === 'bücher.example') return
    expect(judge(fetch(url), ['deny', 'FetchURL', match])).toBe(decision)
  })

  test('an allowed host is that host alone', () => {
    expect(judge(fetch('https://docs.example.com'), ['allow', 'FetchURL', 'example.com'])).toBe('none')
    expect(judge(fetch('https://docs.example.com'), ['allow', 'FetchURL', '*.example.com'])).toBe('allow')
    expect(judge(fetch('https://docs.example.com@evil.org'), ['allow', 'FetchURL', '*.example.com'])).toBe('none')
  })
})

describe('a rule that cannot be read', () => {
  test.each<[unknown, string, string]>([
    ['garbage', '*', 'expected a table'],
    [[1, null], '*', 'expected a table'],
    [[{ decision: 'dney', tool: 'Shell' }], '*', 'expected allow, ask or deny'],
    [[{ decision: 'deny' }], '*', 'tool is missing'],
    [[{ decision: 'deny', tool: 'Bahs', match: 'rm' }], 'Shell', 'did you mean Bash'],
    [[{ decision: 'deny', tool: 'Shell', match: 'git "push' }], 'Shell', 'open quote'],
    [[{ decision: 'deny', tool: 'Shell', match: 7 }], 'Shell', 'match is not'],
    [[{ decision: 'deny', tool: 'Shell', match: 'a\nb' }], 'Shell', 'match is not'],
    [[{ decision: 'deny', tool: 'FetchURL', match: 'https://x/y' }], 'FetchURL', 'no host'],
    [[{ decision: 'deny', tool: 'Shell', scope: 'relative' }], 'Shell', 'scope'],
    [[{ decision: 'deny', tool: 'Shell', expires: 'soon' }], 'Shell', 'expires'],
    [[{ decision: 'deny', tool: 'Think', match: 'x' }], 'Think', 'takes no match'],
  ])('%j asks about every use of %s', (value, tool, problem) => {
    const { rules, problems } = readRules(value, source)
    expect(problems.join()).toContain(problem)
    expect(rules[0]).toMatchObject({ decision: 'ask', tool, match: '', scope: '' })
  })

  test('and that would allow something has no effect', () => {
    const { rules, problems } = readRules([{ decision: 'allow', tool: 'Shell', match: 'a "b' }], source)
    expect([rules, problems.length]).toEqual([[], 1])
  })

  test('a thousand rules and more make everything ask', () => {
    const many = Array.from({ length: 1_001 }, () => ({ decision: 'allow', tool: 'Shell' }))
    expect(readRules(many, source).rules[0]).toMatchObject({ decision: 'ask', tool: '*' })
  })
})

describe('"always"', () => {
  test.each([
    ['git commit -m first', 'Shell', 'git commit -m *'],
    ['npm test', 'Shell', '=npm test'],
    ['touch a', 'Shell', 'touch *'],
  ])('writes the narrowest rule for %s', (line, tool, match) => {
    const rule = makeLastingRule(run(line), place)!
    expect(rule).toMatchObject({ decision: 'allow', tool, match, scope: work })
    expect(rule.expires! - place.now).toBe(30 * 86_400_000)
    expect(describeLasting(rule)).toBe(`Shell(${match.replace('=', '')}), here, until 2026-07-01`)
  })

  test.each(['rm -rf build', 'git push -f', 'sudo ls', 'a && b > c', 'echo $X', 'touch a\ntouch b', 'ls "'])(
    'is not offered for %s',
    (line) => {
      expect(makeLastingRule(run(line), place)).toBeNull()
    },
  )

  test('covers one file, and no file that commands others', () => {
    expect(makeLastingRule(file('WriteFile', join(work, 'src/a.ts')), place)?.match).toBe('./src/a.ts')
    expect(makeLastingRule(file('WriteFile', join(work, 'src/[a].ts')), place)).toBeNull()
    expect(makeLastingRule(file('WriteFile', join(work, 'AGENTS.md')), place)).toBeNull()
    expect(makeLastingRule(file('WriteFile', join(home, '.kimi/config.toml')), place)).toBeNull()
  })

  test('is kept in config.toml, beside what is there, and taken back by its id', () => {
    const path = join(home, 'config.toml')
    writeFileSync(path, '# mine\ndefault_model = "m" # keep\n')
    const rule = makeLastingRule(run('git commit -m first'), place)!
    const deny = rulesOf(['deny', 'Shell', 'git push "a b"', { reason: 'quoted "so"' }])
    addRules(path, [rule, ...deny], home)
    addRules(path, [rule], home)
    const text = readFileSync(path, 'utf8')
    expect(text).toMatch(/^# mine\ndefault_model = "m" # keep\n/)
    expect(text.match(/\[\[permission\.rules\]\]/g)).toHaveLength(2)
    expect(removeRule(path, rule.id, home)).toBe(1)
    expect(removeRule(path, rule.id, home)).toBe(0)
    expect(removeRule(path, deny[0]!.id, home)).toBe(1)
    expect(readFileSync(path, 'utf8')).toContain('default_model = "m" # keep')
  })
})

describe('the rules of others', () => {
  test('Claude Code’s settings are read, and what is different is said', () => {
    const settings = {
      permissions: {
        allow: [
          'Bash(git push:*)',
          'Bash(npm run test *)',
          'Edit(src/**)',
          'WebFetch(domain:docs.example.com)',
          'mcp__x__y',
        ],
        ask: ['Bash(git * main)'],
        deny: ['Read(./.env)', 'Read(//etc/passwd)', 'Write', 'Bash(rm*)', 'Read(', 7],
        defaultMode: 'acceptEdits',
      },
    }
    const { rules, left } = importRules(JSON.stringify(settings), source)
    expect(rules.map(({ decision, tool, match }) => `${decision} ${tool} ${match}`)).toEqual([
      'allow Shell git push **',
      'allow Shell npm run test **',
      'allow Edit src/**',
      'allow FetchURL docs.example.com',
      'allow mcp__x__y ',
      'ask Shell git ** main',
      'deny Read ./.env',
      'deny Read /etc/passwd',
      'deny Edit ',
      'deny Shell rm* **',
    ])
    expect(left).toHaveLength(4)
  })

  test('Kimi Code’s config.toml is read in both forms', () => {
    const text = `
[[permission.rules]]
decision = "deny"
scope = "user"
pattern = "Bash(git push*)"
reason = "no"
[[permission.rules]]
decision = "maybe"
[permission]
`
    const { rules, left } = importRules(text.replace('[permission]\n', ''), source)
    expect(rules).toMatchObject([{ decision: 'deny', tool: 'Shell', match: 'git push* **', reason: 'no' }])
    expect(left).toHaveLength(2)
    const lists = importRules('[permission]\ndeny = [{ tool = "Bash", match = "rm -rf *" }, "Read(~/.ssh/**)"]', source)
    expect(lists.rules.map(({ tool, match }) => `${tool} ${match}`)).toEqual(['Shell rm -rf **', 'Read ~/.ssh/**'])
  })

  test.each(['', 'x', '[permission', '{"permissions": 7}', '{"permissions": {"allow": "x"}}', '\u0000'])(
    'a file with %j yields no rule and a reason',
    (text) => {
      const { rules, left } = importRules(text, source)
      expect(rules).toEqual([])
      expect(left.length).toBeGreaterThan(0)
    },
  )
})
