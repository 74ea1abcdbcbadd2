// `kimi usage`: what is left of plan or balance, and what was used.

import { say, sayJson } from '../standard-streams.ts'
import { formatColumns } from '../../view/columns.ts'
import { describeUsage } from '../../view/usage-lines.ts'
import { clientEnv } from '../../client/client-env.ts'
import { withAccounts } from './account-client.ts'

/** Returns the exit status: 1 when an account could not be asked. */
export async function showUsage({ json }: { json?: boolean }, env: NodeJS.ProcessEnv): Promise<number> {
  const asked = { workDir: process.cwd(), env: clientEnv(env).env }
  const report = await withAccounts(env, (client) => client.call('account/usage', asked))
  if (json) sayJson(report)
  else say(formatColumns(describeUsage(report, Date.now())))
  return report.left.some(({ kind }) => kind === 'failed') ? 1 : 0
}
