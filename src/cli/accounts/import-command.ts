// `kimi import`: shows what other agents have that can be taken over, and takes it on a yes.

import { say, sayJson } from '../standard-streams.ts'
import type { ImportItem } from '../../protocol/account.ts'
import { formatColumns } from '../../view/columns.ts'
import { confirm } from '../confirm.ts'
import { withAccounts } from './account-client.ts'

interface ImportFlags {
  json?: boolean
  yes?: boolean
  secrets?: boolean
}

/** Returns the exit status: 1 when something could not be taken, or the user said no. */
export async function runImport({ json, yes, secrets = false }: ImportFlags, env: NodeJS.ProcessEnv): Promise<number> {
  return withAccounts(env, async (client) => {
    const { items } = await client.call('account/import', { apply: false, secrets })
    const fresh = items.filter(({ state }) => state === 'new')
    const print = (shown: readonly ImportItem[]) =>
      json ? sayJson(shown) : say(formatColumns(shown.map(describeItem)))
    if (fresh.length === 0 || (json && !yes)) {
      if (items.length > 0 || json) print(items)
      if (!json) say(items.length === 0 ? 'no other agent was found\n' : 'nothing is new\n')
      return 0
    }
    if (!yes) {
      print(items)
      const things = `${fresh.length} thing${fresh.length === 1 ? '' : 's'}`
      if (!(await confirm(`take over ${things}${secrets ? ', with keys and tokens' : ''}`, false))) return 1
    }
    const done = (await client.call('account/import', { apply: true, secrets })).items
    print(done)
    return done.some(({ state }) => state === 'failed') ? 1 : 0
  })
}

const KINDS: Record<ImportItem['kind'], string> = {
  model: 'model',
  mcp: 'MCP server',
  skill: 'skill',
  instructions: 'instructions',
}

function describeItem({ agent, kind, name, state, secrets, failure }: ImportItem): string[] {
  const words = {
    new: 'new',
    there: 'there already',
    held: 'holds a secret: --secrets takes it',
    taken: 'taken',
    failed: failure ?? 'failed',
  }[state]
  const without =
    secrets.length > 0 && (state === 'new' || state === 'taken') ? `, without ${secrets.join(', ')} (--secrets)` : ''
  return [agent, KINDS[kind], name, `${words}${without}`]
}
