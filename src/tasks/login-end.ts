// Tasks at the end of the user's login. With lingering, a scope of the user's own systemd keeps them. Without it they stay in
// the login's own scope, and logind ends them only if KillUserProcesses is on.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findOwnProgram } from '../sys/own-path.ts'
import { findOwnUser } from '../sys/own-user.ts'

export interface System {
  /** The directory that stands for `/`; '' for the real one. */
  root: string
  uid: number
  user: string
}

const here = (): System => {
  const { uid, name } = findOwnUser()
  return { root: '', uid, user: name }
}

/** The words in front of a command that put it into a scope of its own; empty where a scope would end with the login. */
export function findScope(id: string, system: System = here(), env = process.env): string[] {
  if (!hasManager(system) || !lingers(system)) return []
  const program = findOwnProgram('systemd-run', env)
  return program === null ? [] : [program, '--user', '--scope', '--quiet', '--collect', `--unit=kimi-${id}`, '--']
}

/** Says in one line how to make tasks outlive a logout; null when they do. */
export function describeLogout(system: System = here()): string | null {
  if (!existsSync(`${system.root}/run/systemd/system`) || lingers(system)) return null
  return killsAtLogout(system) ? 'tasks end when you log out: loginctl enable-linger' : null
}

function hasManager({ root, uid }: System): boolean {
  return existsSync(`${root}/run/user/${uid}/systemd/private`)
}

function lingers({ root, user }: System): boolean {
  return user !== '' && existsSync(`${root}/var/lib/systemd/linger/${user}`)
}

/** Reads KillUserProcesses of logind.conf(5): the last line counts, and all common distributions have it off. */
function killsAtLogout({ root }: System): boolean {
  const files = ['/usr/lib/systemd/logind.conf', '/etc/systemd/logind.conf'].map((path) => root + path)
  for (const dir of ['/usr/lib/systemd/logind.conf.d', '/etc/systemd/logind.conf.d']) {
    const names = existsSync(root + dir) ? readdirSync(root + dir).toSorted() : []
    files.push(...names.filter((name) => name.endsWith('.conf')).map((name) => join(root + dir, name)))
  }
  const lines = files.filter((file) => existsSync(file)).flatMap((file) => readFileSync(file, 'utf8').split('\n'))
  const setting = lines.findLast((line) => /^\s*KillUserProcesses\s*=/.test(line))
  return setting !== undefined && /=\s*(yes|true|1|on)\s*$/i.test(setting)
}
