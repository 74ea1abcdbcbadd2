// The input of a turn and its end: sizes, pipes that stay open, signals. The tests share one daemon.

import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { KIMI, makeHome, makeServedHome, type Home } from '../support/kimi.ts'
import { answer, startModelServer, type ModelServer } from '../support/model-server.ts'

const MB = 1024 * 1024
const STREAM = ['--print', '--input-format', 'stream-json', '--output-format', 'stream-json']
let home: Home
let model: ModelServer

beforeAll(async () => {
  model = await startModelServer(() => answer('fine'))
  home = await makeServedHome()
  writeFileSync(
    home.paths.config,
    `default_model = "big"
[models.big]
provider = "p"
model = "big"
max_context_size = 2000000
capabilities = ["image_in"]
[models.small]
provider = "p"
model = "small"
max_context_size = 1000
[providers.p]
type = "kimi"
base_url = "${model.url}"
api_key = "sk-x"
`,
  )
})
afterAll(async () => {
  await home[Symbol.asyncDispose]()
  await model[Symbol.asyncDispose]()
})

/** The number of files in which sessions keep what was said. */
const countLogs = () =>
  readdirSync(join(home.paths.share, 'sessions'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.jsonl'),
  ).length
const last = () => model.requests.at(-1)!.raw
/** A running `kimi` whose stdin stays open, with what it has said on stderr and its status when it has ended. */
function start(args: string[]) {
  const child = spawn(KIMI, args, { env: home.env, cwd: home.dir, stdio: 'pipe' })
  const run = { child, said: '', ended: new Promise<number | null>((resolve) => child.once('close', resolve)) }
  child.stderr.on('data', (chunk: Buffer) => (run.said += chunk.toString()))
  child.stdout.resume()
  return run
}

describe('what is large', () => {
  test.each([[['-p', 'sum up']], [['--print']]])('3 MB on the stdin of %s reach the model whole', async (args) => {
    const input = `${'word '.repeat((3 * MB) / 5)}the end`
    expect(await home.kimi(args, { input })).toMatchObject({ status: 0, stdout: 'fine\n' })
    expect(last().length).toBeGreaterThan(3 * MB)
    expect(last()).toContain('the end')
  })

  test('bytes that are no text are no reason to hang', async () => {
    expect(await home.kimi(['ask', 'what is it?'], { input: '\0'.repeat(200_000) })).toMatchObject({ status: 0 })
  })

  test('an image of 1.3 MB goes through stream-json', async () => {
    const url = `data:image/png;base64,${'A'.repeat(1_300_000)}`
    const content = [{ type: 'image_url', image_url: { url } }]
    const input = `${JSON.stringify({ role: 'user', content })}\n`
    expect(await home.kimi(STREAM, { input })).toMatchObject({
      status: 0,
      stdout: '{"role":"assistant","content":"fine"}\n',
    })
    expect(last()).toContain(url)
  })

  test('words beyond the model’s window are refused with both sizes, and nothing of them is sent or kept', async () => {
    const before = [model.requests.length, countLogs()]
    const run = await home.kimi(['-m', 'small', '-p', 'sum up'], { input: 'word '.repeat(2000) })
    expect(run).toMatchObject({ status: 2, stdout: '' })
    expect(run.stderr).toMatch(/^kimi: the text has about 2,5\d\d tokens, and the window of small holds 1,000\n/)
    expect([model.requests.length, countLogs()]).toEqual(before)
  })

  test('a line of stdin over 100 MB is refused before it has ended', async () => {
    const run = start(STREAM)
    run.child.stdin.on('error', () => {}) // it does not read the rest
    run.child.stdin.write(Buffer.alloc(100 * MB + 1, 'x'))
    expect(await run.ended).toBe(2)
    expect(run.said).toBe('kimi: a line of stdin has more than 100 MB, and no more can be sent\n')
  })
})

describe('stdin', () => {
  test('that stays open is named at once, and read when it ends', async () => {
    const run = start(['-p', 'sum up'])
    await expect.poll(() => run.said).toMatch(/^kimi: waiting for the end of stdin/)
    run.child.stdin.end('late words')
    expect(await run.ended).toBe(0)
    expect(last()).toContain('late words')
  })

  test('without one message for stream-json is a failure', async () => {
    expect(await home.kimi(STREAM, { input: 'nonsense\n' })).toMatchObject({ status: 2, stdout: '' })
    expect(await home.kimi(STREAM, { input: '' })).toMatchObject({ status: 0, stdout: '', stderr: '' })
  })
})

describe('one signal ends', () => {
  test('a turn whose daemon does not answer any more', async () => {
    const wait = Promise.withResolvers<void>()
    await using silent = await startModelServer(() => answer({ wait: wait.promise }))
    const toml = readFileSync(home.paths.config, 'utf8').replace(model.url, silent.url)
    const run = start(['--config', toml, '--print', '-p', 'x'])
    await expect.poll(() => silent.requests.length).toBe(1)
    const pid = (await home.daemonPid())!
    process.kill(pid, 'SIGSTOP')
    try {
      run.child.kill('SIGINT')
      expect(await run.ended).toBe(130)
    } finally {
      process.kill(pid, 'SIGCONT')
      wait.resolve()
    }
  })

  test('a wire that waits for its client', async () => {
    const run = start(['--wire'])
    run.child.stdin.write('{"jsonrpc":"2.0","id":"1","method":"initialize","params":{"protocol_version":"1.1"}}\n')
    await new Promise((resolve) => run.child.stdout.once('data', resolve))
    run.child.kill('SIGTERM')
    expect(await run.ended).toBe(143)
  })
})

test('a file that is no TOML stops a turn with its line, and a proposal does with the rest of it', async () => {
  await using other = await makeHome({ CI: '1' })
  writeFileSync(other.paths.config, 'default_model = "x"\nnonsense\n')
  const run = await other.command(['-p', 'x'])
  expect(run).toMatchObject({ status: 2, stdout: '' })
  expect(run.stderr).toMatch(
    /^kimi: Invalid TOML in configuration file .+\/config\.toml: .+, line 2\n {2}kimi config edit\n$/,
  )
  expect((await other.command(['suggest', 'list', 'files'])).status).toBe(0)
})
