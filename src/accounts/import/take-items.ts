// Takes over what was found: added to our files, never in the place of something that is there. The other agents' files stay as they are.

import { cpSync, lstatSync } from 'node:fs'
import { join } from 'node:path'
import { IMPORT_KINDS, type ImportItem, type ImportKind } from '../../protocol/account.ts'
import { toKimiError } from '../../protocol/errors.ts'
import { makeDirectory, readText, writeAtomic } from '../../sys/files.ts'
import { isObject, parseJson } from '../../sys/json-reading.ts'
import { findItems, type Found, type ImportTarget, type Taking } from './import-items.ts'
import { putBlock } from './instruction-blocks.ts'

/** Items of these kinds that are `new` are taken when `apply`. An item that fails says why, and the others go on. */
export async function importItems(
  target: ImportTarget,
  apply: boolean,
  secrets: boolean,
  kinds: ReadonlySet<ImportKind> = new Set(IMPORT_KINDS),
): Promise<ImportItem[]> {
  const found = findItems(target, secrets).filter(({ item }) => kinds.has(item.kind))
  if (!apply) return found.map(({ item }) => item)
  const { editConfig } = await import('../../config/config-edit.ts')
  const items: ImportItem[] = []
  for (const one of found) items.push(await takeOne(one, target, editConfig))
  return items
}

async function takeOne({ item, taking }: Found, target: ImportTarget, editConfig: EditConfig): Promise<ImportItem> {
  if (item.state !== 'new') return item
  try {
    if (taking.kind === 'mcp')
      for (const [variable, value] of Object.entries(taking.values))
        await target.keepSecret?.(taking.name, variable, value)
    take(taking, target, editConfig)
    return { ...item, state: 'taken' }
  } catch (error) {
    return { ...item, state: 'failed', failure: toKimiError(error).message }
  }
}

type EditConfig = (path: string, key: string[], value: unknown) => void

function take(taking: Taking, { share, config }: ImportTarget, editConfig: EditConfig): void {
  switch (taking.kind) {
    case 'mcp':
      return addServer(join(share, 'mcp.json'), taking.name, taking.entry)
    case 'skill':
      return copySkill(taking.from, join(share, 'skills'), taking.name)
    case 'instructions': {
      const file = join(share, 'AGENTS.md')
      return writeAtomic(file, putBlock(readText(file) ?? '', taking.from, taking.block))
    }
    case 'model':
      for (const { key, value } of taking.keys) editConfig(config, key, value)
  }
}

function addServer(file: string, name: string, entry: Record<string, unknown>): void {
  const text = readText(file)
  const table = text === null || text.trim() === '' ? {} : parseJson(text)
  if (!isObject(table)) throw new Error(`${file} is not changed: it is no JSON object`)
  const servers = isObject(table['mcpServers']) ? table['mcpServers'] : {}
  writeAtomic(file, `${JSON.stringify({ ...table, mcpServers: { ...servers, [name]: entry } }, null, 2)}\n`)
}

/** Files and directories alone: a link could lead to anything. */
function copySkill(from: string, skills: string, name: string): void {
  makeDirectory(skills)
  cpSync(from, join(skills, name), {
    recursive: true,
    errorOnExist: true,
    force: false,
    filter: (path) => lstatSync(path).isFile() || lstatSync(path).isDirectory(),
  })
}
