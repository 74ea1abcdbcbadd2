import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cutOutput } from '../../../src/daemon/shells/terminal-output.ts'
import { textOf } from '../../../src/protocol/message.ts'
import { readGitState } from '../../../src/workspace/git-state.ts'
import type { Question } from '../../../src/suggest/prompt-question.ts'
import { buildRequest } from '../../../src/suggest/suggestion-request.ts'
import { createSurroundings } from '../../../src/workspace/prompt-surroundings.ts'

let dir: string
beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'around-'))))
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const git = (...args: string[]) =>
  execFileSync(
    'git',
    ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'init.defaultBranch=main', ...args],
    { cwd: dir, stdio: 'pipe' },
  )

describe('git, read without running it', () => {
  test('branch, state and changes are as git sees them', async () => {
    expect(await readGitState(dir)).toBeNull()
    git('init', '-q')
    expect(await readGitState(dir)).toMatchObject({ branch: 'main', operation: '' })
    for (const name of ['a', 'b with blank', 'c'.repeat(300)]) writeFileSync(join(dir, name.slice(0, 200)), name)
    git('add', '.')
    git('commit', '-qm', 'one')
    expect(await readGitState(join(dir))).toMatchObject({ branch: 'main', isDirty: false })
    writeFileSync(join(dir, 'a'), 'changed')
    expect(await readGitState(dir)).toMatchObject({ isDirty: true })
    git('checkout', '-q', 'a')
    git('checkout', '-q', '-b', 'feature/x')
    mkdirSync(join(dir, 'deep', 'er'), { recursive: true })
    expect(await readGitState(join(dir, 'deep', 'er'))).toMatchObject({ branch: 'feature/x', root: dir })
    writeFileSync(join(dir, '.git', 'MERGE_HEAD'), '')
    expect(await readGitState(dir)).toMatchObject({ operation: 'merge' })
    git('checkout', '-q', '--detach')
    expect(await readGitState(dir)).toMatchObject({ branch: '' })
  })

  test('a worktree is found through its .git file', async () => {
    git('init', '-q')
    git('commit', '-qm', 'one', '--allow-empty')
    git('worktree', 'add', '-q', 'tree', '-b', 'other')
    expect(await readGitState(join(dir, 'tree'))).toMatchObject({ branch: 'other', root: join(dir, 'tree') })
  })

  test('what a repository configures is not run', async () => {
    git('init', '-q')
    writeFileSync(join(dir, 'evil'), `#!/bin/sh\ntouch ${dir}/PWNED\n`)
    chmodSync(join(dir, 'evil'), 0o755)
    for (const [key, value] of [
      ['core.fsmonitor', './evil'],
      ['core.pager', './evil'],
      ['filter.x.clean', './evil'],
      ['diff.external', './evil'],
    ])
      git('config', key!, value!)
    writeFileSync(join(dir, '.gitattributes'), '* filter=x\n')
    writeFileSync(join(dir, 'file'), 'x')
    utimesSync(join(dir, 'file'), 0, 0)
    await readGitState(dir)
    await createSurroundings().get(dir)
    expect(existsSync(join(dir, 'PWNED'))).toBe(false)
  })

  test('broken files are no repository, or one of which little is known', async () => {
    mkdirSync(join(dir, '.git'))
    expect(await readGitState(dir)).toMatchObject({ branch: '', isDirty: null })
    writeFileSync(join(dir, '.git', 'index'), Buffer.from('DIRC\0\0\0\x02\xff\xff\xff\xff', 'latin1'))
    expect(await readGitState(dir)).toMatchObject({ isDirty: null })
    writeFileSync(join(dir, '.git', 'index'), Buffer.from('DIRC\0\0\0\x02\0\0\0\x05', 'latin1'))
    expect(await readGitState(dir)).toMatchObject({ isDirty: null })
  })
})

test('scripts and files of a project are named', async () => {
  writeFileSync(join(dir, 'package.json'), '{"scripts":{"build":"x","test:unit":"y"}}')
  writeFileSync(join(dir, 'Makefile'), 'all: build\n\techo\nVAR := 1\nbuild:\n\n.PHONY: all\n')
  writeFileSync(join(dir, 'justfile'), 'deploy target:\n  echo\nx := "1"\n')
  mkdirSync(join(dir, 'src'))
  const around = await createSurroundings().get(dir)
  expect(around.scripts).toEqual(['npm run build', 'npm run test:unit', 'make all', 'make build', 'just deploy'])
  expect(around.files).toEqual(['Makefile', 'justfile', 'package.json', 'src/'])
  expect(await createSurroundings().get('/nonexistent')).toEqual({ git: null, scripts: [], files: [] })
})

describe('the request', () => {
  const question: Question = {
    line: 'list files',
    cwd: '/home/u/p',
    shell: 'zsh',
    env: {},
    offline: false,
    recent: [],
    aliases: ['ll'],
  }
  const around = {
    git: { root: '/home/u/p', branch: 'main', operation: '', isDirty: true },
    scripts: ['make test'],
    files: ['a.txt'],
  }
  const build = (change: Partial<Question> = {}) =>
    buildRequest({ ...question, ...change }, around, 'linux', 3, new AbortController().signal, true)

  test('says where the user is, and ends with the line', () => {
    const text = textOf(build().messages[1]!.content)
    expect(text).toContain('Directory: /home/u/p')
    expect(text).toContain('Git: branch main, changes in tracked files')
    expect(text).toContain('Aliases defined: ll')
    expect(text.endsWith('Line: list files')).toBe(true)
  })

  test('tells what became of earlier proposals and what the agent works on, just before the line', () => {
    const text = textOf(
      build({
        recent: [{ command: 'pwd', status: 0 }],
        earlier: ['list -> ls -la (run as proposed)', 'tags -> git tag (dropped)'],
        agentTask: 'mend the tests',
      }).messages[1]!.content,
    )
    expect(text.split('\n').slice(-5)).toEqual([
      'The agent of this shell works on: mend the tests',
      'Earlier lines, what was proposed, what became of it:',
      'list -> ls -la (run as proposed)',
      'tags -> git tag (dropped)',
      'Line: list files',
    ])
  })

  test('a fix gives command, status and the end of the output', () => {
    const failed = { command: 'make', status: 2, output: `${'x'.repeat(5000)}the end` }
    const text = textOf(build({ line: ' ', failed }).messages[1]!.content)
    expect(text).toContain('Failed: make (status 2)')
    expect(text.endsWith('the end')).toBe(true)
    expect(text.length).toBeLessThan(2500)
  })

  test('its long part is the same bytes for every question, and new commands are added behind the old', () => {
    const recent = Array.from({ length: 9 }, (_, index) => ({ command: `command ${index}`, status: 0 }))
    const bytes = (change: Partial<Question>) => {
      const { tools, messages } = build(change)
      return JSON.stringify({ tools, messages })
    }
    const first = bytes({ recent: recent.slice(0, 8), line: 'one', earlier: ['zero -> a (dropped)'] })
    const second = bytes({ recent, line: 'two', earlier: ['zero -> a (dropped)', 'one -> b (run as proposed)'] })
    let shared = 0
    while (first[shared] === second[shared]) shared++
    expect(shared / second.length).toBeGreaterThan(0.9)
  })

  test('a plain line costs at most 1,500 tokens with the tool’s definition, in a full directory and a shell long open', () => {
    const full = {
      git: around.git,
      scripts: Array.from({ length: 12 }, (_, index) => `npm run script:${index}`),
      files: Array.from({ length: 60 }, (_, index) => `some-file-${index}.ts`),
    }
    const change: Partial<Question> = {
      recent: Array.from({ length: 16 }, (_, index) => ({ command: `git checkout branch-${index}`, status: 0 })),
      earlier: Array.from({ length: 3 }, () => `${'w'.repeat(30)} -> ${'c'.repeat(60)} (run as proposed)`),
      agentTask: 'mend the tests of the parser',
    }
    const { tools, messages } = buildRequest(
      { ...question, ...change },
      full,
      'linux',
      3,
      new AbortController().signal,
      true,
    )
    // Four characters a token, as services count English and code; the tool's definition is a tenth of it.
    expect(JSON.stringify({ tools, messages }).length / 4).toBeLessThan(1_500)
    expect(JSON.stringify(tools).length / 4).toBeLessThan(150)
  })

  test('without looks there is neither the tool nor a word of it', () => {
    const request = buildRequest(question, around, 'linux', 3, new AbortController().signal, false)
    expect(request).not.toHaveProperty('tools')
    expect(textOf(request.messages[0]!.content)).not.toMatch(/\b(tool|look)\b/)
  })

  test('no secret leaves, from wherever it comes', () => {
    const secret = 'ghp_abcdefghijklmnopqrstuvwxyz0123456789'
    const sent = JSON.stringify(
      build({
        line: `curl -H "Authorization: Bearer ${secret}" x`,
        recent: [{ command: `export GITHUB_TOKEN=${secret}`, status: 0 }],
        failed: { command: `curl -u me:${secret} x`, status: 1, output: secret },
      }),
    )
    expect(sent).not.toContain(secret)
    expect(sent).toContain('<redacted>')
  })
})

describe('the output of a command, cut from a screen', () => {
  test('between its line and the prompt after it', () => {
    expect(cutOutput('$ ls\na\n$ make x\nmake: *** No rule\nmore\n$ \n\n', 'make x')).toBe('make: *** No rule\nmore')
  })
  test('the last run counts, and a prompt of two lines is left out as far as it repeats', () => {
    expect(cutOutput('% make\nold\n% make\nnew\n%', 'make')).toBe('new')
  })
  test('unknown when the command is not on the screen', () => {
    expect(cutOutput('nothing here\n$ ', 'make x')).toBe('')
    expect(cutOutput('$ ', '')).toBe('')
  })
})
