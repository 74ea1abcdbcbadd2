// Installs and removes plugins. A plugin is fetched and checked in a folder of its own beside the others, and takes its place by one rename: a
// failure leaves what was there.

import { existsSync, lstatSync, mkdtempSync, readdirSync, renameSync, rmdirSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { KimiError } from '../protocol/errors.ts'
import type { KeyKind } from '../protocol/plugins/plugin-view.ts'
import { VERSION } from '../protocol/version.ts'
import { realOrSame } from '../safety/rules/workspace-path.ts'
import { showRow } from '../safety/text/exact-text.ts'
import { discard, makeDirectory, readText, writeAtomic } from '../sys/files.ts'
import { parseObject } from '../sys/json-reading.ts'
import { isAlive } from '../sys/processes.ts'
import { type FetchPlace, fetchPlugin } from './plugin-fetch.ts'
import { copyPlugin, createDigestReader, type Digests, listChanges } from './plugin-files.ts'
import { refuseConfigFile } from './config-file.ts'
import { clearKeys, type HostValues, writeKeys } from './plugin-keys.ts'
import { MANIFEST_FILE, type PluginManifest, foldToolName, readManifest } from './plugin-manifest.ts'
import type { FoundPlugin, PluginShelf } from './plugin-shelf.ts'
import { nameSource, type PluginSource } from './plugin-source.ts'

/** A plugin that was fetched and checked. */
export interface StagedFolder {
  /** The folder of all that belongs to it until it is installed. */
  stage: string
  /** The plugin itself, in that folder. */
  folder: string
  manifest: PluginManifest
  source: string
  files: number
  bytes: number
  /** The files as they were checked and are shown. */
  digests: Digests
  /** The plugin that has its name now, if there is one. */
  replaces: FoundPlugin | null
}

export type StageReply = { ok: true; staged: StagedFolder } | { ok: false; reason: string }

/**
 * The beginning of the names of such folders; the process id of the daemon follows. Their plugins lie one level deeper than plugins do, so
 * that nothing takes them for one.
 */
const STAGE = '.new-'
/** A folder of an installation that is older than this was left behind, whatever process has that id by now. */
const STAGE_LIMIT_MS = 24 * 3_600_000

/** Fetches a plugin and checks it; call `discard` of sys/files.ts for its stage if it is not installed. Failures of the disk reject. */
export async function stagePlugin(
  source: PluginSource,
  shelf: PluginShelf,
  place: Omit<FetchPlace, 'into'>,
): Promise<StageReply> {
  if (statSync(shelf.folder, { throwIfNoEntry: false })?.isDirectory() === false)
    return { ok: false, reason: `${shelf.folder} is no folder` }
  makeDirectory(shelf.folder)
  sweepStages(shelf.folder)
  const stage = mkdtempSync(join(shelf.folder, `${STAGE}${process.pid}-`))
  try {
    const reply = await fillStage(source, shelf, stage, place)
    if (!reply.ok) discard(stage)
    return reply
  } catch (error) {
    discard(stage)
    throw error
  }
}

async function fillStage(
  source: PluginSource,
  shelf: PluginShelf,
  stage: string,
  place: Omit<FetchPlace, 'into'>,
): Promise<StageReply> {
  const fetched = await fetchPlugin(source, { ...place, into: join(stage, 'fetched') })
  if (!fetched.ok) return fetched
  const folder = join(stage, 'plugin')
  const copied = await copyPlugin(fetched.folder, folder)
  if (!copied.ok) return { ok: false, reason: `the plugin is not taken: ${copied.reason}` }
  discard(join(stage, 'fetched'))
  if (!lstatSync(join(folder, MANIFEST_FILE)).isFile()) return { ok: false, reason: `${MANIFEST_FILE} is no file` }
  const read = readManifest(readText(join(folder, MANIFEST_FILE)) ?? '')
  if (!read.ok) return read
  const { manifest } = read
  const digests = await readDigests(folder, shelf)
  const others = (await shelf.list()).filter(({ name }) => name !== manifest.name)
  const problem =
    refuseConfigFile(folder, manifest) ?? findLinkToKey(manifest, copied.links) ?? findNameTaken(manifest, others)
  if (problem !== null) return { ok: false, reason: `the plugin ${manifest.name} is not taken: ${problem}` }
  const replaces = existsSync(join(shelf.folder, manifest.name)) ? await shelf.find(manifest.name) : null
  const { bytes, files } = copied
  // A plugin that is taken as it lies in its place has come from where it came from.
  const isInPlace =
    source.kind === 'folder' && realOrSame(source.path) === realOrSame(join(shelf.folder, manifest.name))
  const from = (isInPlace ? replaces?.entry?.source : undefined) ?? nameSource(source)
  return {
    ok: true,
    staged: { stage, folder, manifest, source: from, files: files.length, bytes, digests, replaces },
  }
}

/** By a link the file with the key would have another name, such as SKILL.md, by which it is read. */
function findLinkToKey({ configFile, inject }: PluginManifest, links: ReadonlyMap<string, string>): string | null {
  const link = inject.length === 0 ? undefined : [...links].find(([, target]) => target === configFile)
  return link === undefined ? null : `the link ${showRow(link[0])} leads to its configuration file`
}

/** Two tools of one name could not be told apart: the plugin that is there stays. */
function findNameTaken({ tools }: PluginManifest, others: readonly FoundPlugin[]): string | null {
  for (const { name, manifest, status } of others) {
    if (status !== 'ready' && status !== 'changed') continue
    const taken = tools.find((tool) =>
      manifest?.tools.some((each) => foldToolName(each.name) === foldToolName(tool.name)),
    )
    if (taken !== undefined) return `its tool ${taken.name} has the name of a tool of the plugin ${name}`
  }
  return null
}

export interface InstalledPlugin {
  folder: string
  /** The folder with what was there before and was not installed by kimi; '' for none. */
  keptIn: string
}

/** The values that the user gives to a plugin, the host whose key is among them, and the kind of that key. `keyHost`: '' for no values. */
export interface GivenValues {
  keyHost: string
  keyKind: KeyKind
  values: HostValues
}

/**
 * Puts the staged plugin in its place, with the values that the user gives to it. Rejects with `plugin.failed` when it, or what it would
 * replace, is not what was shown any more; failures of the disk reject, too, and leave the plugin that was there.
 */
export async function installStaged(
  staged: StagedFolder,
  shelf: PluginShelf,
  given: GivenValues,
): Promise<InstalledPlugin> {
  const { stage, folder, manifest, source } = staged
  const { name, version } = manifest
  const place = join(shelf.folder, name)
  try {
    const fetched = await readDigests(folder, shelf)
    const problem = await findLaterChange(staged, fetched, shelf)
    if (problem !== null) throw new KimiError('plugin.failed', `the plugin ${name} is not installed: ${problem}`)
    if (given.keyHost !== '') writeKeys(folder, manifest, given.values)
    noteRuntime(folder)
    const files = await readDigests(folder, shelf)
    const keptIn = await setAside(place, fetched, files, stage, shelf)
    try {
      renameSync(folder, place)
    } catch (error) {
      const old = keptIn === '' ? join(stage, 'old') : keptIn
      if (existsSync(old)) renameSync(old, place)
      throw error
    }
    const keyFile = given.keyHost === '' ? '' : manifest.configFile
    shelf.record.set(name, { version, source, keyHost: given.keyHost, keyKind: given.keyKind, keyFile, files })
    return { folder: place, keptIn }
  } finally {
    discard(stage)
  }
}

/** The reason why the user has been shown something else than what would be installed now; null where that is the same. */
async function findLaterChange(
  { digests, manifest, replaces }: StagedFolder,
  fetched: Digests,
  shelf: PluginShelf,
): Promise<string | null> {
  const { name } = manifest
  const [path] = listChanges(digests, fetched)
  if (path !== undefined) return `its file ${showRow(path)} has changed since it was fetched`
  const now = await shelf.list()
  const there = now.find((each) => each.name === name)
  const known = ({ entry, pin }: FoundPlugin) => `${pin} ${entry?.keyHost} ${entry?.source} ${entry?.version}`
  if (there !== undefined && (replaces === null || known(there) !== known(replaces)))
    return `another plugin ${name} was installed meanwhile`
  return findNameTaken(
    manifest,
    now.filter((each) => each.name !== name),
  )
}

async function readDigests(folder: string, shelf: PluginShelf): Promise<Digests> {
  const read = await shelf.digests.read(folder)
  if (!read.ok) throw new Error(read.reason)
  return read.digests
}

/** As Kimi CLI does: its `kimi plugin list` tells by this entry that the plugin is installed. */
function noteRuntime(folder: string): void {
  const path = join(folder, MANIFEST_FILE)
  const data = parseObject((readText(path) ?? '').replace(/^\ufeff/, '')) ?? {}
  writeAtomic(path, JSON.stringify({ ...data, runtime: { host: 'kimi-companion', host_version: VERSION } }, null, 2))
}

/**
 * Moves the folder that has the plugin's name out of the way, and returns where it is kept: '' when all of it was installed by kimi, or is
 * also in the new one.
 */
async function setAside(
  place: string,
  fetched: Digests,
  files: Digests,
  stage: string,
  shelf: PluginShelf,
): Promise<string> {
  if (lstatSync(place, { throwIfNoEntry: false }) === undefined) return ''
  const name = place.slice(shelf.folder.length + 1)
  const entry = shelf.record.all().get(name)
  const known = entry?.files ?? new Map<string, string>()
  const now = await shelf.digests.read(place).catch(() => null)
  const isKnown = ([path, digest]: [string, string]) =>
    [known, fetched, files].some((each) => each.get(path) === digest)
  const isOurs = now?.ok === true && !lstatSync(place).isSymbolicLink() && [...now.digests].every(isKnown)
  const old = isOurs ? join(stage, 'old') : keepPlace(name, shelf)
  renameSync(place, old)
  // The old folder is kept for the user's own work in it; the key is taken out.
  if (!isOurs && entry !== undefined && entry.keyHost !== '' && !lstatSync(old).isSymbolicLink())
    clearKeys(old, readOldManifest(old), entry.keyFile)
  return isOurs ? '' : old
}

function readOldManifest(folder: string): PluginManifest | null {
  const path = join(folder, MANIFEST_FILE)
  const read = lstatSync(path, { throwIfNoEntry: false })?.isFile() ? readManifest(readText(path) ?? '') : null
  return read?.ok ? read.manifest : null
}

function keepPlace(name: string, { folder }: PluginShelf): string {
  const kept = join(dirname(folder), 'plugins-replaced')
  makeDirectory(kept)
  return join(kept, `${name}-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`)
}

export type RemoveReply = { ok: true; kept: string[] } | { ok: false; reason: string }

/**
 * Removes the files that were installed and are still the same, then what folders are empty. `kept` are the paths that stay. Failures of
 * the disk throw; then the rest is removed by another call.
 */
export async function removePlugin(plugin: FoundPlugin, shelf: PluginShelf): Promise<RemoveReply> {
  const { name, folder, entry, manifest } = plugin
  const place = lstatSync(folder, { throwIfNoEntry: false })
  if (entry === null || place === undefined || place.isSymbolicLink()) {
    shelf.record.remove(name)
    return { ok: true, kept: place === undefined ? [] : ['the link itself'] }
  }
  const read = await shelf.digests.read(folder)
  if (!read.ok) return read
  const changed = new Set(listChanges(entry.files, read.digests))
  // A link may have taken the place of a folder since the files were looked at, and a file may have been written.
  const later = await createDigestReader().read(folder)
  if (!later.ok) return later
  for (const path of listChanges(read.digests, later.digests)) changed.add(path)
  const now = [...later.digests.keys()]
  const kept = now.filter((path) => changed.has(path))
  // The key does not stay behind in a file that the user has changed.
  // The places of the key are known by the plugin.json that was installed.
  const known = changed.has(MANIFEST_FILE) ? null : manifest
  if (entry.keyHost !== '' && kept.includes(entry.keyFile) && !clearKeys(folder, known, entry.keyFile))
    return {
      ok: false,
      reason: `your key stands in its file ${showRow(entry.keyFile)}, which has changed so that kimi cannot take it out: remove that file first`,
    }
  for (const path of now) if (!changed.has(path)) rmSync(join(folder, path))
  removeEmpty(folder)
  shelf.record.remove(name)
  return { ok: true, kept }
}

/** Removes the folder and those in it, as far as there is no file in them. True when it has gone. */
function removeEmpty(folder: string): boolean {
  if (!existsSync(folder)) return true
  let isEmpty = true
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (!entry.isDirectory() || !removeEmpty(join(folder, entry.name))) isEmpty = false
  if (isEmpty) rmdirSync(folder)
  return isEmpty
}

/** Removes what a killed daemon has left behind; a plugin that it had moved out of the way comes back. */
function sweepStages(folder: string): void {
  for (const name of readdirSync(folder).filter((each) => each.startsWith(STAGE))) {
    const stage = join(folder, name)
    const old = join(stage, 'old')
    const left = readManifest(existsSync(join(old, MANIFEST_FILE)) ? (readText(join(old, MANIFEST_FILE)) ?? '') : '')
    if (left.ok && !existsSync(join(folder, left.manifest.name))) renameSync(old, join(folder, left.manifest.name))
    const isOld = Date.now() - (lstatSync(stage, { throwIfNoEntry: false })?.mtimeMs ?? 0) > STAGE_LIMIT_MS
    const owner = Number(/^\d+/.exec(name.slice(STAGE.length))?.[0] ?? 0)
    if (isOld || owner === 0 || !isAlive(owner)) discard(stage)
  }
}
