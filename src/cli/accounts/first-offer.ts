// The line about how to get a model, for a user without one: shown once by `kimi` alone, if Ctrl-X has not shown it before.

import { say } from '../standard-streams.ts'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { sanitiseLine } from '../../safety/text/sanitiser.ts'
import { findPaths } from '../../sys/paths.ts'
import { clientEnv } from '../client-env.ts'
import { withAccounts } from './account-client.ts'

const LINE_CELLS = 300

export async function offerModel(env: NodeJS.ProcessEnv): Promise<void> {
  if (existsSync(join(findPaths(env).share, 'cache', 'model-offered'))) return
  const { text } = await withAccounts(env, (client) => client.call('account/offer', { env: clientEnv(env).env }))
  if (text !== null) say(`\n${sanitiseLine(text, LINE_CELLS)}\n`)
}
