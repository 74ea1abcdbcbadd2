// The values of this program that a plugin is given by its user's word: in its configuration file, and as variables of its commands.

import { randomUUID } from 'node:crypto'
import { lstatSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { KeySource } from '../protocol/plugins/plugin-view.ts'
import { discard, readText } from '../sys/files.ts'
import { isObject, parseObject } from '../sys/json-reading.ts'
import { refuseConfigFile } from './config-file.ts'
import type { PluginManifest } from './plugin-manifest.ts'

/** The values by their sources. A source without a value is left as it is. */
export type HostValues = Partial<Record<KeySource, string>>

/** Values in the place of those that are taken away. */
const NO_VALUES: HostValues = { api_key: '', base_url: '' }

/** The variables for a command of the plugin. */
export function keyVariables({ inject }: PluginManifest, values: HostValues): Record<string, string> {
  const given = inject.flatMap(({ target, source }) => {
    const value = values[source]
    return value === undefined ? [] : [[target, value] as const]
  })
  return Object.fromEntries(given)
}

/** Writes the values into the configuration file, where they are not there yet. True when the file has changed. Failures of the disk throw. */
export function writeKeys(folder: string, manifest: PluginManifest, values: HostValues): boolean {
  const text = fillConfig(folder, manifest, values)
  if (text === null) return false
  const path = join(folder, manifest.configFile)
  // The plugin cannot have put a link in the place of this name, by which the key would get into another file.
  const temporary = `${path}.${randomUUID()}.tmp`
  try {
    writeFileSync(temporary, text, { flag: 'wx', mode: 0o600, flush: true })
    renameSync(temporary, path)
  } catch (error) {
    discard(temporary)
    throw error
  }
  return true
}

/** The text of the configuration file with the values; null where that changes nothing, and where the file may hold no key. */
export function fillConfig(folder: string, manifest: PluginManifest, values: HostValues): string | null {
  if (manifest.inject.length === 0 || refuseConfigFile(folder, manifest) !== null) return null
  const config = readConfig(folder, manifest)
  const before = JSON.stringify(config)
  for (const { target, source } of manifest.inject) {
    const value = values[source]
    if (value !== undefined) setNested(config, target.split('.'), value)
  }
  return JSON.stringify(config) === before ? null : JSON.stringify(config, null, 2)
}

/** The keys that stand in the configuration file, where one was given. */
export function readKeys(folder: string, manifest: PluginManifest): string[] {
  if (refuseConfigFile(folder, manifest) !== null) return []
  const config = manifest.inject.length === 0 ? {} : readConfig(folder, manifest)
  return manifest.inject.flatMap(({ target, source }) => {
    const value = target
      .split('.')
      .reduce<unknown>((at, key) => (isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined), config)
    return source === 'api_key' && typeof value === 'string' ? [value] : []
  })
}

/** Takes the values out of the file in which they stand. False where that is not possible. Failures of the disk throw. */
export function clearKeys(folder: string, manifest: PluginManifest | null, keyFile: string): boolean {
  if (lstatSync(join(folder, keyFile), { throwIfNoEntry: false }) === undefined) return true
  if (manifest?.configFile !== keyFile || refuseConfigFile(folder, manifest) !== null) return false
  writeKeys(folder, manifest, NO_VALUES)
  return true
}

function readConfig(folder: string, { configFile }: PluginManifest): Record<string, unknown> {
  return parseObject(readText(join(folder, configFile)) ?? '') ?? {}
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
