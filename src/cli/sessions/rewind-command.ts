// `kimi rewind`: files and conversation as they were before a turn. Shows what would change, then asks.

import { KimiError } from '../../protocol/errors.ts'
import type { Methods } from '../../protocol/methods.ts'
import { shortenSessionId } from '../../protocol/session-view.ts'
import { confirm } from '../confirm.ts'
import { withSessions } from './session-client.ts'
import { say, sayAside, sayJson } from '../standard-streams.ts'

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

type Rewind = Methods['session/rewind']

/** Without a name the last session of the directory. Returns the exit status. */
export async function runRewind(name: string | undefined, flags: RewindFlags, env: NodeJS.ProcessEnv): Promise<number> {
  const wish = readWish(flags)
  return withSessions(env, async (client) => {
    const workDir = process.cwd()
    const session = await client.call('session/find', { workDir, ...(name === undefined ? {} : { id: name }) })
    const named = { id: session.id, workDir: session.workDir ?? workDir }
    const plan = await client.call('session/rewind', { ...wish, named, apply: false })
    if (plan.failed) {
      throw new KimiError('session.invalid', `cannot rewind ${shortenSessionId(session.id)}: ${plan.lines[0]}`, {
        hint: 'kimi session show',
      })
    }
    // The plan is printed even where no terminal is there to ask on, and must not read as if it was carried out.
    if (!flags.json) print([...(flags.yes ? [] : ['a rewind would change this:']), ...plan.lines], say)
    if (!(await confirm('rewind', flags.yes))) return 1
    // The turn of the plan, since another one may have ended while the user was asked.
    const turn = plan.to === undefined ? {} : { to: plan.to }
    const done = await client.call('session/rewind', { ...wish, ...turn, named, apply: true })
    return report(session.id, done, flags)
  })
}

function readWish(flags: RewindFlags): Omit<Rewind['params'], 'apply'> {
  const chosen = (['files', 'chat', 'both'] as const).filter((what) => flags[what])
  if (chosen.length > 1)
    throw new KimiError('usage.invalid', `Cannot combine ${chosen.map((what) => `--${what}`).join(', ')}.`)
  if (flags.to !== undefined && (!Number.isInteger(flags.to) || flags.to < 1))
    throw new KimiError('usage.invalid', '--to needs the number of a turn, from 1', { hint: 'kimi session show' })
  return {
    what: chosen[0] ?? 'both',
    ...(flags.to === undefined ? {} : { to: flags.to }),
    ...(flags.undo ? { undo: true } : {}),
    ...(flags.force ? { force: true } : {}),
  }
}

function report(id: string, done: Rewind['result'], { json, undo }: RewindFlags): number {
  if (json) sayJson({ id, ...done })
  else {
    print(done.lines, say)
    if (!undo) print(['  kimi rewind --undo takes it back'], sayAside)
  }
  return done.applied ? 0 : 1
}

function print(lines: readonly string[], write: (text: string) => unknown): void {
  write(lines.map((line) => line + '\n').join(''))
}
