// Plugins from the network: zip files by HTTP, and repositories that git clones without running anything of them.

import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { fetchPlugin, type FetchReply } from '../../../src/plugins/plugin-fetch.ts'
import { readSource } from '../../../src/plugins/plugin-source.ts'
import { writeOddZip } from '../../support/odd-zip.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'fetch-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const MANIFEST = '{"name":"demo","version":"1"}'
const never = new AbortController().signal

function fetch(words: string, signal = never): Promise<FetchReply> {
  const read = readSource(words, { workDir: dir, home: dir })
  if (!read.ok) throw new Error(read.reason)
  return fetchPlugin(read.source, { into: join(dir, 'into'), env: process.env, signal })
}

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('a zip file is downloaded, by a redirect too, and its one folder is the plugin', async () => {
  writeOddZip(join(dir, 'a.zip'), [{ name: 'demo-main/plugin.json', bytes: MANIFEST }])
  const url = await serve((request, response) => {
    if (request.url === '/first.zip') response.writeHead(302, { location: '/second.zip' }).end()
    else response.end(readFileSync(join(dir, 'a.zip')))
  })
  const reply = await fetch(`${url}/first.zip`)
  expect(reply).toEqual({ ok: true, folder: join(dir, 'into', 'unpacked', 'demo-main') })
})

test('a repository on the network does not become a file, nor plain http, whatever git is told', async () => {
  const words = { 'https://example.org/': 'http://127.0.0.1:9/', 'https://example.com/': `file://${dir}/` }
  const rows = Object.entries(words).map(([from, to]) => `[url "${to}"]\n  insteadOf = ${from}\n`)
  writeFileSync(join(dir, '.gitconfig'), rows.join(''))
  for (const [address, transport] of [
    ['https://example.org/n.git', 'http'],
    ['https://example.com/n.git', 'file'],
  ] as const) {
    const read = readSource(address, { workDir: dir, home: dir })
    if (!read.ok) throw new Error(read.reason)
    const env = { ...process.env, HOME: dir, XDG_CONFIG_HOME: dir }
    const reply = await fetchPlugin(read.source, { into: join(dir, transport), env, signal: never })
    expect(reply).toMatchObject({ ok: false, reason: expect.stringContaining(`'${transport}' not allowed`) })
  }
})

test.each([
  ['a page that is not there', 404, {}, '', 'answers with status 404'],
  ['a redirect to http', 302, { location: 'http://example.org/a.zip' }, '', 'an address that is not https'],
  ['a redirect to a file', 302, { location: 'file:///etc/passwd' }, '', 'an address that is not https'],
  ['redirects without end', 302, { location: '/a.zip' }, '', 'again and again'],
  ['a web page', 200, {}, '<html>', 'no zip file that can be read'],
])('%s is one line', async (_, status, headers, body, words) => {
  const url = await serve((__, response) => response.writeHead(status, headers).end(body))
  const reply = await fetch(`${url}/a.zip`)
  expect(reply).toEqual({ ok: false, reason: expect.stringContaining(words) })
})

test('an answer that never ends is not kept beyond 100 MB, and one that stalls ends with its client', async () => {
  const piece = Buffer.alloc(1024 * 1024)
  const endless = await serve((_, response) => {
    const more = () => {
      while (response.write(piece)) continue
      response.once('drain', more)
    }
    more()
  })
  expect(await fetch(`${endless}/a.zip`)).toEqual({ ok: false, reason: 'the zip file is larger than 100 MB' })
  const cancel = new AbortController()
  const silent = await serve(() => cancel.abort())
  rmSync(join(dir, 'into'), { recursive: true })
  expect(await fetch(`${silent}/a.zip`, cancel.signal)).toMatchObject({ ok: false })
})

const git = (cwd: string, ...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', '-c', 'protocol.file.allow=always', ...args], {
    cwd,
    stdio: 'pipe',
  })

/** A repository with a plugin in `plugins/demo`, and with what would run something when it is cloned or checked out. */
function makeRepository(): string {
  const path = join(dir, 'work')
  mkdirSync(join(path, 'plugins', 'demo'), { recursive: true })
  writeFileSync(join(path, 'plugins', 'demo', 'plugin.json'), MANIFEST)
  symlinkSync('/etc', join(path, 'outside'))
  writeFileSync(join(path, '.gitattributes'), '* filter=evil\n')
  git(path, 'init', '-q', '-b', 'main')
  git(path, 'add', '-A')
  git(path, 'commit', '-qm', 'all')
  git(path, 'branch', 'other')
  const bare = join(dir, 'all.git')
  git(dir, 'clone', '-q', '--bare', path, bare)
  git(bare, 'config', 'filter.evil.smudge', `touch ${join(dir, 'ran')}; cat`)
  git(bare, 'config', 'core.fsmonitor', `touch ${join(dir, 'ran')}`)
  for (const hook of ['post-checkout', 'post-upload-pack', 'reference-transaction']) {
    writeFileSync(join(bare, 'hooks', hook), `#!/bin/sh\ntouch ${join(dir, 'ran')}\n`)
    chmodSync(join(bare, 'hooks', hook), 0o755)
  }
  return bare
}

test('a folder of a repository is cloned, and nothing of the repository runs', async () => {
  const bare = makeRepository()
  const folder = join(dir, 'into', 'clone', 'plugins', 'demo')
  expect(await fetch(`${bare}/plugins/demo`)).toEqual({ ok: true, folder })
  expect(existsSync(join(dir, 'ran'))).toBe(false)
  expect(readFileSync(join(folder, 'plugin.json'), 'utf8')).toBe(MANIFEST)
})

test.each([
  ['', 'the repository has no plugin.json'],
  ['/plugins', 'has no plugin.json; name one of the plugins in it behind a slash: demo'],
  ['/none', 'there is no folder none in the repository'],
  ['/outside', 'there is no folder outside in the repository'],
])('all.git%s is refused in one line', async (path, words) => {
  expect(await fetch(`${makeRepository()}${path}`)).toEqual({ ok: false, reason: expect.stringContaining(words) })
})

test('a repository that is not there is told in git’s words, in one line', async () => {
  const reply = await fetch(`file://${dir}/none.git`)
  expect(reply).toEqual({ ok: false, reason: expect.stringMatching(/^git cannot clone it: [^\n]+$/) })
})
