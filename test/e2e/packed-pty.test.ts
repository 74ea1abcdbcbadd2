// The packed file, installed as users do it, has terminals: node-pty comes with prebuilt code for the system.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from '../support/kimi.ts'

/** Prints the size of a terminal that the installed node-pty has made. */
const OPEN_PTY = `
  const child = require('node-pty').spawn('/bin/sh', ['-c', 'stty size'], { cols: 99, rows: 33 })
  child.onData((text) => process.stdout.write(text))`

test('a pty opens from the packed file, installed globally with install scripts off', () => {
  const work = mkdtempSync(join(tmpdir(), 'kimi-packed-'))
  try {
    const npm = (...args: string[]) =>
      execFileSync('npm', [...args, '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'], {
        cwd: ROOT,
        stdio: 'pipe',
      })
    npm('pack', '--pack-destination', work)
    const [file] = readdirSync(work)
    npm('install', '--global', '--prefix', join(work, 'prefix'), join(work, file!))
    const cwd = join(work, 'prefix', 'lib', 'node_modules', 'kimi-companion')
    expect(execFileSync(process.execPath, ['-e', OPEN_PTY], { cwd, encoding: 'utf8' })).toBe('33 99\r\n')
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}, 120_000)
