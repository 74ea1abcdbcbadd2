import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { KIMI, ROOT } from '../support/kimi.ts'

const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }

test('called through a chain of links it finds its own files and the tree’s own Node', () => {
  const dir = mkdtempSync('/tmp/kl-')
  symlinkSync(KIMI, join(dir, 'one'))
  symlinkSync('one', join(dir, 'two'))
  const { stdout } = spawnSync(join(dir, 'two'), ['--version'], { env: { PATH: '/usr/bin:/bin' }, encoding: 'utf8' })
  expect(stdout).toBe(`kimi, version ${version}\n`)
  rmSync(dir, { recursive: true })
})

test('without any Node it says in one line what it needs', () => {
  const dir = mkdtempSync('/tmp/kl-')
  cpSync(KIMI, join(dir, 'dist', 'kimi'))
  const { status, stderr } = spawnSync('/bin/sh', [join(dir, 'dist', 'kimi')], {
    env: { PATH: '/nonexistent' },
    encoding: 'utf8',
  })
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: 'kimi: needs Node.js 24 or later, and finds none: https://nodejs.org\n',
  })
  rmSync(dir, { recursive: true })
})

test('an old Node is named in one line, before it meets code it cannot read', () => {
  const code = readFileSync(join(ROOT, 'dist', 'start.cjs'), 'utf8')
  const script = `
    const old = { versions: { node: '20.1.0' }, version: 'v20.1.0', execPath: '/usr/bin/node' }
    new Function('process', ${JSON.stringify(code)})(old)
    process.exitCode = old.exitCode`
  const { status, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' })
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: 'kimi: needs Node.js 24 or later, and this is v20.1.0 (/usr/bin/node)\n',
  })
})

test('a command keeps its compiled code in the daemon’s directory for it, and makes no such directory', () => {
  const share = mkdtempSync('/tmp/kl-')
  const cache = join(share, 'cache', 'compile')
  const run = () =>
    spawnSync(KIMI, ['daemon', 'status'], { env: { PATH: '/usr/bin:/bin', HOME: share, KIMI_SHARE_DIR: share } })
  run()
  expect(existsSync(cache)).toBe(false)
  mkdirSync(cache, { recursive: true })
  run()
  const kept = () => readdirSync(cache, { recursive: true }).toSorted()
  const first = kept()
  expect(first.length).toBeGreaterThan(1)
  run()
  expect(kept()).toEqual(first)
  rmSync(share, { recursive: true })
})
