// The values of this program that a plugin is given by its user's word: in its configuration file, and as variables of its commands.

import { lstatSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import type { KeySource } from '../protocol/plugins/plugin-view.ts'
import { isInside } from '../safety/rules/workspace-path.ts'
import { readText, writeAtomic } from '../sys/files.ts'
import { isObject, parseObject } from '../sys/json-reading.ts'
import type { PluginManifest } from './plugin-manifest.ts'

/** The values by their sources. A source without a value is left as it is. */
export type HostValues = Partial<Record<KeySource, string>>

/** The variables for a command of the plugin. */
export function keyVariables({ inject }: PluginManifest, values: HostValues): Record<string, string> {
  const given = inject.flatMap(({ target, source }) => {
    const value = values[source]
    return value === undefined ? [] : [[target, value] as const]
  })
  return Object.fromEntries(given)
}

/** The reason why the values cannot be written into the plugin's configuration file; null where they can. */
export function refuseConfigFile(folder: string, { configFile, inject }: PluginManifest): string | null {
  if (inject.length === 0) return null
  const path = join(folder, configFile)
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found === undefined) return `its configuration file ${configFile} is not there`
  if (!found.isFile() || !isInside(realpathSync(path), [folder]))
    return `its configuration file ${configFile} is no file in it`
  return parseObject(readText(path) ?? '') === null ? `its configuration file ${configFile} is no JSON object` : null
}

/** Writes the values into the configuration file, where they are not there yet. True when the file has changed. Failures of the disk throw. */
export function writeKeys(folder: string, manifest: PluginManifest, values: HostValues): boolean {
  if (refuseConfigFile(folder, manifest) !== null) return false
  const path = join(folder, manifest.configFile)
  const config = parseObject(readText(path) ?? '') ?? {}
  const before = JSON.stringify(config)
  for (const { target, source } of manifest.inject) {
    const value = values[source]
    if (value !== undefined) setNested(config, target.split('.'), value)
  }
  if (manifest.inject.length === 0 || JSON.stringify(config) === before) return false
  writeAtomic(path, JSON.stringify(config, null, 2))
  return true
}

function setNested(config: Record<string, unknown>, keys: readonly string[], value: string): void {
  let at = config
  for (const key of keys.slice(0, -1)) {
    const inner = Object.hasOwn(at, key) ? at[key] : undefined
    const next = isObject(inner) ? inner : {}
    at[key] = next
    at = next
  }
  at[keys.at(-1)!] = value
}
