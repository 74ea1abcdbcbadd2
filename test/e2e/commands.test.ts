import { execFile } from 'node:child_process'
import { existsSync, lstatSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { renderGenerated } from '../../src/build/generated.ts'
import { hintBeside, separateWords } from '../../src/cli/command-line.ts'
import { KIMI, lendDaemonTo, makeHome, ROOT, type Home } from '../support/kimi.ts'
import { answer, startModelServer } from '../support/model-server.ts'
import { openUi } from '../support/terminal-ui.ts'

const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }

test.each([['--version'], ['help'], ['task list'], ['task list --json'], ['config list']])(
  '`kimi %s` ends well when its reader is gone, and says so in a line when the disk is full',
  async (words) => {
    await using home = await makeHome()
    const run = (line: string) =>
      new Promise<{ status: number; stderr: string }>((resolve) =>
        execFile('bash', ['-c', line], { env: home.env }, (error, _, stderr) =>
          resolve({ status: Number(error?.code ?? 0), stderr }),
        ),
      )
    // A reader that has ended before the first byte: bash waits for the process in <(…) here.
    const left = await run(`exec {out}> >(exit 0); wait $!; '${KIMI}' ${words} >&$out`)
    expect(left).toEqual({ status: 0, stderr: '' })
    const full = await run(`'${KIMI}' ${words} > /dev/full`)
    const said = words === '--version' ? '' : 'kimi: cannot write the output: the disk is full\n'
    expect(full).toEqual({ status: 1, stderr: said })
  },
)

test('version, help, topics and usage errors', async () => {
  await using home = await makeHome()
  expect(await home.kimi(['--version'])).toEqual({ status: 0, stdout: `kimi, version ${version}\n`, stderr: '' })
  expect((await home.kimi(['help'])).stdout).toContain('Press Ctrl-X')
  expect(await home.kimi([])).toEqual({
    status: 2,
    stdout: '',
    stderr: 'kimi: there is no terminal for a conversation\n  kimi ask "…", or kimi help\n',
  })
  const topics = [
    'keys',
    'writing',
    'editors',
    'models',
    'privacy',
    'settings',
    'risk',
    'uninstall',
    'suggest',
    'daemon',
  ]
  for (const topic of topics) {
    const { status, stdout } = await home.kimi(['help', topic])
    expect({ topic, status, long: stdout.length > 100 }).toEqual({ topic, status: 0, long: true })
    expect(Math.max(...stdout.split('\n').map((line) => line.length)), topic).toBeLessThanOrEqual(80)
  }
  expect(await home.kimi(['help', 'privcy'])).toMatchObject({
    status: 2,
    stderr: 'kimi: no help on privcy\n  kimi help privacy\n',
  })
  expect(await home.kimi(['sugest', 'x'])).toMatchObject({
    status: 2,
    stderr: 'kimi: unknown command sugest\n  kimi suggest\n',
  })
  // Commands are not words: `kimi hello` may be a mistake, `kimi -- hello` and words with blanks begin a conversation.
  expect(await home.kimi(['hello'])).toMatchObject({
    status: 2,
    stderr:
      'kimi: there is no command hello; a conversation that begins with this one word stands behind --\n  kimi -- hello\n',
  })
  for (const words of [['--', 'hello'], ['--', 'status'], ['say hello']])
    expect(await home.kimi(words)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('there is no terminal for a conversation') as string,
    })
  expect(await home.kimi(['suggest', '--nope', 'x'])).toMatchObject({ status: 2 })
  expect(await home.kimi(['check'])).toMatchObject({
    status: 2,
    stderr: expect.stringMatching(/^kimi: no command to check\n {2}kimi check /) as string,
  })
})

test('in a directory that was deleted every door says so in one line', async () => {
  await using home = await makeHome()
  const gone = join(home.dir, 'gone')
  for (const words of [
    ['-p', 'hi'],
    ['ask', 'hi'],
    ['suggest', 'hi'],
    ['bg', '--', 'true'],
    ['session', 'list'],
  ]) {
    mkdirSync(gone)
    const { status, stderr } = await runIn(gone, `rmdir "$PWD"; exec "$@"`, [process.execPath, CLI, ...words], home.env)
    expect({ words, status, stderr }).toEqual({
      words,
      status: 1,
      stderr: `kimi: the working directory no longer exists: ${gone}\n  cd\n`,
    })
  }
})

const CLI = join(ROOT, 'dist', 'cli.js')

/** Runs a line of sh in a directory. */
function runIn(cwd: string, line: string, args: string[], env: Record<string, string>) {
  return new Promise<{ status: number; stderr: string }>((resolve) => {
    const options = { cwd, env: { ...env, PWD: cwd } }
    execFile('/bin/sh', ['-c', line, 'sh', ...args], options, (error, _, stderr) =>
      resolve({ status: error ? Number(error.code) : 0, stderr }),
    ).stdin?.end()
  })
}

test('generated files are what the program says', () => {
  for (const [path, text] of Object.entries(renderGenerated()))
    expect(readFileSync(join(ROOT, path), 'utf8'), path).toBe(text)
})

test('commands of Kimi CLI that are not here say in one line what there is instead', async () => {
  const web = await home.kimi(['web', '--port', '80'])
  expect(web).toMatchObject({
    status: 2,
    stdout: '',
    stderr: expect.stringMatching(/^kimi: kimi web is not there: [^\n]+\n$/),
  })
  const vis = await home.kimi(['vis'])
  expect(vis).toMatchObject({
    status: 2,
    stdout: '',
    stderr: expect.stringMatching(/^kimi: kimi vis is not there: [^\n]+\n$/),
  })
})

test('kimi term is kimi alone on a terminal, with the same options, and nothing without one', async () => {
  const stderr = 'kimi: there is no terminal for a conversation\n  kimi ask "…"\n'
  expect(await home.kimi(['term'])).toEqual({ status: 2, stdout: '', stderr })
  const first = async (...args: string[]) => {
    await using term = await openUi(home, { args })
    return term.screen()
  }
  expect(await first('term')).toBe(await first())
  expect(await first('term', '--mode', 'plan')).toBe(await first('--mode', 'plan'))
  expect(await home.kimi(['term', '--nonsense'])).toMatchObject({ status: 2 })
})

test('a hint is never the command that has just failed', () => {
  expect(hintBeside('kimi login', ['login', '--no-browser'])).toBe('kimi doctor')
  expect(hintBeside('kimi login', ['usage'])).toBe('kimi login')
  expect(hintBeside('kimi doctor', ['doctor'])).toBe('kimi daemon logs')
  expect(hintBeside('kimi history forget --all', ['history', 'forget'])).toBe('kimi history forget --all')
})

test('words of a command are its own, quoted or not', () => {
  expect(separateWords(['check', 'rm', '-rf', 'x'])).toEqual(['check', '--', 'rm', '-rf', 'x'])
  expect(separateWords(['check', '--json', '--shell', 'zsh', 'ls', '--json'])).toEqual([
    'check',
    '--json',
    '--shell',
    'zsh',
    '--',
    'ls',
    '--json',
  ])
  expect(separateWords(['explain', 'tar xzf a', '--json'])).toEqual(['explain', 'tar xzf a', '--json'])
  expect(separateWords(['check', '--', 'ls', '-l'])).toEqual(['check', '--', 'ls', '-l'])
  expect(separateWords(['suggest', 'list', '--offline'])).toEqual(['suggest', 'list', '--offline'])
})

/** Questions need no home of their own: what differs is in the environment, which comes with each request. */
let home: Home
beforeAll(async () => {
  home = await makeHome()
  await lendDaemonTo(home)
})
afterAll(() => home[Symbol.asyncDispose]())

describe('questions outside the prompt', () => {
  test('suggest, fix, explain and check answer offline, as text and as JSON', async () => {
    const suggest = await home.kimi(['suggest', '--offline', 'gti', 'status'])
    expect(suggest.stdout).toMatch(/^git status\n# .*offline/)
    const fix = JSON.parse(
      (await home.kimi(['fix', '--offline', '--json', '--exit', '127', 'gti', 'status'])).stdout,
    ) as { proposals: object[] }
    expect(fix.proposals[0]).toMatchObject({
      command: 'git status',
      labels: ['safe-readonly'],
      source: expect.any(String) as string,
    })
    expect((await home.kimi(['explain', 'tar xzf a.tgz -C x'])).stdout).toMatch(/^tar .*\n(.*\n)*-C x/)
    const check = JSON.parse((await home.kimi(['check', '--json', 'rm -rf $X/'])).stdout) as {
      labels: string[]
      parses: boolean
    }
    expect(check).toMatchObject({ parses: true, labels: expect.arrayContaining(['destructive']) as string[] })
  })

  test('a line that is too long is refused in one line that names the limit', async () => {
    const line = `ls ${'a'.repeat(120_000)}; touch x`
    const commands = [
      ['explain', line],
      ['suggest', line],
      ['fix', line],
    ]
    for (const command of commands) {
      const { status, stdout, stderr } = await home.kimi(command)
      expect([command[0], status, stdout]).toEqual([command[0], 2, ''])
      expect(stderr).toMatch(/^kimi: \w+ is too long: at most [\d,]+ characters are taken\n$/)
    }
  })

  test('a batch answers line by line, in order, with the same ids, and goes on after a bad line', async () => {
    const rows = async (args: string[], input: string) =>
      (await home.kimi(args, { input })).stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>)
    const checks = await rows(
      ['check', '--batch'],
      '{"id":"a","command":"ls"}\nnot json\n\n{"id":7,"command":"rm -rf /","shell":"zsh"}\n',
    )
    expect(checks.map(({ id, error }) => [id, error !== undefined])).toEqual([
      ['a', false],
      [null, true],
      [7, false],
    ])
    expect(checks[0]).toMatchObject({ labels: ['safe-readonly'], parses: true, ms: expect.any(Number) as number })
    expect(checks[2]!['reasons']).toContainEqual({ label: 'destructive', text: expect.any(String) as string })
    const fixes = await rows(
      ['fix', '--offline', '--batch'],
      '{"id":"f","failed":"gti status","stderr":"bash: gti: command not found","exit":127}\n{"id":"g","failed":"xqzzy","stderr":"","exit":1}\n',
    )
    expect(fixes[0]).toMatchObject({ id: 'f', proposals: [{ command: 'git status' }] })
    expect(fixes[1]).toMatchObject({ id: 'g', proposals: [] })
    const words = await rows(
      ['suggest', '--offline', '--batch'],
      '{"id":"n","nl":"list all files including hidden ones"}\n',
    )
    expect((words[0]!['proposals'] as { command: string }[])[0]!.command).toMatch(/^ls -/)
    const parts = await rows(['explain', '--offline', '--batch'], '{"id":"e","command":"grep -rin todo src"}\n')
    expect(parts[0]).toMatchObject({ id: 'e', parts: expect.any(Array) as object[] })
  })

  test('programs on the asking shell’s own PATH are known, whoever started the daemon', async () => {
    mkdirSync(join(home.dir, 'bin'))
    writeFileSync(join(home.dir, 'bin', 'frobnicate'), '#!/bin/sh\n', { mode: 0o755 })
    const failed = [
      'fix',
      '--offline',
      '--exit',
      '127',
      '--output',
      'bash: frobnciate: command not found',
      'frobnciate',
      'x',
    ]
    expect((await home.kimi(failed)).stdout).not.toContain('frobnicate')
    const env = { PATH: `${join(home.dir, 'bin')}:${home.env['PATH']}` }
    expect((await home.kimi(failed, { env })).stdout).toMatch(/^frobnicate x\n/)
  })

  test('kimi fix alone means the last failed command of the shell it is typed in, also the second time', async () => {
    for (const shell of ['zsh', 'bash'] as const) {
      await using term = await home.shell(shell)
      // A bash is known from its second prompt on: its fifos are made while it shows the first.
      while (!(await home.status()).shells.some(({ pid }) => pid === term.pid))
        await new Promise((resolve) => setTimeout(resolve, 20))
      term.press('enter')
      await term.until((screen) => screen === 'PROMPT>\nPROMPT>')
      term.type('gti status')
      term.press('enter')
      await term.until((screen) => /not found.*\nPROMPT>$/.test(screen))
      for (let time = 1; time <= 2; time++) {
        term.type(`'${home.env['KIMI_BIN']}' fix --offline`)
        term.press('enter')
        await term.until((screen) => screen.split('\ngit status\n').length === time + 1 && screen.endsWith('PROMPT>'))
      }
      // After a command that went well, `kimi fix` says which failed command it is about.
      term.type("clear\rtrue\r'" + home.env['KIMI_BIN'] + "' fix --offline\r")
      await term.until((screen) =>
        /\ngit status\n[^]*\nkimi: for an earlier command: gti status\nPROMPT>$/.test(screen),
      )
    }
  })

  test('with a model the model answers; --offline never asks it', async () => {
    await using model = await startModelServer(() => answer('ls -la\n# all of them\n'))
    const env = { MOONSHOT_API_KEY: 'sk-test', MOONSHOT_BASE_URL: model.url }
    expect((await home.kimi(['suggest', 'all', 'files'], { env })).stdout).toMatch(
      /^ls -la\n# all of them · safe-readonly\n$/,
    )
    await home.kimi(['suggest', '--offline', 'gti status'], { env })
    expect(model.requests).toHaveLength(1)
    expect(model.requests[0]!.headers.authorization).toBe('Bearer sk-test')
  })

  test('what a model says in sentences is no proposal, in suggest and fix alike; a command between them is', async () => {
    const said = 'the program gti is not installed here\nyou should use git instead\n'
    await using model = await startModelServer((_, index) => answer(index < 2 ? said : `${said}git status\n`))
    const env = { MOONSHOT_API_KEY: 'sk-test', MOONSHOT_BASE_URL: model.url }
    const stderr = expect.stringContaining('the program gti is not installed here')
    const none = { status: 1, stdout: '', stderr }
    const own = { status: 0, stdout: expect.stringMatching(/^git status\n# .*offline: /), stderr }
    expect(await home.kimi(['fix', 'gti status'], { env })).toMatchObject(own)
    expect(await home.kimi(['suggest', 'xqzzy the vlurb'], { env })).toMatchObject(none)
    expect((await home.kimi(['fix', 'gti status'], { env })).stdout).toMatch(/^git status\n#[^\n]*\n$/)
  })

  test('--show-request prints what would be sent, without secrets, and sends nothing', async () => {
    await using model = await startModelServer(() => answer('ls\n'))
    const env = { MOONSHOT_API_KEY: 'sk-test', MOONSHOT_BASE_URL: model.url }
    const secret = 'curl -u me:hunter2secret https://x.example'
    const { stdout } = await home.kimi(['suggest', '--show-request', secret], { env })
    expect(JSON.parse(stdout)).toMatchObject({ messages: [{ role: 'system' }, { role: 'user' }] })
    expect(stdout).not.toContain('hunter2secret')
    expect(model.requests).toHaveLength(0)
    await home.kimi(['suggest', secret], { env })
    expect(model.requests[0]!.body).toEqual(JSON.parse(stdout))
    expect(await home.kimi(['suggest', '--offline', '--show-request', 'ls'], { env })).toMatchObject({
      status: 0,
      stdout: '',
    })
  })

  test('suggest.proposals is the limit of the offline engine and of a model that says more', async () => {
    const many = ['ls', 'ls -l', 'ls -a', 'ls -la', 'ls -R'].map((line) => `${line}\n# files\n`).join('')
    await using model = await startModelServer(() => answer(many))
    const env = { MOONSHOT_API_KEY: 'sk-test', MOONSHOT_BASE_URL: model.url }
    const count = async (words: string[], limit: string) => {
      const { stdout } = await home.kimi(['suggest', ...words, 'all files'], {
        env: { ...env, KIMI_SUGGEST_PROPOSALS: limit },
      })
      return stdout.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length
    }
    expect(await count([], '2')).toBe(2)
    expect(await count(['--offline'], '2')).toBe(2)
    expect(await count(['--offline'], '1')).toBe(1)
  })

  test('--no-daemon answers in its own process and leaves no daemon behind', async () => {
    await using alone = await makeHome()
    expect((await alone.kimi(['check', '--no-daemon', 'ls'])).status).toBe(0)
    expect(await alone.daemonPid()).toBeNull()
  })

  test('silence is said, with a hint, and is no success', async () => {
    expect(await home.kimi(['suggest', '--offline', 'xqzzy', 'blorb', 'fnord'])).toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringMatching(/^kimi: nothing found.*\n {2}.+\n$/) as string,
    })
  })
})

describe('model faults are one line, and the offline engine answers instead', () => {
  test.each([
    ['a reset connection', { reset: true }],
    [
      'a bad key',
      { status: 401, body: { error: { message: 'Invalid Authentication', type: 'invalid_authentication_error' } } },
    ],
    [
      'a login page',
      { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>\x1b]0;x\x07<title>Login</title>' },
    ],
    ['a cut stream', { steps: ['ls -', { cut: 'end' as const }] }],
    ['an error inside the stream', { steps: [{ event: { error: { message: 'overloaded', code: 503 } } }] }],
  ])('%s', async (_, reply) => {
    await using model = await startModelServer(() => reply)
    const env = {
      MOONSHOT_API_KEY: 'sk-test',
      MOONSHOT_BASE_URL: model.url,
      KIMI_SUGGEST_OFFLINE_AFTER_MS: '400',
    }
    const { status, stdout, stderr } = await home.command(['suggest', 'gti status'], { env })
    expect(status).toBe(0)
    expect(stdout).toMatch(/^git status\n/)
    expect(stderr).toMatch(/^kimi: offline suggestion: .+\n$/)
    expect(stderr + stdout).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f]|sk-test/)
  })

  test.each([
    ['suggest', ['suggest', 'gti status']],
    ['fix', ['fix', 'gti status']],
  ])('%s: a model that hangs is waited for as long as Ctrl-X waits, and one line says so', async (_, args) => {
    await using model = await startModelServer(() => ({ silent: true }))
    const env = { MOONSHOT_API_KEY: 'sk-test', MOONSHOT_BASE_URL: model.url, KIMI_SUGGEST_OFFLINE_AFTER_MS: '200' }
    const { status, stdout, stderr } = await home.command(args, { env })
    expect(status).toBe(0)
    expect(stdout).toMatch(/^git status\n/)
    expect(stderr).toMatch(/^kimi: offline suggestion: no answer from .+ in 0\.2 s yet\n$/)
    await (
      await model.received(1)
    ).closed // the request is given up, and not left to its end
  })

  test('no half command comes of a cut stream', async () => {
    await using model = await startModelServer(() => ({ steps: ['rm -rf ', { cut: 'end' as const }] }))
    const env = {
      MOONSHOT_API_KEY: 'sk-test',
      MOONSHOT_BASE_URL: model.url,
      KIMI_SUGGEST_OFFLINE_AFTER_MS: '60000',
    }
    const { stdout } = await home.command(['suggest', 'remove the temporary xqzzy'], { env })
    expect(stdout).not.toContain('rm -rf')
  })
})

describe('init', () => {
  test('prints one line that loads the plugin; other shells are refused by name', async () => {
    await using home = await makeHome()
    for (const shell of ['zsh', 'bash', 'fish']) {
      const { stdout } = await home.command(['init', shell])
      expect(stdout.split('\n')).toHaveLength(2)
      expect(stdout).toContain(`source ${ROOT}/shell/kimi.${shell}`)
    }
    expect(await home.command(['init', 'tcsh'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('no plugin for tcsh') as string,
    })
  })

  test('--install adds it once, --uninstall takes it out; mode, link and the rest of the file stay', async () => {
    await using home = await makeHome()
    mkdirSync(join(home.dir, 'dotfiles'))
    const real = join(home.dir, 'dotfiles', 'zshrc')
    const before = 'export A=1\n# last line without newline'
    writeFileSync(real, before, { mode: 0o640 })
    symlinkSync(real, join(home.dir, '.zshrc'))
    await home.command(['init', 'zsh', '--install'])
    await home.command(['init', 'zsh', '--install'])
    expect(readFileSync(real, 'utf8').match(/kimi\.zsh/g)).toHaveLength(2) // one line names it twice
    expect(statSync(real).mode & 0o777).toBe(0o640)
    expect(lstatSync(join(home.dir, '.zshrc')).isSymbolicLink()).toBe(true)
    await home.command(['init', 'zsh', '--uninstall'])
    expect(readFileSync(real, 'utf8').trimEnd()).toBe(before)
  })

  test('for fish it makes the file, once, where XDG_CONFIG_HOME says', async () => {
    await using home = await makeHome()
    const env = { XDG_CONFIG_HOME: join(home.dir, 'conf') }
    const file = join(home.dir, 'conf', 'fish', 'config.fish')
    await home.command(['init', 'fish', '--install'], { env })
    await home.command(['init', 'fish', '--install'], { env })
    expect(readFileSync(file, 'utf8').match(/; source /g)).toHaveLength(1)
    writeFileSync(file, readFileSync(file, 'utf8') + 'set -g mine 1\n')
    await home.command(['init', 'fish', '--uninstall'], { env })
    expect(readFileSync(file, 'utf8')).toBe('set -g mine 1\n')
  })

  test('--uninstall from the last shell removes the caches of the sandbox', async () => {
    await using home = await makeHome()
    const cache = join(home.dir, '.cache', 'kimi', 'sandbox')
    mkdirSync(join(cache, 'npm'), { recursive: true })
    writeFileSync(join(cache, 'npm', 'x'), '')
    for (const shell of ['zsh', 'bash']) await home.command(['init', shell, '--install'])
    await home.command(['init', 'zsh', '--uninstall'])
    expect(existsSync(join(cache, 'npm', 'x'))).toBe(true)
    expect((await home.command(['init', 'bash', '--uninstall'])).stdout).toContain(`${cache}: removed`)
    expect(existsSync(join(home.dir, '.cache', 'kimi'))).toBe(false)
    expect(existsSync(join(home.dir, '.cache'))).toBe(true)
  })

  test('--uninstall without a shell takes the line out of all three, and without it init asks for a shell', async () => {
    await using home = await makeHome()
    for (const shell of ['zsh', 'fish']) await home.command(['init', shell, '--install'])
    const { status, stdout } = await home.command(['init', '--uninstall'])
    expect(stdout.split('\n').map((line) => line.replace(/^\S+\//, ''))).toEqual([
      '.zshrc: taken out, and the file with it',
      '.bashrc: nothing to take out',
      'config.fish: taken out, and the file with it',
      '',
    ])
    expect(status).toBe(0)
    for (const words of [['init'], ['init', '--install']]) {
      expect(await home.command(words)).toMatchObject({
        status: 2,
        stderr: 'kimi: init needs a shell\n  kimi init zsh, kimi init bash or kimi init fish\n',
      })
    }
  })

  test.each([
    ['zsh', '.zshrc', 'eval "$(/opt/kimi/dist/kimi init zsh)"'],
    ['bash', '.bashrc', 'eval "$(/opt/kimi/dist/kimi init bash)"'],
    ['fish', '.config/fish/config.fish', '/opt/kimi/dist/kimi init fish | source'],
  ])('where a line by hand loads the plugin into %s, --install adds none and --uninstall names it', async (...row) => {
    const [shell, name, line] = row
    await using home = await makeHome()
    const file = join(home.dir, name)
    mkdirSync(dirname(file), { recursive: true })
    const text = `# kimi init ${shell} is below\n${line}\n`
    writeFileSync(file, text)
    const { stdout } = await home.command(['init', shell, '--install'])
    expect(stdout).toBe(`${file}: line 2 loads it already\n`)
    const left = `${file}: line 2 loads it and was written by hand: take it out yourself\n`
    expect((await home.command(['init', '--uninstall'])).stdout).toContain(left)
    expect(readFileSync(file, 'utf8')).toBe(text)
    writeFileSync(file, '')
    await home.command(['init', shell, '--install'])
    writeFileSync(file, text + readFileSync(file, 'utf8'))
    expect((await home.command(['init', shell, '--uninstall'])).stdout).toBe(`${file}: taken out\n${left}`)
    expect(readFileSync(file, 'utf8')).toBe(text)
  })

  test('--uninstall removes a file that --install has made, and leaves an empty one of the user’s', async () => {
    await using home = await makeHome()
    await home.command(['init', 'bash', '--install'])
    const { stdout } = await home.command(['init', 'bash', '--uninstall'])
    expect(stdout).toContain('taken out, and the file with it')
    expect(existsSync(join(home.dir, '.bashrc'))).toBe(false)
    writeFileSync(join(home.dir, '.zshrc'), '')
    await home.command(['init', 'zsh', '--install'])
    await home.command(['init', 'zsh', '--uninstall'])
    expect(readFileSync(join(home.dir, '.zshrc'), 'utf8')).toBe('')
  })
})

describe('config', () => {
  test('set, get, list, unset, path: values with where they came from', async () => {
    await using home = await makeHome()
    expect((await home.command(['config', 'path'])).stdout).toBe(`${home.paths.config}\n`)
    expect((await home.command(['config', 'set', 'suggest.proposals', '5'])).status).toBe(0)
    expect(await home.command(['config', 'get', 'suggest.proposals'])).toEqual({
      status: 0,
      stdout: '5\n',
      stderr: `  (${home.paths.config}:2)\n`,
    })
    expect((await home.command(['config', 'list'], { env: { KIMI_SUGGEST_OFFLINE: '1' } })).stdout).toContain(
      'suggest.offline = true  ($KIMI_SUGGEST_OFFLINE)',
    )
    await home.command(['config', 'unset', 'suggest.proposals'])
    expect((await home.command(['config', 'get', 'suggest.proposals', '--json'])).stdout).toBe(
      '{"key":"suggest.proposals","value":3,"origin":"default"}\n',
    )
  })

  test.each(['KIMI_DEBUG', 'KIMI_CODE_DEBUG'])('%s=1 prints where an error came from', async (name) => {
    await using home = await makeHome({ [name]: '1' })
    const { stderr } = await home.command(['config', 'set', 'sugest.proposals', '5'])
    expect(stderr).toMatch(/unknown key sugest\.proposals[\s\S]*\n +at /)
  })

  test('unknown keys and wrong values are refused with what was expected', async () => {
    await using home = await makeHome()
    expect(await home.command(['config', 'set', 'sugest.proposals', '5'])).toMatchObject({
      status: 2,
      stderr: 'kimi: unknown key sugest.proposals, did you mean suggest.proposals?\n  kimi config list\n',
    })
    expect(await home.command(['config', 'set', 'suggest.proposals', 'many'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('expected a number from 1 to 8') as string,
    })
  })

  test('edit opens the file in the user’s editor, words and all', async () => {
    await using home = await makeHome()
    const env = { VISUAL: `sed -i -e '$a [suggest]' -e '$a proposals = 7'` }
    expect((await home.command(['config', 'edit'], { env })).status).toBe(0)
    expect((await home.command(['config', 'get', 'suggest.proposals'])).stdout).toBe('7\n')
    const missing = await home.command(['config', 'edit'], { env: { VISUAL: '/nonexistent/editor' } })
    expect(missing.status).not.toBe(0)
  })

  test('a change reaches the running daemon', async () => {
    await using model = await startModelServer(() => answer('ls -la\n'))
    await using home = await makeHome({ MOONSHOT_API_KEY: 'sk-test', MOONSHOT_BASE_URL: model.url })
    await home.command(['suggest', 'all files'])
    await home.command(['config', 'set', 'suggest.offline', 'true'])
    const limit = Date.now() + 8_000
    while (Date.now() < limit && !(await home.command(['suggest', 'gti status'])).stdout.startsWith('git status'));
    expect((await home.command(['suggest', 'gti status'])).stdout).toMatch(/^git status/)
  })
})

test('doctor finds what is wrong, each with a hint', async () => {
  await using home = await makeHome()
  const good = await home.command(['doctor'])
  expect(good.stdout).toContain('config    there is no file, so the defaults hold: ')
  expect(good).toMatchObject({ status: 0, stdout: expect.stringMatching(/ok {2}zsh {7}5\./) as string })
  writeFileSync(home.paths.config, '[sugest]\noffline = true\n')
  const bad = await home.command(['doctor', '--json'], {
    env: { MOONSHOT_API_KEY: 'x', MOONSHOT_BASE_URL: 'http://127.0.0.1:9/v1' },
  })
  expect(bad.status).toBe(1)
  const findings = bad.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { area: string; ok: boolean; hint?: string })
  expect(findings.filter(({ ok }) => !ok).map(({ area }) => area)).toEqual(['config', 'model'])
  expect(findings.filter(({ ok, hint }) => !ok && !hint)).toEqual([])
})

test('a scripted model in config.toml answers over the same path', async () => {
  await using home = await makeHome()
  writeFileSync(join(home.dir, 'scripts'), 'text: ls -la\n---\nerror: 401 no\n')
  writeFileSync(
    home.paths.config,
    `default_model = "s"
[models.s]
provider = "x"
model = "scripted_echo"
max_context_size = 100000
[providers.x]
type = "_scripted_echo"
base_url = ""
api_key = ""
env = { KIMI_SCRIPTED_ECHO_SCRIPTS = "${join(home.dir, 'scripts')}" }
`,
  )
  expect((await home.command(['suggest', 'gti status'])).stdout).toMatch(/^ls -la\n/)
  const failed = await home.command(['suggest', 'gti status'])
  expect(failed.stdout).toMatch(/^git status\n/)
  expect(failed.stderr).toMatch(/^kimi: offline suggestion: /)
})

test('the service files name the program, quoted for their readers', async () => {
  await using home = await makeHome()
  const { stdout } = await home.command(['daemon', 'unit'])
  if (process.platform === 'darwin') expect(stdout).toContain('<key>RunAtLoad</key>')
  else expect(stdout).toContain(`ExecStart="${ROOT}/dist/kimi" daemon run`)
})

test('completions are printed and accepted by their shells', async () => {
  await using home = await makeHome()
  for (const shell of ['zsh', 'bash', 'fish'])
    expect((await home.command(['completion', shell])).stdout).toContain('suggest')
  expect((await home.command(['completion', 'tcsh'])).status).toBe(2)
})

test('a closed pipe is no error', async () => {
  await using home = await makeHome()
  const { execFileSync } = await import('node:child_process')
  expect(
    execFileSync('/bin/bash', ['-c', `set -o pipefail; '${ROOT}/dist/kimi' help settings | head -1`], {
      env: home.env,
    }).toString(),
  ).toMatch(/^Settings/)
})
