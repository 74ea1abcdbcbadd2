import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { describeLogout, findScope } from '../../../src/tasks/login-end.ts'

function makeSystem(files: Record<string, string>) {
  const root = mkdtempSync(join(tmpdir(), 'kimi-system-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
    if (name.startsWith('bin/')) chmodSync(join(root, name), 0o755)
  }
  return { system: { root, uid: 1000, user: 'me' }, env: { PATH: join(root, 'bin'), HOME: root } }
}
const SYSTEMD = { 'run/systemd/system/x': '', 'bin/systemd-run': '#!/bin/sh\n' }
const MANAGER = { 'run/user/1000/systemd/private': '' }
const LINGER = { 'var/lib/systemd/linger/me': '' }
const KILLS = { 'etc/systemd/logind.conf': '[Login]\nKillUserProcesses=yes\n' }

test('with lingering a task gets a scope of its own, which outlives the login', () => {
  const { system, env } = makeSystem({ ...SYSTEMD, ...MANAGER, ...LINGER, ...KILLS })
  expect(findScope('bash-1', system, env)).toEqual([
    join(system.root, 'bin/systemd-run'),
    ...['--user', '--scope', '--quiet', '--collect', '--unit=kimi-bash-1', '--'],
  ])
  expect(describeLogout(system)).toBe(null)
})

test('without lingering a scope would end with the login: it stays where it was begun', () => {
  const { system, env } = makeSystem({ ...SYSTEMD, ...MANAGER })
  expect(findScope('bash-1', system, env)).toEqual([])
  expect(describeLogout(system)).toBe(null)
})

test('where logind ends what a user leaves behind it is said, with the way out', () => {
  const told = 'tasks end when you log out: loginctl enable-linger'
  expect(describeLogout(makeSystem({ ...SYSTEMD, ...KILLS }).system)).toBe(told)
  const drop = { 'etc/systemd/logind.conf.d/50-x.conf': 'KillUserProcesses=no\n' }
  expect(describeLogout(makeSystem({ ...SYSTEMD, ...KILLS, ...drop }).system)).toBe(null)
  expect(describeLogout(makeSystem(KILLS).system)).toBe(null) // no systemd
})
