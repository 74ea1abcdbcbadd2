// `kimi history forget`: the daemon forgets commands that were run, and the fate of proposals. The shell's own history file
// stays as it is, and a daemon that starts later reads it again.

import { KimiError } from '../../protocol/errors.ts'
import { confirm } from '../confirm.ts'
import { withDaemon } from '../tasks/task-client.ts'
import { say, sayJson } from '../standard-streams.ts'

export async function forget(
  text: string,
  { all = false, json = false, yes = false }: { all?: boolean; json?: boolean; yes?: boolean },
  env: NodeJS.ProcessEnv,
): Promise<number> {
  if ((text === '') !== all)
    throw new KimiError('usage.invalid', all ? 'either a text or --all' : 'no text to forget', {
      hint: 'kimi history forget --all',
    })
  return withDaemon(env, async (client) => {
    // A script that says --all means it: it was never asked.
    if (all && !yes && process.stdin.isTTY && process.stderr.isTTY) {
      const known = count(await client.call('suggest/forget', { text, isDry: true }))
      if (!(await confirm(`forget all that kimi remembers: ${known} (your shell’s history file stays)`, false)))
        return 1
    }
    const forgotten = await client.call('suggest/forget', { text })
    if (json) sayJson(forgotten)
    else say(`forgotten: ${count(forgotten)}\n`)
    return 0
  })
}

function count({ lessons, commands }: { lessons: number; commands: number }): string {
  return `${lessons} lessons, ${commands} commands`
}
