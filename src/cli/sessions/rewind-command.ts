// `kimi rewind`: files and conversation as they were before a turn. Shows what would change, then asks.

import { KimiError } from '../../protocol/errors.ts'
import { findDaemon, greet } from '../../client/connect.ts'
import { answerRewind, type RewindAnswer, type RewindRequest } from '../../session/rewind/rewind-request.ts'
import { lockSession } from '../../session/store/session-lock.ts'
import type { SessionInfo } from '../../session/store/session-catalog.ts'
import { findPaths } from '../../sys/paths.ts'
import { chooseSession, shortId } from './choose-session.ts'
import { clientEnv } from '../client-env.ts'
import { confirm } from '../confirm.ts'

export interface RewindFlags {
  to?: number
  files?: boolean
  chat?: boolean
  both?: boolean
  undo?: boolean
  force?: boolean
  yes?: boolean
  json?: boolean
}

/** Who can do it: we, when nobody has the session open, else the daemon that has. */
interface Rewinder {
  ask(apply: boolean): Promise<RewindAnswer>
  close(): void
}

export async function runRewind(name: string | undefined, flags: RewindFlags, env: NodeJS.ProcessEnv): Promise<number> {
  const chosen = (['files', 'chat', 'both'] as const).filter((what) => flags[what])
  if (chosen.length > 1)
    throw new KimiError('usage.invalid', `Cannot combine ${chosen.map((what) => `--${what}`).join(', ')}.`)
  if (flags.to !== undefined && (!Number.isInteger(flags.to) || flags.to < 1))
    throw new KimiError('usage.invalid', '--to needs the number of a turn, from 1', { hint: 'kimi session show' })
  const session = chooseSession(findPaths(env).share, name, process.cwd())
  const request = {
    what: chosen[0] ?? 'both',
    ...(flags.to === undefined ? {} : { to: flags.to }),
    ...(flags.undo ? { undo: true } : {}),
    ...(flags.force ? { force: true } : {}),
  }
  const rewinder = await findRewinder(session, request, env)
  try {
    const plan = await rewinder.ask(false)
    if (plan.failed)
      throw new KimiError('session.invalid', `cannot rewind ${shortId(session.id)}: ${plan.lines[0]}`, {
        hint: 'kimi session show',
      })
    if (!flags.json) say(plan.lines, process.stdout)
    // Whoever must be asked and cannot be has at least seen what it would be.
    if (!(await confirm('rewind', flags.yes))) return 1
    const done = await rewinder.ask(true)
    if (flags.json) process.stdout.write(JSON.stringify({ id: session.id, ...done }) + '\n')
    else {
      say(done.lines, process.stdout)
      if (!flags.undo) say(['  kimi rewind --undo takes it back'], process.stderr)
    }
    return done.applied ? 0 : 1
  } finally {
    rewinder.close()
  }
}

function say(lines: readonly string[], stream: NodeJS.WriteStream): void {
  stream.write(lines.map((line) => line + '\n').join(''))
}

async function findRewinder(
  session: SessionInfo,
  request: Omit<RewindRequest, 'apply'>,
  env: NodeJS.ProcessEnv,
): Promise<Rewinder> {
  const lock = lockSession(session)
  if (lock)
    return { ask: (apply) => Promise.resolve(answerRewind(session, { ...request, apply })), close: () => lock.close() }
  const inUse = new KimiError('session.locked', `session ${shortId(session.id)} is in use by another process`)
  const paths = findPaths(env)
  const client = await findDaemon(paths)
  if (!client || session.workDir === null) throw inUse
  try {
    await greet(client, paths)
    await client.call('session/open', { workDir: session.workDir, id: session.id, ...clientEnv(env) })
  } catch (error) {
    client.close()
    throw error
  }
  return { ask: (apply) => client.call('session/rewind', { ...request, apply }), close: () => client.close() }
}
