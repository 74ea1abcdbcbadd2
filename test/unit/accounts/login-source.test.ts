import { execFile } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import lockfile from 'proper-lockfile'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createAccounts, type Accounts, type AccountsOptions } from '../../../src/accounts/accounts.ts'
import { openCloud, type Cloud, type CloudOptions } from '../../support/kimi-cloud.ts'
import { programOf } from '../../support/program.ts'

const DAY_S = 86_400
const exec = promisify(execFile)

/** The program of other processes. */
const program = programOf(join(import.meta.dirname, '../../support/token-client.ts'))

let share: string
let open: Accounts[]
let logged: string
beforeEach(() => {
  share = mkdtempSync('/tmp/ka-')
  open = []
  logged = ''
})
afterEach(async () => {
  for (const accounts of open) await accounts.close()
  rmSync(share, { recursive: true, force: true })
})

const fileIn = (home: string) => join(home, 'credentials', 'kimi-code.json')

/** A cloud whose login lies in the share directory, with so many seconds left of it. */
async function openWith(leftS: number, options: CloudOptions = {}): Promise<Cloud> {
  const cloud = await openCloud(options)
  write(fileIn(share), { ...cloud.issue(), expires_at: Date.now() / 1000 + leftS })
  return cloud
}

function write(file: string, fields: object): void {
  mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 })
  writeFileSync(file, JSON.stringify(fields), { mode: 0o600 })
}

const readFields = (file = fileIn(share)) => JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>

function openAccounts(cloud: Cloud, more: Partial<AccountsOptions> = {}): Accounts {
  const accounts = createAccounts({
    share,
    home: share,
    config: `${share}/config.toml`,
    env: cloud.env,
    log: (...words) => void (logged += JSON.stringify(words)),
    isLasting: false,
    sleep: async () => {},
    openKeyring: async () => null,
    ...more,
  })
  open.push(accounts)
  return accounts
}

const sourceOf = (accounts: Accounts, cloud: Cloud) =>
  accounts.tokenSource(cloud.env['KIMI_CODE_BASE_URL']!, undefined)!
const tokenOf = async (accounts: Accounts, cloud: Cloud) => sourceOf(accounts, cloud).current()

test('a login of Kimi CLI is used as it is, and its token is asked for from no host while half of its life is left', async () => {
  await using cloud = await openWith(600)
  const accounts = openAccounts(cloud)
  expect(accounts.login()).toEqual({ baseUrl: `${cloud.url}/coding/v1`, model: 'kimi-for-coding' })
  expect(await tokenOf(accounts, cloud)).toEqual({ ok: true, token: cloud.access })
  expect(cloud.seen).toEqual([])
})

test('a login of Kimi Code alone is used, and renewed where it lies', async () => {
  await using cloud = await openCloud()
  const home = join(share, 'code')
  const { slotOf } = await import('../../../src/accounts/endpoints.ts')
  const file = join(home, 'credentials', `${slotOf(cloud.url, `${cloud.url}/coding/v1`)}.json`)
  write(file, { ...cloud.issue(), expires_at: 1 })
  const accounts = openAccounts(cloud, { env: { ...cloud.env, KIMI_CODE_HOME: home } })
  expect(await tokenOf(accounts, cloud)).toEqual({ ok: true, token: 'access-2-secret' })
  expect(readFields(file)).toMatchObject({ access_token: 'access-2-secret' })
  expect(existsSync(fileIn(share))).toBe(false)
})

test('a token with less than half of its life is renewed once, and the file keeps the form of both CLIs', async () => {
  await using cloud = await openWith(400)
  const leftover = `${fileIn(share)}.tmp.1.0a0a0a0a` // of a program that was killed long ago
  writeFileSync(leftover, '')
  utimesSync(leftover, 1, 1)
  const accounts = openAccounts(cloud)
  const source = sourceOf(accounts, cloud)
  const replies = await Promise.all([source.current(), source.current(), tokenOf(accounts, cloud)])
  expect(replies).toEqual(Array(3).fill({ ok: true, token: 'access-2-secret' }))
  expect(cloud.renewals).toBe(1)
  expect(cloud.problems).toEqual([])
  const { expires_at: expiresAt, ...fields } = readFields()
  expect(fields).toEqual({
    access_token: 'access-2-secret',
    refresh_token: 'refresh-2-secret',
    scope: 'kimi-code',
    token_type: 'Bearer',
    expires_in: 900,
  })
  expect(Number(expiresAt) - Date.now() / 1000).toBeGreaterThan(890)
  expect(readFileSync(fileIn(share), 'utf8')).toMatch(/^\{\n {2}"access_token".*\}\n$/s)
  expect(statSync(fileIn(share)).mode & 0o777).toBe(0o600)
  expect(statSync(join(share, 'credentials')).mode & 0o777).toBe(0o700)
  expect(readdirSync(join(share, 'credentials'))).toEqual(['kimi-code.json'])
  expect(readdirSync(join(share, 'oauth')).filter((name) => name.endsWith('.lock'))).toEqual([])
  expect(logged).not.toContain('secret')
})

test('a daemon answers with the token that is still good while it renews it', async () => {
  await using cloud = await openWith(400)
  const accounts = openAccounts(cloud, { isLasting: true })
  expect(await tokenOf(accounts, cloud)).toEqual({ ok: true, token: 'access-1-secret' })
  await accounts.close()
  expect(readFields()).toMatchObject({ access_token: 'access-2-secret' })
})

test('a token of a short life is renewed when less than five minutes are left', async () => {
  await using cloud = await openWith(310, { life: 400 })
  const accounts = openAccounts(cloud)
  expect(await tokenOf(accounts, cloud)).toEqual({ ok: true, token: 'access-1-secret' })
  write(fileIn(share), { ...readFields(), expires_at: Date.now() / 1000 + 290 })
  expect(await tokenOf(accounts, cloud)).toEqual({ ok: true, token: 'access-2-secret' })
})

test('a daemon looks every ten minutes, and renews a login that nobody asks for', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  await using cloud = await openWith(800)
  const accounts = openAccounts(cloud, { isLasting: true })
  write(fileIn(share), { ...readFields(), expires_at: Date.now() / 1000 + 200 })
  vi.advanceTimersByTime(10 * 60_000 - 1)
  await accounts.ready()
  expect(cloud.renewals).toBe(0)
  vi.advanceTimersByTime(1)
  await expect.poll(() => cloud.renewals).toBe(1)
  await accounts.close()
  vi.useRealTimers()
  expect(readFields()).toMatchObject({ access_token: 'access-2-secret' })
})

test('a refused token is renewed once for all sessions, and none of them asks again', async () => {
  await using cloud = await openWith(800)
  const accounts = openAccounts(cloud)
  const source = sourceOf(accounts, cloud)
  cloud.expire()
  const replies = await Promise.all(Array.from({ length: 10 }, () => source.renew('access-1-secret')))
  expect(replies).toEqual(Array(10).fill({ ok: true, token: 'access-2-secret' }))
  expect(await source.renew('access-1-secret')).toEqual({ ok: true, token: 'access-2-secret' })
  expect(cloud.renewals).toBe(1)
})

test('twenty processes that need a new token at once make one renewal between them', async () => {
  await using cloud = await openWith(10, { renewalMs: 100 })
  const run = () => exec(process.execPath, [program, share], { env: { ...process.env, ...cloud.env } })
  const outputs = await Promise.all(Array.from({ length: 20 }, run))
  expect(outputs.map(({ stdout }) => stdout)).toEqual(Array(20).fill('access-2-secret'))
  expect(cloud.renewals).toBe(1)
  expect(cloud.problems).toEqual([])
})

test('a renewal waits for Kimi Code’s lock, and takes the token that was renewed under it', async () => {
  await using cloud = await openWith(10)
  mkdirSync(join(share, 'oauth'))
  const target = join(share, 'oauth', 'kimi-code')
  writeFileSync(target, '')
  const release = await lockfile.lock(target, { stale: 5_000, realpath: false })
  const reply = tokenOf(openAccounts(cloud), cloud)
  write(fileIn(share), { ...cloud.issue(), expires_at: Date.now() / 1000 + 900 })
  await release()
  expect(await reply).toEqual({ ok: true, token: 'access-2-secret' })
  expect(cloud.renewals).toBe(0)
})

test('KIMI_DISABLE_OAUTH_LOCK=1 renews without a lock, as in Kimi Code', async () => {
  await using cloud = await openWith(10)
  const target = join(share, 'oauth', 'kimi-code')
  mkdirSync(join(share, 'oauth'), { recursive: true })
  const release = await lockfile.lock(target, { stale: 5_000, realpath: false })
  const accounts = openAccounts(cloud, { env: { ...cloud.env, KIMI_DISABLE_OAUTH_LOCK: '1' } })
  expect(await tokenOf(accounts, cloud)).toMatchObject({ ok: true })
  expect(cloud.renewals).toBe(1)
  await release()
})

test('Kimi Code waits for our lock while a renewal takes long', async () => {
  await using cloud = await openWith(10, { renewalMs: 600 })
  const reply = tokenOf(openAccounts(cloud), cloud)
  const target = join(share, 'oauth', 'kimi-code')
  await expect.poll(() => existsSync(`${target}.lock`)).toBe(true)
  expect(await lockfile.check(target, { stale: 5_000, realpath: false })).toBe(true)
  const release = await lockfile.lock(target, {
    stale: 5_000,
    realpath: false,
    retries: { retries: 120, factor: 1, minTimeout: 50 },
  })
  expect(readFields()).toMatchObject({ access_token: 'access-2-secret' })
  expect(await reply).toEqual({ ok: true, token: 'access-2-secret' })
  await release()
})

test('the lock of a program that was killed is taken over, also when the clock was put back since', async () => {
  for (const shiftS of [-60, DAY_S]) {
    await using cloud = await openWith(10)
    const lock = join(share, 'oauth', 'kimi-code.lock')
    mkdirSync(lock, { recursive: true })
    const at = Date.now() / 1000 + shiftS
    utimesSync(lock, at, at)
    expect(await tokenOf(openAccounts(cloud), cloud)).toEqual({ ok: true, token: 'access-2-secret' })
    expect(existsSync(lock)).toBe(false)
  }
})

test('a renewal waits for Kimi CLI, which holds a lock of another kind', async () => {
  await using cloud = await openWith(10)
  const lock = join(share, 'credentials', 'kimi-code.lock')
  writeFileSync(lock, '')
  const order: string[] = []
  const holder = exec('flock', [
    lock,
    'sh',
    '-c',
    `echo > '${lock}.held'; until [ -e '${lock}.go' ]; do sleep 0.02; done`,
  ])
  await expect.poll(() => existsSync(`${lock}.held`)).toBe(true)
  const reply = tokenOf(openAccounts(cloud), cloud).then((got) => {
    order.push('renewed')
    return got
  })
  await expect.poll(() => existsSync(join(share, 'oauth', 'kimi-code.lock'))).toBe(true)
  order.push('released')
  writeFileSync(`${lock}.go`, '')
  await holder
  expect(await reply).toEqual({ ok: true, token: 'access-2-secret' })
  expect(order).toEqual(['released', 'renewed'])
})

test('a login that the host rejects leaves a file without tokens, and nobody asks with it again', async () => {
  await using cloud = await openWith(-10)
  cloud.revoke()
  const accounts = openAccounts(cloud)
  const source = sourceOf(accounts, cloud)
  const ended = {
    ok: false,
    reason: `the Kimi Code login has ended: ${cloud.url} no longer accepts it`,
    hint: 'kimi login',
  }
  expect(await source.current()).toEqual(ended)
  expect(readFields()).toMatchObject({ access_token: '', refresh_token: '', expires_at: 0 })
  expect(await source.current()).toEqual(ended)
  expect(accounts.status().logins).toMatchObject([{ state: 'rejected' }])
  expect(accounts.login()).toBeNull()
  expect(cloud.renewals).toBe(1)
  expect(logged).not.toContain('secret')
})

test('a rejection is no end when another program has renewed meanwhile', async () => {
  await using cloud = await openWith(-10, { renewalMs: 100 })
  const accounts = openAccounts(cloud)
  const reply = tokenOf(accounts, cloud)
  await expect.poll(() => cloud.renewals).toBe(1)
  write(fileIn(share), cloud.issue()) // without the lock
  expect(await reply).toEqual({ ok: true, token: 'access-2-secret' })
  expect(readFields()).toMatchObject({ access_token: 'access-2-secret' })
})

test('while the host is busy the old token stays in use, and once it has ended the reason is a line', async () => {
  await using cloud = await openWith(200, { renewals: ['busy', 'busy', 'busy', 'busy', 'busy', 'busy'] })
  const accounts = openAccounts(cloud)
  const source = sourceOf(accounts, cloud)
  expect(await source.current()).toEqual({ ok: true, token: 'access-1-secret' })
  expect(cloud.renewals).toBe(3)
  write(fileIn(share), { ...readFields(), expires_at: 1 })
  expect(await source.current()).toEqual({
    ok: false,
    reason: 'the Kimi Code login cannot be renewed: try later',
    hint: 'kimi doctor',
  })
})

test('when the answer to a renewal is lost, the token that was in use goes on to its end, and then a line says to log in', async () => {
  await using cloud = await openWith(200, { renewals: ['cut', 'busy', 'busy'] })
  const accounts = openAccounts(cloud)
  expect(await tokenOf(accounts, cloud)).toEqual({ ok: true, token: 'access-1-secret' })
  expect(readFields()).toMatchObject({ access_token: 'access-1-secret', refresh_token: 'refresh-1-secret' })
  write(fileIn(share), { ...readFields(), expires_at: 1 })
  expect(await tokenOf(accounts, cloud)).toMatchObject({ ok: false, hint: 'kimi login' })
})

test('a renewed login that cannot be written is used from memory, and written once that is possible', async () => {
  await using cloud = await openWith(10, { renewalMs: 100 })
  const accounts = openAccounts(cloud)
  const source = sourceOf(accounts, cloud)
  const reply = source.current()
  await expect.poll(() => cloud.renewals).toBe(1)
  const [place, away] = [join(share, 'credentials'), join(share, 'away')]
  renameSync(place, away)
  writeFileSync(place, '') // no directory can be made there
  expect(await reply).toEqual({ ok: true, token: 'access-2-secret' })
  expect(await source.current()).toEqual({ ok: true, token: 'access-2-secret' })
  rmSync(place)
  renameSync(away, place)
  expect(await source.current()).toEqual({ ok: true, token: 'access-2-secret' })
  await expect.poll(async () => (await source.current()) && readFields()['access_token']).toBe('access-2-secret')
  expect(cloud.renewals).toBe(1)
})

test('a process that dies while it renews leaves a whole file, and the next one goes on', async () => {
  await using cloud = await openWith(10, { renewalMs: 60_000 })
  const dying = execFile(process.execPath, [program, share], { env: { ...process.env, ...cloud.env } })
  await expect.poll(() => cloud.renewals).toBe(1)
  dying.kill('SIGKILL')
  expect(readFields()).toMatchObject({ refresh_token: 'refresh-1-secret' })
  utimesSync(join(share, 'oauth', 'kimi-code.lock'), 1, 1) // 5 s later
  await using other = await openCloud()
  write(fileIn(share), { ...other.issue(), expires_at: 1 })
  expect(await tokenOf(openAccounts(other), other)).toEqual({ ok: true, token: 'access-2-secret' })
})

test('a clock that is a day ahead or behind costs one renewal, not the login', async () => {
  for (const shiftS of [DAY_S, -DAY_S]) {
    await using cloud = await openWith(800)
    const now = () => Date.now() + shiftS * 1000
    const accounts = openAccounts(cloud, { now })
    for (let count = 0; count < 3; count++)
      expect(await tokenOf(accounts, cloud)).toEqual({ ok: true, token: 'access-2-secret' })
    expect(cloud.renewals).toBe(1)
    expect(Number(readFields()['expires_at']) - now() / 1000).toBeGreaterThan(890)
  }
})

test('where nothing can be written, or the disk is full, the host is not asked: the tokens on the disk stay good', async () => {
  await using cloud = await openWith(200)
  const env = { ...process.env, ...cloud.env }
  const files = readdirSync(join(share, 'credentials'))
  // No file may grow beyond 0 bytes.
  const full = `trap '' XFSZ; ulimit -f 0; exec '${process.execPath}' '${program}' '${share}'`
  expect((await exec('sh', ['-c', full], { env })).stdout).toBe('access-1-secret')
  // Root may write everywhere: the process is one of a user who may not.
  for (const path of ['', 'credentials']) chmodSync(join(share, path), 0o555)
  chmodSync(fileIn(share), 0o444)
  const user = process.getuid!() === 0 ? { RUN_AS: '65534' } : {}
  const { stdout } = await exec(process.execPath, [program, share], { env: { ...env, ...user } })
  expect(stdout).toBe('access-1-secret')
  for (const path of ['', 'credentials']) chmodSync(join(share, path), 0o755)
  expect(cloud.renewals).toBe(0)
  expect(readdirSync(join(share, 'credentials'))).toEqual(files)
})

test('a file that a link leads to is renewed in its place, under the lock of its own home, and the link stays', async () => {
  await using cloud = await openCloud()
  const code = join(share, '.kimi-code')
  write(fileIn(code), { ...cloud.issue(), expires_at: 1 })
  mkdirSync(join(share, 'credentials'))
  symlinkSync(fileIn(code), fileIn(share))
  mkdirSync(join(code, 'oauth'))
  const target = join(code, 'oauth', 'kimi-code')
  writeFileSync(target, '')
  const release = await lockfile.lock(target, { stale: 5_000, realpath: false })
  const accounts = openAccounts(cloud)
  const reply = tokenOf(accounts, cloud)
  await expect.poll(() => existsSync(join(share, 'oauth', 'kimi-code.own'))).toBe(true)
  expect(cloud.renewals).toBe(0)
  await release()
  expect(await reply).toEqual({ ok: true, token: 'access-2-secret' })
  expect(readFields(fileIn(code))).toMatchObject({ access_token: 'access-2-secret' })
  expect(lstatSync(fileIn(share)).isSymbolicLink()).toBe(true)
  expect(await accounts.logOut(false)).toMatchObject({ removed: [fileIn(share), fileIn(code)] })
})

test('logging out takes away the file that a link leads to, but not the login of Kimi Code', async () => {
  await using cloud = await openCloud()
  const { slotOf } = await import('../../../src/accounts/endpoints.ts')
  const slot = `${slotOf(cloud.url, `${cloud.url}/coding/v1`)}.json`
  const [own, theirs] = [join(share, 'credentials', slot), join(share, '.kimi-code', 'credentials', slot)]
  write(theirs, cloud.issue())
  mkdirSync(join(share, 'credentials'))
  symlinkSync(theirs, own)
  expect(await openAccounts(cloud).logOut(false)).toEqual({ removed: [own], left: [theirs] })
  expect(readFields(theirs)).toMatchObject({ access_token: 'access-1-secret' })
})

test('a credentials file that cannot be read is named, and is no login', async () => {
  await using cloud = await openCloud()
  mkdirSync(fileIn(share), { recursive: true })
  const accounts = openAccounts(cloud)
  const problem = `${fileIn(share)} cannot be read: it is a directory`
  expect(accounts.status().logins).toMatchObject([{ state: 'unreadable', problem }])
  expect(accounts.login()).toBeNull()
  rmSync(fileIn(share), { recursive: true })
  symlinkSync(fileIn(share), fileIn(share))
  expect(accounts.status().logins).toMatchObject([
    { state: 'unreadable', problem: `${fileIn(share)} cannot be read: its links lead in a circle` },
  ])
})
