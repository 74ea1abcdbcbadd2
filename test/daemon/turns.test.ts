import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openContextFile } from '../../src/session/store/context-file.ts'
import { placeSession } from '../../src/session/store/session-layout.ts'
import { KIMI, lendDaemonTo, makeHome, makeServedHome, type Home } from '../support/kimi.ts'
import { answer, refuse, startModelServer, type Reply, type Step } from '../support/model-server.ts'
import { shareScripts } from '../support/shared-daemon.ts'
import { openWire, script } from '../support/wire-client.ts'

const makeScripted = shareScripts()
const lines = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
const call = (command: string, id = 'c1'): Step => ({
  toolCall: { id, name: 'Shell', arguments: JSON.stringify({ command }) },
})

describe('one prompt', () => {
  test('streams the text alone to a pipe, with stdin as context and @files', async () => {
    await using model = await startModelServer(() => answer('It is ', 'fine.'))
    await using home = await makeServedHome({ MOONSHOT_API_KEY: 'sk-x', MOONSHOT_BASE_URL: model.url })
    writeFileSync(join(home.dir, 'notes.txt'), 'remember the milk')
    const run = await home.kimi(['ask', 'why?', 'see', '@notes.txt'], { input: 'error: 42\n' })
    expect(run).toEqual({ status: 0, stdout: 'It is fine.\n', stderr: '' })
    expect(model.requests[0]!.raw).toContain('error: 42')
    expect(model.requests[0]!.raw).toContain('remember the milk')
  })

  test('makes files with the modes the user’s own files have, although the daemon’s are private', async () => {
    await using home = await makeScripted([
      script(['WriteFile', { path: 'written', content: 'x' }]),
      script(['Shell', { command: 'touch touched' }]),
      script('end'),
    ])
    await home.command(['-y', '-p', 'go'])
    const mode = (name: string) => statSync(join(home.dir, name)).mode & 0o777
    const usual = 0o666 & ~process.umask()
    expect([mode('written'), mode('touched')]).toEqual([usual, usual])
    expect(statSync(home.paths.socket).mode & 0o777).toBe(0o600)
  })

  test('hands no escape sequence of the model on, in a pipe neither', async () => {
    await using model = await startModelServer(() => answer('a\u001b]0;title\u0007b\u001b[', '31mc\u202e', '\nd'))
    await using home = await makeServedHome({ MOONSHOT_API_KEY: 'sk-x', MOONSHOT_BASE_URL: model.url })
    for (const args of [
      ['-p', 'x'],
      ['--print', '-p', 'x'],
      ['--quiet', '-p', 'x'],
    ])
      expect((await home.command(args)).stdout).toMatch(/^[^\u001b\u0007\u202e]*\nd\n$/)
  })

  test('refuses a call that needs an answer when nobody can give one, and exits 4; --yolo allows it', async () => {
    await using home = await makeScripted([script(['Shell', { command: 'touch made' }]), script('end')])
    const refused = await home.command(['-p', 'go'])
    expect(refused.status).toBe(4)
    expect(refused.stderr).toMatch(/^kimi: refused, since nobody could be asked: Run.*touch made/)
    expect(existsSync(join(home.dir, 'made'))).toBe(false)
    expect((await home.command(['-p', 'go', '--yolo'])).status).toBe(0)
    expect(existsSync(join(home.dir, 'made'))).toBe(true)
  })

  test('goes on with -C and -S, begins one with an id, and an empty session leaves nothing', async () => {
    await using home = await makeScripted([script('one')])
    expect((await home.command(['-C', '-p', 'x'])).stderr).toContain(
      'No previous session found for the working directory',
    )
    await home.command(['-S', 'mine', '-p', 'first words'])
    await home.command(['-C', '-p', 'second words'])
    const { context } = placeSession(home.paths.share, home.dir, 'mine')
    expect(readFileSync(context, 'utf8')).toMatch(/first words[\s\S]*second words/)
    // The session of a task in the background is no place to go on.
    const { stdout } = await home.command(['bg', 'words of a task'])
    await home.command(['task', 'wait', /\b(\w{4}) started/.exec(stdout)![1]!])
    await home.command(['-C', '-p', 'fourth words'])
    expect(readFileSync(context, 'utf8')).toMatch(/second words[\s\S]*fourth words/)
    // The session is still warm: other flags hold all the same.
    const quiet = await home.command(['-C', '--quiet', '-p', 'third words'])
    expect(quiet).toMatchObject({ status: 0, stdout: 'one\n' })
    await using wire = await openWire(home, { args: ['-S', 'quiet', '--no-daemon'] })
    wire.end()
    await wire.exited
    expect(existsSync(placeSession(home.paths.share, home.dir, 'quiet').dir)).toBe(false)
  })

  test('conflicting and missing flags are one line, and status 2', async () => {
    await using home = await makeHome()
    for (const [args, said] of [
      [['-C', '-S', 'x', '-p', 'y'], /Cannot combine --continue, --session\./],
      [['--print', '--wire'], /Cannot combine --print, --wire\./],
      [['--output-format', 'json'], /needs --print/],
      [['-p', ' '], /empty/],
      [['-C', '-S', 'x'], /Cannot combine --continue, --session\./],
      [['--config', 'models = [', '-p', 'x'], /^kimi: Invalid TOML in configuration text: /],
      [['--config', '', '--wire'], /Configuration text cannot be empty/],
      [['--config-file', '/nowhere', '-p', 'x'], /no such file: \/nowhere/],
      [['mcp', 'add', '--transport', 'http', 'x'], /expected one address for x/],
      [['--mcp-config', '{"mcpServers": {"x": {}}}', '-p', 'x'], /server x: expected command or url, one of them/],
      [['--work-dir', '/nowhere', '-p', 'x'], /no such directory: \/nowhere/],
      [['--mcp-config', 'garbage', '-p', 'x'], /--mcp-config: expected a JSON object/],
      [['--mcp-config', '{"mcpServers": 7}', '-p', 'x'], /--mcp-config: expected a JSON object/],
      [['--mcp-config-file', '/nowhere.json', '--print', '-p', 'x'], /cannot read \/nowhere\.json \(ENOENT\)/],
    ] as const) {
      const { status, stderr } = await home.command([...args])
      expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringMatching(said) })
    }
  })

  test('holds to a plan, whatever else may run unasked, and where nobody is there to approve it', async () => {
    await using home = await makeScripted([script(['WriteFile', { path: 'made', content: 'x' }]), script('end')])
    await home.command(['-S', 'kept', '-p', '/plan'])
    const ways = [
      ['--yolo', '--plan'],
      ['--print', '--plan'],
      ['--print', '--mode', 'plan'],
      ['--print', '-S', 'kept'],
    ]
    for (const flags of ways) {
      expect((await home.command([...flags, '-p', 'go'])).status, flags.join(' ')).toBe(0)
      expect(existsSync(join(home.dir, 'made')), flags.join(' ')).toBe(false)
    }
    await home.command(['--print', '-p', 'go'])
    expect(existsSync(join(home.dir, 'made'))).toBe(true)
  })

  test.each([
    ['ask', false, false],
    ['accept-edits', false, true],
    ['auto', true, true],
  ] as const)(
    '--print --mode %s obeys the mode: what it would ask is refused, and stderr says what would let it run',
    async (mode, runs, edits) => {
      await using home = await makeScripted([
        script(['Shell', { command: 'touch ran' }], ['WriteFile', { path: 'made', content: 'x' }]),
        script('end'),
      ])
      const { status, stderr } = await home.command(['--print', '--mode', mode, '-p', 'go'])
      const wanted = [runs && edits ? 0 : 4, runs, edits]
      expect([status, existsSync(join(home.dir, 'ran')), existsSync(join(home.dir, 'made'))]).toEqual(wanted)
      expect(/Mode ask asks about this.*What would let it run: --mode accept-edits/.test(stderr)).toBe(!edits)
      expect(/What would let it run: --mode auto/.test(stderr)).toBe(!runs)
    },
  )

  test('--print --mode ask exits with 4 in each format after a refusal, says so in JSON, and takes the next message all the same', async () => {
    await using home = await makeScripted([script(['Shell', { command: 'touch ran' }]), script('no'), script('yes')])
    const args = ['--print', '--mode', 'ask', '--output-format', 'stream-json', '--result']
    const input = ['a', 'b'].map((content) => JSON.stringify({ role: 'user', content })).join('\n')
    const { status, stdout } = await home.kimi([...args, '--input-format', 'stream-json'], { input })
    const results = lines(stdout).filter(({ type }) => type === 'result')
    expect([status, results.map((result) => [result['status'], result['result']])]).toEqual([
      4,
      [
        ['refused', 'no'],
        ['finished', 'yes'],
      ],
    ])
    await using other = await makeScripted([script(['Shell', { command: 'touch ran' }]), script('no')])
    const json = await other.command(['--print', '--mode', 'ask', '-p', 'go', '--output-format', 'json'])
    expect([json.status, JSON.parse(json.stdout)]).toMatchObject([4, { status: 'refused', result: 'no' }])
  })

  test('says that a turn runs in the session, and how to go on beside it', async () => {
    await using home = await makeScripted([script(['Shell', { command: 'touch made' }]), script('end')])
    await using wire = await openWire(home, { args: ['-S', 's'] })
    const turn = wire.call('prompt', { user_input: 'go' })
    const { id } = await wire.seeRequest('ApprovalRequest')
    const second = await home.command(['-S', 's', '-p', 'x'])
    expect(second).toEqual({
      status: 75,
      stdout: '',
      stderr: 'kimi: a turn is already running in this session\n  kimi session fork\n',
    })
    wire.answer(id, { request_id: id, response: 'reject' })
    await turn
  })

  test('keeps the words that no model could answer', async () => {
    await using home = await makeServedHome()
    expect((await home.command(['-S', 's', '-p', 'precious words'])).status).toBe(1)
    const { context } = placeSession(home.paths.share, home.dir, 's')
    expect(readFileSync(context, 'utf8')).toContain('precious words')
  })

  test('ends with a reason and a status when the model makes the same call over and over', async () => {
    await using home = await makeScripted(Array.from({ length: 13 }, () => script(['Shell', { command: 'true' }])))
    const run = await home.command(['-y', '-p', 'go'])
    expect(run.status).toBe(1)
    expect(run.stderr).toContain(
      'kimi: the turn was stopped: the model made the same call of Shell 12 times in a row\n',
    )
  })

  test('runs the agent of a file, and refuses a file with a mistake by its line', async () => {
    await using home = await makeScripted([script('one')])
    const file = join(home.dir, 'agent.yaml')
    writeFileSync(file, 'agent:\n  extend: default\n  name: &name tester\n  when_to_use: *name\n')
    expect(await home.command(['--agent-file', file, '-p', 'x'])).toEqual({ status: 0, stdout: 'one\n', stderr: '' })
    writeFileSync(file, 'agent:\n  extend: default\n  name: a: b\n')
    const refused = await home.command(['--agent-file', file, '-p', 'x'])
    expect(refused.status).toBe(2)
    expect(refused.stderr).toContain(`kimi: ${file}:3: a value with \`: \` in it must be quoted\n`)
  })

  test('ends with 130 on Ctrl-C and 143 on SIGTERM, and the session knows', async () => {
    for (const [signal, status] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const) {
      await using home = await makeScripted([script(['Shell', { command: 'echo > began; sleep 300' }])])
      const child = spawn(KIMI, ['-y', '-S', 's', '-p', 'go'], { env: home.env, cwd: home.dir, stdio: 'ignore' })
      await expect.poll(() => existsSync(join(home.dir, 'began'))).toBe(true)
      child.kill(signal)
      expect(await new Promise((resolve) => child.once('close', resolve))).toBe(status)
      const { context } = placeSession(home.paths.share, home.dir, 's')
      await expect.poll(() => readFileSync(context, 'utf8')).toContain('The user interrupted you here')
    }
  })
})

describe('print mode', () => {
  const scripts = [
    `think: hm\n${script('I look.', ['Shell', { command: 'echo hi' }])}`,
    `${script('Done.')}\nusage: {"input_other": 7, "output": 2}`,
  ]

  test('stream-json is a message a line, each step and each result; --result adds session and usage', async () => {
    await using home = await makeScripted(scripts)
    const { stdout } = await home.command(['--print', '-p', 'go', '--output-format', 'stream-json', '--result'])
    const [said, result, last, end] = lines(stdout)
    expect(said).toMatchObject({ role: 'assistant', content: [{ type: 'think' }, { type: 'text', text: 'I look.' }] })
    expect(result).toMatchObject({ role: 'tool', tool_call_id: 'c1' })
    expect(last).toEqual({ role: 'assistant', content: 'Done.' })
    expect(end).toMatchObject({ type: 'result', status: 'finished', steps: 2, usage: { input_other: 7, output: 2 } })
    expect(readdirSync(dirname(placeSession(home.paths.share, home.dir, 'any').dir))).toHaveLength(1)
  })

  test('stream-json has one message a step, also when its calls end before it, and then their results', async () => {
    await using model = await startModelServer([
      answer('I look. ', call('echo 1', 'a'), call('echo 2', 'b'), { pauseMs: 300 }, call('echo 3', 'c')),
      answer('Done.'),
    ])
    await using home = await makeServedHome({ MOONSHOT_API_KEY: 'sk-x', MOONSHOT_BASE_URL: model.url })
    const { stdout } = await home.command(['--print', '-p', 'go', '--output-format', 'stream-json'])
    expect(lines(stdout).map(({ role }) => role)).toEqual(['assistant', 'tool', 'tool', 'tool', 'assistant'])
    expect(lines(stdout)[0]!['tool_calls']).toHaveLength(3)
  })

  test('--quiet is the last message, json one object, --deltas the pieces', async () => {
    await using home = await makeScripted(scripts)
    expect((await home.command(['--quiet', '-p', 'go'])).stdout).toBe('Done.\n')
    const json = JSON.parse((await home.command(['--print', '-p', 'go', '--output-format', 'json'])).stdout) as object
    expect(json).toMatchObject({ result: 'Done.', status: 'finished' })
    const final = ['--output-format', 'stream-json', '--final-message-only']
    expect(lines((await home.command(['--print', '-p', 'go', ...final])).stdout)).toEqual([
      { role: 'assistant', content: 'Done.' },
    ])
    const deltas = await home.command(['--print', '-p', 'go', '--output-format', 'stream-json', '--deltas'])
    expect(lines(deltas.stdout).filter(({ type }) => type === 'delta')).toHaveLength(3)
  })

  test('stream-json input is a turn a line; what is no message is named and skipped', async () => {
    await using home = await makeScripted([script('one'), script('two')])
    const input = '{"role":"user","content":"a"}\nnonsense\n{"role":"user","content":"b"}\n'
    const args = ['--print', '--input-format', 'stream-json', '--output-format', 'stream-json']
    const { status, stdout, stderr } = await home.kimi(args, { input })
    expect(status).toBe(0)
    expect(lines(stdout).map(({ content }) => content)).toEqual(['one', 'two'])
    expect(stderr).toContain('nonsense')
  })

  test('errors are JSON where JSON was asked for, with the statuses of Kimi CLI', async () => {
    const args = ['--print', '-p', 'x', '--output-format', 'stream-json', '--max-retries-per-step', '1']
    for (const [said, status] of [
      ['503 busy', 75],
      ['401 no', 1],
    ] as const) {
      await using home = await makeScripted([`error: ${said}`])
      const run = await home.command(args)
      expect(run.status).toBe(status)
      expect(lines(run.stdout).at(-1)).toMatchObject({
        type: 'result',
        status: 'failed',
        error: { retryable: status === 75 },
      })
    }
  })
})

test('a prompt comes back until the model chooses to stop: --max-ralph-iterations', async () => {
  await using home = await makeScripted([
    script('begun'),
    script('more <choice>CONTINUE</choice>'),
    script('all done <choice>STOP</choice>'),
  ])
  const { status, stdout } = await home.command(['-p', 'do it', '--max-ralph-iterations', '-1'])
  expect({ status, last: stdout.trim().split('\n').at(-1) }).toEqual({
    status: 0,
    last: 'all done <choice>STOP</choice>',
  })
})

test('two clients share a live session: each sees what the other does', async () => {
  await using home = await makeScripted([script('to both')])
  await using one = await openWire(home, { args: ['-S', 'shared'] })
  await using two = await openWire(home, { args: ['-S', 'shared'] })
  await one.call('prompt', { user_input: 'hi' })
  expect(await two.seeEvent('ContentPart')).toMatchObject({ text: 'to both' })
  // Another process gets one clear line.
  const other = await home.kimi(['-S', 'shared', '-p', 'x', '--no-daemon'])
  expect(other).toMatchObject({ status: 75, stderr: expect.stringMatching(/^kimi: session shared is in use/) })
})

test('a client that stops reading for a while holds the model up, and gets the whole answer', async () => {
  const piece = 'x'.repeat(60_000)
  await using model = await startModelServer(() => answer(...Array.from({ length: 250 }, () => piece)))
  const env = { MOONSHOT_API_KEY: 'sk-x', MOONSHOT_BASE_URL: model.url }
  await using home = await makeHome(env)
  await lendDaemonTo(home)
  const socket = connect(home.paths.socket)
  const send = (id: string, method: string, params: object) =>
    socket.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`)
  send('1', 'session/open', { workDir: home.dir, env, shellEnv: {} })
  await once(socket, 'data')
  socket.pause()
  send('2', 'prompt', { user_input: 'go' })
  const sent = { isAll: false }
  void model.received(1).then(async ({ closed }) => (await closed, (sent.isAll = true)))
  // So long the daemon could have read all of the answer, and more than its client may leave unread.
  for (let round = 0; round < 200 && !sent.isAll; round++) await home.status()
  let [size, last] = [0, '']
  socket.on('data', (chunk: Buffer) => {
    size += chunk.length
    last = chunk.toString('latin1').slice(-200)
    if (last.includes('"id":"2"')) socket.end()
  })
  socket.resume()
  await once(socket, 'close')
  expect(last).toContain('"result":{"status":"finished"}')
  expect(size).toBeGreaterThan(250 * piece.length)
})

test('a session of Kimi CLI is resumed, with its system prompt', async () => {
  await using model = await startModelServer(() => answer('Yes.'))
  await using home = await makeServedHome({ MOONSHOT_API_KEY: 'sk-x', MOONSHOT_BASE_URL: model.url })
  const place = placeSession(home.paths.share, home.dir, 'theirs')
  mkdirSync(place.dir, { recursive: true })
  const records = [
    { role: '_system_prompt', content: 'You are theirs.' },
    { role: '_checkpoint', id: 0 },
    { role: 'user', content: 'remember 42' },
    { role: '_checkpoint', id: 1 },
    { role: 'assistant', content: 'I will.' },
  ]
  writeFileSync(place.context, records.map((record) => JSON.stringify(record) + '\n').join(''))
  expect((await home.command(['-S', 'theirs', '-p', 'what?'])).stdout).toBe('Yes.\n')
  const messages = model.requests[0]!.body!['messages'] as { role: string; content: string }[]
  expect(messages.map(({ content }) => content)).toEqual(['You are theirs.', 'remember 42', 'I will.', 'what?'])
})

describe('a model that fails', () => {
  let home: Home
  let sessions = 0
  beforeAll(async () => {
    home = await makeHome({ MOONSHOT_API_KEY: 'sk-secret-key' })
    await lendDaemonTo(home)
  })
  afterAll(() => home[Symbol.asyncDispose]())

  async function runWith(replies: Reply[], command?: string) {
    await using model = await startModelServer((_, index) => replies[index] ?? answer('end'))
    const id = `s${++sessions}`
    const run = await home.command(['-y', '-S', id, '-p', 'precious words'], { env: { MOONSHOT_BASE_URL: model.url } })
    const { context } = placeSession(home.paths.share, home.dir, id)
    const kept = existsSync(context) ? readFileSync(context, 'utf8') : ''
    const made = command === undefined ? '' : readFileSync(join(home.dir, 'made'), 'utf8')
    const requests = model.requests.map(({ body }) => body!)
    return { ...run, kept, made, requests }
  }

  test.each<[string, Reply[], number]>([
    ['is busy for a moment', [refuse(503, 'busy'), answer('fine')], 0],
    ['asks for a pause', [refuse(429, 'slow down', { headers: { 'retry-after': '1' } }), answer('fine')], 0],
    ['is cut in the middle', [{ steps: ['half', { cut: 'reset' }] }, answer('fine')], 0],
    ['ends without saying so', [{ steps: ['half', { cut: 'end' }] }, answer('fine')], 0],
    ['says nothing', [{ steps: [{ finish: 'stop' }] }, answer('fine')], 0],
    ['does not know the key', [refuse(401, 'no')], 1],
    ['is out of quota', [refuse(429, 'exceeded your current quota', { type: 'exceeded_current_quota_error' })], 1],
    ['refuses the text', [refuse(400, 'content filter')], 1],
  ])('and %s: one line or an answer, and nothing is lost', async (_, replies, status) => {
    const run = await runWith(replies)
    expect(run.status).toBe(status)
    expect(run.kept).toContain('precious words')
    if (status === 0) expect(run.stdout).toMatch(/fine\n$/)
    else expect(run.stderr).toMatch(/^kimi: 127\.0\.0\.1.*\n {2}.*\n$/)
    expect(run.stdout + run.stderr).not.toContain('sk-secret-key')
    expect(run.requests).toHaveLength(replies.length)
  })

  test('a script is told of each try of a server with an error, which are few; a server that is not there is tried twice', async () => {
    await using model = await startModelServer([refuse(500, 'broken'), answer('fine')])
    await using home = await makeServedHome({ MOONSHOT_API_KEY: 'sk-x', MOONSHOT_BASE_URL: model.url })
    const passed = await home.kimi(['-p', 'x'])
    expect(passed.stdout).toBe('fine\n')
    expect(passed.stderr).toMatch(
      /^kimi: 127\.0\.0\.1:\d+ cannot answer now \(500\): broken; attempt 2 of 5 in 0\.\d s\n$/,
    )
    const refused = await home.kimi(['-p', 'x'], { env: { MOONSHOT_BASE_URL: 'http://127.0.0.1:1/v1' } })
    expect(refused.status).not.toBe(0)
    expect(refused.stderr.match(/ECONNREFUSED/g)).toHaveLength(2)
    expect(refused.stderr).toContain('attempt 2 of 2 in 0.')
  })

  test('two beginnings of an answer never stand in one line: a pipe shows the break, --print only the whole answer', async () => {
    await using model = await startModelServer((_, index) =>
      index % 2 === 0 ? { steps: ['rm -rf /tm', { pauseMs: 50 }, { cut: 'reset' }] } : answer('ls -la /etc'),
    )
    await using home = await makeServedHome({ MOONSHOT_API_KEY: 'sk-x', MOONSHOT_BASE_URL: model.url })
    const shown = await home.command(['-p', 'x'])
    expect(shown.stdout).toBe('rm -rf /tm\n[the answer broke off here, and begins anew]\nls -la /etc\n')
    expect(shown.stderr).toMatch(/^kimi: the connection to 127\.0\.0\.1:\d+ broke: \w+; attempt 2 of 10 in 0\.\d s\n$/)
    expect((await home.command(['--print', '-p', 'x'])).stdout).toBe('ls -la /etc\n')
  })

  test('a conversation that cannot be made short enough names the command that helps', async () => {
    const { status, stderr } = await runWith(
      Array.from({ length: 5 }, () =>
        refuse(400, 'maximum context length exceeded', { type: 'context_length_exceeded' }),
      ),
    )
    expect(status).toBe(1)
    expect(stderr).toContain('\n  kimi -C -p /compact\n')
  })

  test('an answer at its limit of tokens goes on, and is a failure where it ends so', async () => {
    const limited = answer('half', { finish: 'length' })
    const twice = await runWith([limited, answer('whole')])
    expect(twice).toMatchObject({ status: 0, stdout: 'half\nwhole\n' })
    expect(twice.stderr).toContain('kimi: The answer reached its limit of tokens and was cut off')
    const { status, stderr } = await runWith([limited, limited, limited])
    expect(status).toBe(75)
    expect(stderr).toContain('limit of tokens, 3 times in a row\n  kimi -C -p "go on, in smaller steps"\n')
  })

  test('a command that has begun when the stream breaks runs once, and the turn goes on from its result', async () => {
    const run = await runWith([{ steps: [call('echo x >> made'), 'and', { pauseMs: 200 }, { cut: 'reset' }] }], 'made')
    expect(run.made).toBe('x\n')
    expect(run.status).toBe(0)
    expect((run.requests[1]!['messages'] as { role: string }[]).map(({ role }) => role).slice(0, 4)).toEqual([
      'system',
      'user',
      'assistant',
      'tool',
    ])
  })

  test('arguments that are no JSON, unknown tools and equal ids are answered, and nothing runs by mistake', async () => {
    const bad: Step = { toolCall: { id: 'same', name: 'Shell', arguments: '{"command": "touch made' } }
    const unknown: Step = { toolCall: { id: 'same', name: '__proto__', arguments: '{}' } }
    const run = await runWith([answer(bad, unknown), answer('sorry')])
    expect(run).toMatchObject({ status: 0, stdout: 'sorry\n' })
    const messages = run.requests[1]!['messages'] as { tool_calls?: { id: string }[]; tool_call_id?: string }[]
    const ids = messages.flatMap(({ tool_calls: calls = [] }) => calls.map(({ id }) => id))
    expect(new Set(ids).size).toBe(2)
    expect(messages.flatMap(({ tool_call_id: id }) => id ?? [])).toEqual(ids)
  })

  test('a conversation that is too long is shortened once, and the turn goes on', async () => {
    const long = 'words '.repeat(3000)
    let refused = 0
    await using model = await startModelServer((request) => {
      if (request.raw.includes('"role":"tool"') || request.raw.includes('compact'))
        return answer('A summary of it all.')
      if (request.raw.length > 60_000 && refused++ < 3)
        return refuse(400, 'maximum context length exceeded', { type: 'context_length_exceeded' })
      return answer('fine')
    })
    const env = { MOONSHOT_BASE_URL: model.url }
    for (const words of [long, long, long, long])
      await home.command(['-S', 'long', '-p', words.slice(0, 100) + words], { env })
    const { status } = await home.command(['-S', 'long', '-p', 'and now?'], { env })
    expect(status).toBe(0)
    expect(refused).toBe(1)
  })
})

test('killed at any instant: no command runs twice, and the session resumes with a strict provider', async () => {
  const instants = Number(process.env['KILL_INSTANTS'] ?? 12)
  const command = 'echo ran >> marks; sleep 0.02; echo done >> marks'
  await Promise.all(
    [0, 1].map(async (lane) => {
      await using home = await makeScripted([
        script(['Shell', { command }]),
        script(['Shell', { command: 'true' }]),
        script('end'),
      ])
      for (let instant = lane; instant < instants; instant += 2) {
        const id = `k${instant}`
        // A directory of its own: the command of the kimi that was killed before may still write its marks.
        const cwd = join(home.dir, id)
        mkdirSync(cwd)
        const child = spawn(KIMI, ['-y', '--no-daemon', '-S', id, '-p', 'go'], {
          env: home.env,
          cwd,
          stdio: 'ignore',
          detached: true,
        })
        const closed = new Promise((resolve) => child.once('close', resolve))
        await new Promise((resolve) => setTimeout(resolve, 150 + (250 * instant) / instants))
        child.kill('SIGKILL')
        await closed
        const marks = existsSync(join(cwd, 'marks')) ? readFileSync(join(cwd, 'marks'), 'utf8') : ''
        expect(marks.match(/ran/g)?.length ?? 0).toBeLessThanOrEqual(1)
        const place = placeSession(home.paths.share, cwd, id)
        if (!existsSync(place.context)) continue
        const { records } = openContextFile(place.context)
        // As a strict provider reads it: every call has its result right behind it, and no result is without its call.
        let open: string[] = []
        for (const record of records) {
          if (record.role === 'assistant') {
            expect(open).toEqual([])
            open = (record.tool_calls ?? []).map((each) => each.id)
          } else if (record.role === 'tool') {
            expect(open).toContain(record.tool_call_id)
            open = open.filter((each) => each !== record.tool_call_id)
          } else if (record.role === 'user') expect(open).toEqual([])
        }
        expect(open).toEqual([])
        // What ran is known to the model, so that it need not run again.
        if (marks !== '') expect(JSON.stringify(records)).toContain('echo ran')
      }
    }),
  )
}, 120_000)
