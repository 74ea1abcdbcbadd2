// The plugin/* methods: the plugins of the share directory, and how they come and go.

import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import {
  type GivenValues,
  installStaged,
  removePlugin,
  stagePlugin,
  type StagedFolder,
} from '../../plugins/plugin-install.ts'
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
import { findOtherValues, findPluginValues, type FoundValues } from './plugin-values.ts'

const CELLS = 300

export function createPluginMethods(parts: DaemonParts): NamespaceHandlers<'plugin'> {
  const shelf = parts.plugins
  const { home } = parts.options.paths
  /** The plugins that each connection has staged, each with the values that its user is asked about. */
  const stages = new WeakMap<Peer, Map<string, { staged: StagedFolder; asked: FoundValues | null }>>()
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
      const asked = staged.manifest.inject.length === 0 ? null : await findPluginValues(parts, env)
      const own = stages.get(peer) ?? new Map<string, { staged: StagedFolder; asked: FoundValues | null }>()
      stages.set(peer, own.set(stage, { staged, asked }))
      const drop = () => own.delete(stage) && discard(staged.stage)
      if (peer.signal.aborted) drop()
      else peer.signal.addEventListener('abort', drop, { once: true })
      return describeStaged(stage, staged, describeWish(staged.manifest, asked))
    },
    async 'plugin/install'({ stage, givesKey, env }, peer) {
      const found = stages.get(peer)?.get(stage)
      if (found === undefined) throw fail('there is no such plugin on this connection')
      stages.get(peer)?.delete(stage)
      const { staged, asked } = found
      const { manifest } = staged
      const now = givesKey && manifest.inject.length > 0 ? await findPluginValues(parts, env) : null
      const withheld = now === null ? null : findOtherValues(asked, now)
      const given: GivenValues =
        now?.ok && withheld === null
          ? { keyHost: now.host, keyKind: now.kind, values: now.values }
          : { keyHost: '', keyKind: 'none', values: {} }
      const { folder, keptIn } = await installStaged(staged, shelf, given)
      const { name, version } = manifest
      return { name, version, folder, keyHost: given.keyHost, keptIn, withheld: withheld ?? '' }
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

function describeWish({ configFile, inject }: PluginManifest, asked: FoundValues | null): KeyWish | null {
  return asked === null ? null : { configFile, inject: [...inject], key: asked.ok ? asked.key : null }
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
