import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findBrowser } from '../../../../src/cli/accounts/browser.ts'

let PATH: string
beforeAll(() => {
  PATH = mkdtempSync('/tmp/kb-')
  for (const name of ['xdg-open', 'wslview']) writeFileSync(join(PATH, name), '', { mode: 0o755 })
})
afterAll(() => rmSync(PATH, { recursive: true }))

test('the browser is the one that BROWSER names, else that of a desktop on this machine', () => {
  // A home in a temporary folder holds programs, as any other home does.
  const env = { PATH, HOME: PATH }
  expect(findBrowser({ BROWSER: 'firefox' }, 'linux')).toBe('firefox')
  expect(findBrowser({ BROWSER: 'firefox:w3m', SSH_CONNECTION: '1' }, 'linux')).toBe('firefox')
  expect(findBrowser({ BROWSER: 'firefox %s', ...env, DISPLAY: ':0' }, 'linux')).toBe(join(PATH, 'xdg-open'))
  expect(findBrowser({ ...env, WAYLAND_DISPLAY: 'wayland-0' }, 'linux')).toBe(join(PATH, 'xdg-open'))
  expect(findBrowser({ ...env, WSL_DISTRO_NAME: 'Debian' }, 'linux')).toBe(join(PATH, 'wslview'))
  expect(findBrowser({ PATH: '/nowhere', DISPLAY: ':0' }, 'linux')).toBeNull()
  expect(findBrowser({}, 'darwin')).toBe('open')
})

test('none is opened in a text console, and none over ssh, also where windows are forwarded', () => {
  expect(findBrowser({ PATH }, 'linux')).toBeNull()
  expect(findBrowser({ PATH, DISPLAY: 'localhost:10.0', SSH_CONNECTION: '1 2 3 4' }, 'linux')).toBeNull()
  expect(findBrowser({ SSH_CONNECTION: '1 2 3 4' }, 'darwin')).toBeNull()
})
