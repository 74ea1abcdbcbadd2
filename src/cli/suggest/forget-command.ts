// `kimi history forget`: the daemon forgets commands that were run, and the fate of proposals. The shell's own history file
// stays as it is, and a daemon that starts later reads it again.

import { KimiError } from '../../protocol/errors.ts'
import { withDaemon } from '../tasks/task-client.ts'
import { say, sayJson } from '../standard-streams.ts'

export async function forget(
  text: string,
  { all = false, json = false }: { all?: boolean; json?: boolean },
  env: NodeJS.ProcessEnv,
): Promise<void> {
  if ((text === '') !== all)
    throw new KimiError('usage.invalid', all ? 'either a text or --all' : 'no text to forget', {
      hint: 'kimi history forget --all',
    })
  const forgotten = await withDaemon(env, (client) => client.call('suggest/forget', { text }))
  const { lessons, commands } = forgotten
  if (json) sayJson(forgotten)
  else say(`forgotten: ${lessons} lessons, ${commands} commands\n`)
}
