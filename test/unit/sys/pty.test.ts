import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { loadPty, provideBuild } from '../../../src/sys/pty.ts'
import { ROOT } from '../../support/kimi.ts'

const BUILDS = join(ROOT, 'node_modules/@homebridge/node-pty-prebuilt-multiarch/prebuilds')

test('node-pty takes its native code from the file that it is given, which stands for its own', async () => {
  const file = join(BUILDS, `linux-${process.arch}`, 'node.abi137.node')
  provideBuild(file)
  const pty = (await loadPty())!
  const require = createRequire(createRequire(import.meta.url).resolve('node-pty'))
  const loaded = require.cache[require.resolve(`@lydell/node-pty-linux-${process.arch}/pty.node`)]
  expect(loaded?.exports).toBe(require(file))
  const child = pty.spawn('/bin/sh', ['-c', 'stty size; exit 5'], { cols: 99, rows: 33 })
  let output = ''
  child.onData((data) => void (output += String(data)))
  const exit = await new Promise((resolve) => child.onExit(({ exitCode }) => resolve(exitCode)))
  expect([output, exit]).toEqual(['33 99\r\n', 5])
})

test('a long input to a program that prints before it reads holds up neither of them', async () => {
  const program =
    "stty raw -echo; printf ready; sleep 0.2; head -c 300000 /dev/zero | tr '\\0' x; head -c 200000 | wc -c"
  const code = `
    import { loadPty } from ${JSON.stringify(join(ROOT, 'src/sys/pty.ts'))}
    const child = (await loadPty()).spawn('/bin/sh', ['-c', ${JSON.stringify(program)}], { cols: 80, rows: 24 })
    let output = ''
    child.onData((data) => {
      output += data
      if (output === 'ready') child.write('y'.repeat(200_000))
    })
    child.onExit(() => console.log(output.replaceAll('x', '').trim()))`
  const run = promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], { timeout: 20_000 })
  expect((await run).stdout).toBe('ready200000\n')
})

test('the builds for musl are a part of the package', () => {
  for (const arch of ['x64', 'arm64']) expect(existsSync(join(ROOT, 'dist', `pty-linux-${arch}-musl.node`))).toBe(true)
})
