// A user whose uid has no line in /etc/passwd, as after `docker run -u 1234`: the system's own look-ups of name and home fail.

import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { findProgram } from '../support/ensure-shells.ts'
import { KIMI, makeHome } from '../support/kimi.ts'

const UID = '43990'
const COMMANDS = [
  ['doctor'],
  ['daemon', 'status'],
  ['config', 'list'],
  ['suggest', '--offline', '--no-daemon', 'list files'],
  ['check', '--', 'ls'],
  ['task', 'list'],
  ['permission', 'list'],
  ['session', 'list'],
  ['daemon', 'stop'],
]

test('every command works for a uid without an account, with and without HOME', async (context) => {
  const bwrap = findProgram('bwrap')
  if (process.platform !== 'linux' || bwrap === null) return context.skip('this needs bubblewrap')
  await using home = await makeHome()
  const run = (words: string[], env: NodeJS.ProcessEnv) =>
    spawnSync(
      bwrap,
      // A program in the sandbox owns what its user owns outside, under the other number.
      [
        '--bind',
        '/',
        '/',
        '--dev',
        '/dev',
        '--proc',
        '/proc',
        '--unshare-user',
        '--uid',
        UID,
        '--gid',
        UID,
        '--',
        KIMI,
        ...words,
      ],
      { encoding: 'utf8', env, cwd: home.dir, timeout: 60_000 },
    )
  const homeless: NodeJS.ProcessEnv = { ...home.env, KIMI_SHARE_DIR: home.paths.share }
  delete homeless['HOME']
  for (const env of [home.env, homeless]) {
    for (const words of COMMANDS) {
      const { stdout, stderr } = run(words, env)
      expect(`${stdout}${stderr}`, words.join(' ')).not.toMatch(/uv_os_|ENOENT|KimiError|node:internal/)
      expect(stdout.length + stderr.length, words.join(' ')).toBeGreaterThan(0)
    }
  }
})
