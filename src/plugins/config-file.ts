// The configuration file of a plugin, in which a key may stand: a data file and nothing else. Instructions, programs and plugin.json itself are
// read by others, and would hand the key on.

import { lstatSync, readdirSync, realpathSync } from 'node:fs'
import { basename, dirname, join, posix } from 'node:path'
import { sanitiseLine } from '../safety/text/sanitiser.ts'
import { readText } from '../sys/files.ts'
import { isObject, parseObject } from '../sys/json-reading.ts'

/** A tool, as far as its command may name the file. */
interface NamingTool {
  name: string
  command: readonly string[]
}

const DATA_FILE = /[^/]\.json$/i
/** JSON files by which a program is told what it is to run. */
const INSTRUCTIONS = /^(?:plugin|package)\.json$/i
const CELLS = 200

/** The path as it is in a list of the plugin's files; null for text that is no path, and for a path that leads out of the plugin. */
export function normaliseConfigFile(file: string): string | null {
  if (file === '') return ''
  const path = posix.normalize(file)
  const isInner = !path.startsWith('/') && path !== '..' && !path.startsWith('../')
  // A name in which something is hidden could draw lines of its own where it is shown.
  return isInner && sanitiseLine(path, CELLS) === path ? path : null
}

/** The reason why a file of this name is no configuration file, in words that go on from its name; null where it may be one. */
export function refuseConfigName(file: string, tools: readonly NamingTool[]): string | null {
  if (file === '') return null
  if (!DATA_FILE.test(file)) return 'is no data file: its name has to end with .json'
  if (INSTRUCTIONS.test(basename(file))) return 'says what is run: it has to be a file with data alone'
  const naming = tools.find(({ command }) => command.some((word) => namesFile(word, file)))
  return naming === undefined ? null : `is named by the command of the tool ${naming.name}`
}

/** True when the file stands in the word, alone or behind such as `--config=`. Capitals do not count: some disks ignore them. */
function namesFile(word: string, file: string): boolean {
  const folded = file.toLowerCase()
  const parts = [word, ...word.split(/[^\w./-]+/)].filter((part) => part !== '')
  return parts.some((part) => posix.normalize(part).toLowerCase() === folded)
}

/**
 * The reason why the values cannot be written into the plugin's configuration file, or must not be; null where they can. Only positions that
 * hold a value, or nothing, are written to.
 */
export function refuseConfigFile(
  folder: string,
  {
    configFile,
    inject,
    tools,
  }: { configFile: string; inject: readonly { target: string }[]; tools: readonly NamingTool[] },
): string | null {
  if (inject.length === 0) return null
  const fail = (how: string) => `its configuration file ${configFile} ${how}`
  const wrong = refuseConfigName(configFile, tools)
  if (wrong !== null) return fail(wrong)
  const path = join(folder, configFile)
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found === undefined) return fail('is not there')
  if (!found.isFile() || realpathSync(path) !== join(realpathSync(folder), configFile)) return fail('is no file in it')
  if (found.nlink > 1) return fail('has a second name')
  const text = readText(path) ?? ''
  if (text.replace(/^\ufeff/, '').startsWith('#!')) return fail('is a program')
  const config = parseObject(text)
  if (config === null) return fail('is no JSON object')
  const taken = inject.find(({ target }) => !isValuePlace(config, target.split('.')))
  return taken === undefined ? null : fail(`has no place for a value at ${taken.target}`)
}

/** True where the keys lead through objects, or to what is not there yet, and to no object and no list. */
function isValuePlace(config: Record<string, unknown>, keys: readonly string[]): boolean {
  let at = config
  for (const key of keys.slice(0, -1)) {
    const inner = Object.hasOwn(at, key) ? at[key] : undefined
    if (inner === undefined || inner === null) return true
    if (!isObject(inner)) return false
    at = inner
  }
  const value = Object.hasOwn(at, keys.at(-1)!) ? at[keys.at(-1)!] : undefined
  return typeof value !== 'object' || value === null
}

/** The file, and what a write that was interrupted has left of it. */
export function listWithRemains(path: string): string[] {
  const name = basename(path)
  try {
    const remains = readdirSync(dirname(path)).filter((each) => each.startsWith(`${name}.`) && each.endsWith('.tmp'))
    return [path, ...remains.map((each) => join(dirname(path), each))]
  } catch {
    return [path]
  }
}
