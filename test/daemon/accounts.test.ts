import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { KIMI, lendDaemonTo, makeHome, type Home } from '../support/kimi.ts'
import { openCloud, PLATFORM_KEY, type Cloud } from '../support/kimi-cloud.ts'
import { openTerminal } from '../support/terminal.ts'

let home: Home
let cloud: Cloud
beforeAll(async () => {
  cloud = await openCloud()
  home = await makeHome({ ...cloud.env, KIMI_LOG_LEVEL: 'debug', KIMI_SUGGEST_OFFLINE_AFTER_MS: '60000' })
  await lendDaemonTo(home)
})
afterAll(async () => {
  await home[Symbol.asyncDispose]()
  await cloud[Symbol.asyncDispose]()
})

/** Through the running daemon: without variables that name hosts, which would make a command host one of its own. */
const kimi: Home['kimi'] = (args, options = {}) =>
  home.kimi(args, { ...options, env: { KIMI_CODE_OAUTH_HOST: '', KIMI_CODE_BASE_URL: '', ...options.env } })

const ask = () =>
  home.call('suggest/line', {
    cwd: home.dir,
    shell: 'bash',
    env: { KIMI_SUGGEST_OFFLINE_AFTER_MS: '60000' },
    line: 'say hello',
  })

/** The files below the share directory that contain this text. */
function findText(text: string): string[] {
  const names = readdirSync(home.paths.share, { recursive: true, encoding: 'utf8' })
  return names.filter((name) => {
    const path = join(home.paths.share, name)
    return !name.startsWith('cache/compile') && statSync(path).isFile() && readFileSync(path).includes(text)
  })
}

test.each(['zsh', 'bash', 'fish'] as const)(
  'at the first Ctrl-X without a model %s has a line that says how to get one, and never again',
  async (name) => {
    await using own = await makeHome({ ...cloud.env, KIMI_SUGGEST_OFFLINE_AFTER_MS: '60000' })
    rmSync(join(own.paths.share, 'cache', 'model-offered'))
    await lendDaemonTo(own)
    await using term = await own.shell(name)
    term.type('gti status')
    term.press('ctrl-x')
    await term.until((screen) => screen.includes('no model: kimi login') && term.line() === 'PROMPT> git status')
    await term.interrupt()
    term.type('gti log')
    term.press('ctrl-x')
    await term.until((screen) => /1\/\d/.test(screen) && term.line() === 'PROMPT> git log')
    // `kimi` asks by this method, and does not tell the offer again either.
    expect((await own.call('account/offer', { env: {} })).text).toBeNull()
  },
)

test('kimi login prints the lines that the SDK of Kimi CLI reads, and the running daemon uses the login at once', async () => {
  expect(await kimi(['whoami'])).toMatchObject({ status: 1, stderr: 'kimi: nobody is logged in\n  kimi login\n' })
  cloud.polls = ['pending', 'agreed']
  const { status, stdout, stderr } = await home.kimi(['login', '--json', '--no-browser'])
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  const events = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  const page = { verification_url: expect.stringMatching(/user_code=CODE-1$/), user_code: 'CODE-1' }
  expect(events).toEqual([
    { type: 'info', message: 'Please visit the following URL to finish authorization.' },
    { type: 'verification_url', message: expect.stringMatching(/^Verification URL: http/), data: page },
    {
      type: 'waiting',
      message: 'Waiting for user authorization...: the user: pending',
      data: { error: 'authorization_pending', error_description: 'the user: pending' },
    },
    { type: 'success', message: 'Logged in successfully.' },
  ])
  expect((await home.call('account/status', {})).logins).toMatchObject([{ state: 'usable' }])
  expect((await ask()).proposals[0]).toMatchObject({ command: 'echo from the plan' })
  expect(cloud.problems).toEqual([])
})

test('kimi login in a terminal opens the browser, and draws the page’s address for a phone', async () => {
  const { renderUnicodeCompact } = await import('uqr')
  const opened = join(home.dir, 'opened')
  const browser = join(home.dir, 'browser')
  writeFileSync(browser, `#!/bin/sh\nprintf %s "$1" > '${opened}.new'; mv '${opened}.new' '${opened}'\n`, {
    mode: 0o755,
  })
  const env = { ...home.env, KIMI_CODE_OAUTH_HOST: '', KIMI_CODE_BASE_URL: '', BROWSER: browser }
  cloud.polls = ['agreed']
  await using term = await openTerminal({ shell: KIMI, args: ['login'], env, rows: 40 })
  await term.until((screen) => screen.includes('logged in as Ada'))
  const url = /http:\S+/.exec(term.screen())![0]
  expect(url).toMatch(/user_code=CODE-\d+$/)
  for (const row of renderUnicodeCompact(url, { border: 1 }).split('\n')) expect(term.screen()).toContain(row.trimEnd())
  await expect.poll(() => existsSync(opened)).toBe(true)
  expect(readFileSync(opened, 'utf8')).toBe(url)
})

test('an address that is not opened as it is shown is shown only, and so is one with a user in front of its host', async () => {
  const opened = join(home.dir, 'opened-page')
  const browser = join(home.dir, 'other-browser')
  writeFileSync(browser, `#!/bin/sh\nprintf %s "$1" > '${opened}'\n`, { mode: 0o755 })
  const env = { ...home.env, KIMI_CODE_OAUTH_HOST: '', KIMI_CODE_BASE_URL: '', BROWSER: browser }
  for (const page of ['https://x/ $(id)\nsecond line', 'https://kimi.com@evil.example/', 'http://kimi.com/']) {
    cloud.page = page
    cloud.polls = ['agreed']
    const { status, stderr } = await home.kimi(['login'], { env })
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringContaining('this address is not opened: ') })
    expect(stderr).not.toContain('your browser is opened')
    expect(existsSync(opened)).toBe(false)
  }
  cloud.page = 'https://evil.example/device'
  cloud.polls = ['agreed']
  const { stderr } = await home.kimi(['login', '--no-browser'], { env })
  expect(stderr).toContain('this page is on evil.example, not on kimi.com or kimi.ai')
  cloud.page = null
})

test('whoami names user and plan, and usage shows limits and what was used', async () => {
  const { stdout } = await kimi(['whoami'])
  expect(stdout).toMatch(/^Ada, plan Moderato at 127\.0\.0\.1:\d+, by .+\/credentials\/kimi-code-env-\w+\.json\n$/)
  const usage = await kimi(['usage'])
  expect(usage.status).toBe(0)
  expect(usage.stdout).toMatch(
    /^127\.0\.0\.1:\d+ +Kimi Code plan\nthis week +42 % used \(420 of 1,000\), begins anew in /,
  )
  expect(usage.stdout).toMatch(
    /\n5 hours +25 % used .+\nextra +\$2\.50 left of \$10\.00\ntoday +1\.0k in \(60 % cached\), 50 out, 1 call\n$/,
  )
  expect(JSON.parse((await kimi(['usage', '--json'])).stdout)).toMatchObject({
    today: { calls: 1, input: 1000, cached: 600 },
  })
})

test('the doctor talks to the model with the login, and says why it was chosen', async () => {
  const { findings } = await home.call('daemon/checks', { areas: ['account', 'model'], env: {} })
  expect(findings).toMatchObject([
    { area: 'account', ok: true, text: expect.stringMatching(/^the Kimi Code login at 127/) },
    {
      area: 'model',
      ok: true,
      text: expect.stringMatching(/answers in \d+ ms; chosen because you are logged in with a Kimi Code plan$/),
    },
  ])
})

test('a key of the open platform is read from a pipe or without an echo, never from the command line, and checked first', async () => {
  const env = { MOONSHOT_BASE_URL: `${cloud.url}/v1` }
  const bad = await kimi(['login', '--api-key'], { input: 'sk-bad\n', env })
  expect(bad).toMatchObject({
    status: 1,
    stderr: 'kimi: the key is not kept: Invalid Authentication\n  kimi login --api-key\n',
  })
  const inArguments = await kimi(['login', '--api-key', PLATFORM_KEY], { env })
  expect(inArguments.status).toBe(2)
  expect(inArguments.stderr).not.toContain(PLATFORM_KEY)
  const { HOME: dir, ...own } = home.env
  await using term = await openTerminal({
    shell: KIMI,
    args: ['login', '--api-key'],
    env: { ...own, ...env, HOME: dir! },
  })
  await term.until((screen) => screen.includes('it does not show'))
  await term.idle()
  term.paste(PLATFORM_KEY)
  term.press('enter')
  expect((await term.exited).code).toBe(0)
  await term.until((screen) => screen.includes('open-platform.json'))
  expect(term.screen()).not.toContain('sk-')
  expect((await kimi(['usage'])).stdout).toContain('$49.59 left ($3.00 paid in, $46.59 vouchers)')
})

test('no token and no key is anywhere but in the files of the credentials', () => {
  expect(findText('secret').filter((name) => !name.startsWith('credentials/'))).toEqual([])
  expect(findText('sk-platform')).toEqual(['credentials/open-platform.json'])
})

test('a login that has ended says so in a line, and logging out takes away all that was kept', async () => {
  cloud.revoke()
  for (const usage of [await kimi(['usage']), await kimi(['usage'])]) {
    expect(usage.status).toBe(1)
    expect(usage.stdout).toMatch(/the Kimi Code login has ended(?:: \S+ no longer accepts it)?: kimi login/)
  }
  const { status, stdout } = await kimi(['logout'])
  expect(status).toBe(0)
  expect(stdout).toMatch(/^removed .+kimi-code-env-\w+\.json\nremoved .+open-platform\.json\n$/)
  expect(readdirSync(join(home.paths.share, 'credentials'))).toEqual([])
  expect(await kimi(['logout'])).toMatchObject({ status: 0, stdout: 'nobody was logged in\n' })
})

test('a login that is refused on the page ends in one line', async () => {
  cloud.polls = ['denied']
  expect(await kimi(['login', '--no-browser'])).toMatchObject({
    status: 1,
    stdout: '',
    stderr: expect.stringMatching(/\nkimi: Login failed: the user: denied\n {2}kimi doctor\n$/),
  })
})

test('a credentials file that cannot be read is named by whoami and by the doctor', async () => {
  const file = join(home.paths.share, 'credentials', 'kimi-code.json')
  mkdirSync(file)
  const problem = `${file} cannot be read: it is a directory`
  expect(await kimi(['whoami'])).toMatchObject({ status: 1, stderr: `kimi: ${problem}\n  kimi doctor\n` })
  const { findings } = await home.call('daemon/checks', { areas: ['account'], env: {} })
  expect(findings).toEqual([{ area: 'account', ok: false, text: problem, hint: `ls -ld ${file}` }])
  rmdirSync(file)
})
