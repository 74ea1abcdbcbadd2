// `kimi explain`: the meaning of each part of a command.

import { styleText } from 'node:util'
import { KimiError } from '../../protocol/errors.ts'
import { sanitiseLine } from '../../safety/text/sanitiser.ts'
import { padText } from '../../view/cell-text.ts'
import { openAskClient } from '../daemon-client.ts'
import { contextOf, optionsOf, runBatch, textOf, type AskOptions } from './batch-questions.ts'
import { say, sayJson } from '../standard-streams.ts'

const PART_CELLS = 28
const LINE_CELLS = 2_000

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
    if (options.json) sayJson(answer)
    else
      for (const { text, meaning, source } of answer.parts) {
        say(
          `${styleText('bold', padText(sanitiseLine(text, LINE_CELLS), PART_CELLS))} ${sanitiseLine(meaning, LINE_CELLS)} ` +
            `${styleText('dim', `[${sanitiseLine(source, LINE_CELLS)}]`)}\n`,
        )
      }
  } finally {
    client.close()
  }
}
