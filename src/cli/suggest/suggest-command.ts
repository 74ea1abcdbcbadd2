// `kimi suggest`: the proposals of Ctrl-X, outside the prompt.

import { KimiError } from '../../protocol/errors.ts'
import { openAskClient } from '../daemon-client.ts'
import { contextOf, optionsOf, runBatch, textOf, type AskOptions } from './batch-questions.ts'
import { printAnswer } from './proposal-lines.ts'
import { sayAside, sayJson } from '../standard-streams.ts'

/** Without a line the last proposals of this shell are shown, whole: the message below its prompt is one row. */
export async function suggest(
  line: string,
  options: AskOptions & { showRequest?: boolean },
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const isLast = line.trim() === '' && !options.batch && !options.showRequest
  const client = await openAskClient(options, env)
  try {
    if (options.batch) {
      await runBatch(async (row) => {
        const context = contextOf(optionsOf(row, options), env)
        return answerOrNothing(
          client.call('suggest/line', { ...context, line: textOf(row['nl'], textOf(row['line'])) }),
        )
      })
    } else if (options.showRequest) {
      const { request } = await client.call('suggest/request', { ...contextOf(options, env), line })
      if (request === null) sayAside('kimi: nothing would be sent: this machine answers\n  kimi doctor\n')
      else sayJson(request, 2)
    } else {
      const answer = isLast
        ? await client.call('suggest/last', { shellPid: process.ppid })
        : await client.call('suggest/line', { ...contextOf(options, env), line })
      if (options.json) sayJson(answer)
      else printAnswer(answer)
    }
  } finally {
    client.close()
  }
}

/** The answer of the call, or an answer without proposals: in a batch, `suggest.nothing` is no error. */
export async function answerOrNothing(call: Promise<object>): Promise<object> {
  const begin = performance.now()
  try {
    return await call
  } catch (error) {
    if (error instanceof KimiError && error.code === 'suggest.nothing')
      return { proposals: [], ms: performance.now() - begin }
    throw error
  }
}
