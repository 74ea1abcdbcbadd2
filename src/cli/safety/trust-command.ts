// `kimi trust …`: the folders whose instructions, skills and settings the agent obeys.

import { say, sayAside, sayJson } from '../standard-streams.ts'
import { resolve } from 'node:path'
import type { Client } from '../../client/peer.ts'
import type { FolderView } from '../../protocol/safety-view.ts'
import { showRow } from '../../safety/text/exact-text.ts'
import { sanitiseLine } from '../../safety/text/sanitiser.ts'
import { withDaemon } from '../tasks/task-client.ts'

const PATH_CELLS = 200
const STATES: Record<FolderView['state'], string> = {
  nothing: 'brings nothing that has to be trusted',
  trusted: 'trusted',
  refused: 'not trusted, and not asked about',
  asks: 'not trusted',
}

/** Returns the exit status. Throws KimiErrors. */
export async function runTrustCommand(
  name: string,
  [dir = '.']: string[],
  { json }: { json?: boolean },
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const path = resolve(dir)
  // Always the running daemon: a command of the agent, which gives it no orders, must not be its own.
  return withDaemon(env, async (client) => {
    if (name === 'list') return list(client, json)
    if (name === 'remove') {
      const result = await client.call('trust/remove', { path })
      print(json, result, [`${shown(result.root)} ${result.removed ? 'is forgotten' : 'was not known'}`])
      return result.removed ? 0 : 1
    }
    const folder = await client.call(name === 'add' ? 'trust/add' : 'trust/show', { path })
    if (name === 'show') print(json, folder, describe(folder))
    else if (folder.state === 'nothing') print(json, folder, describe(folder))
    else
      print(json, { ...folder, state: 'trusted' }, [
        `${shown(folder.root)} is trusted as it is now:`,
        ...listItems({
          ...folder,
          items: folder.items.map(({ change: _change, ...item }) => item),
        }),
      ])
    return 0
  })
}

async function list(client: Client, json: boolean | undefined): Promise<number> {
  const { folders } = await client.call('trust/list', {})
  const rows = folders.map(({ root, decision, at, items }) => {
    const day = new Date(at).toISOString().slice(0, 10)
    return `${decision.padEnd(7)}  ${day}  ${String(items).padStart(3)}  ${shown(root)}`
  })
  if (folders.length === 0 && !json) sayAside('kimi: no folder is trusted yet\n  kimi trust add\n')
  else print(json, folders, rows)
  return 0
}

function describe(folder: FolderView): string[] {
  return [`${shown(folder.root)}: ${STATES[folder.state]}`, ...listItems(folder)]
}

function listItems({ items, isCut }: FolderView): string[] {
  const lines = items.flatMap(({ kind, name, change, rows = [] }) => [
    `  ${kind.padEnd(12)}  ${name}${change ? `  (${change})` : ''}`,
    ...rows.map((row) => `  ${''.padEnd(12)}  ${showRow(row)}`),
  ])
  return isCut ? [...lines, '  … and more, which is never obeyed'] : lines
}

function shown(path: string): string {
  return sanitiseLine(path, PATH_CELLS)
}

function print(json: boolean | undefined, value: unknown, lines: readonly string[]): void {
  if (json) sayJson(value)
  else say(lines.map((line) => `${line}\n`).join(''))
}
