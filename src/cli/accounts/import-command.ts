// `kimi import`: shows what other agents have that can be taken over, and takes it on a yes.

import { say, sayJson } from '../standard-streams.ts'
import { IMPORT_KINDS, type ImportItem, type ImportKind } from '../../protocol/account.ts'
import { KimiError } from '../../protocol/errors.ts'
import { showRow } from '../../safety/text/exact-text.ts'
import { formatColumns } from '../../view/columns.ts'
import { confirm } from '../confirm.ts'
import { withAccounts } from './account-client.ts'

interface ImportFlags {
  json?: boolean
  yes?: boolean
  apply?: boolean
  secrets?: boolean
  only?: string
  /** The project whose servers count, too. */
  workDir?: string
  /** The beginning of an agent's name: nothing of others is taken. */
  from?: string
}

/** Returns the exit status: 1 when something could not be taken, or the user said no. */
export async function runImport(flags: ImportFlags, env: NodeJS.ProcessEnv): Promise<number> {
  const { json, secrets = false } = flags
  const yes = flags.yes || flags.apply
  const wish = {
    secrets,
    ...(flags.only === undefined ? {} : { only: readKinds(flags.only) }),
    ...(flags.workDir === undefined ? {} : { workDir: flags.workDir }),
    ...(flags.from === undefined ? {} : { from: flags.from }),
  }
  return withAccounts(env, async (client) => {
    const { items } = await client.call('account/import', { apply: false, ...wish })
    const fresh = items.filter(({ state }) => state === 'new')
    const print = (shown: readonly ImportItem[]) => (json ? sayJson(shown) : say(describeItems(shown)))
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
    const done = (await client.call('account/import', { apply: true, ...wish })).items
    print(done)
    return done.some(({ state }) => state === 'failed') ? 1 : 0
  })
}

function readKinds(text: string): ImportKind[] {
  return text.split(',').map((word) => {
    const kind = IMPORT_KINDS.find((known) => known === word.trim())
    if (kind !== undefined) return kind
    const message = `--only takes ${IMPORT_KINDS.join(', ')}, with commas, not ${JSON.stringify(word.trim())}`
    throw new KimiError('usage.invalid', message, { hint: 'kimi import --only sessions' })
  })
}

/** A line for each thing, and below it what belongs to it. */
function describeItems(items: readonly ImportItem[]): string {
  const rows = formatColumns(items.map(describeItem)).split('\n')
  const notes = (item: ImportItem | undefined) => (item?.notes ?? []).map((note) => `\n    ${showRow(note)}`).join('')
  return rows.map((row, at) => `${row}${notes(items[at])}`).join('\n')
}

const KINDS: Record<ImportKind, string> = {
  model: 'model',
  mcp: 'MCP server',
  skill: 'skill',
  instructions: 'instructions',
  rules: 'permission rules',
  sessions: 'sessions',
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
