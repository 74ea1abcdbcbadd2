// The plugin/* methods: the plugins of the share directory, and how they come and go.

import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { installStaged, removePlugin, stagePlugin, type StagedFolder } from '../../plugins/plugin-install.ts'
import type { PluginManifest } from '../../plugins/plugin-manifest.ts'
import type { FoundPlugin } from '../../plugins/plugin-shelf.ts'
import { readSource } from '../../plugins/plugin-source.ts'
import { KimiError } from '../../protocol/errors.ts'
import type { KeyWish, PluginToolView, PluginView, StagedPlugin } from '../../protocol/plugins/plugin-view.ts'
import { showRow, showWords } from '../../safety/text/exact-text.ts'
import { sanitiseLine } from '../../safety/text/sanitiser.ts'
import { discard } from '../../sys/files.ts'
import type { DaemonParts } from '../daemon-parts.ts'
import { realDirectory } from '../methods/client-paths.ts'
import type { NamespaceHandlers, Peer } from '../methods/json-methods.ts'
import { findPluginValues } from './plugin-values.ts'

const CELLS = 300

export function createPluginMethods(parts: DaemonParts): NamespaceHandlers<'plugin'> {
  const shelf = parts.plugins
  const { home } = parts.options.paths
  /** What each connection has staged. */
  const stages = new WeakMap<Peer, Map<string, StagedFolder>>()
  return {
    async 'plugin/list'() {
      return { folder: shelf.folder, plugins: (await shelf.list()).map(viewPlugin) }
    },
    async 'plugin/stage'({ source, workDir, env, shellEnv }, peer) {
      const place = { workDir: realDirectory(workDir), home: shellEnv['HOME'] || home }
      const read = readSource(source, place)
      if (!read.ok) throw fail(read.reason)
      const reply = await stagePlugin(read.source, shelf, { env: shellEnv, signal: peer.signal })
      if (!reply.ok) throw fail(reply.reason)
      const { staged } = reply
      const stage = randomUUID()
      const own = stages.get(peer) ?? new Map<string, StagedFolder>()
      stages.set(peer, own.set(stage, staged))
      const drop = () => own.delete(stage) && discard(staged.stage)
      if (peer.signal.aborted) drop()
      else peer.signal.addEventListener('abort', drop, { once: true })
      return describeStaged(stage, staged, await describeWish(staged.manifest, parts, env))
    },
    async 'plugin/install'({ stage, givesKey, env }, peer) {
      const staged = stages.get(peer)?.get(stage)
      if (staged === undefined) throw fail('there is no such plugin on this connection')
      stages.get(peer)?.delete(stage)
      const { manifest } = staged
      const isGiven = givesKey && manifest.inject.length > 0
      const found = isGiven ? await findPluginValues(parts, env) : null
      if (found !== null && !found.ok) {
        discard(staged.stage)
        throw fail(`the key cannot be given to ${manifest.name}: ${found.reason}`)
      }
      const given = found === null ? { keyHost: '', values: {} } : { keyHost: found.host, values: found.values }
      const { folder, keptIn } = await installStaged(staged, shelf, given)
      return { name: manifest.name, version: manifest.version, folder, keyHost: given.keyHost, keptIn }
    },
    async 'plugin/remove'({ name }) {
      const plugin = await shelf.find(name)
      if (plugin === null)
        throw new KimiError('plugin.not_found', `there is no plugin ${sanitiseLine(name, CELLS)} in ${shelf.folder}`)
      if (plugin.entry === null)
        throw fail(`kimi has not installed the plugin ${showRow(name)}, and removes nothing of it`, {
          hint: `rm -r ${showWords([plugin.folder])}`,
        })
      const removed = await removePlugin(plugin, shelf)
      if (!removed.ok) throw fail(`the plugin ${name} is not removed: ${removed.reason}`)
      return { folder: plugin.folder, kept: removed.kept.map(showRow) }
    },
  }
}

function fail(reason: string, options: { hint?: string } = {}): KimiError {
  return new KimiError('plugin.failed', reason, options)
}

function describeStaged(stage: string, staged: StagedFolder, wish: KeyWish | null): StagedPlugin {
  const { manifest, folder, files, bytes, replaces } = staged
  const { name, version, description } = manifest
  const before =
    replaces === null ? null : { version: replaces.manifest?.version ?? '', source: replaces.entry?.source ?? '' }
  return {
    stage,
    plugin: { name, version, description, tools: viewTools(manifest), hasSkill: existsSync(join(folder, 'SKILL.md')) },
    files,
    bytes,
    replaces: before,
    wish,
  }
}

async function describeWish(
  { configFile, inject }: PluginManifest,
  parts: DaemonParts,
  env: Record<string, string>,
): Promise<KeyWish | null> {
  if (inject.length === 0) return null
  const found = await findPluginValues(parts, env)
  return { configFile, inject: [...inject], key: found.ok ? found.key : null }
}

function viewPlugin(plugin: FoundPlugin): PluginView {
  const { name, folder, manifest, entry, status, reason, hint, shadowed } = plugin
  return {
    name: sanitiseLine(name, CELLS),
    folder,
    version: manifest?.version ?? entry?.version ?? '',
    description: manifest?.description ?? '',
    status,
    reason,
    hint,
    tools: manifest === null ? [] : viewTools(manifest, shadowed),
    hasSkill: existsSync(join(folder, 'SKILL.md')),
    configFile: manifest?.configFile ?? '',
    inject: [...(manifest?.inject ?? [])],
    keyHost: entry?.keyHost ?? '',
    source: entry?.source ?? '',
  }
}

function viewTools({ tools }: PluginManifest, shadowed: ReadonlyMap<string, string> = new Map()): PluginToolView[] {
  return tools.map(({ name, description, command }) => ({
    name,
    description: sanitiseLine(description, CELLS),
    command: showWords(command),
    problem: shadowed.has(name) ? `the plugin ${shadowed.get(name)} has a tool of that name` : '',
  }))
}
