// A newcomer's way with a plan: logs in, asks, reaches the limit, reads why, sees the usage, changes the model, loses the network, and
// logs out. Nothing but the double of Kimi's services answers.

import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeHome, startDaemonIn, type Home } from '../support/kimi.ts'
import { openCloud, type Cloud } from '../support/kimi-cloud.ts'

let home: Home
let cloud: Cloud
beforeAll(async () => {
  cloud = await openCloud()
  home = await makeHome(cloud.env)
  await startDaemonIn(home)
})
afterAll(async () => {
  await home[Symbol.asyncDispose]()
  await cloud[Symbol.asyncDispose]()
})

/** Through the running daemon: a command with variables that name hosts would host one of its own. */
const kimi = (args: string[]) => home.kimi(args, { env: { KIMI_CODE_OAUTH_HOST: '', KIMI_CODE_BASE_URL: '' } })
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
  const { stdout } = await kimi(['model', 'list'])
  expect(stdout).toContain('kimi-for-coding-highspeed')
  expect((await kimi(['model', 'use', 'kimi-for-coding-highspeed'])).status).toBe(0)
  // The daemon reads the configuration again when it hears of the change.
  await expect.poll(async () => (await kimi(['model', 'show'])).stdout).toContain('kimi-for-coding-highspeed')
  expect((await ask()).status).toBe(0)
})

test('logging out leaves nothing that asks', async () => {
  expect((await kimi(['logout'])).status).toBe(0)
  expect((await kimi(['whoami'])).stderr).toContain('nobody is logged in')
  expect((await ask()).stderr).toContain('kimi login')
})

test('without a network the reason is said, and Ctrl-X answers from this machine', async () => {
  expect((await kimi(['login', '--no-browser'])).status).toBe(0)
  await cloud[Symbol.asyncDispose]()
  const { status, stderr } = await ask()
  expect(status).toBe(75)
  expect(stderr).toContain(new URL(cloud.url).host)
  expect((await kimi(['suggest', 'gti status'])).stdout).toMatch(/^git status/)
  expect((await kimi(['usage'])).status).toBe(1)
})
