// `kimi fix`: corrections of a failed command, as Ctrl-X on an empty line proposes them.

import { text } from 'node:stream/consumers'
import { openAskClient } from '../daemon-client.ts'
import { contextOf, optionsOf, runBatch, textOf, type AskOptions } from './batch-questions.ts'
import { printAnswer } from './proposal-lines.ts'
import { answerOrNothing } from './suggest-command.ts'
import { sayJson } from '../standard-streams.ts'

export async function fix(
  failed: string,
  options: AskOptions & { exit?: number; output?: string },
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const client = await openAskClient(options, env)
  try {
    if (options.batch) {
      await runBatch((row) => {
        const context = contextOf(optionsOf(row, options), env)
        const exit = Number.isInteger(row['exit']) ? (row['exit'] as number) : 1
        const output = textOf(row['stderr'], textOf(row['output']))
        return answerOrNothing(client.call('suggest/fix', { ...context, failed: textOf(row['failed']), output, exit }))
      })
      return
    }
    const output = options.output === '-' ? await text(process.stdin) : options.output
    const answer = await client.call('suggest/fix', {
      ...contextOf(options, env),
      ...(failed === '' ? { shellPid: process.ppid } : { failed }),
      ...(output === undefined ? {} : { output }),
      ...(options.exit === undefined ? {} : { exit: options.exit }),
    })
    if (options.json) sayJson(answer)
    else printAnswer(answer)
  } finally {
    client.close()
  }
}
