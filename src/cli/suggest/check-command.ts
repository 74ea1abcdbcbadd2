// `kimi check`: the risk labels of a command, with their reasons.

import { styleText } from 'node:util'
import { KimiError } from '../../protocol/errors.ts'
import { sanitiseLine } from '../../safety/text/sanitiser.ts'
import { openAskClient } from '../daemon-client.ts'
import { runBatch, textOf, type AskOptions } from './batch-questions.ts'
import { say, sayJson } from '../standard-streams.ts'

const REASON_CELLS = 2_000

export async function check(command: string, options: AskOptions, env: NodeJS.ProcessEnv): Promise<void> {
  if (command === '' && !options.batch)
    throw new KimiError('usage.invalid', 'no command to check', { hint: "kimi check 'tar xzf a.tgz'" })
  const client = await openAskClient(options, env)
  try {
    if (options.batch) {
      await runBatch((row) =>
        client.call('suggest/check', { command: textOf(row['command']), shell: shellOf(row['shell'], options) }),
      )
      return
    }
    const risk = await client.call('suggest/check', { command, shell: options.shell ?? 'any' })
    if (options.json) {
      sayJson(risk)
      return
    }
    const labels = risk.labels.join(', ') || 'unknown'
    say(styleText('bold', labels) + (risk.parses ? '' : ' (does not parse: treat it as unsafe)') + '\n')
    for (const { label, text } of risk.reasons) say(`  ${label}: ${sanitiseLine(text, REASON_CELLS)}\n`)
  } finally {
    client.close()
  }
}

function shellOf(value: unknown, options: AskOptions): 'zsh' | 'bash' | 'fish' | 'any' {
  return value === 'zsh' || value === 'bash' || value === 'fish' ? value : (options.shell ?? 'any')
}
