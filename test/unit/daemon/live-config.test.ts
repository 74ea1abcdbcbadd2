import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { loadConfig } from '../../../src/config/configuration.ts'
import { createLiveConfig } from '../../../src/daemon/live-config.ts'
import { findPaths } from '../../../src/sys/paths.ts'

function makePaths() {
  const home = mkdtempSync(join(tmpdir(), 'live-config-'))
  onTestFinished(() => rmSync(home, { recursive: true }))
  const paths = findPaths({ HOME: home, KIMI_SHARE_DIR: home })
  writeFileSync(paths.config, 'default_model = "mine"\n')
  utimesSync(paths.config, 1e9, 1e9) // a young file is read again in any case
  return paths
}

/** The configuration of files of which one cannot be read at the first time. */
function openFailing(paths: ReturnType<typeof makePaths>, path: string, code: string) {
  let loads = 0
  const load: typeof loadConfig = (options) => {
    const found = loadConfig({ ...options, systemFile: '/nowhere' })
    return ++loads > 1 ? found : { ...found, broken: 'Cannot read', unread: [{ path, code }] }
  }
  const config = createLiveConfig(paths, () => {}, load)
  return { config, loads: () => loads }
}

test.each(['EMFILE', 'ENFILE', 'EIO', 'EACCES', 'ENOMEM'])(
  'a configuration that could not be opened for once (%s) is read again with the next question, and then no more',
  (code) => {
    const paths = makePaths()
    const { config, loads } = openFailing(paths, paths.config, code)
    expect(config.read().broken).not.toBeNull()
    expect(config.read()).toMatchObject({ broken: null, defaultModel: 'mine' })
    expect(config.read().defaultModel).toBe('mine')
    expect(loads()).toBe(2)
  },
)

test.each([
  ['EIO', 2],
  ['EACCES', 1],
])('an administrator’s file that fails with %s is read %i times for two questions', (code, times) => {
  const { config, loads } = openFailing(makePaths(), '/etc/kimi/config.toml', code)
  config.read()
  config.read()
  expect(loads()).toBe(times)
})

test('the configuration tells which file could not be read, and why', () => {
  const { config: path } = makePaths()
  rmSync(path)
  mkdirSync(path)
  expect(loadConfig({ file: path, systemFile: '/nowhere', env: {} }).unread).toEqual([{ path, code: 'EISDIR' }])
})
