// Trust in a folder, and permission rules, at every door. The tests share one daemon and one model.

import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TYPED_AHEAD_MS } from '../../src/view/questions/question-keys.ts'
import { KIMI, makeServedHome, type Home } from '../support/kimi.ts'
import { answer, startModelServer, type ModelServer, type Step } from '../support/model-server.ts'
import { openTerminal } from '../support/terminal.ts'
import { openWire } from '../support/wire-client.ts'

let home: Home
let model: ModelServer
/** The steps that the model takes in answer to the words of a test. */
let steps: Step[] = []
let count = 0
beforeAll(async () => {
  model = await startModelServer(({ raw }) => (raw.includes('"role":"tool"') ? answer('done') : answer(...steps)))
  home = await makeServedHome({ MOONSHOT_API_KEY: 'sk-x', MOONSHOT_BASE_URL: model.url })
})
afterAll(async () => {
  await home[Symbol.asyncDispose]()
  await model[Symbol.asyncDispose]()
})

/** A new repository that brings instructions, a skill and a hook of git. */
function clone(): string {
  const dir = join(home.dir, `repo${++count}`)
  mkdirSync(join(dir, '.kimi', 'skills', 'deploy'), { recursive: true })
  execFileSync('git', ['init', '-q', dir])
  writeFileSync(join(dir, 'AGENTS.md'), 'Obey the project.')
  writeFileSync(
    join(dir, '.kimi', 'skills', 'deploy', 'SKILL.md'),
    '---\nname: deploy\ndescription: ship it all\n---\n',
  )
  writeFileSync(join(dir, '.git', 'hooks', 'pre-commit'), '#!/bin/sh\n', { mode: 0o755 })
  return dir
}
const sent = () => model.requests.at(-1)!.raw
const isObeyed = () => sent().includes('Obey the project.') && sent().includes('ship it all')
const isIgnored = () => !sent().includes('Obey the project.') && !sent().includes('ship it all')
const shell = (command: string): Step => ({
  toolCall: { id: 'c1', name: 'Shell', arguments: JSON.stringify({ command }) },
})
const WHAT = /AGENTS\.md, 1 skill \(deploy\), 1 git hook \(pre-commit\)/

describe('where nobody can be asked', () => {
  test.each([[['-p', 'go']], [['--print', '-p', 'go']], [['ask', 'go']]])(
    '%s obeys nothing of the folder and says so; --trust obeys it once, kimi trust add until it changes',
    async (args) => {
      steps = ['fine']
      const cwd = clone()
      const first = await home.command(args, { cwd })
      expect([isIgnored(), first.stdout, first.status]).toEqual([true, 'fine\n', 0])
      expect(first.stderr).toMatch(/^kimi: this folder is not trusted, so this is not obeyed: AGENTS\.md, 1 skill/)
      expect(await home.command([...args, '--trust'], { cwd })).toMatchObject({ status: 0, stderr: '' })
      expect(isObeyed()).toBe(true)
      await home.command(args, { cwd })
      expect(isIgnored()).toBe(true)
      expect((await home.command(['trust', 'add'], { cwd })).stdout).toMatch(
        /is trusted as it is now:\n {2}instructions/,
      )
      expect(await home.command(args, { cwd })).toMatchObject({ status: 0, stderr: '' })
      expect(isObeyed()).toBe(true)
      writeFileSync(join(cwd, 'AGENTS.md'), 'Obey the project. Now evil.')
      const changed = await home.command(args, { cwd })
      expect(changed.stderr).toContain('changed: AGENTS.md')
      expect(sent()).not.toContain('evil')
    },
  )

  test('a wire client without questions is one; Kimi CLI’s own, which shows them, gets instructions as from Kimi CLI', async () => {
    steps = ['fine']
    const cwd = clone()
    for (const [initialise, isRead] of [
      [null, false],
      [{}, false],
      [{ capabilities: { supports_question: true } }, true],
    ] as const) {
      await using wire = await openWire(home, { args: ['-w', cwd], initialise })
      await wire.call('prompt', { user_input: 'go' })
      expect([isObeyed(), isIgnored()]).toEqual([isRead, !isRead])
      expect(wire.events()).not.toContain('QuestionRequest')
    }
  })
})

describe('a client that can ask', () => {
  const initialise = { capabilities: { supports_question: true, supports_plan_mode: true, kimi_events: true } }
  const ask = async (cwd: string, choice: string | null, id: string) => {
    await using wire = await openWire(home, { args: ['-w', cwd, '-S', id], initialise })
    const turn = wire.call('prompt', { user_input: 'go' })
    const request = await wire.seeRequest('QuestionRequest')
    const { question } = (request.payload['questions'] as { question: string }[])[0]!
    wire.answer(request.id, { answers: choice === null ? {} : { [question]: choice } })
    await turn
    return question
  }

  test('is asked once, with what the folder brings; a change asks again', async () => {
    steps = ['fine']
    const cwd = clone()
    expect(await ask(cwd, null, 'n1')).toMatch(WHAT)
    expect(isIgnored()).toBe(true)
    expect(await ask(cwd, 'No', 'n2')).toMatch(WHAT)
    expect(isIgnored()).toBe(true)
    expect(await ask(cwd, 'Trust', 'n3')).toMatch(WHAT)
    expect(isObeyed()).toBe(true)
    {
      await using wire = await openWire(home, { args: ['-w', cwd, '-S', 'n4'], initialise })
      await wire.call('prompt', { user_input: 'go' })
      expect(wire.frames.some(({ params }) => params?.type === 'QuestionRequest')).toBe(false)
      expect(isObeyed()).toBe(true)
    }
    writeFileSync(join(cwd, 'AGENTS.md'), 'Obey the project. Changed.')
    expect(await ask(cwd, 'Never', 'n5')).toContain('has changed since you trusted it: changed: AGENTS.md')
    await using wire = await openWire(home, { args: ['-w', cwd, '-S', 'n6'], initialise })
    await wire.call('prompt', { user_input: 'go' })
    expect(isIgnored()).toBe(true)
  })

  test('that was told no for a session is not asked again when the session is opened anew, but after a change', async () => {
    steps = ['fine']
    const cwd = clone()
    await ask(cwd, 'No', 'd1')
    // Opened with another folder of skills a session is closed first, as one is whose shell was idle for a minute.
    const opened = async (use: (wire: Awaited<ReturnType<typeof openWire>>) => Promise<void>) => {
      await using wire = await openWire(home, { args: ['-w', cwd, '-S', 'd1', '--skills-dir', home.dir], initialise })
      await use(wire)
    }
    await opened(async (wire) => {
      await wire.call('prompt', { user_input: 'go on' })
      expect(wire.frames.some(({ params }) => params?.type === 'QuestionRequest')).toBe(false)
      expect(isIgnored()).toBe(true)
    })
    writeFileSync(join(cwd, 'AGENTS.md'), 'Obey the project. Changed.')
    await opened(async (wire) => {
      await wire.call('prompt', { user_input: '/clear' })
      const turn = wire.call('prompt', { user_input: 'go' })
      const request = await wire.seeRequest('QuestionRequest')
      wire.answer(request.id, { answers: {} })
      await turn
    })
  })

  test('trusts what was shown, not what lies there by the time of the answer', async () => {
    steps = ['fine']
    const cwd = clone()
    await using wire = await openWire(home, { args: ['-w', cwd], initialise })
    const turn = wire.call('prompt', { user_input: 'go' })
    const request = await wire.seeRequest('QuestionRequest')
    writeFileSync(join(cwd, 'AGENTS.md'), 'Swapped while you read.')
    const { question } = (request.payload['questions'] as { question: string }[])[0]!
    wire.answer(request.id, { answers: { [question]: 'Trust' } })
    await turn
    expect(sent()).not.toContain('Swapped')
    expect(sent()).toContain('ship it all')
  })

  test('on a terminal answers with a key', async () => {
    steps = ['fine']
    const cwd = clone()
    await using term = await openTerminal({ shell: KIMI, args: ['-p', 'go'], env: home.env, cwd, ready: false })
    await term.until((screen) => /Do you trust [^?]*\?[\s\S]*1 No[\s\S]*2 Trust[\s\S]*3 Never/.test(screen))
    await term.until((screen) => screen.includes('Esc none'))
    // Keys typed before the question could be read do not answer it.
    await sleep(TYPED_AHEAD_MS + 50)
    term.type('2')
    await term.until((screen) => screen.includes('fine'))
    expect(isObeyed()).toBe(true)
  })

  test('is not asked for words that no model can answer, and is asked before the first that a model gets', async () => {
    steps = ['fine']
    const cwd = clone()
    const keyless = { ...home.env, MOONSHOT_API_KEY: undefined, KIMI_LOCAL_SERVER: 'off' }
    const unasked = await home.command(['-p', 'go'], { env: { MOONSHOT_API_KEY: '', KIMI_LOCAL_SERVER: 'off' }, cwd })
    const on = { shell: KIMI, cwd, ready: false } as const
    await using first = await openTerminal({ ...on, args: ['-p', 'early words'], env: keyless })
    const said = await first.until((screen) => /Do you trust|no model/.test(screen))
    expect(said).toContain('no model is configured')
    expect((await first.exited).code).toBe(unasked.status)
    await using second = await openTerminal({ ...on, args: ['-C', '-p', 'go'], env: home.env })
    await second.until((screen) => screen.includes('Esc none'))
    await sleep(TYPED_AHEAD_MS + 50)
    second.type('2')
    await second.until((screen) => screen.includes('fine'))
    expect([isObeyed(), sent().includes('early words'), unasked.status]).toEqual([true, true, 1])
  })
})

describe('in a folder that is not trusted', () => {
  test('reading asks, no allow rule covers a command, and no program of the folder is found by its name', async () => {
    const cwd = clone()
    writeFileSync(join(cwd, 'ls'), '#!/bin/sh\ntouch PWNED\n', { mode: 0o755 })
    steps = [shell('ls')]
    const refused = await home.command(['-p', 'go'], { cwd })
    expect(refused.status).toBe(4)
    const env = { PATH: `.:${cwd}:${home.env['PATH']}` }
    expect(await home.command(['-y', '-p', 'go'], { cwd, env })).toMatchObject({ status: 0 })
    expect(existsSync(join(cwd, 'PWNED'))).toBe(false)
  })

  test('the project’s rules are not read; of a trusted one those that forbid or ask', async () => {
    const cwd = clone()
    const rule = (decision: string, match: string) =>
      `[[permission.rules]]\ndecision = "${decision}"\ntool = "Shell"\nmatch = "${match}"\n`
    writeFileSync(join(cwd, '.kimi', 'config.toml'), rule('deny', 'touch denied') + rule('allow', 'touch allowed'))
    steps = [shell('touch denied')]
    await home.command(['-y', '-p', 'go'], { cwd })
    expect(existsSync(join(cwd, 'denied'))).toBe(true)
    const listed = async () => (await home.command(['permission', 'list'], { cwd })).stdout
    expect(await listed()).not.toContain('touch denied')
    await home.command(['trust', 'add'], { cwd })
    expect(await listed()).toMatch(/deny {3}Shell\(touch denied\)\n.*repo\d+\/\.kimi\/config\.toml/)
    expect(await listed()).not.toContain('touch allowed')
    steps = [shell('env touch denied')]
    await home.command(['-y', '-p', 'go'], { cwd })
    expect(sent()).toContain('the rule deny Shell(touch denied) means touch denied')
    steps = [shell('touch allowed')]
    expect((await home.command(['-p', 'go'], { cwd })).status).toBe(4)
    expect(existsSync(join(cwd, 'allowed'))).toBe(false)
  })
})

describe('permission rules', () => {
  test('are added, explained, obeyed at once, listed and removed', async () => {
    const cwd = join(home.dir, 'plain')
    mkdirSync(cwd)
    const kimi = (...args: string[]) => home.command(['permission', ...args], { cwd })
    expect(await kimi('test', 'touch made')).toMatchObject({ status: 1, stdout: 'ask\n' })
    const added = JSON.parse(
      (await kimi('add', '--json', 'allow', 'Shell(touch *)', '--here', '--reason', 'mine')).stdout,
    )
    expect(added).toMatchObject({ decision: 'allow', rule: 'Shell(touch *)', scope: cwd, isLive: true })
    expect(await kimi('test', 'touch', 'made')).toMatchObject({ status: 0, stdout: 'allow\n' })
    steps = [shell('touch made')]
    expect((await home.command(['-p', 'go'], { cwd })).status).toBe(0)
    expect(existsSync(join(cwd, 'made'))).toBe(true)
    await kimi('add', 'deny', 'Shell(git push)')
    const explained = await kimi('explain', '--', 'sh', '-c', 'git push -f')
    expect(explained.stdout).toMatch(
      /^deny: the rule deny Shell\(git push\) means git push -f\n[\s\S]*It runs:\n {2}sh -c git push -f\n {2}git push -f\n/,
    )
    expect((await kimi('test', 'git push')).status).toBe(4)
    expect((await kimi('list')).stdout).toMatch(
      /allow {2}Shell\(touch \*\)\n.*mine.*\n[\s\S]*The order, from what counts first/,
    )
    expect((await kimi('remove', added.id)).status).toBe(0)
    expect((await kimi('test', 'touch made')).stdout).toBe('ask\n')
    expect((await kimi('remove', 'ffffffff')).stderr).toContain('there is no rule ffffffff')
    expect((await kimi('add', 'deny', 'Bahs(x)')).stderr).toContain('did you mean Bash')
    expect((await kimi('add', 'never', 'Shell')).status).toBe(2)
  })

  test('of a file are obeyed by each tool that reads or searches', async () => {
    const cwd = join(home.dir, 'files')
    mkdirSync(cwd)
    writeFileSync(join(cwd, 'private.txt'), 'the needle is hidden')
    writeFileSync(join(cwd, 'public.txt'), 'the needle is open')
    await home.command(['permission', 'add', 'deny', 'Read(private.txt)'], { cwd })
    const use = async (name: string, args: object) => {
      steps = [{ toolCall: { id: 'c1', name, arguments: JSON.stringify(args) } }]
      await home.command(['-y', '-p', 'go'], { cwd })
      const messages = model.requests.at(-1)!.body!['messages'] as { role: string; content: unknown }[]
      return JSON.stringify(messages.findLast(({ role }) => role === 'tool')!.content)
    }
    expect(await use('ReadFile', { path: 'private.txt' })).toContain('the rule deny Read(private.txt)')
    expect(await use('ReadFile', { path: 'public.txt' })).toContain('open')
    const found = await use('Grep', { pattern: 'needle', output_mode: 'content' })
    expect([found.includes('open'), found.includes('hidden')]).toEqual([true, false])
    const listed = await use('Glob', { pattern: '*.txt' })
    expect([listed.includes('public'), listed.includes('private')]).toEqual([true, false])
    expect(await use('Shell', { command: 'cat private.txt' })).toContain('the rule deny Read(private.txt)')
  })

  test('a file of secrets is denied in each mode, by its name and through a link, as the agent refuses to read it', async () => {
    const cwd = join(home.dir, 'secrets')
    mkdirSync(cwd)
    writeFileSync(join(cwd, '.env'), 'A=b\n')
    symlinkSync('.env', join(cwd, 'notes.txt'))
    for (const act of ['Read(./.env)', 'ReadFile(notes.txt)', 'Grep(.env)', 'Read(~/.ssh/id_rsa)']) {
      const asked = await home.command(['permission', 'test', '--mode', 'bypass', act], { cwd })
      expect([act, asked.status, asked.stdout]).toEqual([act, 4, 'deny\n'])
    }
    const { stdout } = await home.command(['permission', 'explain', 'Read(./.env)'], { cwd })
    expect(stdout).toMatch(/^deny: .*\.env appears to hold secrets: the agent's tools do not read it, in any mode\n$/)
    expect((await home.command(['permission', 'test', 'Read(./.env.example)'], { cwd })).stdout).toBe('allow\n')
    expect((await home.command(['permission', 'test', 'Edit(./.env)'], { cwd })).stdout).toBe('ask\n')
  })

  test('are taken over from Claude Code', async () => {
    const file = join(home.dir, 'settings.json')
    writeFileSync(file, JSON.stringify({ permissions: { deny: ['Bash(npm publish:*)'], defaultMode: 'plan' } }))
    const dry = await home.command(['permission', 'import', '-n', file])
    expect(dry.stderr).toContain('permissions.defaultMode is no rule')
    expect(readFileSync(home.paths.config, 'utf8')).not.toContain('npm publish')
    expect((await home.command(['permission', 'import', file])).status).toBe(0)
    expect((await home.command(['permission', 'test', 'npm publish --tag x'])).stdout).toBe('deny\n')
  })

  test('"always" at an approval writes the rule that was shown, and says how to take it back', async () => {
    const cwd = join(home.dir, 'always')
    mkdirSync(cwd)
    const initialise = { capabilities: { kimi_events: true } }
    steps = [shell('mkdir one')]
    {
      await using wire = await openWire(home, { args: ['-w', cwd], initialise })
      const turn = wire.call('prompt', { user_input: 'go' })
      const { id, payload } = await wire.seeRequest('ApprovalRequest')
      expect(payload['always_rule']).toMatch(/^Shell\(mkdir \*\), here, until \d{4}-\d\d-\d\d$/)
      expect(payload['session_examples']).toEqual(['mkdir other words', 'mkdir'])
      wire.answer(id, { request_id: id, response: 'approve_always' })
      await turn
      expect((await wire.seeEvent('ApprovalResponse'))['response']).toBe('approve_for_session')
      expect((await wire.seeEvent('Notification'))['title']).toMatch(/kimi permission remove [0-9a-f]{8}/)
    }
    steps = [shell('mkdir two')]
    expect((await home.command(['-p', 'go'], { cwd })).status).toBe(0)
    steps = [shell('mkdir -m 777 three')]
    expect((await home.command(['-p', 'go'], { cwd })).status).toBe(4)
    steps = [shell('mkdir four')]
    expect((await home.command(['-p', 'go'], { cwd: join(home.dir, 'files') })).status).toBe(4)
  })
})

test('kimi trust lists, shows and forgets folders, and trusts no home', async () => {
  const cwd = clone()
  const kimi = (...args: string[]) => home.command(['trust', ...args], { cwd })
  expect((await kimi('show')).stdout).toMatch(/: not trusted\n {2}instructions {2}AGENTS\.md {2}\(new\)\n/)
  await kimi('add')
  expect(JSON.parse((await kimi('list', '--json')).stdout)).toContainEqual(
    expect.objectContaining({ root: cwd, decision: 'trusted', items: 3 }),
  )
  expect((await kimi('remove')).status).toBe(0)
  expect((await kimi('remove')).status).toBe(1)
  for (const dir of [home.dir, '/']) {
    expect((await kimi('add', dir)).stderr).toContain('is not trusted whole')
  }
})
