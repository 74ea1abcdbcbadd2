// A newcomer's way with a plan: logs in, asks, reaches the limit, reads why, sees the usage, changes the model, sees it retired, loses the network,
// and logs out. Nothing but the double of Kimi's services answers.

import { afterAll, beforeAll, expect, test } from 'vitest'
import { lendDaemonTo, makeHome, type Home } from '../support/kimi.ts'
import { openCloud, type Cloud } from '../support/kimi-cloud.ts'

let home: Home
let cloud: Cloud
beforeAll(async () => {
  cloud = await openCloud()
  home = await makeHome(cloud.env)
  await lendDaemonTo(home)
})
afterAll(async () => {
  await home[Symbol.asyncDispose]()
  await cloud[Symbol.asyncDispose]()
})

/** Through the running daemon: a command with variables that name hosts would host one of its own. */
const kimi = (args: string[]) => home.command(args, { env: { KIMI_CODE_OAUTH_HOST: '', KIMI_CODE_BASE_URL: '' } })
const ask = () => kimi(['--max-retries-per-step', '1', '-p', 'say hello'])

test('a login is enough to ask', async () => {
  expect(await kimi(['login', '--no-browser'])).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^logged in/),
  })
  expect(await ask()).toMatchObject({ status: 0, stdout: expect.stringContaining('echo from the plan') })
})

test('the limit of the plan is named, with the command that shows it', async () => {
  cloud.isUsedUp = true
  const { status, stderr } = await ask()
  expect(status).not.toBe(0)
  expect(stderr).toContain("says the plan is used up (403): You've reached your usage limit for this period")
  expect(stderr).toContain('\n  kimi usage\n')
  const { stdout } = await kimi(['usage'])
  expect(stdout).toMatch(/42 % used/)
  expect(stdout).toMatch(/^today .*1\.0k in/m)
  cloud.isUsedUp = false
})

test('another model of the plan is found, chosen and used', async () => {
  // The list was asked for at the login.
  expect(cloud.seen.filter((line) => line.endsWith('/models'))).toHaveLength(1)
  expect((await kimi(['model', 'use', 'kimi-for-coding-highspeed'])).status).toBe(0)
  expect((await kimi(['model', 'list'])).stdout).toContain('* kimi-for-coding-highspeed')
  // The daemon reads the configuration again when it hears of the change.
  await expect.poll(async () => (await kimi(['model', 'show'])).stdout).toContain('kimi-for-coding-highspeed')
  const why = 'because default_model names it, and you are logged in with a Kimi Code plan\n'
  expect((await kimi(['model', 'show'])).stdout).toContain(why)
  expect((await ask()).status).toBe(0)
})

test('Kimi’s endpoint speaks Anthropic’s protocol with the login, too', async () => {
  const env = { KIMI_CODE_OAUTH_HOST: '', KIMI_CODE_BASE_URL: '', KIMI_CODE_PROTOCOL: 'anthropic' }
  const { status, stdout } = await home.command(['-p', 'say hello'], { env })
  expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining('echo from the plan') })
  expect(cloud.bodies.at(-1)).toMatchObject({ protocol: 'anthropic', body: { model: 'kimi-for-coding-highspeed' } })
})

test('a model that is retired in mid-session names its successor, with which the session goes on', async () => {
  const [first, second] = cloud.models
  cloud.models = [{ ...first, context_length: 524_288 }]
  const words = (more: string[]) => kimi(['-p', 'go on', '-S', 'long', ...more])
  const { stderr } = await words([])
  expect(stderr).toContain(
    `has no model ${String(second!['id'])}, or has it no more; the one to take is kimi-for-coding`,
  )
  expect(stderr).toContain('\n  kimi model use kimi-for-coding\n')
  expect((await kimi(['model', 'use', 'kimi-for-coding'])).status).toBe(0)
  await expect.poll(async () => (await words([])).status).toBe(0)
  // The question that the retired model did not answer is part of the conversation.
  expect(JSON.stringify(cloud.bodies.at(-1)!.body['messages']).match(/go on/g)!.length).toBeGreaterThan(1)
  // The list was asked for anew: the window is the one that the provider tells now.
  expect((await kimi(['model', 'show'])).stdout).toContain('524k tokens')
})

test('without a network the reason is said, Ctrl-X answers from this machine, and logging out leaves nothing that asks', async () => {
  expect(cloud.problems).toEqual([])
  await cloud[Symbol.asyncDispose]()
  const { status, stderr } = await ask()
  expect(status).toBe(75)
  expect(stderr).toContain(`cannot reach ${new URL(cloud.url).host}: the connection is refused (ECONNREFUSED)\n`)
  expect((await kimi(['suggest', 'gti status'])).stdout).toMatch(/^git status/)
  const { host } = new URL(cloud.url)
  expect(await kimi(['usage'])).toMatchObject({
    status: 1,
    stdout: expect.stringMatching(new RegExp(`^${host} +the connection is refused: kimi doctor\n`)),
  })
  expect((await kimi(['whoami'])).stdout).toMatch(
    new RegExp(`^a login at ${host}, by .+\nwhose login it is cannot be asked: the connection is refused\n$`),
  )
  const { findings } = await home.call('daemon/checks', { areas: ['model'], env: {} })
  expect(findings[0]!.text).toMatch(
    /^kimi-for-coding: cannot reach \S+: the connection is refused \(ECONNREFUSED\); chosen because /,
  )
  expect((await kimi(['logout'])).stdout).toMatch(
    /^removed .+\nremoved default_model = "kimi\/kimi-for-coding" in .+\n$/,
  )
  expect((await kimi(['whoami'])).stderr).toContain('nobody is logged in')
  expect((await ask()).stderr).toContain('no model is configured\n  kimi login')
})
