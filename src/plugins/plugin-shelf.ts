// The plugins in the share directory: what each is, and whether it is as its user let it run.

import { createHash } from 'node:crypto'
import { existsSync, lstatSync, readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { PluginStatus } from '../protocol/plugins/plugin-view.ts'
import { realOrSame } from '../safety/rules/workspace-path.ts'
import { showRow, showWords } from '../safety/text/exact-text.ts'
import { hasCode, readText } from '../sys/files.ts'
import { listWithRemains } from './config-file.ts'
import { createDigestReader, type Digests, type DigestReader, listChanges } from './plugin-files.ts'
import { type HostValues, writeKeys } from './plugin-keys.ts'
import { MANIFEST_FILE, type PluginManifest, foldToolName, isPluginName, readManifest } from './plugin-manifest.ts'
import { type PluginEntry, type PluginRecord, openPluginRecord } from './plugin-record.ts'

export interface FoundPlugin {
  /** The name of its folder. */
  name: string
  folder: string
  /** Null where plugin.json cannot be read. */
  manifest: PluginManifest | null
  /** Null for a plugin that kimi has not installed. */
  entry: PluginEntry | null
  status: PluginStatus
  /** The reason for every status but `ready`, in one line; else ''. */
  reason: string
  hint: string
  /** The files that are not as the user let them run. */
  changed: string[]
  digests: Digests
  /** A hash of all that the user approves with its tools. */
  pin: string
  /** The tools that are not offered since an earlier plugin has their names, and the names of those plugins. */
  shadowed: ReadonlyMap<string, string>
}

export interface PluginShelf {
  readonly folder: string
  readonly record: PluginRecord
  readonly digests: DigestReader
  /** All plugins, sorted by name. A folder that cannot be read counts as empty. */
  list(): Promise<FoundPlugin[]>
  /** Null where there is no such plugin. */
  find(name: string): Promise<FoundPlugin | null>
  /** The real paths of the files in which a key stands, also of what an interrupted write has left. */
  keyFiles(): string[]
  /** True for the SKILL.md of a plugin that has these bytes as it was installed, or as its user let it run last. */
  admitsSkill(path: string, bytes: Buffer): boolean
  /** From now on the plugin runs as it is. Failures of the disk throw. */
  approve(plugin: FoundPlugin): void
  /** Writes the values into the configuration file of an unchanged plugin that is given them. Failures of the disk throw. */
  renewKeys(plugin: FoundPlugin, values: HostValues): Promise<void>
}

const PIN_CHARACTERS = 16
/** The most files that a reason names. */
const MOST_NAMED = 3

/** `home` shortens the paths in hints. */
export function openPluginShelf(share: string, home: string): PluginShelf {
  const folder = join(share, 'plugins')
  const record = openPluginRecord(share)
  const digests = createDigestReader()
  const shortened = folder.startsWith(`${home}/`) ? `~${folder.slice(home.length)}` : folder
  const look = (name: string, entry: PluginEntry | null) => {
    const plain = join(shortened, name)
    const shown = /^[\w./~-]+$/.test(plain) ? plain : showWords([join(folder, name)])
    return lookAt(join(folder, name), name, entry, { digests, hint: `kimi plugin install ${shown}` })
  }
  const list = async () => {
    const entries = record.all()
    const names = new Set([...listNames(folder), ...entries.keys()])
    const found: FoundPlugin[] = []
    for (const name of [...names].sort()) found.push(await look(name, entries.get(name) ?? null))
    return shadow(found)
  }
  return {
    folder,
    record,
    digests,
    list,
    find: async (name) => (await list()).find((each) => each.name === name) ?? null,
    keyFiles: () =>
      [...record.all()].flatMap(([name, { keyFile }]) =>
        keyFile === '' ? [] : listWithRemains(realOrSame(join(folder, name, keyFile))),
      ),
    admitsSkill(path, bytes) {
      const digest = record
        .all()
        .get(basename(dirname(path)))
        ?.files.get(basename(path))
      return digest?.endsWith(createHash('sha256').update(bytes).digest('hex')) === true
    },
    approve(plugin) {
      if (plugin.entry !== null) record.set(plugin.name, { ...plugin.entry, files: plugin.digests })
    },
    async renewKeys(plugin, values) {
      const { name, manifest } = plugin
      const entry = record.all().get(name) ?? null
      if (entry?.keyHost !== plugin.entry?.keyHost) return
      if (entry === null || manifest === null || plugin.changed.length > 0) return
      if (!writeKeys(plugin.folder, manifest, values)) return
      const now = await digests.read(plugin.folder)
      const digest = now.ok ? now.digests.get(manifest.configFile) : undefined
      if (digest !== undefined)
        record.set(name, { ...entry, files: new Map([...entry.files, [manifest.configFile, digest]]) })
    },
  }
}

/** The folders with a plugin.json. */
function listNames(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => !name.startsWith('.') && existsSync(join(folder, name, MANIFEST_FILE)))
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR', 'EACCES')) return []
    throw error
  }
}

async function lookAt(
  folder: string,
  name: string,
  entry: PluginEntry | null,
  { digests: reader, hint }: { digests: DigestReader; hint: string },
): Promise<FoundPlugin> {
  const plugin: FoundPlugin = {
    ...{ name, folder, manifest: null, entry, status: 'broken', reason: '', hint: '', changed: [] },
    ...{ digests: new Map(), pin: '', shadowed: new Map() },
  }
  const again = { hint }
  const remove = { hint: entry === null ? '' : `kimi plugin remove ${name}` }
  if (!existsSync(join(folder, MANIFEST_FILE)))
    return { ...plugin, reason: `there is no ${showRow(join(folder, MANIFEST_FILE))} any more`, ...remove }
  // Removing or approving such a plugin would follow the link to files that kimi has not installed.
  if (entry !== null && lstatSync(folder).isSymbolicLink())
    return { ...plugin, reason: 'its folder has become a link', ...remove }
  const text = readManifestText(folder)
  if (!text.ok) return { ...plugin, reason: text.reason, ...remove }
  const read = readManifest(text.text)
  if (!read.ok) return { ...plugin, reason: read.reason, ...remove }
  const { manifest } = read
  if (manifest.name !== name || !isPluginName(name))
    return {
      ...plugin,
      manifest,
      reason: `its folder is named ${showRow(name)}, and ${MANIFEST_FILE} names ${manifest.name}`,
    }
  if (entry === null)
    return {
      ...plugin,
      manifest,
      status: 'foreign',
      reason: 'kimi has not installed it, so nothing of it runs',
      ...again,
    }
  const now = await reader.read(folder).catch((error: unknown) => ({ ok: false as const, reason: String(error) }))
  if (!now.ok) return { ...plugin, manifest, reason: now.reason, ...remove }
  const { digests } = now
  const changed = listChanges(entry.files, digests)
  const known = { ...plugin, manifest, digests, changed, pin: pinOf(digests, manifest, entry) }
  if (changed.length === 0) return { ...known, status: 'ready' }
  const names = changed.slice(0, MOST_NAMED).map(showRow).join(', ')
  const more = changed.length > MOST_NAMED ? ` and ${changed.length - MOST_NAMED} more` : ''
  const reason = `changed since it was installed: ${names}${more}`
  // The words of its tools are in this file: nobody has agreed to those that stand there now.
  const status = changed.includes(MANIFEST_FILE) ? 'broken' : 'changed'
  return { ...known, status, reason, ...again }
}

function readManifestText(folder: string): { ok: true; text: string } | { ok: false; reason: string } {
  try {
    if (!lstatSync(join(folder, MANIFEST_FILE)).isFile()) return { ok: false, reason: `${MANIFEST_FILE} is no file` }
    return { ok: true, text: readText(join(folder, MANIFEST_FILE)) ?? '' }
  } catch (error) {
    return { ok: false, reason: `${MANIFEST_FILE} cannot be read: ${(error as Error).message}` }
  }
}

/** The configuration file in which a renewed token stands is no part of it. */
function pinOf(digests: Digests, { configFile, inject }: PluginManifest, { keyHost }: PluginEntry): string {
  const isKeyFile = (path: string) => keyHost !== '' && inject.length > 0 && path === configFile
  const rows = [...digests].filter(([path]) => !isKeyFile(path)).sort(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256').update(JSON.stringify(rows)).digest('hex').slice(0, PIN_CHARACTERS)
}

/** Marks the tools whose name an earlier plugin has taken: they are not offered. */
function shadow(plugins: FoundPlugin[]): FoundPlugin[] {
  const owners = new Map<string, string>()
  return plugins.map((plugin) => {
    if (plugin.status !== 'ready' && plugin.status !== 'changed') return plugin
    const shadowed = new Map<string, string>()
    for (const { name } of plugin.manifest?.tools ?? []) {
      const owner = owners.get(foldToolName(name))
      if (owner === undefined) owners.set(foldToolName(name), plugin.name)
      else shadowed.set(name, owner)
    }
    return { ...plugin, shadowed }
  })
}
