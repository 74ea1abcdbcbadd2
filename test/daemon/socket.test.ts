import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findDaemon } from '../../src/client/connect.ts'
import { encodeRecord } from '../../src/protocol/records.ts'
import { makeHome, startDaemonIn, type Home } from '../support/kimi.ts'

const LIMIT_MS = 30_000
/** Time in which an answer would have come: an absence is looked for. */
const SILENCE_MS = 400

/** Sends bytes on a fresh connection; gives what came back until it closed, matched `end`, or `ms` had passed. */
function send(
  home: Home,
  bytes: Uint8Array | string,
  end: RegExp | null = null,
  ms = end === null ? SILENCE_MS : LIMIT_MS,
): Promise<{ text: string; closed: boolean }> {
  return new Promise((resolve) => {
    const socket = connect(home.paths.socket)
    let text = ''
    const timer = setTimeout(() => finish(false), ms)
    const finish = (closed: boolean) => {
      clearTimeout(timer)
      socket.destroy()
      resolve({ text, closed })
    }
    socket.on('data', (chunk) => {
      text += chunk.toString()
      if (end?.test(text)) finish(false)
    })
    socket.on('error', () => finish(true))
    socket.on('close', () => finish(true))
    socket.write(bytes)
  })
}

const LINE = /\n/
const ping = (id: unknown = '1') =>
  JSON.stringify({ jsonrpc: '2.0', id, method: 'daemon/hello', params: { protocol: 1, version: 'x' } }) + '\n'

describe('malformed input closes that connection only, and the next is answered', () => {
  const deep = '{"a":'.repeat(200) + '1' + '}'.repeat(200)
  const inputs: [string, string | Uint8Array][] = [
    ['an empty line', '\n'],
    ['an array', '[]\n'],
    ['a number', '42\n'],
    ['no JSON', '{"op":\n'],
    ['another protocol', '{"op":"ping","v":99999}\n'],
    ['a wrong version', '{"op":"ping","v":-1}\n'],
    ['an operator object', '{"op":{"$gt":""}}\n'],
    ['a prototype', '{"__proto__":{"approved":true},"op":"ping"}\n'],
    ['duplicate keys', '{"op":"ping","op":"shutdown"}\n'],
    ['a rounded id', '{"jsonrpc":"2.0","id":12345678901234567890,"method":"daemon/hello"}\n'],
    ['a deep frame', deep + '\n'],
    ['no text', Buffer.from([0xff, 0xfe, 0x00, 0x01, 0x0a])],
    ['HTTP', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['an unknown record', 'shutdown\x1fnow\0'],
    ['a record with too few fields', 'hello\0'],
    ['a frame over 100 MB', Buffer.alloc(101 * 1024 * 1024, '{')],
    ['a record over 64 KB', 'hello\x1f' + 'x'.repeat(70_000)],
  ]
  test('each of them', async () => {
    await using home = await makeHome()
    const pid = await startDaemonIn(home)
    for (const [name, bytes] of inputs) {
      const { text, closed } = await send(home, bytes, null, LIMIT_MS)
      expect(closed, name).toBe(true)
      if (text !== '')
        expect(JSON.parse(text.split('\n')[0]!), name).toMatchObject({ jsonrpc: '2.0', id: null, error: {} })
      expect((await send(home, ping(), LINE)).text, name).toContain('"result"')
    }
    expect((await home.status()).pid).toBe(pid)
    expect(home.log()).not.toMatch(/uncaught|unhandled/)
  })

  test('64 MB without a newline cost it less than 20 MB, and a peer that keeps its end open is hung up', async () => {
    await using home = await makeHome()
    const pid = await startDaemonIn(home)
    const rss = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024
    expect((await send(home, ping(), LINE)).text).toContain('"result"')
    const before = rss()
    const big = await send(home, '{"a":"' + 'x'.repeat(64 * 1024 * 1024), null, LIMIT_MS)
    expect(big.closed).toBe(true)
    expect(rss() - before).toBeLessThan(20)
    const peer = connect({ path: home.paths.socket, allowHalfOpen: true })
    let said = ''
    peer.on('data', (chunk) => (said += chunk.toString()))
    const closed = once(peer, 'end')
    peer.write('null\n')
    await closed
    expect(JSON.parse(said)).toMatchObject({ id: null, error: { code: -32600 } })
    await expect.poll(async () => (await home.status()).connections).toBe(1)
    peer.destroy()
  })

  test('a stranger is told which protocol is spoken here', async () => {
    await using home = await makeHome()
    await startDaemonIn(home)
    expect((await send(home, '{"op":"ping","v":99999}\n', LINE)).text).toContain('speaks protocol 1')
  })
})

test('ids come back as they were sent, CRLF is accepted, notifications get no reply', async () => {
  await using home = await makeHome()
  await startDaemonIn(home)
  expect((await send(home, ping('a"b'), LINE)).text).toContain('"id":"a\\"b"')
  expect((await send(home, ping(9007199254740991), LINE)).text).toContain('"id":9007199254740991')
  expect((await send(home, ping().replace('\n', '\r\n'), LINE)).text).toContain('"result"')
  expect((await send(home, '{"jsonrpc":"2.0","method":"daemon/stop"}\n')).text).toBe('')
  expect((await home.status()).pid).toBeGreaterThan(0)
})

test('an unknown method and wrong parameters are errors, and the connection goes on', async () => {
  await using home = await makeHome()
  await startDaemonIn(home)
  const frames = [
    { jsonrpc: '2.0', id: '1', method: 'session/attach', params: { session: '../../../etc/passwd' } },
    { jsonrpc: '2.0', id: '2', method: 'toString' },
    { jsonrpc: '2.0', id: '3', method: 'suggest/check', params: { command: 1, shell: 'zsh' } },
    {
      jsonrpc: '2.0',
      id: '4',
      method: 'suggest/line',
      params: { cwd: '/nonexistent', shell: 'zsh', env: {}, offline: true, line: 'xqzzy' },
    },
    { jsonrpc: '2.0', id: '5', method: 'suggest/check', params: { command: 'ls', shell: 'zsh' } },
  ]
  const { text } = await send(home, frames.map((frame) => JSON.stringify(frame) + '\n').join(''), /(?:.*\n){5}/)
  const replies = Object.fromEntries(
    text
      .trim()
      .split('\n')
      .map((line) => {
        const reply = JSON.parse(line) as { id: string; error?: { code: number } }
        return [reply.id, reply.error?.code ?? 'ok']
      }),
  )
  expect(replies).toEqual({ 1: -32601, 2: -32601, 3: -32602, 4: -32003, 5: 'ok' })
})

/** What Node and the daemon open for themselves meanwhile; one in a thousand left behind would be more. */
const FEW = 8

test('ten thousand who ask and leave at once leave no descriptor behind', async () => {
  await using home = await makeHome()
  const pid = await startDaemonIn(home)
  const count = () => readdirSync(`/proc/${pid}/fd`).length
  await send(home, ping(), LINE)
  const before = count()
  for (let batch = 0; batch < 100; batch++) {
    await Promise.all(
      Array.from(
        { length: 100 },
        () =>
          new Promise<void>((resolve) => {
            const socket = connect(home.paths.socket)
            socket.on('error', () => {}) // a full backlog answers EAGAIN
            socket.on('close', () => resolve())
            socket.write(ping(), () => socket.destroy())
            socket.on('connect', () => socket.destroy())
          }),
      ),
    )
  }
  await send(home, ping(), LINE)
  await expect.poll(count).toBeLessThanOrEqual(before + FEW)
  expect(home.log()).not.toMatch(/uncaught|unhandled/)
}, 60_000)

test('a client that does not read is dropped at its limit, and others go on', async () => {
  await using home = await makeHome()
  const pid = await startDaemonIn(home)
  const rss = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024
  await send(home, ping(), LINE)
  const before = rss()
  const greedy = connect(home.paths.socket)
  greedy.pause()
  const closed = new Promise((resolve) => greedy.once('close', resolve))
  greedy.on('error', () => {}) // reset when dropped
  const big =
    JSON.stringify({
      jsonrpc: '2.0',
      id: 'x'.repeat(60_000),
      method: 'daemon/hello',
      params: { protocol: 1, version: '' },
    }) + '\n'
  for (let frame = 0; frame < 400 && !greedy.destroyed; frame++) greedy.write(big)
  expect((await send(home, ping(), LINE)).text).toContain('"result"')
  greedy.resume()
  greedy.destroy()
  await closed
  expect(rss() - before).toBeLessThan(80)
})

test('closing a connection cancels what it asked for; a shell’s record is answered with its own id', async () => {
  await using home = await makeHome()
  await startDaemonIn(home)
  const hello = encodeRecord('hello', 1, 'zsh', 'zsh-test', process.pid, '', '', '', '')
  const ask = encodeRecord('ask', 7, '/', 0, 'gti status', '')
  const { text } = await send(home, hello + encodeRecord('env') + ask, /\0done\x1f[^\0]*\0/)
  const records = text
    .split('\0')
    .filter((record) => record !== '')
    .map((record) => record.split('\x1f'))
  expect(records[0]).toEqual(['hello', '1', expect.any(String)])
  expect(records.slice(1).every(([, id]) => id === '7')).toBe(true)
  expect(records.at(-1)![0]).toBe('done')
})

test('a shell whose id is no plain name is not heard, and no file outside the run directory is touched for it', async () => {
  await using home = await makeHome()
  await startDaemonIn(home)
  const kept = join(home.paths.share, 'kept.n')
  writeFileSync(kept, '')
  const hello = (id: string) => encodeRecord('hello', 1, 'zsh', id, process.pid, '', '', '', '')
  for (const id of ['../../kept', 'x'.repeat(5_000), '']) expect((await send(home, hello(id))).text).toBe('')
  expect((await send(home, hello('zsh-1.a_b'), /hello/)).text).toContain('hello')
  expect(existsSync(kept)).toBe(true)
  expect(home.log()).not.toContain('uncaught')
})

test('the last record of a shell is read, although the shell ends before the answer', async () => {
  await using home = await makeHome()
  const pid = await startDaemonIn(home)
  const hello = encodeRecord('hello', 1, 'zsh', 'zsh-test', process.pid, '', '', '', '') + encodeRecord('env')
  const socket = connect(home.paths.socket)
  let heard = ''
  socket.on('data', (chunk) => (heard += String(chunk)))
  socket.write(hello + encodeRecord('ask', 1, '/', 0, 'list hidden files', ''))
  await expect.poll(() => heard).toContain('done\x1f')
  const [, command = ''] = /offer\x1f1\x1f1\x1f([^\x1f]*)/.exec(heard)!
  process.kill(pid, 'SIGSTOP')
  // More than is read at once, so that the answer to the first is due before the last is read.
  const filler = encodeRecord('seen', 'x'.repeat(40_000)).repeat(3)
  socket.end(encodeRecord('ghost', 1, 'git chec', '') + filler + encodeRecord('used', 1, 1, 'run', command), () =>
    socket.destroy(),
  )
  await once(socket, 'close')
  process.kill(pid, 'SIGCONT')
  await expect.poll(() => existsSync(join(home.paths.share, 'lessons.jsonl'))).toBe(true)
})

test('thirty sessions of scripts that have gone hold twenty locks at most, which go with the daemon; old locks are swept', async () => {
  await using home = await makeHome()
  const locks = join(home.paths.share, 'locks')
  mkdirSync(locks, { mode: 0o700 })
  for (const name of ['left.lock', 'left.lock-journal']) writeFileSync(join(locks, name), '')
  await startDaemonIn(home)
  await expect.poll(() => readdirSync(locks)).toEqual([])
  for (let script = 0; script < 30; script++) {
    const client = (await findDaemon(home.paths))!
    await client.call('session/open', { workDir: home.dir, env: {}, shellEnv: home.env, id: `s-${script}` })
    client.close()
  }
  await expect.poll(() => readdirSync(locks)).toHaveLength(20)
  const again = (await findDaemon(home.paths))!
  const reopened = await again.call('session/open', { workDir: home.dir, env: {}, shellEnv: home.env, id: 's-0' })
  expect(reopened.id).toBe('s-0')
  again.close()
  await home.kimi(['daemon', 'stop'])
  expect(readdirSync(locks)).toEqual([])
})
