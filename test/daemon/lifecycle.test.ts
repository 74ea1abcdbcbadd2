import { execFile, execFileSync, spawn } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  chmodSync,
  writeFileSync,
} from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { KIMI, makeHome, ROOT, startDaemonIn, type Home } from '../support/kimi.ts'
import { answer, startModelServer } from '../support/model-server.ts'
import { openTerminal } from '../support/terminal.ts'
import { script, useScripts } from '../support/wire-client.ts'

const check = (home: Home, options = {}) => home.kimi(['check', '--json', 'ls'], options)
const gone = async (pid: number) => {
  const limit = Date.now() + 10_000
  for (; Date.now() < limit; await new Promise((resolve) => setTimeout(resolve, 20))) {
    const stat = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'utf8') : ' Z '
    if (/\) Z /.test(stat) || stat === ' Z ') return
  }
  throw new Error(`process ${pid} is still there`)
}

describe('start', () => {
  test('a configuration that is written while the daemon starts is used', async () => {
    await using home = await makeHome()
    await startDaemonIn(home)
    useScripts(home, [script('hello')])
    await expect.poll(() => home.kimi(['-p', 'hi'])).toMatchObject({ status: 0, stdout: 'hello\n' })
  })

  test('the first command starts it, prints nothing of it, and leaves it running', async () => {
    await using home = await makeHome()
    const { status, stdout, stderr } = await check(home)
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(JSON.parse(stdout)).toMatchObject({ labels: ['safe-readonly'] })
    expect((await home.status()).pid).toBeGreaterThan(1)
  })

  test('twenty commands at once give one daemon and twenty answers', async () => {
    await using home = await makeHome()
    const runs = await Promise.all(Array.from({ length: 20 }, () => check(home)))
    expect(runs.filter(({ status }) => status === 0)).toHaveLength(20)
    expect(home.log().match(/"event":"start"/g)).toHaveLength(1)
  })

  test('with log.level debug its log names each request and its time, and otherwise none', async () => {
    await using home = await makeHome()
    await check(home)
    expect(home.log()).not.toContain('"event":"request"')
    await home.kimi(['config', 'set', 'log.level', 'debug'])
    await expect
      .poll(async () => (await check(home)) && home.log())
      .toMatch(/"debug","event":"request","method":"suggest\/check","ms":\d/)
  })

  test('a client that connects the moment the socket appears is answered', async () => {
    for (let round = 0; round < 3; round++) {
      await using home = await makeHome()
      const starter = spawn(KIMI, ['daemon', 'start'], { env: home.env, stdio: 'ignore' })
      while (!existsSync(home.paths.socket)) await new Promise((resolve) => setTimeout(resolve, 1)) // turns of the loop would keep a core
      expect((await home.status()).pid).toBeGreaterThan(1)
      starter.kill()
    }
  })

  test('directory 0700, socket, fifo and log 0600, umask 077, working directory /', async () => {
    await using home = await makeHome()
    const pid = await startDaemonIn(home)
    const mode = (path: string) => (statSync(path).mode & 0o777).toString(8)
    expect([home.paths.run, home.paths.socket, home.paths.control, home.paths.lock, home.paths.log].map(mode)).toEqual([
      '700',
      '600',
      '600',
      '600',
      '600',
    ])
    expect(readlinkSync(`/proc/${pid}/cwd`)).toBe('/')
    expect(readFileSync(`/proc/${pid}/status`, 'utf8')).toMatch(/^Umask:\s+0077$/m)
  })

  test('started with umask 000, nothing below the share directory is open to others', async () => {
    await using home = await makeHome()
    rmSync(join(home.paths.share, 'cache', 'compile')) // the tests' own, shared by all homes
    useScripts(home, [script('hello')])
    chmodSync(home.paths.config, 0o600)
    const run = (...args: string[]) =>
      execFileSync('sh', ['-c', 'umask 000; exec "$@"', 'sh', KIMI, ...args], { env: home.env, cwd: home.dir })
    run('-p', 'hi')
    run('--no-daemon', '-p', 'hi')
    const open = readdirSync(home.paths.share, { recursive: true, encoding: 'utf8' })
      .filter((name) => (statSync(join(home.paths.share, name)).mode & 0o077) !== 0)
      .filter((name) => name !== join('cache', 'keys-seen'))
    expect(open).toEqual([])
    expect(existsSync(join(home.paths.share, 'cache', 'compile'))).toBe(true)
  })

  test('it keeps the variables of its own settings, but no key, agent or terminal of the process that started it', async () => {
    await using home = await makeHome({
      MOONSHOT_API_KEY: 'sk-first',
      SSH_AUTH_SOCK: '/x',
      SECRET_THING: 'y',
      KIMI_TASKS_KEEP_DAYS: '3',
    })
    const pid = await startDaemonIn(home)
    const environment = readFileSync(`/proc/${pid}/environ`, 'utf8')
    expect(environment).not.toMatch(/sk-first|SSH_AUTH|SECRET/)
    expect(environment).toContain('KIMI_TASKS_KEEP_DAYS=3')
    for (const fd of ['0', '1', '2']) expect(readlinkSync(`/proc/${pid}/fd/${fd}`)).not.toMatch(/\/dev\/(pts|tty)/)
  })

  test('autostart off: a command says so with the hint, and exits 3', async () => {
    await using home = await makeHome({ KIMI_DAEMON_AUTOSTART: 'off' })
    const { status, stderr } = await check(home)
    expect(status).toBe(3)
    expect(stderr).toBe(`kimi: no daemon listens on ${home.paths.socket}\n  kimi daemon start\n`)
  })

  test.each([
    [
      'others may enter it',
      (run: string) => {
        mkdirSync(run)
        chmodSync(run, 0o777)
      },
      /can be entered by others/,
    ],
    ['it is a link', (run: string) => symlinkSync(mkdtempSync('/tmp/kl-'), run), /symbolic link/],
    ['it is a file', (run: string) => writeFileSync(run, ''), /a file lies in the place of a directory/],
  ])('a run directory is refused when %s', async (_, spoil, said) => {
    await using home = await makeHome()
    spoil(home.paths.run)
    const { status, stderr } = await check(home)
    expect(status).toBe(3)
    expect(stderr).toMatch(said)
    expect(stderr.split('\n').length).toBeLessThanOrEqual(3)
  })
})

describe('after a crash', () => {
  test('kill -9: the next command works, with one daemon', async () => {
    await using home = await makeHome()
    const first = await startDaemonIn(home)
    process.kill(first, 'SIGKILL')
    await gone(first)
    expect(existsSync(home.paths.socket)).toBe(true) // left behind
    expect((await check(home)).status).toBe(0)
    expect((await home.status()).pid).not.toBe(first)
  })

  test('a starter killed at any time leaves nothing in the way of the next', async () => {
    await using home = await makeHome()
    for (const delay of [5, 60, 120, 180]) {
      const starter = spawn(KIMI, ['daemon', 'start'], { env: home.env, stdio: 'ignore' })
      await new Promise((resolve) => setTimeout(resolve, delay))
      starter.kill('SIGKILL')
      expect((await check(home)).status).toBe(0)
      await home.kimi(['daemon', 'stop'])
    }
  })

  test('a socket on which another process listens is never unlinked', async () => {
    await using home = await makeHome()
    mkdirSync(home.paths.run, { mode: 0o700 })
    const { takeLock } = await import('../../src/sys/lock.ts')
    const lock = takeLock(home.paths.lock)
    const other = createServer((socket) => socket.end())
    await new Promise<void>((resolve) => other.listen(home.paths.socket, resolve))
    try {
      const { status } = await home.kimi(['daemon', 'start'])
      expect(status).toBe(0)
      expect(home.log()).not.toContain('"event":"start"')
      expect(existsSync(home.paths.socket)).toBe(true)
    } finally {
      lock?.close()
      other.close()
    }
  })

  test('a daemon that closes late leaves its successor’s socket alone', async () => {
    await using home = await makeHome()
    const first = await startDaemonIn(home)
    process.kill(first, 'SIGSTOP')
    // Forced takeover: a new directory entry where the old one was, as after a removed run directory.
    rmSync(home.paths.socket)
    const other = createServer((socket) => socket.end())
    await new Promise<void>((resolve) => other.listen(home.paths.socket, resolve))
    process.kill(first, 'SIGTERM')
    process.kill(first, 'SIGCONT')
    await gone(first)
    expect(existsSync(home.paths.socket)).toBe(true)
    other.close()
  })

  test('a deleted socket is bound again by the running daemon within 3 s', async () => {
    await using home = await makeHome()
    const pid = await startDaemonIn(home)
    rmSync(home.paths.socket)
    for (const limit = Date.now() + 3_000; !existsSync(home.paths.socket) && Date.now() < limit;)
      await new Promise((resolve) => setTimeout(resolve, 50))
    expect((await home.status()).pid).toBe(pid)
  })
})

describe('the end', () => {
  test('SIGTERM ends it within 5 s, with socket and fifo gone and the log saying why', async () => {
    await using home = await makeHome()
    const pid = await startDaemonIn(home)
    const begin = Date.now()
    process.kill(pid, 'SIGTERM')
    await gone(pid)
    expect(Date.now() - begin).toBeLessThan(5_000)
    expect(readdirSync(home.paths.run).filter((name) => ['sock', 'control'].includes(name))).toEqual([])
    expect(home.log()).toContain('"reason":"SIGTERM"')
  })

  test('SIGHUP and the end of the terminal that started it do not end it', async () => {
    await using home = await makeHome()
    const { HOME: _, ...env } = home.env
    const term = await openTerminal({ shell: 'bash', env, rc: `'${KIMI}' daemon start` })
    const { pid } = await home.status()
    await term.close()
    process.kill(pid, 'SIGHUP')
    expect((await check(home)).status).toBe(0)
    expect((await home.status()).pid).toBe(pid)
  })

  test('idle, it exits; not while a connection is open; and requests during the exit are served', async () => {
    // 1.2 s: on a crowded machine less is over before the client that has started a daemon reaches it.
    await using home = await makeHome({ KIMI_DAEMON_IDLE_EXIT: '0.02' })
    const open = await startDaemonIn(home)
    const held = connect(home.paths.socket)
    await new Promise((resolve) => held.once('connect', resolve))
    await new Promise((resolve) => setTimeout(resolve, 2_000))
    expect((await home.status()).pid).toBe(open)
    held.destroy()
    await gone(open)
    const begin = Date.now()
    const failed: unknown[] = []
    while (Date.now() - begin < 4_500) {
      const ran = await check(home)
      if (ran.status !== 0) failed.push(ran)
      await new Promise((resolve) => setTimeout(resolve, 1_100 + Math.random() * 200))
    }
    expect(failed).toEqual([])
  })

  test('stop, start, restart and status say what they did', async () => {
    await using home = await makeHome()
    expect(await home.kimi(['daemon', 'status'])).toMatchObject({
      status: 3,
      stdout: expect.stringContaining('not running') as string,
    })
    expect(await home.kimi(['daemon', 'start'])).toEqual({ status: 0, stdout: '', stderr: '' })
    const { pid } = await home.status()
    expect((await home.kimi(['daemon', 'start'])).status).toBe(0)
    expect((await home.status()).pid).toBe(pid)
    expect(await home.kimi(['daemon', 'restart'])).toEqual({ status: 0, stdout: 'restarted\n', stderr: '' })
    expect((await home.status()).pid).not.toBe(pid)
    expect(JSON.parse((await home.kimi(['daemon', 'status', '--json'])).stdout)).toMatchObject({
      protocol: 1,
      wire: '1.10',
      shells: [],
    })
    expect((await home.kimi(['daemon', 'logs', '-n', '2'])).stdout).toContain('"event":"start"')
    expect(await home.kimi(['daemon', 'stop'])).toMatchObject({ status: 0, stdout: 'stopped\n' })
    expect(await home.kimi(['daemon', 'stop'])).toMatchObject({ status: 0, stdout: 'not running\n' })
    expect((await home.kimi(['daemon', 'restart'])).stdout).toBe('started\n')
  })
})

test('a daemon that does not answer is stopped and restarted all the same', async () => {
  await using home = await makeHome()
  const pid = await startDaemonIn(home)
  process.kill(pid, 'SIGSTOP')
  expect(await home.kimi(['daemon', 'status'])).toMatchObject({
    status: 3,
    stderr: `kimi: the daemon, process ${pid}, is stopped\n  kill -CONT ${pid}\n`,
  })
  expect((await home.kimi(['doctor'])).stdout).toMatch(/!! {2}daemon .*is stopped/)
  expect(await home.kimi(['daemon', 'restart'])).toMatchObject({ status: 0, stderr: '' })
  expect((await home.status()).pid).not.toBe(pid)
  await gone(pid)
})

test('a client whose daemon is stopped in the middle of a turn says so, waits on, and gets its answer', async () => {
  const gate = Promise.withResolvers<void>()
  await using model = await startModelServer(() => answer({ wait: gate.promise }, 'late\n'))
  await using home = await makeHome({ MOONSHOT_API_KEY: 'sk-test', MOONSHOT_BASE_URL: model.url })
  const pid = await startDaemonIn(home)
  const asking = spawn(KIMI, ['-p', 'hi'], { env: home.env, cwd: home.dir, stdio: ['ignore', 'pipe', 'pipe'] })
  let [said, told] = ['', '']
  asking.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
  asking.stderr.on('data', (chunk: Buffer) => (told += chunk.toString()))
  await model.received(1)
  process.kill(pid, 'SIGSTOP')
  await expect.poll(() => told).toBe(`kimi: the daemon, process ${pid}, is stopped: kill -CONT ${pid}\n`)
  process.kill(pid, 'SIGCONT')
  gate.resolve()
  expect(await new Promise((resolve) => asking.once('close', resolve))).toBe(0)
  expect(said).toBe('late\n')
})

describe('another release', () => {
  /** A copy of dist/ that says it is of another release. */
  const copyKimi = (dir: string, version = '0.0.9', protocol = 1) => {
    const dist = join(dir, 'old', 'dist')
    cpSync(join(ROOT, 'dist'), dist, { recursive: true })
    for (const name of readdirSync(dist)) {
      if (!name.endsWith('.js')) continue
      const text = readFileSync(join(dist, name), 'utf8')
      const changed = text
        .replaceAll(/VERSION="0\.[\d.]+"/g, `VERSION="${version}"`)
        .replaceAll(/protocol:1\b/g, `protocol:${protocol}`)
      writeFileSync(join(dist, name), changed)
    }
    return join(dist, 'kimi')
  }

  test('an idle old daemon makes room for the new one', async () => {
    await using home = await makeHome()
    const old = copyKimi(home.dir)
    execFileSync(old, ['daemon', 'start'], {
      env: { ...home.env, PATH: `${join(ROOT, 'node_modules/.bin')}:${home.env['PATH']}` },
    })
    expect((await home.status()).version).toBe('0.0.9')
    expect((await check(home)).status).toBe(0)
    expect((await home.status()).version).not.toBe('0.0.9')
  })

  test('an older client is served by a newer daemon, which it never replaces, and says so in one line', async () => {
    await using home = await makeHome()
    const env = { ...home.env, PATH: `${join(ROOT, 'node_modules/.bin')}:${home.env['PATH']}` }
    const newer = copyKimi(home.dir, '10.0.0')
    execFileSync(newer, ['daemon', 'start'], { env })
    const { pid } = await home.status()
    const { status, stderr } = await check(home)
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: expect.stringMatching(
        /^kimi: the running daemon is kimi 10\.0\.0, newer than this kimi [\d.]+\n$/,
      ) as string,
    })
    expect((await home.status()).pid).toBe(pid)
    expect((await home.kimi(['doctor'])).stdout).toMatch(/!! {2}daemon .*10\.0\.0.*\n.*type -a kimi/)
  })

  test('an older client that a newer daemon cannot serve is told so, and the daemon stays', async () => {
    await using home = await makeHome()
    const env = { ...home.env, PATH: `${join(ROOT, 'node_modules/.bin')}:${home.env['PATH']}` }
    execFileSync(copyKimi(home.dir, '0.10.0', 2), ['daemon', 'start'], { env })
    const { pid } = await home.status()
    const { status, stderr } = await check(home)
    expect({ status, lines: stderr.split('\n').slice(1) }).toEqual({ status: 1, lines: ['  type -a kimi', ''] })
    expect(stderr).toContain('the running daemon is kimi 0.10.0, newer than this kimi')
    expect((await home.status()).pid).toBe(pid)
  })

  test('a busy old daemon that speaks our protocol finishes, and serves meanwhile', async () => {
    const gate = Promise.withResolvers<void>()
    await using model = await startModelServer(() => answer({ wait: gate.promise }, 'ls -la\n'))
    await using home = await makeHome({
      MOONSHOT_API_KEY: 'sk-test',
      MOONSHOT_BASE_URL: model.url,
      KIMI_SUGGEST_OFFLINE_AFTER_MS: '60000',
    })
    const env = { ...home.env, PATH: `${join(ROOT, 'node_modules/.bin')}:${home.env['PATH']}` }
    const old = copyKimi(home.dir)
    execFileSync(old, ['daemon', 'start'], { env })
    const { pid } = await home.status()
    const asking = new Promise<string>((resolve) =>
      execFile(old, ['suggest', 'all files'], { env }, (_, stdout) => resolve(stdout)),
    )
    await model.received(1)
    expect((await check(home)).status).toBe(0)
    expect((await home.status()).pid).toBe(pid)
    gate.resolve()
    expect(await asking).toContain('ls -la')
  })
})

test('our files removed under a running daemon: it goes on, and says in one line what it can no longer load', async () => {
  await using home = await makeHome()
  const copy = join(home.dir, 'copy', 'dist')
  cpSync(join(ROOT, 'dist'), copy, { recursive: true })
  const env = { ...home.env, PATH: `${join(ROOT, 'node_modules/.bin')}:${home.env['PATH']}` }
  execFileSync(join(copy, 'kimi'), ['daemon', 'start'], { env })
  await new Promise((resolve) => setTimeout(resolve, 1_500)) // what it loads after its start
  rmSync(join(home.dir, 'copy'), { recursive: true })
  for (const args of [
    ['check', 'ls'],
    ['suggest', '--offline', 'gti status'],
    ['explain', 'tar xzf a'],
    ['fix', '--offline', 'gti status'],
  ]) {
    expect({ args, status: (await home.kimi(args)).status }).toEqual({ args, status: 0 })
  }
  const { pid } = await home.status()
  expect(await home.kimi(['-p', 'hi'])).toEqual({
    status: 1,
    stdout: '',
    stderr: 'kimi: the files of kimi were moved or replaced while it ran\n  kimi daemon restart\n',
  })
  expect((await home.status()).pid).toBe(pid)
  expect(home.log()).not.toMatch(/uncaught|unhandled/)
})
