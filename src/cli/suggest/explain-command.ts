// `kimi explain`: the meaning of each part of a command.

import { styleText } from 'node:util'
import { KimiError } from '../../protocol/errors.ts'
import { openAskClient } from '../daemon-client.ts'
import { contextOf, optionsOf, runBatch, textOf, type AskOptions } from './batch-questions.ts'

const PART_CELLS = 28

export async function explain(command: string, options: AskOptions, env: NodeJS.ProcessEnv): Promise<void> {
  if (command === '' && !options.batch)
    throw new KimiError('usage.invalid', 'no command to explain', { hint: "kimi explain 'tar xzf a.tgz'" })
  const client = await openAskClient(options, env)
  try {
    if (options.batch) {
      await runBatch((row) =>
        client.call('suggest/explain', { ...contextOf(optionsOf(row, options), env), command: textOf(row['command']) }),
      )
      return
    }
    const answer = await client.call('suggest/explain', { ...contextOf(options, env), command })
    if (options.json) process.stdout.write(JSON.stringify(answer) + '\n')
    else
      for (const { text, meaning, source } of answer.parts) {
        process.stdout.write(
          `${styleText('bold', text.padEnd(PART_CELLS))} ${meaning} ${styleText('dim', `[${source}]`)}\n`,
        )
      }
  } finally {
    client.close()
  }
}
